"""Changes to Textual's terminal driver, which rely on its undocumented parts."""

from contextlib import suppress
from typing import Any, TextIO

from textual.driver import Driver


class Lossy:
    """A file that drops what cannot be written to it, for example when the terminal is gone."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write the text if possible."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Flush the file if possible."""
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        """Return the file's descriptor."""
        return self._file.fileno()


def improved(driver: type[Driver]) -> type[Driver]:
    """Return a driver that clears its screen before restoring the previous one, and always ends.

    Otherwise tmux 3.3 mixes lines of the two screens if the window has grown in the meantime, and
    an error would kill the writer thread, for which the app would then wait for ever.
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
