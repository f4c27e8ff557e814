"""`card`: line breaking and measuring, the contents of the SVG, and the PNG."""

import re
import struct
import xml.etree.ElementTree as ET
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lalaland_cli.forms import letters, lines, png
from tests.conftest import SHELF, book, theme

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def sizes_of(svg: str) -> list[float]:
    """Return the size of each line in pixels, top first, whether outlines or text."""
    drawn = [(float(y), 1000 * float(scale)) for y, scale in re.findall(r"translate\(\S+ (\S+)\) scale\((\S+)\)", svg)]  # fmt: skip
    written = [(float(y), float(size)) for y, size in re.findall(r' y="(\S+)" font-size="(\S+)"', svg)]  # fmt: skip
    return [round(size) for _, size in sorted(drawn + written)]


def text_of(svg: str) -> list[str]:
    """Return the lines set in the reader's fonts, without their direction marks."""
    found = ["".join(text.itertext()) for text in ET.fromstring(svg).iter(f"{SVG}text")]
    return [line.strip("\u2067\u2069") for line in found]


def test_a_card_is_1200_by_630_pixels(run, here):
    result = run("card", "failure")
    assert result == (0, "failure.svg\n", "lalaland: open it in a browser, or send it\n")
    root = ET.parse(here / "failure.svg").getroot()
    assert (root.get("width"), root.get("height"), root.get("role")) == ("1200", "630", "img")
    spoken = root.findtext(f"{SVG}title")
    assert spoken == (
        "A flop tells you how one evening went; it cannot tell you what you are worth. "
        "— Failure is not the end, La La Land (2016)"
    )
    assert (here / "failure.svg").stat().st_mode & 0o777 == 0o644


def test_letters_are_drawn_as_outlines_and_need_no_font(run):
    svg = run("card", "failure", "-o", "-").out
    assert "<text" not in svg
    assert "font" not in svg
    names = set(re.findall(r'<path id="(\w+)"', svg))
    assert names == set(re.findall(r'href="#(\w+)"', svg))
    assert len(svg) < 50_000


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        pytest.param(["failure"], "failure.svg", id="default"),
        pytest.param(["4"], "failure.svg", id="number"),
        pytest.param(["failure", "--scene", "2"], "failure-2.svg", id="scene"),
        pytest.param(["failure", "-o", "pics/"], "pics/failure.svg", id="new-folder"),
        pytest.param(["failure", "-o", "."], "./failure.svg", id="folder"),
        pytest.param(["failure", "-o", "a.svg"], "a.svg", id="named"),
        pytest.param(["failure", "-o", "a.PNG"], "a.PNG", id="png"),
        pytest.param(["failure", "is", "not", "the", "end"], "failure.svg", id="title"),
    ],
)
def test_a_card_is_written_to_the_expected_file(arguments, file, run, here):
    assert run("card", *arguments).out == f"{file}\n"
    assert (here / file).exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(["nope"], 1, "no theme is called “nope”; `lalaland list` shows what there is", id="name"),
        pytest.param(["failure", "--scene", "9"], 1, "“failure” has no scene 9: the numbers go from 1 to 4; see `lalaland show failure`", id="scene"),
        pytest.param(["failure", "-o", "a.jpg"], 2, "a card is an SVG or PNG file: end its name in .svg or .png; see `lalaland card --help`", id="jpg"),
        pytest.param(["failure", "-o", "a"], 2, "a card is an SVG or PNG file: end its name in .svg or .png; see `lalaland card --help`", id="no-suffix"),
        pytest.param(["failure", "-o", "none/a.svg"], 3, "cannot write to none/a.svg: no such file or directory; choose another place with -o PATH", id="no-folder"),
    ],
)  # fmt: skip
def test_errors_suggest_a_remedy_and_write_nothing(arguments, code, said, run, here):
    assert run("card", *arguments) == (code, "", f"lalaland: {said}\n")
    assert [*here.iterdir()] == []


