"""A cache of the days on which lessons are due, so that a shell's prompt need not wait.

Its files may be deleted at any time. Each is valid for one state of the log and one version of
`fsrs`, and is computed again for any other.
"""

import json
import os
import zlib
from contextlib import suppress
from datetime import date
from importlib.machinery import PathFinder

from lalaland_cli.system import files
from lalaland_cli.system.stamp import stamp
from lalaland_cli.system.trust import flaw_of_file, flaw_of_folder


def due_days(path: str, where: str) -> dict[str, date]:
    """Return the day on which each theme in the log at `path` is due.

    The days are cached in the folder `where`. Raises `UnusableLog`.
    """
    seal = _seal(path)
    kept = os.path.join(where, f"recall-{zlib.crc32(os.fsencode(path)):08x}.due")
    if seal and (days := _read(kept, seal)) is not None:
        return days
    from lalaland_cli.recalling import log, schedule

    states = schedule.states(log.read(path).reviews)
    days = {theme: state.due for theme, state in states.items()}
    if seal:
        _keep(kept, seal, days)
    return days


def _seal(path: str) -> str:
    """Return a text that changes whenever the log or `fsrs` does; empty if that is not certain."""
    fsrs = PathFinder.find_spec("fsrs")
    try:
        log, schedule = os.lstat(path), os.stat((fsrs and fsrs.origin) or "")
    except OSError:
        return ""
    state = (path, stamp(log), log.st_mode, log.st_uid, schedule.st_mtime_ns)
    return " ".join(map(str, state)) if stamp(log) else ""


def _read(kept: str, seal: str) -> dict[str, date] | None:
    try:
        if flaw_of_file(kept):
            return None
        with open(kept, encoding="ascii") as file:
            found, days = json.load(file)
        return {t: date.fromordinal(day) for t, day in days.items()} if found == seal else None
    except (OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _keep(kept: str, seal: str, days: dict[str, date]) -> None:
    content = json.dumps([seal, {theme: day.toordinal() for theme, day in days.items()}])
    with suppress(OSError):
        os.makedirs(os.path.dirname(kept), mode=0o700, exist_ok=True)
        if not flaw_of_folder(os.path.dirname(kept)):
            files.replace(kept, content.encode())
