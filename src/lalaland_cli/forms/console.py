"""Rich's texts and styles, as what a terminal is sent.

Rich's own `Console` is left out: importing it takes as long as all our modules together, and each
run would wait for it.
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
    """The part of a `Console` that `Text` asks for when it is wrapped and rendered."""

    def get_style(self, name: str | Style, *, default: object = None) -> Style:  # noqa: ARG002
        return name if isinstance(name, Style) else Style.parse(name)


STYLES: Any = _Styles()


def sent(lines: Iterable[Iterable[Text]], look: Look) -> str:
    """Lines, each of one or more texts, with as much of their styles as the look allows.

    The only control characters in it are line feeds and those of the styles.
    """
    return "".join(f"{''.join(_pieces(line, look))}\n" for line in lines)


def emphasis(text: str, style: str, look: Look) -> str:
    """`text` in a Rich style, as far as the look allows."""
    return "".join(_pieces([Text.assemble((text, style))], look))


def segments(line: Iterable[Text]) -> list[Segment]:
    """A line as the pieces that a screen of Textual is made of, with no control character."""
    return [
        Segment(visible(segment.text).replace("\n", " "), segment.style)
        for text in line
        for segment in text.render(STYLES)
    ]


def _pieces(line: Iterable[Text], look: Look) -> Iterable[str]:
    for text in line:
        if not (text.spans or text.style):  # most of a long list
            yield visible(text.plain)
            continue
        for segment in text.render(STYLES):
            yield _piece(visible(segment.text), segment.style, look)


def _piece(text: str, style: Style | None, look: Look) -> str:
    if style is None or look.styling == "none":
        return text
    shown = style if look.styling == "colour" else style.without_color
    return shown.render(text, color_system=ColorSystem.STANDARD)
