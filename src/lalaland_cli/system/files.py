"""Files written in full or not at all, whatever ends the program in the midst of it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_DRAFT = ".lalaland-"
_ABANDONED = 24 * 3600  # seconds, after which a draft is what a killed process left
_PRIVATE = 0o600  # a person's own notes are nobody else's to read


def create(path: str | os.PathLike[str], data: bytes, mode: int = _PRIVATE) -> None:
    """Write a new file.

    Raises `FileExistsError` where there is anything, even a link to nowhere.
    """
    path = os.fspath(path)
    with _draft(os.path.dirname(path), data, mode) as draft:
        os.link(draft, path, follow_symlinks=False)


def replace(path: str | os.PathLike[str], data: bytes, mode: int = _PRIVATE) -> None:
    """Put a new file in the place of the one at `path`, or where there is none.

    A link is followed. The file keeps its mode and owner; `mode` is that of a new one. Who reads
    the file meanwhile, or after a crash, finds the old content or the new.
    """
    target = os.path.realpath(path)
    with _draft(os.path.dirname(target), data, mode) as draft:
        with suppress(FileNotFoundError):
            status = os.stat(target)
            if hasattr(os, "chown"):
                with suppress(PermissionError):  # of a group that is not ours to give
                    os.chown(draft, status.st_uid, status.st_gid)
            os.chmod(draft, status.st_mode & 0o7777)
        os.replace(draft, target)
        _sync_folder(os.path.dirname(target))


@contextmanager
def locked(path: str | os.PathLike[str]) -> Iterator[None]:
    """Nobody else holds the lock of the folder that a file is in, for as long as this is held.

    Where the system has no such lock, there is none.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    descriptor = os.open(os.path.dirname(os.path.realpath(path)), os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _draft(folder: str, data: bytes, mode: int) -> Iterator[str]:
    """A file beside the one that is meant, with its content safe on the disk."""
    folder = folder or os.curdir
    _sweep(folder)
    draft = os.path.join(folder, f"{_DRAFT}{os.getpid()}-{time.monotonic_ns()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(draft, flags, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        with suppress(FileNotFoundError):
            os.unlink(draft)


def _sync_folder(folder: str) -> None:
    """Make the new name outlast a crash, on the systems that can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sweep(folder: str) -> None:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            age = time.time() - entry.stat(follow_symlinks=False).st_mtime
            if entry.name.startswith(_DRAFT) and age > _ABANDONED:
                os.unlink(entry.path)
