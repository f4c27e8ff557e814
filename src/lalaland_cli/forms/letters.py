"""Letters for cards: text widths, and the outlines that draw a text.

The table, `letters.json`, holds the outlines, advances and kerning of EB Garamond (SIL Open Font
License), made by `docs/font.py`. Cards drawn with it look the same everywhere, because viewers do
not need the font, and no library is needed to measure or draw text.
"""

import json
import os
from functools import cache
from typing import Any, NamedTuple
from unicodedata import category, east_asian_width, normalize

_TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "letters.json")
_LIGATURES = {"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}

# Widths, in ems, of letters left to other fonts: exact for wide ones, an upper bound for others.
_WIDE, _OTHER = 1.0, 0.62


class Outline(NamedTuple):
    """The `number` of an outline, and its position in ems from the start of the line."""

    number: int
    x: float
    y: float


def composed(text: str) -> str:
    """Return `text` with accents composed into their letters, as in the table."""
    return normalize("NFC", text)


def lacking(text: str) -> str:
    """Return the letters that the table lacks, each once, in order of appearance."""
    letters = _table()["letters"]
    return "".join(dict.fromkeys(char for char in text if char not in letters))


def width(text: str) -> float:
    """Return the width of a composed text in ems, or an upper bound if the table lacks letters."""
    if lacking(text):
        return sum(map(_estimate, text))
    return _set(text)[1]


def outlines(text: str) -> list[Outline]:
    """Return the outlines that draw a composed text, whose letters must all be in the table."""
    return _set(text)[0]


def shape(number: int) -> str:
    """Return an outline's SVG path, in thousandths of an em, with y pointing down."""
    path: str = _table()["outlines"][number]
    return path


@cache
def _table() -> Any:
    with open(_TABLE, encoding="utf-8") as file:
        return json.load(file)


@cache
def _kerning() -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Return the class of each letter on the left and on the right, and the kerning by pair."""
    kept = _table()["kerning"]
    lefts, rights = (
        {char: number for number, chars in enumerate(kept[side]) for char in chars}
        for side in ("lefts", "rights")
    )
    return lefts, rights, kept["pairs"]


def _set(text: str) -> tuple[list[Outline], float]:
    """Return the outlines of a line, and its width in ems."""
    em, letters = _table()["em"], _table()["letters"]
    found, pen, before = [], 0, ""
    for char in _ligated(text):
        advance, *parts = letters[char]
        pen += _closer(before, char)
        for number, x, y in zip(*[iter(parts)] * 3, strict=True):
            found.append(Outline(number, (pen + x) / em, y / em))
        pen += advance
        before = char
    return found, pen / em


def _ligated(text: str) -> str:
    for letters, one in _LIGATURES.items():
        text = text.replace(letters, one)
    return text


def _closer(left: str, right: str) -> int:
    """Return the kerning of two letters in thousandths of an em, negative to bring them closer."""
    lefts, rights, pairs = _kerning()
    return pairs.get(f"{lefts.get(left)},{rights.get(right)}", 0)


def _estimate(char: str) -> float:
    if category(char) in ("Mn", "Me", "Cf"):
        return 0
    return _WIDE if east_asian_width(char) in "WF" else _OTHER
