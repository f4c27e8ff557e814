"""A session of `recall` on a terminal: a question, the lesson, a key for how well it was known.

All is written one below the other, as any command writes, so that what stood on the screen before
can be scrolled back to; only the line that says which keys there are is taken away again.
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
_OVER = ("That was all: Enter ends", "Enter")
_ROOMY = 40  # columns, from which on there is a margin, as on a page
_KEYS = {_SKIP: "s skip", _UNDO: "u undo", _QUIT: "q quit"}


def hold(
    session: Session, lessons: Library, scope: agenda.Scope, chosen: Sequence[str]
) -> Tally | None:
    """Ask the chosen themes; what was answered is in the log, whatever ends this.

    Writes what it came to, or returns it where there was nothing to ask. Raises `NoDialogue` where
    nobody can answer.
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
    """One session: `given` are the answers that count, each with the place of its question."""

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
        self._written = 2  # lines since the last key: first the command and a blank one

    def run(self, key: Callable[[], str]) -> None:
        """Ask until all is answered, or the person has had enough; `key` waits for one."""
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
        """Show the prompt once more, after a shell has had the terminal."""
        # Where this fails nobody sees the prompt, and whatever ends the session counts.
        with suppress(LalalandError, ClosedPipe):
            self._session.output.prompt(self._prompted)

    def leave(self) -> None:
        """Take the prompt away."""
        self._prompted = ""
        self.prompt_again()

    def end(self) -> None:
        """Write what it has come to."""
        states = schedule.states(log.read(self._scope.path).reviews)
        skipped = self._skipped - {place for place, _ in self._given}
        ratings = [review.rating for _, review in self._given]
        tally = _tally(self._scope._replace(states=states), ratings, len(skipped))
        self._session.output.write("".join(self._lines(tally)), styled=True)

    def _choice(self, place: int, revealed: bool) -> str:
        """What the person wants after the question at `place`: a rating, or one of the letters."""
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
        """Add an answer to the log, and then say when the lesson comes again."""
        theme, path, day = self._chosen[place], self._scope.path, self._scope.day
        review = log.Review(theme, rating, self._now())
        log.add(path, review)
        self._given.append((place, review))
        # Another terminal may have added an answer to the same theme.
        reviews = [r for r in log.read(path).reviews if r.theme == theme] or [review]
        self._show(Kept(rating, schedule.states(reviews)[theme].due, day))

    def _take_back(self) -> int:
        """Take the last answer back, and return the place of its question."""
        place, review = self._given.pop()
        log.take_back(self._scope.path, review, self._now())
        theme = self._theme(place)
        self._show(TakenBack(theme))
        self._show(Lesson(theme))
        return place

    def _now(self) -> datetime:
        """The time of day, on the day that is taken for today."""
        return datetime.combine(self._scope.day, datetime.now().astimezone().timetz())

    def _show(self, answer: Any) -> str:
        """Write an answer, and stop where the screen is full; what was pressed there to leave.

        What was written since the last key stays on the screen.
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
        """The lines of an answer and a blank one."""
        look = self._session.output.look(sys.stdout)
        return [*rendered(answer, "screen", look).text.splitlines(keepends=True), "\n"]

    def _ask(self, prompt: Sequence[str], *others: str, enter: str = keys.ENTER) -> str:
        """Show what may be pressed, and wait for it: `others`, u and q, or Enter for `enter`."""
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
        """The longest prompt that the screen has room for, on one line."""
        width = self._session.output.look(sys.stdout).width
        margin = "  " if width >= _ROOMY else ""
        worded = ["  ".join([phrase, *named]) for phrase in phrases[:-1]]
        short = ["  ".join([phrase, *(name[0] for name in named)]) for phrase in phrases]
        texts = [f"{margin}{text}" for text in (*worded, *short)]
        text = next((text for text in texts if len(text) < width), "")
        return self._session.emphasis(text, "cyan", sys.stdout)


def _before_a_gap(lines: Sequence[str], room: int) -> int:
    """How many lines to show where there is room for so many: up to a blank one, if one is near."""
    blank = [place for place in range(room // 2, room) if lines[place] == "\n"]
    return blank[-1] + 1 if blank else room


def _tally(scope: agenda.Scope, ratings: Sequence[int], skipped: int) -> Tally:
    one, two, three, four = (ratings.count(rating) for rating in (1, 2, 3, 4))
    counts = (one, two, three, four)
    return Tally(scope.day, counts, skipped, agenda.due(scope), *agenda.coming(scope))
