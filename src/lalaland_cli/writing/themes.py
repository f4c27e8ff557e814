"""Adds a theme to a lesson file, or takes one out; only the bytes of that theme change.

What is to be written is read back and compared before it takes the file's place, and nobody else
of ours writes meanwhile.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple

from lalaland_cli.answers import Removed
from lalaland_cli.errors import NotEditable, UnchangeableFile, UnknownName, UnusableFile, reason_of
from lalaland_cli.model import Collection, Preface, Theme
from lalaland_cli.reading import parse, places
from lalaland_cli.system import files
from lalaland_cli.text import words
from lalaland_cli.writing import draft as drafting
from lalaland_cli.writing import splice
from lalaland_cli.writing.draft import Draft


def add_theme(path: str, draft: Draft) -> Theme:
    """Write a theme after all others of the file, and return it as it reads.

    Raises `UnusableFile` for a file that is not in order, `NotEditable`, `BadText` and
    `UnchangeableFile`.
    """
    with _for_change(path) as file:
        themes = file.collection.themes
        taken = {words.key(n) for t in themes for n in (t.id, t.title, *t.aliases)}
        draft = drafting.titled(draft, taken)
        name = parse.new_id(drafting.short_name(draft.title), taken, {})
        lines = drafting.lines(draft, name, file.layout.column)

        def holds(after: Sequence[Theme]) -> bool:
            return _alike(after[:-1]) == _alike(themes) and _says(after[-1], name, draft)

        changed = splice.with_theme(file.source, file.layout, lines)
        return file.change(changed, holds).themes[-1]


def remove_theme(path: str, name: str) -> Removed:
    """Take the theme with the id `name` out of the file.

    Raises `UnusableFile` for a file that is not in order, `UnknownName`, `NotEditable` and
    `UnchangeableFile`.
    """
    with _for_change(path) as file:
        themes = file.collection.themes
        which = next((n for n, theme in enumerate(themes) if theme.id == name), None)
        if which is None:  # somebody else was quicker
            raise UnknownName(name)
        left = _alike([*themes[:which], *themes[which + 1 :]])
        changed = splice.without_theme(file.source, file.layout, which)
        file.change(changed, lambda after: _alike(after) == left)
        first, last = file.layout.themes[which]
        return Removed(themes[which], path, "".join(file.source.lines[first : last + 1]))


class _File(NamedTuple):
    """A lesson file as it was read, to be changed."""

    path: str
    collection: Collection
    source: places.Source
    layout: places.Layout

    def change(
        self, candidates: Sequence[bytes], holds: Callable[[Sequence[Theme]], bool]
    ) -> Collection:
        """Write the first candidate that reads as it should, and return what it reads as."""
        for data in candidates:
            with suppress(UnusableFile):
                after = parse.parse(data, self.path)
                same = _without_size(after) == _without_size(self.collection)
                if same and holds(after.themes):
                    files.replace(self.path, data)
                    return after
        raise NotEditable(self.path, "another part of it would change")


@contextmanager
def _for_change(path: str) -> Iterator[_File]:
    """The file at a path, which no other process of ours changes in the meantime."""
    try:
        with files.locked(path):
            yield _opened(path)
    except OSError as error:
        raise UnchangeableFile(path, reason_of(error)) from None


def _opened(path: str) -> _File:
    # A file that may not be written is not replaced either.
    with open(path, "r+b") as file:
        data = file.read()
    collection = parse.parse(data, path)
    source = places.source(data)
    layout = places.layout(source.lines)
    if layout.why_not:
        raise NotEditable(path, layout.why_not)
    return _File(path, collection, source, layout)


def _alike(themes: Sequence[Theme]) -> list[Theme]:
    """The themes without what says where they stand."""
    return [theme._replace(number=0, line=0) for theme in themes]


def _without_size(collection: Collection) -> Preface:
    return collection.preface._replace(size=0)


def _says(theme: Theme, name: str, draft: Draft) -> bool:
    """Whether a theme reads as the draft that it was written from."""
    read = Draft(theme.lesson, theme.title, theme.examples, theme.tags, theme.when)
    return theme.id == name and read == draft
