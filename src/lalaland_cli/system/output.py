"""Output of text: colour and width, closed pipes, full disks and other encodings."""

import codecs
import io
import os
import sys
import unicodedata
from collections.abc import Mapping
from typing import Literal, NamedTuple, TextIO

from lalaland_cli.errors import NoTerminal, Unwritable, reason_of
from lalaland_cli.system.pager import page
from lalaland_cli.text.unsafe import safe

Colour = Literal["auto", "always", "never"]

# How much of a style is written: nothing, everything but colours, everything.
Styling = Literal["none", "weight", "colour"]

WIDEST = 88
_DEFAULT_WIDTH = 80
_DEFAULT_HEIGHT = 24
_NARROWEST = 20
_CLEAR_REST = "\x1b[K"
_NO_BREAK = "\0"  # never in a message

_STAND_INS = {
    **dict.fromkeys("‘’‚‹›′", "'"),
    **dict.fromkeys("“”„«»″", '"'),
    **dict.fromkeys("‐‑‒–−", "-"),
    "—": "--",
    "…": "...",
    "•": "*",
    "·": "-",
    "→": "->",
    "✓": "+",
    "█": "#",
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "Ł": "L",
    "Ø": "O",
    "Đ": "D",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
}


class Look(NamedTuple):
    """The width of a screen in columns, and how much of a style it shows."""

    width: int
    styling: Styling


class ClosedPipe(Exception):
    """Raised when the reader of stdout is gone, which is not an error."""


class Output:
    """Output of answers to stdout, and of messages to stderr.

    `colour` is the user's choice, which overrides the environment; `paged` allows a pager. Both
    may change once the command-line options are known.
    """

    def __init__(
        self,
        colour: Colour = "auto",
        *,
        paged: bool = True,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.colour = colour
        self.paged = paged
        self._environ = environ
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors=_STAND_IN)

    @property
    def interactive(self) -> bool:
        """Whether stdout is a terminal."""
        return is_terminal(sys.stdout)

    @property
    def is_able(self) -> bool:
        """Whether the terminal can do more than print line after line."""
        return self._environ.get("TERM") != "dumb"

    def show(self, text: str, *, styled: bool) -> None:
        """Write a page to stdout, through a pager if it is taller than the screen."""
        text = safe(text, styled=styled)
        if not (self._is_tall(text) and page(text, self._environ, _STAND_IN)):
            self._send(f"\n{text}\n", None)

    def write(self, text: str, encoding: str | None = None, *, styled: bool = False) -> None:
        """Write text to stdout, by default in the terminal's encoding.

        Raises `ClosedPipe`, or `Unwritable` for any other failure, such as a full disk.
        """
        self._send(safe(text, styled=styled), encoding)

    def copy(self, text: str) -> None:
        """Ask the terminal to copy `text` to the clipboard (OSC 52, in xterm and most others).

        The text is sent as base64, so it contains no control characters. Raises `NoTerminal`.
        """
        if not (self.interactive and self.is_able):
            raise NoTerminal
        from base64 import b64encode

        self._send(f"\x1b]52;c;{b64encode(text.encode()).decode()}\x07", None)

    def _send(self, text: str, encoding: str | None) -> None:
        if sys.stdout is None:
            raise Unwritable("stdout", "it is closed")
        try:
            sys.stdout.flush()
            if (descriptor := _descriptor(sys.stdout)) is None:
                sys.stdout.write(text)
                return
            written = text.replace("\n", os.linesep)
            errors = "replace" if encoding else _STAND_IN
            _write_all(descriptor, written.encode(encoding or sys.stdout.encoding, errors))
        except OSError as error:
            raise output_error(error) from None

    def note(self, message: str, name: str, styled_name: str) -> None:
        """Write a message to stderr, prefixed with a name; failures are ignored.

        On a terminal it is wrapped at words; in a pipe, its lines are never wrapped.
        """
        lines = f"{name} {safe(message)}"
        if is_terminal(sys.stderr):
            width = self._size()[0]
            lines = "\n".join(wrapped(line, width) for line in lines.split("\n"))
        _say(f"{styled_name}{lines.removeprefix(name)}\n")

    def passing(self, line: str) -> None:
        """Show a line on stderr in place of the last such line; an empty one erases it."""
        _say(f"\r{safe(line)}{_CLEAR_REST}")

    def prompt(self, line: str) -> None:
        """Show a styled line on stdout in place of the last such line; an empty one erases it.

        A terminal that cannot erase lines keeps them all.
        """
        if self.is_able:
            self._send(f"\r{_CLEAR_REST}{safe(line, styled=True)}", None)
        elif line:
            self._send(f"{safe(line, styled=True)}\n", None)

    @property
    def height(self) -> int:
        """The height of the screen in lines."""
        return self._size()[1]

    def look(self, stream: TextIO | None) -> Look:
        """Return the width and styling of what is written to the stream."""
        return Look(min(self._size()[0], WIDEST), self.styling(stream))

    def styling(self, stream: TextIO | None) -> Styling:
        """Return how much of a style is written to the stream."""
        if self.colour != "auto":
            return "colour" if self.colour == "always" else "none"
        if self._environ.get("FORCE_COLOR"):
            visible_at_all = True
        else:
            visible_at_all = is_terminal(stream) and self.is_able
        if not visible_at_all:
            return "none"
        return "weight" if self._environ.get("NO_COLOR") else "colour"

    def _size(self) -> tuple[int, int]:
        """Return columns and lines: from the environment, else a standard stream's terminal."""
        columns, lines = (_number(self._environ.get(name)) for name in ("COLUMNS", "LINES"))
        for stream in (sys.stdout, sys.stderr, sys.stdin):
            try:
                size = os.get_terminal_size(stream.fileno())
            except (OSError, ValueError, AttributeError):
                continue
            columns, lines = columns or size.columns, lines or size.lines
            break
        return columns or _DEFAULT_WIDTH, lines or _DEFAULT_HEIGHT

    def _is_tall(self, text: str) -> bool:
        return self.paged and self.is_able and text.count("\n") >= self._size()[1]


