"""The full-screen browser: what it shows, what keys do, and how it leaves the terminal."""

import asyncio
import os
import re
import signal
import termios
import threading
import time
from contextlib import contextmanager, nullcontext
from unittest.mock import patch

import pytest
from textual._compositor import Compositor
from textual.app import App
from textual.events import Key, Paste
from textual.widgets import Input, Static

from lalaland_cli.browsing import query
from lalaland_cli.browsing.app import Browser
from lalaland_cli.browsing.driver import Lossy
from lalaland_cli.browsing.host import Desk, Host
from lalaland_cli.browsing.panes import Lines
from lalaland_cli.cli import messages
from lalaland_cli.errors import LalalandError
from lalaland_cli.library import Library, open_library
from tests.conftest import SHELF, Terminal, book, in_pty, theme
from tests.test_terminal import shell

NARROW, USUAL, WIDE = (60, 20), (80, 24), (120, 40)


def host_of(*files, edit=lambda _theme: "edited") -> Host:
    """Return what the command line passes to the browser, with `edit` for an editor."""
    return Host(
        open=lambda: open_library(*files),
        edit=edit,
        remarks=messages.while_browsing,
        copied=messages.copied,
        explained=lambda error: messages.explained(error)[1],
    )


class Seen:
    """The app as a user sees it, with a keyboard and a mouse."""

    def __init__(self, pilot) -> None:
        self.pilot = pilot
        self.app = pilot.app
        self.list, self.lesson = (self.app.query_one(f"#{n}", Lines) for n in ("themes", "lesson"))

    async def settle(self):
        """Wait until the list and the lesson are up to date and laid out."""
        for _ in range(2):
            idle, end = 0, time.monotonic() + 5
            while idle < 3 and time.monotonic() < end:
                await asyncio.sleep(0.001)
                idle = 0 if self._is_busy() else idle + 1
            await self.pilot.pause(0)

    def _is_busy(self) -> bool:
        pumps = (self.app, self.app.screen, *self.app.screen.walk_children())
        return bool(len(self.app.workers)) or any(pump.message_queue_size for pump in pumps)

    def send(self, *keys: str):
        for key in keys:
            self.app.post_message(Key(key, " " if key == "space" else None))

    async def press(self, *keys: str):
        for key in keys:
            self.send(key)
            await self.settle()

    async def type(self, text: str, *, wait: bool = True):
        self.send("slash")
        await self.pilot.pause(0)
        self.send(*("space" if c == " " else c for c in text))
        await (self.settle() if wait else self.pilot.pause(0.2))

    async def reset(self, size=None):
        """Return to the initial state."""
        if size and size != tuple(self.app.size):
            await self.pilot.resize_terminal(*size)
        while len(self.app.screen_stack) > 1:
            await self.press("escape")
        self.app.screen.remove_class("reading")
        self.app.screen._tag = None
        self.app.query_one("#search", Input).value = ""
        self.list.focus()
        self.app.screen._list()
        await self.settle()

    def rows(self) -> list[str]:
        return shown(self.list)

    @property
    def chosen(self) -> str:
        return next((row for row in self.rows() if row.startswith("›")), "").lstrip("› ")

    def text(self) -> str:
        return "\n".join(shown(self.lesson))

    @property
    def message(self) -> str:
        return str(self.app.query_one("#message", Static).content)

    @property
    def count(self) -> str:
        return str(self.app.query_one("#count", Static).content)

    @property
    def focus(self) -> str:
        return self.app.focused.id

    @property
    def panes(self) -> list[str]:
        return [pane.id for pane in (self.list, self.lesson) if pane.display]


def shown(lines: Lines) -> list[str]:
    rows = [lines.render_line(y).text.rstrip() for y in range(lines.size.height)]
    return [row for row in rows if row]


def browsed(script, *, size=USUAL, host=None, words=(), drawn=False) -> Browser:
    """Run a script against the app and return the app after it has ended.

    The screen is always laid out, but rendered only if `drawn`: rendering takes half the time, and
    the snapshot test covers how the screen looks.
    """

    async def pilot() -> Browser:
        app = Browser(host or host_of(), words)
        async with app.run_test(size=size) as pilot:
            seen = Seen(pilot)
            await seen.settle()
            await script(seen)
        return app

    with nullcontext() if drawn else patch.object(Compositor, "render_update", return_value=None):
        return asyncio.run(pilot())


