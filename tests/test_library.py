"""The library: names, searches, random lessons and lessons of the day."""

import itertools
import os
import sqlite3
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lalaland_cli import (
    FIELDS,
    AmbiguousName,
    EmptyLibrary,
    LalalandError,
    UnknownCollection,
    UnknownField,
    UnknownName,
    UnknownTag,
    UnusableFile,
    open_library,
)
from lalaland_cli.cli import messages
from lalaland_cli.errors import GivenUp
from lalaland_cli.library import Library
from tests.conftest import SHELF, book, theme


@pytest.fixture
def lessons(home):
    with open_library() as lessons:
        yield lessons


@pytest.fixture
def shelf(home):
    with open_library(SHELF) as lessons:
        yield lessons


@pytest.fixture
def of(tmp_path):
    """A library of one file with these themes."""
    opened: list[Library] = []

    def of(*themes: str) -> Library:
        path = tmp_path / "book.yaml"
        path.write_text(book(*themes), encoding="utf-8")
        opened.append(open_library(path, cached=False))
        return opened[-1]

    yield of
    for lessons in opened:
        lessons.close()


def said(error) -> str:
    """Return the message of the command line for an error."""
    return messages.explained(error)[1]


def said_of(answer) -> str:
    (note,) = messages.notes(answer)
    return note


def test_a_library_iterates_over_its_themes_in_order(lessons):
    assert [theme.id for theme in lessons] == [
        "dreams",
        "sacrifice",
        "nostalgia",
        "failure",
        "music",
    ]
    assert [theme.number for theme in lessons] == [1, 2, 3, 4, 5]
    assert len(lessons) == 5


@pytest.mark.parametrize(
    ("name", "found", "exact"),
    [
        pytest.param("4", "failure", True, id="number"),
        pytest.param("failure", "failure", True, id="id"),
        pytest.param("setback", "failure", True, id="alias"),
        pytest.param("Failure is not the end", "failure", True, id="title"),
        pytest.param("FAILURE_IS-NOT the End", "failure", True, id="case-and-hyphens"),
        pytest.param("tráde offs", "sacrifice", True, id="accents"),
        pytest.param("mus", "music", False, id="prefix-of-an-id"),
        pytest.param("every yes", "sacrifice", False, id="prefix-of-a-title"),
        pytest.param("la-la-land/failure", "failure", True, id="qualified"),
        pytest.param("La La Land / Failure", "failure", True, id="qualified-loosely"),
        pytest.param("la-la-land/mus", "music", False, id="qualified-prefix"),
    ],
)
def test_a_theme_is_found_by_any_of_its_names(name, found, exact, lessons):
    resolution = lessons.resolve(name)
    assert (resolution.theme.id, resolution.kind == "exact") == (found, exact)


def test_kinds_of_name_have_an_order_of_precedence(of):
    lessons = of(
        theme("one", title="Beta", aliases="[alpha]"),
        theme("two", title="Alphabet"),
        theme("three", title="Two more"),
    )
    assert lessons.find("two").id == "two"  # not the beginning of “Two more”
    assert lessons.find("alpha").id == "one"  # not the beginning of “Alphabet”
    assert lessons.find("alphab").id == "two"


def test_a_number_outranks_an_alias_and_a_title_may_contain_a_slash(of):
    lessons = of(theme("one", title="Either/Or"), theme("two", aliases='["1", "1984"]'))
    assert lessons.find("1").id == "one"
    assert lessons.find("1984").id == "two"
    assert lessons.find("either/or").id == "one"


def test_a_title_may_begin_with_the_title_of_a_collection_and_a_slash(tmp_path):
    path = tmp_path / "zz.yaml"
    path.write_text(book(theme("one", title="Work/life"), title="Work"), encoding="utf-8")
    with open_library(path) as lessons:
        assert lessons.find("work/life").id == "one"


def test_an_ambiguous_name_is_never_guessed(lessons):
    with pytest.raises(AmbiguousName) as caught:
        lessons.find("s")
    names = [name for name, _ in caught.value.candidates]
    assert names == ["sacrifice", "failure", "music"]
    assert "type one of these:\n" in said(caught.value)


