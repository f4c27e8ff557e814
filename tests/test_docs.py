"""The documents match what the program does."""

import os
import re
import runpy
import shlex
import shutil
import subprocess
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
import typer

from lalaland_cli import __version__
from lalaland_cli.cli.app import COMMANDS
from tests.conftest import ROOT
from tests.test_terminal import shell

DOCUMENTS = {
    path.name: path.read_text("utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
}
README = DOCUMENTS["README.md"]

of_the_bound_typer = pytest.mark.skipif(
    tuple(map(int, typer.__version__.split(".")[:2])) >= (0, 29),
    reason="the documents show the help of the Typer it is bound to; a newer one adds types to it",
)


@of_the_bound_typer
@pytest.mark.parametrize("name", ["README.md", "commands.md"])
def test_output_shown_in_the_documents_is_current(name):
    script = runpy.run_path(str(ROOT / "docs" / "help.py"))
    assert script["filled"](DOCUMENTS[name]) == DOCUMENTS[name], "run `python docs/help.py`"


def test_every_command_has_its_help_in_the_reference():
    names = re.findall(r"<!-- help: ?([a-z-]*) -->", DOCUMENTS["commands.md"])
    assert sorted(names) == sorted([*COMMANDS, ""])


def test_the_readme_is_short_and_keeps_its_order():
    assert len(README.splitlines()) <= 200
    headings = re.findall(r"^## (.*)$", README, re.MULTILINE)
    assert headings == [
        *(
            "Install",
            "First commands",
            "Your own lessons",
            "Remember them",
            "Share and browse",
        ),
        *("In a shell", "How it compares", "What it leaves on your machine", "Further reading"),
    ]


def test_the_library_example_runs():
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENTS["library.md"], re.DOTALL)
    written = StringIO()
    with redirect_stdout(written):
        exec(compile(code, "library.md", "exec"), {})
    assert written.getvalue().splitlines()[0].startswith("5 ['dreams', ")
    assert written.getvalue().splitlines()[-1] == "()"


def test_the_format_example_is_valid(run, tmp_path):
    (text,) = re.findall(r"```yaml\n(.*?)```", DOCUMENTS["format.md"], re.DOTALL)
    path = tmp_path / "rocky.yaml"
    path.write_text(text, encoding="utf-8")
    assert run("check", path).out == "1 file, no problems\n"


BLOCKS = [
    re.findall(r"^\$ (lalaland .*?)(?:  +#.*)?$", block, re.MULTILINE)
    for document in DOCUMENTS.values()
    for block in re.findall(r"```console\n(.*?)```", document, re.DOTALL)
]


@pytest.mark.parametrize("commands", [*filter(None, BLOCKS)], ids=lambda commands: commands[0])
def test_the_commands_in_the_documents_work(commands, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command in commands:
        if "|" in command:
            result = shell(f"set -o pipefail; {command}")
            assert (result.returncode, result.stderr) == (0, "")
        else:
            # Only `recall` needs a user to answer it.
            code = 2 if command == "lalaland recall" else 0
            assert run(*shlex.split(command)[1:]).code == code, command


def test_the_fzf_preview_command_works(run):
    (preview,) = re.findall("--preview 'lalaland (.*) \\{1\\}'", README)
    for line in run("list").out.splitlines():
        shown = run(*preview.split(), line.split("\t")[0])
        assert shown.code == 0
        assert "\x1b[" in shown.out


def test_linked_files_exist():
    for document, text in DOCUMENTS.items():
        folder = ROOT if document == "README.md" else ROOT / "docs"
        for name in re.findall(r"\]\(([^)#:]+)\)|src(?:set)?=\"([^\"]+)\"", text):
            assert (folder / "".join(name)).exists(), (document, name)


def test_the_changelog_names_this_version():
    assert f"## [{__version__}] - " in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_ci_finds_both_commands_in_the_readme():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    for ending in re.findall(r"-- '(.*?)\$' README.md", script):
        assert len([line for line in README.splitlines() if line.endswith(ending)]) == 1


def test_the_pictures_show_the_real_output(tmp_path, monkeypatch):
    script = runpy.run_path(str(ROOT / "docs" / "pictures.py"))
    script["main"].__globals__["DOCS"] = tmp_path
    script["main"]()
    for name in (
        f"{picture}-{look}.svg"
        for picture in ("lalaland", "recall", "browse")
        for look in ("dark", "light")
    ):
        drawn, kept = (written_in(folder / name) for folder in (tmp_path, ROOT / "docs"))
        assert drawn == kept, "run `python docs/pictures.py`"


def written_in(svg: Path) -> list[str]:
    return re.findall(r"<text[^>]*>(.*?)</text>", svg.read_text("utf-8"))


MANUAL = ROOT / "docs" / "lalaland.1"


@of_the_bound_typer
def test_the_manual_matches_the_commands():
    script = runpy.run_path(str(ROOT / "docs" / "man.py"))
    assert script["page"]() == MANUAL.read_text("utf-8"), "run `python docs/man.py`"


def test_the_manual_has_every_command_and_option(run):
    text = MANUAL.read_text("utf-8").replace("\\-", "-")
    for command in COMMANDS:
        assert f'.SS "lalaland {command} ' in text
        for option in re.findall(
            r"^  (?:-\w, )?(--[a-z-]+)", run(command, "--help").out, re.MULTILINE
        ):
            assert option == "--help" or f"\\fB{option}\\fR" in text, option


@pytest.mark.parametrize(
    "lint", [["mandoc", "-Tlint"], ["man", "--warnings", "-E", "UTF-8", "-l"]], ids=lambda lint: lint[0]
)  # fmt: skip
def test_the_manual_is_valid_roff(lint):
    if not shutil.which(lint[0]):
        pytest.skip(f"{lint[0]} is not installed here")
    environ = {**os.environ, "LC_ALL": "C.UTF-8", "PAGER": "cat"}
    result = subprocess.run([*lint, MANUAL], capture_output=True, text=True, env=environ)
    assert result.stderr == ""
    assert lint[0] == "man" or result.stdout == ""
