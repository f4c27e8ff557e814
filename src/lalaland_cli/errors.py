"""The errors of the package, which state facts: what was asked for, and what comes close.

Every error of this package is a `LalalandError`. Its message says what is wrong; what to do next
depends on the caller, so the command line adds that (`cli/messages.py`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from lalaland_cli.text.unsafe import one_line

_LONGEST_QUOTED = 100


class LalalandError(Exception):
    """The base class of every error that this package raises deliberately."""


class Problem(NamedTuple):
    """A fault in a lesson file.

    `path` is the path as the user typed it. `line` and `column` count from 1, in characters; both
    are 0 if the fault concerns the whole file. `remedy` says what to do about it.
    """

    path: str
    line: int
    column: int
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        return one_line(f"{place}: {self.what}; {self.remedy}")


class UnusableFile(LalalandError):
    """A lesson file that cannot be used; `problems` holds every reason, at least one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        more = len(self.problems) - 1
        super().__init__(f"{self.problems[0]}{f' (and {more} more)' if more else ''}")


class BadTitle(LalalandError):
    """A title that a lesson file cannot have, and the `reason`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class BadText(LalalandError):
    """A lesson that cannot be saved, and the `reason`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(one_line(reason))


class NotEditable(LalalandError):
    """A lesson file that cannot be edited safely line by line, and the `reason`."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{one_line(path)} cannot be changed safely: {one_line(reason)}")


class NotOwn(LalalandError):
    """An attempt to change a theme or collection that is not the user's own.

    `name` is what the user typed, and `collection` the id of the collection.
    """

    def __init__(self, name: str, collection: str) -> None:
        self.name, self.collection = name, collection
        super().__init__(f"{quoted(name)} comes with lalaland and cannot be changed")


class NoEditor(LalalandError):
    """A missing editor (`editor` is empty), or one that failed, and the `reason`."""

    def __init__(self, editor: str, reason: str) -> None:
        self.editor, self.reason = editor, reason
        what = f"the editor {quoted(editor)} failed" if editor else "no editor found"
        super().__init__(f"{what}: {one_line(reason)}")


class UnclearTarget(LalalandError):
    """A lesson without a definite target; `known` lists the user's own collections, if any."""

    def __init__(self, known: Sequence[str]) -> None:
        self.known = tuple(known)
        what = "you have several collections" if known else "you have no collection yet"
        super().__init__(what)


class BrokenTarget(LalalandError):
    """A target collection whose file cannot be loaded; `name` is the file name without suffix."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"fix the problems in the collection {quoted(name)} first")


class UnknownField(LalalandError):
    """A search in a field that does not exist; `known` lists those that do."""

    def __init__(self, field: str, known: Sequence[str]) -> None:
        self.field, self.known = field, tuple(known)
        super().__init__(f"no field is called {quoted(field)}; available: {', '.join(known)}")


class FileExists(LalalandError):
    """A file that already exists; if `replaceable`, it can be overwritten on request."""

    def __init__(self, path: str, *, replaceable: bool = False) -> None:
        self.path, self.replaceable = path, replaceable
        super().__init__(f"{one_line(path)} already exists")


class Unwritable(LalalandError):
    """Output that could not be written to `target`, and the `reason`."""

    def __init__(self, target: str, reason: str) -> None:
        self.target, self.reason = target, reason
        super().__init__(f"cannot write to {one_line(target)}: {reason}")


class TooLong(LalalandError):
    """A text too long for a card: `what` it is, its theme's `name`, its `length` in characters."""

    def __init__(self, what: str, name: str, length: int) -> None:
        self.what, self.name, self.length = what, name, length
        super().__init__(f"the {what} of {quoted(name)} is too long for a card")


class NoFont(LalalandError):
    """Letters that a PNG of the theme `name` needs and no font on this computer has."""

    def __init__(self, letters: str, name: str) -> None:
        self.letters, self.name = letters, name
        super().__init__(f"no font on this computer has {quoted(letters)}")


class NoTerminal(LalalandError):
    """An attempt to copy text through the terminal when stdout is not a terminal."""

    def __init__(self) -> None:
        super().__init__("cannot copy: stdout is not a terminal that takes OSC 52")


class ExportUnwritable(Unwritable):
    """An export for another program that could not be written."""


class LogUnwritable(Unwritable):
    """An answer that could not be added to the log at `target`, and the `reason`."""


class UnchangeableFile(Unwritable):
    """A lesson file that could not be changed."""


