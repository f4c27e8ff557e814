"""Phrases shared by several forms."""

from collections.abc import Sequence
from datetime import date

from lalaland_cli.answers import Report, Source
from lalaland_cli.model import Reason, Theme, Work
from lalaland_cli.text import words

_WHY: dict[Reason, str] = {
    "named": "named by --file",
    "listed": "named by LALALAND_FILE",
    "bundled": "included with lalaland",
    "own": "in your personal folder",
    "named-others": "--file was given",
    "listed-others": "LALALAND_FILE is set",
    "absent": "your own collections go here; `lalaland new TITLE` starts one",
}

# Names of the ratings 1 to 4: how well a lesson was remembered.
RATINGS = ("forgot", "hard", "good", "easy")

_MOST_MARKS = 8  # characters; texts whose lengths differ by this much are not compared


def counted(number: int, what: str) -> str:
    """Return a number with its noun: `1 theme`, `2 themes`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def credit(work: Work) -> str:
    """Describe a work on one line: `La La Land (2016), directed by Damien Chazelle`."""
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
    """Return a lesson's origin in short: `La La Land (2016)`, or the collection's title."""
    title, year = theme.source.title, theme.source.year
    if not title:
        return theme.collection_title
    return f"{title} ({year})" if year is not None else title


def found(report: Report) -> str:
    """Summarise a check: `1 problem in 1 file`, `2 files, no problems`."""
    warnings = f", {counted(len(report.warnings), 'warning')}" if report.warnings else ""
    if not report.problems:
        return f"{counted(report.files, 'file')}, no problems{warnings}"
    faulty = len({problem.path for problem in report.problems})
    number = counted(len(report.problems), "problem")
    return f"{number} in {counted(faulty, 'file')}{warnings}"


def why(source: Source) -> str:
    """Return the reason why a file or folder is read or is not."""
    if source.fault:
        return str(source.fault)
    standard_input = " (standard input)" if source.path == "-" else ""
    what = "lessons" if source.is_file else "lesson files"
    nothing = f"; no {what} yet" if source.in_force and not source.themes else ""
    return f"{_WHY[source.reason]}{standard_input}{nothing}"


def is_title(takeaway: str, title: str) -> bool:
    """Return whether a takeaway only repeats the title, as for a lesson of one sentence."""
    # Lengths are cheap to compare and mostly differ; a long list calls this for every theme.
    is_as_long = abs(len(takeaway) - len(title)) < _MOST_MARKS
    return is_as_long and words.split(takeaway) == words.split(title) != []


def on_day(day: date, today: date) -> str:
    """Return `on 28 November`, with the year if it is not the year of `today`."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"on {day.day} {day:%B}{year}"


def again(due: date, today: date) -> str:
    """Return when a lesson is next due, both relative to today and as a date."""
    days = (due - today).days
    when = "tomorrow" if days == 1 else f"in {counted(days, 'day')}"
    return f"due again {when}, {on_day(due, today)}"


def known_for(counts: Sequence[tuple[str, int]]) -> str:
    """Return `2 new, 1 known for days, 3 for weeks`; the first of `counts` is for new lessons."""
    (_, new), *others = counts
    known = [f"{count} for {name}" for name, count in others if count]
    known[:1] = [part.replace("for", "known for", 1) for part in known[:1]]
    return ", ".join([f"{new} new"] * bool(new) + known)
