"""The database of an index: its tables, how values are laid out in them, and how it is opened."""

import os
import re
import sqlite3
from collections.abc import Iterable
from urllib.parse import quote

from lalaland_cli.fields import FIELDS
from lalaland_cli.model import Work

# A database of another layout is never read.
LAYOUT = 7

# What kind of name leads to a theme; the first kind outranks the others.
ID, ALIAS, TITLE = range(3)

# Content holds no control characters, so these can separate the items of a list. The third
# separates them in folded text, where it is a word that no query can contain.
ITEM, PART, GAP = "\x1e", "\x1f", " \x80 "

COLUMNS = ", ".join(f'"{name}"' for name in FIELDS)
WORK_COLUMNS = ", ".join(f'"{name}"' for name in Work._fields)

# The sizes of texts are not kept: BM25 would read one for every hit, which takes twice as long as
# finding them, and lessons are alike in length.
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
    id INTEGER PRIMARY KEY, aliases TEXT, situations TEXT, summary TEXT, examples TEXT, lesson TEXT,
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
    """A database to be filled, which commits nothing by itself; `:memory:` is no file."""
    return sqlite3.connect(
        path if path == ":memory:" else _uri(path), uri=True, isolation_level=None
    )


def connect_to_read(path: str) -> sqlite3.Connection:
    """A database that can do nothing but answer, read without any locking.

    Raises `sqlite3.DatabaseError` if it holds more than our tables: a view or a trigger could run
    what its writer wanted.
    """
    db = sqlite3.connect(f"{_uri(path)}?mode=ro&immutable=1", uri=True, isolation_level=None)
    try:
        harden(db)
    except BaseException:
        db.close()
        raise
    return db


def harden(db: sqlite3.Connection) -> None:
    """Let a database answer, and nothing else, within bounds of size and time."""
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA query_only = ON")
    if hasattr(db, "setconfig"):  # from Python 3.12 on
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
    """The statement that makes each of our tables and indexes, by its name."""
    statements = (" ".join(part.split()) for part in SCHEMA.split(";"))
    return {re.split(r"[ (]", sql.replace("VIRTUAL ", ""))[2]: sql for sql in statements if sql}


_TABLES = _statements()

# What FTS5 keeps the words in.
_SHADOW = "(text|stem)_(data|idx|config)"

_DEFENSIVE: int = getattr(sqlite3, "SQLITE_DBCONFIG_DEFENSIVE", 0)

# No value of a lesson file is longer, and no question takes so many steps (some ten seconds).
_LONGEST_VALUE = 256 * 1024 * 1024
_STEPS_A_ROUND, _MOST_ROUNDS = 10_000_000, 200


def _uri(path: str) -> str:
    return f"file://{quote(os.fsencode(os.path.abspath(path)))}"


def joined(items: Iterable[str]) -> str:
    """A list of texts as one value of a column."""
    return ITEM.join(items)


def items(value: str) -> tuple[str, ...]:
    """The list that `joined` made one value of."""
    return tuple(value.split(ITEM)) if value else ()


def marks(count: int) -> str:
    """So many placeholders."""
    return ", ".join("?" * count)
