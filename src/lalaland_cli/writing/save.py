"""Saving pages and pictures to files for others to read."""

import os
from collections.abc import Mapping

from lalaland_cli.errors import FileExists, Unwritable, reason_of
from lalaland_cli.system import files

_FOR_ALL = 0o644  # files to share are readable by everyone


def save(contents: Mapping[str, bytes], folder: str = "", *, replace: bool) -> None:
    """Write files, keyed by their paths within `folder`, which is created if necessary.

    Without `replace`, nothing at all is written if one of the files exists. Raises `FileExists`
    and `Unwritable`.
    """
    paths = {os.path.join(folder, name): data for name, data in contents.items()}
    if not replace and (taken := next(filter(os.path.lexists, paths), None)):
        raise FileExists(taken, replaceable=True)
    write = files.replace if replace else files.create
    try:
        for path in paths if folder else ():
            os.makedirs(os.path.dirname(path), exist_ok=True)
        for path, data in paths.items():
            write(path, data, _FOR_ALL)
    except OSError as error:
        raise Unwritable(path, reason_of(error)) from None
