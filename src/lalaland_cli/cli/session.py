"""One run of the program: what its options set up, how lessons are opened, answers presented."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lalaland_cli.answers import Sources
from lalaland_cli.cli import messages
from lalaland_cli.errors import LalalandError, UnusableFile
from lalaland_cli.forms import Form, rendered
from lalaland_cli.library import Library, open_library
from lalaland_cli.system.output import Output, is_terminal

_NAME = "lalaland:"
_PATIENCE = 0.5  # seconds of waiting before progress is shown


class Session:
    """Where a run writes to, and which files it reads instead of the usual ones."""

    def __init__(self) -> None:
        self.output = Output()
        self.files: tuple[str, ...] = ()
        self._skipped: list[UnusableFile] = []

    @contextmanager
    def library(self) -> Iterator[Library]:
        """The loaded lessons; what was skipped is said with the answer, or before an error."""
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
        """Write an answer and what is to be said about it; return the exit code."""
        if not isinstance(answer, Sources):  # which says itself what was skipped, and why
            self._note_skipped()
        chosen: Form = form or ("screen" if self.output.interactive else "plain")
        if answer is not None and (form == "json" or not messages.is_empty(answer)):
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
        """Write a message to stderr, under the program's name."""
        self.output.note(message, _NAME, self.emphasis(_NAME, "bold", sys.stderr))

    def _note_skipped(self) -> None:
        for message in messages.skipped(self._skipped):
            self.note(message)
        self._skipped = []  # once is enough

    @property
    def can_ask(self) -> bool:
        """Whether a person reads what is said and can answer."""
        return is_terminal(sys.stdin) and is_terminal(sys.stderr)

    def asked(self, question: str, default: str) -> str:
        """What the person answers to a question; the default if that is nothing."""
        return self._answer(f"{question} [{default}] ") or default

    def confirmed(self, question: str, *, default: bool) -> bool:
        """Whether the person says yes."""
        answer = self._answer(f"{question} {'[Y/n]' if default else '[y/N]'} ").lower()
        return answer.startswith("y") if answer else default

    def _answer(self, question: str) -> str:
        self.output.passing(question)
        try:
            return sys.stdin.readline().strip()
        except KeyboardInterrupt:
            sys.stderr.write("\n")  # the shell's prompt goes below the question
            raise

    def emphasis(self, text: str, style: str, stream: Any) -> str:
        """`text` in a style, as far as the stream takes styles."""
        look = self.output.look(stream)
        if look.styling == "none":
            return text
        from lalaland_cli.forms import console

        return console.emphasis(text, style, look)

    @contextmanager
    def _progress(self, what: str) -> Iterator[Callable[[float], None]]:
        """A function that takes the share done, and shows it on stderr if a person is waiting.

        It leaves the cursor alone: whatever ends the program, there is nothing to put back.
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
