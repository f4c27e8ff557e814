"""What the app is given by whoever starts it, and the thread that its questions are asked in."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import NamedTuple, TypeVar

from lalaland_cli.answers import Search
from lalaland_cli.library import Library

_T = TypeVar("_T")


class Host(NamedTuple):
    """How lessons are opened and edited, and what a person is told.

    `open` may be called in any thread. `edit` opens the theme of that name in an editor, which has
    the terminal to itself, and returns what is to be said when it is closed. `remarks` are on a
    search, `copied` is said of a text that went to the clipboard, and `explained` of an error.
    """

    open: Callable[[], Library]
    edit: Callable[[str], str]
    remarks: Callable[[Search], str]
    copied: Callable[[str], str]
    explained: Callable[[Exception], str]


class Desk:
    """Where questions to the lessons wait in line, so that the screen never waits.

    A connection of SQLite belongs to the thread that made it, so one thread opens the library,
    asks it and closes it. A question whose asker is cancelled is given up.
    """

    def __init__(self, open_library: Callable[[], Library]) -> None:
        self._open = open_library
        self._thread = ThreadPoolExecutor(1, "lalaland-library")
        self._library: Library | None = None

    async def ask(self, question: Callable[[Library], _T]) -> _T:
        """What the question gives, when all before it are answered."""
        given_up = Event()

        def work() -> _T:
            lessons = self._opened()
            lessons.give_up_when(given_up.is_set)
            return question(lessons)

        try:
            return await self._run(work)
        except asyncio.CancelledError:
            given_up.set()
            raise

    async def reopen(self) -> None:
        """Answer from the files as they are now; where they cannot be read, as they were."""
        await self._run(self._renew)

    async def _run(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _opened(self) -> Library:
        if self._library is None:
            self._library = self._open()
        return self._library

    def _renew(self) -> None:
        newer = self._open()
        self._shut()
        self._library = newer

    def _shut(self) -> None:
        if self._library is not None:
            self._library.close()

    def close(self) -> None:
        """Close the library when what is being asked is answered; nothing else is answered."""
        self._thread.submit(self._shut).result()
        self._thread.shutdown()
