"""Queries find the lesson that answers them, and messages help where none does."""

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
def test_typical_queries_find_their_lesson_first():
    results = relevance["judged"](relevance["QUERIES"])
    kinds = {result.kind for result in results}
    assert kinds == {"need", "sentence", "misspelling", "scene", "name", "nothing"}
    assert sum(bool(result.answers) for result in results) >= 80
    assert sum(not result.answers for result in results) >= 10
    assert relevance["precision"](results) >= 0.90


@pytest.mark.parametrize("query", ["rocky", "Rocky", "avildsen", "1976", "distance", "failure"])
def test_names_in_a_personal_collection_are_found(query):
    with open_library(SHELF / "rocky.yaml", cached=False) as lessons:
        assert found(lessons, query)


@pytest.mark.parametrize(
    ("query", "first", "missing"),
    [
        pytest.param(["jazz", "club"], "both", (), id="all"),
        pytest.param(["jazz", "guitar"], "both", ("guitar",), id="most"),
        pytest.param(["the", "jazz", "of", "it"], "both", (), id="function-words-do-not-count"),
        pytest.param(["can't", "jazz"], "both", (), id="nor-do-contractions"),
        pytest.param(["jazz bar"], "both", ("bar",), id="unknown-phrase-is-split-into-words"),
    ],
)
def test_hits_name_the_missing_words(query, first, missing, of):
    lessons = of(theme("both", title="Jazz club"), theme("other", title="Only rain"))
    hit = lessons.search(query).hits[0]
    assert (hit.theme.id, hit.missing) == (first, missing)


def test_a_rare_word_counts_more_than_a_common_one(of):
    common = [theme(f"common-{n}", title=f"Rain {n}") for n in range(8)]
    lessons = of(*common, theme("rare", title="Saxophone"))
    assert found(lessons, "rain", "saxophone")[0] == "rare"


def test_a_search_can_require_all_words_or_any(of):
    lessons = of(theme("one", title="Jazz"), theme("two", title="The club"))
    assert found(lessons, "jazz", "club", match="all") == []
    assert found(lessons, "jazz", "club", match="any") == ["one", "two"]
    assert found(lessons, "the", "club", match="all") == ["two"]
    assert found(lessons, "the") == ["two"]


def test_a_two_letter_word_matches_only_whole_words(of):
    lessons = of(theme("one", title="Go on"), theme("two", title="Goal"))
    assert found(lessons, "go") == ["one"]
    assert found(lessons, "goa") == ["two"]


def test_in_scripts_without_spaces_part_of_a_text_is_enough(of):
    assert found(of(theme("one", title="大きな公園で遊ぶ")), "公園") == ["one"]


def test_a_name_of_several_words_may_be_written_as_one(of):
    lessons = of(theme("one", aliases="[trade-offs]"), theme("two"), id="old-times")
    assert found(lessons, "tradeoffs") == ["one"]


def test_words_together_in_one_sentence_rank_higher(of):
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
def test_irregular_forms_of_a_word_match(typed, title, of):
    lessons = of(theme("one", title=title), theme("two", title="Rain"))
    assert found(lessons, typed) == ["one"]


@pytest.mark.parametrize(
    "typed",
    ["experimented", "experimenting", "witnessing", "interned", "severely", "pasted", "communal"],
)
def test_derived_forms_match_the_base_word(typed, of):
    lesson = "Experiment, witness, intern, severe, paste, a community."
    assert found(of(theme("one", lesson=lesson)), typed) == ["one"]


@pytest.mark.parametrize(
    ("typed", "other"), [("quit", "quite"), ("class", "classic"), ("university", "universal")]
)
def test_different_words_with_the_same_stem_are_told_apart(typed, other, of):
    lessons = of(theme("one", title=other), theme("two", title=typed))
    assert found(lessons, typed)[0] == "two"
    assert found(lessons, other) == ["one"]


