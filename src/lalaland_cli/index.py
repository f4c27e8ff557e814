"""The themes in an SQLite database: filled from lesson files, asked by number, name and words.

This is the only module that knows SQL. A database lives in a file or in memory, and the same
statements fill and ask both, so that they give the same answers.
"""

import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, product
from typing import Any
from urllib.parse import quote

from lalaland_cli import words
from lalaland_cli.errors import Problem, UnusableFile
from lalaland_cli.model import (
    Collection,
    Entry,
    Example,
    LessonFile,
    Preface,
    Theme,
    Work,
    claim_id,
)
from lalaland_cli.shape import WHOLE_NUMBER, visible

LAYOUT = 1

FIELDS = ("title", "aliases", "tags", "takeaway", "summary", "scenes", "lesson")
_WEIGHTS = (100.0, 100.0, 20.0, 20.0, 1.0, 1.0, 1.0)

# BM25 weighs a word by its rarity, down to nothing where most themes have it, and it takes
# `dream` and `dreams` for two words. So the better fields are put ahead by steps of their own,
# for each term: BM25, brought below 1, orders what stands on the same step.
_STEPS = ((100, ("title", "aliases")), (20, ("takeaway", "tags")), (1, FIELDS))

ID, ALIAS, TITLE = range(3)

# A theme's key is its file's id and its place in the file in one number, so that all themes of
# a file lie together, and a theme's file is known without a look at its row.
_SHIFT = 20
_PLACE = (1 << _SHIFT) - 1

# Content holds no control characters, so these can part the items of a list. The third parts
# them in folded text, where it is a word that no query can contain.
_ITEM, _PART, _GAP = "\x1e", "\x1f", " \x80 "

_SCHEMA = """
CREATE TABLE seal (layout TEXT, roots BLOB, fingerprint TEXT, modified INTEGER);
CREATE TABLE file (
    id INTEGER PRIMARY KEY, location TEXT UNIQUE, stamp TEXT, position INTEGER, problem TEXT,
    collection TEXT, key TEXT, first INTEGER, size INTEGER,
    title TEXT, source TEXT, intro TEXT, closing TEXT
);
CREATE INDEX file_position ON file (position);
CREATE TABLE theme (id INTEGER PRIMARY KEY, name TEXT, title TEXT, tags TEXT, takeaway TEXT);
CREATE TABLE body (
    id INTEGER PRIMARY KEY, aliases TEXT, summary TEXT, examples TEXT, lesson TEXT
);
CREATE TABLE name (key TEXT, kind INTEGER, theme INTEGER, PRIMARY KEY (key, kind, theme))
    WITHOUT ROWID;
CREATE TABLE tag (key TEXT, theme INTEGER, PRIMARY KEY (key, theme)) WITHOUT ROWID;
CREATE VIRTUAL TABLE text USING fts5 (
    title, aliases, tags, takeaway, summary, scenes, lesson, content='', tokenize='ascii'
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (text, row);
CREATE VIRTUAL TABLE stem USING fts5 (word, tokenize='porter ascii');
"""

_ENTRY = "t.id, f.first, t.name, f.collection, t.title, t.tags, t.takeaway"

# A phrase of several words, each with its inflected forms, becomes one phrase for every
# combination; past so many, the forms that come last are left out.
_MOST_PHRASES = 256

Load = Callable[[LessonFile], Collection]
Progress = Callable[[float], None]


def connect(path: str, *, immutable: bool = False) -> sqlite3.Connection:
    """A database that commits nothing by itself; `immutable` is read without any locking."""
    options = "?mode=ro&immutable=1" if immutable else ""
    target = f"file:{quote(os.fsencode(path))}{options}"
    return sqlite3.connect(target, uri=True, isolation_level=None)