@pytest.fixture
def shelf() -> Host:
    return host_of(SHELF)


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        pytest.param(NARROW, "", id="60x20-list"),
        pytest.param(NARROW, "j enter", id="60x20-read"),
        pytest.param(NARROW, "question_mark", id="60x20-keys"),
        pytest.param(USUAL, "", id="80x24-list"),
        pytest.param(USUAL, "slash f a l u r e", id="80x24-search"),
        pytest.param(USUAL, "t j", id="80x24-tags"),
        pytest.param(WIDE, "", id="120x40-list"),
        pytest.param(WIDE, "slash d r e a m", id="120x40-search"),
        pytest.param(WIDE, "enter", id="120x40-read"),
    ],
)
def test_the_screen_looks_as_it_did(snap_compare, size, keys):
    async def typed(pilot):
        await pilot.pause()
        seen = Seen(pilot)
        await seen.settle()
        await seen.press(*keys.split())

    assert snap_compare(Browser(host_of()), terminal_size=size, run_before=typed)


def test_it_opens_with_the_list_and_the_first_lesson():
    async def script(seen):
        assert seen.chosen.startswith("1  The chase is part of")
        assert "The chase is part of the dream" in seen.text()
        assert (seen.count, seen.message, seen.focus) == ("5 themes", "", "themes")

    browsed(script)


def test_keys_choose_a_theme():
    table = {
        "j": 2, "down": 2, "j j k": 2, "down down up": 2, "k": 1, "G": 5, "end": 5, "G g": 1,
        "G home": 1, "pagedown": 5, "space": 5, "G pageup": 1, "G b": 1, "n": 2, "n n p": 2,
        "tab n": 2, "enter n": 2, "slash down": 2, "slash pagedown": 5, "slash pagedown pageup up": 1,
    }  # fmt: skip

    async def script(seen):
        for keys, number in table.items():
            await seen.reset()
            await seen.press(*keys.split())
            assert seen.list.item.number == number, keys

    browsed(script)


def test_the_same_keys_scroll_a_lesson():
    table = {
        "j": 1, "down": 1, "j j k": 1, "k": 0, "space b": 0, "G g": 0, "G": "end", "end": "end",
        "pagedown": "page",
    }  # fmt: skip

    async def script(seen):
        for keys, line in table.items():
            await seen.reset()
            await seen.press("tab", "g", *keys.split())
            named = {"end": seen.lesson.max_scroll_y, "page": seen.lesson.size.height - 1}
            assert seen.lesson.scroll_y == named.get(line, line), keys
            assert seen.list.cursor == 0

    browsed(script)


BOTH, LIST, LESSON = ["themes", "lesson"], ["themes"], ["lesson"]


def test_keys_move_between_panes():
    table = [
        (USUAL, "", BOTH, "themes"),
        (USUAL, "tab", BOTH, "lesson"),
        (USUAL, "tab tab", BOTH, "themes"),
        (USUAL, "right", BOTH, "lesson"),
        (USUAL, "l h", BOTH, "themes"),
        (USUAL, "tab escape", BOTH, "themes"),
        (USUAL, "slash", BOTH, "search"),
        (USUAL, "slash tab", BOTH, "themes"),
        (USUAL, "slash escape", BOTH, "themes"),
        (USUAL, "slash enter", BOTH, "themes"),
        (USUAL, "enter", LESSON, "lesson"),
        (USUAL, "tab enter", LESSON, "lesson"),
        (USUAL, "enter enter", BOTH, "themes"),
        (USUAL, "enter escape", BOTH, "themes"),
        (USUAL, "enter tab", BOTH, "themes"),
        (USUAL, "enter slash", BOTH, "search"),
        (USUAL, "enter t", BOTH, "themes"),
        (NARROW, "", LIST, "themes"),
        (NARROW, "enter", LESSON, "lesson"),
        (NARROW, "tab", LESSON, "lesson"),
        (NARROW, "tab tab", LIST, "themes"),
        (NARROW, "right left", LIST, "themes"),
    ]

    async def script(seen):
        for size, keys, panes, focus in table:
            await seen.reset(size)
            await seen.press(*keys.split())
            assert (seen.panes, seen.focus) == (panes, focus), keys

    browsed(script)


