"""What people type leads to the lesson that answers it."""

import json
import re
import resource
import runpy
import shlex
from contextlib import suppress

import pytest
import typer

from lalaland_cli import LalalandError, open_library
from tests.conftest import BUNDLED, ROOT, SHELF, book, theme

relevance = runpy.run_path(str(ROOT / "benchmarks" / "relevance.py"))


def found(lessons, *query, **options):
    return [hit.theme.id for hit in lessons.search(query, **options).hits]


@pytest.fixture
def of(tmp_path):
    """A library of one file with these themes."""
    opened = []

    def of(*themes, **fields):
        path = tmp_path / "book.yaml"
        path.write_text(book(*themes, **fields), encoding="utf-8")
        opened.append(open_library(path, cached=False))
        return opened[-1]

    yield of
    for lessons in opened:
        lessons.close()


@pytest.mark.unmeasured
def test_what_people_type_finds_its_lesson_first():
    results = relevance["judged"](relevance["QUERIES"])
    kinds = {result.kind for result in results}
    assert kinds == {"need", "sentence", "misspelling", "scene", "name", "nothing"}
    assert sum(bool(result.answers) for result in results) >= 80
    assert sum(not result.answers for result in results) >= 10
    assert relevance["precision"](results) >= 0.90


@pytest.mark.parametrize("query", ["rocky", "Rocky", "avildsen", "1976", "distance", "failure"])
def test_names_are_found_in_a_collection_of_one_s_own(query):
    with open_library(SHELF / "rocky.yaml", cached=False) as lessons:
        assert found(lessons, query)


@pytest.mark.parametrize(
    ("query", "first", "missing"),
    [
        pytest.param(["jazz", "club"], "both", (), id="all"),
        pytest.param(["jazz", "guitar"], "both", ("guitar",), id="most"),
        pytest.param(["the", "jazz", "of", "it"], "both", (), id="function-words-do-not-count"),
        pytest.param(["can't", "jazz"], "both", (), id="nor-what-an-apostrophe-leaves"),
        pytest.param(["jazz bar"], "both", ("bar",), id="a-phrase-that-is-nowhere-is-its-words"),
    ],
)
def test_what_is_missing_is_told(query, first, missing, of):
    lessons = of(theme("both", title="Jazz club"), theme("other", title="Only rain"))
    hit = lessons.search(query).hits[0]
    assert (hit.theme.id, hit.missing) == (first, missing)


def test_a_rare_word_counts_more_than_a_common_one(of):
    common = [theme(f"common-{n}", title=f"Rain {n}") for n in range(8)]
    lessons = of(*common, theme("rare", title="Saxophone"))
    assert found(lessons, "rain", "saxophone")[0] == "rare"


def test_strictness_can_be_asked_for(of):
    lessons = of(theme("one", title="Jazz"), theme("two", title="The club"))
    assert found(lessons, "jazz", "club", match="all") == []
    assert found(lessons, "jazz", "club", match="any") == ["one", "two"]
    assert found(lessons, "the", "club", match="all") == ["two"]
    assert found(lessons, "the") == ["two"]


def test_a_word_of_two_letters_is_a_whole_word(of):
    lessons = of(theme("one", title="Go on"), theme("two", title="Goal"))
    assert found(lessons, "go") == ["one"]
    assert found(lessons, "goa") == ["two"]


def test_in_scripts_without_spaces_a_part_is_enough(of):
    assert found(of(theme("one", title="大きな公園で遊ぶ")), "公園") == ["one"]


def test_a_name_of_several_words_may_be_written_as_one(of):
    lessons = of(theme("one", aliases="[trade-offs]"), theme("two"), id="old-times")
    assert found(lessons, "tradeoffs") == ["one"]


