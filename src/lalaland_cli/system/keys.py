"""Single key presses, read from a terminal whose mode is always restored."""

import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from lalaland_cli.system.output import is_terminal

ENTER = "\n"
END = ""  # Ctrl-D, or a terminal that is gone

_ESCAPE = b"\x1b"
_AT_ONCE = 0.05  # seconds; the rest of an arrow key arrives within this


def can_listen(stream: TextIO | None) -> bool:
    """Return whether single keys can be read from the stream: a terminal, not on Windows."""
    try:
        import termios  # noqa: F401 - there is none on Windows
    except ImportError:
        return False
    return is_terminal(stream)


@contextmanager
def listening(stream: TextIO, resumed: Callable[[], None]) -> Iterator[Callable[[], str]]:
    """Yield a function that waits for a key: `ENTER`, `END`, or an ASCII character in lower case.

    Ctrl-C and Ctrl-Z work as usual. Arrows and other keys that send several bytes are skipped.
    However the program ends, short of SIGKILL, the terminal echoes again. `resumed` is called when
    the program continues after a stop.
    """
    import termios

    descriptor = stream.fileno()
    before = termios.tcgetattr(descriptor)
    quiet = [*before[:6], [*before[6]]]
    quiet[3] &= ~(termios.ICANON | termios.ECHO)
    quiet[6][termios.VMIN], quiet[6][termios.VTIME] = 1, 0

    def put(mode: list[Any]) -> None:
        with suppress(termios.error):  # the terminal is gone
            # `TCSANOW`, because waiting for pending output could take forever.
            termios.tcsetattr(descriptor, termios.TCSANOW, mode)

    def resume(*_: Any) -> None:
        put(quiet)
        resumed()

    # After a stop, the terminal is as the shell left it. A hang-up sends SIGCONT as well.
    continued = signal.signal(signal.SIGCONT, resume)
    try:
        put(quiet)
        yield lambda: _key(descriptor)
    finally:
        signal.signal(signal.SIGCONT, continued)
        put(before)


def _key(descriptor: int) -> str:
    while True:
        byte = _byte(descriptor)
        if byte in (b"", b"\x04"):
            return END
        if byte in (b"\r", b"\n"):
            return ENTER
        if byte == _ESCAPE:
            _skip_sequence(descriptor)
        elif byte.isascii():
            return byte.decode().lower()


def _byte(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1)
    except OSError:  # the terminal is gone
        return b""


def _skip_sequence(descriptor: int) -> None:
    """Skip the rest of an escape sequence (ECMA-48): `[` up to a letter, or `O` and a letter.

    Otherwise the digits in the sequence for Home or Delete would be taken for ratings.
    """
    last = _next(descriptor)
    if last == b"O":
        last = _next(descriptor)
    elif last == b"[":
        while b" " <= (last := _next(descriptor)) <= b"?":
            pass
    if last == _ESCAPE:
        _skip_sequence(descriptor)


def _next(descriptor: int) -> bytes:
    waiting, _, _ = select.select([descriptor], [], [], _AT_ONCE)
    return _byte(descriptor) if waiting else b""
