"""Adding lines to a lesson file and removing them, with every other byte left as it is.

Each function returns candidates, the best-looking first. The caller must parse a candidate to see
whether it means what it should, because a blank line may belong to a text.
"""

from collections.abc import Iterator, Sequence

from lalaland_cli.reading.places import Layout, Place, Source

_KEY, _EMPTY = "themes:", " []"


def with_theme(source: Source, layout: Layout, theme: Sequence[str]) -> list[bytes]:
    """Return candidates for the file with the lines of a theme after all others."""
    lines = source.lines
    if not layout.themes:
        key = lines[layout.key].replace(_EMPTY, "", 1)
        return [source.encoded(*lines[: layout.key], key, *theme, *lines[layout.key + 1 :])]
    last = layout.themes[-1].last + 1
    gaps = ([""], []) if _are_apart(lines, layout) else ([], [""])
    return [source.encoded(*lines[:last], *gap, *theme, *lines[last:]) for gap in gaps]


def without_theme(source: Source, layout: Layout, which: int) -> list[bytes]:
    """Return candidates for the file without one theme, counted from 0."""
    lines, place = source.lines, layout.themes[which]
    if len(layout.themes) == 1:
        emptied = lines[layout.key].replace(_KEY, f"{_KEY}{_EMPTY}", 1)
        before = lines[layout.key + 1 : place.first]
        return [source.encoded(*lines[: layout.key], emptied, *before, *lines[place.last + 1 :])]
    extents = _extents(lines, place, is_first=which == 0)
    return [source.encoded(*lines[:first], *lines[last + 1 :]) for first, last in extents]


def _extents(lines: Sequence[str], place: Place, *, is_first: bool) -> Iterator[tuple[int, int]]:
    """Yield the first and last line to remove: with the blank line that separates it, or without.

    The last candidate also removes all blank lines that follow.
    """
    after = place.last + 1
    if is_first and after < len(lines) and not lines[after].strip():
        yield place.first, after
    if not is_first and not lines[place.first - 1].strip():
        yield place.first - 1, place.last
    yield place.first, place.last
    while after < len(lines) and not lines[after].strip():  # blank lines that end its text
        after += 1
    yield place.first, after - 1


def _are_apart(lines: Sequence[str], layout: Layout) -> bool:
    """Return whether a blank line separates each theme from the next, if there is a next one."""
    starts = [place.first for place in layout.themes[1:]]
    return all(not lines[start - 1].strip() for start in starts)
