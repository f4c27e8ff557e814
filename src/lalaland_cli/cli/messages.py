"""What the command line says of errors and answers, and the exit code of each.

This is the one place that knows which command or option helps: the library states facts.
"""

from collections.abc import Callable, Sequence
from errno import ENOSPC
from typing import Any

import typer

from lalaland_cli import errors
from lalaland_cli.answers import Report, Resolution, Search, Sources, Written
from lalaland_cli.cli import log_messages
from lalaland_cli.cli.commands import UnknownCommand
from lalaland_cli.errors import quoted
from lalaland_cli.system.output import output_error
from lalaland_cli.text.unsafe import one_line

DONE, NOT_FOUND, USAGE, UNUSABLE = 0, 1, 2, 3

_MOST_LISTED = 5

_FLAWS = {
    "link": "it or its folder is a link",
    "owner": "it or its folder belongs to another user",
    "writable": "others can write it or its folder",
    "kind": "it or its folder is another kind of file",
}


def explained(error: Exception) -> tuple[int, str]:
    """The exit code and the message of an error: what is wrong, where, and what to type next."""
    if isinstance(error, typer.TyperException):
        return USAGE, _usage(error)
    if isinstance(error, OSError):
        return UNUSABLE, _refused(error)
    misused = (errors.BadTitle, errors.NoTerminal, UnknownCommand)
    code = USAGE if isinstance(error, misused) else UNUSABLE
    if isinstance(error, errors.NothingFound):
        code = NOT_FOUND
    return code, _REMEDIES.get(type(error), str)(error)


def exit_code(answer: object) -> int:
    """1 for an answer that found nothing or lists problems, else 0."""
    faulty = isinstance(answer, Report) and answer.problems
    return NOT_FOUND if faulty or is_empty(answer) else DONE


def is_empty(answer: object) -> bool:
    """Whether there is nothing in the answer to write."""
    return isinstance(answer, Search) and not answer.hits


def notes(answer: object) -> list[str]:
    """What is to be said about an answer, besides the answer."""
    if isinstance(answer, Resolution):
        return _of_resolution(answer)
    if isinstance(answer, Search):
        return _of_search(answer)
    if isinstance(answer, Sources) and answer.flawed:
        place = one_line(answer.flawed.path)
        return [f"the index {place} is not used: {_FLAWS[answer.flawed.flaw]}; remove it"]
    if isinstance(answer, Written):
        return [_of_written(answer)]
    return []


def skipped(fault: errors.UnusableFile) -> str:
    """What to say of a file that was skipped."""
    return f"skipped {_unusable(fault)}"


def _of_resolution(answer: Resolution) -> list[str]:
    said = {"prefix": "is short for", "misspelling": "was taken for"}
    if answer.kind == "exact":
        return []
    return [f"{quoted(answer.typed)} {said[answer.kind]} {quoted(answer.name)}"]


def _of_search(answer: Search) -> list[str]:
    if not answer.hits:
        return [_nothing(answer)]
    found = [f"{quoted(typed)} was taken for {quoted(taken)}" for typed, taken in answer.corrected]
    if answer.match == "best" and (missing := answer.hits[0].missing):
        found.append(f"no lesson has all of it; left out: {', '.join(map(quoted, missing))}")
    if answer.total > len(answer.hits):
        found.append(f"the best {len(answer.hits)} of {answer.total}; -n 0 shows all")
    return found


def _nothing(answer: Search) -> str:
    nothing = f"nothing found for {quoted(answer.query)}"
    if not answer.words:
        return f"{nothing}; type a word that has letters"
    if answer.near:
        return f"{nothing}; {_did_you_mean(answer.near)}"
    if answer.narrowed:
        return f"{nothing}; search without --in and -c to look everywhere"
    if answer.match == "all" and len(answer.words) > 1:
        return f"{nothing}; search without --all for the lessons that hold most of it"
    return f"{nothing}; `lalaland list` shows what there is"


