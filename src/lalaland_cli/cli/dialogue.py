"""A `recall` session on a terminal: a question, the lesson, and a key to rate it.

Output scrolls as that of any command does, so that the user can scroll back to earlier text. Only
the prompt, which lists the keys, is erased.
"""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from lalaland_cli.answers import Kept, Lesson, Question, TakenBack, Tally
from lalaland_cli.cli.session import Session
from lalaland_cli.errors import LalalandError, NoDialogue
from lalaland_cli.forms import rendered
from lalaland_cli.library import Library
from lalaland_cli.model import Theme
from lalaland_cli.recalling import agenda, log, schedule
from lalaland_cli.recalling.question import question
from lalaland_cli.system import keys
from lalaland_cli.system.output import ClosedPipe

_RATINGS = "1234"
_GOOD = "3"
_SKIP, _UNDO, _QUIT = "s", "u", "q"

# Each prompt in full and in short; the first that fits is shown.
_SHOW = ("Enter shows the lesson", "Enter")
_RATE = ("1 forgot  2 hard  3 or Enter good  4 easy", "1 forgot  2 hard  3 good  4 easy", "1-4")
_MORE = ("Enter shows the rest", "Enter")
_OVER = ("All done: Enter finishes", "Enter")
_ROOMY = 40  # columns needed for a margin, as on a page
_KEYS = {_SKIP: "s skip", _UNDO: "u undo", _QUIT: "q quit"}


def hold(
    session: Session, lessons: Library, scope: agenda.Scope, chosen: Sequence[str]
) -> Tally | None:
    """Ask the chosen themes; every rating is in the log, however the session ends.

    Writes the tally, or returns it if there was nothing to ask. Raises `NoDialogue` if the user
    cannot be asked.
    """
    if not (session.output.interactive and keys.can_listen(sys.stdin)):
        raise NoDialogue
    if not chosen:
        return _tally(scope, (), 0)
    session.output.write("\n")
    dialogue = _Dialogue(session, lessons, scope, chosen)
    with keys.listening(sys.stdin, dialogue.prompt_again) as key:
        try:
            dialogue.run(key)
        finally:
            dialogue.leave()
    dialogue.end()
    return None


