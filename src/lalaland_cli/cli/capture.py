"""Adding and removing lessons: where the text comes from, and what the user is asked."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import typer

from lalaland_cli.answers import Added, Nothing, Removed
from lalaland_cli.cli.session import Session
from lalaland_cli.errors import (
    BadText,
    LalalandError,
    NoSuchTarget,
    UnclearTarget,
    UnknownCollection,
    UnknownName,
)
from lalaland_cli.forms import plain
from lalaland_cli.library import Library
from lalaland_cli.system import editor, folders
from lalaland_cli.writing import draft, form, new, target, themes
from lalaland_cli.writing.draft import Draft

_MOST_BYTES = 1024 * 1024  # for a lesson from a pipe or an editor
_FIRST = "My lessons"  # default title of the first collection


class Given(NamedTuple):
    """A lesson and its other parts, as given on the command line."""

    lesson: str
    title: str
    scenes: tuple[str, ...]
    tags: tuple[str, ...]
    when: tuple[str, ...]


class _Target(NamedTuple):
    """A collection to add to: its id, and the path of its file."""

    collection: str
    path: str


def add(
    lessons: Library, session: Session, given: Given, to: str | None, *, create: bool
) -> Added | Nothing:
    """Add a lesson from the command line, a pipe or the editor."""
    is_piped = given.lesson == "-" or not (given.lesson or session.can_ask)
    if given.lesson or is_piped:
        # Validate the lesson before a collection is created for it.
        told = _piped(given) if is_piped else given
        written = draft.drafted(*told)._replace(inferred=not given.title)
        return _add(session, written, _target(lessons, session, to, create=create))
    goes_to = _target(lessons, session, to, create=create)
    with _from_editor(session, goes_to.collection) as text:
        if form.is_blank(text):
            return Nothing("empty")
        return _add(session, _combined(form.read(text), given), goes_to)


def remove(lessons: Library, session: Session, name: str, *, sure: bool) -> Removed | Nothing:
    """Remove a theme from its file, after asking for confirmation unless `sure`."""
    found = lessons.resolve(name)
    if found.kind == "misspelling":
        raise UnknownName(name, [found.name])
    path = target.path_of(lessons, found.theme, name)
    if not sure:
        if not session.can_ask:
            raise typer.BadParameter(
                "cannot ask for confirmation here; --yes removes it without asking"
            )
        if not session.confirmed(f"remove “{found.theme.title}” from {path}?", default=False):
            return Nothing("declined")
    # The lines are printed first: a lesson that cannot be printed is not removed.
    write = session.output.write
    return themes.remove_theme(path, found.theme.id, lambda removed: write(plain.write(removed)))


def _add(session: Session, written: Draft, goes_to: _Target) -> Added:
    added = themes.add_theme(goes_to.path, written)
    if os.path.dirname(goes_to.path) == folders.collections(os.environ):
        target.remember(goes_to.collection, os.environ)
    with suppress(LalalandError), session.library() as lessons:
        added = lessons.find(f"{goes_to.collection}/{added.id}")
    return Added(added, goes_to.path)


def _combined(written: Draft, given: Given) -> Draft:
    """Combine the lesson from the form with the options of the command line."""
    options = draft.drafted(*given._replace(lesson=written.lesson))
    return Draft(
        written.lesson,
        written.title or options.title,
        options.scenes + written.scenes,
        options.tags + written.tags,
        options.when + written.when,
    )


def _piped(given: Given) -> Given:
    """Complete the options of the command line with the lesson from stdin."""
    text = _text(sys.stdin.buffer.read(_MOST_BYTES + 1) if sys.stdin else b"")
    title, lesson = ("", text) if given.title else form.titled_unprompted(text)
    return given._replace(title=given.title or title, lesson=lesson)


def _text(data: bytes) -> str:
    """Decode a lesson. Raises `BadText` if it is too long or not UTF-8."""
    if len(data) > _MOST_BYTES:
        raise BadText("the lesson is longer than a megabyte")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadText("the text is not UTF-8") from None


def _target(lessons: Library, session: Session, to: str | None, *, create: bool) -> _Target:
    try:
        book = target.chosen(lessons, to, os.environ)
    except UnknownCollection as error:
        question = f"there is no collection “{error.name}” yet; create it?"
        if not create and not (session.can_ask and session.confirmed(question, default=True)):
            raise NoSuchTarget(error.name, error.known, error.theme) from None
        return _begun(error.name)
    except UnclearTarget as error:
        if not error.known and (create or session.can_ask):
            question = "what should your first collection be called?"
            return _begun(session.asked(question, _FIRST) if session.can_ask else _FIRST)
        if not session.can_ask:
            raise
        name = session.asked(f"which collection ({', '.join(error.known)})?", error.known[0])
        return _target(lessons, session, name, create=create)
    return _Target(book.id, lessons.path_of(book))


def _begun(title: str) -> _Target:
    written = new.write(title, None, os.environ)
    return _Target(written.name, written.path)


@contextmanager
def _from_editor(session: Session, where: str) -> Iterator[str]:
    """Open the form in the editor, and yield what was written.

    On an error the form is kept and its path reported, unless nothing was written.
    """
    folder = folders.data(os.environ)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    descriptor, path = tempfile.mkstemp(".txt", "lesson-", folder)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(form.form(where))
    try:
        editor.edit(path, os.environ)
        yield _text(Path(path).read_bytes())
    except BaseException:
        if form.is_blank(Path(path).read_text("utf-8", "replace")):
            os.unlink(path)
        else:
            session.note(f"what you wrote is saved in {path}")
        raise
    os.unlink(path)
