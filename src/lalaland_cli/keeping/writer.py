"""Updates of an index's database, which read only the files that have changed."""

import re
import sqlite3
from collections.abc import Callable, Sequence

from lalaland_cli.claims import claim
from lalaland_cli.errors import Problem, UnusableFile
from lalaland_cli.fields import SEARCH_FIELDS
from lalaland_cli.keeping.database import ALIAS, COLUMNS, GAP, ID, SCHEMA, TITLE, joined, marks
from lalaland_cli.keeping.index import Index
from lalaland_cli.model import Collection, LessonFile, Theme
from lalaland_cli.text import words
from lalaland_cli.text.unsafe import visible

Load = Callable[[LessonFile], Collection]
Progress = Callable[[float], None]

_PROGRESS_EVERY = 64  # themes

_LONGEST_WORD = 1000
_TOO_LONG = f"\\S{{{_LONGEST_WORD + 1},}}"


class Writer:
    """A writer to one database.

    `load` reads a file; `progress` takes the share done, from 0 to 1.
    """

    def __init__(self, db: sqlite3.Connection, load: Load, progress: Progress) -> None:
        self._db = db
        self._load = load
        self._progress = progress
        self._owners: dict[str, str] = {}

    def fill(self, files: Sequence[LessonFile], seal: tuple[str, bytes, str, int]) -> None:
        """Make the database contain exactly `files`, in order, and a seal (see `Index.seal`).

        Raises `UnusableFile` if a required file has problems; those of any other file are stored
        instead of its themes.
        """
        if not self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
            self._db.executescript(SCHEMA)
        self._db.execute("BEGIN")
        self._drop(files)
        for position, file in enumerate(files):
            self._place(file, position, len(files))
        self._number()
        self._learn_words()
        self._db.execute("DELETE FROM seal")
        self._db.execute(f"INSERT INTO seal VALUES ({marks(len(seal))})", seal)
        self._db.execute("COMMIT")

    def _drop(self, files: Sequence[LessonFile]) -> None:
        """Forget every file that is gone, was faulty, or may have changed."""
        stamps = {file.location: file.stamp for file in files}
        rows = self._db.execute("SELECT id, location, stamp, problem FROM file").fetchall()
        for file, location, stamp, problem in rows:
            if problem is not None or not stamp or stamps.get(location) != stamp:
                self._forget(file)

    def _place(self, file: LessonFile, position: int, count: int) -> None:
        """Set the position of `file`, and read it unless its themes are already stored."""
        sql = "SELECT id, collection FROM file WHERE location = ?"
        row = self._db.execute(sql, (file.location,)).fetchone()
        try:
            if row:
                claim(self._owners, row[1], file.path)
                self._db.execute("UPDATE file SET position = ? WHERE id = ?", (position, row[0]))
                return
            collection = self._load(file)
            claim(self._owners, collection.preface.id, file.path)
        except UnusableFile as fault:
            if file.required:
                raise
            if row:
                self._forget(row[0])
            self._insert(
                "file",
                location=file.location,
                stamp=file.stamp,
                position=position,
                problem=_kept(fault.problems),
            )
            return
        added = self._add_file(file, position, collection)
        for place, theme in enumerate(collection.themes):
            self._add_theme(added, theme)
            if place % _PROGRESS_EVERY == 0:
                self._progress((position + place / len(collection.themes)) / count)

    def _insert(self, table: str, **values: object) -> int:
        """Add a row to a table and return its id."""
        columns = ", ".join(f'"{name}"' for name in values)
        sql = f"INSERT INTO {table} ({columns}) VALUES ({marks(len(values))})"
        return self._db.execute(sql, tuple(values.values())).lastrowid or 0

    def _add_file(self, file: LessonFile, position: int, collection: Collection) -> int:
        preface = collection.preface
        return self._insert(
            "file",
            location=file.location,
            stamp=file.stamp,
            position=position,
            collection=preface.id,
            key=words.key(preface.id),
            title_key=words.key(preface.title),
            size=preface.size,
            title=preface.title,
            intro=preface.intro,
            closing=preface.closing,
            language=preface.language,
            **preface.source._asdict(),
        )

    def _add_theme(self, file: int, theme: Theme) -> None:
        listed = _columns(theme, "number", "title", "tags", "takeaway")
        key = self._insert("theme", file=file, shared=0, name=theme.id, **listed)
        body = _columns(theme, "aliases", "when", "summary", "examples", "lesson", "line")
        self._insert("body", id=key, **body)
        run = self._db.executemany
        run(f"INSERT INTO text (rowid, {COLUMNS}) VALUES ({_TEXT_MARKS})", [_text(key, theme)])
        run("INSERT OR IGNORE INTO name VALUES (?, ?, ?, ?)", _names(key, theme))
        run("INSERT OR IGNORE INTO tag VALUES (?, ?, ?)", _tags(key, theme))

    def _forget(self, file: int) -> None:
        index = Index(self._db)
        rows = self._db.execute("SELECT id FROM theme WHERE file = ?", (file,)).fetchall()
        for (key,) in rows:
            self._forget_theme(key, index.theme(key))
        self._db.execute("DELETE FROM theme WHERE file = ?", (file,))
        self._db.execute("DELETE FROM file WHERE id = ?", (file,))

    def _forget_theme(self, key: int, theme: Theme) -> None:
        # A contentless FTS5 table must be told what it had indexed.
        sql = f"INSERT INTO text (text, rowid, {COLUMNS}) VALUES ('delete', {_TEXT_MARKS})"
        self._db.execute(sql, _text(key, theme))
        named = [row[:3] for row in _names(key, theme)]
        self._db.executemany("DELETE FROM name WHERE key = ? AND kind = ? AND theme = ?", named)
        tagged = [row[:2] for row in _tags(key, theme)]
        self._db.executemany("DELETE FROM tag WHERE key = ? AND theme = ?", tagged)
        self._db.execute("DELETE FROM body WHERE id = ?", (key,))

    def _number(self) -> None:
        """Number all themes from 1, in the order of the files, and mark those with shared ids."""
        run, first = self._db.execute, 1
        sql = "SELECT id, size, first FROM file WHERE problem IS NULL ORDER BY position"
        for file, size, before in run(sql).fetchall():
            if before != first:
                shift = first - (before or 1)
                run("UPDATE theme SET number = number + ? WHERE file = ?", (shift, file))
                run("UPDATE file SET first = ? WHERE id = ?", (first, file))
            first += size
        run("UPDATE theme SET shared = 0 WHERE shared")
        run(
            "UPDATE theme SET shared = 1 WHERE id IN (SELECT theme FROM name WHERE kind = ?1 AND"
            " key IN (SELECT key FROM name WHERE kind = ?1 GROUP BY key HAVING count(*) > 1))",
            (ID,),
        )

    def _learn_words(self) -> None:
        """Store every word of the texts, so that stems and near misses can be looked up."""
        run = self._db.execute
        run("DELETE FROM word")
        run("INSERT INTO word (word) SELECT term FROM vocabulary WHERE term <> ?", (GAP.strip(),))
        run("INSERT INTO stem (stem) VALUES ('rebuild')")


