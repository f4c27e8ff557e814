"""Answers for a pipe: lines of tab-separated columns, never wrapped or truncated."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lalaland_cli.answers import (
    Added,
    Edited,
    Listing,
    Nothing,
    Removed,
    Report,
    Resolution,
    Search,
    Sources,
    Tags,
    Text,
    Written,
)
from lalaland_cli.forms.wording import found, origin, why
from lalaland_cli.text.unsafe import one_line


def write(answer: object) -> str:
    """Write an answer as lines."""
    return "".join(f"{line}\n" for line in LINES[type(answer)](answer))


def names(answer: Any) -> str:
    """Return the name of each theme in the answer, one per line."""
    if isinstance(answer, Resolution):
        found: Iterable[Any] = (answer.theme,)
    else:
        found = answer.entries if isinstance(answer, Listing) else (h.theme for h in answer.hits)
    return "".join(f"{theme.name}\n" for theme in found)


def takeaway(answer: Any) -> str:
    """Return a theme's takeaway with its origin on the next line, for the clipboard."""
    return f"{one_line(answer.theme.takeaway)}\n— {one_line(origin(answer.theme))}"


def _columns(*values: object) -> str:
    return "\t".join(one_line(str(value)) for value in values)


def _matches(answer: Search) -> Iterator[str]:
    return (
        _columns(hit.theme.name, match.field, match.text)
        for hit in answer.hits
        for match in hit.matches
    )


def _sources(answer: Sources) -> Iterator[str]:
    return (
        _columns("yes" if row.in_force else "no", row.path, row.themes, why(row))
        for row in answer.rows
    )


def _report(answer: Report) -> Iterator[str]:
    yield from map(str, answer.problems)
    yield from (str(w._replace(what=f"warning: {w.what}")) for w in answer.warnings)
    yield found(answer)


LINES: dict[type, Callable[[Any], Iterable[str]]] = {
    Listing: lambda answer: (_columns(e.name, e.title, e.takeaway) for e in answer.entries),
    Search: _matches,
    Sources: _sources,
    Tags: lambda answer: (_columns(*row) for row in answer.counts),
    Report: _report,
    Written: lambda answer: [one_line(answer.path)],
    Added: lambda answer: [answer.theme.name],
    Removed: lambda answer: answer.text.splitlines(),
    Edited: lambda _: [],
    Nothing: lambda _: [],
    Text: lambda answer: answer.text.splitlines(),
}
