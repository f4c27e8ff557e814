"""Choosing the collection that a lesson is written to, and whether the user may change it."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from lalaland_cli.errors import BrokenTarget, NotOwn, UnclearTarget, UnusableFile
from lalaland_cli.library import Library
from lalaland_cli.model import Preface, Theme
from lalaland_cli.system import files, folders
from lalaland_cli.text import words

_LAST = "last-collection"  # a file with the id of the collection last started or added to


def own(lessons: Library) -> list[Preface]:
    """Return the loaded collections that are in files and not bundled with lalaland."""
    return [book for book in lessons.prefaces().books if is_own(lessons.path_of(book))]


def path_of(lessons: Library, found: Theme | Preface, typed: str) -> str:
    """Return the file of a theme or collection. Raises `NotOwn` if the user may not change it."""
    path = lessons.path_of(found)
    if not is_own(path):
        raise NotOwn(typed, found.collection if isinstance(found, Theme) else found.id)
    return path


def chosen(lessons: Library, collection: str | None, environ: Mapping[str, str]) -> Preface:
    """Return the named collection; default: the one last started or added to, or the only one.

    Raises `UnknownCollection`, `NotOwn`, `UnclearTarget` and `BrokenTarget`.
    """
    if collection is not None:
        _refuse_broken(lessons, collection)
        (book,) = lessons.prefaces(collection).books
        path_of(lessons, book, collection)
        return book
    possible = own(lessons)
    last = [book for book in possible if book.id == _last(environ)]
    if not last:  # the one last started or added to, or all of them, may be broken
        _refuse_broken(lessons, _last(environ) if possible else None)
    if len(possible) == 1 or last:
        return (last or possible)[0]
    raise UnclearTarget([book.id for book in possible])


def broken(lessons: Library, collection: str | None) -> UnusableFile | None:
    """Return the fault of the file of this name (or of any, if None) that could not be loaded."""
    for fault in lessons.skipped:
        name = os.path.splitext(os.path.basename(fault.problems[0].path))[0]
        if collection is None or words.key(name) == words.key(collection):
            return fault
    return None


def _refuse_broken(lessons: Library, collection: str | None) -> None:
    if fault := broken(lessons, collection):
        raise BrokenTarget(Path(fault.problems[0].path).stem)


def remember(book: str, environ: Mapping[str, str]) -> None:
    """Save which collection was last started or added to, if possible."""
    with suppress(OSError):
        files.replace(_place(environ), f"{book}\n".encode())


def _last(environ: Mapping[str, str]) -> str:
    with suppress(OSError, ValueError):
        return _place(environ).read_text(encoding="utf-8").strip()
    return ""


def _place(environ: Mapping[str, str]) -> Path:
    return Path(folders.data(environ), _LAST)


def is_own(path: str) -> bool:
    """Return whether the user may change a lesson file: it is neither stdin nor the bundled one."""
    return path != "-" and not os.path.samefile(path, folders.bundled())
