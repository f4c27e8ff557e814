"""Messages for errors and answers, and their exit codes.

Only this module and `log_messages` know which command or option helps; the library states facts.
"""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from errno import ENOSPC
from typing import Any

import typer

from lalaland_cli import errors
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
    Written,
)
from lalaland_cli.cli import log_messages
from lalaland_cli.cli.commands import ANSWER, UnknownCommand, meant_command
from lalaland_cli.errors import quoted
from lalaland_cli.reading import sources
from lalaland_cli.system import folders
from lalaland_cli.system.output import output_error
from lalaland_cli.text import spelling
from lalaland_cli.text.unsafe import one_line

DONE, NOT_FOUND, USAGE, UNUSABLE = 0, 1, 2, 3

_USAGE = (
    errors.BadTitle,
    errors.BadText,
    errors.NoDialogue,
    errors.NoScreen,
    errors.NoTerminal,
    errors.UnclearTarget,
    UnknownCommand,
)

_MOST_LISTED = 5
_MOST_SKIPPED = 2  # files, on a line each; more are only counted

# Patterns in Typer's messages, and our wording for them.
_OUR_WORDS = (
    (r"is not a valid int(eger)?$", "is not a whole number"),
    (r"(?i)^got unexpected extra arguments?(?:\(s\))? ?\((.*)\)$", r"unexpected argument “\1”"),
    (r"^Option '--export' requires 2 arguments$", "write --export anki FILE"),
    (r"^Invalid value for '\[([A-Z]+)\]'", r"Invalid value for '\1'"),
)

# For each wider match that would find something: its option, and what it finds.
_WIDER = {
    "best": ("", "finds lessons that match most of it"),
    "any": (" --any", "finds lessons that match some of it"),
}

_EDITED = {
    "changed": "saved, no problems",
    "unchanged": "no changes",
    "restored": "restored the old text",
    "newer": "something else has changed the file, so it was left as it is",
}
_NOTHING = {
    "empty": "nothing was written, so nothing was saved",
    "declined": "nothing was removed",
}

_NARROWING = {"fields": "--in", "collection": "-c"}

# What the user can do with a written file, by its kind.
_WRITTEN = {
    "completion": "open a new shell to use it",
    "deck": "import this file into Anki",
    "page": "open it in a browser, print it or send it; it needs no other file",
    "site": "open it in a browser, or put its folder on any web server",
    "card": "open it in a browser, or send it",
}

_FLAWS = {
    "link": "it or its folder is a link",
    "owner": "it or its folder belongs to another user",
    "writable": "others can write to it or its folder",
    "kind": "it is not a regular file, or its folder is not a folder",
}


def explained(error: Exception) -> tuple[int, str]:
    """Return an error's exit code and message: what is wrong, where, and what to type next."""
    if isinstance(error, typer.TyperException):
        return USAGE, _usage(error)
    if isinstance(error, OSError):
        return UNUSABLE, _refused(error)
    code = USAGE if isinstance(error, _USAGE) else UNUSABLE
    if isinstance(error, errors.NothingFound):
        code = NOT_FOUND
    remedy = _REMEDIES.get(type(error), str)
    if callable(remedy):
        return code, remedy(error)
    return code, f"{error}; {remedy.format_map(vars(error))}"


def exit_code(answer: object) -> int:
    """Return 1 for an answer that found nothing or has problems, otherwise 0."""
    faulty = isinstance(answer, Report) and bool(answer.problems)
    faulty |= isinstance(answer, Edited) and answer.outcome in ("faulty", "newer")
    return NOT_FOUND if faulty or is_empty(answer) else DONE


def is_empty(answer: object) -> bool:
    """Return whether a search found nothing, so that there is nothing to write."""
    return isinstance(answer, Search) and not answer.hits


def notes(answer: object) -> list[str]:
    """Return the messages that accompany an answer."""
    note = _NOTES.get(type(answer))
    return note(answer) if note else []


def skipped(faults: Sequence[errors.UnusableFile]) -> list[str]:
    """Return the messages about skipped files."""
    if len(faults) <= _MOST_SKIPPED:
        return [f"skipped {_unusable(fault)}" for fault in faults]
    return [f"skipped {len(faults)} files with problems; `lalaland check` lists them"]


def kept(path: str) -> str:
    """Return the message about a faulty file whose prompt was interrupted."""
    return f"kept with its problems; `lalaland check {one_line(shell_quoted(path))}` lists them"


def copied(text: str) -> str:
    """Return the message about a text that the terminal was asked to copy."""
    return f"copied {quoted(text.partition(chr(10))[0])}, if your terminal allows it (OSC 52)"


