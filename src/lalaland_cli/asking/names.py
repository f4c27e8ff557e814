"""Resolution of typed names to themes and collections, with suggestions and completions."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from lalaland_cli.answers import Resolution
from lalaland_cli.errors import (
    AmbiguousCollection,
    AmbiguousName,
    UnknownCollection,
    UnknownName,
    UnknownTag,
)
from lalaland_cli.keeping.index import Index, Query
from lalaland_cli.model import Theme
from lalaland_cli.text import english, spelling, words

_CANDIDATES = 10
_SUGGESTIONS = 3
_MOST_DIGITS = 18
_TELLING = 3  # letters, the minimum for a prefix to be taken for a name


class _Asked(NamedTuple):
    """A name as typed, and its parts.

    `key` leaves out a collection before a slash, whose id is in `collection`. `number` is the
    number that was typed, if it was one.
    """

    typed: str
    key: str
    collection: str | None
    number: int | None


def resolve(index: Index, typed: str, collection: str | None = None) -> Resolution:
    """Return the theme that `typed` refers to; see `Library.resolve`."""
    asked = _asked(index, typed, collection)
    if found := _exact(index, asked):
        return found
    rows = index.beginning(asked.key, asked.collection) if asked.key else []
    if not rows:
        try:
            return _meant(index, asked)
        except UnknownName as error:
            error.is_found = _is_found(index, typed)
            raise
    themes = index.themes_in(rows[:_CANDIDATES])
    if len(rows) > 1:
        raise _ambiguous(asked, themes, len(rows), asked.key)
    return Resolution(themes[0], _beginning_with(themes[0], asked.key), "prefix", typed)


def exact(index: Index, typed: str) -> Resolution | None:
    """Return the theme with the number or name `typed`, if there is one.

    Raises `AmbiguousName` if there are several.
    """
    return _exact(index, _asked(index, typed, None))


def _exact(index: Index, asked: _Asked) -> Resolution | None:
    if asked.number is not None and (theme := index.numbered(asked.number)):
        return Resolution(theme, theme.id, "exact", asked.typed)
    themes = index.named(asked.key, asked.collection) if asked.key else []
    if len(themes) > 1:
        raise _ambiguous(asked, themes, len(themes))
    if not themes:
        return None
    return Resolution(themes[0], _beginning_with(themes[0], asked.key), "exact", asked.typed)


def close(index: Index, typed: str, *, misspelt: bool = False) -> Resolution | None:
    """Return the only theme with a name that begins with `typed`, if it is long enough.

    Failing that, return the only theme that `typed` may be a misspelling of, if `misspelt` is set
    or the name is qualified. Raises `UnknownName` for a qualified name that no theme has and, if
    `misspelt` is set, for a number. Expects that no theme has exactly this number or name.
    """
    asked = _asked(index, typed, None)
    rows = index.beginning(asked.key, asked.collection) if len(asked.key) >= _TELLING else []
    if len(rows) == 1:
        theme = index.theme(rows[0])
        return Resolution(theme, _beginning_with(theme, asked.key), "prefix", typed)
    if not misspelt and not asked.collection:
        return None
    try:
        return _meant(index, asked)
    except UnknownName as error:
        if asked.collection or error.count is not None:
            raise
        return None


def _ambiguous(
    asked: _Asked, themes: Sequence[Theme], count: int, beginning: str = ""
) -> AmbiguousName:
    """Return the error; if a prefix was typed, `beginning` is its key."""
    candidates = [(theme.name, _title(theme, beginning)) for theme in themes[:_CANDIDATES]]
    return AmbiguousName(asked.typed, candidates, count - len(candidates))


def _title(theme: Theme, beginning: str) -> str:
    """Return a theme's title, with the alias that begins with this key if its id does not."""
    name = _beginning_with(theme, beginning)
    return f"{theme.title} ({name})" if name in theme.aliases else theme.title


def _meant(index: Index, asked: _Asked) -> Resolution:
    """Return the only theme that the name may be a misspelling of.

    Raises `UnknownName` for none or several, and for a number, a collection or an English word.
    """
    if asked.number is not None:
        raise UnknownName(asked.typed, count=index.count())
    if asked.collection is None and (book := collection(index, asked.typed)):
        raise UnknownName(asked.typed, collection=book)
    reach = spelling.reach(asked.key)
    shortest, longest = len(asked.key) - reach, len(asked.key) + reach
    known = index.names(shortest, longest, asked.collection) if reach else []
    nearest = set(spelling.near(asked.key, {key for key, _ in known}))
    near = [name for key, name in known if key in nearest]
    found = {theme.number: theme for name in near for theme in _named(index, name, asked)}
    if len(found) != 1 or english.is_english(asked.key):
        raise UnknownName(asked.typed, near[:_SUGGESTIONS])
    (theme,) = found.values()
    return Resolution(theme, near[0], "misspelling", asked.typed)


