"""The screen that says what each key does."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from lalaland_cli.browsing.panes import Lines, strip
from lalaland_cli.forms import rows

_KEYS = (
    ("↓ ↑  j k", "next, previous; in a lesson, a line"),
    ("PgDn PgUp", "a page further, or back; or Space, b"),
    ("g G", "the first, the last"),
    ("n p", "next, previous lesson, while you read"),
    ("Enter", "read at full width"),
    ("Tab", "the other pane; or → ←"),
    ("/", 'search; a phrase goes in "quotes"'),
    ("t", "tags"),
    ("r", "a random one of the list"),
    ("e", "edit in your editor"),
    ("y", "copy takeaway and source"),
    ("Esc", "back"),
    ("q", "quit; Ctrl-Z suspends"),
)


class Help(ModalScreen[None]):
    """The keys, until one is pressed that closes them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,question_mark", "app.leave"),
    ]

    def compose(self) -> ComposeResult:
        """The keys in two columns."""
        yield Lines("keys")

    def on_lines_resized(self) -> None:
        """Lay the keys out for the width that there is."""
        lines = self.query_one(Lines)
        lines.show([strip(*parts) for parts in rows.table(_KEYS)])
        lines.focus()

    def on_click(self) -> None:
        """Close the keys."""
        self.dismiss()