class UnusableLog(LalalandError):
    """A log that is not used: it has a `flaw` (see `Flaw`), or cannot be read for a `reason`."""

    def __init__(self, path: str, flaw: str = "", reason: str = "") -> None:
        self.path, self.flaw, self.reason = path, flaw, reason
        super().__init__(f"cannot use the log {one_line(path)}")


class NoDialogue(LalalandError):
    """A dialogue without a terminal to show it on and read keys from."""

    def __init__(self) -> None:
        super().__init__("recall cannot ask questions here")


class MissingPackage(LalalandError):
    """A command that needs an optional `package` that is not installed."""

    def __init__(self, package: str) -> None:
        self.package = package
        super().__init__(f"this needs the package {package}")


class NoScreen(LalalandError):
    """A full-screen display without a suitable terminal."""

    def __init__(self, need: str) -> None:
        super().__init__(f"browse needs {need}")


class GivenUp(LalalandError):
    """A query whose result is no longer wanted."""


class NothingFound(LalalandError):
    """A request that has no result, or more than one."""


class UnknownName(NothingFound):
    """A name that no theme has.

    `suggestions` holds up to three similar names that exist. `count` is the number of themes, set
    if `name` is a number out of range. `collection` is the id of the collection called `name`, if
    there is one. `is_found` tells whether a search for the words of `name` finds anything.
    """

    is_found = False

    def __init__(
        self,
        name: str,
        suggestions: Sequence[str] = (),
        count: int | None = None,
        collection: str | None = None,
    ) -> None:
        self.name, self.suggestions = name, tuple(suggestions)
        self.count, self.collection = count, collection
        super().__init__(f"no theme is called {quoted(name)}")


class UnknownScene(NothingFound):
    """A scene `number` that the theme called `name` lacks; it has `count` scenes."""

    def __init__(self, number: int, name: str, count: int) -> None:
        self.number, self.name, self.count = number, name, count
        super().__init__(f"{quoted(name)} has no scene {number}")


class AmbiguousName(NothingFound):
    """A name that may refer to several themes.

    `candidates` pairs each theme's name with its title. `more` is the number of further
    candidates, which are not listed.
    """

    def __init__(self, name: str, candidates: Sequence[tuple[str, str]], more: int) -> None:
        self.name, self.candidates, self.more = name, tuple(candidates), more
        super().__init__(f"{quoted(name)} could mean {len(candidates) + more} themes")


class UnknownCollection(NothingFound):
    """A name that no loaded collection has; `known` lists the ids of all loaded collections.

    `theme` is the name of the theme called `name`, if there is exactly one, and `tag` the tag
    called so, if any. `is_found` tells whether a search for the words of `name` finds anything.
    """

    def __init__(
        self,
        name: str,
        known: Sequence[str],
        theme: str | None = None,
        tag: str | None = None,
        *,
        is_found: bool = False,
    ) -> None:
        self.name, self.known = name, tuple(known)
        self.theme, self.tag, self.is_found = theme, tag, is_found
        super().__init__(f"no collection is called {quoted(name)}")


class AmbiguousCollection(NothingFound):
    """A title that several collections share; `ids` holds their ids."""

    def __init__(self, name: str, ids: Sequence[str]) -> None:
        self.name, self.ids = name, tuple(ids)
        super().__init__(f"{len(ids)} collections are called {quoted(name)}")


class NoSuchTarget(UnknownCollection):
    """A target collection that does not exist."""


class UnknownTag(NothingFound):
    """A tag that none of the themes has; `known` lists similar tags, or else the most frequent."""

    def __init__(self, tag: str, known: Sequence[str]) -> None:
        self.tag, self.known = tag, tuple(known)
        super().__init__(f"no theme has the tag {quoted(tag)}")


class EmptyLibrary(NothingFound):
    """A library without themes or, if one was given, a `collection` without themes."""

    def __init__(self, collection: str | None = None) -> None:
        self.collection = collection
        where = f"{quoted(collection)} has no lessons yet" if collection else ""
        super().__init__(where or "no lessons are loaded")


def reason_of(error: OSError) -> str:
    """Return the operating system's reason for an error, in lower case."""
    return (error.strerror or str(error)).lower()


def quoted(typed: str) -> str:
    """Return what the user typed in quotes, truncated and made safe to show in a message."""
    shown = one_line(typed[:_LONGEST_QUOTED])
    return f"“{shown}…”" if len(typed) > _LONGEST_QUOTED else f"“{shown}”"
