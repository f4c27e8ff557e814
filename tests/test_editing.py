"""Adding and removing themes without changing any other byte of the file."""

import os
import re
import signal
import tempfile
import time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lalaland_cli.errors import BadText, NotEditable, UnusableFile
from lalaland_cli.model import Example
from lalaland_cli.reading import parse, scalars
from lalaland_cli.writing import themes
from lalaland_cli.writing.draft import drafted
from tests.conftest import BUNDLED, SHELF, Fork

LESSON = "You have to lose a fight to learn its shape."

PLAIN = """\
title: Rocky
themes:
  - title: Going the distance
    lesson: Last.
"""

ADDED = """\
  - id: you-have-to-lose-a-fight
    title: You have to lose a fight to learn its shape
    lesson: >-
      You have to lose a fight to learn its shape.
"""


def written(path: Path, before: str | bytes, draft=None) -> bytes:
    """Return the contents of the file after adding a lesson."""
    path.write_bytes(before if isinstance(before, bytes) else before.encode())
    themes.add_theme(str(path), draft or drafted(LESSON))
    return path.read_bytes()


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "rocky.yaml"


def test_a_lesson_is_added_after_all_others(path):
    assert written(path, PLAIN).decode() == f"{PLAIN}\n{ADDED}"


def test_the_first_lesson_replaces_an_empty_list(path):
    before = "title: Rocky\nthemes: []  # none yet\n# a note\nclosing: The end.\n"
    after = f"title: Rocky\nthemes:  # none yet\n{ADDED}# a note\nclosing: The end.\n"
    assert written(path, before).decode() == after


def test_every_field_of_a_draft_is_written(path):
    draft = drafted(
        "One: a paragraph.\n\nAnother.",
        "No: not “#1”",
        ["The bell: he is still standing", "no name", "scene: x", "a: b: c"],
        ["courage", "a: b", "true"],
        ["you are afraid", "yes: you"],
    )
    text = written(path, "title: Rocky\nthemes: []\n", draft).decode()
    assert (
        text
        == """\
title: Rocky
themes:
  - id: no-not-1
    title: "No: not “#1”"
    tags: [courage, "a: b", "true"]
    when:
      - you are afraid
      - "yes: you"
    examples:
      - The bell: he is still standing
      - no name
      - scene: scene
        shows: x
      - a: "b: c"
    lesson: >-
      One: a paragraph.

      Another.
"""
    )
    assert parse.parse(text.encode(), "r").themes[0].examples[0] == Example("The bell", "he is still standing")  # fmt: skip


def test_line_breaks_in_a_lesson_are_kept(path):
    text = "  - id: first\n    title: First\n    lesson: |-\n      First\n      second\n\n      third\n"
    assert written(path, "title: T\nthemes: []\n", drafted("First\nsecond\n\nthird")).decode() == f"title: T\nthemes:\n{text}"  # fmt: skip


FILES = [
    pytest.param(PLAIN, id="plain"),
    pytest.param(PLAIN.rstrip("\n"), id="no-final-newline"),
    pytest.param(PLAIN.replace("\n", "\r\n"), id="windows-line-ends"),
    pytest.param(PLAIN.replace("\n", "\r"), id="old-mac-line-ends"),
    pytest.param(b"\xef\xbb\xbf" + PLAIN.encode(), id="utf-8-with-bom"),
    pytest.param(PLAIN.encode("utf-16"), id="utf-16-with-bom"),
    pytest.param(b"\xfe\xff" + PLAIN.encode("utf-16-be"), id="utf-16-big-endian"),
    pytest.param(PLAIN + "\n\n# the end\n\n", id="blank-lines-and-a-comment-after"),
    pytest.param(PLAIN + "    # about it\n  # about none\n", id="comments-at-two-depths"),
    pytest.param(PLAIN + "closing: The end.\n", id="key-after"),
    pytest.param("---\n" + PLAIN + "...\n", id="document-marks"),
    pytest.param(PLAIN.replace("  - ", "- ").replace("    ", "  "), id="no-indentation"),
    pytest.param(PLAIN.replace("  - ", "    -   ").replace("    lesson", "        lesson"), id="deep-indentation"),
    pytest.param(PLAIN.replace("  - title", "  -\n    title"), id="hyphen-alone"),
    pytest.param(PLAIN.replace("Last.", "|+\n      Last.\n\n\n"), id="kept-blank-lines"),
    pytest.param(PLAIN.replace("Last.", "|\n      Last.\n      # no comment\n"), id="literal"),
    pytest.param(PLAIN.replace("Last.", "'Last\n\n      and least.'"), id="quoted-over-lines"),
    pytest.param(PLAIN.replace("- title", "- &a\n    title") + "    tags: [x]\n", id="anchor"),
    pytest.param(PLAIN + "  - title: Two\n    lesson: B.\n", id="two-side-by-side"),
    pytest.param(PLAIN + "\n  # of two\n  - title: Two\n    lesson: B.\n", id="two-apart"),
    pytest.param("themes: []\ntitle: Rocky\n", id="empty-first"),
    pytest.param("title: Rocky\nthemes: []", id="empty-without-final-newline"),
    pytest.param("title: Rocky\nthemes: []  # none\n\n# note\n", id="empty-with-comments"),
    pytest.param(BUNDLED.read_bytes(), id="la-la-land"),
    *(pytest.param(file.read_bytes(), id=file.stem) for file in sorted(SHELF.glob("*.yaml"))),
]  # fmt: skip


