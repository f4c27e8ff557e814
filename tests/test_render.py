"""How answers look, compared with golden files that a person has approved.

`pytest --update-golden` regenerates them; look at the diff before you commit it.
"""

import re
from pathlib import Path

import pytest

from tests.conftest import SHELF, book, theme

GOLDEN = Path(__file__).parent / "golden"

PICTURES = {
    "list": ["list"],
    "show-failure": ["show", "failure"],
    "search-dream-music": ["search", "--any", "dream", "music"],
    "today": ["today", "--date", "2026-11-24"],
    "about": ["about"],
    "shelf-list": ["-f", str(SHELF), "list"],
    "shelf-show-park": ["-f", str(SHELF), "show", "ikiru-park"],
    "shelf-show-bicycle": ["-f", str(SHELF), "show", "bicycle"],
    "shelf-show-distance": ["-f", str(SHELF), "show", "distance"],
    "shelf-search": ["-f", str(SHELF), "search", "--any", "courage", "公園", "ภรรยา", "دراجة"],
}


@pytest.fixture
def screen(run, monkeypatch):
    """Return what a terminal of this width is sent, without blank first and last lines."""
    monkeypatch.setattr("lalaland_cli.system.output.is_terminal", lambda _stream: True)

    def screen(width: int, *arguments: str) -> str:
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setenv("LINES", "9999")
        return run(*arguments).out.strip("\n") + "\n"

    return screen


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
@pytest.mark.parametrize("name", PICTURES)
def test_output_matches_the_golden_file(name, width, screen, request):
    path = GOLDEN / f"{name}.{width}.txt"
    seen = screen(width, *PICTURES[name])
    if request.config.getoption("--update-golden"):
        path.write_text(seen, encoding="utf-8")
    assert seen == path.read_text(encoding="utf-8")


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.mark.parametrize("width", range(1, 100, 7))
def test_every_width_keeps_every_word(width, screen):
    letters = "".join(plain(screen(width, "show", "music")).split())
    assert letters == "".join(plain(screen(200, "show", "music")).split())


def test_titles_in_any_script_stay_aligned(screen):
    from rich.cells import cell_len

    lines = plain(screen(80, "-f", str(SHELF), "list")).splitlines()
    rows = [line for line in lines if re.match(r" +[0-9]+  ", line)]
    starts = {cell_len(re.match(r"( +[0-9]+  \S+ +)", row)[1]) for row in rows}
    assert len(rows) == 11
    assert len(starts) == 1


def lesson(screen, tmp_path, text: str) -> list[str]:
    path = tmp_path / "a.yaml"
    body = "".join(f"\n    {line}" for line in text.split("\n"))
    path.write_text(book(theme(takeaway="T.", lesson=f"|-{body}")), encoding="utf-8")
    return plain(screen(80, "-f", str(path), "today")).splitlines()[3:]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("one\ntwo", ["  one two"], id="broken-line-is-joined"),
        pytest.param("one\n\n\ntwo", ["  one", "", "  two"], id="paragraphs"),
        pytest.param("so:\n- one\n- two", ["  so:", "  - one", "  - two"], id="list"),
        pytest.param("so:\n1. one\n2. two", ["  so:", "  1. one", "  2. two"], id="numbers"),
        pytest.param("verse\n  indented", ["  verse", "    indented"], id="indented-line"),
    ],
)
def test_paragraphs_lists_and_verse_keep_their_layout(text, lines, screen, tmp_path):
    assert lesson(screen, tmp_path, text) == lines


def test_a_long_id_does_not_widen_the_column_for_others(screen, tmp_path):
    path = tmp_path / "a.yaml"
    name = "a-very-long-id-that-nobody-would-type"
    path.write_text(book(theme("short"), theme(name, title="Other")), encoding="utf-8")
    lines = plain(screen(80, "-f", str(path), "list")).splitlines()
    assert lines[0] == "  1  short                     The theme short"
    assert lines[2] == f"  2  {name}  Other"


def test_an_empty_list_is_blank(screen, personal, monkeypatch, tmp_path):
    (tmp_path / "x.yaml").write_text("", encoding="utf-8")
    monkeypatch.setattr("lalaland_cli.system.folders.bundled", lambda: str(tmp_path / "x.yaml"))
    assert screen(80, "list") == "\n"


def test_a_hit_only_in_the_title_is_shown_with_the_takeaway(screen, tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(book(theme(title="Zebra", takeaway="About stripes.")), encoding="utf-8")
    assert (
        plain(screen(80, "-f", str(path), "search", "zebra"))
        == "  Zebra  one  A book\n  About stripes.\n"
    )


def test_sources_shows_which_files_are_read(screen, personal):
    (personal / "bad.yaml").write_text("x", encoding="utf-8")
    shown = plain(screen(80, "sources"))
    assert "✓ " in shown
    assert "5 themes: included with lalaland" in shown
    assert "– " in shown
    assert "not read: " in " ".join(shown.split())
