"""Queries on a database of themes, by number, by key and by words.

A database is in a file or in memory, and both run the same statements, so that they return the
same results.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, product
from typing import Any, Literal, NamedTuple, TypeVar

from lalaland_cli.errors import GivenUp, Problem
from lalaland_cli.fields import SEARCH_FIELDS
from lalaland_cli.keeping.database import ID, PART, WORK_COLUMNS, items
from lalaland_cli.model import Entry, Example, Preface, Theme, Work
from lalaland_cli.text import inflection, words

_T = TypeVar("_T")

_ENTRY = "t.number, t.name, f.collection, t.shared, t.title, t.tags, t.takeaway"
_BODY = 'b.aliases, b."when", b.summary, b.examples, b.lesson'
_THEME = f"{_ENTRY}, {_BODY}, f.title, f.location, b.line, {WORK_COLUMNS}"
_FROM_THEME = "theme t JOIN file f ON f.id = t.file"
_FROM_BODY = f"{_FROM_THEME} JOIN body b ON b.id = t.id"
_WITH_FILE = " JOIN theme t ON t.id = text.rowid JOIN file f ON f.id = t.file"
_FROM_NAME = "name n JOIN theme t ON t.id = n.theme JOIN file f ON f.id = t.file"

# A phrase of several words, each with its inflected forms, becomes one phrase for every
# combination; beyond this many words in total, the last combinations are left out.
_MOST_WORDS = 512

# Without text sizes, BM25 can fall below 0 if the texts have only a few words each.
_WEIGHTS = ", ".join(str(float(field.step)) for field in SEARCH_FIELDS)
_BM25 = f"min(max(-bm25(text, {_WEIGHTS}), 0), 1000)"

# BM25 weights a word by its rarity, down to nothing if most themes have it, and treats `dream`
# and `dreams` as two words. So each term puts matches in better fields ahead by a step, and BM25,
# scaled to below 1, only orders themes on the same step.
_STEPS = sorted({field.step for field in SEARCH_FIELDS}, reverse=True)


class FileRow(NamedTuple):
    """A file in the index: the number of its themes, or its problems (without paths)."""

    location: str
    size: int
    problems: tuple[Problem, ...]


class Query(NamedTuple):
    """What to search for, optionally in some fields or one collection.

    `match` says which terms a theme must match: `all` of them, `any`, or `best`, which means all
    if any theme does, and otherwise the themes that match best.
    """

    terms: Sequence[words.Term] = ()
    match: Literal["best", "all", "any"] = "best"
    fields: Sequence[str] = ()
    collection: str | None = None


_EVERYWHERE = Query()


class Match(NamedTuple):
    """A theme found by a query, as its row in the database.

    `score` is higher for better matches. `steps` are the steps on which it matches each term, or 0
    if it does not.
    """

    row: int
    score: float
    steps: tuple[int, ...] = ()


class Index:
    """A database of themes.

    Names, tags and prefixes are looked up by the keys that `words.key` returns; `collection` is an
    exact id. `rebuilt` returns the same themes in another database, in case this one turns out to
    be damaged during a query.
    """

    def __init__(
        self, db: sqlite3.Connection, rebuilt: Callable[[], sqlite3.Connection] | None = None
    ) -> None:
        self._db = db
        self._rebuilt = rebuilt
        self.is_given_up: Callable[[], bool] = lambda: False

    def _rows(self, sql: str, *values: object) -> list[Any]:
        return self._made(lambda rows: rows, sql, *values)

    def _made(self, make: Callable[[list[Any]], _T], sql: str, *values: object) -> _T:
        """Return `make` of the rows; if the database is damaged, of those of a new one.

        Raises `GivenUp` if the result is no longer wanted.
        """
        if self.is_given_up():
            raise GivenUp
        try:
            return make(self._db.execute(sql, values).fetchall())
        except sqlite3.ProgrammingError:  # a bug of ours, or the index is closed
            raise
        except (sqlite3.DatabaseError, LookupError, TypeError, ValueError, AttributeError):
            if self._rebuilt is None:
                raise
            self.rebuild()
            return make(self._db.execute(sql, values).fetchall())

    def rebuild(self) -> None:
        """Switch to a new database, and remove the one in the cache."""
        if self._rebuilt is not None:  # otherwise it is not in the cache
            self._db.close()
            self._db, self._rebuilt = self._rebuilt(), None

    def close(self) -> None:
        """Close the database; no more queries are possible."""
        self._db.close()

    def seal(self) -> tuple[str, bytes, str, int]:
        """Return the layout, roots, fingerprint and modification time from when it was filled."""
        ((layout, roots, fingerprint, modified),) = self._rows("SELECT * FROM seal")
        return layout, roots, fingerprint, modified

    def files(self) -> list[FileRow]:
        """Return all files, in order."""
        sql = "SELECT location, coalesce(size, 0), problem FROM file ORDER BY position"
        return self._made(lambda rows: [FileRow(p, s, _problems(kept)) for p, s, kept in rows], sql)

    def prefaces(self) -> list[Preface]:
        """Return the prefaces of all collections, in order."""
        sql = (
            f"SELECT collection, title, intro, closing, size, location, language, {WORK_COLUMNS}"
            " FROM file WHERE problem IS NULL ORDER BY position"
        )
        return self._made(lambda rows: [_preface(*row) for row in rows], sql)

    def collection(self, key: str) -> str | None:
        """Return the id of the collection whose id has this key, if there is one."""
        rows = self._rows("SELECT collection FROM file WHERE key = ?", key)
        return rows[0][0] if rows else None

    def entitled(self, key: str) -> list[str]:
        """Return the ids of the collections whose title has this key, in order."""
        sql = (
            "SELECT collection FROM file WHERE title_key = ? AND title_key <> '' ORDER BY position"
        )
        return [name for (name,) in self._rows(sql, key)]

    def count(self, tag: str | None = None, collection: str | None = None) -> int:
        """Return the number of themes, optionally only those with a tag or in a collection."""
        if tag is None:
            sql = "SELECT total(size) FROM file f WHERE problem IS NULL"
        else:
            sql = (
                "SELECT count(*) FROM tag g JOIN theme t ON t.id = g.theme"
                " JOIN file f ON f.id = t.file WHERE g.key = ?"
            )
        given = _given(tag, collection)
        return int(self._rows(sql + _within(collection), *given)[0][0])

    def nth(self, place: int, tag: str | None = None, collection: str | None = None) -> Theme:
        """Return the theme at `place`, from 0, among those that `count` counts."""
        if tag is None:
            sql = f"SELECT first FROM file f WHERE problem IS NULL{_within(collection)}"
            first = self._made(lambda rows: min(rows)[0], sql, *_given(collection))
            return self._the_theme("WHERE t.number = ?", first + place)
        where = f"JOIN tag g ON g.theme = t.id WHERE g.key = ?{_within(collection)}"
        order = "ORDER BY t.number LIMIT 1 OFFSET ?"
        return self._the_theme(f"{where} {order}", *_given(tag, collection), place)

    def numbered(self, number: int) -> Theme | None:
        """Return the theme with this number, from 1, in the library."""
        return next(iter(self._themes("WHERE t.number = ?", number)), None)

    def entries(self, tag: str | None = None, collection: str | None = None) -> list[Entry]:
        """Return the themes that `count` counts, in order, without their texts."""
        tagged = " JOIN tag g ON g.theme = t.id AND g.key = ?" if tag is not None else ""
        sql = f"SELECT {_ENTRY} FROM {_FROM_THEME}{tagged} WHERE 1{_within(collection)}"
        given = _given(tag, collection)
        return self._made(
            lambda rows: [_entry(*row) for row in rows], f"{sql} ORDER BY t.number", *given
        )

    def keys(self, tag: str | None = None, collection: str | None = None) -> dict[str, int]:
        """Return the numbers of the themes that `count` counts, by qualified name, in order."""
        tagged = " JOIN tag g ON g.theme = t.id AND g.key = ?" if tag is not None else ""
        sql = f"SELECT f.collection || '/' || t.name, t.number FROM {_FROM_THEME}{tagged} WHERE 1"
        given = _given(tag, collection)
        return dict(self._rows(f"{sql}{_within(collection)} ORDER BY t.number", *given))

    def themes(self) -> list[Theme]:
        """Return every theme, in order."""
        return self._themes("ORDER BY t.number")

    def theme(self, theme: int) -> Theme:
        """Return the theme in this row."""
        return self.themes_in([theme])[0]

    def themes_in(self, rows: Sequence[int]) -> list[Theme]:
        """Return the themes in these rows, in the order of `rows`."""
        sql = f"SELECT t.id, {_THEME} FROM {_FROM_BODY} WHERE t.id IN ({', '.join(map(str, rows))})"
        return self._made(lambda found: _in_order(rows, found), sql)

    def _themes(self, where: str, *values: object) -> list[Theme]:
        sql = f"SELECT {_THEME} FROM {_FROM_BODY} {where}"
        return self._made(lambda rows: [_theme(*row) for row in rows], sql, *values)

    def _the_theme(self, where: str, *values: object) -> Theme:
        """Return the first theme that matches; there must be one."""
        sql = f"SELECT {_THEME} FROM {_FROM_BODY} {where}"
        return self._made(lambda rows: _theme(*rows[0]), sql, *values)

    def named(self, key: str, collection: str | None = None) -> list[Theme]:
        """Return the themes with this exact key as their id, or else as an alias, or as a title."""
        sql = f"SELECT n.kind, n.theme FROM {_FROM_NAME} WHERE n.key = ?{_within(collection)}"
        rows = self._rows(f"{sql} ORDER BY n.kind, t.number", *_given(key, collection))
        return self.themes_in([theme for kind, theme in rows if kind == rows[0][0]])

    def beginning(self, key: str, collection: str | None = None, most: int = -1) -> list[int]:
        """Return the rows of up to `most` themes with a name that begins with this key."""
        sql = (
            f"SELECT DISTINCT n.theme FROM {_FROM_NAME} WHERE n.key >= ? AND n.key < ?"
            f"{_within(collection)} ORDER BY t.number LIMIT ?"
        )
        values = (*_given(key, key + "\U0010ffff", collection), most)
        return [theme for (theme,) in self._rows(sql, *values)]

    def names(self, shortest: int, longest: int, collection: str | None) -> list[tuple[str, str]]:
        """Return (key, name to type) for every name with a key of a length within these bounds."""
        sql = (
            "SELECT n.key, CASE WHEN n.kind <> ? THEN n.text"
            " WHEN t.shared THEN f.collection || '/' || t.name ELSE t.name END"
            f" FROM {_FROM_NAME} WHERE length(n.key) BETWEEN ? AND ?{_within(collection)}"
            " ORDER BY n.kind, t.number"
        )
        return self._rows(sql, ID, shortest, longest, *_given(collection))

    def spelled(self, key: str) -> str:
        """Return how a name or collection id with this key is spelled; empty if there is none."""
        sql = (
            "SELECT text FROM name WHERE key = ?1"
            " UNION ALL SELECT collection FROM file WHERE key = ?1 LIMIT 1"
        )
        rows = self._rows(sql, key)
        return rows[0][0] if rows else ""

    def tags(self, collection: str | None = None) -> list[tuple[str, int]]:
        """Return each tag as first written and its number of themes, most frequent first."""
        # With `min`, SQLite takes the other columns from the row with the minimum.
        sql = (
            "SELECT g.text, count(*), min(t.number) FROM tag g JOIN theme t ON t.id = g.theme"
            f" JOIN file f ON f.id = t.file WHERE 1{_within(collection)}"
            " GROUP BY g.key ORDER BY count(*) DESC, g.key"
        )
        return [(tag, count) for tag, count, _ in self._rows(sql, *_given(collection))]

    def variants(self, word: str) -> tuple[str, ...]:
        """Return `word`, then the words in the library that are forms of it, by English stem."""
        found = {other for form in {word, *inflection.forms(word)} for other in self._of_stem(form)}
        return (word, *sorted(o for o in found - {word} if not inflection.are_apart(word, o)))

    def knows(self, word: str) -> bool:
        """Return whether the library has the word, or one with the same stem."""
        return bool(self._of_stem(word))

    def _of_stem(self, word: str) -> list[str]:
        rows = self._rows("SELECT word FROM stem WHERE stem MATCH ?", f'"{word}"')
        return [form for (form,) in rows]

    def vocabulary(self, shortest: int, longest: int, letters: str) -> list[str]:
        """Return the words in the library of a length within these bounds, sorted.

        The first or second letter of each is one of the two `letters`.
        """
        sql = (
            "SELECT word FROM word WHERE length(word) BETWEEN ? AND ?"
            " AND (substr(word, 1, 1) IN (?3, ?4) OR substr(word, 2, 1) IN (?3, ?4)) ORDER BY word"
        )
        return [word for (word,) in self._rows(sql, shortest, longest, *letters)]

    def search(self, query: Query, most: int) -> tuple[list[Match], int]:
        """Return the themes that match all terms (or any), best first, and their total number.

        `most` limits the list. The score is the step of the best field for each term, plus BM25
        with weighted fields, scaled to below 1, plus 1 if a query's only term matches as a whole
        word, not just as a prefix. Higher is better, and ties are ordered by number.
        """
        # If every term must match, each does so at least on the lowest step.
        certain = query.match != "any" or len(query.terms) == 1
        steps = [_step(term, query.fields, certain) for term in query.terms]
        names = [f"step{place}" for place in range(len(steps))]
        itself, exactly = _itself(query)
        cases = [f"{case} AS {name}" for name, (case, _) in zip(names, steps, strict=True)]
        sql = (
            f"WITH found AS (SELECT text.rowid AS theme, {_BM25} AS bm25"
            f" FROM {_texts(query.collection)}),"
            f" placed AS (SELECT theme, bm25, {', '.join(cases)} FROM found)"
            f" SELECT theme, {' + '.join(names)} + bm25 / (1 + bm25){itself} AS score,"
            f" count(*) OVER (), {', '.join(names)} FROM placed JOIN theme t ON t.id = theme"
            " ORDER BY score DESC, t.number LIMIT ?"
        )
        matched = _given(_expression(query), query.collection)
        placed = (v for _, values in steps for v in values)
        rows = self._rows(sql, *matched, *placed, *exactly, most)
        matches = [Match(row, score, tuple(on)) for row, score, _, *on in rows]
        return matches, rows[0][2] if rows else 0

    def count_of(self, term: words.Term, query: Query = _EVERYWHERE) -> int:
        """Return the number of themes that match a term in the fields and collection of `query`."""
        asked = query._replace(terms=[term])
        sql = f"SELECT count(*) FROM {_texts(query.collection)}"
        return int(self._rows(sql, *_given(_expression(asked), query.collection))[0][0])


def _on_step(step: int, fields: Sequence[str]) -> list[str]:
    """Return the fields on this step or a higher one, of those that are searched."""
    names = [field.name for field in SEARCH_FIELDS if field.step >= step]
    return [name for name in names if not fields or name in fields]


def _texts(collection: str | None) -> str:
    """Return SQL for the texts that match; only a collection needs a join with the file."""
    file = "" if collection is None else _WITH_FILE
    return f"text{file} WHERE text MATCH ?{_within(collection)}"


def _within(collection: str | None) -> str:
    return "" if collection is None else " AND f.collection = ?"


def _given(*values: str | None) -> tuple[str, ...]:
    return tuple(value for value in values if value is not None)


def _step(term: words.Term, fields: Sequence[str], certain: bool) -> tuple[str, list[str]]:
    """Return SQL for the highest step on which `theme` matches a term, and its parameters."""
    sql, values = "CASE", []
    for step in _STEPS[:-1] if certain else _STEPS:
        if within := _on_step(step, fields):
            sql += f" WHEN theme IN (SELECT rowid FROM text WHERE text MATCH ?) THEN {step}"
            values.append(_expression(Query([term], fields=within)))
    rest = int(certain)
    return (f"{sql} ELSE {rest} END" if values else f"{rest}"), values


def _itself(query: Query) -> tuple[str, list[str]]:
    """Return SQL for the bonus for a whole-word match of the only term, and its parameters."""
    (term, *others) = query.terms
    if others or term.beginning is None:
        return "", []
    exact = _expression(query._replace(terms=[term._replace(beginning=None)]))
    return " + (theme IN (SELECT rowid FROM text WHERE text MATCH ?))", [exact]


def _expression(query: Query) -> str:
    """Return a query in FTS5 syntax; folded words contain nothing special in it."""
    operator = " OR " if query.match == "any" else " AND "
    joined = operator.join(f"({_phrases(term)})" for term in query.terms)
    return f"{{{' '.join(query.fields)}}} : ({joined})" if query.fields else joined


def _phrases(term: words.Term) -> str:
    typed = tuple(forms[0] for forms in term.places)
    beginning = term.beginning
    combinations = _most(term, product(*term.places[:-1]))
    endings = [f for f in term.places[-1] if beginning is None or not f.startswith(beginning)]
    fixed = _most(term, product(*term.places[:-1], endings))
    phrases = [f'"{" ".join(phrase)}"' for phrase in fixed]
    if beginning is not None:
        phrases = [*(f'"{" ".join((*front, typed[-1]))}" *' for front in combinations), *phrases]
    return " OR ".join(phrases)


def _most(term: words.Term, phrases: Iterable[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    return islice(phrases, max(1, _MOST_WORDS // len(term.places)))


def _entry(
    number: int, name: str, book: str, shared: int, title: str, tags: str, takeaway: str
) -> Entry:
    short = f"{book}/{name}" if shared else name
    return Entry(number, name, book, short, title, items(tags), takeaway)


def _preface(
    name: str, title: str, intro: str, closing: str, size: int, file: str, spoken: str, *work: Any
) -> Preface:
    return Preface(name, title, Work(*work), intro, closing, size, file, spoken)


def _theme(*row: Any) -> Theme:
    entry = _entry(*row[:7])
    aliases, when, summary, examples, lesson, book, file, line, *work = row[7:]
    scenes = tuple(Example(*example.split(PART)) for example in items(examples))
    return Theme(
        **entry._asdict(),
        aliases=items(aliases),
        when=items(when),
        summary=summary,
        examples=scenes,
        lesson=lesson,
        collection_title=book,
        source=Work(*work),
        file=file,
        line=line,
    )


def _in_order(rows: Sequence[int], found: Iterable[Sequence[Any]]) -> list[Theme]:
    by_row = {row: _theme(*values) for row, *values in found}
    return [by_row[row] for row in rows]


def _problems(kept: str | None) -> tuple[Problem, ...]:
    parts = (item.split(PART) for item in items(kept or ""))
    return tuple(Problem("", int(line), int(column), *said) for line, column, *said in parts)