@pytest.mark.parametrize("before", FILES)
def test_adding_and_removing_a_theme_restores_every_byte(before, path):
    before = before if isinstance(before, bytes) else before.encode()
    path.write_bytes(before)
    try:
        added = themes.add_theme(str(path), drafted(LESSON))
    except NotEditable as error:  # a collection written in braces
        assert "written in br" in str(error)
        assert path.read_bytes() == before
        return
    assert path.read_bytes() != before
    themes.remove_theme(str(path), added.id)
    assert path.read_bytes() == before


# The parts of a generated file, each of whole lines and independent of the others.
COMMENTS = st.lists(
    st.sampled_from(["# a note", "  # deeper", "      # deeper still", "", "   "]), max_size=3
)
TEXTS = st.sampled_from(
    [
        ["lesson: Plain text."],
        ["lesson: Plain text", "  over two lines."],
        ["lesson: 'Quoted", "", "  text.'"],
        ['lesson: "Quoted: # text."'],
        ["lesson: |", "  Literal", "  # no comment", "", "  text."],
        ["lesson: |+", "  Kept.", "", ""],
        ["lesson: |2-", "    Indented."],
        ["lesson: >-", "  Folded", "  text."],
        ["lesson: Text.", "tags: [a, b]"],
        ["lesson: Text.", "examples:", "  - The bell: it rings", "", "  - no name"],
    ]
)  # fmt: skip


