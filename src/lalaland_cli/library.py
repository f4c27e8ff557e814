"""The package's entry point: `open_library`, and the `Library` that it returns."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from lalaland_cli.answers import (
    FlawedIndex,
    Listing,
    Prefaces,
    Publication,
    Resolution,
    Search,
    Source,
    Sources,
    Tags,
)
from lalaland_cli.asking import chance, names
from lalaland_cli.errors import EmptyLibrary, UnusableFile
from lalaland_cli.keeping import cache
from lalaland_cli.keeping.index import FileRow, Query
from lalaland_cli.model import Entry, Preface, Theme
from lalaland_cli.reading import sources
from lalaland_cli.system import folders
from lalaland_cli.text import words
from lalaland_cli.version import __version__

_MOST_COMPLETIONS = 500


def open_library(
    *paths: str | bytes | os.PathLike[str] | os.PathLike[bytes],
    cached: bool = True,
    progress: Callable[[float], None] = lambda _share: None,
    environ: Mapping[str, str] = os.environ,
) -> "Library":
    """Open the lessons in `paths`, each a file, a folder or `-`; default: the usual ones.

    The usual ones are the files in `LALALAND_FILE` or, if that is not set, the bundled collection
    and the personal folder. `cached=False` reads every file anew and keeps no index. `progress` is
    called with the share of the work done, from 0 to 1, while files are read. `environ` replaces
    the process's environment variables.

    Raises `UnusableFile` for a fault in a file that is in `paths` or `LALALAND_FILE`; faults in
    the personal folder are listed in `Library.skipped`.
    """
    named = [os.fsdecode(path) for path in paths]
    places = sources.look(named, environ)
    files = sources.files_of(places)
    roots = sources.roots(named, environ)
    where = folders.cache(environ) if cached else os.devnull
    return Library(
        cache.open_index(files, roots, __version__, sources.load, where, progress), places
    )


class Library:
    """All loaded themes, in the order and with the numbers of `lalaland list`.

    Iterating yields each `Theme`; `len()` counts them. A library is a context manager, and can be
    closed when no longer needed. The arguments `tag` and `collection` narrow a query; both are
    compared as names are, and raise `UnknownTag` or `UnknownCollection` if nothing matches.
    """

    def __init__(self, kept: cache.Kept, places: Sequence[sources.Place]) -> None:
        self._kept = kept
        self._index = kept.themes
        self._places = places

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the index; the library cannot be queried any more."""
        self._index.close()

    def give_up_when(self, is_given_up: Callable[[], bool]) -> None:
        """Make further queries raise `GivenUp` once `is_given_up` returns true."""
        self._index.is_given_up = is_given_up

    def __len__(self) -> int:
        return self._index.count()

    def __iter__(self) -> Iterator[Theme]:
        return iter(self._index.themes())

    @property
    def skipped(self) -> list[UnusableFile]:
        """The fault of each skipped file, in order."""
        return [fault for _, fault in self._faults()]

    def _faults(self) -> list[tuple[str, UnusableFile]]:
        faulty = [row for row in self._index.files() if row.problems]
        paths = {file.location: file.path for file in sources.files_of(self._places)}
        return [(row.location, _fault(row, paths[row.location])) for row in faulty]

    def sources(self) -> Sources:
        """Return every place that lessons may come from, whether it is read, and why."""
        sizes = {row.location: row.size for row in self._index.files()}
        faults = dict(self._faults())
        rows = (row for place in self._places for row in _rows(place, sizes, faults))
        flawed = FlawedIndex(self._kept.path, self._kept.flaw) if self._kept.flaw else None
        return Sources(tuple(rows), flawed)

    def path_of(self, found: Theme | Preface) -> str:
        """Return the path to open for the file of a theme or collection; `-` for stdin."""
        files = sources.files_of(self._places)
        return next(file.path for file in files if file.location == found.file)

    def forget(self) -> None:
        """Delete the kept index, and rebuild this library, and later the next, from the files."""
        self._index.rebuild()

    def prefaces(self, collection: str | None = None) -> Prefaces:
        """Return the preface of every collection, in order, or of one `collection`."""
        return Prefaces(tuple(self._books(names.chosen_collection(self._index, collection))))

    def _books(self, collection: str | None) -> list[Preface]:
        return [book for book in self._index.prefaces() if collection in (None, book.id)]

    def entries(self, tag: str | None = None, collection: str | None = None) -> list[Entry]:
        """Return every theme without its texts, in order; an empty library has none."""
        wanted = names.chosen_collection(self._index, collection)
        found = self._index.entries(_key(tag), wanted)
        if tag is not None and not found:
            raise names.unknown_tag(self._index, tag, wanted)
        return found

    def keys(self, tag: str | None = None, collection: str | None = None) -> dict[str, int]:
        """Return the number of each theme by its qualified name (`collection/id`), in order.

        Qualified names identify themes across runs and machines. Raises `EmptyLibrary` or
        `UnknownTag` if there are none.
        """
        wanted = names.chosen_collection(self._index, collection)
        if found := self._index.keys(_key(tag), wanted):
            return found
        if tag is None:
            raise EmptyLibrary(wanted)
        raise names.unknown_tag(self._index, tag, wanted)

    def listing(self, tag: str | None = None, collection: str | None = None) -> Listing:
        """Return the entries, with the titles of all collections."""
        entries = self.entries(tag, collection)
        titles = {book.id: book.title for book in self._books(None)}
        return Listing(entries, titles, names.chosen_collection(self._index, collection))

    def find(self, name: str, collection: str | None = None) -> Theme:
        """Return the theme that `name` refers to, as `resolve` finds it."""
        return self.resolve(name, collection).theme

    def resolve(self, name: str, collection: str | None = None) -> Resolution:
        """Return the theme that `name` refers to, and how the name matched.

        A name is a number from the list, an id, an alias, a title, an unambiguous prefix of one of
        the last three, or a misspelling that fits only one theme, tried in this order;
        `collection/name` looks in one collection only. Case, accents, quotes, spaces, hyphens and
        underscores are ignored. Raises `AmbiguousName`, and `UnknownName` with similar names.
        """
        return names.resolve(self._index, name, collection)

    def subject(self, name: str) -> Theme | Preface:
        """Return the theme that `name` refers to, or the collection with that exact id or title."""
        if exact := names.exact(self._index, name):
            return exact.theme
        if collection := names.collection(self._index, name):
            return self._books(collection)[0]
        return self.find(name)

    def completions(
        self,
        beginning: str,
        most: int = _MOST_COMPLETIONS,
        among: Collection[str] | None = None,
    ) -> list[tuple[str, str]]:
        """Return (name, title) pairs for the themes with a name that begins with `beginning`.

        Each theme's id and aliases are included. At most `most` themes are looked up, and `among`
        restricts them to the collections with these ids.
        """
        return names.completions(self._index, beginning, most, among)

    def tags(self, collection: str | None = None) -> Tags:
        """Return every tag with its number of themes, most frequent first."""
        return Tags(self._index.tags(names.chosen_collection(self._index, collection)))

    def answer(self, typed: Sequence[str], **options: Any) -> Resolution | Listing | Search:
        """Return the theme or collection that the words name together, or else search for them.

        An unambiguous prefix counts as a name and, if no lesson has any of the words, so does a
        misspelling. Raises `UnknownName` for a number out of range that no lesson contains, and
        for an unknown name after `collection/`. `options` are those of `search`.
        """
        name = " ".join(typed)
        if found := names.exact(self._index, name):
            return found
        if collection := names.collection(self._index, name):
            return self.listing(collection=collection)
        misspelt = not self.knows(name)
        return names.close(self._index, name, misspelt=misspelt) or self.search(typed, **options)

    def knows(self, text: str) -> bool:
        """Return whether a lesson contains a word of `text`, or one with the same stem."""
        return any(map(self._index.knows, words.split(text)))

    def search(
        self,
        query: str | Sequence[str],
        *,
        match: Literal["best", "all", "any"] = "best",
        fields: Sequence[str] = (),
        collection: str | None = None,
        limit: int | None = None,
        excerpts: Sequence[str] = (),
    ) -> Search:
        """Return the themes that match `query`, best first.

        Each item of `query` is a word, or a phrase if it holds several; a plain string is split
        into words. A word matches others with the same English stem, and words that begin with
        it. By default (`best`), English function words are ignored, and a word that occurs nowhere
        is taken for the one that it must be a misspelling of. The hits are the themes that hold
        all the words or, if there are none, those that hold enough of them, where rare words count
        most. `match` can also be `all` or `any`.

        `fields` restricts the search to some of `FIELDS`; others raise `UnknownField`. `excerpts`
        names the fields to take excerpts from; default: all that are searched. If nothing is
        found, the answer has no hits. A query is never an error; only its first hundred words
        count.
        """
        from lalaland_cli.asking import search  # showing a theme does not need it

        wanted = names.chosen_collection(self._index, collection)
        asked = Query((), match, fields, wanted)
        return search.search(self._index, query, asked, limit, excerpts)

    def publication(
        self, named: Sequence[str] = (), tag: str | None = None, collection: str | None = None
    ) -> Publication:
        """Return the themes that are `named`, or all themes, each once and in order, to publish.

        Words that together form one name are taken as that name. Raises `EmptyLibrary` if there
        are no themes.
        """
        from lalaland_cli.asking import publishing

        entries = self.entries(tag, collection)
        return publishing.publication(self._index, entries, named, collection)

    def at_random(
        self, seed: int | None = None, tag: str | None = None, collection: str | None = None
    ) -> Theme:
        """Return a random theme; the same `seed` always gives the same one."""
        chosen = int.from_bytes(os.urandom(8), "big") if seed is None else seed
        return self._chosen(lambda size: chance.pick(chosen, size), tag, collection)

    def of_day(self, day: date, tag: str | None = None, collection: str | None = None) -> Theme:
        """Return the theme of that day.

        A round is as many days as there are themes. Each round shows every theme once, in a new
        order, and no theme returns before half a round has passed.
        """
        return self._chosen(lambda size: chance.of_day(day.toordinal(), size), tag, collection)

    def _chosen(
        self, choose: Callable[[int], int], tag: str | None, collection: str | None
    ) -> Theme:
        wanted = names.chosen_collection(self._index, collection)
        size = self._index.count(_key(tag), wanted)
        if not size:
            if tag is None:
                raise EmptyLibrary(wanted)
            raise names.unknown_tag(self._index, tag, wanted)
        return self._index.nth(choose(size), _key(tag), wanted)


def _key(tag: str | None) -> str | None:
    return None if tag is None else words.key(tag)


def _fault(row: FileRow, path: str) -> UnusableFile:
    return UnusableFile([problem._replace(path=path) for problem in row.problems])


def _rows(
    place: sources.Place, sizes: Mapping[str, int], faults: Mapping[str, UnusableFile]
) -> Iterator[Source]:
    for file in place.files:
        fault = faults.get(file.location)
        size = sizes.get(file.location, 0)
        yield Source(file.path, fault is None, place.reason, size, fault, is_file=True)
    if not place.files:
        yield Source(place.path, place.in_force, place.reason)
