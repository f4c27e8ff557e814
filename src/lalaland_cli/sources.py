"""Which lesson files are in force, and why; and how one is read without being hurt by it."""

import os
import stat
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lalaland_cli.errors import Problem, UnusableFile
from lalaland_cli.model import LessonFile
from lalaland_cli.shape import MAX_BYTES

_STDIN = "-"
_SUFFIXES = (".yaml", ".yml")
_NEW = "`lalaland new TITLE` writes one"

# A file changed this short a time ago (in nanoseconds) may change again without a new time
# stamp: clocks of file systems tick every 4 to 10 ms.
_TICK = 100_000_000


class Considered(NamedTuple):
    """A file or folder that was looked at: whether it counts, and the reason.

    `files` are the lesson files that it stands for, none where it does not count.
    """

    path: str
    in_force: bool
    why: str
    files: tuple[LessonFile, ...]


def in_force(
    named: Sequence[str] = (), environ: Mapping[str, str] = os.environ
) -> list[LessonFile]:
    """The files to read, each once, in the order in which their themes are numbered.

    `named` are the paths that the person gave: files, folders, or `-` for standard input. Raises
    `UnusableFile` for a named path that is not there, or a folder without lesson files.
    """
    once: dict[str, LessonFile] = {}
    for source in considered(named, environ):
        for file in source.files:
            once.setdefault(file.location, file)
    return list(once.values())


def considered(named: Sequence[str], environ: Mapping[str, str]) -> list[Considered]:
    """Every place that lessons may come from, whether it counts or not.

    Raises as `in_force` does.
    """
    listed = _listed(environ)
    usual = [(_bundled(), "the collection that comes with lalaland")]
    if os.path.lexists(folder := personal_folder(environ)):
        usual.append((folder, "your own collections"))
    if named:
        return [
            *(_chosen(path, "named by --file") for path in named),
            *(_idle(path, "--file was given") for path in listed),
            *(_idle(path, "--file was given") for path, _ in usual),
        ]
    if listed:
        return [
            *(_chosen(path, "named by LALALAND_FILE") for path in listed),
            *(_idle(path, "LALALAND_FILE is set") for path, _ in usual),
        ]
    found = [Considered(path, True, why, tuple(_optional(path))) for path, why in usual]
    if len(usual) == 1:
        found.append(_idle(folder, f"there is no such folder yet; {_NEW}"))
    return found


def roots(named: Sequence[str], environ: Mapping[str, str]) -> bytes:
    """What an index belongs to: `asked` or `usual`, and then the places, a line each."""
    chosen = asked(named, environ)
    places = chosen or [_bundled(), personal_folder(environ)]
    lines = ["asked" if chosen else "usual", *map(os.path.abspath, places)]
    return os.fsencode("\n".join(lines))


def asked(named: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    """The paths that the person chose, none where the usual ones count."""
    return [*named] or _listed(environ)


def _listed(environ: Mapping[str, str]) -> list[str]:
    return [path for path in environ.get("LALALAND_FILE", "").split(os.pathsep) if path]


def _location(path: str) -> str:
    """`path` made absolute, as text that is good everywhere: a name may be any bytes."""
    return _as_text(os.path.abspath(path))


def _as_text(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def personal_folder(environ: Mapping[str, str]) -> str:
    """Where a person's own collections live; it need not exist."""
    home = environ.get("LALALAND_HOME")
    if not home:
        from platformdirs import user_data_dir

        home = user_data_dir("lalaland", appauthor=False)
    return os.path.join(home, "collections")


def read(file: LessonFile) -> bytes:
    """The file's bytes, at most `MAX_BYTES`. Raises `UnusableFile`; never waits for a writer."""
    if file.is_stdin:
        return _capped(file.path, sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b"")
    try:
        with open(file.path, "rb", opener=_open_at_once) as stream:
            _refuse_special(file.path, os.fstat(stream.fileno()).st_mode)
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise unreadable(file.path, error) from None
    return _capped(file.path, data)


def unreadable(path: str, error: OSError) -> UnusableFile:
    """What to say of a path that the system would not open."""
    reason = {
        FileNotFoundError: ("there is no such file", f"check the name; {_NEW}"),
        PermissionError: ("no permission to read it", "change its permissions"),
        IsADirectoryError: ("this is a folder", "name a file"),
    }.get(type(error), (error.strerror or "cannot be read", "name a file that can be read"))
    return UnusableFile([Problem(path, 0, 0, *reason)])


def _bundled() -> str:
    """The shipped collection: in the installed package, else in the checkout."""
    here = os.path.dirname(os.path.abspath(__file__))
    inside = os.path.join(here, "data", "lessons.yaml")
    if os.path.exists(inside):
        return inside
    return os.path.join(os.path.dirname(os.path.dirname(here)), "data", "lessons.yaml")


def _idle(path: str, why: str) -> Considered:
    return Considered(path, False, why, ())


def _chosen(path: str, why: str) -> Considered:
    """A path that the person named: whatever is wrong with it is theirs to know."""
    if path == _STDIN:
        stdin = LessonFile(_STDIN, _STDIN, "", True)
        return Considered(path, True, f"{why} (standard input)", (stdin,))
    try:
        files = tuple(_files(path, required=True))
    except OSError as error:
        raise unreadable(path, error) from None
    except ValueError:  # a path with a NUL in it
        raise unreadable(path, FileNotFoundError()) from None
    if not files:
        what = "the folder has no lesson files"
        raise UnusableFile([Problem(path, 0, 0, what, f"put a .yaml file there; {_NEW}")])
    return Considered(path, True, why, files)


def _optional(path: str) -> Iterator[LessonFile]:
    try:
        yield from _files(path, required=False)
    except OSError:
        # The file or folder itself is beyond reach; reading it will say so.
        yield LessonFile(path, _location(path), "", False)


def _files(path: str, required: bool) -> Iterator[LessonFile]:
    status = os.stat(path)
    if not stat.S_ISDIR(status.st_mode):
        yield LessonFile(path, _location(path), _stamp(status), required)
        return
    with os.scandir(path) as entries:
        found = [e for e in entries if e.name.endswith(_SUFFIXES) and not e.name.startswith(".")]
    base = _location(path)
    for entry in sorted(found, key=lambda entry: entry.name):
        location = f"{base}{os.sep}{_as_text(entry.name)}"
        yield LessonFile(entry.path, location, _entry_stamp(entry), required)


def _entry_stamp(entry: os.DirEntry[str]) -> str:
    try:
        return _stamp(entry.stat())
    except OSError:  # a link to nowhere: reading it will say so
        return ""


def _stamp(status: os.stat_result) -> str:
    """What tells one state of a file from the next; empty while that cannot be told."""
    now = time.time_ns()
    if abs(now - status.st_mtime_ns) < _TICK or abs(now - status.st_ctime_ns) < _TICK:
        return ""
    parts = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)
    return " ".join(map(str, parts))


def _capped(path: str, data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        what = f"larger than {MAX_BYTES // 1024**2} MiB"
        raise UnusableFile([Problem(path, 0, 0, what, "split it into several files")])
    return data


def _open_at_once(path: str, flags: int) -> int:
    # Otherwise the opening of a FIFO waits for somebody to write to it.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _refuse_special(path: str, mode: int) -> None:
    if not stat.S_ISREG(mode):
        remedy = "name a file, or pipe the text in with `--file -`"
        raise UnusableFile([Problem(path, 0, 0, "not a regular file", remedy)])
