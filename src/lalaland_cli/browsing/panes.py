"""The parts of the screen: scrolling lines, a list to choose from, and key hints."""

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from lalaland_cli.answers import Hit
from lalaland_cli.browsing import query
from lalaland_cli.browsing.listed import Listed, TagCount
from lalaland_cli.forms import rows
from lalaland_cli.forms.console import segments
from lalaland_cli.model import Entry
from lalaland_cli.system.output import wrapped
from lalaland_cli.text.unsafe import UNSAFE, safe

_WHILE = 8.0  # seconds
_GAP = 2  # columns between two hints


def strip(*parts: Any) -> Strip:
    """Return a line made of texts from `forms`."""
    return Strip(segments(parts))


class Lines(ScrollView, can_focus=True, inherit_bindings=False):
    """A scrolling pane of lines that are already laid out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)"),
        Binding("up,k", "step(-1)"),
        Binding("pagedown,space,ctrl+f", "page(1)"),
        Binding("pageup,b,ctrl+b", "page(-1)"),
        Binding("home,g", "edge(0)"),
        Binding("end,G", "edge(1)"),
    ]

    class Resized(Message):
        """A message that the width of the lines has changed."""

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self._strips: Sequence[Strip] = ()
        self._width = 0

    @property
    def room(self) -> int:
        """The width available to a line, in columns."""
        return self.scrollable_content_region.width

    def show(self, strips: Sequence[Strip], *, stay: bool = False) -> None:
        """Show other lines, from the top unless `stay` keeps the scroll position."""
        self._strips = strips
        self.virtual_size = Size(self.room, len(strips))
        if not stay:
            self.scroll_to(0, 0, animate=False)
        self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        """Ask for the lines to be laid out again if the width has changed."""
        if self.room != self._width:
            self._width = self.room
            self.post_message(self.Resized())

    def render_line(self, y: int) -> Strip:
        """Return the line in row `y` of the pane."""
        place = y + self.scroll_offset.y
        line = self._strips[place] if place < len(self._strips) else Strip([])
        return line.crop_extend(0, self.room, None)

    def action_step(self, lines: int) -> None:
        """Scroll down by `lines`, or up if negative."""
        self.scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll down by `pages`, or up if negative, keeping one line of the last page."""
        self.scroll_relative(y=pages * self._page, animate=False)

    def action_edge(self, end: int) -> None:
        """Scroll to the last line if `end`, else to the first."""
        self.scroll_to(y=self.max_scroll_y if end else 0, animate=False)

    @property
    def _page(self) -> int:
        return max(1, self.size.height - 1)