def test_of_equal_words_those_that_stand_together_win(of):
    apart = theme("apart", title="A", lesson="What a life. Something to do with it. My own.")
    together = theme("together", title="B", lesson="What to do with my life is a question.")
    assert (
        found(of(apart, together), *["what", "should", "i", "do", "with", "my", "life"])[0]
        == "together"
    )


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        *((form, "We broke up") for form in ("break", "broke", "broken", "breaking")),
        ("losing", "A lost job"),
        ("heard", "Hear it"),
        ("lies", "Telling a lie"),
    ],
)
def test_irregular_forms_are_one_word(typed, title, of):
    lessons = of(theme("one", title=title), theme("two", title="Rain"))
    assert found(lessons, typed) == ["one"]


@pytest.mark.parametrize(
    "typed",
    ["experimented", "experimenting", "witnessing", "interned", "severely", "pasted", "communal"],
)
def test_a_word_of_another_stem_has_its_own_forms(typed, of):
    lesson = "Experiment, witness, intern, severe, paste, a community."
    assert found(of(theme("one", lesson=lesson)), typed) == ["one"]


@pytest.mark.parametrize(
    ("typed", "other"), [("quit", "quite"), ("class", "classic"), ("university", "universal")]
)
def test_words_of_one_stem_may_be_apart(typed, other, of):
    lessons = of(theme("one", title=other), theme("two", title=typed))
    assert found(lessons, typed)[0] == "two"
    assert found(lessons, other) == ["one"]


def test_a_word_itself_comes_before_one_that_begins_so(of):
    lessons = of(theme("one", title="Failures"), theme("two", title="A fail"))
    assert found(lessons, "fail") == ["two", "one"]


def test_a_musical_is_no_music(of):
    lessons = of(theme("one", title="Music"), theme("two", title="Musicals"))
    assert found(lessons, "musical") == found(lessons, "musicals") == ["two"]
    assert found(lessons, "music") == ["one", "two"]  # which begins so


def test_small_words_count_where_they_stand_beside_another(of):
    lessons = of(theme("one", title="Keep the shop"), theme("two", title="Keep going"))
    assert found(lessons, "keep", "going") == ["two", "one"]


def test_the_first_hits_are_the_same_however_many_are_shown(of):
    lessons = of(
        *(
            theme(f"a{n}", title=f"A{n}", lesson="So. Harbour. An engine. The garden.")
            for n in range(60)
        ),
        *(
            theme(f"b{n}", title=f"B{n}", lesson="So. The harbour engine garden.")
            for n in range(60)
        ),
    )
    names = [h.theme.id for h in lessons.search("harbour engine garden").hits]
    assert len(names) == 120
    for limit in (1, 5, 30, 40, 100):
        hits = lessons.search("harbour engine garden", limit=limit).hits
        assert [hit.theme.id for hit in hits] == names[:limit]
        assert sorted((hit.score for hit in hits), reverse=True) == [hit.score for hit in hits]


def test_two_forms_of_a_word_are_not_two_words_together(of):
    forms = theme("forms", title="A", lesson="So. Jazz. To dream dreams.")
    both = theme("both", title="B", lesson="So. It is a dream of jazz.")
    assert found(of(forms, both), "jazz", "dream") == ["both", "forms"]


def test_a_misspelt_function_word_says_nothing(of):
    lessons = of(theme("one", title="A start"), theme("two", title="Here and again"))
    answer = lessons.search("start agian")
    assert [hit.theme.id for hit in answer.hits] == ["one"]
    assert answer.corrected == ()
    assert lessons.search("agian").corrected == (("agian", "again"),)


def test_a_misspelt_word_that_is_nowhere_has_relatives_too(of):
    lessons = of(theme("one", title="On breakups"), theme("two", title="On rain"))
    answer = lessons.search("divrce")
    assert [hit.theme.id for hit in answer.hits] == ["one"]
    assert answer.corrected == (("divrce", "divorce"),)


def test_a_word_that_is_nowhere_is_looked_for_by_its_relatives(of):
    lessons = of(theme("one", title="On breakups"), theme("two", title="On rain"))
    assert found(lessons, "divorce") == ["one"]