class _Dialogue:
    """One session; `_given` holds each rating not undone, with the place of its question."""

    def __init__(
        self,
        session: Session,
        lessons: Library,
        scope: agenda.Scope,
        chosen: Sequence[str],
    ) -> None:
        self._session, self._lessons, self._scope = session, lessons, scope
        self._chosen = chosen
        self._key: Callable[[], str] = lambda: keys.END
        self._prompted = ""
        self._given: list[tuple[int, log.Review]] = []
        self._skipped: set[int] = set()
        self._written = 2  # lines since the last key: at first the command and a blank line

    def run(self, key: Callable[[], str]) -> None:
        """Ask until everything is answered or the user quits; `key` waits for a key press."""
        self._key = key
        place, revealed = 0, False
        while (choice := self._choice(place, revealed)) != _QUIT:
            if choice == _UNDO:
                place, revealed = self._take_back(), True
                continue
            if choice == _SKIP:
                self._skipped.add(place)
            else:
                self._keep(place, int(choice))
            place, revealed = place + 1, False

    def prompt_again(self) -> None:
        """Show the current prompt again, as after the program was suspended."""
        # Failing to show the prompt is harmless, and must not mask what ended the session.
        with suppress(LalalandError, ClosedPipe):
            self._session.output.prompt(self._prompted)

    def leave(self) -> None:
        """Erase the prompt."""
        self._prompted = ""
        self.prompt_again()

    def end(self) -> None:
        """Write the tally."""
        states = schedule.states(log.read(self._scope.path).reviews)
        skipped = self._skipped - {place for place, _ in self._given}
        ratings = [review.rating for _, review in self._given]
        tally = _tally(self._scope._replace(states=states), ratings, len(skipped))
        self._session.output.write("".join(self._lines(tally)), styled=True)

    def _choice(self, place: int, revealed: bool) -> str:
        """Ask the question at `place` and return the user's choice: a rating, `s`, `u` or `q`."""
        if place == len(self._chosen):
            return self._ask(_OVER, enter=_QUIT) if self._given else _QUIT
        if not revealed:
            theme = self._theme(place)
            for answer in (question(theme, place + 1, len(self._chosen)), Lesson(theme)):
                if left := self._show(answer):
                    return left
                if isinstance(answer, Question) and (left := self._ask(_SHOW, _SKIP)) != keys.ENTER:
                    return left
        return self._ask(_RATE, _SKIP, *_RATINGS, enter=_GOOD)

    def _theme(self, place: int) -> Theme:
        return self._lessons.find(str(self._scope.themes[self._chosen[place]]))

    def _keep(self, place: int, rating: int) -> None:
        """Add a rating to the log, then show when the lesson is due again."""
        theme, path, day = self._chosen[place], self._scope.path, self._scope.day
        review = log.Review(theme, rating, self._now())
        log.add(path, review)
        self._given.append((place, review))
        # Another terminal may have added a rating of the same theme.
        reviews = [r for r in log.read(path).reviews if r.theme == theme] or [review]
        self._show(Kept(rating, schedule.states(reviews)[theme].due, day))

    def _take_back(self) -> int:
        """Undo the last rating, show its lesson again, and return the place of its question."""
        place, review = self._given.pop()
        log.take_back(self._scope.path, review, self._now())
        theme = self._theme(place)
        self._show(TakenBack(theme))
        self._show(Lesson(theme))
        return place

    def _now(self) -> datetime:
        """Return the current time of day, on the date that counts as today."""
        return datetime.combine(self._scope.day, datetime.now().astimezone().timetz())

    def _show(self, answer: Any) -> str:
        """Write an answer, pausing whenever the screen is full.

        Returns the key that left it early, or an empty string. Everything written since the last
        key stays on the screen.
        """
        output, lines = self._session.output, self._lines(answer)
        while output.paged and len(lines) >= (room := output.height - self._written):
            room = _before_a_gap(lines, max(1, room - 1))
            output.write("".join(lines[:room]), styled=True)
            if (left := self._ask(_MORE, _SKIP)) != keys.ENTER:
                output.write("\n" * (lines[room - 1] != "\n"))
                return left
            lines = lines[room:]
        output.write("".join(lines), styled=True)
        self._written += len(lines)
        return ""

    def _lines(self, answer: Any) -> list[str]:
        """Return the lines of an answer, followed by a blank line."""
        look = self._session.output.look(sys.stdout)
        return [*rendered(answer, "screen", look).text.splitlines(keepends=True), "\n"]

    def _ask(self, prompt: Sequence[str], *others: str, enter: str = keys.ENTER) -> str:
        """Show a prompt and wait for one of `others`, u or q; Enter returns `enter`."""
        letters = [key for key in (*others, _UNDO, _QUIT) if key != _UNDO or self._given]
        meant = {keys.ENTER: enter, " ": enter, keys.END: _QUIT} | {key: key for key in letters}
        named = [_KEYS[key] for key in letters if key in _KEYS]
        self._prompted = self._prompt(prompt, named)
        self._session.output.prompt(self._prompted)
        while (pressed := self._key()) not in meant:
            pass
        self._prompted = ""
        self._session.output.prompt("")
        self._written = 0
        return meant[pressed]

    def _prompt(self, phrases: Sequence[str], named: Sequence[str]) -> str:
        """Return the longest prompt that fits on one line of the screen."""
        width = self._session.output.look(sys.stdout).width
        margin = "  " if width >= _ROOMY else ""
        worded = ["  ".join([phrase, *named]) for phrase in phrases[:-1]]
        short = ["  ".join([phrase, *(name[0] for name in named)]) for phrase in phrases]
        texts = [f"{margin}{text}" for text in (*worded, *short)]
        text = next((text for text in texts if len(text) < width), "")
        return self._session.emphasis(text, "cyan", sys.stdout)


def _before_a_gap(lines: Sequence[str], room: int) -> int:
    """Return how many lines to show, `room` at most: up to a blank line if one is near."""
    blank = [place for place in range(room // 2, room) if lines[place] == "\n"]
    return blank[-1] + 1 if blank else room


def _tally(scope: agenda.Scope, ratings: Sequence[int], skipped: int) -> Tally:
    counts = tuple(ratings.count(int(rating)) for rating in _RATINGS)
    return Tally(scope.day, counts, skipped, agenda.due(scope), *agenda.coming(scope))
