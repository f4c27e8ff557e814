"""The values that flow through the program: frozen, typed, and without any I/O."""

from dataclasses import dataclass

from lalaland_cli.errors import Problem, UnusableFile


@dataclass(frozen=True)
class Example:
    """A scene, by a short name, and what happens in it and shows."""

    scene: str
    shows: str


@dataclass(frozen=True)
class Entry:
    """A theme's line in a list.

    `number` counts from 1 through all collections in force. `id` is unique within the
    collection whose id is `collection`.
    """

    number: int
    id: str
    collection: str
    title: str
    tags: tuple[str, ...]
    takeaway: str

    @property
    def qualified(self) -> str:
        """The name that always resolves: `collection/id`."""
        return f"{self.collection}/{self.id}"


@dataclass(frozen=True)
class Theme(Entry):
    """A whole theme. `summary` and `lesson` are prose: a blank line parts two paragraphs."""

    aliases: tuple[str, ...]
    summary: str
    examples: tuple[Example, ...]
    lesson: str


@dataclass(frozen=True)
class Work:
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


@dataclass(frozen=True)
class Preface:
    """What a collection says of itself, and how many themes it holds (`size`)."""

    id: str
    title: str
    source: Work
    intro: str
    closing: str
    size: int


@dataclass(frozen=True)
class Collection(Preface):
    """One lesson file, read whole. `themes` are numbered from 1 in the file's order."""

    themes: tuple[Theme, ...]


@dataclass(frozen=True)
class Match:
    """An excerpt of a theme: `spans` are (start, end) character offsets of hits in `text`."""

    field: str
    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Hit:
    """A theme that a search found. `score` is higher for a better hit; `matches` has one or two."""

    theme: Theme
    score: float
    matches: tuple[Match, ...]


@dataclass(frozen=True)
class LessonFile:
    """A file that is in force.

    `path` is as the person typed it, `location` the same made absolute. `stamp` changes
    whenever the file may have changed, and is empty where it cannot be trusted. A `required`
    file was named by the person, so that a fault in it stops the program. `data` holds what
    cannot be read twice (standard input).
    """

    path: str
    location: str
    stamp: str
    required: bool
    data: bytes | None = None


def claim_id(collection: str, path: str, taken: dict[str, str]) -> None:
    """Note in `taken` that the file at `path` has this collection id.

    Raises `UnusableFile`, naming both files, if another has it, or one that differs only in its
    hyphens, which do not matter where a name is typed.
    """
    other = taken.setdefault(collection.replace("-", ""), path)
    if other != path:
        what = f"the collection id `{collection}` is taken by {other}"
        raise UnusableFile([Problem(path, 0, 0, what, "give one of the two another `id:`")])