def while_browsing(answer: Search) -> str:
    """Return the message about a search in `browse`, which shows the number of hits itself."""
    if answer.hits:
        return "; ".join(_of_search(answer._replace(total=len(answer.hits))))
    near = _did_you_mean(answer.near) if answer.near else "Esc shows the whole list"
    return f"nothing found for {quoted(answer.query)}; {near}"


def _of_resolution(answer: Resolution) -> list[str]:
    said = {"prefix": "is short for", "misspelling": "was read as"}
    if answer.kind == "exact":
        return []
    return [f"{quoted(answer.typed)} {said[answer.kind]} {quoted(answer.name)}"]


def _of_search(answer: Search) -> list[str]:
    if not answer.hits:
        return [_nothing(answer)]
    found = [f"no lesson has the phrase {quoted(text)}" for text in answer.scattered]
    found += [f"{quoted(typed)} was read as {quoted(taken)}" for typed, taken in answer.corrected]
    if answer.match == "best" and (missing := answer.hits[0].missing):
        where = " there" if answer.narrowed_by else ""
        left_out = ", ".join(map(quoted, missing))
        found.append(f"no lesson{where} matches every word; left out: {left_out}")
    if answer.total > len(answer.hits):
        found.append(f"showing the best {len(answer.hits)} of {answer.total}; -n 0 shows all")
    return found


def _nothing(answer: Search) -> str:
    nothing = f"nothing found for {quoted(answer.query)}"
    if not answer.terms:
        return f"{nothing}; type a word with letters in it"
    if answer.near:
        return f"{nothing}; {_did_you_mean(answer.near)}"
    if answer.wider == "everywhere":
        options = " and ".join(_NARROWING[how] for how in answer.narrowed_by)
        return f"{nothing}; search without {options} to look everywhere"
    if answer.wider:
        option, finds = _WIDER[answer.wider]
        return f"{nothing}; {_typed(f'search{option}', answer.query.split())} {finds}"
    return f"{nothing}; `lalaland list` shows what there is"


def _of_listing(answer: Listing) -> list[str]:
    return [] if answer.entries else [_empty(errors.EmptyLibrary(answer.collection))]


def _of_sources(answer: Sources) -> list[str]:
    if not answer.flawed:
        return []
    place = one_line(answer.flawed.path)
    remedy = "set LALALAND_CACHE to a folder that only you can write to"
    return [f"the index {place} is not used: {_FLAWS[answer.flawed.flaw]}; {remedy}"]


def _of_written(answer: Written) -> list[str]:
    if answer.kind in _WRITTEN:
        return [_WRITTEN[answer.kind]]
    if answer.kind == "named":
        command = f"check {shell_quoted(answer.path)}"
        return [f"edit this file, then validate it with `lalaland {command}`"]
    if not _is_read(os.path.dirname(answer.path)):
        return [
            "this file is not read while LALALAND_FILE is set; add it there, or unset LALALAND_FILE"
        ]
    add = f'`lalaland add --to {answer.name} "what you learned"`'
    return [f"add a lesson with {add}, or open the file with `lalaland edit {answer.name}`"]


def _of_added(answer: Added) -> list[str]:
    is_read = _is_personal(answer.path) and _is_read(os.path.dirname(answer.path))
    option = "" if is_read else f" -f {shell_quoted(answer.path)}"
    edit = f"`lalaland edit {answer.theme.name}{one_line(option)}`"
    return [f"added to {_line_of(answer)}; {edit} opens it in your editor"]


def _is_personal(path: str) -> bool:
    """Return whether a file is in the personal folder, which commands read by default."""
    return os.path.dirname(path) == folders.collections(os.environ)


def _is_read(folder: str) -> bool:
    """Return whether commands read the files of `folder` when no `--file` is given."""
    asked = sources.asked((), os.environ)
    return not asked or folder in map(os.path.abspath, asked)


def _of_removed(answer: Removed) -> list[str]:
    emptied = ", and delete `[]` after `themes:`" if answer.is_last else ""
    return [f"removed from {_line_of(answer)}; to undo, paste the printed lines there{emptied}"]


def _line_of(answer: Added | Removed) -> str:
    return f"{one_line(answer.path)}, line {answer.theme.line}"


_NOTES: dict[type, Callable[[Any], list[str]]] = {
    Resolution: _of_resolution,
    Search: _of_search,
    Listing: _of_listing,
    Tags: lambda answer: (
        [] if answer.counts else ["no tags yet; `lalaland add --tag TAG …` sets one"]
    ),
    Sources: _of_sources,
    Written: _of_written,
    Added: _of_added,
    Removed: _of_removed,
    Edited: lambda answer: [
        kept(answer.path)
        if answer.outcome == "faulty"
        else f"{_EDITED[answer.outcome]}: {one_line(answer.path)}"
    ],
    Nothing: lambda answer: [_NOTHING[answer.reason]],
}