class Index:
    """The questions that a database of themes answers.

    `rebuilt` gives the same themes in another database, for the case that this one turns out to
    be damaged in the midst of an answer.
    """

    def __init__(
        self, db: sqlite3.Connection, rebuilt: Callable[[], sqlite3.Connection] | None = None
    ) -> None:
        self._db = db
        self._rebuilt = rebuilt

    def _rows(self, sql: str, *values: object) -> list[Any]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.ProgrammingError:  # our own fault, or the index is closed
            raise
        except sqlite3.DatabaseError:
            if self._rebuilt is None:
                raise
            self._db.close()
            self._db, self._rebuilt = self._rebuilt(), None
            return self._db.execute(sql, values).fetchall()

    def close(self) -> None:
        """Give the database back; no question can be asked any more."""
        self._db.close()

    def seal(self) -> tuple[str, bytes, str, int]:
        """Layout, roots, fingerprint and time of modification as they were when it was filled."""
        ((layout, roots, fingerprint, modified),) = self._rows("SELECT * FROM seal")
        return layout, roots, fingerprint, modified

    def problems(self) -> list[tuple[str, list[Problem]]]:
        """(location, problems) of each file that was passed over; their paths are empty."""
        sql = "SELECT location, problem FROM file WHERE problem IS NOT NULL ORDER BY position"
        return [(location, _to_problems(joined)) for location, joined in self._rows(sql)]

    def prefaces(self) -> list[Preface]:
        """All collections, in order."""
        rows = self._rows(
            "SELECT collection, title, source, intro, closing, size FROM file"
            " WHERE problem IS NULL ORDER BY position"
        )
        return [Preface(row[0], row[1], _to_work(row[2]), *row[3:]) for row in rows]

    def sizes(self) -> list[tuple[str, int]]:
        """(location, number of themes) of each file that is in use."""
        return self._rows("SELECT location, size FROM file WHERE problem IS NULL ORDER BY position")

    def collection(self, name: str) -> str | None:
        """The id of the collection that is called so, whatever the case and the hyphens."""
        rows = self._rows("SELECT collection FROM file WHERE key = ?", words.key(name))
        return rows[0][0] if rows else None

    def count(self, tag: str | None = None, collection: str | None = None) -> int:
        """How many themes there are, of those with the tag, in the collection."""
        if tag is None:
            sql = "SELECT total(size) FROM file f WHERE problem IS NULL"
            return int(self._rows(sql + _within(collection), *_given(collection))[0][0])
        sql = "SELECT count(*) FROM tag g JOIN file f ON f.id = g.theme >> 20 WHERE g.key = ?"
        values = (words.key(tag), *_given(collection))
        return int(self._rows(sql + _within(collection), *values)[0][0])

    def nth(self, place: int, tag: str | None = None, collection: str | None = None) -> int:
        """The key of the theme at `place`, from 0, among those that `count` counts."""
        if tag is None:
            sql = "SELECT first FROM file f WHERE problem IS NULL"
            first = self._rows(
                f"{sql}{_within(collection)} ORDER BY position LIMIT 1", *_given(collection)
            )[0][0]
            return self.numbered(first + place) or 0
        sql = "SELECT g.theme FROM tag g JOIN file f ON f.id = g.theme >> 20 WHERE g.key = ?"
        order = " ORDER BY f.position, g.theme LIMIT 1 OFFSET ?"
        values = (words.key(tag), *_given(collection), place)
        return int(self._rows(sql + _within(collection) + order, *values)[0][0])

    def numbered(self, number: int | None) -> int | None:
        """The key of the theme that has this number, from 1, in the list of all."""
        rows = self._rows(
            "SELECT (id << 20) + ? - first FROM file WHERE problem IS NULL"
            " AND first <= ? AND ? < first + size",
            *(number,) * 3,
        )
        return rows[0][0] if rows else None

    def entries(self, tag: str | None = None, collection: str | None = None) -> list[Entry]:
        """The themes that `count` counts, in order, without their texts."""
        if tag is None:
            source = (
                "file f CROSS JOIN theme t ON t.id BETWEEN f.id << 20 AND (f.id << 20) + 1048575"
            )
        else:
            source = "tag g JOIN theme t ON t.id = g.theme JOIN file f ON f.id = t.id >> 20"
        where = " WHERE f.problem IS NULL" + (" AND g.key = ?" if tag is not None else "")
        values = (*([words.key(tag)] if tag is not None else []), *_given(collection))
        order = " ORDER BY f.position, t.id"
        sql = f"SELECT {_ENTRY} FROM {source}{where}{_within(collection)}{order}"
        return [_to_entry(row) for row in self._rows(sql, *values)]

    def theme(self, theme: int) -> Theme:
        """The whole theme with this key."""
        sql = (
            f"SELECT {_ENTRY}, b.aliases, b.summary, b.examples, b.lesson"
            " FROM theme t JOIN body b ON b.id = t.id JOIN file f ON f.id = t.id >> 20"
            " WHERE t.id = ?"
        )
        return _to_theme(self._rows(sql, theme)[0])

    def named(self, name: str, collection: str | None = None) -> list[tuple[int, int]]:
        """(kind, key) of the themes that have exactly this name, ids first, then aliases."""
        sql = "SELECT n.kind, n.theme FROM name n JOIN file f ON f.id = n.theme >> 20"
        where = f" WHERE n.key = ?{_within(collection)} ORDER BY n.kind, f.position, n.theme"
        return self._rows(sql + where, words.key(name), *_given(collection))

    def labels(self, keys: Sequence[int]) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
        """(collection, id, aliases, title) of the themes with these keys."""
        sql = (
            "SELECT f.collection, t.name, b.aliases, t.title FROM theme t"
            " JOIN body b ON b.id = t.id JOIN file f ON f.id = t.id >> 20 WHERE t.id = ?"
        )
        for key in keys:
            collection, name, aliases, title = self._rows(sql, key)[0]
            yield collection, name, _items(aliases), title

    def beginning(
        self, prefix: str, collection: str | None = None, *, most: int = 1 << 30
    ) -> list[int]:
        """The keys of the themes that have a name beginning so, in order, `most` at the most."""
        low = words.key(prefix)
        sql = "SELECT DISTINCT n.theme FROM name n JOIN file f ON f.id = n.theme >> 20"
        where = f" WHERE n.key >= ? AND n.key < ?{_within(collection)}"
        order = " ORDER BY f.position, n.theme LIMIT ?"
        values = (low, low + "\U0010ffff", *_given(collection), most)
        return [theme for (theme,) in self._rows(sql + where + order, *values)]

    def shared(self) -> set[tuple[str, str]]:
        """(collection, id) of each theme whose id another collection has as well."""
        sql = (
            "SELECT f.collection, t.name FROM name n"
            " JOIN theme t ON t.id = n.theme JOIN file f ON f.id = n.theme >> 20"
            " WHERE n.kind = ? AND n.key IN"
            " (SELECT key FROM name WHERE kind = ? GROUP BY key HAVING count(*) > 1)"
        )
        several = self._rows("SELECT count(*) > 1 FROM file WHERE problem IS NULL")[0][0]
        return set(self._rows(sql, ID, ID)) if several else set()

    def is_shared(self, name: str) -> bool:
        """Whether more than one theme has this for an id."""
        sql = "SELECT count(*) > 1 FROM name WHERE key = ? AND kind = ?"
        return bool(self._rows(sql, words.key(name), ID)[0][0])

    def keys(self, shortest: int, longest: int, collection: str | None) -> list[str]:
        """Every name of a length within these bounds, as `words.key` gives it."""
        sql = "SELECT DISTINCT n.key FROM name n JOIN file f ON f.id = n.theme >> 20"
        where = f" WHERE length(n.key) BETWEEN ? AND ?{_within(collection)}"
        return [name for (name,) in self._rows(sql + where, shortest, longest, *_given(collection))]

    def tags(self) -> list[str]:
        """All tags, as `words.key` gives them, the most frequent first."""
        sql = "SELECT key FROM tag GROUP BY key ORDER BY count(*) DESC, key"
        return [tag for (tag,) in self._rows(sql)]

    def variants(self, word: str) -> tuple[str, ...]:
        """`word`, and the words of the collections that have the same English stem."""
        sql = "SELECT word FROM stem WHERE stem MATCH ?"
        found = {form for (form,) in self._rows(sql, f'"{word}"')}
        return (word, *sorted(found - {word}))

    def vocabulary(self, shortest: int, longest: int) -> list[str]:
        """The words of the collections of a length within these bounds."""
        sql = "SELECT word FROM stem WHERE length(word) BETWEEN ? AND ?"
        return [word for (word,) in self._rows(sql, shortest, longest)]

    def search(
        self,
        terms: Sequence[words.Term],
        *,
        every: bool,
        fields: Sequence[str],
        collection: str | None,
        most: int,
    ) -> list[tuple[int, float]]:
        """(key, score) of the themes that hold every term, or any, best first.

        The score is a step for the best field of each term, plus BM25 with weighted fields
        brought below 1. Higher is better, and ties keep the order of the files. `most` limits
        the rows; -1 does not.
        """
        # Where every term must occur, it does so on the lowest step at least.
        steps = [_step(term, fields, certain=every or len(terms) == 1) for term in terms]
        values = [match for _, matches in steps for match in matches]
        sql = (
            "WITH found AS (SELECT text.rowid AS theme, f.position AS position,"
            f" -bm25(text, {', '.join(map(str, _WEIGHTS))}) AS bm25"
            " FROM text JOIN file f ON f.id = text.rowid >> 20"
            f" WHERE text MATCH ?{_within(collection)})"
            f" SELECT theme, {' + '.join(sql for sql, _ in steps)} + bm25 / (1 + bm25) AS score"
            " FROM found ORDER BY score DESC, position, theme LIMIT ?"
        )
        matched = (_expression(terms, every, fields), *_given(collection))
        return self._rows(sql, *matched, *values, most)

    def hits(
        self,
        terms: Sequence[words.Term],
        *,
        every: bool,
        fields: Sequence[str],
        collection: str | None,
    ) -> int:
        """How many themes `search` would give without a limit."""
        sql = "SELECT count(*) FROM text JOIN file f ON f.id = text.rowid >> 20"
        where = f" WHERE text MATCH ?{_within(collection)}"
        values = (_expression(terms, every, fields), *_given(collection))
        return int(self._rows(sql + where, *values)[0][0])


