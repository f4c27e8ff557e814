"""Cards: a takeaway or a scene as an SVG picture, 1200 by 630.

Letters in the table are drawn as outlines, so that the picture needs no font. A line with any
other letter remains text, to be drawn in the viewer's fonts.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Literal, NamedTuple

from lalaland_cli.answers import Card
from lalaland_cli.errors import TooLong
from lalaland_cli.forms import letters, lines
from lalaland_cli.forms.wording import is_title, origin
from lalaland_cli.text.script import direction, language
from lalaland_cli.text.unsafe import one_line

WIDTH, HEIGHT = 1200, 630

_MARGIN = 96
_ROOM = WIDTH - 2 * _MARGIN
_TOP, _TEXT_HEIGHT = 84, 330
_SIZES = range(88, 31, -2)

# Fonts that suit a language, tried before any other that has its letters.
_FAMILIES = {
    "ar": "'Noto Naskh Arabic','Geeza Pro','Traditional Arabic',",
    "fa": "'Noto Naskh Arabic','Geeza Pro','Traditional Arabic',",
    "ur": "'Noto Naskh Arabic','Geeza Pro','Traditional Arabic',",
    "he": "'Noto Serif Hebrew','New Peninim MT',David,",
    "hi": "'Noto Serif Devanagari','Kohinoor Devanagari',Mangal,",
    "ja": "'Noto Serif CJK JP','Hiragino Mincho ProN','Yu Mincho',",
    "ko": "'Noto Serif CJK KR',AppleMyungjo,Batang,",
    "th": "'Noto Serif Thai',Thonburi,'Leelawadee UI',",
    "zh": "'Noto Serif CJK SC','Songti SC',SimSun,",
}
_LATIN = (
    "'EB Garamond',Georgia,'Times New Roman','Liberation Serif','Noto Serif','DejaVu Serif',serif"
)

# Fonts for Latin letters and digits within languages whose own fonts often lack them. resvg sets a
# right-to-left run in a single font if it can, so it needs a font that has both scripts.
_BESIDE = {"hi": _LATIN, "th": _LATIN} | dict.fromkeys(
    ("ar", "fa", "he", "ur"), f"'Times New Roman','DejaVu Sans',{_LATIN}"
)


class _Colours(NamedTuple):
    """The colours of a card: the sky from the top to the horizon, and everything in front of it."""

    sky: tuple[str, str, str, str]
    text: str
    quiet: str
    sun: tuple[str, str]
    ground: str
    mark: str


_COLOURS: dict[Literal["dark", "light"], _Colours] = {
    "dark": _Colours(
        ("#16112e", "#2a1c4c", "#562a62", "#a8446c"),
        "#fff6ec",
        "#dccbe0",
        ("#ffbe7d", "#f0685f"),
        "#120d24",
        "#9a86b3",
    ),
    "light": _Colours(
        ("#fdf9f4", "#fcf3ea", "#fae6d8", "#f6c9b4"),
        "#2b1f3d",
        "#6a5570",
        ("#ff9d5c", "#e0506a"),
        "#3a2450",
        "#c9b3d6",
    ),
}


class _Line(NamedTuple):
    """A line of text with its baseline at `y`, set from the left or, in RTL, the right margin."""

    text: str
    y: float
    size: float
    colour: str


def svg(card: Card) -> str:
    """Draw a card as SVG. Raises `TooLong` if its text does not fit."""
    theme, paint = card.theme, _COLOURS[card.look]
    said = letters.composed(_said(card))
    leading = 1.2 if not letters.lacking(said) else 1.42
    setting = lines.fitted(said, (_ROOM, _TEXT_HEIGHT), _SIZES, leading, letters.width)
    if setting is None:
        raise TooLong("takeaway" if card.scene is None else "scene", theme.name, len(said))
    above = (_TEXT_HEIGHT - len(setting.lines) * setting.size * leading) / 2
    first = _TOP + above * 0.8 + setting.size * (leading / 2 + 0.3)
    set_lines = [
        _Line(text, first + number * setting.size * leading, setting.size, paint.text)
        for number, text in enumerate(setting.lines)
    ]
    if heading := _heading(card):
        set_lines += [_label(heading, 486, 30, paint.text)]
    set_lines += [_label(origin(theme), 524, 25, paint.quiet)]
    set_lines += [_Line("lalaland", 614, 21, paint.mark)]
    spoken = f"{said} — {theme.title}, {origin(theme)}"
    return _drawn(set_lines, paint, direction(said) == "rtl", spoken)


def lacking(card: Card) -> str:
    """Return the letters of a card that the table lacks, which are left to the viewer's fonts."""
    texts = (_said(card), _heading(card), origin(card.theme))
    return letters.lacking(letters.composed("".join(texts)))


