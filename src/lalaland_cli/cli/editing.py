"""Opening a lesson file in the user's editor, and asking what to do if it has problems then."""

import os
import tempfile
from pathlib import Path
from typing import Literal, NamedTuple

import typer

from lalaland_cli.answers import Edited, Report
from lalaland_cli.cli import messages
from lalaland_cli.cli.session import Session
from lalaland_cli.errors import BrokenTarget, NoEditor, UnchangeableFile, reason_of
from lalaland_cli.library import Library
from lalaland_cli.model import Theme
from lalaland_cli.reading import check
from lalaland_cli.system import editor, files, folders
from lalaland_cli.text import words
from lalaland_cli.writing import target

_ANSWERS = ("e", "k", "o")
_QUESTION = "[e]dit again, [k]eep it as it is, or restore the [o]ld text?"


class _Place(NamedTuple):
    """A file and a line in it, counted from 1."""

    path: str
    line: int


def edit(lessons: Library, session: Session, name: str) -> Edited | Report:
    """Open a theme or collection in the editor; default: the collection that `add` writes to."""
    path, line = _place(lessons, name)
    if not (session.can_ask or editor.is_chosen(os.environ)):
        raise typer.BadParameter(
            "no terminal for vi here; set VISUAL or EDITOR to an editor with its own window"
        )
    before = _read(path)
    while True:
        after = _edited(path, line, before)
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
            return Edited(path, _restore(session, path, before, after))
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
        # A bundled theme of the same name must not hide the user's own collection.
        same = [book for book in target.own(lessons) if words.key(book.id) == words.key(name)]
        found = same[0] if same else found
    return _Place(target.path_of(lessons, found, name), getattr(found, "line", 1))


def _edited(path: str, line: int, before: bytes) -> bytes:
    """Return the content of a file after the editor. An editor may fail once it has saved."""
    try:
        editor.edit(path, os.environ, line)
    except NoEditor:
        if _read(path) == before:
            raise
    return _read(path)


def _restore(
    session: Session, path: str, before: bytes, after: bytes
) -> Literal["restored", "newer"]:
    """Restore the old text, unless another process has written to the file meanwhile.

    The text that it replaces is saved: another process may have added to it in the meantime.
    """
    with files.locked(path):
        if _read(path) != after:
            return "newer"
        saved = _saved(path, after)
        files.replace(path, before)
    session.note(f"what you wrote is saved in {saved}")
    return "restored"


def _saved(path: str, text: bytes) -> str:
    """Save what was written to the file at `path`, and return where. Raises `UnchangeableFile`."""
    folder = folders.data(os.environ)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        descriptor, saved = tempfile.mkstemp(".yaml", "edited-", folder)
        with open(descriptor, "wb") as file:
            file.write(text)
    except OSError as error:
        raise UnchangeableFile(path, reason_of(error)) from None
    return saved


def _answer(session: Session) -> str:
    """Ask until the answer is `e`, `k` or `o`, and return it."""
    while (answer := session.asked(_QUESTION, "e", closed="k")[:1].lower()) not in _ANSWERS:
        pass
    return answer


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise UnchangeableFile(path, reason_of(error)) from None
