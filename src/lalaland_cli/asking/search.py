"""What a search finds, best first, and where it finds nothing, why."""

from collections.abc import Sequence

from lalaland_cli.answers import Hit, Search
from lalaland_cli.asking import excerpt
from lalaland_cli.errors import UnknownField
from lalaland_cli.fields import FIELDS
from lalaland_cli.keeping.index import Index, Query
from lalaland_cli.text import words

_MOST_TERMS = 100  # SQLite reads no longer expressions than ten times that
_MOST_HITS = 1 << 62
_NEAR = 3  # near words for each word that is nowhere
_MOST_NEAR = 5
_LIKENESS = 0.7


def search(index: Index, typed: str | Sequence[str], query: Query, limit: int | None) -> Search:
    """What `query` finds when its terms are those of `typed`: see `Library.search`."""
    if unknown := [field for field in query.fields if field not in FIELDS]:
        raise UnknownField(unknown[0], FIELDS)
    query = query._replace(terms=terms_of(index, typed))
    line = typed if isinstance(typed, str) else " ".join(typed)
    if not query.terms:
        return Search(line, (), 0)
    found = index.search(query, -1 if limit is None else min(limit, _MOST_HITS))
    if not found:
        return _nothing(index, line, query)
    full = limit is not None and len(found) == limit
    hits = [_hit(index, row, score, query) for row, score in found]
    return Search(line, tuple(hits), index.hits(query) if full else len(hits), _words(query))


def terms_of(index: Index, typed: str | Sequence[str]) -> list[words.Term]:
    """The different terms of a query, each with the forms that the collections have of it."""
    items = typed.split() if isinstance(typed, str) else typed
    split = dict.fromkeys(tuple(words.split(text)) for text in items)
    different = [term for term in split if term][:_MOST_TERMS]
    return [words.Term(tuple(map(index.variants, term)), term[-1]) for term in different]


def _hit(index: Index, row: int, score: float, query: Query) -> Hit:
    theme = index.theme(row)
    return Hit(theme, score, excerpt.best(theme, query.terms, query.fields))


def _words(query: Query) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place[0] for term in query.terms for place in term.places))


def _nothing(index: Index, line: str, query: Query) -> Search:
    """Why nothing was found: which words no lesson holds, and which are spelled like them."""
    known = _words(query)
    lost = tuple(word for word in known if not index.hits(Query(terms_of(index, [word]))))
    near = dict.fromkeys(close for word in lost for close in _near(index, word))
    narrowed = bool(query.fields or query.collection)
    return Search(line, (), 0, known, lost, tuple(near)[:_MOST_NEAR], narrowed)


def _near(index: Index, word: str) -> list[str]:
    from difflib import get_close_matches  # only where something was mistyped

    known = index.vocabulary(len(word) - 2, len(word) + 2)
    return get_close_matches(word, known, _NEAR, _LIKENESS)
