"""Atomic writing of files: in full or not at all, even if the program is killed."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_DRAFT = ".lalaland-"
_ABANDONED = 24 * 3600  # seconds; an older draft was left by a killed process
_PRIVATE = 0o600  # the user's own notes are private


def create(path: str | os.PathLike[str], data: bytes, mode: int = _PRIVATE) -> None:
    """Write a new file.

    Raises `FileExistsError` if anything is already at `path`, even a broken link.
    """
    path = os.fspath(path)
    with _draft(os.path.dirname(path), data, mode) as draft:
        os.link(draft, path, follow_symlinks=False)


def replace(path: str | os.PathLike[str], data: bytes, mode: int = _PRIVATE) -> None:
    """Replace the file at `path`, or create it.

    Links are followed. An existing file keeps its mode and owner; `mode` applies to a new one. A
    reader, even after a crash, finds either the old content or the new.
    """
    target = os.path.realpath(path)
    with _draft(os.path.dirname(target), data, mode) as draft:
        with suppress(FileNotFoundError):
            status = os.stat(target)
            if hasattr(os, "chown"):
                with suppress(PermissionError):  # an owner or group that we may not set
                    os.chown(draft, status.st_uid, status.st_gid)
            os.chmod(draft, status.st_mode & 0o7777)
        os.replace(draft, target)
        _sync_folder(os.path.dirname(target))


@contextmanager
def locked(path: str | os.PathLike[str]) -> Iterator[None]:
    """Hold an exclusive lock on the folder of a file, waiting for it if necessary.

    On systems without such locks, this does nothing.
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
    """Write a draft, flush it to disk and yield its path; remove it if it is still there."""
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
    """Make a rename survive a crash, on systems that support it."""
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
