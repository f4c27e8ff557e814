"""The shape of a lesson file, as one table: the parser checks it, the schema tells of it."""

import re
from typing import NamedTuple

LINE = "one line of text"
PROSE = "text"
YEAR = "a year"
LINES = "a list of short texts"
WORK = "a work"
THEMES = "a list of themes"
EXAMPLES = "a list of examples"

# An id holds a letter, so that it cannot be taken for a number of `lalaland list`.
ID = r"[0-9-]*[a-z][a-z0-9-]*"
ID_RULE = "use a-z, 0-9 and hyphens, with at least one letter"

# A year that is a number; any other is a text, such as `c. 1600`.
WHOLE_NUMBER = "-?(0|[1-9][0-9]{0,8})"

# What must never reach a terminal: control characters other than the line feed, the marks that
# turn the reading direction round, line breaks that only some programs know, and halves of
# characters.
UNSAFE = (
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

# A tab is escaped too: where it matters, it parts columns.
_ESCAPES = {"\t": "\\t", "\r": "\\r"}

MAX_BYTES = 64 * 1024 * 1024


class Field(NamedTuple):
    """One key of a mapping: what its value must be, whether it may be left out, what it means."""

    name: str
    kind: str
    required: bool
    about: str


COLLECTION = (
    Field("id", LINE, False, "A short name of the collection; the file's name if left out."),
    Field("title", LINE, True, "What the collection is called."),
    Field("source", WORK, False, "The film, book or talk that it was drawn from."),
    Field("intro", PROSE, False, "What one should know before the first theme."),
    Field("closing", PROSE, False, "What to take away from the whole."),
    Field("themes", THEMES, True, "The themes, in the order in which they are listed."),
)

SOURCE = (
    Field("film", LINE, False, "The film's title."),
    Field("book", LINE, False, "The book's title."),
    Field("talk", LINE, False, "The talk's title."),
    Field("series", LINE, False, "The series' title."),
    Field("year", YEAR, False, "The year it came out."),
    Field("director", LINE, False, "Who directed it."),
    Field("author", LINE, False, "Who wrote it."),
    Field("speaker", LINE, False, "Who gave it."),
    Field("link", LINE, False, "Where to find it."),
)

THEME = (
    Field("id", LINE, True, "The theme's short name, unique in the file."),
    Field("title", LINE, True, "What the theme is called."),
    Field("aliases", LINES, False, "Other words one would type for it."),
    Field("tags", LINES, False, "Words that several themes share, for --tag."),
    Field("takeaway", LINE, False, "One sentence to remember; else the lesson's first."),
    Field("summary", PROSE, True, "What the theme is about, in a paragraph."),
    Field("examples", EXAMPLES, True, "The scenes that show it, at least one."),
    Field("lesson", PROSE, True, "The lesson and how to use it, in one to three paragraphs."),
)

EXAMPLE = (
    Field("scene", LINE, True, "A short name of the scene."),
    Field("shows", PROSE, True, "What happens in it, and what it shows."),
)


def visible(text: str) -> str:
    """`text` with every unsafe character written out as an escape, such as `\\x1b`."""
    if text.isascii() and text.isprintable():
        return text
    return re.sub(UNSAFE, lambda found: _escaped(found[0]), text)


def _escaped(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file's name or an argument that is not UTF-8
        code -= 0xDC00
    return _ESCAPES.get(char) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
