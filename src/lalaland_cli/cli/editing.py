"""A lesson file in the person's editor, and what is asked when it comes back with faults."""

import os
from pathlib import Path
from typing import Literal, NamedTuple

import typer

from lalaland_cli.answers import Edited, Report
from lalaland_cli.cli import messages
from lalaland_cli.cli.session import Session
from lalaland_cli.errors import BrokenTarget, UnchangeableFile, reason_of
from lalaland_cli.library import Library
from lalaland_cli.model import Theme
from lalaland_cli.reading import check
from lalaland_cli.system import editor, files
from lalaland_cli.text import words
from lalaland_cli.writing import target

_ANSWERS = ("e", "k", "o")
_QUESTION = "[e]dit again, [k]eep it as it is, or take the [o]ld text back?"


class _Place(NamedTuple):
    """A line of a file, from 1."""

    path: str
    line: int


def edit(lessons: Library, session: Session, name: str) -> Edited | Report:
    """Open a theme or collection; default: the one that `add` would write to."""
    path, line = _place(lessons, name)
    if not (session.can_ask or editor.is_chosen(os.environ)):
        raise typer.BadParameter("set VISUAL or EDITOR where there is no terminal for vi")
    before = _read(path)
    while True:
        editor.edit(path, os.environ, line)
        after = _read(path)
        report = check.check([path], (), os.environ)
        if not report.problems:
            return Edited(path, "unchanged" if after == before else "changed")
        if not session.can_ask:
            return report
        session.present(report, None)
        try:
            answer = _answer(session)
        except KeyboardInterrupt:
            session.note(messages.kept(path))
            raise
        if answer == "k":
            return Edited(path, "faulty")
        if answer == "o":
            return Edited(path, _restore(path, before, after))
        line = report.problems[0].line or line


def _place(lessons: Library, name: str) -> _Place:
    if not name:
        try:
            return _Place(lessons.path_of(target.chosen(lessons, None, os.environ)), 1)
        except BrokenTarget as error:
            name = error.name
    if fault := target.broken(lessons, name):
        return _Place(fault.problems[0].path, fault.problems[0].line)
    found = lessons.subject(name)
    if isinstance(found, Theme) and not target.is_own(lessons.path_of(found)):
        # What was begun can be opened, whatever lesson that is not theirs is called so.
        same = [book for book in target.own(lessons) if words.key(book.id) == words.key(name)]
        found = same[0] if same else found
    return _Place(target.path_of(lessons, found, name), getattr(found, "line", 1))


def _restore(path: str, before: bytes, after: bytes) -> Literal["restored", "newer"]:
    """Put the old text back, unless somebody else has written to the file meanwhile."""
    with files.locked(path):
        if _read(path) != after:
            return "newer"
        files.replace(path, before)
    return "restored"


def _answer(session: Session) -> str:
    """`e`, `k` or `o`."""
    while (answer := session.asked(_QUESTION, "e")[:1].lower()) not in _ANSWERS:
        pass
    return answer


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise UnchangeableFile(path, reason_of(error)) from None
