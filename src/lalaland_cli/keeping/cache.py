"""Storage of an index between runs, and the checks that it is still good.

An index file is never changed in place: a newer one is made beside it and moved over it. So a
reader needs no lock, any number of processes may build at once, and one that is killed leaves
only a file that is never read. If nothing can be stored, the index is built in memory. The stored
files may be deleted, truncated or overwritten at any time.
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

# Only files with these names are ours: an index, and a draft of one.
_NAME = "lessons-{:08x}.index"
_OURS = r"lessons-[0-9a-f]{8}\.index(\.[0-9]+-[0-9]+)?"

_DAY = 24 * 60 * 60
_UNUSED_DAYS = 30
_ABANDONED = 60 * 60  # seconds; longer than any build


class Kept(NamedTuple):
    """An open index; `flaw`, unless empty, says why the file at `path` is not trusted."""

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
    """Return the index of `files`: the one kept in the folder `where` if good, else a new one.

    `roots` are the places that the user asked for, which distinguish one kept index from another.
    Raises what `load` raises for a required file; an unusable cache raises nothing.
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
    """Return why the file at `path` or its folder is not trusted; a missing one is no flaw."""
    flaw: Flaw = ""
    with suppress(OSError):
        flaw = flaw_of_folder(os.path.dirname(path))
        flaw = flaw_of_file(path)
    return flaw


def _kept(path: str, layout: str, roots: bytes) -> tuple[sqlite3.Connection | None, str]:
    """Return the database at `path` and its fingerprint, if it is ours and unmodified."""
    try:
        status = os.stat(path)
        db = connect_to_read(path)
    except (OSError, ValueError, sqlite3.Error):  # missing, or not an index
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
    """Fill a database with `fill`, move it to `path`, and return it opened for reading.

    Its modification time is a whole second in the past, which no later write would leave behind.
    `fill` also stores it in the database, so overwriting the file breaks this seal. With `keep`,
    the database begins as a copy of the old one.
    """
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    draft = f"{path}.{os.getpid()}-{time.monotonic_ns()}"
    modified = (int(time.time()) - _DAY) * 10**9
    try:
        # The lessons may be private, so the index is too.
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        if keep:
            shutil.copyfile(path, draft)
        with closing(connect(draft)) as db:
            # A crash loses only the draft.
            db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            fill(db, modified)
        os.utime(draft, ns=(time.time_ns(), modified))
        # SQLite opens a file at its first query, made here, before another process can replace it.
        made = connect_to_read(draft)
        os.replace(draft, path)
    except BaseException:
        _remove(draft)
        raise
    return made


def _mark_used(path: str) -> None:
    """Record the day of last use, which `sweep` checks, as the access time."""
    with suppress(OSError):
        status = os.stat(path)
        if status.st_atime < time.time() - _DAY:
            os.utime(path, ns=(time.time_ns(), status.st_mtime_ns))


def sweep(where: str) -> None:
    """Remove the files in the folder `where` that no run will use again.

    These are indexes whose lesson files are all gone, that were not opened for 30 days, or that
    cannot be read, and drafts left by killed processes.
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
    except (TypeError, ValueError, sqlite3.Error):  # not an index, or one with another layout
        return True
    # Inspecting an index is not using it, but some systems update the access time on any read.
    os.utime(entry.path, ns=(status.st_atime_ns, status.st_mtime_ns))
    return not any(map(os.path.exists, roots))
