"""Measure the full screen: `python benchmarks/browse.py`.

Textual's pilot drives it, with five lessons and with ten thousand. The time to open is that of a
separate process, from its start until the list and the first lesson are on the screen; with ten
thousand lessons it may be 1.3 times as long at most. The time to answer is from the last keystroke
of a query, typed at 20 keys a second, until its list and lesson are on the screen: at most 50 ms.
Every number is the best of several runs.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

SPEED = Path(__file__).with_name("speed.py")
RUNS = 7
MOST_RATIO, MOST_SECONDS = 1.3, 0.05
PAUSE = 0.05  # seconds between two keys
QUERIES = ("failure", "jazz club", "dream", "my play flopped", "falure", "xyzzy")


async def measured(files: Sequence[str], started: float, query: str) -> tuple[float, float]:
    """Return the seconds until the screen opened, and from the query's last key to its answer."""
    from textual.events import Key

    from lalaland_cli.browsing.app import Browser
    from lalaland_cli.browsing.host import Host
    from lalaland_cli.library import open_library

    host = Host(lambda: open_library(*files), lambda _: "", lambda _: "", str, str)
    app = Browser(host)
    async with app.run_test(size=(120, 40)) as pilot:
        opened = await _until_shown(app, "") - started
        await pilot.pause()
        app.screen.action_search()
        await pilot.pause()
        last = 0.0
        for character in query:
            last = time.time()
            app.post_message(Key("space" if character == " " else character, character))
            await asyncio.sleep(PAUSE if character is not query[-1] else 0)
        answered = await _until_shown(app, query) - last if query else 0.0
    return opened, answered


async def _until_shown(app: object, query: str) -> float:
    """Return the time at which the list of a query, and any lesson in it, are on the screen."""
    from lalaland_cli.browsing.panes import Choices, Lines

    choices, lesson = app.query_one("#themes", Choices), app.query_one("#lesson", Lines)  # type: ignore[attr-defined]
    while True:
        shown = choices.shown
        is_listed = shown.search.query == query if shown.search else shown.size and not query
        text = "".join(strip.text for strip in lesson._strips[:3])
        item = choices.item
        title = getattr(getattr(item, "theme", item), "title", "")
        if is_listed and title[:20] in text and bool(text) == bool(item):
            return time.time()
        await asyncio.sleep(0.001)


def runs(
    files: Sequence[str], environ: dict[str, str], query: str, count: int
) -> tuple[float, float]:
    """Return the best of several processes: seconds to open, and to answer."""
    found = []
    for _ in range(count):
        command = [sys.executable, __file__, "--one", str(time.time()), query, *files]
        written = subprocess.check_output(command, env=environ, text=True)
        found.append(tuple(map(float, written.split())))
    opened, answered = zip(*found, strict=True)
    return min(opened), min(answered)


def rows(environ: dict[str, str], many: str, count: int) -> Iterator[tuple[str, str, str, bool]]:
    """Yield what was measured, its time, the limit, and whether the time is within it."""
    runs([], environ, "", 1)
    runs([many], environ, "", 1)  # build both indexes first
    few, _ = runs([], environ, "", count)
    more, _ = runs([many], environ, "", count)
    yield "opening five lessons", f"{few * 1000:.0f} ms", "", True
    took, bound = f"{more * 1000:.0f} ms", f"{MOST_RATIO} times that"
    yield "opening 10,000", f"{took}, {more / few:.2f} times", bound, more <= MOST_RATIO * few
    for query in QUERIES:
        _, answered = runs([many], environ, query, count)
        bound = f"{MOST_SECONDS * 1000:.0f} ms"
        yield f"“{query}” in 10,000", f"{answered * 1000:.0f} ms", bound, answered <= MOST_SECONDS


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of each; the best counts")
    parser.add_argument("--one", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        started, query, *files = options.one
        print(*asyncio.run(measured(files, float(started), query)))
        return
    with tempfile.TemporaryDirectory() as folder:
        many = f"{folder}/many"
        subprocess.run([sys.executable, SPEED, "--make", many, "10000", "1"], check=True)
        environ = {**os.environ, "LALALAND_HOME": folder, "LALALAND_CACHE": f"{folder}/cache"}
        print("| what | time | at most | |\n| --- | --- | --- | --- |")
        for what, took, bound, is_kept in rows(environ, many, options.runs):
            print(
                f"| {what} | {took} | {bound} | {'pass' if is_kept else '**fail**'} |", flush=True
            )


if __name__ == "__main__":
    main()
