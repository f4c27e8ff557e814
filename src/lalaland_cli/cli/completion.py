"""Shell completion: the script, and where to install it."""

from pathlib import Path
from typing import Literal, NamedTuple

import typer

from lalaland_cli.answers import Text, Written
from lalaland_cli.cli import typer_internals

Shell = Literal["bash", "zsh", "fish", "powershell"]


class _Place(NamedTuple):
    """Where a script goes below the home folder, and the line to add to a start-up file."""

    script: str
    startup: str = ""
    line: str = ""


_PLACES = {
    "bash": _Place(
        ".bash_completions/lalaland.sh", ".bashrc", "source ~/.bash_completions/lalaland.sh"
    ),
    "zsh": _Place(".zfunc/_lalaland", ".zshrc", "fpath+=~/.zfunc; autoload -Uz compinit; compinit"),
    "fish": _Place(".config/fish/completions/lalaland.fish"),
}


def script(shell: Shell | None) -> Text:
    """Return the script for a shell; default: the shell that the program runs in."""
    return Text(typer_internals.completion_script(_chosen(shell)))


def install(shell: Shell | None) -> Written:
    """Install the script, and load it from the shell's start-up file if the shell needs that."""
    chosen = _chosen(shell)
    if chosen not in _PLACES:
        raise typer.BadParameter(
            f"add the output of `lalaland completion {chosen}` to your shell's profile"
        )
    place, home = _PLACES[chosen], Path.home()
    target = home / place.script
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"{typer_internals.completion_script(chosen)}\n", encoding="utf-8")
    if place.startup:
        _add_line(home / place.startup, place.line)
    return Written(str(target), "completion")


def _add_line(path: Path, line: str) -> None:
    before = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    if line not in before.splitlines():
        gap = "" if before.endswith("\n") or not before else "\n"
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{gap}{line}\n")


def _chosen(shell: Shell | None) -> str:
    found = shell or typer_internals.detected_shell() or ""
    found = "powershell" if found == "pwsh" else found
    if found not in (*_PLACES, "powershell"):
        raise typer.BadParameter("expected bash, zsh, fish or powershell")
    return found