def test_search_results_update_while_typing():
    async def script(seen):
        await seen.type("failure")
        assert seen.chosen.startswith("4  Failure is not the end")
        assert "Failure is not the end" in seen.text()
        assert seen.count == "1 of 5 themes"
        await seen.press("enter", "escape")
        assert (seen.count, seen.focus, seen.list.item.number) == ("5 themes", "themes", 1)

    browsed(script)


def test_it_lists_the_same_hits_as_search_in_the_same_order():
    async def script(seen):
        for words in ("jazz club", "my play flopped", '"jazz club', "dream"):
            seen.app.query_one("#search").value = words
            await seen.settle()
            with open_library() as lessons:
                hits = lessons.search(query.words(words)).hits
            assert [item.theme.id for item in seen.list.shown.items] == [h.theme.id for h in hits]

    browsed(script)


def test_an_unfinished_word_does_not_empty_the_list():
    async def script(seen):
        for words, count in {"f": 5, "jazz": 4, "jazz c": 4, "jazz cl": 4}.items():
            await seen.type(words)
            assert (len(seen.list.shown.items), seen.message) == (count, ""), words
            await seen.press("escape")

    browsed(script)


def test_a_short_word_is_searched_for_once_it_is_complete():
    """A space, leaving the search, or the command line completes it."""

    async def typed(seen):
        for whole in ("space", "enter", "tab"):
            await seen.type("zz")
            assert len(seen.list.shown.items) == 5
            await seen.press(whole)
            assert seen.list.shown.items == ()
            assert seen.message == "nothing found for “zz”; Esc shows the whole list"
            await seen.press("escape")

    async def given(seen):
        assert seen.list.shown.items == ()

    browsed(typed)
    browsed(given, words=["zz"])


def test_a_message_explains_how_a_search_was_interpreted():
    table = {
        "falure": "“falure” was read as “failure”",
        "zzzz": "nothing found for “zzzz”; Esc shows the whole list",
        "jazz failure": "no lesson matches every word; left out: “jazz”",
        "dream": "",
    }

    async def script(seen):
        for words, message in table.items():
            await seen.type(words)
            assert seen.message == message
            assert bool(seen.text()) == (words != "zzzz")
            await seen.press("escape")
            assert (seen.message, bool(seen.text())) == ("", True)

    browsed(script)


def test_similar_words_are_suggested_for_a_misspelt_one(personal):
    (personal / "a.yaml").write_text(book(theme(lesson="Glimmer and glimber.")), "utf-8")

    async def script(seen):
        await seen.type("glimher")
        assert seen.message == "nothing found for “glimher”; did you mean “glimber” or “glimmer”?"

    browsed(script)


def test_it_opens_with_a_search_for_the_words_of_the_command():
    async def script(seen):
        assert seen.app.query_one("#search").value == '"jazz club" failure'
        assert seen.count.endswith("of 5 themes")

    browsed(script, words=["jazz club", "failure"])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", []), ("  ", []), ("jazz club", ["jazz", "club"]), ('"jazz club"', ["jazz club"]),
        ('"jazz cl', ["jazz cl"]), ('a "b c" d', ["a", "b c", "d"]), ('""', []), ('a"b', ["a", "b"]),
    ],
)  # fmt: skip
def test_quotes_make_a_phrase(typed, words):
    assert query.words(typed) == words
    assert query.words(query.typed(words)) == words


def test_hits_are_marked_in_the_list_and_the_lesson():
    async def script(seen):
        await seen.type("failure")
        title = styled(seen.list.render_line(0), "underline")
        assert title == ["Failure"]
        heading, *rest = styled_lines(seen.lesson, "underline")
        assert heading == "Failure"
        assert {"failure"} == {*rest}
        assert "LESSON" not in rest
        await seen.press("escape")
        assert styled_lines(seen.lesson, "underline") == []

    browsed(script, size=(120, 200))


def styled(line, style: str) -> list[str]:
    return [segment.text for segment in line if segment.style and getattr(segment.style, style)]


def styled_lines(lines: Lines, style: str) -> list[str]:
    return [text for y in range(lines.size.height) for text in styled(lines.render_line(y), style)]


