"""Rich texts rendered for a terminal.

Rich's own `Console` is not used: importing it takes as long as importing all our own modules, and
would delay every run.
"""

from collections.abc import Iterable
from typing import Any

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from lalaland_cli.system.output import Look
from lalaland_cli.text.unsafe import visible


class _Styles:
    """The part of a `Console` that `Text` needs for wrapping and rendering."""

    def get_style(self, name: str | Style, *, default: object = None) -> Style:  # noqa: ARG002
        return name if isinstance(name, Style) else Style.parse(name)


STYLES: Any = _Styles()


def sent(lines: Iterable[Iterable[Text]], look: Look) -> str:
    """Render lines of one or more texts each, with as much styling as the look allows.

    The only control characters in the result are line feeds and style sequences.
    """
    return "".join(f"{''.join(_pieces(line, look))}\n" for line in lines)


def emphasis(text: str, style: str, look: Look) -> str:
    """Render `text` in a Rich style, as far as the look allows."""
    return "".join(_pieces([Text.assemble((text, style))], look))


def segments(line: Iterable[Text]) -> list[Segment]:
    """Return a line as segments for Textual, without control characters."""
    return [
        Segment(visible(segment.text).replace("\n", " "), segment.style)
        for text in line
        for segment in text.render(STYLES)
    ]


def _pieces(line: Iterable[Text], look: Look) -> Iterable[str]:
    for text in line:
        if not (text.spans or text.style):  # the usual case in a long list
            yield visible(text.plain)
            continue
        for segment in text.render(STYLES):
            yield _piece(visible(segment.text), segment.style, look)


def _piece(text: str, style: Style | None, look: Look) -> str:
    if style is None or look.styling == "none":
        return text
    shown = style if look.styling == "colour" else style.without_color
    return shown.render(text, color_system=ColorSystem.STANDARD)
