"""Adding a theme to a lesson file and removing one, changing only the bytes of that theme.

The new content is parsed and compared before it replaces the file, and no other lalaland process
writes meanwhile.
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
    """Write a theme after all others of the file, and return it as parsed.

    Raises `UnusableFile` if the file is not valid, `NotEditable`, `BadText` and `UnchangeableFile`.
    """
    with _for_change(path) as file:
        themes = file.collection.themes
        taken = {words.key(n) for t in themes for n in (t.id, t.title, *t.aliases)}
        draft = drafting.titled(draft, taken)
        name = parse.new_id(drafting.short_name(draft.title), taken, {})
        lines = drafting.lines(draft, name, file.layout.column)

        def holds(after: Sequence[Theme]) -> bool:
            return _alike(after[:-1]) == _alike(themes) and _says(after[-1], name, draft)

        data, after = file.changed(splice.with_theme(file.source, file.layout, lines), holds)
        files.replace(path, data)
        return after.themes[-1]


def remove_theme(
    path: str, name: str, keep: Callable[[Removed], object] = lambda _removed: None
) -> Removed:
    """Remove the theme with the id `name` from the file.

    `keep` gets what is removed before the file changes; if it raises, the file stays as it is.
    Raises `UnusableFile` if the file is not valid, `UnknownName`, `NotEditable` and
    `UnchangeableFile`.
    """
    with _for_change(path) as file:
        themes = file.collection.themes
        which = next((n for n, theme in enumerate(themes) if theme.id == name), None)
        if which is None:  # another process removed it first
            raise UnknownName(name)
        left = _alike([*themes[:which], *themes[which + 1 :]])
        candidates = splice.without_theme(file.source, file.layout, which)
        data, _ = file.changed(candidates, lambda after: _alike(after) == left)
        first, last = file.layout.themes[which]
        text = "".join(file.source.lines[first : last + 1])
        removed = Removed(themes[which], path, text, is_last=len(themes) == 1)
        keep(removed)
        files.replace(path, data)
        return removed


class _File(NamedTuple):
    """A lesson file as it was read, before a change."""

    path: str
    collection: Collection
    source: places.Source
    layout: places.Layout

    def changed(
        self, candidates: Sequence[bytes], holds: Callable[[Sequence[Theme]], bool]
    ) -> tuple[bytes, Collection]:
        """Return the first candidate whose themes satisfy `holds`, and its collection.

        Nothing else of the collection may change. Raises `NotEditable` if no candidate qualifies.
        """
        for data in candidates:
            with suppress(UnusableFile):
                after = parse.parse(data, self.path)
                same = _without_size(after) == _without_size(self.collection)
                if same and holds(after.themes):
                    return data, after
        raise NotEditable(self.path, "another part of it would change")


@contextmanager
def _for_change(path: str) -> Iterator[_File]:
    """Open the file at `path`, which no other lalaland process changes in the meantime."""
    try:
        with files.locked(path):
            yield _opened(path)
    except OSError as error:
        raise UnchangeableFile(path, reason_of(error)) from None


def _opened(path: str) -> _File:
    # Open for writing, so that a read-only file is not replaced.
    with open(path, "r+b") as file:
        data = file.read()
    collection = parse.parse(data, path)
    source = places.source(data)
    layout = places.layout(source.lines)
    if layout.why_not:
        raise NotEditable(path, layout.why_not)
    return _File(path, collection, source, layout)


def _alike(themes: Sequence[Theme]) -> list[Theme]:
    """Return the themes without their numbers and lines, for comparison."""
    return [theme._replace(number=0, line=0) for theme in themes]


def _without_size(collection: Collection) -> Preface:
    return collection.preface._replace(size=0)


def _says(theme: Theme, name: str, draft: Draft) -> bool:
    """Return whether a theme, as parsed, equals the draft that it was written from."""
    read = Draft(theme.lesson, theme.title, theme.examples, theme.tags, theme.when)
    return theme.id == name and read == draft