def test_a_theme_without_scenes_has_no_scene_to_draw(run, tmp_path):
    (tmp_path / "a.yaml").write_text(book(theme(examples="[]")))
    result = run("-f", tmp_path / "a.yaml", "card", "one", "--scene", "1")
    assert result == (1, "", "lalaland: “one” has no scene 1: it has none; `lalaland card one` draws the takeaway\n")  # fmt: skip
    assert run("-f", tmp_path / "a.yaml", "card", "one").code == 0


def test_an_existing_file_is_replaced_only_with_force(run, here):
    (here / "failure.svg").write_text("mine")
    result = run("card", "failure")
    assert result == (3, "", "lalaland: failure.svg already exists; --force replaces it, or choose another name with -o PATH\n")  # fmt: skip
    assert (here / "failure.svg").read_text() == "mine"
    assert run("card", "failure", "--force").code == 0
    assert (here / "failure.svg").read_text().startswith("<svg")


def test_a_guessed_name_is_noted(run):
    assert run("card", "failur", "-o", "-").err == "lalaland: “failur” is short for “failure”\n"


def test_dark_and_light_differ_only_in_colours(run):
    dark, light = (run("card", "failure", "--theme", look, "-o", "-").out for look in ("dark", "light"))  # fmt: skip
    assert run("card", "failure", "-o", "-").out == dark != light
    assert re.sub("#[0-9a-f]{6}", "", dark) == re.sub("#[0-9a-f]{6}", "", light)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("look", ["dark", "light"])
def test_text_has_enough_contrast_with_its_background(look):
    from lalaland_cli.forms.card import _COLOURS

    paint = _COLOURS[look]
    for text, behind in [(paint.text, sky) for sky in paint.sky[:3]] + [(paint.quiet, paint.sky[2]), (paint.mark, paint.ground)]:  # fmt: skip
        one, other = sorted((luminance(text), luminance(behind)))
        assert (other + 0.05) / (one + 0.05) >= 4.5


def test_a_scene_is_drawn_with_its_name(run):
    title = ET.fromstring(run("card", "failure", "--scene", "2", "-o", "-").out).findtext(f"{SVG}title")  # fmt: skip
    assert title.startswith("Hardly anyone comes.")


def test_a_long_takeaway_is_set_smaller_and_a_longer_one_is_refused(run, tmp_path):
    path = tmp_path / "a.yaml"
    sizes = []
    for count in (1, 10, 20):
        path.write_text(book(theme(takeaway="A few more words to say. " * count)))
        sizes.append(sizes_of(run("-f", path, "card", "one", "-o", "-").out)[0])
    assert 88 == sizes[0] > sizes[1] > sizes[2] >= 32
    path.write_text(book(theme(takeaway="A few more words to say. " * 60)))
    result = run("-f", path, "card", "one")
    assert result == (3, "", "lalaland: the takeaway of “one” is too long for a card (1499 characters); shorten it, or use `lalaland show one --markdown`\n")  # fmt: skip
    path.write_text(book(theme(examples=f"[{'A few more words to say. ' * 60}]")))
    result = run("-f", path, "card", "one", "--scene", "1")
    assert result.err.endswith(
        "(1499 characters); `lalaland card one` draws the takeaway instead\n"
    )


