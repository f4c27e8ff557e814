"""The main screen: a list, a lesson and a search, and the action of each key."""

import secrets
import signal
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Input, Static
from textual.worker import Worker

from lalaland_cli.answers import Hit, Resolution
from lalaland_cli.browsing import listed, query
from lalaland_cli.browsing.help import Help
from lalaland_cli.browsing.host import Desk, Host
from lalaland_cli.browsing.listed import Listed
from lalaland_cli.browsing.panes import Choices, Hint, Hints, Lines, Notice, Search, strip
from lalaland_cli.errors import LalalandError
from lalaland_cli.forms import plain
from lalaland_cli.forms.wording import counted
from lalaland_cli.library import Library
from lalaland_cli.model import Entry, Theme
from lalaland_cli.system.output import WIDEST
from lalaland_cli.text.unsafe import one_line
from lalaland_cli.writing import target

WIDE = 70  # columns; the minimum for two panes
_FIRST_HITS = 10  # loaded at once; the others when they come into view

_HINTS = (
    Hint("/", "search", "search"),
    Hint("Enter", "read", "read"),
    Hint("?", "keys", "help"),
    Hint("q", "quit", "app.quit"),
    Hint("t", "tags", "tags"),
    Hint("r", "random", "random"),
    Hint("e", "edit", "edit"),
    Hint("y", "copy", "copy"),
)


