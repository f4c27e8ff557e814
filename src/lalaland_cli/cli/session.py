"""One run of the program: what its options set up, how lessons are opened, answers presented."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lalaland_cli.cli import messages
from lalaland_cli.forms import Form, rendered
from lalaland_cli.library import Library, open_library
from lalaland_cli.system.output import Output, is_terminal

_PATIENCE = 0.5  # seconds of waiting before progress is shown


class Session:
    """Where a run writes to, and which files it reads instead of the usual ones."""

    def __init__(self) -> None:
        self.output = Output()
        self.files: tuple[str, ...] = ()

    @contextmanager
    def library(self) -> Iterator[Library]:
        """The loaded lessons; what was skipped is said once."""
        with self._progress("Reading lessons") as report:
            lessons = open_library(*self.files, progress=report)
        with lessons:
            for fault in lessons.skipped:
                self.note(messages.skipped(fault))
            yield lessons

    def present(self, answer: Any, form: Form | None) -> int:
        """Write an answer and what is to be said about it; return the exit code."""
        chosen: Form = form or ("screen" if self.output.interactive else "plain")
        if answer is not None and (form == "json" or not messages.is_empty(answer)):
            rendering = rendered(answer, chosen, self.output.look(sys.stdout))
            if rendering.is_page and self.output.interactive:
                self.output.show(rendering.text, styled=rendering.is_styled)
            else:
                self.output.write(rendering.text, rendering.encoding, styled=rendering.is_styled)
        self.comment(answer)
        return messages.exit_code(answer)

    def comment(self, answer: Any) -> None:
        """Write what is to be said about an answer, besides the answer."""
        for note in messages.notes(answer):
            self.note(note)

    def note(self, message: str) -> None:
        """Write a message to stderr, under the program's name."""
        self.output.note(message, styled_name=self.emphasis("lalaland:", "bold", sys.stderr))

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