def test_a_tag_given_as_a_collection_is_recognised(lessons):
    with pytest.raises(UnknownCollection) as caught:
        lessons.prefaces("Work")
    assert said(caught.value) == "“Work” is a tag; `lalaland list --tag work` lists its themes"


def test_candidates_matched_by_an_alias_show_the_alias(lessons):
    with pytest.raises(AmbiguousName) as caught:
        lessons.find("c")
    assert ("sacrifice", "Every yes has a price (compromise)") in caught.value.candidates


def test_only_the_first_ten_candidates_are_listed(of):
    lessons = of(*(theme(f"t{chr(97 + n)}", title=f"T{chr(97 + n)}") for n in range(15)))
    with pytest.raises(AmbiguousName, match="could mean 15 themes") as caught:
        lessons.find("t")
    assert "… and 5 more" in said(caught.value)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param(
            "xyzzy",
            "no theme is called “xyzzy”; `lalaland list` shows what there is",
            id="no-similar-name",
        ),
        pytest.param("6", "the numbers go from 1 to 5; see `lalaland list`", id="number"),
        pytest.param("0", "the numbers go from 1 to 5", id="zero"),
        pytest.param("9" * 40, "the numbers go from 1 to 5", id="huge-number"),
        pytest.param("", "no theme is called “”", id="empty"),
        pytest.param("?!", "no theme is called “?!”", id="only-punctuation"),
        pytest.param("la-la-land/xyzzy", "no theme is called “la-la-land/xyzzy”", id="qualified"),
    ],
)
def test_an_unknown_name_is_an_error(name, says, lessons):
    with pytest.raises(UnknownName) as caught:
        lessons.find(name)
    assert says in said(caught.value)


def test_a_single_similar_name_is_taken(of, lessons):
    found = of(theme("one", title="Crème brûlée")).resolve("creme brulle")
    assert (found.theme.id, found.name, found.kind) == ("one", "Crème brûlée", "misspelling")
    assert lessons.resolve("nostalgai").theme.id == "nostalgia"
    with pytest.raises(UnknownName) as caught:
        of(theme("boat"), theme("coat")).find("xoat")
    assert caught.value.suggestions == ()
    with pytest.raises(UnknownName) as caught:
        of(theme("carts"), theme("cards")).find("cars")
    assert "; did you mean “carts” or “cards”?" in said(caught.value)


def test_a_name_shared_by_two_collections_must_be_qualified(tmp_path):
    for name in ("a", "b"):
        text = book(theme("same", title="Same"), theme(f"only-{name}"))
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    with open_library(tmp_path) as lessons:
        with pytest.raises(AmbiguousName) as caught:
            lessons.find("same")
        assert [name for name, _ in caught.value.candidates] == ["a/same", "b/same"]
        assert lessons.find("b/same").collection == "b"
        assert lessons.find("same", collection="a").collection == "a"
        names = ["a/same", "only-a", "b/same", "only-b"]
        assert [entry.name for entry in lessons.entries()] == names
        assert [theme.name for theme in lessons] == names
        assert ("b/same", "Same") in lessons.completions("sa")
        assert lessons.completions("b/") == [("b/same", "Same"), ("b/only-b", "The theme only-b")]


@given(name=st.text())
@example(name="la-la-land/")
@example(name="/")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_name_raises_anything_but_our_own_errors(name, lessons):
    try:
        assert lessons.find(name).title
    except (AmbiguousName, UnknownName) as error:
        assert str(error)


def test_a_collection_given_as_a_theme_is_recognised(lessons):
    for name in ("La La Land", "la-la-land/"):
        with pytest.raises(UnknownName) as caught:
            lessons.find(name)
        assert "it is a collection; `lalaland list -c la-la-land` lists it" in said(caught.value)


def test_a_number_cannot_be_qualified_by_a_collection(shelf):
    with pytest.raises(UnknownName):
        shelf.find("rocky/1")


