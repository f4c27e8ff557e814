"""What is changed in how Textual drives a terminal, by parts that it does not document."""

from contextlib import suppress
from typing import Any, TextIO

from textual.driver import Driver


class Lossy:
    """A file that loses what cannot be written to it, as when the terminal is gone."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write, if that is possible."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Send what was written, if that is possible."""
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        """The descriptor of the file."""
        return self._file.fileno()


def improved(driver: type[Driver]) -> type[Driver]:
    """A driver that erases its screen before it gives back the one before, and always ends.

    tmux 3.3 adds lines of the one to the other where the window has become larger since. The
    thread that writes would die of an error, and the app wait for it for ever.
    """

    class Improved(driver):  # type: ignore[misc, valid-type]
        _file: Any

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._file = Lossy(self._file)

        def stop_application_mode(self) -> None:
            self.write("\x1b[2J")
            super().stop_application_mode()

    return Improved
