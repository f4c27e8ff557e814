"""`lalaland check`: every problem of every file, found by the code that loads them."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lalaland_cli import sources
from lalaland_cli.errors import Problem, UnusableFile
from lalaland_cli.library import load
from lalaland_cli.model import LessonFile, claim_id


class Report(NamedTuple):
    """How many files were read, and all their problems in the order of files and places."""

    files: int
    problems: tuple[Problem, ...]


def check(
    paths: Sequence[str] = (),
    named: Sequence[str] = (),
    environ: Mapping[str, str] = os.environ,
) -> Report:
    """Read the files in `paths`, or without any those in force, and report what is wrong.

    `named` are the files that count instead of the usual ones. Raises nothing but reports.
    """
    problems: list[Problem] = []
    files: dict[str, LessonFile] = {}
    asked = [*paths] or sources.asked(named, environ)
    for group in [[path] for path in asked] or [[]]:
        try:
            found = sources.in_force(group, environ)
        except UnusableFile as fault:
            problems += fault.problems
            continue
        for file in found:
            files.setdefault(file.location, file)
    taken: dict[str, str] = {}
    for file in files.values():
        problems += _problems(file, taken)
    return Report(len(files), tuple(problems))


def _problems(file: LessonFile, taken: dict[str, str]) -> Sequence[Problem]:
    try:
        claim_id(load(file).preface.id, file.path, taken)
    except UnusableFile as fault:
        return fault.problems
    return ()
