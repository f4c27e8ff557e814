"""The values that flow through the program: immutable, typed, and without any I/O.

They are named tuples: a frozen dataclass takes seven times as long to define, and each run of
the program waits for that.
"""

from typing import Literal, NamedTuple

# Why a file or folder is read: it was named, listed in LALALAND_FILE, comes with lalaland, or is
# the person's own; or why it is not: others were named or listed instead, or it is not there.
Reason = Literal["named", "listed", "bundled", "own", "named-others", "listed-others", "absent"]


# Why a file or folder is not trusted: it is a link, belongs to somebody else, others can write
# it, or it is another kind of thing.
Flaw = Literal["", "link", "owner", "writable", "kind"]


class Example(NamedTuple):
    """A scene, by a short name (which may be empty), and what happens in it and shows."""

    scene: str
    shows: str


class Work(NamedTuple):
    """What a collection was drawn from. All parts are optional; `year` may be `c. 1600`."""

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
        """What it is called, whatever kind of work it is; empty if that is not known."""
        return self.film or self.book or self.talk or self.series or ""


class Entry(NamedTuple):
    """A theme's line in a list: what `Theme` holds under the same names, without the texts."""

    number: int
    id: str
    collection: str
    name: str
    title: str
    tags: tuple[str, ...]
    takeaway: str


class Theme(NamedTuple):
    """A whole theme.

    `number` counts from 1 through all loaded collections. `id` is unique within the collection
    whose id is `collection`; `name` is the shortest name that leads to the theme: the id, or
    `collection/id` where collections share one. `when` are situations in which the lesson helps.
    `summary` and `lesson` are prose: a blank line separates two paragraphs. `summary` may be
    empty, and there may be no examples. `source` is what the collection was drawn from. `file` is
    the lesson file's absolute path as text (`Library.path_of` gives it as it can be opened), and
    `line` the one where the theme begins, from 1.
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
    """What a collection says of itself, how many themes it holds (`size`), and its `file`.

    `language` is a tag as in BCP 47, and empty where it is not given.
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
    """One lesson file, read in full: its preface, and its themes, numbered from 1."""

    preface: Preface
    themes: tuple[Theme, ...]


class LessonFile(NamedTuple):
    """A file to read.

    `path` is as the person typed it, `location` the same made absolute. `stamp` changes
    whenever the file may have changed, and is empty where it cannot be trusted. A `required`
    file was named by the person, so that a fault in it stops the program.
    """

    path: str
    location: str
    stamp: str
    required: bool

    @property
    def is_stdin(self) -> bool:
        """Whether this is standard input, which can be read once and is never the same."""
        return self.path == "-"
