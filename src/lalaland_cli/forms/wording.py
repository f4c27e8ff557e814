"""Phrases that several forms share."""

from collections.abc import Sequence
from datetime import date

from lalaland_cli.answers import Report, Source
from lalaland_cli.model import Reason, Theme, Work
from lalaland_cli.text import words

_WHY: dict[Reason, str] = {
    "named": "named by --file",
    "listed": "named by LALALAND_FILE",
    "bundled": "the collection that comes with lalaland",
    "own": "your own collections",
    "named-others": "--file was given",
    "listed-others": "LALALAND_FILE is set",
    "absent": "your own collections go here; `lalaland new TITLE` starts one",
}

# How a lesson was remembered, by the rating from 1 to 4.
RATINGS = ("forgot", "hard", "good", "easy")

_MOST_MARKS = 8  # by which a takeaway and a title of the same words may differ


def counted(number: int, what: str) -> str:
    """`1 theme`, `2 themes`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def credit(work: Work) -> str:
    """A work on one line: `La La Land (2016), directed by Damien Chazelle`."""
    year = f"({work.year})" if work.title and work.year is not None else str(work.year or "")
    people = (
        ("directed by", work.director),
        ("by", work.author),
        ("given by", work.speaker),
        ("with", work.cast),
    )
    by = (f"{how} {who}" for how, who in people if who)
    return ", ".join(filter(None, (" ".join(filter(None, (work.title, year))), *by, work.link)))


def origin(theme: Theme) -> str:
    """Where a lesson is from, in short: `La La Land (2016)`, or the collection's title."""
    title, year = theme.source.title, theme.source.year
    if not title:
        return theme.collection_title
    return f"{title} ({year})" if year is not None else title


def found(report: Report) -> str:
    """How many problems a check found: `1 problem in 1 file`, `2 files, no problems`."""
    warnings = f", {counted(len(report.warnings), 'warning')}" if report.warnings else ""
    if not report.problems:
        return f"{counted(report.files, 'file')}, no problems{warnings}"
    faulty = len({problem.path for problem in report.problems})
    number = counted(len(report.problems), "problem")
    return f"{number} in {counted(faulty, 'file')}{warnings}"


def why(source: Source) -> str:
    """Why a file or folder is read, or is not."""
    if source.fault:
        return f"skipped: {source.fault}"
    standard_input = " (standard input)" if source.path == "-" else ""
    what = "lessons" if source.is_file else "lesson files"
    nothing = f"; it holds no {what} yet" if source.in_force and not source.themes else ""
    return f"{_WHY[source.reason]}{standard_input}{nothing}"


def is_title(takeaway: str, title: str) -> bool:
    """Whether a takeaway says no more than the title, as that of a lesson of one sentence does."""
    # Most are of other lengths, and a long list asks this of each.
    is_as_long = abs(len(takeaway) - len(title)) < _MOST_MARKS
    return is_as_long and words.split(takeaway) == words.split(title) != []


def on_day(day: date, today: date) -> str:
    """`on 28 November`, with the year if it is another than that of `today`."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"on {day.day} {day:%B}{year}"


def again(due: date, today: date) -> str:
    """`again in 3 days, on 28 November`."""
    days = (due - today).days
    when = "tomorrow" if days == 1 else f"in {counted(days, 'day')}"
    return f"again {when}, {on_day(due, today)}"


def known_for(counts: Sequence[tuple[str, int]]) -> str:
    """`2 new, 1 known for days, 3 for weeks`, of counts of which the first is that of the new."""
    (_, new), *others = counts
    known = [f"{count} for {name}" for name, count in others if count]
    known[:1] = [part.replace("for", "known for", 1) for part in known[:1]]
    return ", ".join([f"{new} new"] * bool(new) + known)
