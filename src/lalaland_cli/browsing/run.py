"""The app on the terminal, from its first line to the screen as it was before."""

import asyncio
import gc
import os
import signal
from collections.abc import Sequence
from contextlib import suppress

from lalaland_cli.browsing.app import Browser
from lalaland_cli.browsing.host import Host
from lalaland_cli.system.output import Styling

# What ends the app from outside; Ctrl-C is a key to it.
_ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT")


def run(host: Host, words: Sequence[str], styling: Styling) -> int:
    """Show the lessons until the person has enough, and return the exit code.

    The process is to end then: what is set up here is not put back.
    """
    os.environ.pop("NO_COLOR", None)  # which Textual reads when an app is made
    if styling != "colour":
        os.environ["NO_COLOR"] = "1"
    gc.freeze()  # what there is already is no garbage
    gc.enable()  # short runs do without
    app = Browser(host, words)
    asyncio.run(_run(app))
    return app.return_code or 0


async def _run(app: Browser) -> None:
    loop = asyncio.get_running_loop()
    for number in (getattr(signal, name) for name in _ENDING if hasattr(signal, name)):
        with suppress(NotImplementedError):  # on Windows
            loop.add_signal_handler(number, lambda code: app.exit(return_code=code), 128 + number)
    await app.run_async()