def _did_you_mean(near: Sequence[str]) -> str:
    return f"did you mean {' or '.join(quoted(name) for name in near)}?"


def _unusable(error: errors.UnusableFile) -> str:
    more = len(error.problems) - 1
    path = one_line(shell_quoted(error.problems[0].path))
    lists = "" if error.problems[0].path == "-" else f"; `lalaland check {path}` lists them all"
    others = f" (and {more} more{lists})" if more else ""
    return f"{error.problems[0]}{others}"


def _unknown_name(error: errors.UnknownName) -> str:
    if error.count is not None:
        return f"{error}: the numbers go from 1 to {error.count}; see `lalaland list`"
    if error.collection:
        return f"{error}: it is a collection; `lalaland list -c {error.collection}` lists it"
    if error.suggestions:
        return f"{error}; {_did_you_mean(error.suggestions)}"
    if error.is_found:
        return f"{error}; {_search_for(error.name)}"
    return f"{error}; `lalaland list` shows what there is"


def _search_for(typed: str) -> str:
    """Return the hint to search, for words that were taken for a name."""
    return f"{_typed('search', typed.split())} searches for it"


def _typed(command: str, words: Iterable[str]) -> str:
    """Return a command followed by words, quoted as a shell needs it."""
    return f"`lalaland {one_line(' '.join((command, *map(shell_quoted, words))))}`"


def _ambiguous(error: errors.AmbiguousName) -> str:
    width = max(len(name) for name, _ in error.candidates)
    rows = [f"  {name:<{width}}  {title}" for name, title in error.candidates]
    rows += [f"  … and {error.more} more"] if error.more else []
    return "\n".join([f"{error}; type one of these:", *rows])


def _unknown_collection(error: errors.UnknownCollection) -> str:
    if error.theme:
        return f"{quoted(error.name)} is a theme; `lalaland show {error.theme}` shows it"
    if error.tag:
        tagged = f"`lalaland list --tag {one_line(shell_quoted(error.tag))}`"
        return f"{quoted(error.name)} is a tag; {tagged} lists its themes"
    if error.is_found:
        return f"{error}; {_search_for(error.name)}"
    if near := spelling.near(error.name.lower(), error.known):
        return f"{error}; {_did_you_mean(near)}"
    shown = ", ".join(error.known[:_MOST_LISTED])
    rest = ", …" if len(error.known) > _MOST_LISTED else ""
    return f"{error}; available: {shown or 'none'}{rest}"


def _empty(error: errors.EmptyLibrary) -> str:
    place = os.path.join(folders.collections(os.environ), f"{error.collection}.yaml")
    if error.collection and os.path.exists(place):
        add = f'`lalaland add --to {error.collection} "what you learned"`'
        return f"{error}; {add} adds one"
    return f"{error}; `lalaland sources` shows which files are read"


def _no_such_target(error: errors.NoSuchTarget) -> str:
    typed = error.name.lower()
    begun = [known for known in error.known if known.startswith(typed)]
    if near := begun or spelling.near(typed, error.known):
        return f"{error}; did you mean --to {near[0]}? --create makes a new one"
    return f"{error}; `lalaland add --to {shell_quoted(error.name)} --create …` creates it"


def _unclear_target(error: errors.UnclearTarget) -> str:
    if not error.known:
        return f'{error}; `lalaland new "My lessons"` creates one'
    listed, first = ", ".join(error.known[:_MOST_LISTED]), error.known[0]
    return f"{error} ({listed}); name one: `lalaland edit {first}`, `lalaland add --to {first} …`"


def _unwritable(error: errors.Unwritable) -> str:
    if error.target == "stdout":
        return f"{error}; free some space, or write elsewhere"
    return f"{error}; choose another place with -o PATH"


def _unchangeable(error: errors.UnchangeableFile) -> str:
    if error.reason == os.strerror(ENOSPC).lower():
        return f"{error}; free some space"
    return f"{error}; check its owner and permissions with `ls -l`"


def _exists(error: errors.FileExists) -> str:
    name, ending = os.path.splitext(os.path.basename(error.path))
    if ending == ".yaml" and _is_personal(error.path) and _is_read(os.path.dirname(error.path)):
        add = f"`lalaland add --to {name} …` adds a lesson to it"
        return f"{error}; {add}, or choose another title"
    replace = "; --force replaces it" if error.replaceable else ""
    return f"{error}{replace}{', or ' if replace else '; '}choose another name with -o PATH"


def _unknown_scene(error: errors.UnknownScene) -> str:
    if not error.count:
        return f"{error}: it has none; `lalaland card {error.name}` draws the takeaway"
    return f"{error}: the numbers go from 1 to {error.count}; see `lalaland show {error.name}`"


