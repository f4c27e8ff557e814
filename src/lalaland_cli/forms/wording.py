"""Phrases that several forms share."""

from lalaland_cli.answers import Report, Source
from lalaland_cli.model import Reason, Theme, Work

_WHY: dict[Reason, str] = {
    "named": "named by --file",
    "listed": "named by LALALAND_FILE",
    "bundled": "the collection that comes with lalaland",
    "own": "your own collections",
    "named-others": "--file was given",
    "listed-others": "LALALAND_FILE is set",
    "absent": "your own collections go here; `lalaland new TITLE` starts one",
}


def counted(number: int, what: str) -> str:
    """`1 theme`, `2 themes`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def credit(work: Work) -> str:
    """A work on one line: `La La Land (2016), directed by Damien Chazelle`."""
    title = work.film or work.book or work.talk or work.series or ""
    year = f"({work.year})" if title and work.year is not None else str(work.year or "")
    people = (
        ("directed by", work.director),
        ("by", work.author),
        ("given by", work.speaker),
        ("with", work.cast),
    )
    by = (f"{how} {who}" for how, who in people if who)
    return ", ".join(filter(None, (" ".join(filter(None, (title, year))), *by, work.link)))


def origin(theme: Theme) -> str:
    """Where a lesson is from, in short: `La La Land (2016)`, or the collection's title."""
    work = theme.source
    title = work.film or work.book or work.talk or work.series
    if not title:
        return theme.collection_title
    return f"{title} ({work.year})" if work.year is not None else title


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
    nothing = "; it holds no lesson files yet" if source.in_force and not source.themes else ""
    return f"{_WHY[source.reason]}{standard_input}{nothing}"