class Main(Screen[None]):
    """Lessons to browse; `words` are searched for first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Keys that move the focus have priority, so that a quick next key goes to the new focus.
        Binding("slash", "search", priority=True),
        Binding("enter", "enter", priority=True),
        Binding("escape", "leave", priority=True),
        Binding("tab,shift+tab", "other_pane", priority=True),
        Binding("right,l", "lesson"),
        Binding("left,h", "list"),
        Binding("down,n", "step(1)"),
        Binding("up,p", "step(-1)"),
        Binding("pagedown", "page(1)"),
        Binding("pageup", "page(-1)"),
        Binding("t", "tags"),
        Binding("r", "random"),
        Binding("e", "edit"),
        Binding("y", "copy"),
        Binding("question_mark", "help"),
        Binding("q", "app.quit"),
    ]

    def __init__(self, host: Host, words: Sequence[str]) -> None:
        super().__init__()
        self._host = host
        self._desk = Desk(host.open)
        self._tag: str | None = None
        self._growing = Listed()
        self._asked: object = None  # the item and width last laid out
        self._beside: object = None  # the item that the lesson belongs to
        self._themes = Choices("themes")
        self._lesson = Lines("lesson")
        self._first = one_line(query.typed(words))
        self._search = Search("search")
        self._count = Static(id="count", markup=False)
        self._message = Notice("message")

    def compose(self) -> ComposeResult:
        """Yield the search, the panes, the message and the key hints, from top to bottom."""
        with Horizontal(id="top"):
            yield Static("/", id="slash")
            yield self._search
            yield self._count
        with Horizontal(id="panes"):
            yield self._themes
            yield self._lesson
        yield self._message
        yield Hints("hints", _HINTS)

    def on_mount(self) -> None:
        """Start with the full list, or with the hits of the first search."""
        self.set_focus(self._themes)
        if self._first:
            self._search.value = self._first  # triggers the search
        else:
            self._list()

    def on_unmount(self) -> None:
        """Close the library."""
        self._desk.close()

    def _begin(self, what: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do some work in the background, cancelling earlier work of the same name.

        Its errors are shown as messages.
        """

        async def told() -> None:
            try:
                await work()
            except (LalalandError, OSError) as error:
                self._message.say(self._host.explained(error), passing=True)

        _: Worker[None] = self.run_worker(told, group=what, exclusive=True)

    # The list.

    @property
    def _is_reading(self) -> bool:
        return self.has_class("reading")

    def _list(self, keep: Theme | None = None, message: str = "", *, of_tags: bool = False) -> None:
        """List the hits of the search, else the themes with the tag, else all themes.

        The theme `keep` stays chosen.
        """

        async def work() -> None:
            words, tag, typing = self._search.words, self._tag, self._search.is_typing
            most = listed.MOST_HITS if keep else _FIRST_HITS
            found = await self._desk.ask(
                listed.tags
                if of_tags
                else lambda lessons: listed.found(lessons, words, tag, most, typing=typing)
            )
            self._fill(found, found.place_of(keep))
            remarks = self._host.remarks(found.search) if found.search else ""
            if of_tags and not found.size:
                remarks = "no tags yet"
            self._message.say(message or remarks, passing=bool(message))

        self.workers.cancel_group(self, "more")
        self._begin("list", work)

    def _fill(self, found: Listed, cursor: int | None) -> None:
        self._count.update(_counted(found))
        self._themes.fill(found, cursor)
        self._asked = None
        self._show()
        if not found.size:
            self._lesson.show(())

    @on(Choices.Wanted)
    def _list_more(self) -> None:
        if self._growing is self._themes.shown:
            return  # already asked for
        self._growing, words = self._themes.shown, self._themes.shown.words

        async def work() -> None:
            found = await self._desk.ask(
                lambda lessons: listed.hits(lessons, words, listed.MOST_HITS)
            )
            self._fill(found, None)

        self._begin("more", work)

    @on(Input.Changed)
    def _search_again(self) -> None:
        if self._search.value:
            self._tag = None
        self._list()

    def action_list(self) -> None:
        """Go to the list, and search for the last word too if it was left out as unfinished."""
        was_typing = self._search.is_typing
        self.remove_class("reading")
        self.set_focus(self._themes)
        if was_typing and self._themes.shown.words != self._search.words:
            self._list()

    # The lesson.

    @on(Choices.Chosen)
    @on(Lines.Resized)
    def _show(self) -> None:
        """Show the chosen item, laid out for the available width."""
        item, width = self._themes.item, min(self._lesson.room, WIDEST)
        search = self._themes.shown.search
        asked = (id(item), width)
        if item is None or not width or asked == self._asked:
            return
        self._asked = asked

        def laid_out(lessons: Library) -> list[Strip]:
            page = listed.page_of(lessons, item, search)
            return [strip(*parts) for parts in page.lines(width)]

        async def work() -> None:
            lines = await self._desk.ask(laid_out)
            self._lesson.show(lines, stay=item == self._beside)
            self._beside = item

        self._begin("lesson", work)

    def on_resize(self, event: Resize) -> None:
        """Keep showing the lesson that has the focus when only one pane is left."""
        if event.size.width < WIDE and self.focused is self._lesson:
            self.add_class("reading")

    def on_descendant_focus(self) -> None:
        """Highlight the chosen row unless the lesson has the focus."""
        self._themes.set_class(self.focused is not self._lesson, "active")
        self._themes.refresh()

    def action_lesson(self) -> None:
        """Go to the lesson; with one pane, or on a tag, do as `action_read` does."""
        if self.size.width < WIDE or self._themes.shown.is_of_tags:
            self.action_read()
        else:
            self.set_focus(self._lesson)

    @on(Choices.Opened)
    def action_read(self) -> None:
        """Start or stop reading at full width; on a tag, list its themes."""
        if self._themes.shown.is_of_tags:
            self._choose_tag()
        elif self._is_reading:
            self.action_list()
        elif self._themes.item:
            self.add_class("reading")
            self.set_focus(self._lesson)

    # Tags.

    def action_tags(self) -> None:
        """Switch between listing the tags and listing the themes."""
        of_tags = not self._themes.shown.is_of_tags
        self.action_list()
        self._list(of_tags=of_tags)

    def _choose_tag(self) -> None:
        tag = self._themes.item
        if isinstance(tag, tuple) and not isinstance(tag, (Entry, Hit)):
            self._tag = tag[0]
            self._search.value = ""
            self._list()

    # What the other keys do.

    def action_search(self) -> None:
        """Go to the search."""
        if self._themes.shown.is_of_tags:
            self._list()
        self.remove_class("reading")
        self.set_focus(self._search)

    def action_enter(self) -> None:
        """Go to the list from the search; otherwise read."""
        if self.focused is self._search:
            self.action_list()
        else:
            self.action_read()

    def action_leave(self) -> None:
        """Go back a step: leave the tags, the lesson, the search or a tag."""
        if self._themes.shown.is_of_tags:
            self._list()
        elif self._is_reading or self.focused is self._lesson:
            self.action_list()
        elif self._search.value or self._tag or self.focused is self._search:
            self._tag = None
            self._search.value = ""
            self.action_list()
            self._list()
        else:
            self._message.say("q quits, ? shows the keys", passing=True)

    def action_other_pane(self) -> None:
        """Go to the lesson from the list, and to the list from anywhere else."""
        if self.focused is self._themes:
            self.action_lesson()
        else:
            self.action_list()

    def action_step(self, count: int) -> None:
        """Choose the next or previous theme, whichever pane has the focus."""
        self._themes.action_step(count)

    def action_page(self, pages: int) -> None:
        """Choose a theme one page down or up."""
        self._themes.action_page(pages)

    def action_random(self) -> None:
        """Choose another row of the list at random."""
        others = [place for place in self._themes.shown.places if place != self._themes.cursor]
        if others:
            self._themes.cursor = secrets.choice(others)

    def _with_theme(self, work: Callable[[Theme], Coroutine[Any, Any, None]]) -> None:
        """Do some work with the chosen theme, if one is chosen."""
        item = self._themes.item
        if not isinstance(item, (Entry, Hit)):
            return

        async def with_theme() -> None:
            await work(await self._desk.ask(lambda lessons: listed.theme_of(lessons, item)))

        self._begin("theme", with_theme)

    def action_copy(self) -> None:
        """Copy the takeaway and its origin."""

        async def copy(theme: Theme) -> None:
            text = plain.takeaway(Resolution(theme, theme.name))
            self.app.copy_to_clipboard(text)
            self._message.say(self._host.copied(text), passing=True)

        self._with_theme(copy)

    def action_edit(self) -> None:
        """Open the chosen theme in the editor, then list it as it is now."""

        async def edit(theme: Theme) -> None:
            await self._desk.ask(lambda lessons: target.path_of(lessons, theme, theme.name))
            try:
                with self.app.suspend():
                    message = self._edited(theme)
            except SuspendNotSupported:
                self._message.say("cannot open an editor here", passing=True)
                return
            await self._desk.reopen()
            self._list(theme, message)

        self._with_theme(edit)

    def _edited(self, theme: Theme) -> str:
        """Edit a theme, and return the message about it.

        Nothing may be raised, for Textual would not resume. asyncio's handler would make Ctrl-C
        wait for the app.
        """
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            return self._host.edit(f"{theme.collection}/{theme.id}")
        except (LalalandError, OSError) as error:
            return self._host.explained(error)
        except KeyboardInterrupt:
            return "interrupted; the file is as the editor left it"
        finally:
            signal.signal(signal.SIGINT, before)

    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(Help(self.action_search))


def _counted(found: Listed) -> str:
    if found.is_of_tags:
        return counted(found.size, "tag")
    total = counted(found.total, "theme")
    if found.search is None:
        return f"{one_line(found.tag)}: {len(found.places)} of {total}" if found.tag else total
    best = "the best " if found.search.total > found.size else ""
    return f"{best}{found.size} of {found.search.total if best else total}"