def test_the_chosen_row_is_reversed_only_while_the_list_has_focus():
    async def script(seen):
        assert styled_lines(seen.list, "reverse") != []
        assert all("chase" in "".join(styled(seen.list.render_line(0), "reverse")) for _ in "1")
        await seen.press("tab")
        assert styled_lines(seen.list, "reverse") == []
        assert "chase" in "".join(styled(seen.list.render_line(0), "bold"))

    browsed(script)


MARKUP = "[b]not bold[/b] [@click=app.quit]x[/] [/nope] $primary :smile:"


def test_content_is_never_markup_and_pasted_control_characters_are_dropped(personal):
    text = f'"{MARKUP}"'
    (personal / "a.yaml").write_text(
        book(theme(title=text, lesson=text, tags=f"[{text}]", takeaway=text), title=text), "utf-8"
    )

    async def script(seen):
        await seen.press("G")
        assert MARKUP in seen.text()
        assert MARKUP[:30] in seen.rows()[-1]
        await seen.press("t")
        (place,) = (n for n, row in enumerate(seen.rows()) if MARKUP[:30] in row)
        await seen.press(*"j" * place, "enter")
        assert seen.count == f"{MARKUP}: 1 of 6 themes"
        await seen.press("y")
        assert MARKUP in seen.message.replace("\n  ", " ")
        seen.send("slash")
        await seen.settle()
        seen.app.post_message(Paste("\x1b]0;title\x07"))
        await seen.settle()
        assert seen.app.query_one("#search").value == ""

    browsed(script, size=(300, 60), drawn=True)


def test_control_characters_from_the_command_line_are_made_visible():
    async def script(seen):
        assert seen.app.query_one("#search").value == "\\x1b[2J"

    browsed(script, words=["\x1b[2J"])


def test_collection_headings_precede_their_themes_and_cannot_be_chosen(shelf):
    async def script(seen):
        rows = seen.rows()
        assert rows[0] == "Le Fabuleux Destin"[:18] or not rows[0].startswith("›")
        headings = seen.list.shown.headings
        assert len(headings) > 5
        for key in ("j", "k", "space", "b", "G", "g", "n", "p"):
            for _ in range(4):
                seen.send(key)
                await seen.pilot.pause()
                assert seen.list.cursor not in headings
        await seen.press("g", "k")
        assert (seen.list.cursor, seen.list.scroll_y) == (1, 0)
        await seen.pilot.click("#themes", offset=(5, 0))
        assert seen.list.cursor == 1

    browsed(script, host=shelf, size=NARROW)


def test_choosing_a_tag_filters_the_list():
    async def script(seen):
        await seen.press("t")
        assert seen.chosen.startswith("3  work")
        assert seen.count == "12 tags"
        assert "Failure is not the end" in seen.text()
        await seen.press("j", "enter")
        assert seen.count == "art: 2 of 5 themes"
        assert "Nostalgia is a place" in seen.chosen
        await seen.press("escape")
        assert seen.count == "5 themes"

    browsed(script)


def test_keys_open_and_close_the_tag_list():
    table = {
        "t t": "5 themes",
        "t escape": "5 themes",
        "t right": "work: 3 of 5 themes",
        "t enter t escape": "work: 3 of 5 themes",
        "t enter slash f a i l u r e": "1 of 5 themes",
        "slash j a z z enter t enter": "work: 3 of 5 themes",
        "t slash": "5 themes",
        "t e y": "12 tags",
    }

    async def script(seen):
        for keys, count in table.items():
            await seen.reset()
            await seen.press(*keys.split())
            assert seen.count == count, keys

    browsed(script)