def test_suggested_candidates_are_valid_names(personal):
    (personal / "rocky.yaml").write_text((SHELF / "rocky.yaml").read_text("utf-8"), "utf-8")
    with open_library() as lessons:
        with pytest.raises(UnknownName) as unknown:
            lessons.find("failuer")
        assert unknown.value.suggestions == ("la-la-land/failure", "rocky/failure")
        assert lessons.find("rocky/falure").name == "rocky/failure"
        with pytest.raises(AmbiguousName) as ambiguous:
            lessons.find("f")
        assert [name for name, _ in ambiguous.value.candidates] == [
            "la-la-land/failure", "distance", "rocky/failure",
        ]  # fmt: skip
        for name, _ in ambiguous.value.candidates:
            assert lessons.find(name)


def test_a_short_name_resolves_to_the_full_name(lessons):
    assert lessons.resolve("amb").name == "ambition"
    assert lessons.resolve("every yes").name == "Every yes has a price"
    assert lessons.resolve("4").name == "failure"


def found(lessons, *query, **options):
    return [hit.theme.id for hit in lessons.search(query, **options).hits]


@pytest.mark.parametrize(
    ("text", "query", "matches"),
    [
        pytest.param("Dreaming all day", ["dreams"], True, id="stem"),
        pytest.param("A failure", ["fail"], True, id="prefix"),
        pytest.param("The audition", ["auditi"], True, id="prefix-longer-than-the-stem"),
        pytest.param("A dreamlike day", ["dreams"], False, id="stem-is-not-a-prefix"),
        pytest.param("A jazz club", ["club", "JAZZ"], True, id="all-words-in-any-order"),
        pytest.param("A jazz bar", ["jazz", "club"], False, id="one-word-is-missing"),
        pytest.param("A jazz club", ["jazz club"], True, id="phrase"),
        pytest.param("Two jazz clubs", ["jazz club"], True, id="phrase-by-stem"),
        pytest.param("Club jazz", ["jazz club"], False, id="phrase-in-order"),
        pytest.param("Jazz. Club", ["jazz club"], True, id="phrase-across-punctuation"),
        pytest.param("Crème brûlée", ["CREME"], True, id="accents-and-case"),
        pytest.param("Don’t stop", ["don't"], True, id="straight-for-curly"),
        pytest.param("Don't stop", ["don’t"], True, id="curly-for-straight"),
        pytest.param("A well-known fact", ["well-known"], True, id="hyphen"),
        pytest.param("大きな公園で遊ぶ", ["公園"], True, id="japanese-part"),
        pytest.param("大きな公園で遊ぶ", ["園公"], False, id="japanese-order"),
        pytest.param("AND or NEAR", ["AND"], True, id="operator-is-text"),
    ],
)
def test_queries_match_the_expected_texts(text, query, matches, of):
    lessons = of(theme("hit", lesson=f'"{text}"'), theme("miss", title="Nothing"))
    assert found(lessons, *query, match="all") == (["hit"] if matches else [])


@pytest.mark.parametrize("field", [field for field in FIELDS if field not in ("id", "source")])
def test_every_field_is_searched_and_can_be_searched_alone(field, of):
    written = {
        "aliases": {"aliases": "[xylophone]"},
        "tags": {"tags": "[xylophone]"},
        "when": {"when": "[you play the xylophone]"},
        "scenes": {"examples": "[{scene: The xylophone, shows: It.}]"},
    }.get(field, {field: "The xylophone."})
    lessons = of(theme("hit", **{"takeaway": "T."} | written), theme("miss"))
    assert found(lessons, "xylophone") == ["hit"]
    assert found(lessons, "xylophone", fields=[field]) == ["hit"]
    (hit,) = lessons.search(["xylophone"]).hits
    assert hit.matches[0].field == field
    others = [other for other in FIELDS if other != field]
    assert found(lessons, "xylophone", fields=others) == []


