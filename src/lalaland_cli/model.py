"""The program's data model: immutable, typed values without any I/O.

They are named tuples because a frozen dataclass takes seven times as long to define, which would
delay every run of the program.
"""

from typing import Literal, NamedTuple

# Why a file or folder is read: it was named, is listed in LALALAND_FILE, comes with lalaland, or
# is the user's own; or why it is not: others were named or listed instead, or it does not exist.
Reason = Literal["named", "listed", "bundled", "own", "named-others", "listed-others", "absent"]


# Why a file or folder is not trusted: it is a link, belongs to another user, can be written by
# others, or is not of the expected kind.
Flaw = Literal["", "link", "owner", "writable", "kind"]


class Example(NamedTuple):
    """A scene: its short name, which may be empty, and what happens in it and what it shows."""

    scene: str
    shows: str


class Work(NamedTuple):
    """The work that a collection draws on. All fields are optional; `year` may be `c. 1600`."""

    film: str | None = None
    book: str | None = None
    talk: str | None = None
    series: str | None = None
    year: int | str | None = None
    director: str | None = None
    author: str | None = None
    speaker: str | None = None
    cast: str | None = None
    link: str | None = None

    @property
    def title(self) -> str:
        """The title of the film, book, talk or series; empty if none is given."""
        return self.film or self.book or self.talk or self.series or ""


class Entry(NamedTuple):
    """A theme as listed: the fields of `Theme` with the same names, without the longer texts."""

    number: int
    id: str
    collection: str
    name: str
    title: str
    tags: tuple[str, ...]
    takeaway: str


class Theme(NamedTuple):
    """A theme in full.

    `number` counts from 1 across all loaded collections. `id` is unique within the collection
    whose id is `collection`; `name` is the theme's shortest unambiguous name: its id, or
    `collection/id` if several collections share that id. `when` holds situations in which the
    lesson helps. `summary` and `lesson` are prose, with blank lines between paragraphs. `summary`
    may be empty, and there may be no examples. `source` is the work that the collection draws on.
    `file` is the lesson file's absolute path as text (`Library.path_of` returns a path that can be
    opened), and `line` is the line where the theme begins, from 1.
    """

    number: int
    id: str
    collection: str
    name: str
    title: str
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    when: tuple[str, ...]
    takeaway: str
    summary: str
    examples: tuple[Example, ...]
    lesson: str
    collection_title: str
    source: Work
    file: str = ""
    line: int = 0


class Preface(NamedTuple):
    """A collection without its themes: its own texts, its number of themes (`size`), its `file`.

    `language` is a BCP 47 tag, or empty if none is given.
    """

    id: str
    title: str
    source: Work
    intro: str
    closing: str
    size: int
    file: str = ""
    language: str = ""


class Collection(NamedTuple):
    """A lesson file read in full: its preface, and its themes, numbered from 1."""

    preface: Preface
    themes: tuple[Theme, ...]


class LessonFile(NamedTuple):
    """A lesson file to read.

    `path` is the path as the user typed it, and `location` the same path made absolute, as text.
    `stamp` changes whenever the file may have changed, and is empty if that cannot be relied on. A
    `required` file was named by the user, so a fault in it stops the program.
    """

    path: str
    location: str
    stamp: str
    required: bool

    @property
    def is_stdin(self) -> bool:
        """Whether this is standard input, which can be read only once and is never the same."""
        return self.path == "-"
