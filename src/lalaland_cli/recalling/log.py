"""The append-only log of answers, from which everything else about recall is derived.

Each line is a JSON object of one of three kinds, with `time` as local time and its UTC offset:

    {"v": 1, "theme": "la-la-land/failure", "rating": 3, "time": "2026-11-25T21:14:03.123456+01:00"}
    {"v": 1, "theme": "la-la-land/failure", "undo": "2026-11-25T21:14:03.123456+01:00", "time": …}
    {"v": 1, "theme": "la-la-land/failure", "gone": true, "time": …}

The first records an answer. The second takes back the answer to `theme` that was given at the time
`undo`. The third notes that the user was told that the theme no longer exists. Duplicate lines
count once and the order of lines does not matter, so two logs can be merged by concatenation.
"""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from errno import ELOOP
from typing import Any, Literal, NamedTuple

from lalaland_cli.errors import LogUnwritable, UnusableLog, reason_of
from lalaland_cli.system.trust import flaw_of_descriptor

_VERSION = 1

# Intervals reach up to a hundred years ahead, and Python's dates end with the year 9999.
_YEARS = range(1970, 9000)

# Where available: do not follow links, wait for the other end of a pipe or convert line endings.
_CAREFUL = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))


class Review(NamedTuple):
    """An answer in the log: how well the theme `collection/id` was remembered at `time`.

    `rating` is 1 (forgot), 2 (hard), 3 (good) or 4 (easy). `time` has a UTC offset, and its date
    is the user's local date.
    """

    theme: str
    rating: int
    time: datetime


class Unread(NamedTuple):
    """The lines of a log that were skipped.

    `bad` holds the numbers of invalid lines, from 1. `cut` tells whether the last line was not
    written in full, and is then not in `bad`. `newer` counts the lines of a later version of this
    program.
    """

    bad: tuple[int, ...] = ()
    cut: bool = False
    newer: int = 0


class History(NamedTuple):
    """The contents of a log: every answer that was not taken back, in order of time.

    `gone` are the themes that the user was told no longer exist.
    """

    reviews: tuple[Review, ...]
    unread: Unread
    gone: frozenset[str] = frozenset()


class _Undo(NamedTuple):
    theme: str
    undo: datetime


class _Gone(NamedTuple):
    theme: str


def read(path: str) -> History:
    """Read the log at `path`; a missing one counts as empty. Raises `UnusableLog`."""
    try:
        descriptor = _opened(path, os.O_RDONLY)
        with open(descriptor, "rb") as file:
            return parse(file.read())
    except (FileNotFoundError, NotADirectoryError):
        return History((), Unread())
    except OSError as error:
        raise UnusableLog(path, reason=reason_of(error)) from None


def parse(data: bytes) -> History:
    """Parse the bytes of a log. Never raises: lines that cannot be read are skipped."""
    lines = data.split(b"\n")
    records = [(number, _record(line)) for number, line in enumerate(lines, 1) if line.strip()]
    bad = [number for number, record in records if record == "bad"]
    cut = bool(bad) and bad[-1] == len(lines)
    newer = sum(record == "newer" for _, record in records)
    unread = Unread(tuple(bad[:-1] if cut else bad), cut, newer)
    gone = frozenset(record.theme for _, record in records if isinstance(record, _Gone))
    return History(tuple(_remaining(record for _, record in records)), unread, gone)


def _remaining(records: Iterable[Any]) -> Iterator[Review]:
    found = {record: None for record in records if isinstance(record, (Review, _Undo))}
    undone = {(u.theme, u.undo) for u in found if isinstance(u, _Undo)}
    reviews = (r for r in found if isinstance(r, Review) and (r.theme, r.time) not in undone)
    # The order of simultaneous answers must not depend on the order of the lines.
    yield from sorted(reviews, key=lambda review: (review.time, review.theme, review.rating))


def _record(line: bytes) -> Review | _Undo | _Gone | Literal["bad", "newer"]:
    try:
        value = json.loads(line)
        if type(value["v"]) is int and value["v"] > _VERSION:
            return "newer"
        theme, rating = value["theme"], value.get("rating")
        known = type(value["v"]) is int and value["v"] == _VERSION
        if not (known and isinstance(theme, str) and theme):
            return "bad"
        if value.get("gone") is True:
            return _Gone(theme)
        if "undo" in value:
            return _Undo(theme, _time(value["undo"]))
        return Review(theme, rating, _time(value["time"])) if _is_rating(rating) else "bad"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "bad"


def _is_rating(value: object) -> bool:
    return type(value) is int and 1 <= value <= 4


def _time(text: str) -> datetime:
    """Parse a line's time; without an offset, as when written by hand, it is taken as UTC."""
    time = datetime.fromisoformat(text)
    if time.year not in _YEARS:
        raise ValueError
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def add(path: str, review: Review) -> None:
    """Append an answer to the log at `path`; it is on disk when this returns.

    Raises `UnusableLog`, or `LogUnwritable` if the answer was not saved.
    """
    _append(path, {"rating": review.rating, "time": review.time.isoformat()}, review.theme)


def take_back(path: str, review: Review, now: datetime) -> None:
    """Take back an answer in the log at `path`. Raises what `add` does."""
    undone = {"undo": review.time.isoformat(), "time": now.isoformat()}
    _append(path, undone, review.theme)


def note_gone(path: str, theme: str, now: datetime) -> None:
    """Note in the log at `path` that the user was told of a missing theme. Raises as `add` does."""
    _append(path, {"gone": True, "time": now.isoformat()}, theme)


def _append(path: str, record: dict[str, Any], theme: str) -> None:
    line = json.dumps({"v": _VERSION, "theme": theme, **record}).encode() + b"\n"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        descriptor = _opened(path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        try:
            # A single call keeps the line whole, even if other processes append at the same time.
            whole = line if _ends_a_line(descriptor) else b"\n" + line
            if os.write(descriptor, whole) != len(whole):
                raise LogUnwritable(path, "no space left on device")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise LogUnwritable(path, reason_of(error)) from None


def _ends_a_line(descriptor: int) -> bool:
    """Return whether the file is empty or its last line was written in full."""
    size = os.lseek(descriptor, 0, os.SEEK_END)
    if not size:
        return True
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1) == b"\n"


def _opened(path: str, flags: int) -> int:
    """Return a descriptor of the log. Raises `UnusableLog` if it is a link or another user's."""
    try:
        descriptor = os.open(path, flags | _CAREFUL, 0o600)
    except OSError as error:
        if error.errno == ELOOP:
            raise UnusableLog(path, "link") from None
        raise
    flaw = flaw_of_descriptor(descriptor)
    # A log that others can write to is accepted, since its lines are validated anyway.
    if flaw in ("", "writable"):
        return descriptor
    os.close(descriptor)
    raise UnusableLog(path, flaw)
