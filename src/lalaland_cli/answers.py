"""What a question is answered with: plain values, which `forms` knows how to write."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from lalaland_cli.errors import Problem, UnusableFile
from lalaland_cli.model import Entry, Preface, Reason, Theme


class Listing(NamedTuple):
    """The themes in order; `titles` are those of the collections in question, by id."""

    entries: Sequence[Entry]
    titles: dict[str, str]


class Resolution(NamedTuple):
    """A theme in full, found by a name.

    `typed` is what was asked for; `exact` is false where it is only how `name` begins.
    """

    theme: Theme
    name: str
    exact: bool
    typed: str = ""


class Lesson(NamedTuple):
    """A theme to be shown by its lesson alone."""

    theme: Theme


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


class Search(NamedTuple):
    """What a search found, best first: at most as many hits as asked for, of `total`.

    Where there are none, the rest says why: `words` are the different words that count,
    `unknown` those of them that no lesson holds, `near` words that are spelled like those.
    `narrowed` tells whether the search was limited to fields or to a collection.
    """

    query: str
    hits: tuple[Hit, ...]
    total: int
    words: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    narrowed: bool = False


class Prefaces(NamedTuple):
    """What collections say of themselves."""

    books: tuple[Preface, ...]


class Source(NamedTuple):
    """A file or folder that was considered: whether it is read, and why.

    `themes` counts its themes: 0 where it is not read, for the `reason` or for its `fault`.
    """

    path: str
    in_force: bool
    reason: Reason
    themes: int = 0
    fault: UnusableFile | None = None


class Sources(NamedTuple):
    """Every place that lessons may come from."""

    rows: tuple[Source, ...]


class Report(NamedTuple):
    """How many files were checked, and all their problems in the order of files and places."""

    files: int
    problems: tuple[Problem, ...]


class Schema(NamedTuple):
    """A JSON Schema, as plain data."""

    value: dict[str, Any]


class Written(NamedTuple):
    """A file that was written at `path`.

    It is a `collection`, one at a path that the person `named`, or a shell's `completion`.
    """

    path: str
    kind: Literal["collection", "named", "completion"]


class Text(NamedTuple):
    """A text that is itself the answer."""

    text: str
