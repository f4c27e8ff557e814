"""Checks that only the user or root can have written a file, as ssh checks its keys."""

import os
import stat
from collections.abc import Callable

from lalaland_cli.model import Flaw

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def flaw_of_file(path: str) -> Flaw:
    """Return what is wrong with a file or its folder, empty if nothing is. Raises `OSError`."""
    return flaw_of_folder(os.path.dirname(path)) or _flaw(os.lstat(path), stat.S_ISREG)


def flaw_of_descriptor(descriptor: int) -> Flaw:
    """Return what is wrong with an open file, ignoring its folder; empty if nothing is."""
    return _flaw(os.fstat(descriptor), stat.S_ISREG)


def flaw_of_folder(path: str) -> Flaw:
    """Return what is wrong with a folder, empty if nothing is. Raises `OSError` if missing."""
    return _flaw(os.lstat(path), stat.S_ISDIR)


def _flaw(status: os.stat_result, is_kind: Callable[[int], bool]) -> Flaw:
    if stat.S_ISLNK(status.st_mode):
        return "link"
    if not is_kind(status.st_mode):
        return "kind"
    if not hasattr(os, "geteuid"):  # on Windows, the mode says nothing about other users
        return ""
    if status.st_uid not in (os.geteuid(), 0):
        return "owner"
    return "writable" if status.st_mode & _OTHERS_WRITE else ""
