"""Where an index is kept between two runs, and how it is known to be still good.

An index file is never changed once it stands in its place: a newer one is made beside it and
moved over it. So a reader needs no lock, any number of processes may build at once, and one that
is killed leaves nothing but a file that nobody reads. Where nothing can be kept, the index is
made in memory. What is kept may be deleted, cut short or overwritten at any time.
"""

import os
import re
import shutil
import sqlite3
import stat
import time
import zlib
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from typing import TYPE_CHECKING, NamedTuple

from lalaland_cli.keeping.database import LAYOUT, connect, connect_to_read
from lalaland_cli.keeping.index import Index
from lalaland_cli.model import Flaw, LessonFile
from lalaland_cli.system.trust import flaw_of_file, flaw_of_folder

if TYPE_CHECKING:
    from lalaland_cli.keeping.writer import Load, Progress

# Only files of these names are ours: an index, and one that is being made.
_NAME = "lessons-{:08x}.index"
_OURS = r"lessons-[0-9a-f]{8}\.index(\.[0-9]+-[0-9]+)?"

_DAY = 24 * 60 * 60
_UNUSED_DAYS = 30
_ABANDONED = 60 * 60  # seconds after which nobody can still be building


class Kept(NamedTuple):
    """An index that was opened, or why what is kept at `path` is not trusted."""

    themes: Index
    path: str
    flaw: Flaw = ""


def open_index(
    files: Sequence[LessonFile],
    roots: bytes,
    version: str,
    load: "Load",
    where: str,
    progress: "Progress",
) -> Kept:
    """The index of `files`: the one kept in the folder `where` if it is good, else a new one.

    `roots` are the places that the person asked for, which tell one kept index from another.
    Raises what `load` raises for a required file, and nothing for a cache that is no use.
    """
    layout = f"{version}/{LAYOUT}"
    fingerprint = "\n".join(f"{file.location}\t{file.stamp}" for file in files)
    path = os.path.join(where, _NAME.format(zlib.crc32(layout.encode() + b"\0" + roots)))

    def fill(db: sqlite3.Connection, modified: int) -> None:
        from lalaland_cli.keeping.writer import Writer

        Writer(db, load, progress).fill(files, (layout, roots, fingerprint, modified))

    def in_memory() -> sqlite3.Connection:
        db = connect(":memory:")
        fill(db, 0)
        return db

    def instead() -> sqlite3.Connection:
        _remove(path)
        return in_memory()

    if any(file.is_stdin for file in files):
        return Kept(Index(in_memory()), path)
    if flaw := _flaw(path):
        return Kept(Index(in_memory()), path, flaw)
    db, found = _kept(path, layout, roots)
    if db and found == fingerprint and all(file.stamp for file in files):
        _mark_used(path)
        return Kept(Index(db, instead), path)
    if db:
        db.close()
    try:
        made = _made(path, fill, keep=db is not None)
    except (OSError, sqlite3.Error):
        return Kept(Index(instead()), path)
    sweep(where)
    return Kept(Index(made, instead), path)


def _flaw(path: str) -> Flaw:
    """Why the file at `path` or its folder is not trusted; what is not there is no reason."""
    try:
        return flaw_of_file(path)
    except OSError:
        pass
    try:
        return flaw_of_folder(os.path.dirname(path))
    except OSError:
        return ""


def _kept(path: str, layout: str, roots: bytes) -> tuple[sqlite3.Connection | None, str]:
    """The database at `path` and its fingerprint, if it is ours and nobody has touched it."""
    try:
        status = os.stat(path)
        db = connect_to_read(path)
    except (OSError, ValueError, sqlite3.Error):  # not an index, or no longer
        return None, ""
    try:
        *mine, fingerprint, sealed = Index(db).seal()
        if mine == [layout, roots] and sealed == status.st_mtime_ns:
            return db, fingerprint
    except (ValueError, sqlite3.Error):
        pass
    db.close()
    return None, ""


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def _made(
    path: str, fill: Callable[[sqlite3.Connection, int], None], *, keep: bool
) -> sqlite3.Connection:
    """A database that `fill` has filled, opened, and put in the place of `path`.

    Its time of modification is a round one that no later write would leave behind, and `fill`
    writes it inside the database as well: whoever overwrites the file breaks this seal. With
    `keep`, the database begins as a copy of the old one.
    """
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    draft = f"{path}.{os.getpid()}-{time.monotonic_ns()}"
    modified = (int(time.time()) - _DAY) * 10**9
    try:
        # The lessons may be private, so what is made of them is.
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        if keep:
            shutil.copyfile(path, draft)
        with closing(connect(draft)) as db:
            # What is lost in a crash is lost with the draft.
            db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            fill(db, modified)
        os.utime(draft, ns=(time.time_ns(), modified))
        # SQLite opens a file when it is first asked: here, before another may replace it.
        made = connect_to_read(draft)
        os.replace(draft, path)
    except BaseException:
        _remove(draft)
        raise
    return made


def _mark_used(path: str) -> None:
    """Keep the day of the last use, which is what `sweep` goes by, as the time of access."""
    with suppress(OSError):
        status = os.stat(path)
        if status.st_atime < time.time() - _DAY:
            os.utime(path, ns=(time.time_ns(), status.st_mtime_ns))


def sweep(where: str) -> None:
    """Remove from the folder `where` what no run will use again.

    That is an index whose files are all gone, one that was not opened for 30 days, and what a
    killed process left half made.
    """
    now = time.time()
    with suppress(OSError), os.scandir(where) as entries:
        for entry in entries:
            if _is_stale(entry, now):
                _remove(entry.path)


def _is_stale(entry: os.DirEntry[str], now: float) -> bool:
    ours = re.fullmatch(_OURS, entry.name)
    if not ours:
        return False
    status = entry.stat(follow_symlinks=False)
    if not stat.S_ISREG(status.st_mode):
        return True
    if ours[1]:
        return max(status.st_ctime, status.st_atime) < now - _ABANDONED
    if status.st_atime < now - _UNUSED_DAYS * _DAY:
        return True
    try:
        with closing(connect_to_read(entry.path)) as db:
            roots = Index(db).seal()[1].split(b"\n")[1:]
    except (TypeError, ValueError, sqlite3.Error):  # no index, or of another layout
        return True
    # To look at an index is not to use it, and some systems note any reading.
    os.utime(entry.path, ns=(status.st_atime_ns, status.st_mtime_ns))
    return not any(map(os.path.exists, roots))
