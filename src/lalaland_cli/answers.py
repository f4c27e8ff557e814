"""The answers that commands return: plain values, which `forms` writes out."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from lalaland_cli.errors import Problem, UnusableFile
from lalaland_cli.model import Entry, Example, Flaw, Preface, Reason, Theme
from lalaland_cli.text.words import Term, spans


class Listing(NamedTuple):
    """Themes in order, from one `collection` if one was given.

    `titles` maps the id of every collection to its title.
    """

    entries: Sequence[Entry]
    titles: dict[str, str]
    collection: str | None = None


class Resolution(NamedTuple):
    """A theme in full, found by name.

    `name` is the name that matched, and `typed` what the user typed for it. `kind` says whether
    that was exact, a prefix or a misspelling.
    """

    theme: Theme
    name: str
    kind: Literal["exact", "prefix", "misspelling"] = "exact"
    typed: str = ""


class Lesson(NamedTuple):
    """A theme to show in brief, by its takeaway and lesson."""

    theme: Theme


class Tags(NamedTuple):
    """Every tag with its number of themes, most frequent first."""

    counts: Sequence[tuple[str, int]]


class Match(NamedTuple):
    """An excerpt of a theme. `spans` are the (start, end) character offsets of hits in `text`."""

    field: str
    text: str
    spans: tuple[tuple[int, int], ...]


class Hit(NamedTuple):
    """A theme found by a search.

    `score` is higher for better hits. `matches` holds the best excerpts, at most two. `missing`
    holds the words of the query that the theme lacks.
    """

    theme: Theme
    score: float
    matches: tuple[Match, ...]
    missing: tuple[str, ...] = ()


class Correction(NamedTuple):
    """A word that occurs nowhere, and the word it was taken for."""

    typed: str
    taken: str


# The smallest change that would make a search find something; empty if no change would.
Wider = Literal["", "everywhere", "best", "any"]


class Search(NamedTuple):
    """The result of a search: `total` hits, of which `hits` holds the best, best first.

    `terms` are the terms searched for, `corrected` the words that were respelled, and `scattered`
    the phrases that no lesson has, searched for word by word. If there are no hits, `near`
    suggests other words, and `wider` is the change that would find something: searching
    `everywhere`, if the search was `narrowed_by` fields or a collection, or another `match`.
    `match` says how much of the query had to match.
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
        """Return the (start, end) offsets of the search terms in `text`."""
        return spans(text, self.terms)


class Prefaces(NamedTuple):
    """The prefaces of collections."""

    books: tuple[Preface, ...]


class Chapter(NamedTuple):
    """Themes of one collection, in order, with its preface."""

    preface: Preface
    themes: tuple[Theme, ...]

    @property
    def is_whole(self) -> bool:
        """Whether these are all its themes, so that its introduction and closing apply."""
        return len(self.themes) == self.preface.size


class Publication(NamedTuple):
    """Themes to publish, by collection: at least one chapter, each with at least one theme."""

    chapters: tuple[Chapter, ...]


class Card(NamedTuple):
    """A picture of a theme's takeaway, or of one `scene`, counted from 1."""

    theme: Theme
    scene: int | None = None
    look: Literal["dark", "light"] = "dark"


class Source(NamedTuple):
    """A file or folder that lessons may come from.

    `in_force` tells whether it is read, and `reason` why or why not. `themes` is its number of
    themes: 0 if it is not read, or has a `fault`. `is_file` is true for a file that was read or
    has a fault, and false for any other place.
    """

    path: str
    in_force: bool
    reason: Reason
    themes: int = 0
    fault: UnusableFile | None = None
    is_file: bool = False


class FlawedIndex(NamedTuple):
    """A kept index that is not trusted; each run builds a new one in memory.

    `flaw` says why another user may have written it.
    """

    path: str
    flaw: Flaw


class Sources(NamedTuple):
    """Every place that lessons may come from, and the kept index if it is not trusted."""

    rows: tuple[Source, ...]
    flawed: FlawedIndex | None = None


class Report(NamedTuple):
    """The number of files checked, and all their problems, by file and position.

    `warnings` are about text that may be intended or a mistake. `lines` holds the lines that
    problems and warnings refer to, by path and line number.
    """

    files: int
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    lines: Mapping[tuple[str, int], str] = MappingProxyType({})


class Schema(NamedTuple):
    """A JSON Schema as plain data."""

    value: dict[str, Any]


class Written(NamedTuple):
    """A file that was written to `path`.

    It is a `collection` with the id `name`, a collection at a path that the user `named`, a shell's
    `completion`, a `page`, the index of a `site`, a `card`, or a `deck` for Anki.
    """

    path: str
    kind: Literal["collection", "named", "completion", "page", "site", "card", "deck"]
    name: str = ""


class Added(NamedTuple):
    """A theme that was added to the file at `path`."""

    theme: Theme
    path: str


class Removed(NamedTuple):
    """A theme that was removed from the file at `path`; `text` holds its lines as they were."""

    theme: Theme
    path: str
    text: str
    is_last: bool = False


class Edited(NamedTuple):
    """A file that was opened in an editor, and the outcome."""

    path: str
    outcome: Literal["changed", "unchanged", "restored", "faulty", "newer"]


class Nothing(NamedTuple):
    """A command that changed nothing, and the `reason`."""

    reason: Literal["empty", "declined"]


class Question(NamedTuple):
    """A recall question about a theme, at `place` (from 1) of `total`.

    It shows the theme's `scenes`, its `summary`, its situations (`when`) or the `beginning` of its
    takeaway; the other three are empty.
    """

    theme: Theme
    place: int = 1
    total: int = 1
    scenes: tuple[Example, ...] = ()
    summary: str = ""
    when: tuple[str, ...] = ()
    beginning: str = ""


class Kept(NamedTuple):
    """A recorded answer: its rating from 1 to 4, its `day`, and when the lesson is next `due`."""

    rating: int
    due: date
    day: date


class TakenBack(NamedTuple):
    """A theme whose last answer no longer counts."""

    theme: Theme


class Tally(NamedTuple):
    """The result of a recall session on `day`.

    `ratings` counts the answers by rating, from 1 to 4. `due` is the number of lessons still due;
    `coming` more fall due on the day `next`, if any do.
    """

    day: date
    ratings: tuple[int, ...]
    skipped: int
    due: int
    next: date | None
    coming: int


class Planned(NamedTuple):
    """A theme with the days on which it was `last` answered and is `due`, both None if it is new.

    `answers` is the number of answers, and `chance` the probability, from 0 to 1, that the lesson
    is remembered now.
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
    """How well lessons are known on `day`, and how many fall due on that day and the days after.

    `known` counts lessons by how long they will be remembered: `new`, `days` (under a week),
    `weeks` (under a month), `months` (under a year), `years`. Overdue lessons count as due on
    `day`, and `later` counts those that fall due after the days in `due`. `answers` is the total
    number of answers. `chance` is the mean probability, from 0 to 1, that a lesson is remembered
    on `day`, over the lessons that have been answered; None if there are none.
    """

    day: date
    known: tuple[tuple[str, int], ...]
    due: tuple[tuple[date, int], ...]
    later: int
    answers: int
    chance: float | None


class Text(NamedTuple):
    """An answer that is plain text."""

    text: str