def _too_long(error: errors.TooLong) -> str:
    length = f"{error} ({error.length} characters)"
    if error.what == "scene":
        return f"{length}; `lalaland card {error.name}` draws the takeaway instead"
    return f"{length}; shorten it, or use `lalaland show {error.name} --markdown`"


def _unknown_tag(error: errors.UnknownTag) -> str:
    if not error.known:
        return f"{error}: none has any tags"
    others = f" (or {', '.join(error.known[1:])})" if error.known[1:] else ""
    return f"{error}; try --tag {shell_quoted(error.known[0])}{others}"


def _unknown_command(error: UnknownCommand) -> str:
    if not error.near:
        return f"{error}; `lalaland help` lists them"
    if error.asked_help and not error.near.startswith("-"):
        return f"{error}; did you mean `lalaland help {error.near}`?"
    rest = () if error.near.startswith("-") else error.typed[1:]
    return f"{error}; did you mean {_typed(error.near, rest)}?"


# The message for an error, or the remedy to add to its text; `{field}` is a field of the error.
_REMEDIES: dict[type[Exception], Callable[[Any], str] | str] = {
    UnknownCommand: _unknown_command,
    errors.UnusableFile: _unusable,
    errors.UnknownName: _unknown_name,
    errors.AmbiguousName: _ambiguous,
    errors.UnknownCollection: _unknown_collection,
    errors.AmbiguousCollection: lambda error: f"{error}; use the id: {' or '.join(error.ids)}",
    errors.UnknownTag: _unknown_tag,
    errors.NoSuchTarget: _no_such_target,
    errors.NotOwn: "`lalaland new --from {collection}` makes a copy that you can change",
    errors.BrokenTarget: lambda error: (
        f"{error}; `lalaland edit {shell_quoted(error.name)}` opens it at the first one"
    ),
    errors.NotEditable: "edit it by hand",
    errors.NoEditor: "name one that works: `export VISUAL=PROGRAM`",
    errors.UnclearTarget: _unclear_target,
    errors.EmptyLibrary: _empty,
    errors.BadTitle: lambda error: f'{error}, as in `lalaland new "Rocky"`',
    errors.FileExists: _exists,
    errors.UnknownScene: _unknown_scene,
    errors.TooLong: _too_long,
    errors.NoFont: "`lalaland card {name}` writes an SVG instead",
    errors.NoScreen: "use `lalaland list` or `lalaland search` instead",
    errors.NoTerminal: "use --markdown or --json instead of --copy",
    errors.Unwritable: _unwritable,
    errors.UnchangeableFile: _unchangeable,
    **log_messages.REMEDIES,
}


def _refused(error: OSError) -> str:
    """Return the message for an `OSError`, from output that Typer writes itself or unforeseen."""
    if error.errno == ENOSPC:
        return explained(output_error(error))[1]
    place = f" ({one_line(str(error.filename))})" if error.filename else ""
    reason = error.strerror or "the system refused an operation"
    return f"{reason[:1].lower()}{reason[1:]}{place}; `lalaland sources` shows what is read"


def shell_quoted(text: str) -> str:
    """Quote `text` as one word of a shell command."""
    import shlex

    return shlex.quote(text)


# The commands that take any text, and what to type for it; without a command, `search`.
_TAKES_TEXT = {
    "lalaland add": "lalaland add",
    "lalaland search": "lalaland search",
    "lalaland": "lalaland search",
}


def _usage(error: typer.TyperException) -> str:
    """Return the message for a usage error, on one line."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "lalaland"
    if context and context.info_name == ANSWER:  # the hidden command, which users do not type
        command = command.removesuffix(f" {ANSWER}")
        typed = getattr(error, "typed", ())
        if meant := meant_command(typed[0]) if typed else "":
            return _unknown_command(UnknownCommand(typed, meant))
    message = _in_our_words(error)
    # The unknown option, and the existing ones that resemble it.
    option, possible = getattr(error, "option_name", ""), getattr(error, "possibilities", None)
    if near := spelling.near(option, possible or ()):
        return f"{message}; did you mean {near[0]}?"
    if (taker := _TAKES_TEXT.get(command)) and re.match("-[^-]|--.*[ ]", option):
        return f'{message}; to pass text that begins with a hyphen: `{taker} -- "-…"`'
    return f"{message}; see `{command} --help`"


def _in_our_words(error: typer.TyperException) -> str:
    message = " ".join(error.format_message().split()).rstrip(".?")
    message = re.split(r"\.? (?:\(Possible options:|Did you mean)", message)[0]
    message = message.removeprefix("Invalid value: ")
    for typers, ours in _OUR_WORDS:
        message = re.sub(typers, ours, message)
    first = message[:1] if message[:2].isupper() else message[:1].lower()
    return f"{first}{message[1:]}"