def test_a_message_says_when_no_theme_has_a_tag(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(book(), encoding="utf-8")

    async def script(seen):
        await seen.press("t")
        assert (seen.message, seen.rows(), seen.text()) == ("no tags yet", [], "")
        await seen.press("enter", "e", "r", "escape")
        assert seen.chosen == "1  The theme one"

    browsed(script, host=host_of(path))


def test_a_random_theme_is_never_the_current_one():
    async def script(seen):
        for _ in range(8):
            before = seen.list.cursor
            await seen.press("r")
            assert seen.list.cursor != before

    browsed(script)


def test_the_takeaway_is_copied_with_its_source():
    async def script(seen):
        await seen.press("j", "j", "j", "y")
        assert seen.app.clipboard == (
            "A flop tells you how one evening went; it cannot tell you what you are worth.\n"
            "— La La Land (2016)"
        )
        assert seen.message.startswith("copied “A flop tells")

    browsed(script)


def test_a_message_disappears_after_a_while(monkeypatch):
    monkeypatch.setattr("lalaland_cli.browsing.panes._WHILE", 0.1)

    async def script(seen):
        await seen.press("escape")
        await seen.pilot.pause(0.3)
        assert seen.message == ""

    browsed(script)


def test_escape_says_how_to_quit_when_there_is_nothing_to_close():
    async def script(seen):
        await seen.press("escape")
        assert seen.message == "q quits, ? shows the keys"

    browsed(script)


def test_bundled_lessons_cannot_be_edited():
    async def script(seen):
        await seen.press("e")
        assert "comes with lalaland and cannot be changed" in seen.message
        assert "`lalaland new --from la-la-land`" in seen.message

    browsed(script)


@contextmanager
def suspended(self):
    yield


@pytest.mark.parametrize(
    ("change", "chosen"),
    [
        (lambda text: text.replace("The theme two", "Quite another"), "2  Quite another"),
        (lambda text: text.replace("id: two", "id: deux"), "2  The theme two"),
        (lambda text: text.replace("- id: one", "- id: nil\n  title: N\n  lesson: L.\n- id: one"), "3  The theme two"),
        (lambda text: text, "2  The theme two"),
    ],
    ids=["title", "id", "number", "nothing"],
)  # fmt: skip
def test_the_edited_lesson_is_still_chosen_after_the_editor_closes(
    change, chosen, tmp_path, monkeypatch
):
    monkeypatch.setattr(App, "suspend", suspended)
    path = tmp_path / "own.yaml"
    path.write_text(book(theme("one"), theme("two"), theme("three")), encoding="utf-8")

    def edit(_theme):
        path.write_text(change(path.read_text("utf-8")), "utf-8")
        return "saved"

    async def script(seen):
        await seen.press("j", "e")
        assert (seen.chosen, seen.message) == (chosen, "saved")
        assert chosen[3:] in seen.text()

    browsed(script, host=host_of(path, edit=edit))


def test_a_lesson_stays_chosen_when_its_id_changes(personal, monkeypatch):
    monkeypatch.setattr(App, "suspend", suspended)
    path = personal / "own.yaml"
    path.write_text(book(theme("one"), theme("two"), theme("three")), encoding="utf-8")

    def edit(_theme):
        path.write_text(path.read_text("utf-8").replace("id: two", "id: deux"), "utf-8")
        return "saved"

    async def script(seen):
        await seen.press(*["j"] * 6, "e")
        assert (seen.chosen, seen.message) == ("7  The theme two", "saved")

    browsed(script, host=host_of(edit=edit))


def test_an_edited_search_hit_stays_chosen(personal, monkeypatch):
    monkeypatch.setattr(App, "suspend", suspended)
    path = personal / "own.yaml"
    path.write_text(book(*(theme(f"t{n}", lesson="Rain.") for n in range(20))), "utf-8")

    async def script(seen):
        await seen.type("rain")
        await seen.press("enter", *["j"] * 14, "e")
        assert seen.list.item.theme.id == "t14"

    browsed(script, host=host_of())


def test_the_old_lessons_stay_when_the_files_become_unreadable(tmp_path, monkeypatch):
    monkeypatch.setattr(App, "suspend", suspended)
    path = tmp_path / "own.yaml"
    path.write_text(book(theme("one"), theme("two")), encoding="utf-8")

    def edit(_theme):
        path.write_text("themes: [", "utf-8")
        return "kept"

    async def script(seen):
        await seen.press("e")
        assert "own.yaml:" in seen.message.replace("\n", "")
        await seen.press("j")
        assert seen.chosen == "2  The theme two"

    browsed(script, host=host_of(path, edit=edit))


def test_an_editor_failure_is_shown_as_a_message(personal, monkeypatch):
    monkeypatch.setattr(App, "suspend", suspended)
    (personal / "own.yaml").write_text(book(), encoding="utf-8")

    def edit(_theme):
        raise LalalandError("the editor failed")

    async def script(seen):
        await seen.press("G", "e")
        assert seen.message == "the editor failed"

    browsed(script, host=host_of(edit=edit))


def test_a_message_says_when_no_editor_can_be_opened(personal):
    (personal / "own.yaml").write_text(book(), encoding="utf-8")

    async def script(seen):
        await seen.press("G", "e")
        assert seen.message == "cannot open an editor here"

    browsed(script)


def test_clicks_choose_a_theme_focus_a_pane_and_open_a_lesson():
    async def script(seen):
        await seen.pilot.click("#themes", offset=(5, 3))
        await seen.settle()
        assert seen.chosen.startswith("4  Failure")
        await seen.pilot.click("#themes", offset=(5, 12))
        assert seen.chosen.startswith("4  Failure")
        await seen.pilot.click("#lesson", offset=(5, 3))
        assert seen.focus == "lesson"
        await seen.pilot.click("#themes", offset=(5, 1), times=2)
        await seen.settle()
        assert (seen.panes, seen.list.item.number) == (["lesson"], 2)

    browsed(script)


def test_clicking_a_hint_acts_like_its_key():
    table = {0: ("search", "5 themes"), 12: ("lesson", "5 themes"), 40: ("themes", "12 tags"), 79: ("themes", "5 themes")}  # fmt: skip

    async def script(seen):
        for column, expected in table.items():
            await seen.reset()
            await seen.pilot.click("#hints", offset=(column, 0))
            await seen.settle()
            assert (seen.focus, seen.count) == expected, column

    browsed(script)


def test_the_key_help_stays_until_a_key_or_a_click_closes_it():
    async def script(seen):
        for key in ("escape", "q", "enter", "question_mark", "click", "slash"):
            await seen.press("question_mark")
            (keys,) = seen.app.screen.query(Lines)
            assert "a random one from the list" in "\n".join(shown(keys))
            await seen.press("tab", "j")
            assert len(seen.app.screen_stack) == 2
            await (seen.pilot.click("#keys") if key == "click" else seen.press(key))
            await seen.settle()
            assert (len(seen.app.screen_stack), seen.list.cursor) == (1, 0)
        assert seen.focus == "search"

    browsed(script)


def test_enter_opens_no_lesson_when_nothing_is_found():
    async def script(seen):
        await seen.type("zzzz")
        await seen.press("enter", "enter")
        assert (seen.panes, seen.focus) == (BOTH, "themes")

    browsed(script)


@pytest.mark.parametrize("size", [(20, 6), (10, 3), (2, 2)], ids=str)
def test_it_does_not_crash_on_the_smallest_screens(size):
    async def script(seen):
        await seen.press("j", "enter", "j", "question_mark", "escape", "t", "enter", "slash", "x")

    browsed(script, size=size, drawn=True)


def test_a_lesson_is_laid_out_again_after_a_resize():
    async def script(seen):
        await seen.press("tab", "j", "j")
        before = seen.text()
        for size, panes in [((60, 20), ["lesson"]), ((120, 40), ["lesson"])]:
            await seen.pilot.resize_terminal(*size)
            await seen.settle()
            assert (seen.panes, seen.focus) == (panes, "lesson")
            assert max(map(len, shown(seen.lesson))) > 50
            assert seen.text() != before
            assert seen.lesson.scroll_y == 2
        await seen.press("escape")
        assert seen.panes == ["themes", "lesson"]

    browsed(script)


def test_more_hits_load_when_they_come_into_view(tmp_path):
    path = tmp_path / "many.yaml"
    themes = (theme(f"t{n}", lesson="Rain falls.") for n in range(130))
    path.write_text(book(*themes), encoding="utf-8")

    async def script(seen):
        assert (seen.list.shown.size, len(seen.list.shown.items)) == (100, 10)
        await seen.press("enter", *"n" * 10)  # the list is hidden
        assert len(seen.list.shown.items) == 100
        assert seen.list.item.theme.title in seen.text()
        await seen.press("escape", "G")
        assert seen.list.cursor == 99
        assert seen.list.item.theme.title in seen.text()
        assert seen.count == "the best 100 of 130"

    browsed(script, size=(80, 10), host=host_of(path), words=["rain"])


def test_visible_hits_load_immediately(tmp_path):
    path = tmp_path / "many.yaml"
    path.write_text(book(*(theme(f"t{n}", lesson="Rain.") for n in range(30))), encoding="utf-8")

    async def script(seen):
        for _ in range(50):  # a row is fetched when it would be drawn
            await seen.settle()
            if len(seen.rows()) == seen.list.size.height:
                break
        assert len(seen.rows()) == seen.list.size.height == 20
        assert seen.count == "30 of 30 themes"

    browsed(script, size=(80, 23), host=host_of(path), words=["rain"])


def test_outdated_searches_are_never_run(monkeypatch):
    asked, gate = [], threading.Event()
    search = Library.search
    monkeypatch.setattr(Library, "search", lambda *a, **k: asked.append(a[1]) or search(*a, **k))

    async def script(seen):
        blocked = asyncio.create_task(seen.app.screen._desk.ask(lambda _lessons: gate.wait(10)))
        await seen.type("dream", wait=False)
        gate.set()
        await blocked
        await seen.settle()
        assert asked == [["dream"]]
        assert seen.list.shown.search.query == "dream"

    browsed(script)


def test_it_can_exit_while_a_search_is_running():
    async def script(seen):
        await seen.type("dream", wait=False)
        seen.app.exit()

    browsed(script)


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("ctrl+q", 0), ("ctrl+c", 130)])
def test_keys_that_quit_set_the_exit_code(key, code):
    async def script(seen):
        seen.send(key)
        await seen.pilot.pause()

    assert browsed(script).return_code == code


