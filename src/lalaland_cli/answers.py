"""What a question is answered with: plain values, which `forms` knows how to write."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from lalaland_cli.errors import Problem, UnusableFile
from lalaland_cli.model import Entry, Example, Flaw, Preface, Reason, Theme


class Listing(NamedTuple):
    """The themes in order; `titles` are those of the collections in question, by id."""

    entries: Sequence[Entry]
    titles: dict[str, str]


class Resolution(NamedTuple):
    """A theme in full, found by a name.

    `typed` is what was asked for: `name` itself, how it begins (a `prefix`), or a `misspelling`.
    """

    theme: Theme
    name: str
    kind: Literal["exact", "prefix", "misspelling"] = "exact"
    typed: str = ""


class Lesson(NamedTuple):
    """A theme to be shown by its lesson alone."""

    theme: Theme


class Tags(NamedTuple):
    """Every tag with the number of its themes, the most frequent first."""

    counts: Sequence[tuple[str, int]]


class Match(NamedTuple):
    """An excerpt of a theme: `spans` are (start, end) character offsets of hits in `text`."""

    field: str
    text: str
    spans: tuple[tuple[int, int], ...]


class Hit(NamedTuple):
    """A theme that a search found.

    `score` is higher for a better hit; `matches` has one or two; `missing` are the words of the
    query that the theme lacks.
    """

    theme: Theme
    score: float
    matches: tuple[Match, ...]
    missing: tuple[str, ...] = ()


class Correction(NamedTuple):
    """A word that stands nowhere, and the one that it was taken for."""

    typed: str
    taken: str


class Search(NamedTuple):
    """What a search found, best first: at most as many hits as asked for, of `total`.

    `words` are the different words that counted, and `corrected` those that were respelled. Where
    there are no hits, `near` are words that may have been meant. `narrowed` tells whether the
    search was limited to fields or to a collection, `match` how much of the query had to match.
    """

    query: str
    hits: tuple[Hit, ...]
    total: int
    words: tuple[str, ...] = ()
    corrected: tuple[Correction, ...] = ()
    near: tuple[str, ...] = ()
    narrowed: bool = False
    match: Literal["best", "all", "any"] = "best"


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


class FlawedIndex(NamedTuple):
    """A kept index that another user may have written, so that a new one is made for each run."""

    path: str
    flaw: Flaw


class Sources(NamedTuple):
    """Every place that lessons may come from, and the kept index if it is not trusted."""

    rows: tuple[Source, ...]
    flawed: FlawedIndex | None = None


class Report(NamedTuple):
    """How many files were checked, and all their problems in the order of files and places."""

    files: int
    problems: tuple[Problem, ...]


class Schema(NamedTuple):
    """A JSON Schema, as plain data."""

    value: dict[str, Any]


class Written(NamedTuple):
    """A file that was written at `path`.

    It is a `collection`, one at a path that the person `named`, a shell's `completion`, or a `deck`
    for Anki.
    """

    path: str
    kind: Literal["collection", "named", "completion", "deck"]


class Question(NamedTuple):
    """A theme to be remembered, the one at `place` (from 1) of `total`, and what it is asked by.

    That is its `scenes`, its `summary` or its situations (`when`); the others are empty.
    """

    theme: Theme
    place: int = 1
    total: int = 1
    scenes: tuple[Example, ...] = ()
    summary: str = ""
    when: tuple[str, ...] = ()


class Kept(NamedTuple):
    """An answer that was kept on `day`: its rating from 1 to 4, and when the lesson is `due`."""

    rating: int
    due: date
    day: date


class TakenBack(NamedTuple):
    """A theme whose last answer does not count any more."""

    theme: Theme


class Tally(NamedTuple):
    """What a session came to on `day`.

    `ratings` count the answers by their rating, from 1 to 4; `due` lessons are still due, and the
    `coming` next ones fall due on the day `next`, if any do.
    """

    day: date
    ratings: tuple[int, int, int, int]
    skipped: int
    due: int
    next: date | None
    coming: int


class Planned(NamedTuple):
    """A theme with the days on which it was `last` answered and is `due`; neither for a new one.

    `answers` counts the answers; `chance`, from 0 to 1, is that it is remembered now.
    """

    entry: Entry
    due: date | None = None
    last: date | None = None
    answers: int = 0
    chance: float | None = None


class Agenda(NamedTuple):
    """Themes in the order in which they are asked."""

    rows: tuple[Planned, ...]


class Forecast(NamedTuple):
    """How well lessons are known on `day`, and how many fall due on it and on the days after.

    `known` counts them by how long they are known for: `new`, `days` (under a week), `weeks`
    (under a month), `months` (under a year), `years`. What was due before is due on `day`; what
    falls due after the days of `due` is counted by `later`. `chance`, from 0 to 1, is the mean of
    the chances that a lesson is remembered on `day`, of those that were ever answered.
    """

    day: date
    known: tuple[tuple[str, int], ...]
    due: tuple[tuple[date, int], ...]
    later: int
    answers: int
    chance: float | None


class Text(NamedTuple):
    """A text that is itself the answer."""

    text: str
