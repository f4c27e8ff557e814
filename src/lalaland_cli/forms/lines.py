"""Line breaking for a text in a box: as large as fits, in lines of similar length."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from unicodedata import category, combining, east_asian_width

Measure = Callable[[str], float]

# Characters that must not begin or end a line in scripts without spaces (JIS X 4051).
_NO_START = (
    "、。，．・：；？！）］｝〕〉》」』】〟’”…‥,.:;?!)]}»›"
    "ー々〻ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
_NO_END = "（［｛〔〈《「『【〝‘“([{«‹"

# Ending a line at anything else costs as much as missing the ideal length by this share.
_PAUSES = ",.;:!?—–…，。、；：！？،؛؟"
_UNPAUSED = 0.15

_JOINED = "\u200d"
_BREAKS_AFTER = "-‐–—/"


class Setting(NamedTuple):
    """Lines of text and their font size."""

    lines: tuple[str, ...]
    size: float


def fitted(
    text: str, box: tuple[float, float], sizes: Sequence[float], leading: float, measure: Measure
) -> Setting | None:
    """Set `text` in the first of `sizes`, largest first, that fits a box of (width, height).

    `measure` returns a text's width in ems; `leading` is the line height in ems. A word wider than
    the box is broken only at the smallest size. Returns None if the text does not fit.
    """
    width, height = box
    pieces = [*pieces_of(text)]
    for size in sizes:
        room, most = width / size, int(height / (size * leading))
        kept = pieces if size > sizes[-1] else [*_narrow(pieces, room, measure)]
        if count := _count(kept, room, most, measure):
            return Setting(balanced(kept, count, room, measure), size)
    return None


def pieces_of(text: str) -> Iterator[str]:
    """Yield the parts between which a line may break, each with its trailing spaces."""
    start = 0
    clusters = _clusters(text)
    for (at, left), (place, right) in pairwise(clusters):
        if _may_break(text[at], left, right):
            yield text[start:place]
            start = place
    yield text[start:]


def balanced(pieces: Sequence[str], count: int, room: float, measure: Measure) -> tuple[str, ...]:
    """Return the pieces as `count` lines of the most even lengths, none wider than `room`."""
    last = len(pieces)

    @cache
    def width(start: int, end: int) -> float:
        return measure("".join(pieces[start:end]).rstrip())

    goal = width(0, last) / count

    @cache
    def best(start: int, lines: int) -> tuple[float, tuple[int, ...]]:
        """Return the least cost of the pieces from `start` on, and where their lines end."""
        if lines == 1:
            whole = width(start, last)
            return (whole - goal) ** 2 if whole <= room else float("inf"), (last,)
        found: tuple[float, tuple[int, ...]] = (float("inf"), ())
        for end in range(start + 1, last - lines + 2):
            if width(start, end) > room:
                break
            cost, ends = best(end, lines - 1)
            cost += (width(start, end) - goal) ** 2
            if pieces[end - 1].rstrip()[-1:] not in _PAUSES:
                cost += (goal * _UNPAUSED) ** 2
            if cost <= found[0]:  # on a tie, prefer the longer first line
                found = cost, (end, *ends)
        return found

    ends = (0, *best(0, count)[1])
    return tuple("".join(pieces[a:b]).rstrip() for a, b in pairwise(ends))


def _count(pieces: Sequence[str], room: float, most: int, measure: Measure) -> int:
    """Return the fewest lines that hold the pieces; 0 if over `most` or if one is too wide."""
    count, line = 1, ""
    for piece in pieces:
        if measure(f"{line}{piece}".rstrip()) > room:
            count, line = count + 1, ""
            if count > most or measure(piece.rstrip()) > room:
                return 0
        line += piece
    return min(count, most)


def _narrow(pieces: Sequence[str], room: float, measure: Measure) -> Iterator[str]:
    """Yield the pieces, with any that are wider than `room` cut between letters."""
    for piece in pieces:
        part = ""
        for _, cluster in _clusters(piece):
            if part and measure(f"{part}{cluster}".rstrip()) > room:
                yield part
                part = ""
            part += cluster
        yield part


def _clusters(text: str) -> list[tuple[int, str]]:
    """Return (place, cluster): a letter with its accents, joined emoji and trailing spaces."""
    found: list[tuple[int, str]] = []
    for place, char in enumerate(text):
        before = found[-1][1] if found else " "
        if found and (char == " " or before.endswith(_JOINED) or _is_part(char, before)):
            found[-1] = (found[-1][0], found[-1][1] + char)
        else:
            found.append((place, char))
    return found


def _is_part(char: str, before: str) -> bool:
    """Return whether a character extends the letter before it: an accent, skin tone or joiner."""
    is_one = char == _JOINED or combining(char) or category(char) in ("Mn", "Mc", "Me", "Sk")
    return bool(is_one) and not before.endswith(" ")


def _may_break(first: str, left: str, right: str) -> bool:
    """Return whether a line may break between `left`, whose letter is `first`, and `right`."""
    if left.endswith(" "):
        return True
    if right[0] in _NO_START or first in _NO_END:
        return False
    if first in _BREAKS_AFTER:
        return not right[0].isdigit()
    return _is_wide(first) or _is_wide(right[0])


def _is_wide(char: str) -> bool:
    return east_asian_width(char) in "WF" and not re.match("[\uac00-\ud7af]", char)