_TEXT_MARKS = marks(1 + len(SEARCH_FIELDS))


def _columns(theme: Theme, *names: str) -> dict[str, object]:
    """Return some fields of a theme, each as one column value."""
    values = {name: getattr(theme, name) for name in names}
    return {n: joined(v) if isinstance(v, tuple) else v for n, v in values.items()}


def _text(key: int, theme: Theme) -> tuple[int | str, ...]:
    """Return a theme's row in the full-text table: its key, and its fields folded."""
    return key, *(GAP.join(map(_folded, field.texts(theme))) for field in SEARCH_FIELDS)


def _folded(text: str) -> str:
    """Return a text folded, with words truncated to a length that FTS5 stores whole."""
    folded = words.fold(text)
    return re.sub(_TOO_LONG, lambda found: found[0][:_LONGEST_WORD], folded)


def _names(key: int, theme: Theme) -> list[tuple[str, int, int, str]]:
    named = [(theme.id, ID), *((alias, ALIAS) for alias in theme.aliases), (theme.title, TITLE)]
    return [(folded, kind, key, name) for name, kind in named if (folded := words.key(name))]


def _tags(key: int, theme: Theme) -> list[tuple[str, int, str]]:
    return [(words.key(tag), key, tag) for tag in theme.tags]


def _kept(problems: Sequence[Problem]) -> str:
    # Messages quote the faulty text, so they may contain anything, even these separators.
    return joined([visible(str(part)) for part in problem[1:]] for problem in problems)
