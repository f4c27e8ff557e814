"""The database of an index: its tables, how values are laid out in them, and how it is opened."""

import os
import sqlite3
from collections.abc import Iterable
from urllib.parse import quote

from lalaland_cli.fields import FIELDS
from lalaland_cli.model import Work

# A database of another layout is never read.
LAYOUT = 3

# What kind of name leads to a theme; the first kind outranks the others.
ID, ALIAS, TITLE = range(3)

# Content holds no control characters, so these can separate the items of a list. The third
# separates them in folded text, where it is a word that no query can contain.
ITEM, PART, GAP = "\x1e", "\x1f", " \x80 "

COLUMNS = ", ".join(f'"{name}"' for name in FIELDS)

SCHEMA = f"""
CREATE TABLE seal (layout TEXT, roots BLOB, fingerprint TEXT, modified INTEGER);
CREATE TABLE file (
    id INTEGER PRIMARY KEY, location TEXT UNIQUE, stamp TEXT, position INTEGER, problem TEXT,
    collection TEXT, key TEXT, first INTEGER, size INTEGER,
    title TEXT, intro TEXT, closing TEXT, {", ".join(Work._fields)}
);
CREATE TABLE theme (
    id INTEGER PRIMARY KEY, file INTEGER, number INTEGER, shared INTEGER,
    name TEXT, title TEXT, tags TEXT, takeaway TEXT
);
CREATE INDEX theme_number ON theme (number);
CREATE INDEX theme_file ON theme (file);
CREATE TABLE body (
    id INTEGER PRIMARY KEY, aliases TEXT, situations TEXT, summary TEXT, examples TEXT, lesson TEXT
);
CREATE TABLE name (
    key TEXT, kind INTEGER, theme INTEGER, text TEXT, PRIMARY KEY (key, kind, theme)
) WITHOUT ROWID;
CREATE TABLE tag (
    key TEXT, theme INTEGER, text TEXT, PRIMARY KEY (key, theme)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE text USING fts5 ({COLUMNS}, content='', tokenize='ascii');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (text, row);
CREATE VIRTUAL TABLE stem USING fts5 (word, tokenize='porter ascii');
"""


def connect(path: str, *, immutable: bool = False) -> sqlite3.Connection:
    """A database that commits nothing by itself; `immutable` is read without any locking."""
    options = "?mode=ro&immutable=1" if immutable else ""
    target = f"file:{quote(os.fsencode(path))}{options}"
    return sqlite3.connect(target, uri=True, isolation_level=None)


def joined(items: Iterable[str]) -> str:
    """A list of texts as one value of a column."""
    return ITEM.join(items)


def items(value: str) -> tuple[str, ...]:
    """The list that `joined` made one value of."""
    return tuple(value.split(ITEM)) if value else ()


def marks(count: int) -> str:
    """So many placeholders."""
    return ", ".join("?" * count)
