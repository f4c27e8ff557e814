"""Measure start-up, growth and the first index: `python benchmarks/speed.py`.

Every number is a ratio within this run: the time of a whole process against that of a named
baseline, each the best of many runs, taken in turn so that noise affects both. The script creates
its own inputs in a temporary folder and prints a table in Markdown.
"""

import argparse
import gc
import os
import platform
import pty
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
BASELINE = [sys.executable, str(HERE / "baseline.py")]
LALALAND = [sys.executable, "-m", "lalaland_cli"]

RUNS = 30

# Environment variables to set, so that output is the same everywhere and no pager opens, and
# those to drop, because they would change the output or slow Python down.
QUIET = {"LALALAND_PAGER": "", "LINES": "99999", "COLUMNS": "80", "TERM": "xterm-256color"}
DROPPED = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "LALALAND_FILE", "NO_COLOR")


class Run(NamedTuple):
    """The seconds, and the peak memory in bytes, of one process."""

    seconds: float
    memory: int


class Row(NamedTuple):
    """One row of the table: what was measured, against what, and the highest ratio that passes."""

    what: str
    ours: str
    baseline: str
    ratio: float
    target: float

    def __str__(self) -> str:
        verdict = "pass" if self.ratio <= self.target else "**fail**"
        cells = (
            self.what,
            self.ours,
            self.baseline,
            f"{self.ratio:.2f}",
            f"{self.target:.2f}",
            verdict,
        )
        return f"| {' | '.join(cells)} |"


def run(command: Sequence[str], environ: dict[str, str], *, terminal: bool) -> Run:
    """Run a process to completion, and read all its output from a terminal or a pipe."""
    ours, theirs = pty.openpty() if terminal else os.pipe()
    start = time.perf_counter()
    null = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=null, stdout=theirs, stderr=null, env=environ)
    os.close(theirs)
    while _read(ours):
        pass
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    os.close(ours)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed with {process.returncode}")
    return Run(seconds, usage.ru_maxrss * 1024)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1 << 20)
    except OSError:  # a terminal whose other side has closed
        return b""


def best(runs: int, *measure: Callable[[], Run]) -> list[Run]:
    """Return the best time and the best memory of many runs of each, taken in turn."""
    found = [[once() for once in measure] for _ in range(runs)]
    columns = zip(*found, strict=True)
    return [Run(min(r.seconds for r in c), min(r.memory for r in c)) for c in columns]