@pytest.mark.parametrize(
    ("typed", "code", "err"),
    [
        pytest.param("nostalgai", 0, "“nostalgai” was taken for “nostalgia”", id="one-is-near"),
        pytest.param("jealousy", 1, "nothing found for “jealousy”; `lalaland list` shows what there is", id="none-is-near"),
        pytest.param("--in title paris", 1, "nothing found for “paris”; search without --in to look everywhere", id="narrowed"),
        pytest.param("--in title zebra", 1, "nothing found for “zebra”; `lalaland list` shows what there is", id="no-advice-that-does-not-help"),
        pytest.param("--all paris pier", 1, "nothing found for “paris pier”; `lalaland search paris pier` finds the lessons that have most of it", id="strict"),
        pytest.param("mia-zebra", 1, "nothing found for “mia-zebra”; `lalaland list` shows what there is", id="a-phrase-that-any-does-not-take-apart"),
        pytest.param("--in title failure rejected", 0, "no lesson has all of it there; left out: “rejected”", id="most-of-it-there"),
        pytest.param("--zz-top x", 2, "no such option: --zz-top; see `lalaland search --help`", id="no-option"),
        pytest.param("-5", 2, "no such option: -5; a text that begins with a hyphen follows --: `lalaland search -- \"-…\"`", id="a-hyphen-before-a-text"),
        pytest.param("covid job", 1, "nothing found for “covid job”; `lalaland search --any covid job` finds the lessons that have some of it", id="partly-known"),
        pytest.param("lonely", 1, "nothing found for “lonely”; `lalaland list` shows what there is", id="an-english-word-is-no-misspelling"),
        pytest.param("rejection pier", 0, "no lesson has all of it; left out: “pier”", id="most-of-it"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_search(typed, code, err, run):
    result = run("search", *typed.split())
    assert (result.code, result.err) == (code, f"lalaland: {err}\n")


WITHOUT_A_COMMAND = [
    pytest.param("failure", "show failure", id="id"),
    pytest.param("4", "show 4", id="number"),
    pytest.param("setback", "show failure", id="alias"),
    pytest.param("failure is not the end", "show failure", id="title"),
    pytest.param("la-la-land/failure", "show failure", id="qualified"),
    pytest.param("setb", "show setb", id="unambiguous-prefix"),
    pytest.param("city of stars", "search city of stars", id="words"),
    pytest.param("my play flopped", "search my play flopped", id="sentence"),
    pytest.param("nostalgai", "show nostalgai", id="misspelt-name"),
    pytest.param("la-la-land", "list la-la-land", id="collection"),
    pytest.param("pier rejecton", "search pier rejecton", id="misspelt-word"),
    pytest.param("2016", "search 2016", id="a-number-that-a-lesson-has"),
    pytest.param("my play flopped --json", "search my play flopped --json", id="with-an-option"),
    pytest.param("failure --in summary", "search failure --in summary", id="narrowed"),
    pytest.param("random --seed 3", "random-lesson --seed 3", id="short-for-random-lesson"),
    pytest.param("help", "--help", id="help"),
    pytest.param("help show", "show --help", id="help-of-a-command"),
    pytest.param("-V", "--version", id="version"),
    pytest.param("list la-la-land", "list -c la-la-land", id="list-a-collection"),
    pytest.param("about la-la-land", "about -c la-la-land", id="about-a-collection"),
]


@pytest.mark.parametrize(("typed", "same"), WITHOUT_A_COMMAND)
def test_a_first_guess_works(typed, same, run):
    result = run(*typed.split())
    assert result == run(*same.split())
    assert result.code == 0


@pytest.mark.parametrize("option", ["--color always", "--no-pager", f"-f {SHELF}"])
def test_options_work_before_and_after_the_command(option, run):
    before = run(*option.split(), "search", "the")
    assert before == run("search", "the", *option.split())
    assert before.code == 0


def test_a_form_for_names_takes_whatever_answers(run):
    assert run("failure", "--names").out == "failure\n"
    assert run("la-la-land", "--names").out == run("list", "--names").out


@pytest.mark.parametrize("typed", ["99", "la-la-land/zzz"])
def test_what_can_only_be_a_name_is_refused_as_show_refuses_it(typed, run):
    assert run(typed) == run("show", typed)
    assert run(typed).code == 1


def test_a_phrase_that_no_lesson_has_is_taken_for_its_words(run):
    phrase = run("search", "my play flopped badly")
    assert phrase.err == "lalaland: no lesson has the phrase “my play flopped badly”\n"
    assert phrase.out == run("search", *["my", "play", "flopped", "badly"]).out


def test_where_two_words_are_near_both_are_named(run, tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("title: X\nthemes: [{title: bright sunfall, lesson: sunball}]", "utf-8")
    says = "lalaland: nothing found for “suncall”; did you mean “sunball” or “sunfall”?\n"
    assert run("-f", path, "search", "suncall") == (1, "", says)


def test_what_no_word_has_letters_of_is_no_query(run):
    says = "lalaland: nothing found for “?!”; type a word that has letters\n"
    assert run("search", "?!") == (1, "", says)


def test_a_short_word_that_a_lesson_has_stands_for_no_other(of):
    lessons = of(theme("one", title="A man"), theme("two", title="How many"))
    assert found(lessons, "man") == ["one"]
    assert found(lessons, "how") == ["two"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("list of things i regret", "no collection is called “of things i regret”; `lalaland search of things i regret` searches for it"),
        ("show me something about love", "no theme is called “me something about love”; `lalaland search me something about love` searches for it"),
        ("show zzzz qqqq", "no theme is called “zzzz qqqq”; `lalaland list` shows what there is"),
        ("about zzzz qqqq", "no collection is called “zzzz qqqq”; available: la-la-land"),
        ("about love", "“love” is a tag; `lalaland list --tag love` lists its themes"),
    ],
)  # fmt: skip
def test_a_sentence_that_begins_with_a_command_is_told_how_to_search(typed, says, run):
    assert run(*typed.split()) == (1, "", f"lalaland: {says}\n")


def test_a_sentence_in_quotes_without_a_command_is_words(run):
    assert run("my play flopped") == run("my", "play", "flopped")
    assert run("i'm too old to start").code == 0


EXCLUSIVE = ["search a --json --names", "list --short --json", "search --any --all x", "list la-la-land -c la-la-land", "about la-la-land -c la-la-land"]  # fmt: skip


@pytest.mark.parametrize("typed", EXCLUSIVE)
def test_options_that_contradict_each_other_are_refused(typed, run):
    result = run(*typed.split())
    assert (result.code, result.out) == (2, "")
    assert "exclude each other; see `lalaland " in result.err


MISTYPED = [
    ("LIST", "list"), ("lis", "list"), ("lst", "list"), ("shw failure", "show failure"), ("tag", "tags"), ("complete", "completion"),
    ("tody --short", "today --short"), ("grep rain", "search rain"), ("help sho", "help show"), ("help ls", "help list"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), MISTYPED)
def test_a_mistyped_command_is_known(typed, meant, run):
    word = typed.removeprefix("help ").split()[0]
    says = f"lalaland: no command is called “{word}”; did you mean `lalaland {meant}`?\n"
    assert run(*typed.split()) == (2, "", says)


def test_there_is_no_help_for_what_is_no_command(run):
    says = "lalaland: no command is called “xyz”; `lalaland help` lists them\n"
    assert run("help", "xyz") == (2, "", says)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("failure --nmes", "no such option: --nmes; did you mean --names?"),
        ("failure --zzz", "no such option: --zzz; see `lalaland --help`"),
        ("list --tga work", "no such option: --tga; did you mean --tag?"),
    ],
)
def test_a_mistyped_option_is_known(typed, says, run):
    assert run(*typed.split()) == (2, "", f"lalaland: {says}\n")


ADVISED = [
    *("lsit", "serach jazz", "shwo failure", "ls", "find jazz", "cat failure", "view 4", "tody"),
    *("version", "list failure", "about failure", "show zzzz", "show 99", "show La La Land", "search zzzz"),
    *("list --tag wrok", "list -c nope", "random-lesson --tag zzz", "list --nope", "-f none.yaml list"),
    *("show --json", "today --date x", "new", "search -n x jazz", "jealousy", "list --tag"),
    *("list of things i regret", "show me something about love", "show zzzz qqqq", "covid job"),
    *("search jazz -n 1", "new Rocky -o -x/y", "completion tcsh", "--color red list"),
]  # fmt: skip


@pytest.mark.parametrize("typed", ADVISED)
def test_what_a_message_advises_works(typed, run, personal, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    message = run(*typed.split()).err
    assert message.startswith("lalaland: ")
    commands = re.findall(r"`lalaland ([^`…]*)`", message)
    options = re.findall(r"(?:try|;) (--?[a-z]+ [a-z]+)", message)
    assert (
        commands
        or options
        or re.search("available|expected|without|-n 0|-o PATH|there is no", message)
    )
    for command in commands:
        assert run(*command.split()).code == 0, command
    for option in options:
        assert run("list", *option.split()).code == 0, option


@pytest.mark.skipif(
    tuple(map(int, typer.__version__.split(".")[:2])) >= (0, 29),
    reason="from 0.29 on, Typer lets pydantic say what is wrong with a number",
)
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("search -n x a", "invalid value for '--limit' / '-n': 'x' is not a whole number; see `lalaland search --help`"),
        ("search -n -1 a", "invalid value for '--limit' / '-n': -1 is less than 0; see `lalaland search --help`"),
        ("random-lesson --seed x", "invalid value for '--seed': 'x' is not a whole number; see `lalaland random-lesson --help`"),
    ],
)  # fmt: skip
def test_a_number_is_asked_for_in_words(typed, says, run):
    assert run(*typed.split()) == (2, "", f"lalaland: {says}\n")