def _within(collection: str | None) -> str:
    return "" if collection is None else " AND f.collection = ?"


def _given(collection: str | None) -> tuple[str, ...]:
    return () if collection is None else (collection,)


def _step(term: words.Term, fields: Sequence[str], certain: bool) -> tuple[str, list[str]]:
    """SQL for how high a term puts `theme`, and the values that it needs."""
    sql, values = "CASE", []
    for height, step in _STEPS[:-1] if certain else _STEPS:
        if within := [field for field in step if not fields or field in fields]:
            sql += f" WHEN theme IN (SELECT rowid FROM text WHERE text MATCH ?) THEN {height}"
            values.append(_expression([term], True, within))
    rest = int(certain)
    return (f"{sql} ELSE {rest} END" if values else f"{rest}"), values


def _expression(terms: Sequence[words.Term], every: bool, fields: Sequence[str]) -> str:
    """The terms in the query language of FTS5; folded words hold nothing that it could read."""
    joined = (" AND " if every else " OR ").join(f"({_phrases(term)})" for term in terms)
    return f"{{{' '.join(fields)}}} : ({joined})" if fields else joined


def _phrases(term: words.Term) -> str:
    typed = tuple(forms[0] for forms in term.places)
    endings = [form for form in term.places[-1] if not form.startswith(term.beginning)]
    combinations = islice(product(*term.places[:-1]), _MOST_PHRASES)
    fixed = islice(product(*term.places[:-1], endings), _MOST_PHRASES)
    open_ended = [f'"{" ".join((*front, typed[-1]))}" *' for front in combinations]
    return " OR ".join([*open_ended, *(f'"{" ".join(phrase)}"' for phrase in fixed)])