def test_a_long_title_is_set_smaller_and_then_truncated(run, tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(book(theme(title="A title of some length, " * 5)))
    assert 18 <= sizes_of(run("-f", path, "card", "one", "-o", "-").out)[1] < 30
    path.write_text(book(theme(title="非常长" * 60)))
    svg = run("-f", path, "card", "one", "-o", "-").out
    assert sizes_of(svg)[1] == 18
    assert len(text_of(svg)[0]) == 1008 // 18
    assert text_of(svg)[0].endswith("非…")


def test_content_in_a_card_is_never_markup(run, tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(book(theme(title='"</text><script>alert(1)</script> 文"', takeaway='"<b onerror=1> & 文"')))  # fmt: skip
    svg = run("-f", path, "card", "one", "-o", "-").out
    assert {element.tag for element in ET.fromstring(svg).iter()}.isdisjoint({f"{SVG}script", f"{SVG}b"})  # fmt: skip
    assert text_of(svg) == ["<b onerror=1> & 文", "</text><script>alert(1)</script> 文"]


def test_right_to_left_lines_are_right_aligned(run):
    svg = run("-f", SHELF, "card", "bicycle", "-o", "-").out
    assert text_of(svg) == ["اطلب ما تريد ثم", "اعمل من أجله.", "الدراجة الخضراء", "وجدة (2012)"]
    for attributes in re.findall(r"<text ([^>]*)>", svg):
        assert 'x="1104"' in attributes
        assert 'text-anchor="end"' in attributes
        assert 'xml:lang="ar"' in attributes
    assert svg.count("&#x2067;") == svg.count("&#x2069;") == 4


def test_latin_letters_in_another_script_get_their_own_font(run):
    svg = run("-f", SHELF, "card", "bicycle", "-o", "-").out
    assert re.search(r"<tspan [^>]*Georgia[^>]*>\(2012\)</tspan>", svg)
    assert "<tspan" not in run("-f", SHELF, "card", "unsaid", "-o", "-").out


@pytest.mark.parametrize("name", ["petits-plaisirs", "obediencia", "zuhoeren", "wrong"])
def test_accented_letters_are_drawn_as_outlines(name, run):
    assert "<text" not in run("-f", SHELF, "card", name, "-o", "-").out


def pixels(data: bytes) -> tuple[int, int]:
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", data[16:24])


def test_a_png_is_reproducible_and_of_the_same_size(run, here):
    run("card", "failure", "-o", "a.png")
    run("card", "failure", "-o", "b.png")
    data = (here / "a.png").read_bytes()
    assert pixels(data) == (1200, 630)
    assert data == (here / "b.png").read_bytes()
    assert len(data) < 100_000


def test_a_png_of_our_own_letters_needs_no_system_font(run, here, monkeypatch):
    asked = []
    real = png.resvg_py.svg_to_bytes
    monkeypatch.setattr(png.resvg_py, "svg_to_bytes", lambda **options: asked.append(options) or real(**options))  # fmt: skip
    run("card", "failure", "-o", "a.png")
    assert [options["skip_system_fonts"] for options in asked] == [True]


def test_letters_in_no_font_are_refused_in_a_png_but_not_in_an_svg(
    run, here, tmp_path, monkeypatch
):
    real = png.resvg_py.svg_to_bytes
    bare = {"skip_system_fonts": True}
    monkeypatch.setattr(png.resvg_py, "svg_to_bytes", lambda **options: real(**options | bare))
    result = run("-f", SHELF / "in-the-mood.yaml", "card", "unsaid", "-o", "a.png")
    assert result.code == 3
    assert result.err.startswith(
        "lalaland: no font on this computer has “有些话不说，也是一种回答。没出口"
    )
    assert result.err.endswith("”; `lalaland card unsaid` writes an SVG instead\n")
    assert [*here.iterdir()] == []
    assert run("-f", SHELF / "in-the-mood.yaml", "card", "unsaid").code == 0


def test_letters_in_a_system_font_are_drawn(run, here, monkeypatch):
    # Whichever fonts are installed, every letter seems to differ from the missing-glyph box.
    real = png.resvg_py.svg_to_bytes
    monkeypatch.setattr(png, "_sample", lambda char: char.encode())
    assert run("-f", SHELF, "card", "unsaid", "-o", "a.png").code == 0
    assert pixels((here / "a.png").read_bytes()) == (1200, 630)
    assert real is png.resvg_py.svg_to_bytes


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        pytest.param("One two", ["One ", "two"], id="spaces"),
        pytest.param("One", ["One"], id="a-word"),
        pytest.param("well-known, 1960-70", ["well-", "known, ", "1960-70"], id="hyphens"),
        pytest.param("a—b", ["a—", "b"], id="dash"),
        pytest.param("100\u00a0km far", ["100\u00a0km ", "far"], id="no-break-space"),
        pytest.param(
            "有些话不说，也是", ["有", "些", "话", "不", "说，", "也", "是"], id="chinese"
        ),
        pytest.param("他说：“好。”", ["他", "说：", "“好。”"], id="chinese-quotes"),
        pytest.param("データを", ["デー", "タ", "を"], id="japanese"),
        pytest.param("사랑은 길다", ["사랑은 ", "길다"], id="korean"),
        pytest.param("e\u0301a", ["e\u0301a"], id="combining-accent"),
        pytest.param("👩\u200d👧👍🏽 ok", ["👩\u200d👧", "👍🏽 ", "ok"], id="emoji"),
    ],
)
def test_lines_break_only_where_allowed(text, pieces):
    assert [*lines.pieces_of(text)] == pieces


