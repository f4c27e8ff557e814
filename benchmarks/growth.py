"""Measure what hostile input costs: `python benchmarks/growth.py`.

The first table doubles an input and gives the ratio of the two times, each the best of several
runs in this process: linear work has a ratio of 2, and at most 2.3 is allowed. The second reads
the worst files of up to 64 MiB, each in a separate process, and gives the time and peak memory:
at most 60 seconds and 1 GB.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import NamedTuple

from lalaland_cli import Library, UnusableFile
from lalaland_cli.errors import LalalandError
from lalaland_cli.keeping import cache
from lalaland_cli.model import Collection, LessonFile
from lalaland_cli.reading.parse import parse

ROUNDS = 5
MOST_RATIO, MOST_SECONDS, MOST_BYTES = 2.3, 60, 1_000_000_000
MIB = 1024 * 1024


class Case(NamedTuple):
    """What is doubled, and its size before; `prepare` returns the work for a size."""

    name: str
    size: int
    prepare: Callable[[int], Callable[[], object]]


def library(data: bytes) -> Library:
    """Return an in-memory library of one collection, given as the content of a file."""
    return library_of({"x": parse(data, "x.yaml", "x")})


def library_of(parsed: Mapping[str, Collection]) -> Library:
    """Return an in-memory library of collections, keyed by file names that need not exist."""
    files = [LessonFile(name, name, "", True) for name in parsed]

    def load(file: LessonFile) -> Collection:
        return parsed[file.path]

    kept = cache.open_index(files, b"asked", "0", load, "/dev/null", lambda _share: None)
    return Library(kept, [])


def lesson(text: str) -> bytes:
    """Return a collection of one theme with this lesson."""
    return f"title: T\nthemes: [{{title: One, lesson: '{text}'}}]".encode()


def vocabulary(count: int) -> Library:
    """Return a library with `count` different words."""
    return library(lesson(" ".join(f"word{n:x}" for n in range(count))))


def excerpts(count: int) -> Callable[[], object]:
    """Search for a word that every one of `count` sentences has."""
    lessons = library(lesson("Rain fell. " * count))
    return lambda: lessons.search("rain")


def phrase(count: int) -> Callable[[], object]:
    """Search for a phrase of `count` words."""
    lessons = library(lesson("Rain fell. " * 50))
    return lambda: lessons.search(["rain " * count])


def unknown_words(count: int) -> Callable[[], object]:
    """Search for `count` words that no lesson has."""
    lessons = vocabulary(5_000)
    typed = [f"nosuch{n}x" for n in range(count)]
    return lambda: lessons.search(typed)


def near_misses(count: int) -> Callable[[], object]:
    """Search for ten misspelt words in a vocabulary of `count`."""
    lessons = vocabulary(count)
    typed = [f"wrod{n:x}" for n in range(count, count + 10)]
    return lambda: lessons.search(typed)


def file_of(make: Callable[[int], bytes]) -> Callable[[int], Callable[[], object]]:
    """Return the `prepare` of a case that parses the file made for a size."""

    def prepare(size: int) -> Callable[[], object]:
        data = make(size)

        def read() -> None:
            with suppress(UnusableFile):
                parse(data, "x.yaml", "x")

        return read

    return prepare


def spaces(count: int) -> bytes:
    """Return a file with `count` spaces within a quoted text."""
    return b"title: 'a" + b" " * count + b"b'\nthemes: []"


def nulls(count: int) -> bytes:
    """Return a file of `count` empty themes, followed by a hundred spaces for each."""
    return b"title: T\nthemes:\n" + b" -\n" * count + b" " * count * 100


def unfolding(count: int) -> bytes:
    """Return a file with a text of `count` characters that expand to 18 each, used three times."""
    text = "\ufdfa" * count
    return f"title: &t {text}\nintro: *t\nclosing: *t\nthemes: []".encode()


def colons(count: int) -> bytes:
    """Return a file with a title of `count` parts that YAML might read as a base-60 number."""
    return b"title: 1" + b":2" * count + b"\nthemes: []"


def themes(count: int) -> bytes:
    """Return a file of `count` small themes."""
    return b"title: T\nthemes:\n" + b"".join(
        b"- {title: a%d, lesson: b}\n" % n for n in range(count)
    )


def equal_titles(count: int) -> bytes:
    """Return a file of `count` themes with the same title, which each need an id of their own."""
    return b"title: T\nthemes:\n" + b"- {title: a, lesson: b}\n" * count


def long_lessons(count: int) -> bytes:
    """Return a file of `count` lessons of 4 KiB."""
    return b"title: T\nthemes:\n" + b"".join(
        b"- {title: a%d, lesson: %s}\n" % (n, b"Rain fell on the town. " * 180)
        for n in range(count)
    )


CASES = (
    Case("sentences with a hit", 10_000, excerpts),
    Case("words of a phrase", 2_500, phrase),
    Case("unknown words", 2_000, unknown_words),
    Case("words in the vocabulary, ten misspelt", 25_000, near_misses),
    Case("spaces in a quoted text", 160_000, file_of(spaces)),
    Case("empty themes", 2_000, file_of(nulls)),
    Case("signs that stand for many", 200_000, file_of(unfolding)),
    Case("parts of a number to the base of sixty", 500_000, file_of(colons)),
    Case("small themes", 10_000, file_of(themes)),
    Case("themes of one title", 10_000, file_of(equal_titles)),
)

# Each is close to a limit on lesson files: 64 MiB, or the number of values.
LARGEST = {
    "one quoted text of spaces": lambda: spaces(64 * MIB - 100),
    "empty themes and spaces": lambda: nulls(600_000),
    "signs that stand for many": lambda: unfolding(21 * MIB),
    "a number to the base of sixty": lambda: colons(32 * MIB - 100),
    "small themes": lambda: themes(250_000),
    "more values than allowed": lambda: themes(2_000_000),
    "lessons of 4 KiB": lambda: long_lessons(15_800),
}


def timed(work: Callable[[], object]) -> float:
    """Return the seconds of the fastest of several rounds."""
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def row(*cells: object) -> None:
    """Print one row of a table."""
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


def verdict(holds: bool) -> str:
    """Return the text of the last column."""
    return "pass" if holds else "**fail**"


def growth() -> None:
    """Print the first table."""
    row("doubled", "from", "once", "twice", "ratio", "at most", "")
    row(*["---"] * 7)
    for name, size, prepare in CASES:
        once, twice = timed(prepare(size)), timed(prepare(2 * size))
        ratio = twice / once
        times = f"{once * 1000:.1f} ms", f"{twice * 1000:.1f} ms"
        row(name, f"{size:,}", *times, f"{ratio:.2f}", MOST_RATIO, verdict(ratio <= MOST_RATIO))


def largest() -> None:
    """Print the second table."""
    row("file", "size", "time", "memory", "outcome", "")
    row(*["---"] * 6)
    for name in LARGEST:
        command = [sys.executable, __file__, "--read", name]
        printed = subprocess.check_output(command, text=True).split()
        size, seconds, memory = map(float, printed[:3])
        holds = seconds <= MOST_SECONDS and memory <= MOST_BYTES
        shown = f"{size / MIB:.0f} MiB", f"{seconds:.1f} s", f"{memory / 1e6:.0f} MB"
        row(name, *shown, printed[3], verdict(holds))


def read(name: str) -> None:
    """Read and index one of the largest files, and print its size, the time and the memory."""
    data = LARGEST[name]()[: 64 * MIB]
    size, start, outcome = len(data), time.perf_counter(), "read"
    try:
        collection = parse(data, "x.yaml", "x")
        del data
        file = LessonFile("x", "x", "", True)
        kept = cache.open_index(
            [file], b"asked", "0", lambda _: collection, "/dev/null", lambda _: None
        )
        Library(kept, []).search("rain", limit=10)
    except LalalandError:
        outcome = "refused"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(size, time.perf_counter() - start, memory, outcome, sep="\t")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--read", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        read(options.read)
        return
    growth()
    print()
    largest()


if __name__ == "__main__":
    main()
