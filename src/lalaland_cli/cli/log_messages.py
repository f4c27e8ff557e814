"""What the command line says of the log of answers, and of what else `recall` may lack."""

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
    "kind": "it is another kind of file",
}


def unread(path: str, lines: "Unread") -> list[str]:
    """What to say of the lines of the log at `path` that were skipped."""
    log, said = one_line(path), []
    if lines.cut:
        said += [f"the last line of {log} is cut off and was skipped; you may remove it"]
    if lines.bad:
        more = len(lines.bad) - 1
        others = f" and {more} more" if more else ""
        which = f"line {lines.bad[0]}{others} of {log} cannot be read"
        said += [f"{which} and {'were' if more else 'was'} skipped; mend or remove"]
        said[-1] += " them" if more else " it"
    if lines.newer:
        many = "a line" if lines.newer == 1 else f"{lines.newer} lines"
        said += [f"skipped {many} of {log} from a newer lalaland; update to use it all"]
    return said


def gone(path: str, themes: Sequence[str]) -> str:
    """What to say of themes that were answered and are not among the lessons any more."""
    listed = ", ".join(map(one_line, themes[:_MOST_LISTED]))
    more = f" and {len(themes) - _MOST_LISTED} more" if themes[_MOST_LISTED:] else ""
    it, was, its = ("them", "they were", "their") if themes[1:] else ("it", "it was", "its")
    return (
        f"no lesson is called {listed}{more}, but {one_line(path)} has answers to {it}; they are"
        f" kept, and if {was} renamed, you can put {its} new name{'s'[: len(themes) - 1]} there"
    )


def _unusable_log(error: errors.UnusableLog) -> str:
    why = _FLAWS.get(error.flaw, error.reason)
    return f"{error}: {why}; move it away, or set LALALAND_HOME to another folder"


def _installs(package: str) -> str:
    """The command that adds a package to those beside this program."""
    from importlib.util import find_spec

    python = one_line(sys.executable)
    if find_spec("pip"):
        return f"{python} -m pip install {package}"
    return f"uv pip install --python {python} {package}"


REMEDIES: dict[type[Exception], Callable[[Any], str]] = {
    errors.UnusableLog: _unusable_log,
    errors.LogUnwritable: lambda error: (
        f"{error}; this answer was not kept: make room, or set LALALAND_HOME to another folder"
    ),
    errors.ExportUnwritable: lambda error: f"{error}; choose another name for the file",
    errors.NoDialogue: lambda error: (
        f"{error}; `lalaland recall --due` says how many are due, --json which"
    ),
    errors.MissingPackage: lambda error: f"{error}; install it by `{_installs(error.package)}`",
}
