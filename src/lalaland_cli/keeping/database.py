"""The database of an index: its tables, the layout of their values, and opening it."""

import os
import re
import sqlite3
from collections.abc import Iterable
from urllib.parse import quote

from lalaland_cli.fields import FIELDS
from lalaland_cli.model import Work

# A database with another layout is never read.
LAYOUT = 8

# The kinds of name that refer to a theme, the highest ranking first.
ID, ALIAS, TITLE = range(3)

# Content has no control characters, so these can separate list items and their parts. `GAP`
# separates items in folded text, as a word that no query can contain.
ITEM, PART, GAP = "\x1e", "\x1f", " \x80 "

COLUMNS = ", ".join(f'"{name}"' for name in FIELDS)
WORK_COLUMNS = ", ".join(f'"{name}"' for name in Work._fields)

# Text sizes are not stored: BM25 would read one for every hit, which takes twice as long as
# finding the hits, and lessons are similar in length.
SCHEMA = f"""
CREATE TABLE seal (layout TEXT, roots BLOB, fingerprint TEXT, modified INTEGER);
CREATE TABLE file (
    id INTEGER PRIMARY KEY, location TEXT UNIQUE, stamp TEXT, position INTEGER, problem TEXT,
    collection TEXT, key TEXT, title_key TEXT, first INTEGER, size INTEGER,
    title TEXT, intro TEXT, closing TEXT, language TEXT, {WORK_COLUMNS}
);
CREATE TABLE theme (
    id INTEGER PRIMARY KEY, file INTEGER, number INTEGER, shared INTEGER,
    name TEXT, title TEXT, tags TEXT, takeaway TEXT
);
CREATE INDEX theme_number ON theme (number);
CREATE INDEX theme_file ON theme (file);
CREATE TABLE body (
    id INTEGER PRIMARY KEY, aliases TEXT, "when" TEXT, summary TEXT, examples TEXT, lesson TEXT,
    line INTEGER
);
CREATE TABLE name (
    key TEXT, kind INTEGER, theme INTEGER, text TEXT, PRIMARY KEY (key, kind, theme)
) WITHOUT ROWID;
CREATE TABLE tag (
    key TEXT, theme INTEGER, text TEXT, PRIMARY KEY (key, theme)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE text USING fts5 ({COLUMNS}, content='', columnsize=0, tokenize='ascii');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (text, row);
CREATE TABLE word (id INTEGER PRIMARY KEY, word TEXT);
CREATE INDEX word_length ON word (length(word), word);
CREATE VIRTUAL TABLE stem USING fts5 (
    word, content='word', content_rowid='id', columnsize=0, tokenize='porter ascii'
);
"""


def connect(path: str) -> sqlite3.Connection:
    """Open a database to fill, leaving transactions to the caller; `:memory:` needs no file."""
    return sqlite3.connect(
        path if path == ":memory:" else _uri(path), uri=True, isolation_level=None
    )


def connect_to_read(path: str) -> sqlite3.Connection:
    """Open a database for queries only, without any locking.

    Raises `sqlite3.DatabaseError` if it contains more than our tables: a view or a trigger could
    run code of its author's choice.
    """
    db = sqlite3.connect(f"{_uri(path)}?mode=ro&immutable=1", uri=True, isolation_level=None)
    try:
        harden(db)
    except BaseException:
        db.close()
        raise
    return db


def harden(db: sqlite3.Connection) -> None:
    """Restrict a database to queries, with limits on size and time."""
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA query_only = ON")
    if hasattr(db, "setconfig"):  # Python 3.12 or later
        db.setconfig(_DEFENSIVE, True)
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    db.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    steps = iter(range(_MOST_ROUNDS))
    db.set_progress_handler(lambda: next(steps, None) is None, _STEPS_A_ROUND)
    if not all(_is_ours(*row) for row in db.execute("SELECT name, sql FROM sqlite_master")):
        raise sqlite3.DatabaseError("it holds more than an index does")


def _is_ours(name: str, sql: str | None) -> bool:
    made = " ".join((sql or "").split())
    if name in _TABLES:
        return made == _TABLES[name]
    if sql is None:
        return name.startswith("sqlite_autoindex_")
    return bool(re.fullmatch(_SHADOW, name)) and made.startswith("CREATE TABLE '")


def _statements() -> dict[str, str]:
    """Return the statement that creates each of our tables and indexes, by name."""
    statements = (" ".join(part.split()) for part in SCHEMA.split(";"))
    return {re.split(r"[ (]", sql.replace("VIRTUAL ", ""))[2]: sql for sql in statements if sql}


_TABLES = _statements()

# The shadow tables in which FTS5 stores its words.
_SHADOW = "(text|stem)_(data|idx|config)"

_DEFENSIVE: int = getattr(sqlite3, "SQLITE_DBCONFIG_DEFENSIVE", 0)

# No value of a lesson file is longer, and no query takes this many steps (about ten seconds).
_LONGEST_VALUE = 256 * 1024 * 1024
_STEPS_A_ROUND, _MOST_ROUNDS = 10_000_000, 200


def _uri(path: str) -> str:
    return f"file://{quote(os.fsencode(os.path.abspath(path)))}"


def joined(items: Iterable[str | Iterable[str]]) -> str:
    """Join a list of texts, each of one or more parts, into one column value."""
    return ITEM.join(item if isinstance(item, str) else PART.join(item) for item in items)


def items(value: str) -> tuple[str, ...]:
    """Return the list from which `joined` made a column value."""
    return tuple(value.split(ITEM)) if value else ()


def marks(count: int) -> str:
    """Return this number of SQL placeholders, separated by commas."""
    return ", ".join("?" * count)