class Bench:
    """A separate home, cache and files, and measurements of the processes that use them."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder = folder
        self.runs = runs
        kept = {k: v for k, v in os.environ.items() if k not in DROPPED}
        places = {"HOME": str(folder), "XDG_CACHE_HOME": "", "XDG_DATA_HOME": ""}
        self.environ = {**kept, **QUIET, **places}

    def made(self, name: str, lessons: int, files: int) -> Path:
        """Return a folder of copied lessons, created by a separate process.

        The peak memory of a process includes what its parent held when it started, so this
        process must stay small.
        """
        folder = self.folder / name
        numbers = (str(lessons), str(files))
        command = [sys.executable, __file__, "--make", str(folder), *numbers]
        subprocess.run(command, check=True, env=self.environ)
        return folder

    def process(
        self, command: Sequence[str], *, terminal: bool = True, **environ: str
    ) -> Callable[[], Run]:
        """Return a measurement of one process."""
        return lambda: run(command, {**self.environ, **environ}, terminal=terminal)

    def lalaland(self, *arguments: str, terminal: bool = True, **environ: str) -> Callable[[], Run]:
        """Return a measurement of one command, in colour."""
        command = [*LALALAND, "--color", "always", *arguments]
        return self.process(command, terminal=terminal, **environ)

    def start_up(self) -> Iterator[Row]:
        """Measure each everyday command against the baseline program."""
        commands = (["show", "failure"], ["list"], ["today"], ["search", "failure"])
        self.lalaland("list")()
        for command in commands:
            yield self.against("baseline", command, self.lalaland(*command), 0.95)
        due = ["recall", "--due"]  # as a shell prompt runs it
        yield self.against("baseline", due, self.lalaland(*due, terminal=False), 0.95)
        ours = self.process([*LALALAND, "--help"])
        theirs = self.process([*BASELINE, "--help"])
        yield self.against("its own --help", ["--help"], ours, 1.10, theirs)

    def completion(self) -> Iterator[Row]:
        """Measure Tab after `show `, as each shell requests completions."""
        for shell in ("bash", "zsh", "fish"):
            asked = {
                "_LALALAND_COMPLETE": f"complete_{shell}",
                "_TYPER_COMPLETE_ARGS": "lalaland show ",
                "_TYPER_COMPLETE_FISH_ACTION": "get-args",
                "COMP_WORDS": "lalaland show ",
                "COMP_CWORD": "2",
            }
            ours = self.process(LALALAND, terminal=False, **asked)
            yield self.against("baseline", [f"Tab after show, {shell}"], ours, 1.10)

    def against(
        self,
        name: str,
        command: Sequence[str],
        ours: Callable[[], Run],
        target: float,
        baseline: Callable[[], Run] | None = None,
    ) -> Row:
        """Measure against a baseline called `name`; default: the baseline program."""
        ours_best, baseline_best = best(self.runs, ours, baseline or self.process(BASELINE))
        ratio = ours_best.seconds / baseline_best.seconds
        shown = (
            f"{ours_best.seconds * 1000:.1f} ms",
            f"{name}: {baseline_best.seconds * 1000:.1f} ms",
        )
        return Row(f"`{' '.join(command)}`", *shown, ratio, target)

    def growth(self, name: str, files: Path, target: float) -> Iterator[Row]:
        """Measure each command on many lessons against the same on the five."""
        for command in (["show", "failure"], ["search", "failure"], ["random-lesson"], ["today"]):
            many = [*command[:-1], "failure-4"] if command[0] == "show" else command
            on_many = self.lalaland("-f", str(files), *many)
            on_many()
            pair = best(max(5, self.runs // 2), on_many, self.lalaland(*command))
            (seconds, memory), (few_seconds, few_memory) = pair
            yield Row(
                f"`{command[0]}`, {name}: time",
                f"{seconds * 1000:.1f} ms",
                f"five lessons: {few_seconds * 1000:.1f} ms",
                seconds / few_seconds,
                target,
            )
            yield Row(
                f"`{command[0]}`, {name}: memory",
                f"{memory / 1e6:.0f} MB",
                f"five lessons: {few_memory / 1e6:.0f} MB",
                memory / few_memory,
                target,
            )

    def many_hits(self, files: Path) -> Row:
        """Measure a search with 8,000 hits in 10,000 lessons against one with four hits in five."""
        on_many = self.lalaland("-f", str(files), "search", "people")
        on_many()
        many, few = best(self.runs, on_many, self.lalaland("search", "people"))
        shown = f"{many.seconds * 1000:.1f} ms", f"five lessons: {few.seconds * 1000:.1f} ms"
        return Row("`search`, 8,000 hits in 10,000", *shown, many.seconds / few.seconds, 1.25)

    def long_list(self, files: Path) -> Iterator[Row]:
        """Measure a list of 10,000: in a pipe against `cat`, on a terminal against one second."""
        ours = self.lalaland("-f", str(files), "list", terminal=False)
        lines = self.folder / "lines"
        lines.write_bytes(
            subprocess.check_output([*LALALAND, "-f", files, "list"], env=self.environ)
        )
        cat = self.process(["cat", str(lines)], terminal=False)
        few = self.lalaland("list", terminal=False)
        ours_best, cat_best, few_best = best(10, ours, cat, few)
        # The target can be read in two ways, so measure both.
        together = 2 * (cat_best.seconds + few_best.seconds)
        apart = 2 * cat_best.seconds + few_best.seconds
        for name, limit in (("twice (cat + start)", together), ("twice cat, + start", apart)):
            yield Row(
                "`list` of 10,000 in a pipe",
                f"{ours_best.seconds * 1000:.1f} ms",
                f"{name}: {limit * 1000:.1f} ms",
                ours_best.seconds / limit,
                1.0,
            )
        (shown,) = best(5, self.lalaland("-f", str(files), "list"))
        ours_shown = f"{shown.seconds * 1000:.0f} ms"
        yield Row("`list` of 10,000 on a terminal", ours_shown, "one second", shown.seconds, 1.0)

    def first_index(self, path: Path) -> Iterator[Row]:
        """Measure the first index of a large file against parsing it in the same process.

        Its memory is measured too, against the size of the file.
        """
        command = [sys.executable, __file__, "--first-index", str(path)]
        measured = []
        for number in range(5):
            environ = {**self.environ, "LALALAND_CACHE": str(self.folder / f"first-{number}")}
            printed = subprocess.check_output(command, env=environ, text=True)
            measured.append([float(value) for value in printed.split()])
        composed, indexed = (min(column) for column in zip(*measured, strict=True))
        yield Row(
            "first index of 10,000",
            f"{indexed:.2f} s",
            f"yaml.compose: {composed:.2f} s",
            indexed / composed,
            1.5,
        )
        size = path.stat().st_size
        building = self.lalaland("-f", str(path), "list", "--names", terminal=False)
        shutil.rmtree(self.folder / ".cache")
        (built, few) = building(), self.lalaland("list", "--names", terminal=False)()
        used = built.memory - few.memory
        shown = f"{used / 1e6:.0f} MB", f"file: {size / 1e6:.1f} MB"
        yield Row("its memory", *shown, used / size, 12.0)


def first_index(path: Path) -> None:
    """Print the seconds that `yaml.compose` and a first index take for the file."""
    import yaml

    from lalaland_cli import open_library

    data = path.read_bytes()
    start = time.perf_counter()
    node = yaml.compose(data, Loader=yaml.CSafeLoader)
    composed = time.perf_counter() - start
    del node, data
    gc.collect()
    start = time.perf_counter()
    open_library(path).close()
    print(composed, time.perf_counter() - start)


def make(folder: Path, lessons: int, files: int) -> None:
    """Write `lessons` copies of the five lessons, with unique names, spread over `files` files."""
    import yaml

    class Dumper(yaml.CSafeDumper):
        """A dumper that writes every copy in full, instead of a YAML alias to the first."""

        def ignore_aliases(self, _data: object) -> bool:
            return True

    folder.mkdir()
    source = HERE.parent / "data" / "lessons.yaml"
    themes = yaml.load(source.read_bytes(), Loader=yaml.CSafeLoader)["themes"]
    number = 0
    for file in range(files):
        copies = []
        for _ in range(lessons // files):
            theme, number = themes[number % 5], number + 1
            changed = {
                "id": f"{theme['id']}-{number}",
                "title": f"{theme['title']} {number}",
                "aliases": [f"{alias} {number}" for alias in theme["aliases"]],
            }
            copies.append({**theme, **changed})
        text = yaml.dump(
            {"title": f"Copies {file}", "themes": copies},
            Dumper=Dumper,
            allow_unicode=True,
            sort_keys=False,
        )
        (folder / f"c{file:03}.yaml").write_text(text, encoding="utf-8")


def machine() -> str:
    """Return a description of the system that the numbers were measured on."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("typer", "rich", "pyyaml"))
    python, kind = platform.python_version(), platform.machine()
    return f"Python {python}, {packages}, {kind}, {os.cpu_count()} cores"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of each; the best counts")
    parser.add_argument("--quick", action="store_true", help="without the 100,000 lessons")
    parser.add_argument("--first-index", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--make", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.first_index:
        first_index(options.first_index)
        return
    if options.make:
        make(Path(options.make[0]), *map(int, options.make[1:]))
        return
    subprocess.run([sys.executable, "-m", "compileall", "-q", HERE.parent / "src"], check=True)
    print(f"{machine()}; best of {options.runs}\n")
    print(
        "| what | lalaland | baseline | ratio | at most | |\n| --- | --- | --- | --- | --- | --- |"
    )
    with tempfile.TemporaryDirectory() as name:
        for row in rows(Bench(Path(name), options.runs), quick=options.quick):
            print(row, flush=True)


def rows(bench: Bench, *, quick: bool) -> Iterator[Row]:
    """Yield all rows of the table."""
    yield from bench.start_up()
    yield from bench.completion()
    one = bench.made("one", 10_000, 1)
    yield from bench.growth("10,000 in one file", one, 1.15)
    yield bench.many_hits(one)
    yield from bench.long_list(one)
    yield from bench.first_index(one / "c000.yaml")
    many = bench.made("many", 10_000, 500)
    yield from bench.growth("10,000 over 500 files", many, 1.15)
    if not quick:
        most = bench.made("most", 100_000, 500)
        yield from bench.growth("100,000 over 500 files", most, 1.5)


if __name__ == "__main__":
    main()
