"""One run of the program: its settings, opening the library, presenting answers and asking."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lalaland_cli.answers import Removed, Sources
from lalaland_cli.cli import messages
from lalaland_cli.errors import LalalandError, UnusableFile
from lalaland_cli.forms import Form, rendered
from lalaland_cli.library import Library, open_library
from lalaland_cli.system.output import Output, is_terminal

_NAME = "lalaland:"
_PATIENCE = 0.5  # seconds of waiting before progress is shown


class Session:
    """The output of one run, and the files to read instead of the usual ones."""

    def __init__(self) -> None:
        self.output = Output()
        self.files: tuple[str, ...] = ()
        self._skipped: list[UnusableFile] = []

    @contextmanager
    def library(self) -> Iterator[Library]:
        """Open the library; skipped files are reported with the answer, or before an error."""
        with self._progress("Reading lessons") as report:
            lessons = open_library(*self.files, progress=report)
        with lessons:
            self._skipped = lessons.skipped
            try:
                yield lessons
            except LalalandError:
                self._note_skipped()
                raise

    def present(self, answer: Any, form: Form | None) -> int:
        """Write an answer and the messages about it; return the exit code."""
        if not isinstance(answer, Sources):  # which lists skipped files itself
            self._note_skipped()
        chosen: Form = form or ("screen" if self.output.interactive else "plain")
        # The lines of a removed lesson were printed before it was removed.
        has_text = not (isinstance(answer, Removed) or messages.is_empty(answer))
        if answer is not None and (form == "json" or has_text):
            rendering = rendered(answer, chosen, self.output.look(sys.stdout))
            if form == "copy":
                self.output.copy(rendering.text)
                self.note(messages.copied(rendering.text))
            elif rendering.is_page and self.output.interactive:
                self.output.show(rendering.text, styled=rendering.is_styled)
            else:
                self.output.write(rendering.text, rendering.encoding, styled=rendering.is_styled)
        for note in messages.notes(answer):
            self.note(note)
        return messages.exit_code(answer)

    def note(self, message: str) -> None:
        """Write a message to stderr, prefixed with the program's name."""
        self.output.note(message, _NAME, self.emphasis(_NAME, "bold", sys.stderr))

    def _note_skipped(self) -> None:
        for message in messages.skipped(self._skipped):
            self.note(message)
        self._skipped = []  # once is enough

    @property
    def can_ask(self) -> bool:
        """Whether the user can read a question and answer it."""
        return is_terminal(sys.stdin) and is_terminal(sys.stderr)

    def asked(self, question: str, default: str, closed: str = "") -> str:
        """Ask a question, and return the answer, or the default if it is empty.

        If the input ends there, as with Ctrl-D, return `closed`, or else the default.
        """
        answer = self._answer(f"{question} [{default}] ")
        return (answer or default) if answer is not None else (closed or default)

    def confirmed(self, question: str, *, default: bool) -> bool:
        """Ask a question and return whether the answer is yes."""
        answer = (self._answer(f"{question} {'[Y/n]' if default else '[y/N]'} ") or "").lower()
        return answer.startswith("y") if answer else default

    def _answer(self, question: str) -> str | None:
        """Ask, and return the answer; None if the input has ended."""
        self.output.passing(question)
        answer = ""
        try:
            answer = sys.stdin.readline()
        finally:
            if not answer:  # what follows goes below the question
                sys.stderr.write("\n")
        return answer.strip() if answer else None

    def emphasis(self, text: str, style: str, stream: Any) -> str:
        """Return `text` in a style, as far as the stream supports styles."""
        look = self.output.look(stream)
        if look.styling == "none":
            return text
        from lalaland_cli.forms import console

        return console.emphasis(text, style, look)

    @contextmanager
    def _progress(self, what: str) -> Iterator[Callable[[float], None]]:
        """Yield a function that takes the share done, 0 to 1, and shows it on a terminal's stderr.

        The cursor stays visible, so however the program ends, there is nothing to restore.
        """
        patience_ends = time.monotonic() + _PATIENCE
        shown = ""

        def report(share: float) -> None:
            nonlocal shown
            line = f"{what} … {share:.0%}"
            if line != shown and time.monotonic() > patience_ends and is_terminal(sys.stderr):
                shown = line
                self.output.passing(line)

        try:
            yield report
        finally:
            if shown:
                self.output.passing("")