def _named(index: Index, name: str, asked: _Asked) -> list[Theme]:
    book, slash, rest = name.partition("/")
    if slash and (owner := index.collection(words.key(book))):
        return index.named(words.key(rest), owner)
    return index.named(words.key(name), asked.collection)


def _asked(index: Index, typed: str, collection: str | None) -> _Asked:
    wanted = chosen_collection(index, collection)
    book, slash, rest = typed.partition("/")
    if wanted is None and slash and rest.strip() and (owner := index.collection(words.key(book))):
        return _Asked(typed, words.key(rest), owner, None)
    number = _number(typed.strip()) if wanted is None else None
    return _Asked(typed, words.key(typed), wanted, number)


def _number(name: str) -> int | None:
    """Return `name` as a number, if it is one; very long ones become one beyond any list."""
    if not (name.isascii() and name.isdecimal()):
        return None
    return int(name) if len(name) < _MOST_DIGITS else 10**_MOST_DIGITS


def _beginning_with(theme: Theme, key: str) -> str:
    """Return the first name of `theme` that begins with `key`, or else its id."""
    names = (theme.id, *theme.aliases, theme.title)
    return next((name for name in names if words.key(name).startswith(key)), theme.id)


def collection(index: Index, name: str) -> str | None:
    """Return the id of the collection with this id or, failing that, the only one so titled."""
    key = words.key(name)
    if found := index.collection(key):
        return found
    entitled = index.entitled(key)
    return entitled[0] if len(entitled) == 1 else None


def chosen_collection(index: Index, name: str | None) -> str | None:
    """Return the id of the collection called `name`, or None if `name` is None.

    Raises `AmbiguousCollection` and `UnknownCollection`.
    """
    if name is None:
        return None
    if found := collection(index, name):
        return found
    if several := index.entitled(words.key(name)):
        raise AmbiguousCollection(name, several)
    themes = index.named(words.key(name)) if words.key(name) else []
    theme = themes[0].name if len(themes) == 1 else None
    tag = next((tag for tag, _ in index.tags() if words.key(tag) == words.key(name)), None)
    known = [book.id for book in index.prefaces()]
    raise UnknownCollection(name, known, theme, tag, is_found=_is_found(index, name))


def _is_found(index: Index, typed: str) -> bool:
    """Return whether `typed` is several words and a search for them finds anything."""
    from lalaland_cli.asking import search  # resolving a name does not need it

    return len(typed.split()) > 1 and search.search(index, typed, Query(), 1).total > 0


def unknown_tag(index: Index, tag: str, collection: str | None = None) -> UnknownTag:
    """Return the error for a tag that no theme in scope has."""
    known = {words.key(text): text for text, _ in index.tags(collection)}
    near = [known[key] for key in spelling.near(words.key(tag), known)]
    return UnknownTag(tag, (near or [*known.values()])[:_SUGGESTIONS])


def completions(
    index: Index, beginning: str, most: int, among: Collection[str] | None
) -> list[tuple[str, str]]:
    """Return (name, title) pairs that complete `beginning`; see `Library.completions`."""
    book, slash, rest = beginning.partition("/")
    if slash and (wanted := index.collection(words.key(book))):
        return _qualified(index, wanted, rest, most) if among is None or wanted in among else []
    found: list[tuple[str, str]] = []
    for theme in _beginning(index, beginning, None, most):
        if among is not None and theme.collection not in among:
            continue
        found += [(name, theme.title) for name in (theme.name, *theme.aliases)]
    books = [book.id for book in index.prefaces()]
    if len(books) > 1 and beginning:
        for book in books if among is None else among:
            if book.startswith(beginning):
                found += _qualified(index, book, "", most)
    return found


def _qualified(index: Index, book: str, beginning: str, most: int) -> list[tuple[str, str]]:
    themes = _beginning(index, beginning, book, most)
    return [(f"{book}/{theme.id}", theme.title) for theme in themes]


def _beginning(index: Index, beginning: str, book: str | None, most: int) -> Sequence[Theme]:
    return index.themes_in(index.beginning(words.key(beginning), book, most))
