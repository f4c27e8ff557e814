"""What a question is answered with: plain values, which `forms` knows how to write."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from lalaland_cli.errors import Problem, UnusableFile
from lalaland_cli.model import Entry, Example, Flaw, Preface, Reason, Theme
from lalaland_cli.text.words import Term, spans


class Listing(NamedTuple):
    """The themes in order, of one `collection` if that was asked for.

    `titles` are those of all collections, by id.
    """

    entries: Sequence[Entry]
    titles: dict[str, str]
    collection: str | None = None


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


# The least change by which a search would find something; empty where none would.
Wider = Literal["", "everywhere", "best", "any"]


class Search(NamedTuple):
    """What a search found, best first: at most as many hits as asked for, of `total`.

    `terms` are what was looked for, `corrected` the words that were respelled, and `scattered` the
    phrases that no lesson has, taken for their words. Where there are no hits,
    `near` are words that may have been meant, and `wider` is the change that finds something: to
    look `everywhere`, if the search was `narrowed_by` something, or for another match.
    `match` tells how much of the query had to match.
    """

    query: str
    hits: tuple[Hit, ...]
    total: int
    terms: tuple[Term, ...] = ()
    corrected: tuple[Correction, ...] = ()
    scattered: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    wider: Wider = ""
    narrowed_by: tuple[Literal["fields", "collection"], ...] = ()
    match: Literal["best", "all", "any"] = "best"

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """The (start, end) of what the search looks for in a text."""
        return spans(text, self.terms)


class Prefaces(NamedTuple):
    """What collections say of themselves."""

    books: tuple[Preface, ...]


class Chapter(NamedTuple):
    """Themes of one collection, in order, and what it says of itself."""

    preface: Preface
    themes: tuple[Theme, ...]

    @property
    def is_whole(self) -> bool:
        """Whether these are all its themes, so that its introduction and closing fit them."""
        return len(self.themes) == self.preface.size


class Publication(NamedTuple):
    """Themes to be passed on, by their collections: at least one of each."""

    chapters: tuple[Chapter, ...]


class Card(NamedTuple):
    """A theme's takeaway as a picture; or one of its scenes, which count from 1."""

    theme: Theme
    scene: int | None = None
    look: Literal["dark", "light"] = "dark"


class Source(NamedTuple):
    """A file or folder that was considered: whether it is read, and why.

    `themes` counts its themes: 0 where it is not read, for the `reason` or for its `fault`.
    `is_file` tells it from a folder without lesson files.
    """

    path: str
    in_force: bool
    reason: Reason
    themes: int = 0
    fault: UnusableFile | None = None
    is_file: bool = False


class FlawedIndex(NamedTuple):
    """A kept index that another user may have written, so that a new one is made for each run."""

    path: str
    flaw: Flaw


class Sources(NamedTuple):
    """Every place that lessons may come from, and the kept index if it is not trusted."""

    rows: tuple[Source, ...]
    flawed: FlawedIndex | None = None


class Report(NamedTuple):
    """How many files were checked, and all their problems in the order of files and places.

    `warnings` are what may be meant and may be a mistake. `lines` are the lines of the files that
    both are about, by path and number.
    """

    files: int
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    lines: Mapping[tuple[str, int], str] = MappingProxyType({})


class Schema(NamedTuple):
    """A JSON Schema, as plain data."""

    value: dict[str, Any]


class Written(NamedTuple):
    """A file that was written at `path`.

    It is a `collection` with the id `name`, one at a path that the person `named`, a shell's
    `completion`, a `page`, the index of a `site`, a `card`, or a `deck` for Anki.
    """

    path: str
    kind: Literal["collection", "named", "completion", "page", "site", "card", "deck"]
    name: str = ""


class Added(NamedTuple):
    """A theme that was written down, in the file at `path`."""

    theme: Theme
    path: str


class Removed(NamedTuple):
    """A theme that was taken out of the file at `path`, and its lines as they stood there."""

    theme: Theme
    path: str
    text: str


class Edited(NamedTuple):
    """A file that was open in an editor, and what became of it."""

    path: str
    outcome: Literal["changed", "unchanged", "restored", "faulty", "newer"]


class Nothing(NamedTuple):
    """Nothing was done, for a `reason`."""

    reason: Literal["empty", "declined"]


class Question(NamedTuple):
    """A theme to be remembered, the one at `place` (from 1) of `total`, and what it is asked by.

    That is its `scenes`, its `summary`, its situations (`when`) or how its takeaway begins; the
    others are empty.
    """

    theme: Theme
    place: int = 1
    total: int = 1
    scenes: tuple[Example, ...] = ()
    summary: str = ""
    when: tuple[str, ...] = ()
    beginning: str = ""


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
