"""Shared fixtures and helpers: a private home, ways to run commands, small lesson files."""

import io
import itertools
import os
import pty
import signal
import subprocess
import sys
import termios
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple, NoReturn

import coverage
import pexpect
import pytest
from hypothesis import settings
from pexpect import fdpexpect

from lalaland_cli.__main__ import main
from lalaland_cli.cli import app as cli
from lalaland_cli.system import folders

ROOT = Path(__file__).resolve().parent.parent
SHELF = Path(__file__).parent / "data" / "shelf"

# In-process tests read this copy of the shipped lessons, so that a new theme or better wording
# there breaks only the content tests.
BUNDLED = Path(__file__).parent / "data" / "lessons.yaml"
REAL_BUNDLED = folders.bundled

# Machines are noisy, so examples have no deadline; CI tries the same examples in every run.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

_numbers = itertools.count()
_OURS = ("LALALAND_FILE", "LALALAND_PAGER", "PAGER", "NO_COLOR", "FORCE_COLOR", "LINES")


class Result(NamedTuple):
    code: int
    out: str
    err: str


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell script's background jobs ignore Ctrl-C, and processes started here would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers(config):
    """Use one worker more than there are cores: a test waiting for a terminal needs no core."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch) -> Path:
    """Point the program at the test's own home and cache folders; neither exists yet."""
    place = tmp_path_factory.getbasetemp() / f"home-{next(_numbers)}"
    place.mkdir()
    home = place / "home"
    monkeypatch.setenv("LALALAND_HOME", str(home))
    monkeypatch.setenv("LALALAND_CACHE", str(place / "cache"))
    monkeypatch.setattr(folders, "bundled", lambda: str(BUNDLED))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in _OURS:
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture(autouse=True)
def measured(request, monkeypatch):
    """Turn coverage off for a test marked `unmeasured`, and for its child processes.

    Coverage would distort tests of memory and imports, and slow down work that runs many lines.
    Nor can it measure a process that is killed: coverage holds a lock while it records a new
    file, and a measurement that is cut short leaves no valid data.
    """
    measuring = request.node.get_closest_marker("unmeasured") and coverage.Coverage.current()
    if not measuring:
        yield
        return
    for name in [name for name in os.environ if name.startswith("COVERAGE")]:
        monkeypatch.delenv(name)
    measuring.stop()
    yield
    measuring.start()


@pytest.fixture
def run(capsys) -> Callable[..., Result]:
    """Run a command in this process."""

    def run(*arguments: str) -> Result:
        capsys.readouterr()
        code = cli.run([*map(str, arguments)])
        return Result(code, *capsys.readouterr())

    return run


