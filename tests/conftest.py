"""What the tests share: a home of their own, a way to run commands, small lesson files."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from lalaland_cli.cli import app as cli
from lalaland_cli.system import folders

ROOT = Path(__file__).resolve().parent.parent
SHELF = Path(__file__).parent / "data" / "shelf"

# Tests within this process see this copy of the shipped lessons, so that a new theme or a better
# word there breaks no test but those of the content.
BUNDLED = Path(__file__).parent / "data" / "lessons.yaml"
REAL_BUNDLED = folders.bundled

# Machines are noisy, so no example has a deadline; and what lands is what was tried before.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

_OURS = ("LALALAND_FILE", "LALALAND_PAGER", "PAGER", "NO_COLOR", "FORCE_COLOR", "LINES")


class Result(NamedTuple):
    code: int
    out: str
    err: str


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch) -> Path:
    """Nobody's files but the test's: an empty personal folder and an empty cache."""
    home = tmp_path / "home"
    monkeypatch.setenv("LALALAND_HOME", str(home))
    monkeypatch.setenv("LALALAND_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(folders, "bundled", lambda: str(BUNDLED))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in _OURS:
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture
def run(capsys) -> Callable[..., Result]:
    """Run a command within this process."""

    def run(*arguments: str) -> Result:
        capsys.readouterr()
        code = cli.run([*map(str, arguments)])
        return Result(code, *capsys.readouterr())

    return run


def unmeasured() -> dict[str, str]:
    """An environment in which a child process does not join in measuring coverage."""
    return {name: v for name, v in os.environ.items() if not name.startswith("COVERAGE")}


@pytest.fixture
def spawn() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run a command as a process of its own, as a user does."""

    def spawn(*arguments: str, **options) -> subprocess.CompletedProcess[bytes]:
        options = {"capture_output": True, "timeout": 60, **options}
        options["env"] = {**os.environ, **options.pop("environ", {})}
        return subprocess.run([*COMMAND, *map(str, arguments)], **options)

    return spawn


COMMAND = (sys.executable, "-m", "lalaland_cli")


@pytest.fixture
def personal(home) -> Path:
    """The personal folder, made."""
    folder = home / "collections"
    folder.mkdir(parents=True)
    return folder


def theme(name: str = "one", **fields: str) -> str:
    """A theme in YAML, flush left, with defaults for what is not given."""
    fields = {
        "title": f"The theme {name}",
        "summary": "A summary.",
        "lesson": "A lesson.",
        "examples": "[{scene: A scene, shows: Something.}]",
    } | fields
    lines = [f"- id: {name}", *(f"  {key}: {value}" for key, value in fields.items())]
    return "\n".join(lines) + "\n"


def book(*themes: str, title: str = "A book", **fields: str) -> str:
    """A collection in YAML."""
    head = "".join(f"{key}: {value}\n" for key, value in {"title": title, **fields}.items())
    return f"{head}themes:\n{''.join(themes or (theme(),))}"