def test_of_many_faulty_files_only_their_number_is_said(run, personal):
    for name in "abc":
        (personal / f"{name}.yaml").write_text("title: [", "utf-8")
    says = "lalaland: skipped 3 files with problems; `lalaland check` lists them\n"
    assert run("list").err == run("show", "failure").err == says
    assert run("show", "zzzz").err.startswith(says)
    assert run("check").code == 1


def test_sources_says_once_what_was_skipped(run, personal):
    (personal / "a.yaml").write_text("title: [", "utf-8")
    result = run("sources")
    assert "skipped: " in result.out
    assert result.err == ""


def test_an_empty_collection_is_said_to_be_empty(run, personal):
    (personal / "empty.yaml").write_text("title: Empty\nthemes: []\n", "utf-8")
    says = 'lalaland: “empty” holds no lessons yet; `lalaland add --to empty "what you learned"` writes one down\n'
    assert run("empty") == run("list", "empty") == (0, "", says)
    assert run("random-lesson", "-c", "empty") == (1, "", says)
    assert run("recall", "empty") == run("publish", "-c", "empty") == (1, "", says)
    assert "no themes yet\n" in run("about", "empty").out
    assert (
        f"{personal / 'empty.yaml'}\t0\tyour own collections; it holds no lessons yet"
        in run("sources").out
    )
    add = shlex.split(re.findall("`(.*)`", says)[0])
    assert run(*add[1:]).code == 0