@pytest.fixture
def spawn() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run a command in its own process, as a user does."""

    def spawn(*arguments: str, **options) -> subprocess.CompletedProcess[bytes]:
        options = {"capture_output": True, "timeout": 60, **options}
        options["env"] = {**os.environ, **options.pop("environ", {})}
        return subprocess.run([*COMMAND, *map(str, arguments)], **options)

    return spawn


COMMAND = (sys.executable, "-m", "lalaland_cli")


class Fork:
    """A function run in a fork of this process; `out` and `err` hold its output so far.

    Forking saves the third of a second that a new interpreter takes to start. `stdout` is a file
    descriptor to write to instead of `out`.
    """

    def __init__(
        self, work: Callable[[], int | None], stdout: int | None = None, **environ
    ) -> None:
        self._files = TemporaryFile(), TemporaryFile()  # noqa: SIM115
        self._encoding = environ.get("PYTHONIOENCODING", "utf-8")
        self._code: int | None = None
        self.process = os.fork()
        if self.process == 0:
            out, err = (file.fileno() for file in self._files)
            os.dup2(out if stdout is None else stdout, 1)
            os.dup2(err, 2)
            become(work, environ)

    @classmethod
    def of(cls, *arguments, stdout: int | None = None, **environ) -> "Fork":
        """Fork this process to run a command."""
        return cls(lambda: program(arguments), stdout, **environ)

    @property
    def out(self) -> str:
        return self._written()[0]

    @property
    def err(self) -> str:
        return self._written()[1]

    def _written(self) -> list[str]:
        if not self._files[0].closed:
            texts = [os.pread(file.fileno(), 1 << 24, 0) for file in self._files]
            self._texts = [text.decode(self._encoding) for text in texts]
        return self._texts

    def kill(self) -> None:
        os.kill(self.process, signal.SIGKILL)

    def poll(self, options: int = os.WNOHANG) -> int | None:
        """Return the exit code, or None while the process is running."""
        if self._code is None:
            process, status = os.waitpid(self.process, options)
            self._code = os.waitstatus_to_exitcode(status) if process else None
        return self._code

    def ended(self) -> int:
        """Wait for the process to end and return its exit code."""
        code = self.poll(0)
        self._written()
        for file in self._files:
            file.close()
        return code


class Terminal(fdpexpect.fdspawn):
    """A command in a fork of this process, with its own terminal and a keyboard to type on."""

    def __init__(
        self,
        *arguments,
        width: int = 80,
        height: int = 24,
        **environ: str,
    ) -> None:
        self.process, terminal = pty.fork()
        if self.process == 0:
            termios.tcsetwinsize(0, (height, width))
            become(lambda: program(arguments), {"COLUMNS": "", **environ})
        super().__init__(terminal, encoding="utf-8", timeout=30)
        self.delaybeforesend = None
        self.logfile_read = self.received = io.StringIO()

    def resize(self, width: int, height: int) -> None:
        termios.tcsetwinsize(self.child_fd, (height, width))

    def kill(self, number: int) -> None:
        os.kill(self.process, number)

    def ended(self) -> int:
        """Wait for the process to end and return its exit code; the output is in `before`."""
        self.expect(pexpect.EOF)
        self.close()
        return exit_code(self.process)


def exit_code(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def in_pty(*arguments, width=80, height=200, **environ) -> str:
    """Run a command and return what a terminal of this size receives."""
    child, terminal = pty.fork()
    if child == 0:
        termios.tcsetwinsize(1, (height, width))
        become(lambda: program(arguments), {"COLUMNS": "", **environ})
    received = b""
    while chunk := read_all(terminal):
        received += chunk
    os.close(terminal)
    os.waitpid(child, 0)
    return received.decode().replace("\r\n", "\n")


def read_all(terminal: int) -> bytes:
    """Read the next bytes; none once the other side has closed."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def become(work: Callable[[], int | None], environ: dict[str, str]) -> NoReturn:
    """Do the work in this forked process, then exit."""
    code = 99
    try:
        if measuring := coverage.Coverage.current():
            # The parent saves what was measured so far; saving it here too takes half a second.
            for lines in measuring._collector.data.values():
                lines.clear()
        os.environ.update(environ)
        encoding = environ.get("PYTHONIOENCODING", "utf-8")
        sys.stdout, sys.stderr = (open(fd, "w", encoding=encoding) for fd in (1, 2))  # noqa: SIM115
        sys.stdin = open(0, encoding=encoding)  # noqa: SIM115
        code = work() or 0
    except SystemExit as stop:  # how Typer ends a completion
        code = stop.code or 0
    except Exception:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
        os._exit(code)


def program(arguments: Iterable[object]) -> int:
    sys.argv = ["lalaland", *map(str, arguments)]
    return main()


@pytest.fixture
def personal(home) -> Path:
    """The folder of personal collections, created."""
    folder = home / "collections"
    folder.mkdir(parents=True)
    return folder


def theme(name: str = "one", **fields: str) -> str:
    """Return a theme as unindented YAML, with defaults for the fields not given."""
    fields = {
        "title": f"The theme {name}",
        "summary": "A summary.",
        "lesson": "A lesson.",
        "examples": "[{scene: A scene, shows: Something.}]",
    } | fields
    lines = [f"- id: {name}", *(f"  {key}: {value}" for key, value in fields.items())]
    return "\n".join(lines) + "\n"


def book(*themes: str, title: str = "A book", **fields: str) -> str:
    """Return a collection as YAML."""
    head = "".join(f"{key}: {value}\n" for key, value in {"title": title, **fields}.items())
    return f"{head}themes:\n{''.join(themes or (theme(),))}"
