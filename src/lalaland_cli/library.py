"""The door of the package: `open_library`, and the `Library` that answers questions."""

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
    """The lessons in `paths`, each a file, a folder or `-`; default: the usual ones.

    The usual ones are the files of `LALALAND_FILE`, else the bundled collection and the personal
    folder. `cached=False` reads every file anew and keeps nothing. `progress` is called with the
    share of the work done, from 0 to 1, while files are read. `environ` stands for the
    environment.

    Raises `UnusableFile` for a fault in a file that was named, or in one of `LALALAND_FILE`; a
    fault in the personal folder is in `Library.skipped`.
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

    Iterating gives every `Theme`; `len()` counts them. A library is a context manager, and can
    be closed when it is not needed any more. `tag` and `collection` narrow a question;
    both are compared as names are, and both raise where nothing answers to them:
    `UnknownCollection`, `UnknownTag`.
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
        """Let go of the index; no question can be asked any more."""
        self._index.close()

    def give_up_when(self, is_given_up: Callable[[], bool]) -> None:
        """Let what is asked from now on end with `GivenUp`, as soon as that function says so."""
        self._index.is_given_up = is_given_up

    def __len__(self) -> int:
        return self._index.count()

    def __iter__(self) -> Iterator[Theme]:
        return iter(self._index.themes())

    @property
    def skipped(self) -> list[UnusableFile]:
        """What is wrong with each file that was skipped, in order."""
        return [fault for _, fault in self._faults()]

    def _faults(self) -> list[tuple[str, UnusableFile]]:
        faulty = [row for row in self._index.files() if row.problems]
        paths = {file.location: file.path for file in sources.files_of(self._places)}
        return [(row.location, _fault(row, paths[row.location])) for row in faulty]

    def sources(self) -> Sources:
        """Every place that lessons may come from, whether it is read or not, and why."""
        sizes = {row.location: row.size for row in self._index.files()}
        faults = dict(self._faults())
        rows = (row for place in self._places for row in _rows(place, sizes, faults))
        flawed = FlawedIndex(self._kept.path, self._kept.flaw) if self._kept.flaw else None
        return Sources(tuple(rows), flawed)

    def path_of(self, found: Theme | Preface) -> str:
        """The path of a theme's or a collection's file as it can be opened; `-` for stdin."""
        files = sources.files_of(self._places)
        return next(file.path for file in files if file.location == found.file)

    def forget(self) -> None:
        """Remove the kept index: the next library is made from the files, and this from now on."""
        self._index.rebuild()

    def prefaces(self, collection: str | None = None) -> Prefaces:
        """What each collection says of itself, in order; or only the one that is called so."""
        return Prefaces(tuple(self._books(names.chosen_collection(self._index, collection))))

    def _books(self, collection: str | None) -> list[Preface]:
        return [book for book in self._index.prefaces() if collection in (None, book.id)]

    def entries(self, tag: str | None = None, collection: str | None = None) -> list[Entry]:
        """Every theme without its texts, in order; none in an empty library."""
        wanted = names.chosen_collection(self._index, collection)
        found = self._index.entries(_key(tag), wanted)
        if tag is not None and not found:
            raise names.unknown_tag(self._index, tag)
        return found

    def keys(self, tag: str | None = None, collection: str | None = None) -> dict[str, int]:
        """The number of each theme by its `collection/id`, in order; at least one, else it raises.

        This is how a theme is known from one run to the next, and from one machine to another.
        """
        wanted = names.chosen_collection(self._index, collection)
        if found := self._index.keys(_key(tag), wanted):
            return found
        raise EmptyLibrary(wanted) if tag is None else names.unknown_tag(self._index, tag)

    def listing(self, tag: str | None = None, collection: str | None = None) -> Listing:
        """The entries, with the titles of all collections."""
        entries = self.entries(tag, collection)
        titles = {book.id: book.title for book in self._books(None)}
        return Listing(entries, titles, names.chosen_collection(self._index, collection))

    def find(self, name: str, collection: str | None = None) -> Theme:
        """The theme that `name` means, as `resolve` finds it."""
        return self.resolve(name, collection).theme

    def resolve(self, name: str, collection: str | None = None) -> Resolution:
        """The theme that `name` means, and whether the name was complete.

        A name is a number of the list, an id, an alias, a title, or an unambiguous prefix of one
        of the last three, tried in this order; `collection/name` looks in one collection only.
        Case, accents, quotes, spaces, hyphens and underscores do not matter. Raises
        `AmbiguousName`, and `UnknownName` with close names.
        """
        return names.resolve(self._index, name, collection)

    def subject(self, name: str) -> Theme | Preface:
        """The theme that `name` means, or the collection with exactly that id or title."""
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
        """(name, title) of the ids and aliases that one may go on typing after `beginning`.

        `among` narrows them to the collections with these ids.
        """
        return names.completions(self._index, beginning, most, among)

    def tags(self, collection: str | None = None) -> Tags:
        """Every tag and the number of its themes, the most frequent first."""
        return Tags(self._index.tags(names.chosen_collection(self._index, collection)))

    def answer(self, typed: Sequence[str], **options: Any) -> Resolution | Listing | Search:
        """What the words name together, a theme or a collection, else what they find.

        Words that no lesson has may be a misspelt name. A number that no theme has raises
        `UnknownName`. `options` are those of `search`.
        """
        name = " ".join(typed)
        if found := names.exact(self._index, name):
            return found
        if collection := names.collection(self._index, name):
            return self.listing(collection=collection)
        misspelt = not self.knows(name)
        return names.close(self._index, name, misspelt=misspelt) or self.search(typed, **options)

    def knows(self, text: str) -> bool:
        """Whether a word of the text, or one of its stem, stands in a lesson."""
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
        """The themes that answer `query`, best first.

        Each item of `query` is a word, or a phrase if it holds several; a plain string is words.
        A word matches others of the same English stem, and words that begin with it. First come
        the themes that hold all words. If there are none, those that hold `best` what counts:
        English function words do not, rare words do most, and a word that is nowhere is taken for
        the one that it must be a misspelling of. `match` can be `all` or `any` instead.

        `fields` narrows the search to some of `FIELDS`, else `UnknownField`. `excerpts` are of
        these fields, if any are given, and else of all that are searched. Nothing found is an
        answer without hits, and no query is an error; of more than a hundred words, the first
        hundred count.
        """
        from lalaland_cli.asking import search  # what shows one theme does without it

        wanted = names.chosen_collection(self._index, collection)
        asked = Query((), match, fields, wanted)
        return search.search(self._index, query, asked, limit, excerpts)

    def publication(
        self, named: Sequence[str] = (), tag: str | None = None, collection: str | None = None
    ) -> Publication:
        """The themes that are `named`, or all of them, each once and in order, to be passed on.

        Several words that together are one name are that name. Raises `EmptyLibrary` for none.
        """
        from lalaland_cli.asking import publishing

        entries = self.entries(tag, collection)
        return publishing.publication(self._index, entries, named, collection)

    def at_random(
        self, seed: int | None = None, tag: str | None = None, collection: str | None = None
    ) -> Theme:
        """A theme by chance; the same `seed` always gives the same one."""
        chosen = int.from_bytes(os.urandom(8), "big") if seed is None else seed
        return self._chosen(lambda size: chance.pick(chosen, size), tag, collection)

    def of_day(self, day: date, tag: str | None = None, collection: str | None = None) -> Theme:
        """The theme of that day.

        Every theme has its day once in as many days as there are themes, in an order that
        changes from one round to the next, and none comes back before half as many days.
        """
        return self._chosen(lambda size: chance.of_day(day.toordinal(), size), tag, collection)

    def _chosen(
        self, choose: Callable[[int], int], tag: str | None, collection: str | None
    ) -> Theme:
        wanted = names.chosen_collection(self._index, collection)
        size = self._index.count(_key(tag), wanted)
        if not size:
            raise EmptyLibrary(wanted) if tag is None else names.unknown_tag(self._index, tag)
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
