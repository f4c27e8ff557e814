"""What can go wrong, as data.

Every error of this package is a `LalalandError`. Its text is what a person reads: what is wrong,
where, and what to type next. Its attributes are what a program reads.
"""

from collections.abc import Sequence
from typing import NamedTuple


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
        return _one_line(f"{place}: {self.what}; {self.remedy}")


class UnusableFile(LalalandError):
    """A lesson file that cannot be used; `problems` holds every reason, at least one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self._line())

    def _line(self) -> str:
        more = len(self.problems) - 1
        path = _one_line(self.problems[0].path)
        others = f" (and {more} more; `lalaland check {path}` lists them all)" if more else ""
        return f"{self.problems[0]}{others}"


class BadTitle(LalalandError):
    """A title from which no lesson file can be made."""

    def __init__(self, reason: str) -> None:
        super().__init__(f'{reason}; write for example `lalaland new "Rocky"`')


class UnknownField(LalalandError):
    """A search in a field that no theme has; `known` are those that there are."""

    def __init__(self, field: str, known: Sequence[str]) -> None:
        self.field, self.known = field, tuple(known)
        super().__init__(f"no field is called {_quoted(field)}; there is {', '.join(known)}")


class FileExists(LalalandError):
    """`path` is there already, and nothing is ever overwritten."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"{_one_line(path)} is already there; choose another name with -o PATH")


class Unwritable(LalalandError):
    """Output that could not be written to `target`, because of `reason`."""

    def __init__(self, target: str, reason: str, remedy: str) -> None:
        self.target, self.reason = target, reason
        super().__init__(f"cannot write to {_one_line(target)}: {reason}; {remedy}")


class NothingFound(LalalandError):
    """A question without an answer, or with more than one: the family of exit code 1."""


class UnknownName(NothingFound):
    """No theme answers to `name`; `suggestions` are up to three close names that do exist."""

    def __init__(self, name: str, suggestions: Sequence[str], remedy: str) -> None:
        self.name, self.suggestions = name, tuple(suggestions)
        super().__init__(f"no theme is called {_quoted(name)}{_perhaps(suggestions)}; {remedy}")


class AmbiguousName(NothingFound):
    """`name` may mean several themes; `candidates` pairs each one's name with its title."""

    def __init__(self, name: str, candidates: Sequence[tuple[str, str]], more: int) -> None:
        self.name, self.candidates, self.more = name, tuple(candidates), more
        width = max(len(short) for short, _ in candidates)
        rows = [f"  {short:<{width}}  {title}" for short, title in candidates]
        rows += [f"  … and {more} more"] if more else []
        count = len(candidates) + more
        first = f"{_quoted(name)} may mean {count} themes; type more of one of these:"
        super().__init__("\n".join([first, *rows]))


class UnknownCollection(NothingFound):
    """No collection in force has the id `name`; `known` are those that there are."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name, self.known = name, tuple(known)
        shown = ", ".join(self.known[:5]) + (", …" if len(self.known) > 5 else "")
        super().__init__(f"no collection is called {_quoted(name)}; there is {shown or 'none'}")


class UnknownTag(NothingFound):
    """No theme in question carries `tag`; `known` are the tags nearest to it, or the first."""

    def __init__(self, tag: str, known: Sequence[str]) -> None:
        self.tag, self.known = tag, tuple(known)
        hint = f"try --tag {known[0]}" if known else "no theme has a tag"
        others = f" (or {', '.join(known[1:])})" if known[1:] else ""
        super().__init__(f"no theme has the tag {_quoted(tag)}; {hint}{others}")


class EmptyLibrary(NothingFound):
    """There is no theme at all to choose from."""

    def __init__(self) -> None:
        super().__init__("there are no lessons here; `lalaland sources` says which files count")


class NoHits(NothingFound):
    """A search that found nothing; `nearest` are words that the collections really contain."""

    def __init__(self, query: str, nearest: Sequence[str], remedy: str) -> None:
        self.query, self.nearest = query, tuple(nearest)
        super().__init__(f"nothing found for {_quoted(query)}{_perhaps(nearest)}; {remedy}")


def _perhaps(words: Sequence[str]) -> str:
    return f"; the nearest are {', '.join(words)}" if words else ""


def _quoted(typed: str) -> str:
    return f"“{_one_line(typed)}”"


def _one_line(text: str) -> str:
    """What was typed or named may hold a line feed, and a message that had one could be forged."""
    return text.replace("\n", "\\n")
