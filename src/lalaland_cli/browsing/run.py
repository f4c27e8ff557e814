"""The entry point that runs the app on the terminal."""

import asyncio
import gc
import os
import signal
from collections.abc import Sequence
from contextlib import suppress

from lalaland_cli.browsing.app import Browser
from lalaland_cli.browsing.host import Host
from lalaland_cli.system.output import Styling

# Signals that end the app, which reads Ctrl-C as a key.
_ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT")


def run(host: Host, words: Sequence[str], styling: Styling) -> int:
    """Run the app until the user quits, and return the exit code.

    The process should end afterwards, because the settings made here are not restored.
    """
    os.environ.pop("NO_COLOR", None)  # Textual reads it when an app is made
    if styling != "colour":
        os.environ["NO_COLOR"] = "1"
    gc.freeze()  # existing objects are not garbage
    gc.enable()  # disabled at start-up, for short runs
    app = Browser(host, words)
    asyncio.run(_run(app))
    return app.return_code or 0


async def _run(app: Browser) -> None:
    loop = asyncio.get_running_loop()
    for number in (getattr(signal, name) for name in _ENDING if hasattr(signal, name)):
        with suppress(NotImplementedError):  # on Windows
            loop.add_signal_handler(number, lambda code: app.exit(return_code=code), 128 + number)
    await app.run_async()
