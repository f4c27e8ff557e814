"""What can go wrong, as facts: what was asked, and what is near.

Every error of this package is a `LalalandError`. Its text says what is wrong; what to type next
depends on who asks, so the command line adds that (`cli/messages.py`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from lalaland_cli.text.unsafe import one_line

_LONGEST_QUOTED = 100


class LalalandError(Exception):
    """The root of every error that this package raises on purpose."""


class Problem(NamedTuple):
    """One fault of one lesson file.

    `path` is the file as the person typed it. `line` and `column` count from 1, in characters;
    both are 0 where the fault is the whole file's. `remedy` says what to write instead.
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
    """A title from which no lesson file can be made, and the `reason`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class BadText(LalalandError):
    """A lesson that cannot be written down, and the `reason`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(one_line(reason))


class NotEditable(LalalandError):
    """A lesson file in which nothing can be changed safely line by line, and the `reason`."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{one_line(path)} cannot be changed safely: {one_line(reason)}")


class NotOwn(LalalandError):
    """A theme or collection that comes with lalaland was to be changed; `collection` is its id."""

    def __init__(self, name: str, collection: str) -> None:
        self.name, self.collection = name, collection
        super().__init__(f"{quoted(name)} comes with lalaland and cannot be changed")


class NoEditor(LalalandError):
    """There is no editor (`editor` is empty), or it failed for a `reason`."""

    def __init__(self, editor: str, reason: str) -> None:
        self.editor, self.reason = editor, reason
        what = f"the editor {quoted(editor)} failed" if editor else "there is no editor"
        super().__init__(f"{what}: {one_line(reason)}")


class UnclearTarget(LalalandError):
    """It was not said which of the person's own collections is meant: `known`, maybe none."""

    def __init__(self, known: Sequence[str]) -> None:
        self.known = tuple(known)
        what = "several collections are yours" if known else "no collection is yours yet"
        super().__init__(what)


class BrokenTarget(LalalandError):
    """The file of the collection that a lesson would go to cannot be read: `name` is its name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"the collection {quoted(name)} has to be mended first")


class UnknownField(LalalandError):
    """A search in a field that no theme has; `known` are those that there are."""

    def __init__(self, field: str, known: Sequence[str]) -> None:
        self.field, self.known = field, tuple(known)
        super().__init__(f"no field is called {quoted(field)}; available: {', '.join(known)}")


class FileExists(LalalandError):
    """`path` already exists; if it is `replaceable`, it is overwritten where that is asked for."""

    def __init__(self, path: str, *, replaceable: bool = False) -> None:
        self.path, self.replaceable = path, replaceable
        super().__init__(f"{one_line(path)} already exists")


class Unwritable(LalalandError):
    """Output that could not be written to `target`, because of `reason`."""

    def __init__(self, target: str, reason: str) -> None:
        self.target, self.reason = target, reason
        super().__init__(f"cannot write to {one_line(target)}: {reason}")


class TooLong(LalalandError):
    """A text that no card can hold: `what` it is, of the theme called `name`."""

    def __init__(self, what: str, name: str, length: int) -> None:
        self.what, self.name, self.length = what, name, length
        super().__init__(f"the {what} of {quoted(name)} is too long for a card")


class NoFont(LalalandError):
    """Letters of the theme called `name` that no font here has, as far as a PNG needs them."""

    def __init__(self, letters: str, name: str) -> None:
        self.letters, self.name = letters, name
        super().__init__(f"no font on this computer has {quoted(letters)}")


class NoTerminal(LalalandError):
    """Something was to be given to a terminal, and stdout is none."""

    def __init__(self) -> None:
        super().__init__("copying needs a terminal, and stdout is none")


class ExportUnwritable(Unwritable):
    """A file for another program that could not be written."""


class LogUnwritable(Unwritable):
    """An answer that could not be added to the log at `target`, because of `reason`."""


class UnchangeableFile(Unwritable):
    """A lesson file that could not be changed."""


class UnusableLog(LalalandError):
    """The log at `path` is not used: it has a `flaw` (see `Flaw`), or cannot be read."""

    def __init__(self, path: str, flaw: str = "", reason: str = "") -> None:
        self.path, self.flaw, self.reason = path, flaw, reason
        super().__init__(f"cannot use the log {one_line(path)}")


class NoDialogue(LalalandError):
    """A dialogue was asked for where nobody can see it or press a key."""

    def __init__(self) -> None:
        super().__init__("this needs a terminal to ask questions on")


class MissingPackage(LalalandError):
    """What was asked for needs an optional `package`, which is not installed."""

    def __init__(self, package: str) -> None:
        self.package = package
        super().__init__(f"this needs the package {package}")


class NoScreen(LalalandError):
    """Something was to fill a terminal, and there is none that can be filled."""

    def __init__(self, need: str) -> None:
        super().__init__(f"browsing needs {need}")


class GivenUp(LalalandError):
    """A question whose answer nobody waits for any more."""


class NothingFound(LalalandError):
    """A question without an answer, or with more than one."""


class UnknownName(NothingFound):
    """No theme is called `name`.

    `suggestions` are up to three close names that do exist. `count` is the number of themes, where
    `name` is a number beyond them; `collection` is the collection that has this name, if one has.
    `is_found` tells whether a search for the words of `name` finds something.
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
    """The theme called `name` has `count` scenes, and so none of that `number`."""

    def __init__(self, number: int, name: str, count: int) -> None:
        self.number, self.name, self.count = number, name, count
        super().__init__(f"{quoted(name)} has no scene {number}")


class AmbiguousName(NothingFound):
    """`name` may mean several themes; `candidates` pairs each one's name with its title.

    `more` is the number of further candidates, which are not listed.
    """

    def __init__(self, name: str, candidates: Sequence[tuple[str, str]], more: int) -> None:
        self.name, self.candidates, self.more = name, tuple(candidates), more
        super().__init__(f"{quoted(name)} may mean {len(candidates) + more} themes")


class UnknownCollection(NothingFound):
    """No loaded collection has the id `name`; `known` are those that there are.

    `theme` is the theme that is called so, if there is just one, `tag` the tag that is, and
    `is_found` tells whether a search for the words of `name` finds something.
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
    """Several collections have the title `name`; `ids` are theirs."""

    def __init__(self, name: str, ids: Sequence[str]) -> None:
        self.name, self.ids = name, tuple(ids)
        super().__init__(f"{len(ids)} collections are called {quoted(name)}")


class NoSuchTarget(UnknownCollection):
    """A lesson was to go to a collection that there is not."""


class UnknownTag(NothingFound):
    """No theme in question has `tag`; `known` are the tags nearest to it, or the first few."""

    def __init__(self, tag: str, known: Sequence[str]) -> None:
        self.tag, self.known = tag, tuple(known)
        super().__init__(f"no theme has the tag {quoted(tag)}")


class EmptyLibrary(NothingFound):
    """There is no theme at all to choose from, in the `collection` where one was asked for."""

    def __init__(self, collection: str | None = None) -> None:
        self.collection = collection
        where = f"{quoted(collection)} holds no lessons yet" if collection else ""
        super().__init__(where or "there are no lessons here")


def reason_of(error: OSError) -> str:
    """Why the system refused something, in small letters."""
    return (error.strerror or str(error)).lower()


def quoted(typed: str) -> str:
    """What somebody typed, safe to show within a message, and not longer than one."""
    shown = one_line(typed[:_LONGEST_QUOTED])
    return f"“{shown}…”" if len(typed) > _LONGEST_QUOTED else f"“{shown}”"