def test_an_exact_match_ranks_before_a_prefix_match(of):
    lessons = of(theme("one", title="Failures"), theme("two", title="A fail"))
    assert found(lessons, "fail") == ["two", "one"]


def test_musical_does_not_match_music(of):
    lessons = of(theme("one", title="Music"), theme("two", title="Musicals"))
    assert found(lessons, "musical") == found(lessons, "musicals") == ["two"]
    assert found(lessons, "music") == ["one", "two"]  # a prefix match


def test_a_function_word_counts_next_to_another_word(of):
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


def test_two_forms_of_one_word_do_not_count_as_two_words(of):
    forms = theme("forms", title="A", lesson="So. Jazz. To dream dreams.")
    both = theme("both", title="B", lesson="So. It is a dream of jazz.")
    assert found(of(forms, both), "jazz", "dream") == ["both", "forms"]


def test_a_misspelt_function_word_is_ignored_beside_another_word(of):
    lessons = of(theme("one", title="A start"), theme("two", title="Here and again"))
    answer = lessons.search("start agian")
    assert [hit.theme.id for hit in answer.hits] == ["one"]
    assert answer.corrected == ()
    assert lessons.search("agian").corrected == (("agian", "again"),)


def test_a_misspelt_word_in_no_lesson_matches_related_words(of):
    lessons = of(theme("one", title="On breakups"), theme("two", title="On rain"))
    answer = lessons.search("divrce")
    assert [hit.theme.id for hit in answer.hits] == ["one"]
    assert answer.corrected == (("divrce", "divorce"),)


def test_a_word_in_no_lesson_matches_related_words(of):
    lessons = of(theme("one", title="On breakups"), theme("two", title="On rain"))
    assert found(lessons, "divorce") == ["one"]


@pytest.mark.parametrize(
    ("typed", "code", "err"),
    [
        pytest.param("nostalgai", 0, "“nostalgai” was read as “nostalgia”", id="one-similar-word"),
        pytest.param("jealousy", 1, "nothing found for “jealousy”; `lalaland list` shows what there is", id="no-similar-word"),
        pytest.param("--in title paris", 1, "nothing found for “paris”; search without --in to look everywhere", id="narrowed"),
        pytest.param("--in title zebra", 1, "nothing found for “zebra”; `lalaland list` shows what there is", id="no-useless-advice"),
        pytest.param("--all paris pier", 1, "nothing found for “paris pier”; `lalaland search paris pier` finds lessons that match most of it", id="strict"),
        pytest.param("mia-zebra", 1, "nothing found for “mia-zebra”; `lalaland list` shows what there is", id="hyphenated-phrase"),
        pytest.param("--in title failure rejected", 0, "no lesson there matches every word; left out: “rejected”", id="most-words-in-a-field"),
        pytest.param("--zz-top x", 2, "no such option: --zz-top; see `lalaland search --help`", id="unknown-option"),
        pytest.param("-5", 2, "no such option: -5; to pass text that begins with a hyphen: `lalaland search -- \"-…\"`", id="text-that-begins-with-a-hyphen"),
        pytest.param("covid job", 1, "nothing found for “covid job”; `lalaland search --any covid job` finds lessons that match some of it", id="partly-known"),
        pytest.param("lonely", 1, "nothing found for “lonely”; `lalaland list` shows what there is", id="english-word-is-not-corrected"),
        pytest.param("rejection pier", 0, "no lesson matches every word; left out: “pier”", id="most-words"),
    ],
)  # fmt: skip
def test_messages_explain_the_result_of_a_search(typed, code, err, run):
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
def test_commands_and_names_can_be_guessed(typed, same, run):
    result = run(*typed.split())
    assert result == run(*same.split())
    assert result.code == 0


@pytest.mark.parametrize("option", ["--color always", "--no-pager", f"-f {SHELF}"])
def test_options_work_before_and_after_the_command(option, run):
    before = run(*option.split(), "search", "the")
    assert before == run("search", "the", *option.split())
    assert before.code == 0


