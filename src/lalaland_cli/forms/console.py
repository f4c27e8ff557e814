"""Rich's console: renderables to text, and the bar that is drawn while a person waits."""

import io
from collections.abc import Iterable
from typing import TextIO

from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.text import Text

from lalaland_cli.system.look import Look
from lalaland_cli.text.unsafe import visible


def rendered(page: RenderableType, look: Look) -> str:
    """A renderable as text of that width, with as much style as the look allows.

    The only control characters in it are line feeds and those of its styles.
    """
    file = io.StringIO()
    console = _console(file, look)
    segments = console.render(page)
    console.print(_Safe(segments), end="")
    return file.getvalue()


def emphasis(text: str, style: str, look: Look) -> str:
    """`text` in a Rich style, as far as the look allows."""
    if look.styling == "none":
        return text
    file = io.StringIO()
    _console(file, look).print(Text(text, style=style), end="", soft_wrap=True)
    return file.getvalue()


class Bar:
    """A progress bar for the share that is done; it leaves nothing behind."""

    def __init__(self, what: str, file: TextIO, look: Look) -> None:
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        columns = (TextColumn(what), BarColumn(), TaskProgressColumn())
        self._progress = Progress(*columns, console=_console(file, look), transient=True)
        self._task = self._progress.add_task(what, total=1.0)
        self._progress.start()

    def show(self, share: float) -> None:
        """Draw the bar for a share from 0 to 1."""
        self._progress.update(self._task, completed=share)

    def stop(self) -> None:
        """Take the bar away."""
        self._progress.stop()


class _Safe:
    """Segments whose text holds no control character that the program did not put there."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self.segments = segments

    def __rich_console__(self, *_: object) -> Iterable[Segment]:
        return (Segment(visible(text), style, control) for text, style, control in self.segments)


def _console(file: TextIO, look: Look) -> Console:
    styled = look.styling != "none"
    return Console(
        file=file,
        width=look.width,
        force_terminal=styled,
        force_jupyter=False,
        color_system="standard" if styled else None,
        no_color=look.styling != "colour",
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
