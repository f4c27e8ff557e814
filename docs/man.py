"""Write the manual page from the commands themselves: `python docs/man.py`."""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from lalaland_cli.cli.app import app, build
from lalaland_cli.cli.commands import GROUPS
from lalaland_cli.version import __version__

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "lalaland.1"

_ABOUT = (
    "A lesson is something learned from a film, a book or a talk: a title, a takeaway, the scenes"
    " that show it, and how to use it. Five lessons from the film La La Land come with the"
    " program; your own sit beside them, in YAML files that every command reads."
)

_WORDS = "Without a command, a name shows its theme; any other words are searched for."
_WIDTH = 70

_ENVIRONMENT = {
    "LALALAND_FILE": "Files and folders to read instead of the usual ones, separated like PATH.",
    "LALALAND_HOME": "Where your own data is; your collections are in its folder collections.",
    "LALALAND_CACHE": "Where the index is kept. It may be deleted at any time.",
    "LALALAND_TODAY": "The date that today and recall use as today, as with --date.",
    "LALALAND_PAGER, PAGER": "The pager for what is taller than the terminal; empty for none.",
    "VISUAL, EDITOR": "The editor that add and edit open.",
    "NO_COLOR, FORCE_COLOR, COLUMNS": "As in other programs.",
}
_EXIT = {
    "0": "Done.",
    "1": "Nothing was found, the name is ambiguous, or check found problems.",
    "2": "A usage error, or recall without a terminal.",
    "3": "A lesson file or the log of answers cannot be used, or the output cannot be written.",
    "130": "Interrupted.",
}
_SEE_ALSO = "fzf(1), less(1), jq(1)"


def page() -> str:
    """Return the manual page, in the man macros that every system supports."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    root = get_command(app)
    summary, _, rest = (root.help or "").partition("\n\n")
    yield f'.TH LALALAND 1 "{_released()}" "lalaland {__version__}" "User Commands"'
    yield from (".SH NAME", f"lalaland \\- {_text(_lowered(summary))}")
    yield from (
        ".SH SYNOPSIS",
        ".B lalaland",
        "[\\fIOPTIONS\\fR] [\\fICOMMAND\\fR | \\fIWORDS\\fR...]",
    )
    yield from (".SH DESCRIPTION", *_filled(_ABOUT))
    yield from (".PP", *_filled(_WORDS))
    yield from (".SH EXAMPLES", *_examples(rest))
    yield from (".SH OPTIONS", *_options(root))
    for title, names in GROUPS.items():
        yield f'.SH "{title.upper()}"'
        for name in names:
            yield from _command(name)
    yield from (".SH ENVIRONMENT", *_terms(_ENVIRONMENT))
    yield from (".SH EXIT STATUS", *_terms(_EXIT))
    yield from (".SH SEE ALSO", _text(_SEE_ALSO))


def _released() -> str:
    """Return the release date of this version from the changelog, or an empty string."""
    changes = (DOCS.parent / "CHANGELOG.md").read_text("utf-8")
    found = re.search(rf"^## \[{re.escape(__version__)}\] - (.*)$", changes, re.MULTILINE)
    return found[1] if found else ""


def _command(name: str) -> Iterator[str]:
    command = build(name)
    summary, _, rest = (command.help or "").partition("\n\n")
    examples, _, more = rest.partition("\n\n")
    arguments = [_argument(p) for p in command.params if p.param_type_name == "argument"]
    yield f'.SS "lalaland {" ".join((name, "[OPTIONS]", *arguments))}"'
    yield from _filled(summary)
    for paragraph in filter(None, more.split("\n\n")):
        yield from (".PP", *_filled(paragraph))
    yield from _examples(examples)
    yield from _options(command)


def _argument(parameter: Any) -> str:
    return parameter.metavar or parameter.name.upper()


def _examples(text: str) -> Iterator[str]:
    lines = textwrap.dedent(text).strip("\n").splitlines()
    if lines:
        yield from (".RS", ".nf")
        yield from map(_text, lines)
        yield from (".fi", ".RE")


def _options(command: Any) -> Iterator[str]:
    for parameter in command.params:
        if getattr(parameter, "hidden", False):
            continue
        if parameter.param_type_name == "argument":
            yield from (".TP", f".I {_text(_argument(parameter))}", *_filled(parameter.help or ""))
            continue
        names = ", ".join(f"\\fB{_text(name)}\\fR" for name in sorted(parameter.opts, key=len))
        value = "" if parameter.is_flag else f" \\fI{_text(parameter.metavar or 'TEXT')}\\fR"
        yield from (".TP", f"{names}{value}", *_filled(parameter.help or ""))


def _terms(described: dict[str, str]) -> Iterator[str]:
    for term, what in described.items():
        yield from (".TP", f".B {_text(term)}", *_filled(what))


def _filled(text: str) -> Iterator[str]:
    """Yield lines of prose, starting each sentence on a new one as man-pages(7) advises."""
    for sentence in re.split(r"(?<=[.?!]) ", " ".join(text.split())):
        options = {"break_long_words": False, "break_on_hyphens": False}
        yield from map(_text, textwrap.wrap(sentence, _WIDTH, **options))


def _lowered(text: str) -> str:
    return f"{text[:1].lower()}{text[1:].rstrip('.')}"


def _text(text: str) -> str:
    """Escape a line of text, so that roff reads nothing in it as a request."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^(?=[.'])", r"\\&", text)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