def test_the_names_option_works_without_a_command(run):
    assert run("failure", "--names").out == "failure\n"
    assert run("la-la-land", "--names").out == run("list", "--names").out


@pytest.mark.parametrize("typed", ["99", "la-la-land/zzz"])
def test_an_unknown_name_without_a_command_fails_as_in_show(typed, run):
    assert run(typed) == run("show", typed)
    assert run(typed).code == 1


def test_a_phrase_in_no_lesson_is_split_into_words(run):
    phrase = run("search", "my play flopped badly")
    assert phrase.err == "lalaland: no lesson has the phrase “my play flopped badly”\n"
    assert phrase.out == run("search", *["my", "play", "flopped", "badly"]).out


def test_two_similar_words_are_both_suggested(run, tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("title: X\nthemes: [{title: bright sunfall, lesson: sunball}]", "utf-8")
    says = "lalaland: nothing found for “suncall”; did you mean “sunball” or “sunfall”?\n"
    assert run("-f", path, "search", "suncall") == (1, "", says)


def test_a_query_without_letters_finds_nothing(run):
    says = "lalaland: nothing found for “?!”; type a word with letters in it\n"
    assert run("search", "?!") == (1, "", says)


def test_a_short_word_that_a_lesson_has_matches_no_longer_word(of):
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
def test_a_sentence_that_begins_with_a_command_gets_a_suggestion(typed, says, run):
    assert run(*typed.split()) == (1, "", f"lalaland: {says}\n")


def test_a_quoted_sentence_without_a_command_is_split_into_words(run):
    assert run("my play flopped") == run("my", "play", "flopped")
    assert run("i'm too old to start").code == 0


EXCLUSIVE = ["search a --json --names", "list --short --json", "search --any --all x", "list la-la-land -c la-la-land", "about la-la-land -c la-la-land"]  # fmt: skip


@pytest.mark.parametrize("typed", EXCLUSIVE)
def test_options_that_contradict_each_other_are_refused(typed, run):
    result = run(*typed.split())
    assert (result.code, result.out) == (2, "")
    assert "cannot be combined; see `lalaland " in result.err


MISTYPED = [
    ("LIST", "list"), ("lis", "list"), ("lst", "list"), ("shw failure", "show failure"), ("tag", "tags"), ("complete", "completion"),
    ("tody --short", "today --short"), ("grep rain", "search rain"), ("help sho", "help show"), ("help ls", "help list"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), MISTYPED)
def test_a_mistyped_command_gets_a_suggestion(typed, meant, run):
    word = typed.removeprefix("help ").split()[0]
    says = f"lalaland: no command is called “{word}”; did you mean `lalaland {meant}`?\n"
    assert run(*typed.split()) == (2, "", says)


def test_help_for_an_unknown_command_is_an_error(run):
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
def test_a_mistyped_option_gets_advice(typed, says, run):
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
def test_what_a_message_suggests_works(typed, run, personal, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    message = run(*typed.split()).err
    assert message.startswith("lalaland: ")
    commands = re.findall(r"`lalaland ([^`…]*)`", message)
    options = re.findall(r"(?:try|;) (--?[a-z]+ [a-z]+)", message)
    assert (
        commands
        or options
        or re.search("available|expected|without|-n 0|-o PATH|check the name", message)
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
        ("search -n -1 a", "invalid value for '--limit' / '-n': must be 0 or more, not -1; see `lalaland search --help`"),
        ("random-lesson --seed x", "invalid value for '--seed': 'x' is not a whole number; see `lalaland random-lesson --help`"),
    ],
)  # fmt: skip
def test_an_invalid_number_is_explained_in_words(typed, says, run):
    assert run(*typed.split()) == (2, "", f"lalaland: {says}\n")


def test_only_the_number_of_many_faulty_files_is_reported(run, personal):
    for name in "abc":
        (personal / f"{name}.yaml").write_text("title: [", "utf-8")
    says = "lalaland: skipped 3 files with problems; `lalaland check` lists them\n"
    assert run("list").err == run("show", "failure").err == says
    assert run("show", "zzzz").err.startswith(says)
    assert run("check").code == 1


def test_sources_reports_skipped_files_once(run, personal):
    (personal / "a.yaml").write_text("title: [", "utf-8")
    result = run("sources")
    assert "unclosed bracket" in result.out
    assert result.err == ""


def test_an_empty_collection_is_reported_as_empty(run, personal):
    (personal / "empty.yaml").write_text("title: Empty\nthemes: []\n", "utf-8")
    says = 'lalaland: “empty” has no lessons yet; `lalaland add --to empty "what you learned"` adds one\n'
    assert run("empty") == run("list", "empty") == (0, "", says)
    assert run("random-lesson", "-c", "empty") == (1, "", says)
    assert run("recall", "empty") == run("publish", "-c", "empty") == (1, "", says)
    assert "no themes yet\n" in run("about", "empty").out
    assert (
        f"{personal / 'empty.yaml'}\t0\tin your personal folder; no lessons yet"
        in run("sources").out
    )
    add = shlex.split(re.findall("`(.*)`", says)[0])
    assert run(*add[1:]).code == 0


def test_a_tag_is_spelt_as_in_its_first_theme(run, tmp_path):
    path = tmp_path / "x.yaml"
    themes = ["{title: A, lesson: A, tags: [work]}", "{title: B, lesson: B, tags: [Work, WORK]}"]
    path.write_text(f"title: X\nthemes: [{', '.join(themes)}]", "utf-8")
    assert run("tags", "-f", path).out == "work\t2\n"


@pytest.mark.parametrize("width", ["20", "40", "59"])
def test_help_in_a_narrow_terminal_puts_descriptions_below_examples(width, run, monkeypatch):
    monkeypatch.setenv("COLUMNS", width)
    lines = run("search", "--help").out.splitlines()
    assert "  lalaland search jazz club" in lines
    assert "    both words," in run("search", "--help").out


def test_the_first_page_of_help_fits_in_80_by_24(run):
    lines = run().out.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80


def test_tags_are_counted(run):
    assert run("tags").out.splitlines()[0] == "work\t3"
    assert '"tag": "work",\n    "themes": 3' in run("tags", "--json").out
    assert run("tags", "-c", "la-la-land") == run("tags")


@pytest.mark.parametrize("command", ["list", "today"])
@pytest.mark.parametrize("width", ["20", "40", "80"])
def test_short_output_fits_the_width(command, width, run, monkeypatch):
    monkeypatch.setenv("COLUMNS", width)
    lines = run(command, "--short").out.splitlines()
    assert max(map(len, lines)) <= int(width)
    assert len(lines) == 5 or command == "today"


def test_a_phrase_that_is_nowhere_can_be_searched_for_by_its_words(run):
    err = run("search", "take a risk").err
    (advised,) = re.findall("`lalaland (.*)`", err)
    assert run(*shlex.split(advised)).out


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


def test_a_word_too_long_for_the_index_is_still_found(of):
    long = "a" + "я" * 20_000
    lessons = of(theme("one", title="Long", lesson=f"{long} и ещё."))
    assert found(lessons, long) == found(lessons, "ещё") == ["one"]


@pytest.mark.parametrize(
    ("text", "query"),
    [("㍿の話", "株式会社"), ("株式会社の話", "㍿"), ("5㌔", "キロ"), ("5キロ", "㌔")],
)
def test_a_compatibility_character_matches_its_expansion(text, query, of):
    assert found(of(theme("one", title=text)), query) == ["one"]


def test_excerpts_of_a_long_lesson_are_found_in_one_pass(of):
    """Ten thousand sentences once took 38 seconds; the growth table in benchmarks/ measures it."""
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
