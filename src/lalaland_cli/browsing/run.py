"""The app on the terminal, from its first line to the screen as it was before."""

import asyncio
import gc
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from lalaland_cli.browsing.app import Browser
from lalaland_cli.browsing.host import Host
from lalaland_cli.system.look import Styling

# What ends the app from outside; Ctrl-C is a key to it.
_ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT")


def run(host: Host, words: Sequence[str], styling: Styling) -> int:
    """Show the lessons until the person has enough, and return the exit code."""
    with _no_color(styling), _collecting():
        app = Browser(host, words)
        asyncio.run(_run(app))
    return app.return_code or 0


async def _run(app: Browser) -> None:
    loop = asyncio.get_running_loop()
    names = [name for name in _ENDING if hasattr(signal, name)]
    before = {name: signal.getsignal(getattr(signal, name)) for name in names}
    for name in names:
        number = getattr(signal, name)
        loop.add_signal_handler(number, lambda code: app.exit(return_code=code), 128 + number)
    try:
        await app.run_async()
    finally:
        for name, handler in before.items():
            number = getattr(signal, name)
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


@contextmanager
def _no_color(styling: Styling) -> Iterator[None]:
    """Let Textual know what was decided on colours: it reads NO_COLOR when an app is made."""
    before = os.environ.pop("NO_COLOR", None)
    if styling != "colour":
        os.environ["NO_COLOR"] = "1"
    try:
        yield
    finally:
        os.environ.pop("NO_COLOR", None)
        if before is not None:
            os.environ["NO_COLOR"] = before


@contextmanager
def _collecting() -> Iterator[None]:
    """Collect garbage again, which short runs do without; what there is already is none."""
    restore = gc.enable if gc.isenabled() else gc.disable
    gc.freeze()
    gc.enable()
    try:
        yield
    finally:
        restore()
        gc.unfreeze()
