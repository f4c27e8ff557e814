"""The values that flow through the program: frozen, typed, and without any I/O.

They are named tuples: a frozen dataclass takes seven times as long to define, and each run of
the program waits for that.
"""

from typing import NamedTuple

from lalaland_cli.errors import Problem, UnusableFile


class Example(NamedTuple):
    """A scene, by a short name, and what happens in it and shows."""

    scene: str
    shows: str


class Entry(NamedTuple):
    """A theme's line in a list: what `Theme` holds of the same names, without the texts."""

    number: int
    id: str
    collection: str
    title: str
    tags: tuple[str, ...]
    takeaway: str


class Theme(NamedTuple):
    """A whole theme.

    `number` counts from 1 through all collections in force. `id` is unique within the
    collection whose id is `collection`. `summary` and `lesson` are prose: a blank line parts two
    paragraphs.
    """

    number: int
    id: str
    collection: str
    title: str
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    takeaway: str
    summary: str
    examples: tuple[Example, ...]
    lesson: str


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
    link: str | None = None


class Preface(NamedTuple):
    """What a collection says of itself, and how many themes it holds (`size`)."""

    id: str
    title: str
    source: Work
    intro: str
    closing: str
    size: int


class Collection(NamedTuple):
    """One lesson file, read whole: its preface, and its themes, numbered from 1."""

    preface: Preface
    themes: tuple[Theme, ...]


class Match(NamedTuple):
    """An excerpt of a theme: `spans` are (start, end) character offsets of hits in `text`."""

    field: str
    text: str
    spans: tuple[tuple[int, int], ...]


class Hit(NamedTuple):
    """A theme that a search found. `score` is higher for a better hit; `matches` has one or two."""

    theme: Theme
    score: float
    matches: tuple[Match, ...]


class Resolution(NamedTuple):
    """What somebody typed led to: a theme, by one of its names.

    `exact` is false where only the beginning of `name` was typed.
    """

    theme: Theme
    name: str
    exact: bool


class LessonFile(NamedTuple):
    """A file that is in force.

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


def qualified(theme: Entry | Theme) -> str:
    """The name that always resolves: `collection/id`."""
    return f"{theme.collection}/{theme.id}"


def claim_id(collection: str, path: str, taken: dict[str, str]) -> None:
    """Note in `taken` that the file at `path` has this collection id.

    Raises `UnusableFile`, naming both files, if another has it, or one that differs only in its
    hyphens, which do not matter where a name is typed.
    """
    other = taken.setdefault(collection.replace("-", ""), path)
    if other != path:
        what = f"the collection id `{collection}` is taken by {other}"
        raise UnusableFile([Problem(path, 0, 0, what, "give one of the two another `id:`")])