def _descriptor(stream: TextIO) -> int | None:
    """Return the descriptor that a stream writes to; None for an in-memory buffer."""
    try:
        return stream.fileno()
    except (OSError, ValueError):
        return None


def _write_all(descriptor: int, data: bytes) -> None:
    """Write every byte, or raise `OSError`; a single `os.write` may write only a part."""
    left = memoryview(data)
    while left:
        try:
            left = left[os.write(descriptor, left) :]
        except BlockingIOError:  # a non-blocking pipe that is full
            import select

            select.select([], [descriptor], [])


def _say(text: str) -> None:
    """Write to stderr, ignoring failures."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr)
    except (ValueError, AttributeError):  # it is closed, or None
        pass


def _give_up(stream: TextIO) -> None:
    """Redirect a stream to the null device; otherwise Python would flush it at exit and fail."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


def output_error(error: OSError) -> Exception:
    """Return the exception for a failed write to stdout, and discard any further output."""
    _give_up(sys.stdout)
    if isinstance(error, BrokenPipeError):
        return ClosedPipe()
    return Unwritable("stdout", reason_of(error))


def wrapped(line: str, width: int) -> str:
    """Return a message wrapped with a hanging indent; commands in backticks stay whole."""
    if len(line) <= width:
        return line
    import re
    import textwrap

    kept = re.sub("`[^`]*`", lambda found: found[0].replace(" ", _NO_BREAK), line)
    wrapped = textwrap.fill(
        kept,
        max(width, _NARROWEST),
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    )
    return wrapped.replace(_NO_BREAK, " ")


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether the stream is a terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and 0 < int(text) < 10_000 else None


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """Return something readable for each character that an encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(map(_plain, lacking)), error.end


def _plain(char: str) -> str:
    if char in _STAND_INS:
        return _STAND_INS[char]
    decomposed = unicodedata.normalize("NFKD", char)
    if unicodedata.combining(char):
        return ""
    return "".join(c for c in decomposed if c.isascii()) or "?"


_STAND_IN = "lalaland.stand-in"
codecs.register_error(_STAND_IN, _stand_in)