def test_a_tag_is_shown_as_the_first_theme_writes_it(run, tmp_path):
    path = tmp_path / "x.yaml"
    themes = ["{title: A, lesson: A, tags: [work]}", "{title: B, lesson: B, tags: [Work, WORK]}"]
    path.write_text(f"title: X\nthemes: [{', '.join(themes)}]", "utf-8")
    assert run("tags", "-f", path).out == "work\t2\n"


@pytest.mark.parametrize("width", ["20", "40", "59"])
def test_in_a_narrow_terminal_help_puts_what_an_example_does_below_it(width, run, monkeypatch):
    monkeypatch.setenv("COLUMNS", width)
    lines = run("search", "--help").out.splitlines()
    assert "  lalaland search jazz club" in lines
    assert "    both words," in run("search", "--help").out


def test_the_first_page_of_help_fits_the_smallest_terminal(run):
    lines = run().out.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80


def test_tags_are_counted(run):
    assert run("tags").out.splitlines()[0] == "work\t3"
    assert '"tag": "work",\n    "themes": 3' in run("tags", "--json").out
    assert run("tags", "-c", "la-la-land") == run("tags")


@pytest.mark.parametrize("command", ["list", "today"])
@pytest.mark.parametrize("width", ["20", "40", "80"])
def test_short_forms_keep_to_the_width(command, width, run, monkeypatch):
    monkeypatch.setenv("COLUMNS", width)
    lines = run(command, "--short").out.splitlines()
    assert max(map(len, lines)) <= int(width)
    assert len(lines) == 5 or command == "today"