@st.composite
def collections(draw) -> bytes:
    """Generate a lesson file in one of many layouts and encodings."""
    column = draw(st.integers(0, 4))
    lines = ["title: T", *draw(COMMENTS)]
    texts = draw(st.lists(TEXTS, max_size=3))
    lines += ["themes:" if texts else "themes: []"]
    for number, text in enumerate(texts):
        theme = [f"title: Theme {number}", *text]
        pad = " " * column
        lines += [f"{pad}- {theme[0]}", *(f"{pad}  {line}" if line else "" for line in theme[1:])]
        lines += draw(COMMENTS)
    lines += draw(st.sampled_from([[], ["closing: The end."], ["..."]]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = end.join(lines) + draw(st.sampled_from(["", end, end * 3]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    return text.encode(encoding)


SENTENCES = st.text(st.sampled_from("abAB é公#:'\"-[]{}&*!|>%@`?,.\n 1"), min_size=1, max_size=60)


@pytest.mark.unmeasured
@given(collections(), SENTENCES, st.lists(SENTENCES, max_size=2), SENTENCES | st.just(""))
@example(b"title: T\nthemes: []", ": :", [], "")
def test_adding_and_removing_a_theme_restores_any_collection(before, lesson, others, title):
    try:
        parse.parse(before, "x.yaml")
        draft = drafted(lesson, title, others, others, others)
    except (UnusableFile, BadText):
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.yaml")
        path.write_bytes(before)
        added = themes.add_theme(str(path), draft)
        text = path.read_bytes()
        assert parse.parse(text, "x.yaml").themes[-1].lesson == draft.lesson
        themes.remove_theme(str(path), added.id)
        assert path.read_bytes() == before


@given(collections(), st.integers(0, 2))
def test_any_theme_can_be_removed(before, which):
    try:
        collection = parse.parse(before, "x.yaml")
    except UnusableFile:
        return
    if which >= len(collection.themes):
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.yaml")
        path.write_bytes(before)
        themes.remove_theme(str(path), collection.themes[which].id)
        left = parse.parse(path.read_bytes(), "x.yaml").themes
    kept = [theme.title for n, theme in enumerate(collection.themes) if n != which]
    assert [theme.title for theme in left] == kept


def test_removing_the_first_theme_removes_the_blank_line_below_it(path):
    path.write_text(f"{PLAIN}\n  - title: Two\n    lesson: B.\n", "utf-8")
    themes.remove_theme(str(path), "going-the-distance")
    assert path.read_text("utf-8") == "title: Rocky\nthemes:\n  - title: Two\n    lesson: B.\n"


def test_twenty_writers_at_once_all_succeed(path):
    path.write_text("title: Rocky\nthemes: []\n", "utf-8")

    def write(writer: int):
        for n in range(3):
            themes.add_theme(str(path), drafted(f"Lesson {n} of {writer}."))

    writers = [Fork(partial(write, number)) for number in range(20)]
    assert [writer.ended() for writer in writers] == [0] * 20
    assert len(parse.parse(path.read_bytes(), "x").themes) == 60


@pytest.mark.unmeasured
def test_a_kill_at_any_moment_leaves_a_complete_file(path):
    path.write_text("title: Rocky\nthemes: []\n", "utf-8")

    def write():
        while True:
            themes.add_theme(str(path), drafted("Last."))
            os.write(1, b"saved\n")

    said = 0
    for attempt in range(10):
        writer = Fork(write)
        while not writer.out:
            time.sleep(0.001)
        time.sleep(attempt * 0.003)
        writer.kill()
        assert writer.ended() == -signal.SIGKILL
        said += writer.out.count("\n")
        kept = parse.parse(path.read_bytes(), "x").themes
        assert len(kept) >= said


REFUSED = [
    pytest.param("{title: T, themes: []}", "the whole file is written in braces", id="braces"),
    pytest.param("title: T\nthemes: [{title: A, lesson: B}]", "its themes are written in brackets", id="brackets"),
    pytest.param("title: T\nthemes:\n  []", "its empty list of themes is not written as `themes: []`", id="another-empty-list"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "reason"), REFUSED)
def test_unsafe_changes_are_refused(before, reason, path):
    with pytest.raises(NotEditable, match=re.escape(reason)):
        written(path, before)
    assert path.read_text("utf-8") == before


def test_a_change_that_would_be_read_back_differently_is_not_written(path, monkeypatch):
    monkeypatch.setattr(scalars, "block", lambda *_: ["Something else."])
    for before in (PLAIN, "title: Rocky\nthemes: []\n"):
        with pytest.raises(NotEditable, match="another part of it would change"):
            written(path, before)
        assert path.read_text("utf-8") == before


def test_a_theme_that_others_refer_to_is_not_removed(path):
    before = "title: T\nthemes:\n- title: A\n  lesson: &a B\n- title: C\n  lesson: *a\n"
    path.write_text(before, "utf-8")
    with pytest.raises(NotEditable, match="another part of it would change"):
        themes.remove_theme(str(path), "a")
    assert path.read_text("utf-8") == before


@pytest.mark.parametrize(
    ("lesson", "title"),
    [
        ("You have to lose.", "You have to lose"),
        ("Patience, they say, pays.", "Patience"),
        ("A lesson that goes on for far longer than any title of ours should.", "A lesson that goes on for far longer…"),
        ("You have to lose a fight to learn its shape.", "You have to lose a fight to learn its shape"),
        ('"Smile, you son of a gun!" he says. Aim well.', '"Smile, you son of a gun!" he says'),
        ("Work hard (but not, say, at night).", "Work hard (but not, say, at night)"),
        ("Say 'no, thanks, I am fine' often.", "Say 'no, thanks, I am fine' often"),
        ("«Non, merci» is an answer.", "«Non, merci» is an answer"),
        ("The boys' room, they say, is open.", "The boys' room"),
        ("What you are is what you were when you were there with them.", "What you are is what you were when you were there…"),
        ("What would you do? I would run.", "What would you do?"),
        ("Am 9. November 1989 fiel die Mauer. Alle.", "Am 9. November 1989 fiel die Mauer"),
        ("公園で遊ぶ。また遊ぶ。", "公園で遊ぶ"),
        ("x" * 100, "x" * 50 + "…"),
        ("Mr. Smith went home. Then slept.", "Mr. Smith went home"),
        ("Wait... is it? Yes.", "Wait... is it?"),
        ("?!", "?!"),
    ],
)  # fmt: skip
def test_a_title_is_made_from_the_first_words(lesson, title, path):
    path.write_text("title: T\nthemes: []\n", "utf-8")
    assert themes.add_theme(str(path), drafted(lesson)).title == title
    assert themes.add_theme(str(path), drafted(lesson)).title == f"{title} (2)"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Keep your friends close", "keep-your-friends-close"),
        ("It ain’t about how hard you hit", "it-aint-about-how-hard"),
        ("You have to lose a fight to learn its shape", "you-have-to-lose-a-fight"),
        ("Freedom is the freedom to say that two", "freedom-is-the-freedom"),
        ("失敗", "theme"),
        ("Donaudampfschifffahrtsgesellschaft", "donaudampfschifffahrtsge"),
    ],
)
def test_generated_ids_are_short(title, name, path):
    path.write_text("title: T\nthemes: []\n", "utf-8")
    assert themes.add_theme(str(path), drafted("x", title)).id == name


def test_a_given_title_must_be_unique(path):
    path.write_text(PLAIN, "utf-8")
    with pytest.raises(BadText, match="the collection already has a lesson called"):
        themes.add_theme(str(path), drafted("x", "going the DISTANCE"))


@pytest.mark.parametrize("text", ["", " \n ", "a\x1b[31mb", "a\u202eb"])
def test_invalid_lessons_are_refused(text):
    with pytest.raises(BadText):
        drafted(text)
