"""Validation of lesson files, by the same code that loads them."""

from collections.abc import Mapping, Sequence

from lalaland_cli.answers import Report
from lalaland_cli.claims import claim
from lalaland_cli.errors import Problem, UnusableFile
from lalaland_cli.reading import parse, sources


def check(paths: Sequence[str], named: Sequence[str], environ: Mapping[str, str]) -> Report:
    """Read the files in `paths`, by default all that would be loaded, and report their problems.

    `named` are the files loaded instead of the default ones. Problems are reported, never raised.
    """
    problems: list[Problem] = []
    places: list[sources.Place] = []
    asked = [*paths] or sources.asked(named, environ)
    for group in [[path] for path in asked] or [[]]:
        try:
            places += sources.look(group, environ)
        except UnusableFile as fault:
            problems += fault.problems
    files = sources.files_of(places)
    owners: dict[str, str] = {}
    warnings: list[Problem] = []
    lines: dict[tuple[str, int], str] = {}
    for file in files:
        try:
            data = sources.read(file)
            read = parse.inspect(data, file.path)
            if read.collection and not read.problems:
                claim(owners, read.collection.preface.id, file.path)
        except UnusableFile as fault:
            problems += fault.problems
            continue
        problems += read.problems
        warnings += read.warnings
        lines |= _lines(data, [*read.problems, *read.warnings])
    return Report(len(files), tuple(problems), tuple(warnings), lines)


def _lines(data: bytes, noted: Sequence[Problem]) -> dict[tuple[str, int], str]:
    """Return the lines that the problems refer to; empty if the file is not text."""
    try:
        lines = parse.normalised(data, "").decode().split("\n")
    except UnusableFile:
        return {}
    places = {(p.path, p.line) for p in noted if 0 < p.line <= len(lines)}
    return {(path, line): lines[line - 1] for path, line in places}