class Choices(Lines, inherit_bindings=True):
    """A list of any length with one chosen row; only visible rows are laid out."""

    cursor: reactive[int] = reactive(0, always_update=True, init=False)

    class Chosen(Message):
        """A message that a row was chosen."""

    class Opened(Message):
        """A message that the chosen row was double-clicked."""

    class Wanted(Message):
        """A message asking for rows that have not been loaded yet."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.shown = Listed()

    def fill(self, shown: Listed, cursor: int | None = None) -> None:
        """Show other rows; without a `cursor`, the chosen place stays the same."""
        self.shown = shown
        self.virtual_size = Size(self.room, shown.size)
        if cursor is not None:
            self.scroll_to(0, 0, animate=False)
            self.cursor = cursor
        self.refresh()

    def validate_cursor(self, place: int) -> int:
        """Return the nearest row that can be chosen, in the direction of the move."""
        step = 1 if place >= self.cursor else -1
        place = max(0, min(place, self.shown.size - 1))
        if place in self.shown.headings:
            place += step if place else 1
        return place

    def watch_cursor(self) -> None:
        """Scroll the chosen row into view, with the heading just above it if there is one."""
        is_first = self.cursor - 1 in self.shown.headings
        rows = Region(0, self.cursor - is_first, 1, 1 + is_first)
        self.scroll_to_region(rows, animate=False, force=True, x_axis=False)
        self.refresh()
        is_to_come = len(self.shown.items) <= self.cursor < self.shown.size
        self.post_message(self.Wanted() if is_to_come else self.Chosen())

    def render_line(self, y: int) -> Strip:
        """Return the list row in row `y` of the pane."""
        place = y + self.scroll_offset.y
        if place >= len(self.shown.items):
            if place < self.shown.size:
                self.call_later(self._want)  # messages posted while rendering are lost
            return Strip.blank(self.room)
        if place in self.shown.headings:
            return strip(rows.heading(self.shown.row(place), self.room))
        chosen, active = place == self.cursor, self.has_class("active")
        return strip(rows.choice(self.shown.row(place), self.room, chosen=chosen, active=active))

    def _want(self) -> None:
        self.post_message(self.Wanted())

    @property
    def item(self) -> Entry | Hit | TagCount | None:
        """The chosen item; None if it has not been loaded yet."""
        items = self.shown.items
        found = items[self.cursor] if self.cursor < len(items) else None
        return None if isinstance(found, str) else found

    def action_step(self, lines: int) -> None:
        """Choose the row `lines` below, or above if negative."""
        self.cursor += lines

    def action_page(self, pages: int) -> None:
        """Choose the row `pages` below, or above if negative."""
        self.cursor += pages * self._page

    def action_edge(self, end: int) -> None:
        """Choose the last row if `end`, else the first."""
        self.cursor = self.shown.size - 1 if end else 0

    def on_click(self, event: events.Click) -> None:
        """Choose the row under the mouse; a double click opens it."""
        place = event.y + self.scroll_offset.y
        if place >= self.shown.size or place in self.shown.headings:
            return
        self.cursor = place
        if event.chain > 1:
            self.post_message(self.Opened())


class Search(Input):
    """The input for the words to search for."""

    def __init__(self, name: str) -> None:
        harmless = f"(?:(?!{UNSAFE}).)*"
        super().__init__(
            id=name, placeholder=name, compact=True, restrict=harmless, select_on_focus=False
        )
        self.cursor_blink = False

    @property
    def words(self) -> list[str]:
        """The words and phrases typed so far."""
        return query.words(self.value)

    @property
    def is_typing(self) -> bool:
        """Whether the last word may still be incomplete."""
        return self.has_focus and not self.value.endswith(" ")


class Notice(Static):
    """The message below the panes, until the next one."""

    def __init__(self, name: str) -> None:
        super().__init__(id=name, markup=False)
        self._passing: Timer | None = None

    def say(self, message: str, *, passing: bool = False) -> None:
        """Show a message in place of the last one, for a while if it is `passing`."""
        if self._passing:
            self._passing.stop()
        self.update(wrapped(safe(message), self.screen.size.width))
        self.set_class(bool(message), "said")
        self._passing = self.set_timer(_WHILE, lambda: self.say("")) if passing else None


class Hint(NamedTuple):
    """A key, a word for what it does, and the app's action for it."""

    key: str
    what: str
    action: str


class Hints(Widget):
    """A line of as many key hints as fit; clicking one does what its key does."""

    def __init__(self, name: str, hints: Sequence[Hint]) -> None:
        super().__init__(id=name)
        self._hints = hints

    def _shown(self) -> list[tuple[int, Hint, Any]]:
        """Return the (first column, hint, text) of each hint that fits."""
        column, shown = 0, []
        texts = rows.hints([(hint.key, hint.what) for hint in self._hints])
        for hint, text in zip(self._hints, texts, strict=True):
            if column + text.cell_len <= self.size.width:
                shown.append((column, hint, text))
            column += text.cell_len + _GAP
        return shown

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - there is one
        """Return the line of hints."""
        gap = Strip.blank(_GAP)
        parts = [part for _, _, text in self._shown() for part in (strip(text), gap)]
        return Strip.join(parts).crop_extend(0, self.size.width, None)

    async def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        for column, hint, text in self._shown():
            if column <= event.x < column + text.cell_len:
                await self.screen.run_action(hint.action)
