"""A stamp that changes whenever a file does."""

import os
import time

# A file changed this recently (in nanoseconds) may change again without a new timestamp:
# file-system clocks tick every 4 to 10 ms.
_TICK = 100_000_000
_SECOND = 1_000_000_000
_COARSE_TICK = 2 * _SECOND + _TICK


def stamp(status: os.stat_result) -> str:
    """Return a stamp that changes with the file; empty if the file changed too recently."""
    times = (status.st_mtime_ns, status.st_ctime_ns)
    # Some file systems store whole seconds, and some only even ones.
    settled = _TICK if any(time_ns % _SECOND for time_ns in times) else _COARSE_TICK
    if any(abs(time.time_ns() - time_ns) < settled for time_ns in times):
        return ""
    return " ".join(map(str, (status.st_size, *times, status.st_ino, status.st_dev)))