def test_words_may_be_in_different_fields_and_any_can_be_enough(of):
    lessons = of(
        theme("both", title="Jazz", lesson="A club."),
        theme("one", title="Only jazz"),
        theme("other", title="Only club"),
    )
    assert found(lessons, "jazz", "club") == ["both"]
    assert found(lessons, "jazz", "club", match="any")[0] == "both"
    assert sorted(found(lessons, "jazz", "club", match="any")) == ["both", "one", "other"]


def test_better_fields_rank_first_however_often_others_repeat_a_word(of):
    lessons = of(
        theme("lesson", title="A", takeaway="T.", lesson="Dream. " * 50),
        theme("takeaway", title="B", takeaway="A dream of it."),
        theme("tag", title="C", tags="[dreaming]"),
        theme("title", title="Dreams"),
        theme("alias", title="D", aliases="[dream on]"),
        theme("twice", title="E", takeaway="T.", lesson="Dream, dream."),
    )
    for query in ("dream", "dreams"):
        ranked = found(lessons, query)
        assert set(ranked[:2]) == {"title", "alias"}
        assert set(ranked[2:4]) == {"takeaway", "tag"}
        assert set(ranked[4:]) == {"lesson", "twice"}
    scores = [hit.score for hit in lessons.search(["dream"]).hits]
    assert scores == sorted(scores, reverse=True)


def test_very_short_themes_are_ranked_too(tmp_path):
    bare = {"summary": "…", "examples": "[{scene: …, shows: …}]", "lesson": "So. Z."}
    themes = [
        *(theme(f"t{n}", title=f"T{n}", **bare) for n in range(4)),
        theme("z", title="Z", **bare),
    ]
    (tmp_path / "b.yaml").write_text(book(*themes, title="B"), encoding="utf-8")
    with open_library(tmp_path / "b.yaml", cached=False) as lessons:
        (first, *others) = lessons.search("z").hits
    assert first.theme.id == "z"
    assert [hit.theme.id for hit in others] == [f"t{n}" for n in range(4)]
    assert all(1 <= hit.score < 2 for hit in others)


def test_ties_keep_the_order_of_the_file(of):
    lessons = of(*(theme(f"t{n}", title=f"T{n}", lesson="The same.") for n in range(9)))
    assert found(lessons, "same") == [f"t{n}" for n in range(9)]


def test_a_collection_and_a_limit_narrow_a_search(shelf):
    assert found(shelf, "the", collection="walden") == ["simplicity"]
    assert len(found(shelf, "the", limit=2)) == 2
    assert shelf.search(["the"], limit=2).total > 2
    assert shelf.search(["?"]).total == 0


def test_a_phrase_of_many_inflected_words_is_still_found(of):
    text = "Dreaming dreamers dream dreams; failing failures fail; playing players play."
    lessons = of(theme("hit", lesson=f'"{text} {text.lower()}"'))
    assert found(lessons, "dreaming dreamers dream dreams failing failures fail") == ["hit"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        pytest.param(["xyzzyx"], "`lalaland list` shows what there is", id="unknown-word"),
        pytest.param(
            ["*"], "nothing found for “*”; type a word with letters in it", id="only-punctuation"
        ),
    ],
)
def test_a_note_says_why_nothing_was_found(query, says, lessons):
    found = lessons.search(query)
    assert found.hits == ()
    assert says in said_of(found)


def test_a_query_string_is_split_into_words(lessons):
    assert found(lessons, *["jazz", "club"]) == [
        hit.theme.id for hit in lessons.search("jazz club").hits
    ]


def test_any_number_of_words_and_any_limit_are_accepted(lessons):
    assert found(lessons, *["dream"] * 5000)
    assert found(lessons, *map(str, range(3000)), match="any") == found(
        lessons, *map(str, range(100)), match="any"
    )
    assert found(lessons, "dream", limit=10**30) == found(lessons, "dream")
    near = lessons.search([*map(str, range(300))]).near
    assert len(near) == len({*near})


def test_an_unknown_field_is_an_error(lessons):
    with pytest.raises(
        UnknownField, match="no field is called “body”; available: id, title, aliases"
    ):
        lessons.search(["dream"], fields=["body"])


