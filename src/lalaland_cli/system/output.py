"""Where text goes: colour and width, pipes that close, disks that are full, other encodings."""

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

# How much of a style reaches the reader: nothing, all but the colours, everything.
Styling = Literal["none", "weight", "colour"]

WIDEST = 88
_DEFAULT_WIDTH = 80
_DEFAULT_HEIGHT = 24
_NARROWEST = 20
_CLEAR_REST = "\x1b[K"
_NO_BREAK = "\0"  # which no message can hold

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
    """The width of a screen in columns, and how much of a style it takes."""

    width: int
    styling: Styling


class ClosedPipe(Exception):
    """Nobody reads the output any more, which is no fault."""


class Output:
    """Where answers and messages go: answers to stdout, messages to stderr.

    `colour` is the person's choice, which outranks the environment; `paged` allows a pager. Both
    may change once the person's options are known.
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
        """Whether a person sees stdout at once."""
        return is_terminal(sys.stdout)

    @property
    def is_able(self) -> bool:
        """Whether the terminal can do more than write one line after another."""
        return self._environ.get("TERM") != "dumb"

    def show(self, text: str, *, styled: bool) -> None:
        """Write a page to stdout, through a pager if it is taller than the screen."""
        text = safe(text, styled=styled)
        if not (self._is_tall(text) and page(text, self._environ, _STAND_IN)):
            self._send(f"\n{text}\n", None)

    def write(self, text: str, encoding: str | None = None, *, styled: bool = False) -> None:
        """Write text to stdout, by default in the terminal's encoding.

        Raises `ClosedPipe`, or `Unwritable` on a full disk.
        """
        self._send(safe(text, styled=styled), encoding)

    def copy(self, text: str) -> None:
        """Ask the terminal to put `text` on the clipboard (OSC 52 of xterm and most others).

        It is sent in base64, so that nothing in it is a control character. Raises `NoTerminal`.
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
        """Write a message under a name to stderr; what cannot be written is lost.

        On a terminal it is wrapped at words; in a pipe each of its lines stays one.
        """
        lines = f"{name} {safe(message)}"
        if is_terminal(sys.stderr):
            width = self._size()[0]
            lines = "\n".join(wrapped(line, width) for line in lines.split("\n"))
        _say(f"{styled_name}{lines.removeprefix(name)}\n")

    def passing(self, line: str) -> None:
        """Show a line on stderr in the place of the last such line; nothing takes it away."""
        _say(f"\r{safe(line)}{_CLEAR_REST}")

    def prompt(self, line: str) -> None:
        """Show a styled line on stdout in the place of the last such line; empty takes it away.

        A terminal that cannot take a line away keeps it.
        """
        if self.is_able:
            self._send(f"\r{_CLEAR_REST}{safe(line, styled=True)}", None)
        elif line:
            self._send(f"{safe(line, styled=True)}\n", None)

    @property
    def height(self) -> int:
        """The lines of the screen."""
        return self._size()[1]

    def look(self, stream: TextIO | None) -> Look:
        """What is written to the stream looks like this."""
        return Look(min(self._size()[0], WIDEST), self.styling(stream))

    def styling(self, stream: TextIO | None) -> Styling:
        """What of a style is written to the stream."""
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
        """Columns and lines: as the environment has them, else as a terminal of ours has."""
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
    """The descriptor that a stream writes to, if it is a file and not somebody's buffer."""
    try:
        return stream.fileno()
    except (OSError, ValueError):
        return None


def _write_all(descriptor: int, data: bytes) -> None:
    """Write every byte, or raise `OSError`: a stream without a buffer may write a part."""
    left = memoryview(data)
    while left:
        try:
            left = left[os.write(descriptor, left) :]
        except BlockingIOError:  # a pipe that does not wait for its reader
            import select

            select.select([], [descriptor], [])


def _say(text: str) -> None:
    """Write to stderr; what cannot be written is lost."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr)
    except (ValueError, AttributeError):  # closed, or there is none
        pass


def _give_up(stream: TextIO) -> None:
    """Let a stream lead nowhere, or Python would try again at the end and fail."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


def output_error(error: OSError) -> Exception:
    """What an error of writing to stdout means; stdout is given up."""
    _give_up(sys.stdout)
    if isinstance(error, BrokenPipeError):
        return ClosedPipe()
    reason = reason_of(error)
    return Unwritable("stdout", reason)


def wrapped(line: str, width: int) -> str:
    """A message wrapped with a hanging indent; a command between backticks stays whole."""
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
    """Whether a person sees what is written to the stream."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and 0 < int(text) < 10_000 else None


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """Something readable for each character that an encoding lacks."""
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
