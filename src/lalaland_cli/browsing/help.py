"""The help screen, which lists the keys."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from lalaland_cli.browsing.panes import Lines, strip
from lalaland_cli.forms import rows

_KEYS = (
    ("↓ ↑  j k", "next, previous; in a lesson, scroll a line"),
    ("PgDn PgUp", "page down, page up; or Space, b"),
    ("g G", "first, last"),
    ("n p", "next, previous lesson while reading"),
    ("Enter", "read at full width"),
    ("Tab", "switch panes; or → ←"),
    ("/", 'search; put a phrase in "quotes"'),
    ("t", "tags"),
    ("r", "a random one from the list"),
    ("e", "open in your editor"),
    ("y", "copy takeaway and source"),
    ("Esc", "back"),
    ("q", "quit; Ctrl-Z suspends"),
)


class Help(ModalScreen[None]):
    """A list of the keys, shown until it is closed by a key or a click."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,question_mark,escape,enter", "dismiss"),
        Binding("slash", "search"),
    ]

    def __init__(self, search: Callable[[], None]) -> None:
        super().__init__()
        self._search = search

    def compose(self) -> ComposeResult:
        """Yield the pane that lists the keys."""
        yield Lines("keys")

    def on_lines_resized(self) -> None:
        """Lay the keys out in two columns for the available width."""
        lines = self.query_one(Lines)
        lines.show([strip(*parts) for parts in rows.table(_KEYS)])
        lines.focus()

    def on_click(self) -> None:
        """Close the screen."""
        self.dismiss()

    def action_search(self) -> None:
        """Close the help and focus the search."""
        self.dismiss()
        self._search()
