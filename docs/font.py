"""Regenerate the letters of the cards: `python docs/font.py "EBGaramond[wght].ttf"`.

Needs EB Garamond as its authors publish it (SIL Open Font License 1.1), and fonttools and
uharfbuzz, which neither the program nor its tests need. The same font file always gives the same
output.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uharfbuzz as hb
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TABLE = Path(__file__).resolve().parent.parent / "src/lalaland_cli/forms/letters.json"
WEIGHT = 500

# Latin with Vietnamese, Greek, Cyrillic, punctuation and symbols.
RANGES = [
    *((0x20, 0x7E), (0xA0, 0x17F), (0x18F, 0x192), (0x1A0, 0x1B0), (0x1CD, 0x1DC), (0x1E6, 0x1EB)),
    *((0x1FA, 0x1FF), (0x218, 0x21B), (0x259, 0x259), (0x2BC, 0x2BC), (0x386, 0x3CE)),
    *((0x400, 0x45F), (0x490, 0x491), (0x1E80, 0x1E85), (0x1E9E, 0x1E9E), (0x1EA0, 0x1EF9)),
    *((0x2009, 0x200A), (0x2010, 0x2026), (0x202F, 0x202F), (0x2030, 0x203A), (0x20AC, 0x20AC)),
    *((0x2116, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212), (0xFB00, 0xFB04)),
]


def main(path: str) -> None:
    """Write the table of letters from the font at `path`."""
    font = instantiateVariableFont(TTFont(path), {"wght": WEIGHT})
    with tempfile.NamedTemporaryFile(suffix=".ttf") as file:
        font.save(file.name)
        shaper = hb.Font(hb.Face(Path(file.name).read_bytes()))
    cmap, glyphs = font.getBestCmap(), font.getGlyphSet()
    covered = [chr(c) for low, high in RANGES for c in range(low, high + 1) if c in cmap]
    outlines: dict[str, int] = {}
    letters = {char: _letter(font, glyphs, cmap[ord(char)], outlines) for char in covered}
    table = {
        "font": "EB Garamond Medium",
        "copyright": font["name"].getDebugName(0),
        "licence": "SIL Open Font License 1.1, see letters.LICENSE",
        "em": font["head"].unitsPerEm,
        "outlines": [*outlines],
        "letters": letters,
        "kerning": _kerning(shaper, letters),
    }
    TABLE.write_text(_lines(table), encoding="utf-8")


def _lines(table: dict[str, Any]) -> str:
    """Return JSON with a line for each outline and each letter, so that diffs are readable."""
    rows = [f"{_short(key)}:{_value(value)}" for key, value in table.items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _value(value: object) -> str:
    if isinstance(value, list):
        return "[\n" + ",\n".join(map(_short, value)) + "\n]"
    if isinstance(value, dict) and len(value) > 3:
        return "{\n" + ",\n".join(f"{_short(k)}:{_short(v)}" for k, v in value.items()) + "\n}"
    return _short(value)


def _short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _letter(font: TTFont, glyphs: Any, name: str, outlines: dict[str, int]) -> list[int]:
    """Return the advance, then the outline's number and its shift for each part of the letter."""
    letter = [round(glyphs[name].width)]
    for part, x, y in _parts(font["glyf"], name, 0, 0):
        pen = SVGPathPen(glyphs, ntos=lambda value: str(round(value)))
        glyphs[part].draw(TransformPen(pen, (1, 0, 0, -1, 0, 0)))  # y points down, as in SVG
        if outline := pen.getCommands():
            letter += [outlines.setdefault(outline, len(outlines)), round(x), round(-y)]
    return letter


def _parts(table: Any, name: str, x: int, y: int) -> Iterator[tuple[str, int, int]]:
    """Yield a letter's base and accents with their shifts, or the letter if any is transformed."""
    glyph = table[name]
    parts = glyph.components if glyph.isComposite() else []
    if not parts or any(hasattr(part, "transform") for part in parts):
        yield name, x, y
        return
    for part in parts:
        yield from _parts(table, part.glyphName, x + part.x, y + part.y)


def _kerning(shaper: hb.Font, letters: dict[str, list[int]]) -> dict[str, object]:
    """Return how much kerning changes the advance of two letters, by classes that kern alike."""
    chars = [char for char in letters if not char.isspace()]
    rows = {
        left: tuple(_closer(shaper, left + right, letters) for right in chars) for left in chars
    }
    lefts = _classes(chars, rows)
    columns = {right: tuple(rows[left][i] for left in chars) for i, right in enumerate(chars)}
    rights = _classes(chars, columns)
    pairs = {
        f"{i},{j}": value
        for i, left in enumerate(lefts)
        for j, right in enumerate(rights)
        if (value := rows[left[0]][chars.index(right[0])])
    }
    return {"lefts": lefts, "rights": rights, "pairs": pairs}


def _closer(shaper: hb.Font, pair: str, letters: dict[str, list[int]]) -> int:
    buffer = hb.Buffer()
    buffer.add_str(pair)
    buffer.guess_segment_properties()
    features = {"liga": False, "dlig": False, "calt": False, "clig": False}
    hb.shape(shaper, buffer, features)
    advance = sum(position.x_advance for position in buffer.glyph_positions)
    return advance - sum(letters[char][0] for char in pair)


def _classes(chars: list[str], values: dict[str, tuple[int, ...]]) -> list[str]:
    alike: dict[tuple[int, ...], str] = {}
    for char in chars:
        alike[values[char]] = alike.get(values[char], "") + char
    return [members for value, members in alike.items() if any(value)]


if __name__ == "__main__":
    main(sys.argv[1])
