"""The door of the package: `open_library`, and the `Library` that answers questions."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from lalaland_cli import cache, chance, excerpt, index, sources, words
from lalaland_cli.errors import (
    AmbiguousName,
    EmptyLibrary,
    NoHits,
    UnknownCollection,
    UnknownField,
    UnknownName,
    UnknownTag,
    UnusableFile,
)
from lalaland_cli.model import (
    Collection,
    Entry,
    Hit,
    LessonFile,
    Preface,
    Resolution,
    Theme,
    qualified,
)
from lalaland_cli.version import __version__

_CANDIDATES = 10
_MOST_TERMS = 100  # SQLite reads no longer expressions than ten times that
_MOST_HITS = 1 << 62
_MOST_DIGITS = 18
_SUGGESTIONS = 3


def open_library(
    *paths: str | bytes | os.PathLike[str] | os.PathLike[bytes],
    cached: bool = True,
    progress: Callable[[float], None] = lambda _share: None,
    environ: Mapping[str, str] = os.environ,
) -> "Library":
    """The lessons in `paths`, each a file, a folder or `-`; without any, those in force.

    In force are the files of `LALALAND_FILE`, else the bundled collection and the personal
    folder. `cached=False` reads every file anew and keeps nothing. `progress` is called with the
    share of the work done, from 0 to 1, while files are read. `environ` stands for the
    environment.

    Raises `UnusableFile` for a fault in a file that was named, or in one of `LALALAND_FILE`; a
    fault in the personal folder is in `Library.skipped`.
    """
    named = [os.fsdecode(path) for path in paths]
    files = sources.in_force(named, environ)
    roots = sources.roots(named, environ)
    where = cache.folder(environ) if cached else os.devnull
    themes = cache.open_index(files, roots, __version__, load, where, progress)
    return Library(themes, {file.location: file.path for file in files})


def load(file: LessonFile) -> Collection:
    """Read one lesson file. Raises `UnusableFile` with every problem that it has."""
    from lalaland_cli import parse  # a file that is indexed already needs no YAML

    name = os.path.splitext(os.path.basename(file.path))[0] if file.path != "-" else "stdin"
    return parse.parse(sources.read(file), file.path, words.slug(name))


class Library:
    """All themes in force, in the order and with the numbers of `lalaland list`.

    Iterating gives every `Theme`; `len()` counts them. A library is a context manager, and can
    be closed when it is not needed any more. `tag` and `collection` narrow a question;
    both are compared as names are, and both raise where nothing answers to them:
    `UnknownCollection`, `UnknownTag`.
    """

    def __init__(self, themes: index.Index, paths: Mapping[str, str]) -> None:
        self._index = themes
        self._paths = paths  # location to what the person typed

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index; no question can be asked any more."""
        self._index.close()

    def __len__(self) -> int:
        return self._index.count()

    def __iter__(self) -> Iterator[Theme]:
        for place in range(len(self)):
            yield self._index.theme(self._index.nth(place))

    @property
    def skipped(self) -> list[UnusableFile]:
        """What is wrong with each file that was passed over, in order."""
        return list(self.faults().values())

    def sizes(self) -> dict[str, int]:
        """The number of themes of each file in use, by its absolute path."""
        return dict(self._index.sizes())

    def faults(self) -> dict[str, UnusableFile]:
        """What is wrong with each file that was passed over, by its absolute path."""
        return {
            location: UnusableFile([p._replace(path=self._paths[location]) for p in problems])
            for location, problems in self._index.problems()
        }

    def prefaces(self, collection: str | None = None) -> list[Preface]:
        """What each collection says of itself, in order; or only the one with that id."""
        wanted = self._collection(collection)
        return [book for book in self._index.prefaces() if wanted in (None, book.id)]

    def entries(self, tag: str | None = None, collection: str | None = None) -> list[Entry]:
        """The list: every theme without its texts, none in an empty library."""
        wanted = self._collection(collection)
        found = self._index.entries(tag, wanted)
        if tag is not None and not found:
            raise UnknownTag(tag, self._near_tags(tag))
        return found

    def short_name(self, theme: Entry | Theme) -> str:
        """The shortest name that leads to the theme: its id, qualified where that is shared."""
        return qualified(theme) if self._index.is_shared(theme.id) else theme.id

    def short_names(self, themes: Sequence[Entry]) -> list[str]:
        """The short names of a whole list, for which the shared ids are looked up once."""
        shared = self._index.shared()
        return [qualified(t) if (t.collection, t.id) in shared else t.id for t in themes]

    def find(self, name: str, collection: str | None = None) -> Theme:
        """The theme that `name` means, as `resolve` finds it."""
        return self.resolve(name, collection).theme

    def resolve(self, name: str, collection: str | None = None) -> Resolution:
        """The theme that `name` means, and whether the name was whole.

        A name is a number of the list, an id, an alias, a title, or a unique beginning of one of
        the last three, tried in this order; `collection/name` looks in one collection only. Case,
        accents, quotes, spaces, hyphens and underscores do not matter. Raises `AmbiguousName`,
        and `UnknownName` with close names.
        """
        wanted = self._collection(collection)
        book, slash, rest = name.partition("/")
        if slash and rest.strip() and wanted is None and (owner := self._index.collection(book)):
            wanted, name = owner, rest
        themes, exact = self._named(name.strip(), wanted)
        if not themes:
            raise self._unknown(name.strip(), wanted)
        if len(themes) > 1:
            raise self._ambiguous(name, themes)
        theme = self._index.theme(themes[0])
        return Resolution(theme, _meant(theme, name), exact)

    def _named(self, name: str, collection: str | None) -> tuple[list[int], bool]:
        """The keys of the themes that the name may mean, and whether it is whole."""
        if collection is None and (numbered := self._index.numbered(_number(name))):
            return [numbered], True
        if not words.key(name):
            return [], False
        named = self._index.named(name, collection)
        if named:
            return list(dict.fromkeys(key for kind, key in named if kind == named[0][0])), True
        return self._index.beginning(name, collection), False

    def _unknown(self, name: str, collection: str | None) -> UnknownName:
        if _number(name) is not None and collection is None:
            numbers = f"the numbers go from 1 to {len(self)}; see `lalaland list`"
            return UnknownName(name, (), numbers)
        if collection is None and (book := self._index.collection(name)):
            whole = f"it is a collection, which `lalaland list -c {book}` lists"
            return UnknownName(name, (), whole)
        query = " ".join(words.split(name)[:5]) or "WORDS"
        close = self._close_names(name, collection)
        return UnknownName(name, close, f"try `lalaland search {query}`")

    def _ambiguous(self, name: str, themes: list[int]) -> AmbiguousName:
        shown = [self._index.theme(key) for key in themes[:_CANDIDATES]]
        pairs = [(self.short_name(theme), theme.title) for theme in shown]
        return AmbiguousName(name, pairs, len(themes) - len(shown))

    def _close_names(self, name: str, collection: str | None) -> list[str]:
        wanted = words.key(name)
        nearby = self._index.keys(len(wanted) // 2, len(wanted) * 2, collection)
        return [
            self._named_so(self._index.theme(theme), key)
            for key in _closest(wanted, nearby)
            for _, theme in self._index.named(key, collection)[:1]
        ]

    def _named_so(self, theme: Theme, key: str) -> str:
        """The name of `theme`, as one would type it, that `key` was made from."""
        names = (self.short_name(theme), *theme.aliases, theme.title)
        return next((n for n in names[1:] if words.key(n) == key), names[0])

    def completions(self, beginning: str, most: int = 500) -> list[tuple[str, str]]:
        """(name, title) of the ids and aliases that one may go on typing after `beginning`."""
        book, slash, rest = beginning.partition("/")
        if slash and (wanted := self._index.collection(book)):
            return self._qualified(wanted, rest, most)
        shared = self._index.shared()
        found: list[tuple[str, str]] = []
        for collection, name, aliases, title in self._index.labels(
            self._index.beginning(beginning, most=most)
        ):
            short = f"{collection}/{name}" if (collection, name) in shared else name
            found += [(short, title), *((alias, title) for alias in aliases)]
        books = [book.id for book in self._index.prefaces()]
        named = [book for book in books if beginning and book.startswith(beginning)]
        for book in named if len(books) > 1 else ():
            found += self._qualified(book, "", most)
        return found

    def _qualified(self, collection: str, beginning: str, most: int) -> list[tuple[str, str]]:
        keys = self._index.beginning(beginning, collection, most=most)
        return [(f"{collection}/{name}", title) for _, name, _, title in self._index.labels(keys)]

    def tags(self) -> list[str]:
        """All tags as they are compared, the most frequent first."""
        return self._index.tags()

    def search(
        self,
        query: str | Sequence[str],
        *,
        every: bool = True,
        fields: Sequence[str] = (),
        collection: str | None = None,
        limit: int | None = None,
    ) -> list[Hit]:
        """The themes that hold every word of `query` (any word, if `every` is false), best first.

        Each item of `query` is a word, or a phrase if it holds several; a plain string is words.
        A word matches others of the same English stem, and words that begin with it. `fields`
        narrows the search to some of `FIELDS`, else `UnknownField`. Nothing found is an empty
        list, and no query is an error; of more than a hundred words, the first hundred count.
        """
        terms = self._terms(query)
        if unknown := [field for field in fields if field not in index.FIELDS]:
            raise UnknownField(unknown[0], index.FIELDS)
        if not terms:
            return []
        found = self._index.search(
            terms,
            every=every,
            fields=fields,
            collection=self._collection(collection),
            most=-1 if limit is None else min(limit, _MOST_HITS),
        )
        themes = [(self._index.theme(key), score) for key, score in found]
        return [Hit(theme, score, excerpt.best(theme, terms, fields)) for theme, score in themes]

    def count_hits(
        self,
        query: str | Sequence[str],
        *,
        every: bool = True,
        fields: Sequence[str] = (),
        collection: str | None = None,
    ) -> int:
        """How many themes `search` finds without a limit."""
        terms, wanted = self._terms(query), self._collection(collection)
        if not terms:
            return 0
        return self._index.hits(terms, every=every, fields=fields, collection=wanted)

    def no_hits(self, query: str | Sequence[str]) -> NoHits:
        """Why `query` found nothing: which of its words are nowhere, and what stands near them."""
        terms = self._terms(query)
        lost = [
            place[0]
            for term in terms
            for place in term.places
            if not self._index.hits(
                [words.Term((place,), place[0])], every=True, fields=(), collection=None
            )
        ]
        near = list(dict.fromkeys(close for word in lost for close in self._near_words(word)))
        typed = query if isinstance(query, str) else " ".join(query)
        if not terms:
            return NoHits(typed, (), "type a word that has letters")
        if near:
            return NoHits(typed, near[:5], f"try `lalaland search {near[0]}`")
        if lost:
            return NoHits(typed, (), "`lalaland list` shows what there is")
        wider = "try --any" if len(terms) > 1 else "try fewer words, or no --in and no -c"
        return NoHits(typed, (), f"no theme has it all together; {wider}")

    def at_random(
        self, seed: int | None = None, tag: str | None = None, collection: str | None = None
    ) -> Theme:
        """A theme by chance; the same `seed` always gives the same one."""
        chosen = int.from_bytes(os.urandom(8), "big") if seed is None else seed
        return self._chosen(lambda size: chance.pick(chosen, size), tag, collection)

    def of_day(self, day: date, tag: str | None = None, collection: str | None = None) -> Theme:
        """The theme of that day.

        Every theme has its day once in as many days as there are themes, in an order that
        changes from one round to the next, and none has two days running.
        """
        return self._chosen(lambda size: chance.of_day(day.toordinal(), size), tag, collection)

    def _chosen(
        self, choose: Callable[[int], int], tag: str | None, collection: str | None
    ) -> Theme:
        wanted = self._collection(collection)
        size = self._index.count(tag, wanted)
        if not size:
            raise EmptyLibrary if tag is None else UnknownTag(tag, self._near_tags(tag))
        return self._index.theme(self._index.nth(choose(size), tag, wanted))

    def _terms(self, query: str | Sequence[str]) -> list[words.Term]:
        typed = query.split() if isinstance(query, str) else query
        split = dict.fromkeys(tuple(words.split(text)) for text in typed)
        different = [term for term in split if term][:_MOST_TERMS]
        variants = self._index.variants
        return [words.Term(tuple(map(variants, term)), term[-1]) for term in different]

    def _collection(self, name: str | None) -> str | None:
        if name is None:
            return None
        if found := self._index.collection(name):
            return found
        raise UnknownCollection(name, [book.id for book in self._index.prefaces()])

    def _near_tags(self, tag: str) -> list[str]:
        known = self._index.tags()
        return _closest(words.key(tag), known) or known[:_SUGGESTIONS]

    def _near_words(self, word: str) -> list[str]:
        length = len(word)
        return _closest(word, self._index.vocabulary(length - 2, length + 2), 0.7)


def _meant(theme: Theme, typed: str) -> str:
    """The first name of `theme` that begins as what was typed does; its id for its number."""
    names = (theme.id, *theme.aliases, theme.title)
    return next((n for n in names if words.key(n).startswith(words.key(typed))), theme.id)


def _number(name: str) -> int | None:
    """The number that a name is, if it is one; of any that is beyond all lists, one that is."""
    if not (name.isascii() and name.isdecimal()):
        return None
    return int(name) if len(name) < _MOST_DIGITS else 10**_MOST_DIGITS


def _closest(word: str, known: Sequence[str], likeness: float = 0.6) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(word, known, _SUGGESTIONS, likeness)
