"""What the documents say is what the program does."""

import re
import runpy
import shlex
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
import typer

from lalaland_cli import __version__
from lalaland_cli.cli.app import COMMANDS
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.skipif(
    tuple(map(int, typer.__version__.split(".")[:2])) >= (0, 29),
    reason="the README shows the help of the Typer it is bound to; a newer one adds types to it",
)
def test_the_help_in_the_readme_is_the_real_help():
    script = runpy.run_path(str(ROOT / "docs" / "help.py"))
    assert script["with_help"](README) == README, "run `python docs/help.py`"


def test_every_command_has_its_help_in_the_readme():
    names = {*COMMANDS}
    assert set(re.findall(r"<!-- help: ?([a-z-]*) -->", README)) == names | {""}


def test_the_readme_keeps_its_order():
    headings = re.findall(r"^## (.*)$", README, re.MULTILINE)
    assert headings[:2] == ["Set-up", "A quick tour"]
    assert headings[-4:] == ["The YAML format", "As a library", "Exit codes", "Development"]
    assert "Your own lessons" in headings


def test_the_example_of_the_library_runs():
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    written = StringIO()
    with redirect_stdout(written):
        exec(compile(code, "README.md", "exec"), {})
    assert written.getvalue().splitlines()[0].startswith("5 ['dreams', ")
    assert written.getvalue().splitlines()[-1] == "()"


def test_the_example_of_the_format_is_valid(run, tmp_path):
    (text,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    path = tmp_path / "rocky.yaml"
    path.write_text(text, encoding="utf-8")
    assert run("check", path).out == "1 file, no problems\n"


BLOCKS = [
    [line for line in re.findall(r"^\$ (lalaland .*?)(?:  +#.*)?$", block, re.MULTILINE) if "|" not in line]
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
]  # fmt: skip


@pytest.mark.parametrize("commands", [*filter(None, BLOCKS)], ids=lambda commands: commands[0])
def test_the_commands_of_the_readme_work(commands, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command in commands:
        assert run(*shlex.split(command)[1:]).code == 0, command


def test_files_that_are_linked_are_there():
    for name in re.findall(r"\]\(([^)#:]+)\)|src(?:set)?=\"([^\"]+)\"", README):
        assert (ROOT / "".join(name)).exists()


def test_the_changelog_names_this_version():
    assert f"## [{__version__}] - " in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_ci_finds_both_commands_in_the_readme():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    for ending in re.findall(r"-- '(.*?)\$' README.md", script):
        assert len([line for line in README.splitlines() if line.endswith(ending)]) == 1


def test_the_pictures_are_of_the_real_output(tmp_path, monkeypatch):
    script = runpy.run_path(str(ROOT / "docs" / "pictures.py"))
    script["main"].__globals__["DOCS"] = tmp_path
    script["main"]()
    for name in ("lalaland-dark.svg", "lalaland-light.svg", "browse-dark.svg", "browse-light.svg"):
        drawn, kept = (written_in(folder / name) for folder in (tmp_path, ROOT / "docs"))
        assert drawn == kept, "run `python docs/pictures.py`"


def written_in(svg: Path) -> list[str]:
    return re.findall(r"<text[^>]*>(.*?)</text>", svg.read_text("utf-8"))
