"""Selection of the themes to publish."""

from collections.abc import Sequence

from lalaland_cli.answers import Chapter, Publication
from lalaland_cli.asking import names
from lalaland_cli.errors import EmptyLibrary
from lalaland_cli.keeping.index import Index
from lalaland_cli.model import Entry, Theme


def publication(
    index: Index, entries: Sequence[Entry], named: Sequence[str], collection: str | None
) -> Publication:
    """Return the themes in `entries`, or those that are `named`; see `Library.publication`."""
    wanted = {entry.number for entry in entries}
    found = _named(index, named, collection) if named else index.themes()
    once = {theme.number: theme for theme in found if theme.number in wanted}
    themes = [once[number] for number in sorted(once)]
    chapters = (
        Chapter(book, tuple(theme for theme in themes if theme.collection == book.id))
        for book in index.prefaces()
    )
    filled = tuple(chapter for chapter in chapters if chapter.themes)
    if not filled:
        raise EmptyLibrary(None if named else names.chosen_collection(index, collection))
    return Publication(filled)


def _named(index: Index, named: Sequence[str], collection: str | None) -> list[Theme]:
    """Return the theme or collection that the words name together, or else one by one."""
    together = " ".join(named)
    if len(named) > 1:
        if one := names.exact(index, together) or names.close(index, together):
            return [one.theme]
        if collection is None and names.collection(index, together):
            named = [together]
    return [theme for name in named for theme in _called(index, name, collection)]


def _called(index: Index, name: str, collection: str | None) -> list[Theme]:
    """Return the theme of that name, or the themes of the collection of that name."""
    book = None if collection or names.exact(index, name) else names.collection(index, name)
    if book is None:
        return [names.resolve(index, name, collection).theme]
    themes = [theme for theme in index.themes() if theme.collection == book]
    if not themes:
        raise EmptyLibrary(book)
    return themes