def test_a_closed_library_raises_an_error(home):
    lessons = open_library()
    lessons.close()
    with pytest.raises(sqlite3.ProgrammingError):
        len(lessons)


def test_paths_may_be_bytes_and_invalid_paths_are_errors(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(book(), encoding="utf-8")
    with open_library(os.fsencode(path)) as lessons:
        assert len(lessons) == 1
    with pytest.raises(UnusableFile, match="no such file or folder"):
        open_library("a\0b")


WORDS = st.lists(st.text() | st.sampled_from(["dream", "jazz club", 'a"b', "NEAR(x y)", "-", "*"]))


@given(
    query=WORDS,
    match=st.sampled_from(["best", "all", "any"]),
    fields=st.lists(st.sampled_from(FIELDS)),
)
@example(query=['"'], match="all", fields=[])
@example(query=["a AND", "OR NOT (b"], match="any", fields=["title"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_fails_and_every_span_is_inside_its_text(query, match, fields, lessons):
    answer = lessons.search(query, match=match, fields=fields)
    for hit in answer.hits:
        assert 1 <= len(hit.matches) <= 2
        for _, text, spans in hit.matches:
            assert spans
            assert all(0 <= start < end <= len(text) for start, end in spans)
    assert len(answer.hits) == answer.total
    assert answer.hits or said_of(answer)
    limited = lessons.search(query, match=match, fields=fields, limit=1)
    assert (limited.hits, limited.total) == (answer.hits[:1], answer.total)


def test_random_lessons_cover_all_themes_and_are_repeatable(lessons):
    assert {lessons.at_random().id for _ in range(200)} == {theme.id for theme in lessons}
    assert lessons.at_random(7) == lessons.at_random(7)
    assert {lessons.at_random(seed).id for seed in range(100)} == {theme.id for theme in lessons}
    assert {lessons.at_random(tag="Love").id for _ in range(20)} == {"sacrifice"}


def test_every_theme_is_shown_equally_often(lessons):
    start = date.fromordinal(739_000)  # the beginning of a cycle of five
    days = [lessons.of_day(start + timedelta(n)).id for n in range(500)]
    assert all(a != b for a, b in itertools.pairwise(days))
    assert {days.count(theme.id) for theme in lessons} == {100}
    work = {lessons.of_day(start + timedelta(n), tag="work").id for n in range(10)}
    assert work == {entry.id for entry in lessons.entries("work")}


def test_answers_can_be_narrowed_to_a_collection(shelf):
    assert shelf.at_random(collection="Walden").id == "simplicity"
    assert shelf.of_day(date.today(), collection="walden").id == "simplicity"
    assert shelf.of_day(date.today(), tag="work", collection="walden").id == "simplicity"
    assert [book.id for book in shelf.prefaces("rocky").books] == ["rocky"]
    assert {entry.number for entry in shelf.entries(collection="rocky")} == {6, 7}


@pytest.mark.parametrize(
    ("ask", "error", "says"),
    [
        pytest.param(lambda lessons: lessons.entries("wrok"), UnknownTag, "no theme has the tag “wrok”; try --tag work", id="tag"),
        pytest.param(lambda lessons: lessons.at_random(tag="wrok"), UnknownTag, "try --tag work", id="random"),
        pytest.param(lambda lessons: lessons.of_day(date.today(), "zz"), UnknownTag, "try --tag courage (or work, art)", id="day"),
        pytest.param(lambda lessons: lessons.prefaces("x"), UnknownCollection, "no collection is called “x”; available: amelie, ikiru, in-the-mood, lives-of-others, pans-labyrinth, …", id="collection"),
    ],
)  # fmt: skip
def test_an_unknown_tag_or_collection_gets_suggestions(ask, error, says, shelf):
    with pytest.raises(error) as caught:
        ask(shelf)
    assert says in said(caught.value)


def test_an_error_says_when_no_theme_has_a_tag(of):
    with pytest.raises(UnknownTag) as caught:
        of(theme()).entries("x")
    assert "none has any tags" in said(caught.value)


def test_a_library_may_be_empty(personal, monkeypatch, tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("", encoding="utf-8")
    monkeypatch.setattr("lalaland_cli.system.folders.bundled", lambda: str(broken))
    with open_library() as lessons:
        assert (len(lessons), list(lessons), lessons.entries()) == (0, [], [])
        assert lessons.search(["x"]).hits == ()
        assert lessons.completions("") == []
        with pytest.raises(EmptyLibrary) as empty:
            lessons.at_random()
        assert "`lalaland sources`" in said(empty.value)
        with pytest.raises(UnknownCollection) as unknown:
            lessons.prefaces("x")
        assert "available: none" in said(unknown.value)


def test_a_broken_personal_file_is_skipped_and_reported(personal):
    (personal / "bad.yaml").write_text("title: No\n", encoding="utf-8")
    (personal / "gone.yaml").symlink_to(personal / "nowhere.yaml")
    (personal / "good.yaml").write_text(book(), encoding="utf-8")
    for _ in range(2):  # from a new index, then from the stored one
        with open_library() as lessons:
            assert len(lessons) == 6
            assert "bad.yaml:1:1: the collection has no `themes`" in said(lessons.skipped[0])
            assert f"and 1 more; `lalaland check {personal}/bad.yaml` lists" in said(
                lessons.skipped[0]
            )
            assert "gone.yaml: no such file or folder" in str(lessons.skipped[1])


def test_an_unreadable_personal_folder_is_reported(home):
    home.mkdir()
    folder = home / "collections"
    folder.symlink_to(folder)
    with open_library() as lessons:
        assert len(lessons) == 5
        assert "symbolic links" in str(lessons.skipped[0])


def test_two_collections_with_the_same_id_are_an_error_naming_both(tmp_path, personal):
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    for path in (first, second, personal / "c.yaml", personal / "d.yaml"):
        path.write_text(book(id="same"), encoding="utf-8")
    with pytest.raises(UnusableFile) as caught:
        open_library(first, second)
    assert str(first) in str(caught.value)
    assert str(second) in str(caught.value)
    with open_library() as lessons:
        assert str(personal / "c.yaml") in str(lessons.skipped[0])
        assert str(personal / "d.yaml") in str(lessons.skipped[0])
    (personal / "c.yaml").unlink()
    with open_library() as lessons:
        assert lessons.skipped == []


def test_a_new_collection_can_take_the_id_of_a_later_one(personal, monkeypatch):
    monkeypatch.setattr("lalaland_cli.system.stamp._TICK", 0)  # files are trusted at once
    (personal / "b.yaml").write_text(book(id="same"), encoding="utf-8")
    with open_library() as lessons:
        assert lessons.skipped == []
    (personal / "a.yaml").write_text(book(id="same"), encoding="utf-8")
    with open_library() as lessons:
        assert "b.yaml: the collection id `same` is taken by" in str(lessons.skipped[0])
        assert len(lessons) == 6


def test_a_fault_in_a_named_file_is_fatal(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("x", encoding="utf-8")
    with pytest.raises(UnusableFile):
        open_library(path)


def test_progress_is_reported(tmp_path):
    path = tmp_path / "many.yaml"
    path.write_text(book(*(theme(f"t{n}", title=f"T{n}") for n in range(200))), encoding="utf-8")
    shares: list[float] = []
    with open_library(path, progress=shares.append):
        assert shares == sorted(shares)
        assert 0 <= shares[0] < shares[-1] < 1


def test_all_errors_have_one_base_class():
    assert issubclass(UnknownName, LalalandError)
    assert issubclass(UnusableFile, LalalandError)


def test_forgetting_an_uncached_index_does_nothing():
    with open_library(SHELF, cached=False) as lessons:
        lessons.forget()
        lessons.forget()
        assert lessons.find("rocky/failure").id == "failure"


def test_a_cancelled_search_is_given_up():
    with open_library(SHELF, cached=False) as lessons:
        lessons.give_up_when(lambda: True)
        with pytest.raises(GivenUp):
            lessons.search("rain")
