"""The app: how it starts, which screen it shows, and how it ends."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen

from lalaland_cli.browsing.driver import improved
from lalaland_cli.browsing.host import Host
from lalaland_cli.browsing.main import WIDE, Main

# A theme with the terminal's colours; the style sheet uses it only to tell dark from light.
_COLOURS = "ansi-dark"


class Browser(App[None]):
    """An app for browsing lessons, which starts with a search for `words` if there are any.

    Its `return_code` is 130 after an interrupt.
    """

    CSS_PATH = "browser.tcss"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", priority=True),
        Binding("ctrl+z", "suspend_process", priority=True),
    ]

    def __init__(self, host: Host, words: Sequence[str] = ()) -> None:
        super().__init__(ansi_color=True)
        self.theme = _COLOURS
        self.animation_level = "none"
        self._host, self._words = host, words

    def get_default_screen(self) -> Screen[None]:
        """Return the screen with the list, a lesson and the search."""
        return Main(self._host, self._words)

    def get_driver_class(self) -> type[Driver]:
        """Return the platform's driver, changed to leave nothing on the screen."""
        return improved(super().get_driver_class())

    @on(Driver.SignalResume)
    def _come_back(self) -> None:
        """Redraw the screen after the app was suspended with Ctrl-Z."""
        self.refresh(layout=True)

    def action_interrupt(self) -> None:
        """Exit with the code of an interrupt."""
        self.exit(return_code=130)
