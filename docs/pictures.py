"""Draw the README's pictures from the real program: `python docs/pictures.py`.

The program runs in a pseudo-terminal, and Rich draws its output once in the colours of a dark
terminal and once in those of a light one.
"""

import asyncio
import io
import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from lalaland_cli.browsing.app import Browser
from lalaland_cli.browsing.host import Host
from lalaland_cli.library import open_library

DOCS = Path(__file__).resolve().parent
WIDTH, HEIGHT = 80, 24

SEARCHED = ["dream"]

# The commands of each picture with the number of output lines to show, and the keys to press.
PICTURES = {
    "lalaland": ([(["list"], 99), (["search", "jazz club"], 99), (["show", "failure"], 20)], ""),
    "recall": ([(["recall", "failure"], 99)], "\n4q"),
}

_ASKS = b"q quit\x1b[0m\r\n"

# The colours of two common terminals; the program uses four of them.
THEMES = {
    "dark": TerminalTheme(
        (30, 30, 46),
        (205, 214, 244),
        [
            *((69, 71, 90), (243, 139, 168), (166, 227, 161), (249, 226, 175)),
            *((137, 180, 250), (245, 194, 231), (148, 226, 213), (186, 194, 222)),
        ],
    ),
    "light": TerminalTheme(
        (250, 250, 250),
        (40, 44, 52),
        [
            *((56, 58, 66), (202, 18, 67), (80, 161, 79), (193, 132, 1)),
            *((64, 120, 242), (166, 38, 164), (1, 132, 188), (160, 161, 167)),
        ],
    ),
}


def sent(arguments: list[str], most: int, pressed: str) -> str:
    """Return the command, and at most `most` lines of what a terminal receives from it."""
    ours, theirs = pty.openpty()
    with tempfile.TemporaryDirectory() as home:
        environ = {
            **os.environ,
            "COLUMNS": str(WIDTH),
            "LINES": "999",
            "LALALAND_TODAY": "2026-11-24",
        }
        environ |= {"LALALAND_HOME": home, "LALALAND_CACHE": home}
        # On a dumb terminal the prompts are not erased.
        environ |= {"TERM": "dumb" if pressed else "xterm-256color"}
        command = [sys.executable, "-m", "lalaland_cli", "--color", "always", *arguments]
        with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ):
            os.close(theirs)
            received, keys = b"", iter(pressed.encode())
            while chunk := _read(ours):
                received += chunk
                if received.endswith(_ASKS):
                    os.write(ours, bytes([next(keys)]))
    os.close(ours)
    typed = " ".join(f'"{word}"' if " " in word else word for word in arguments)
    # Rich handles a lone carriage return, so only CRLF is replaced.
    lines = received.decode().replace("\r\n", "\n").splitlines(keepends=True)
    shown = "".join(lines if len(lines) <= most else [*lines[:most], "  …\n\n"])
    return f"\x1b[1m$ lalaland {typed}\x1b[0m\n{shown}"


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the other side has closed
        return b""


async def browsed() -> object:
    """Return the full screen with a search in it, for Rich to print."""
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "LALALAND_HOME": home, "LALALAND_CACHE": home}
        host = Host(lambda: open_library(environ=environ), str, lambda _: "", str, str)
        app = Browser(host, SEARCHED)
        async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
            for _ in range(3):  # the list, the lesson, their layout
                await pilot.pause(0.2)
                await app.workers.wait_for_complete()
            # Textual makes its own screenshots from this, but their colours cannot be chosen.
            return app.screen._compositor.render_update(full=True)


def draw(name: str, printed: object, height: int | None = None) -> None:
    """Write one picture for each theme."""
    for look, theme in THEMES.items():
        console = Console(
            record=True, width=WIDTH, height=height, file=io.StringIO(), force_terminal=True
        )
        console.print(printed, highlight=False)
        svg = console.export_svg(title="lalaland", theme=theme, unique_id=name)
        svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # use the reader's own font
        (DOCS / f"{name}-{look}.svg").write_text(svg, encoding="utf-8")


def main() -> None:
    """Draw the output of some commands, and the full screen of `browse`."""
    for picture, (commands, pressed) in PICTURES.items():
        text = "".join(sent(*command, pressed) for command in commands).rstrip("\n")
        draw(picture, Text.from_ansi(text))
    draw("browse", asyncio.run(browsed()), HEIGHT)


if __name__ == "__main__":
    main()
