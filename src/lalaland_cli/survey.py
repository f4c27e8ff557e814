"""`lalaland sources`: every place that lessons may come from, and what comes from it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lalaland_cli import sources
from lalaland_cli.errors import UnusableFile
from lalaland_cli.library import Library


class Source(NamedTuple):
    """A file or folder that was considered: whether it is read, why, and with how many themes.

    `themes` is 0 where it is not read.
    """

    path: str
    in_force: bool
    why: str
    themes: int


def survey(
    lessons: Library, named: Sequence[str] = (), environ: Mapping[str, str] = os.environ
) -> list[Source]:
    """What was considered when `lessons` was opened with the files in `named`."""
    sizes, faults = lessons.sizes(), lessons.faults()
    return [
        row for place in sources.considered(named, environ) for row in _rows(place, sizes, faults)
    ]


def _rows(
    place: sources.Considered, sizes: Mapping[str, int], faults: Mapping[str, UnusableFile]
) -> Iterator[Source]:
    for file in place.files:
        if fault := faults.get(file.location):
            yield Source(file.path, False, f"passed over: {fault}", 0)
        else:
            yield Source(file.path, True, place.why, sizes.get(file.location, 0))
    if not place.files:
        why = f"{place.why}; it holds no lesson files yet" if place.in_force else place.why
        yield Source(place.path, place.in_force, why, 0)
