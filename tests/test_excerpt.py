"""Which sentences of a hit a search shows."""

import pytest

from lalaland_cli.answers import Match
from lalaland_cli.asking import excerpt
from lalaland_cli.model import Example, Theme, Work
from lalaland_cli.text import words

THEME = Theme(
    number=1,
    id="x",
    collection="c",
    name="x",
    when=(),
    collection_title="C",
    source=Work(),
    title="Jazz",
    aliases=("swing",),
    tags=("music",),
    takeaway="Play jazz.",
    summary="Nothing here. A jazz club at last! Then home.",
    examples=(Example("The club", "They play."), Example("The pier", "He sings.")),
    lesson="A long\nroad. And a club.",
)


def terms(*typed: str) -> list[words.Term]:
    return [words.Term(tuple((w,) for w in words.split(t)), words.split(t)[-1]) for t in typed]


@pytest.mark.parametrize(
    ("typed", "fields", "matches"),
    [
        pytest.param(["pier"], (), [("scenes", "The pier: He sings.", ((4, 8),))], id="scene"),
        pytest.param(["swing"], (), [("aliases", "swing", ((0, 5),))], id="alias"),
        pytest.param(
            ["jazz", "club"],
            (),
            [("summary", "A jazz club at last!", ((2, 6), (7, 11))), ("title", "Jazz", ((0, 4),))],
            id="the-sentence-with-most-terms-first",
        ),
        pytest.param(
            ["jazz"],
            (),
            [("title", "Jazz", ((0, 4),)), ("takeaway", "Play jazz.", ((5, 9),))],
            id="then-by-field",
        ),
        pytest.param(["jazz"], ["summary"], [("summary", "A jazz club at last!", ((2, 6),))], id="in-a-field"),
        pytest.param(["here a"], (), [("summary", "Nothing here. A", ((8, 15),))], id="across-sentences"),
        pytest.param(["road and"], (), [("lesson", "road. And", ((0, 9),))], id="across-lines"),
        pytest.param(["nowhere"], (), [], id="nothing"),
    ],
)  # fmt: skip
def test_the_best_excerpts_come_first(typed, fields, matches):
    found = excerpt.best(THEME, terms(*typed), fields)
    assert [tuple(match) for match in found] == matches


@pytest.mark.parametrize(
    ("lesson", "found"),
    [
        pytest.param("It rains. Jazz in a club.", [(1, {"jazz", "club"})], id="one-sentence"),
        pytest.param("Jazz here. A club there.", [], id="two-sentences"),
        pytest.param("Jazz and jazz.", [], id="one-word"),
        pytest.param("Jazzy clubs.", [], id="other-words"),
    ],
)
def test_words_together_in_one_sentence_are_found(lesson, found):
    theme = THEME._replace(lesson=lesson)
    wanted = {"jazz": 1.0, "club": 1.0}.keys()
    assert list(excerpt.together(theme, ["lesson"], wanted)) == found


def test_overlapping_spans_are_merged():
    assert words.merged([(3, 6), (0, 4), (8, 9)]) == ((0, 6), (8, 9))


def shortened(text: str, typed: str) -> Match:
    return excerpt.best(THEME._replace(lesson=text), terms(typed), ["lesson"])[0]


@pytest.mark.parametrize("place", [0, 30, 100, 199])
def test_a_very_long_sentence_is_cut_at_words_around_its_hit(place):
    text = " ".join(["hit" if n == place else f"word{n}" for n in range(200)])
    match = shortened(text, "hit")
    assert len(match.text) < 260
    assert [match.text[a:b] for a, b in match.spans] == ["hit"]
    assert set(match.text.split()) <= {*text.split(), "…"}
    assert match.text.startswith("… ") == (place > 0)
    assert match.text.endswith(" …") == (place < 199)


def test_a_hit_without_spaces_around_it_is_kept_whole():
    match = shortened("あ" * 400 + "公園" + "い" * 400, "公園")
    assert [match.text[a:b] for a, b in match.spans] == ["公園"]
