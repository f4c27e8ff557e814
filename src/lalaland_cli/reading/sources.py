"""Selection of the lesson files to read, and safe reading of each."""

import os
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lalaland_cli.errors import Problem, UnusableFile
from lalaland_cli.model import Collection, LessonFile, Reason
from lalaland_cli.system import folders
from lalaland_cli.system.stamp import stamp

MAX_BYTES = 64 * 1024 * 1024

_STDIN = "-"
_SUFFIXES = (".yaml", ".yml")


class Place(NamedTuple):
    """A file or folder that lessons may come from: whether it is read, and why.

    `files` are the lesson files to read from it, and empty if it is not read.
    """

    path: str
    in_force: bool
    reason: Reason
    files: tuple[LessonFile, ...] = ()


def files_of(places: Sequence[Place]) -> list[LessonFile]:
    """Return the files to read, each once, in the order in which their themes are numbered."""
    once: dict[str, LessonFile] = {}
    for place in places:
        for file in place.files:
            once.setdefault(file.location, file)
    return list(once.values())


def look(named: Sequence[str], environ: Mapping[str, str]) -> list[Place]:
    """Return every place that lessons may come from, whether or not it is read.

    `named` are the paths that the user gave: files, folders, or `-` for standard input; without
    any, those in `LALALAND_FILE` are used. Raises `UnusableFile` if one of these does not exist,
    or is a folder without lesson files.
    """
    listed = _listed(environ)
    own = folders.collections(environ)
    usual: list[tuple[str, Reason]] = [(folders.bundled(), "bundled")]
    if os.path.lexists(own):
        usual.append((own, "own"))
    if named:
        idle = [*listed, *(path for path, _ in usual)]
        return [
            *(_chosen(path, "named") for path in named),
            *(Place(path, False, "named-others") for path in idle),
        ]
    if listed:
        return [
            *(_chosen(path, "listed") for path in listed),
            *(Place(path, False, "listed-others") for path, _ in usual),
        ]
    found = [Place(path, True, reason, tuple(_optional(path))) for path, reason in usual]
    return found if len(usual) > 1 else [*found, Place(own, False, "absent")]


def roots(named: Sequence[str], environ: Mapping[str, str]) -> bytes:
    """Return the roots of an index: `asked` or `usual`, then the places, one per line."""
    chosen = asked(named, environ)
    places = chosen or [folders.bundled(), folders.collections(environ)]
    lines = ["asked" if chosen else "usual", *map(os.path.abspath, places)]
    return os.fsencode("\n".join(lines))


def asked(named: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    """Return the paths that the user chose; empty if the default ones are read."""
    return [*named] or _listed(environ)


def _listed(environ: Mapping[str, str]) -> list[str]:
    return [path for path in environ.get("LALALAND_FILE", "").split(os.pathsep) if path]


def _location(path: str) -> str:
    """Return `path` made absolute, as valid text: a file name may be any bytes."""
    return _as_text(os.path.abspath(path))


def _as_text(name: str) -> str:
    # Backslashes are doubled, so that a byte shown as `\\xff` differs from a name spelled that way.
    escaped = name.replace("\\", "\\\\")
    return escaped.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def load(file: LessonFile) -> Collection:
    """Read one lesson file. Raises `UnusableFile` with all of its problems."""
    from lalaland_cli.reading import parse  # a file already indexed needs no YAML

    return parse.parse(read(file), file.path)


def read(file: LessonFile) -> bytes:
    """Return the file's bytes, at most `MAX_BYTES`. Raises `UnusableFile`; a FIFO never blocks."""
    try:
        if file.is_stdin:
            data = sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""
        else:
            with open(file.path, "rb", opener=_open_at_once) as stream:
                if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                    remedy = "name a regular file, or use - for standard input"
                    raise _unusable(file.path, "not a regular file", remedy)
                data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _unreadable(file.path, error) from None
    if len(data) > MAX_BYTES:
        what = f"larger than {MAX_BYTES // 1024**2} MiB"
        raise _unusable(file.path, what, "split it into several files")
    return data


def _unusable(path: str, what: str, remedy: str) -> UnusableFile:
    return UnusableFile([Problem(path, 0, 0, what, remedy)])


def _unreadable(path: str, error: OSError, why: Reason = "named") -> UnusableFile:
    """Return the error for a path that the system could not open."""
    reason = {
        FileNotFoundError: (
            "no such file or folder",
            "check LALALAND_FILE" if why == "listed" else "check the name",
        ),
        PermissionError: ("no permission to read it", "change its permissions"),
        IsADirectoryError: ("this is a folder", "name a file"),
    }.get(type(error), (error.strerror or "cannot be read", "name a file that can be read"))
    return _unusable(path, *reason)


def _chosen(path: str, reason: Reason) -> Place:
    """Return the place for a path that the user chose. Raises `UnusableFile` for any fault."""
    if path == _STDIN:
        stdin = LessonFile(_STDIN, _STDIN, "", True)
        return Place(path, True, reason, (stdin,))
    try:
        files = tuple(_files(path, required=True))
    except OSError as error:
        raise _unreadable(path, error, reason) from None
    except ValueError:  # a path with a NUL in it
        raise _unreadable(path, FileNotFoundError(), reason) from None
    if not files:
        raise _unusable(path, "no lesson files in this folder", "put a .yaml file there")
    return Place(path, True, reason, files)


def _optional(path: str) -> Iterator[LessonFile]:
    try:
        yield from _files(path, required=False)
    except OSError:
        # The path itself is inaccessible; reading it will report that.
        yield LessonFile(path, _location(path), "", False)


def _files(path: str, required: bool) -> Iterator[LessonFile]:
    status = os.stat(path)
    if not stat.S_ISDIR(status.st_mode):
        yield LessonFile(path, _location(path), stamp(status), required)
        return
    with os.scandir(path) as entries:
        found = [e for e in entries if e.name.endswith(_SUFFIXES) and not e.name.startswith(".")]
    base = _location(path)
    for entry in sorted(found, key=lambda entry: entry.name):
        location = f"{base}{os.sep}{_as_text(entry.name)}"
        yield LessonFile(entry.path, location, _entry_stamp(entry), required)


def _entry_stamp(entry: os.DirEntry[str]) -> str:
    try:
        return stamp(entry.stat())
    except OSError:  # a broken link: reading it will report that
        return ""


def _open_at_once(path: str, flags: int) -> int:
    # Otherwise opening a FIFO would wait for a writer.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