def _to_entry(row: Sequence[Any]) -> Entry:
    theme, first, name, collection, title, tags, takeaway = row
    parted = tuple(tags.split(_ITEM)) if tags else ()
    return Entry(first + (theme & _PLACE), name, collection, title, parted, takeaway)


def _to_theme(row: Sequence[Any]) -> Theme:
    number, name, collection, title, tags, takeaway = _to_entry(row[:7])
    aliases, summary, examples, lesson = row[7:]
    scenes = tuple(Example(*example.split(_PART)) for example in _items(examples))
    head = (number, name, collection, title, _items(aliases), tags, takeaway)
    return Theme(*head, summary, scenes, lesson)


def _items(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(_ITEM)) if joined else ()


def _from_problems(problems: Sequence[Problem]) -> str:
    return _ITEM.join(_PART.join(map(_storable, problem[1:])) for problem in problems)


def _storable(value: object) -> str:
    # A message quotes what is wrong, so it may hold anything, even what parts these lists.
    return visible(str(value))


def _to_problems(joined: str) -> list[Problem]:
    parts = (item.split(_PART) for item in joined.split(_ITEM))
    return [Problem("", int(line), int(column), what, way) for line, column, what, way in parts]


def _from_work(work: Work) -> str:
    return _ITEM.join(f"{k}{_PART}{v}" for k, v in work._asdict().items() if v is not None)


