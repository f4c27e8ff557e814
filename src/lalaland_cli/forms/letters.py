"""The letters of a card: how wide a text is, and the outlines that draw it.

The table beside this file holds EB Garamond (SIL Open Font License) as outlines, advances and
kerning, made by `docs/font.py`. A card drawn with it looks the same everywhere, for no program
needs the font; and no library is needed to measure or to draw it.
"""

import json
import os
from functools import cache
from typing import Any, NamedTuple
from unicodedata import category, east_asian_width, normalize

_TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "letters.json")
_LIGATURES = {"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}

# Widths in ems of letters that some other font will draw: of wide ones exactly, else at the most.
_WIDE, _OTHER = 1.0, 0.62


class Outline(NamedTuple):
    """The outline with this `number`, and where it is drawn, in ems from the start of the line."""

    number: int
    x: float
    y: float


def composed(text: str) -> str:
    """`text` with each accent in its letter, as the table has them."""
    return normalize("NFC", text)


def lacking(text: str) -> str:
    """The letters that the table lacks, each once, in order."""
    letters = _table()["letters"]
    return "".join(dict.fromkeys(char for char in text if char not in letters))


def width(text: str) -> float:
    """How wide a composed text is, in ems: an upper bound where letters are lacking."""
    if lacking(text):
        return sum(map(_estimate, text))
    return _set(text)[1]


def outlines(text: str) -> list[Outline]:
    """What draws a composed text that lacks no letter."""
    return _set(text)[0]


def shape(number: int) -> str:
    """The path of an outline, in thousandths of an em, with y downwards."""
    path: str = _table()["outlines"][number]
    return path


@cache
def _table() -> Any:
    with open(_TABLE, encoding="utf-8") as file:
        return json.load(file)


@cache
def _kerning() -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """The class of each letter on the left and on the right, and the pairs of classes."""
    kept = _table()["kerning"]
    lefts, rights = (
        {char: number for number, chars in enumerate(kept[side]) for char in chars}
        for side in ("lefts", "rights")
    )
    return lefts, rights, kept["pairs"]


def _set(text: str) -> tuple[list[Outline], float]:
    """The outlines of a line, and its width."""
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
    """How much closer than by their advances two letters stand, in thousandths of an em."""
    lefts, rights, pairs = _kerning()
    return pairs.get(f"{lefts.get(left)},{rights.get(right)}", 0)


def _estimate(char: str) -> float:
    if category(char) in ("Mn", "Me", "Cf"):
        return 0
    return _WIDE if east_asian_width(char) in "WF" else _OTHER
