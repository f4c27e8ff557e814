"""Messages about the recall log, and about the other errors of `recall`."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from lalaland_cli import errors
from lalaland_cli.text.unsafe import one_line

if TYPE_CHECKING:
    from lalaland_cli.recalling.log import Unread

_MOST_LISTED = 5

_FLAWS = {
    "link": "it is a link",
    "owner": "it belongs to another user",
    "kind": "it is not a regular file",
}


def unread(path: str, lines: "Unread") -> list[str]:
    """Return the messages about the skipped lines of the log at `path`."""
    log, said = one_line(path), []
    if lines.cut:
        said += [f"the last line of {log} is incomplete and was skipped; you can remove it"]
    if lines.bad:
        more = len(lines.bad) - 1
        others = f" (and {more} more)" if more else ""
        which = f"line {lines.bad[0]}{others} of {log} cannot be read"
        said += [f"{which} and {'were' if more else 'was'} skipped; fix or remove"]
        said[-1] += " them" if more else " it"
    if lines.newer:
        many = "1 line" if lines.newer == 1 else f"{lines.newer} lines"
        said += [f"skipped {many} of {log}, written by a newer lalaland; upgrade to read it all"]
    return said


def gone(path: str, themes: Sequence[str]) -> str:
    """Return the message about themes that the log at `path` names but that no longer exist."""
    listed = ", ".join(map(one_line, themes[:_MOST_LISTED]))
    more = f" and {len(themes) - _MOST_LISTED} more" if themes[_MOST_LISTED:] else ""
    are, were, name = ("are", "they were", "names") if themes[1:] else ("is", "it was", "name")
    return (
        f"{one_line(path)} has answers for {listed}{more}, which {are} no longer there; the answers"
        f" are kept, and if {were} renamed, put the new {name} in that file"
    )


def _unusable_log(error: errors.UnusableLog) -> str:
    why = _FLAWS.get(error.flaw, error.reason)
    return f"{error}: {why}; put a regular file of your own there, or move it away to start afresh"


def _installs(package: str) -> str:
    """Return the command that installs a package into this program's environment."""
    from importlib.util import find_spec

    python = one_line(sys.executable)
    if find_spec("pip"):
        return f"{python} -m pip install {package}"
    return f"uv pip install --python {python} {package}"


REMEDIES: dict[type[Exception], Callable[[Any], str] | str] = {
    errors.UnusableLog: _unusable_log,
    errors.LogUnwritable: ("this answer was not saved: check the free space and permissions there"),
    errors.ExportUnwritable: "choose another name for the file",
    errors.NoDialogue: (
        "`lalaland recall --due` counts what is due, `lalaland recall --json` lists it"
    ),
    errors.MissingPackage: lambda error: f"{error}; install it with `{_installs(error.package)}`",
}