def _to_work(joined: str) -> Work:
    parts: dict[str, Any] = dict(item.split(_PART) for item in _items(joined))
    year = parts.get("year")
    if year is not None and re.fullmatch(WHOLE_NUMBER, year):
        parts["year"] = int(year)
    return Work(**parts)


class Writer:
    """Brings a database in line with the files in force; reads only what has changed."""

    def __init__(self, db: sqlite3.Connection, load: Load, progress: Progress) -> None:
        self._db = db
        self._load = load
        self._progress = progress

    def fill(self, files: Sequence[LessonFile], seal: tuple[str, bytes, str, int]) -> None:
        """Make the database hold exactly `files`, in their order.

        Raises `UnusableFile` for a required file that is not in order; a fault of any other is
        kept in its place.
        """
        if not self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
            self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")
        self._drop(files)
        taken: dict[str, str] = {}
        for position, file in enumerate(files):
            self._place(file, position, taken, position / len(files), 1 / len(files))
        self._number()
        self._learn_words()
        self._db.execute("DELETE FROM seal")
        self._db.execute("INSERT INTO seal VALUES (?, ?, ?, ?)", seal)
        self._db.execute("COMMIT")

    def _drop(self, files: Sequence[LessonFile]) -> None:
        """Forget every file that is gone, was faulty, or may have changed."""
        stamps = {file.location: file.stamp for file in files}
        rows = self._db.execute("SELECT id, location, stamp, problem FROM file").fetchall()
        for file, location, stamp, problem in rows:
            if problem is not None or not stamp or stamps.get(location) != stamp:
                self._forget(file)

    def _place(
        self, file: LessonFile, position: int, taken: dict[str, str], start: float, share: float
    ) -> None:
        """Give `file` its place, and read it unless its themes are there already."""
        sql = "SELECT id, collection FROM file WHERE location = ?"
        row = self._db.execute(sql, (file.location,)).fetchone()
        try:
            if row:
                claim_id(row[1], file.path, taken)
                self._db.execute("UPDATE file SET position = ? WHERE id = ?", (position, row[0]))
                return
            collection = self._load(file)
            claim_id(collection.preface.id, file.path, taken)
            self._add(file, position, collection, start, share)
        except UnusableFile as fault:
            if file.required:
                raise
            if row:
                self._forget(row[0])
            values = (file.location, file.stamp, position, _from_problems(fault.problems))
            sql = "INSERT INTO file (location, stamp, position, problem) VALUES (?, ?, ?, ?)"
            self._db.execute(sql, values)

    def _add(
        self, file: LessonFile, position: int, book: Collection, start: float, share: float
    ) -> None:
        name, title, source, intro, closing, size = book.preface
        values = (
            *(file.location, file.stamp, position, name, words.key(name), size),
            *(title, _from_work(source), intro, closing),
        )
        added = self._db.execute(
            "INSERT INTO file (location, stamp, position, collection, key, size,"
            f" title, source, intro, closing) VALUES ({_marks(values)})",
            values,
        )
        base = (added.lastrowid or 0) << _SHIFT
        for place, theme in enumerate(book.themes):
            self._add_theme(base + place, theme)
            if place % 64 == 0:
                self._progress(start + share * place / size)

    def _add_theme(self, key: int, theme: Theme) -> None:
        run = self._db.execute
        tags, aliases = _ITEM.join(theme.tags), _ITEM.join(theme.aliases)
        scenes = _ITEM.join(f"{x.scene}{_PART}{x.shows}" for x in theme.examples)
        head = (key, theme.id, theme.title, tags, theme.takeaway)
        run("INSERT INTO theme VALUES (?, ?, ?, ?, ?)", head)
        body = (key, aliases, theme.summary, scenes, theme.lesson)
        run("INSERT INTO body VALUES (?, ?, ?, ?, ?)", body)
        run(f"INSERT INTO text (rowid, {_COLUMNS}) VALUES (?, {_marks(FIELDS)})", _text(key, theme))
        self._db.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?)", _names(key, theme))
        tagged = {(words.key(tag), key) for tag in theme.tags}
        self._db.executemany("INSERT INTO tag VALUES (?, ?)", tagged)

    def _forget(self, file: int) -> None:
        index = Index(self._db)
        bounds = (file << _SHIFT, (file << _SHIFT) + _PLACE)
        sql = "SELECT id FROM theme WHERE id BETWEEN ? AND ?"
        for (key,) in self._db.execute(sql, bounds).fetchall():
            self._forget_theme(key, index.theme(key))
        self._db.execute("DELETE FROM theme WHERE id BETWEEN ? AND ?", bounds)
        self._db.execute("DELETE FROM body WHERE id BETWEEN ? AND ?", bounds)
        self._db.execute("DELETE FROM file WHERE id = ?", (file,))

    def _forget_theme(self, key: int, theme: Theme) -> None:
        # A table that keeps no content must be told what it has indexed.
        sql = f"INSERT INTO text (text, rowid, {_COLUMNS}) VALUES ('delete', ?, {_marks(FIELDS)})"
        self._db.execute(sql, _text(key, theme))
        sql = "DELETE FROM name WHERE key = ? AND kind = ? AND theme = ?"
        self._db.executemany(sql, _names(key, theme))
        tagged = [(words.key(tag), key) for tag in theme.tags]
        self._db.executemany("DELETE FROM tag WHERE key = ? AND theme = ?", tagged)

    def _number(self) -> None:
        """Number the themes through, from 1, in the order of the files."""
        first = 1
        sql = "SELECT id, size FROM file WHERE problem IS NULL ORDER BY position"
        for file, size in self._db.execute(sql).fetchall():
            self._db.execute("UPDATE file SET first = ? WHERE id = ?", (first, file))
            first += size

    def _learn_words(self) -> None:
        """Keep every word of the texts, so that stems and near misses can be looked up."""
        run = self._db.execute
        run("DELETE FROM stem WHERE word NOT IN (SELECT term FROM vocabulary)")
        run(
            "INSERT INTO stem (word) SELECT term FROM vocabulary"
            " WHERE term NOT IN (SELECT word FROM stem) AND term <> ?",
            (_GAP.strip(),),
        )


_COLUMNS = ", ".join(FIELDS)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _text(key: int, theme: Theme) -> tuple[int | str, ...]:
    """A theme's row in the full-text table: its key, and its fields folded."""
    scenes = (f"{example.scene}: {example.shows}" for example in theme.examples)
    lists: Iterable[Iterable[str]] = (theme.aliases, theme.tags)
    aliases, tags = (_GAP.join(map(words.fold, items)) for items in lists)
    title, takeaway, summary, lesson = map(
        words.fold, (theme.title, theme.takeaway, theme.summary, theme.lesson)
    )
    return key, title, aliases, tags, takeaway, summary, _GAP.join(map(words.fold, scenes)), lesson


def _names(key: int, theme: Theme) -> list[tuple[str, int, int]]:
    named = [(theme.id, ID), *((alias, ALIAS) for alias in theme.aliases), (theme.title, TITLE)]
    return [(folded, kind, key) for name, kind in named if (folded := words.key(name))]