def test_a_library_that_was_never_queried_can_be_closed():
    Desk(open_library).close()


LISTED = "The chase is part of"


def opened(*arguments: str, **environ: str) -> Terminal:
    """Start the program in its own terminal and wait for the list."""
    child = Terminal(*arguments, "browse", **environ)
    child.expect(LISTED)
    return child


# The terminal modes that the app sets and resets.
MODES = ("1049", "1000", "1003", "1006", "1004", "2004")


def test_a_session_searches_resizes_edits_quits_and_restores_the_terminal(personal, tmp_path):
    path = personal / "own.yaml"
    path.write_text(book(theme("one", title="Xylophone at night")), encoding="utf-8")
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nstty -a; sed -i 's/at night/at noon/' \"$1\"\n", "utf-8")
    editor.chmod(0o755)
    child = opened(EDITOR=str(editor))
    before = termios.tcgetattr(child.child_fd)
    child.send("/xylophone")
    child.expect("1 of 6 themes")
    child.resize(60, 20)
    child.expect("1 of 6 themes")
    child.send("\re")
    child.expect(" icanon")  # the editor gets the terminal in its original mode
    child.expect("at noon")
    child.expect("saved, no problems")
    child.send("y")
    child.expect("\x1b]52;c;[A-Za-z0-9+/=]+\x07")
    child.send("q")
    assert child.ended() == 0
    received = child.before
    for mode in MODES:
        assert received.rfind(f"\x1b[?{mode}l") > received.rfind(f"\x1b[?{mode}h")
    assert received.rfind("\x1b[?25h") > received.rfind("\x1b[?25l")
    assert "\x1b[2J" in received
    assert before[3] & termios.ICANON == 0
    assert "at noon" in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("editor", "says"),
    [("false", "exited with status 1"), ("/no/such/editor", "no such file or directory")],
    ids=["fails", "missing"],
)
def test_the_screen_comes_back_from_an_editor_that_fails(editor, says, personal):
    (personal / "own.yaml").write_text(book(theme(title="Xylophone")), encoding="utf-8")
    child = opened(EDITOR=editor)
    child.send("Ge")
    child.expect(says)
    child.send("q")
    assert child.ended() == 0


