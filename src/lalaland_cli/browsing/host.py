"""What the app needs from its caller, and the thread in which it queries the library."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import NamedTuple, TypeVar

from lalaland_cli.answers import Search
from lalaland_cli.library import Library

_T = TypeVar("_T")


class Host(NamedTuple):
    """Functions that open and edit lessons, and that word messages to the user.

    `open` may be called in any thread. `edit` opens the theme with the given name in an editor,
    which has the terminal to itself, and returns a message to show once it is closed. The others
    return messages: `remarks` about a search, `copied` about a text copied to the clipboard, and
    `explained` about an error.
    """

    open: Callable[[], Library]
    edit: Callable[[str], str]
    remarks: Callable[[Search], str]
    copied: Callable[[str], str]
    explained: Callable[[Exception], str]


class Desk:
    """A queue of questions to the library, so that the screen never waits.

    An SQLite connection belongs to the thread that made it, so a single thread opens, queries and
    closes the library. A question is abandoned if its caller is cancelled.
    """

    def __init__(self, open_library: Callable[[], Library]) -> None:
        self._open = open_library
        self._thread = ThreadPoolExecutor(1, "lalaland-library")
        self._library: Library | None = None

    async def ask(self, question: Callable[[Library], _T]) -> _T:
        """Return the result of `question`, once all earlier ones are done."""
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
        """Reopen the library with the files as they are now.

        If that fails, raises the error and keeps the library as it was.
        """
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
        """Close the library once pending questions are done; no more can be asked."""
        self._thread.submit(self._shut).result()
        self._thread.shutdown()
