"""Every problem of every lesson file, found by the code that loads them."""

from collections.abc import Mapping, Sequence

from lalaland_cli.answers import Report
from lalaland_cli.claims import Claims
from lalaland_cli.errors import Problem, UnusableFile
from lalaland_cli.model import LessonFile
from lalaland_cli.reading import sources
from lalaland_cli.reading.load import load


def check(paths: Sequence[str], named: Sequence[str], environ: Mapping[str, str]) -> Report:
    """Read the files in `paths`, by default all that would be loaded, and report what is wrong.

    `named` are the files that are loaded instead of the usual ones. Raises nothing but reports.
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
    claims = Claims()
    for file in files:
        problems += _problems(file, claims)
    return Report(len(files), tuple(problems))


def _problems(file: LessonFile, claims: Claims) -> Sequence[Problem]:
    try:
        claims.claim(load(file).preface.id, file.path)
    except UnusableFile as fault:
        return fault.problems
    return ()