def _said(card: Card) -> str:
    text = card.theme.takeaway if card.scene is None else card.theme.examples[card.scene - 1].shows
    return one_line(" ".join(text.split()))


def _heading(card: Card) -> str:
    """Return the title, after the scene's name if any; empty if the takeaway repeats the title."""
    if not card.scene and is_title(card.theme.takeaway, card.theme.title):
        return ""
    scene = card.theme.examples[card.scene - 1].scene if card.scene else ""
    return one_line(f"{scene} · {card.theme.title}" if scene else card.theme.title)


def _label(text: str, y: float, size: float, colour: str) -> _Line:
    """Set a text on one line, smaller if it is long, and truncated if it still does not fit."""
    text = letters.composed(one_line(text))
    wide = letters.width(text)
    size = max(min(size, _ROOM / wide if wide else size), 18)
    while letters.width(text) * size > _ROOM:
        text = f"{text.rstrip('…')[:-1].rstrip()}…"
    return _Line(text, y, size, colour)


def _drawn(set_lines: Sequence[_Line], paint: _Colours, rtl: bool, spoken: str) -> str:
    drawn = [part for line in set_lines for part in _line(line, rtl)]
    used = {
        o.number
        for line in set_lines
        if not letters.lacking(line.text)
        for o in letters.outlines(line.text)
    }
    shapes = (f'<path id="l{number}" d="{letters.shape(number)}"/>' for number in sorted(used))
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(spoken)}</title>",
        "<defs>",
        _gradient("sky", zip((0, 0.5, 0.8, 1), paint.sky, strict=True)),
        _gradient("sun", enumerate(paint.sun)),
        *shapes,
        "</defs>",
        *_scenery(paint, rtl),
        *drawn,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _gradient(name: str, colours: Iterable[tuple[float, str]]) -> str:
    """Return a vertical gradient of these colours at these positions."""
    stops = "".join(f'<stop offset="{at}" stop-color="{colour}"/>' for at, colour in colours)
    return f'<linearGradient id="{name}" x1="0" y1="0" x2="0" y2="1">{stops}</linearGradient>'


def _scenery(paint: _Colours, rtl: bool) -> Iterator[str]:
    """Yield the sky at dusk, the half-set sun on the side where lines end, and the hills."""
    sun = _MARGIN + 76 if rtl else WIDTH - _MARGIN - 76
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#sky)"/>'
    yield f'<circle cx="{sun}" cy="582" r="76" fill="url(#sun)"/>'
    yield (
        f'<path d="M0 592C150 570 260 566 420 578S700 596 860 584S1090 566 1200 578V{HEIGHT}H0Z" '
        f'fill="{paint.ground}"/>'
    )


def _line(line: _Line, rtl: bool) -> Iterator[str]:
    if letters.lacking(line.text):
        yield _as_text(line, rtl)
        return
    start = WIDTH - _MARGIN - letters.width(line.text) * line.size if rtl else _MARGIN
    scale = line.size / 1000
    place = f"translate({start:.1f} {line.y:.1f}) scale({scale:.4g})"
    yield f'<g fill="{line.colour}" transform="{place}">'
    for number, x, y in letters.outlines(line.text):
        down = f' y="{y * 1000:.0f}"' if y else ""
        yield f'<use xlink:href="#l{number}" x="{x * 1000:.0f}"{down}/>'
    yield "</g>"


def _as_text(line: _Line, rtl: bool) -> str:
    """Return a line as SVG text, for the viewer's fonts.

    Right-to-left text is isolated by control characters, because some programs (resvg) do not
    support `direction`. They are written as character references, so that none is in the file.
    """
    speech = language(line.text)
    beside = _BESIDE.get(speech)
    text = "".join(_runs(line.text, beside)) if beside else escape(line.text)
    attributes = {
        "x": WIDTH - _MARGIN if rtl else _MARGIN,
        "y": f"{line.y:.1f}",
        "font-size": f"{line.size:.3g}",
        "fill": line.colour,
        "font-family": f"{_FAMILIES.get(speech, '')}{_LATIN}",
        **({"xml:lang": speech} if speech else {}),
        **({"text-anchor": "end"} if rtl else {}),
    }
    given = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f"<text {given}>{f'&#x2067;{text}&#x2069;' if rtl else text}</text>"


def _runs(text: str, family: str) -> Iterator[str]:
    """Yield the text, with Latin letters and digits set in `family`."""
    for is_lacking, run in groupby(
        text, lambda char: char.isspace() or bool(letters.lacking(char))
    ):
        part = escape("".join(run))
        yield part if is_lacking else f'<tspan font-family="{family}">{part}</tspan>'