BOUNDED = [
    pytest.param(["dream " * 5000], id="phrase-of-5000-words"),
    pytest.param(["a" + "я" * 20_000], id="word-of-40000-bytes"),
    pytest.param(["x" * 1_000_000], id="word-of-a-million-letters"),
    pytest.param([f"w{n}xy" for n in range(5000)], id="5000-unknown-words"),
    pytest.param(["jazz"] * 50_000, id="one-word-50000-times"),
    pytest.param(["dreams dreaming dreamer dream " * 12], id="phrase-of-inflected-words"),
]


@pytest.mark.unmeasured
@pytest.mark.parametrize("query", BOUNDED)
def test_no_query_is_too_long(query):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open_library(BUNDLED, cached=False) as lessons:
        lessons.search(query)
        lessons.search(query, match="any")
        with suppress(LalalandError):
            lessons.find(" ".join(query))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024  # KiB


def test_a_word_that_the_index_cannot_keep_whole_is_found_all_the_same(of):
    long = "a" + "я" * 20_000
    lessons = of(theme("one", title="Long", lesson=f"{long} и ещё."))
    assert found(lessons, long) == found(lessons, "ещё") == ["one"]


@pytest.mark.parametrize(
    ("text", "query"),
    [("㍿の話", "株式会社"), ("株式会社の話", "㍿"), ("5㌔", "キロ"), ("5キロ", "㌔")],
)
def test_a_sign_that_stands_for_several_is_found_by_them(text, query, of):
    assert found(of(theme("one", title=text)), query) == ["one"]


def test_excerpts_of_a_long_lesson_are_found_in_one_pass(of):
    """Ten thousand sentences took 38 seconds; the growth table in benchmarks/ measures it."""
    (hit,) = of(theme("one", lesson="Rain fell. " * 10_000)).search("rain").hits
    assert len(hit.matches) == 2


@pytest.mark.parametrize(
    ("query", "most"), [("band xyzzyq", 0), ("band club", 60)], ids=["rare", "never-together"]
)
def test_a_search_does_not_read_every_theme(query, most, monkeypatch, tmp_path):
    themes = [
        {"title": f"{'Band' if n % 2 else 'Club'} {n}", "takeaway": "T.", "lesson": "L."}
        for n in range(500)
    ]
    file = tmp_path / "many.yaml"
    file.write_text(json.dumps({"title": "Many", "themes": themes}))
    read = []
    with open_library(file) as lessons:
        ask = lessons._index.themes_in
        monkeypatch.setattr(
            lessons._index, "themes_in", lambda rows: read.extend(rows) or ask(rows)
        )
        found = lessons.search(query, limit=1)
    assert len(read) <= most
    assert (found.total, bool(read)) == ((500, True) if most else (0, False))