def fitted(text, width=10.0, height=10.0, sizes=(2, 1), leading=1.0):
    return lines.fitted(text, (width, height), sizes, leading, len)


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        pytest.param("ab cd", {}, (("ab cd",), 2), id="largest"),
        pytest.param("ab cd ef", {}, (("ab cd", "ef"), 2), id="two-lines"),
        pytest.param("aa bb cc dd", {"height": 4}, (("aa bb", "cc dd"), 2), id="balanced"),
        pytest.param("a bb ccc d", {"width": 8, "height": 3, "sizes": (1,)}, (("a bb", "ccc d"), 1), id="no-lone-last-word"),
        pytest.param("abcdefgh", {}, (("abcdefgh",), 1), id="a-long-word-makes-it-smaller"),
        pytest.param("abcdefghijklmno", {}, (("abcdefghij", "klmno"), 1), id="a-longer-word-is-cut"),
        pytest.param("a b c d e f", {"width": 1, "height": 5}, None, id="too-long"),
        pytest.param("abc", {"height": 0.5}, None, id="no-room"),
    ],
)  # fmt: skip
def test_text_is_as_large_as_fits_in_balanced_lines(text, options, expected):
    assert fitted(text, **options) == expected


@given(st.text("ab -，文e\u0301", max_size=40), st.integers(1, 12))
def test_no_line_is_too_wide_and_no_letter_is_lost(text, width):
    def measure(text):
        return len(text.replace("\u0301", ""))

    found = lines.fitted(text, (width, 100), (1,), 1, measure)
    assert "".join(found.lines).replace(" ", "") == text.replace(" ", "")
    assert all(measure(line) <= width for line in found.lines)


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), (" ", 0.213), ("AV", 1.253), ("fi", 0.5), ("文", 1), ("文\u0301", 1), ("ب", 0.62)],
)
def test_widths_match_the_letters(text, width):
    assert letters.width(text) == pytest.approx(width, abs=0.08)


def test_letters_are_kerned_and_ligatures_are_used():
    assert letters.width("AV") < letters.width("A") + letters.width("V")
    assert letters.outlines("ffi")[0].number == letters.outlines("ﬃ")[0].number


def test_the_table_has_every_accented_letter_of_europe_and_vietnam():
    assert letters.lacking("ÀÉÎÕÜßøłčșğőñ ĄĘŻ ŘŤ Ελλάδα Жизнь Ґрунт Tiếng Việt “€5–10…”") == ""
    assert letters.lacking("a文b文ب") == "文ب"
    assert letters.composed("e\u0301") == "é"


def test_accented_letters_share_the_outline_of_their_base():
    number = letters.outlines("e")[0].number
    assert letters.outlines("é")[0].number == number
    assert zlib.crc32(letters.shape(number).encode())