def test_ctrl_c_at_the_question_about_a_faulty_file_leads_back_to_the_screen(personal, tmp_path):
    path = personal / "own.yaml"
    path.write_text(book(theme(title="Xylophone")), encoding="utf-8")
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\necho 'x: y' >> \"$2\"\n", "utf-8")
    editor.chmod(0o755)
    child = opened(EDITOR=f"{editor} x")
    child.send("Ge")
    child.expect("ld text\\?")
    child.send("\x03")
    child.expect(LISTED)
    child.send("q")
    assert child.ended() == 0
    assert "x: y" in path.read_text("utf-8")


def test_ctrl_z_suspends_it_and_the_screen_comes_back():
    child = opened()
    child.expect("Music says what words")
    child.send("\x1a")
    assert os.WIFSTOPPED(os.waitpid(child.process, os.WUNTRACED)[1])
    child.expect("\x1b\\[\\?1049l")
    child.kill(signal.SIGCONT)
    child.expect("Music says what words")
    child.send("q")
    assert child.ended() == 0


@pytest.mark.parametrize("name", ["TERM", "HUP"])
def test_a_signal_ends_it_and_restores_the_terminal(name):
    child = opened()
    child.kill(getattr(signal, f"SIG{name}"))
    assert child.ended() == 128 + getattr(signal, f"SIG{name}")
    assert child.before.rfind("\x1b[?1049l") > 0
    assert "Traceback" not in child.before