def _of_written(answer: Written) -> str:
    if answer.kind == "deck":
        return "import this file in Anki"
    if answer.kind == "completion":
        return "completion is there from the next shell on"
    command = f"check {shell_quoted(answer.path)}" if answer.kind == "named" else "check"
    return f"edit this file, then validate it with `lalaland {command}`"


def _did_you_mean(near: Sequence[str]) -> str:
    return f"did you mean {' or '.join(quoted(name) for name in near)}?"


def _unusable(error: errors.UnusableFile) -> str:
    more = len(error.problems) - 1
    path = one_line(shell_quoted(error.problems[0].path))
    others = f" (and {more} more; `lalaland check {path}` lists them all)" if more else ""
    return f"{error.problems[0]}{others}"


def _unknown_name(error: errors.UnknownName) -> str:
    if error.count is not None:
        return f"{error}: the numbers go from 1 to {error.count}; see `lalaland list`"
    if error.collection:
        return f"{error}: it is a collection; `lalaland list -c {error.collection}` lists it"
    if error.suggestions:
        return f"{error}; {_did_you_mean(error.suggestions)}"
    return f"{error}; `lalaland list` shows what there is"


def _ambiguous(error: errors.AmbiguousName) -> str:
    width = max(len(name) for name, _ in error.candidates)
    rows = [f"  {name:<{width}}  {title}" for name, title in error.candidates]
    rows += [f"  … and {error.more} more"] if error.more else []
    return "\n".join([f"{error}; type more of one of these:", *rows])


def _unknown_collection(error: errors.UnknownCollection) -> str:
    if error.theme:
        return f"{quoted(error.name)} is a theme; `lalaland show {error.theme}` shows it"
    shown = ", ".join(error.known[:_MOST_LISTED])
    rest = ", …" if len(error.known) > _MOST_LISTED else ""
    return f"{error}; available: {shown or 'none'}{rest}"


def _unwritable(error: errors.Unwritable) -> str:
    if error.target == "stdout":
        return f"{error}; make room, or write elsewhere"
    return f"{error}; choose another place with -o PATH"


def _unknown_tag(error: errors.UnknownTag) -> str:
    if not error.known:
        return f"{error}; no theme has a tag"
    others = f" (or {', '.join(error.known[1:])})" if error.known[1:] else ""
    return f"{error}; try --tag {error.known[0]}{others}"


def _unknown_command(error: UnknownCommand) -> str:
    rest = "" if error.near.startswith("-") else one_line("".join(map(_word, error.typed[1:])))
    return f"{error}; did you mean `lalaland {error.near}{rest}`?"


def _word(typed: str) -> str:
    return f" {shell_quoted(typed)}"


_REMEDIES: dict[type[Exception], Callable[[Any], str]] = {
    UnknownCommand: _unknown_command,
    errors.UnusableFile: _unusable,
    errors.UnknownName: _unknown_name,
    errors.AmbiguousName: _ambiguous,
    errors.UnknownCollection: _unknown_collection,
    errors.UnknownTag: _unknown_tag,
    errors.EmptyLibrary: lambda error: f"{error}; `lalaland sources` shows which files are read",
    errors.BadTitle: lambda error: f'{error}; write for example `lalaland new "Rocky"`',
    errors.FileExists: lambda error: f"{error}; choose another name with -o PATH",
    errors.Unwritable: _unwritable,
    **log_messages.REMEDIES,
}


def _refused(error: OSError) -> str:
    """What the system refused: to write what Typer writes by itself, or something unforeseen."""
    if error.errno == ENOSPC:
        return explained(output_error(error))[1]
    place = f" ({one_line(str(error.filename))})" if error.filename else ""
    reason = error.strerror or "the system refused something"
    return f"{reason[:1].lower()}{reason[1:]}{place}; `lalaland sources` shows what is read"


def shell_quoted(text: str) -> str:
    """`text` as one word of a command that can be typed."""
    import shlex

    return shlex.quote(text)


def _usage(error: typer.TyperException) -> str:
    """A usage error on one line."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "lalaland"
    message = " ".join(error.format_message().split()).rstrip(".?")
    message = f"{message[:1].lower()}{message[1:]}"
    return f"{message}; see `{command} --help`"
