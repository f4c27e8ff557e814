"""Problems of a file with a YAML syntax error, found by parsing its parts one by one.

A syntax error ends the parse, but the start of each theme is still visible: a hyphen in the same
column below `themes:`.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from lalaland_cli.errors import Problem
from lalaland_cli.reading import parse
from lalaland_cli.reading.nodes import MOST_PROBLEMS, GivenUp, NotYaml, Reader

_MOST_PARTS = 20_000
_NOT_READ = " (the rest could not be checked)"


class _Part(NamedTuple):
    """Some lines of a file, and the number of lines above them."""

    text: str
    above: int


def problems(reader: Reader) -> list[Problem]:
    """Return the problems of each part of a file.

    `reader` has recorded problems of its own, the last of which ended the parse. If the file has no
    parts, or too many, only these are returned.
    """
    *noted, fault = reader.problems
    lines = reader.text.split("\n")
    parts = list(_parts(lines))
    if not 0 < len(parts) <= _MOST_PARTS:
        return [*noted, fault._replace(what=f"{fault.what}{_NOT_READ}")]
    readers = [Reader(reader.path, part.text.encode(), part.above) for part in parts]
    found: list[parse.Found] = []
    is_explained = False
    for number, part in enumerate(readers):
        try:
            found += parse.part(part, number)
        except NotYaml:
            is_explained = True
        except GivenUp:
            pass
    parse.note_clashes(found)
    inside = [problem for part in readers for problem in part.problems][:MOST_PROBLEMS]
    # A part with the syntax error reports its true position, so drop the original fault.
    return [*noted, *inside] if is_explained else [*noted, fault, *inside]


def _parts(lines: Sequence[str]) -> Iterator[_Part]:
    """Yield the text around the themes as one part, then each theme; nothing if unclear."""
    key = next((n for n, line in enumerate(lines) if re.match("themes:", line)), None)
    if key is None:
        return
    below = range(key + 1, len(lines))
    first = next((n for n in below if re.match(r" *-( |$)", lines[n])), None)
    if first is None:
        return
    column = len(lines[first]) - len(lines[first].lstrip(" "))
    end = next((n for n in range(first, len(lines)) if re.match(r"[a-z]+:", lines[n])), len(lines))
    starts = [n for n in range(first, end) if re.match(rf" {{{column}}}-( |$)", lines[n])]
    rest = ["themes: []", *[""] * (end - key - 1), *lines[end:]]
    yield _Part("\n".join([*lines[:key], *rest]), 0)
    for start, stop in pairwise([*starts, end]):
        yield _Part("\n".join(lines[start:stop]), start)
