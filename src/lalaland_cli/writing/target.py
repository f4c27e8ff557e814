"""Which collection a lesson is written to, and whether it is the person's to change."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from lalaland_cli.errors import NotOwn, UnclearTarget
from lalaland_cli.library import Library
from lalaland_cli.model import Preface, Theme
from lalaland_cli.system import files, folders

_LAST = "last-collection"  # a file with the id of the collection that was last added to


def own(lessons: Library) -> list[Preface]:
    """The loaded collections that are files, and do not come with lalaland."""
    return [book for book in lessons.prefaces().books if _is_own(lessons.path_of(book))]


def path_of(lessons: Library, found: Theme | Preface, typed: str) -> str:
    """The file of a theme or collection. Raises `NotOwn` if it is not the person's to change."""
    path = lessons.path_of(found)
    if not _is_own(path):
        raise NotOwn(typed, found.collection if isinstance(found, Theme) else found.id)
    return path


def chosen(lessons: Library, collection: str | None, environ: Mapping[str, str]) -> Preface:
    """The collection with that id; default: the only one, or the one last added to.

    Raises `UnknownCollection`, `NotOwn` and `UnclearTarget`.
    """
    if collection is not None:
        (book,) = lessons.prefaces(collection).books
        path_of(lessons, book, collection)
        return book
    possible = own(lessons)
    last = [book for book in possible if book.id == _last(environ)]
    if len(possible) == 1 or last:
        return (last or possible)[0]
    raise UnclearTarget([book.id for book in possible])


def remember(book: str, environ: Mapping[str, str]) -> None:
    """Keep which collection was added to; where that cannot be kept, it is not."""
    with suppress(OSError):
        files.replace(_place(environ), f"{book}\n".encode())


def _last(environ: Mapping[str, str]) -> str:
    with suppress(OSError, ValueError):
        return _place(environ).read_text(encoding="utf-8").strip()
    return ""


def _place(environ: Mapping[str, str]) -> Path:
    return Path(folders.data(environ), _LAST)


def _is_own(path: str) -> bool:
    return path != "-" and not os.path.samefile(path, folders.bundled())