def test_it_ends_when_its_terminal_goes_away():
    child = opened()
    for key in ("j" * 30, "/dream", "\x1b", "?"):
        child.send(key)
    child.close()
    end = time.monotonic() + 10
    while not (ended := os.waitpid(child.process, os.WNOHANG)[0]) and time.monotonic() < end:
        time.sleep(0.02)
    assert ended


@pytest.mark.parametrize("what", ["write", "flush"])
def test_output_that_cannot_be_written_is_dropped(what, tmp_path):
    with open("/dev/full", "w", buffering=1 if what == "write" else -1, encoding="utf-8") as full:
        lossy = Lossy(full)
        for _ in range(2):
            lossy.write("lost\n")
            lossy.flush()
        assert lossy.fileno() == full.fileno()
        os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())


def test_an_interrupt_exits_with_130():
    child = opened()
    child.send("\x03")
    assert child.ended() == 130


COLOURS = re.compile(r"\x1b\[([0-9;]*)m")


@pytest.mark.parametrize(
    ("arguments", "environ", "coloured"),
    [([], {}, True), ([], {"NO_COLOR": "1"}, False), ([], {"NO_COLOR": ""}, True), (["--color", "never"], {}, False), (["--color", "always"], {"NO_COLOR": "1"}, True)],
    ids=["usual", "no-color", "empty-no-color", "never", "always"],
)  # fmt: skip
def test_only_the_terminals_own_colours_are_used(arguments, environ, coloured):
    child = opened(*arguments, **environ)
    child.expect("Make the road")
    child.send("\tq")
    child.ended()
    sent = COLOURS.findall(child.received.getvalue())
    codes = {code for found in sent for code in found.split(";")}
    plain = {"", "0", "1", "3", "4", "7", "39", "49"}
    assert codes - plain == ({"35", "36"} if coloured else set())


@pytest.mark.parametrize("command", ["lalaland browse < /dev/null", "lalaland browse | cat", "lalaland browse jazz 2>&1 | cat"])  # fmt: skip
def test_without_a_terminal_it_suggests_other_commands(command):
    result = shell(f"set -o pipefail; {command}")
    said = result.stdout + result.stderr
    assert result.returncode == 2
    assert said == "lalaland: browse needs a terminal, not a pipe; use `lalaland list` or `lalaland search` instead\n"  # fmt: skip


def test_a_dumb_terminal_is_refused():
    assert "browse needs a full-screen terminal, and TERM is dumb; " in in_pty(
        "browse", TERM="dumb"
    )


def test_errors_are_reported_before_the_screen_opens(tmp_path):
    assert "no such file" in in_pty("-f", tmp_path / "nope.yaml", "browse", width=200)
    empty = tmp_path / "empty.yaml"
    empty.write_text("title: T\nthemes: []\n", encoding="utf-8")
    assert "no lessons are loaded" in in_pty("-f", empty, "browse")


def test_skipped_files_are_reported_after_the_screen_closes(personal):
    (personal / "bad.yaml").write_text("themes: [", "utf-8")
    child = opened()
    child.send("q")
    assert child.ended() == 0
    assert "skipped" in child.before.split("\x1b[?1049l")[-1]
