"""What the program writes to: colour, width, pager, closed pipes, full disks, other encodings."""

import codecs
import io
import os
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, TextIO

from lalaland_cli.errors import Unwritable
from lalaland_cli.shape import visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.progress import Progress

Colour = Literal["auto", "always", "never"]

# How much of a style reaches the reader: nothing, all but the colours, everything.
Styling = Literal["none", "weight", "colour"]

WIDEST = 88
_DEFAULT_WIDTH = 80
_DEFAULT_HEIGHT = 24

_PATIENCE = 0.5  # seconds of waiting before there is a progress bar

_NO_COMMAND = (126, 127)  # how a shell or `env` says that it cannot run a pager

_DEFAULT_PAGER = "less -FIRX"

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


class ClosedPipe(Exception):
    """Nobody reads the output any more, which is no fault."""


class Terminal:
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
        return _is_terminal(sys.stdout)

    def show(self, answer: "RenderableType") -> None:
        """Write a Rich renderable to stdout, through a pager if it is taller than the screen."""
        text = self._rendered(answer, sys.stdout)
        if not self.interactive:
            self.write(text)
        elif self._is_tall(text) and self._page(text):
            return
        else:
            self.write(f"\n{text}\n")

    def write(self, text: str) -> None:
        """Write plain text to stdout. Raises `ClosedPipe`, or `Unwritable` on a full disk."""
        self._send(text, None)

    def write_utf8(self, text: str) -> None:
        """Write text to stdout as UTF-8, whatever the terminal's encoding."""
        self._send(text, "utf-8")

    def note(self, message: str) -> None:
        """Write a message to stderr; what cannot be written there is lost."""
        first, newline, rest = visible(message).partition("\n")
        name = self.emphasis("lalaland:", "bold", sys.stderr)
        try:
            sys.stderr.write(f"{name} {first}{newline}{rest}\n")
            sys.stderr.flush()
        except (OSError, ValueError, AttributeError):
            return

    def emphasis(self, text: str, style: str, stream: TextIO | None = None) -> str:
        """`text` in a Rich style as far as the stream (by default stdout) takes styles."""
        stream = stream or sys.stdout
        if self.styling(stream) == "none":
            return text
        from rich.text import Text

        file = io.StringIO()
        console = self._console(stream, file)
        console.print(Text(text, style=style), end="", soft_wrap=True)
        return file.getvalue()

    def styling(self, stream: TextIO | None) -> Styling:
        """What of a style is written to the stream."""
        if self.colour != "auto":
            return "colour" if self.colour == "always" else "none"
        if self._environ.get("FORCE_COLOR"):
            visible_at_all = True
        else:
            visible_at_all = _is_terminal(stream) and self._environ.get("TERM") != "dumb"
        if not visible_at_all:
            return "none"
        return "weight" if self._environ.get("NO_COLOR") else "colour"

    @contextmanager
    def progress(self, what: str) -> Iterator[Callable[[float], None]]:
        """A function that takes the share done, and draws it on stderr if a person is waiting."""
        bar: Progress | None = None
        patience_ends = time.monotonic() + _PATIENCE

        def report(share: float) -> None:
            nonlocal bar
            if bar is None and time.monotonic() > patience_ends and _is_terminal(sys.stderr):
                bar = self._bar(what)
            if bar is not None:
                bar.update(bar.task_ids[0], completed=share)

        try:
            yield report
        finally:
            if bar is not None:
                bar.stop()

    def _bar(self, what: str) -> "Progress":
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        columns = (TextColumn(what), BarColumn(), TaskProgressColumn())
        bar = Progress(*columns, console=self._console(sys.stderr, sys.stderr), transient=True)
        bar.add_task(what, total=1.0)
        bar.start()
        return bar

    def width(self) -> int:
        """Columns to set text in: the terminal's, but not more than can be read with ease."""
        return min(self._size()[0], WIDEST)

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

    def _console(self, stream: TextIO | None, file: TextIO) -> "Console":
        from rich.console import Console

        styling = self.styling(stream)
        return Console(
            file=file,
            width=self.width(),
            force_terminal=styling != "none",
            force_jupyter=False,
            color_system="standard" if styling != "none" else None,
            no_color=styling != "colour",
            legacy_windows=False,
            markup=False,
            emoji=False,
            highlight=False,
            _environ={},
        )

    def _rendered(self, answer: "RenderableType", stream: TextIO | None) -> str:
        file = io.StringIO()
        self._console(stream, file).print(answer, end="")
        return file.getvalue()

    def _is_tall(self, text: str) -> bool:
        dumb = self._environ.get("TERM") == "dumb"
        return self.paged and not dumb and text.count("\n") >= self._size()[1]

    def _page(self, text: str) -> bool:
        """Show `text` in the person's pager; false if there is none."""
        import shlex
        import signal
        import subprocess

        names = ("LALALAND_PAGER", "PAGER")
        chosen = next((self._environ[name] for name in names if name in self._environ), None)
        command = _DEFAULT_PAGER if chosen is None else chosen
        # Without these letters `less` shows styles as garbage, and stays for a short text.
        environ = {"LESS": "FRX", **self._environ}
        try:
            arguments = shlex.split(command)
            if not arguments:
                return False
            # The command is the person's own choice, and no shell reads it.
            pager = subprocess.Popen(arguments, stdin=subprocess.PIPE, env=environ)  # noqa: S603
        except (OSError, ValueError):
            return False
        # Ctrl-C is the pager's to answer while it runs.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
            pager.communicate(text.encode(encoding, _STAND_IN))
        finally:
            signal.signal(signal.SIGINT, before)
        return pager.returncode not in _NO_COMMAND

    def _send(self, text: str, encoding: str | None) -> None:
        if sys.stdout is None:
            raise Unwritable("stdout", "it is closed", "open it, or redirect it to a file")
        try:
            if encoding and isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.flush()
                sys.stdout.buffer.write(text.encode(encoding, "replace"))
            else:
                sys.stdout.write(text)
            sys.stdout.flush()
        except OSError as error:
            raise output_error(error) from None


def output_error(error: OSError) -> Exception:
    """What an error of writing to stdout means; stdout is given up, or Python would try again."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return ClosedPipe()
    reason = (error.strerror or str(error)).lower()
    return Unwritable("stdout", reason, "make room, or write elsewhere")


def _is_terminal(stream: TextIO | None) -> bool:
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
