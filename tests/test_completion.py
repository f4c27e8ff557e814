"""What the shell offers when the user presses Tab."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import COMMAND, SHELF, Fork, book, theme


def complete(shell: str, line: str) -> str:
    environ = {
        "_LALALAND_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": line.rpartition(" ")[2],
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split(" ")) - 1),
    }
    asked = Fork.of(**environ)
    assert (asked.ended(), asked.err) == (0, "")
    return asked.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_commands_ids_and_aliases_are_completed(shell):
    assert "random-lesson" in complete(shell, "lalaland r")
    out = complete(shell, "lalaland show f")
    for name in ("failure", "fail", "flop"):
        assert name in out
    assert "dreams" not in out
    assert ("Failure is not the end" in out) == (shell != "bash")


def test_without_a_command_names_are_completed_too():
    assert complete("bash", "lalaland fai").split() == ["failure", "fail"]
    assert "failure" not in complete("bash", "lalaland ")
    assert "failure" not in complete("bash", "lalaland --")
    assert complete("bash", "lalaland help sh").split() == ["show"]
    for command in ("list", "about"):
        assert complete("bash", f"lalaland {command} la").split() == ["la-la-land"]


def test_edit_and_remove_complete_only_what_can_be_changed(personal):
    (personal / "rocky.yaml").write_text(
        book(theme("going", title="Going"), title="Rocky"), "utf-8"
    )
    for command in ("remove", "edit"):
        assert complete("bash", f"lalaland {command} g").split() == ["going"]
        assert complete("bash", f"lalaland {command} fail").split() == []
    assert complete("bash", "lalaland edit ro").split()[-1] == "rocky"
    assert "rocky" not in complete("bash", "lalaland remove ro").split()
    for command in ("", "recall "):
        assert "rocky" in complete("bash", f"lalaland {command}ro").split()


def test_a_failed_write_to_the_shell_is_a_one_line_error():
    asked = {"_LALALAND_COMPLETE": "complete_bash", "COMP_WORDS": "lalaland s", "COMP_CWORD": "1"}
    with open("/dev/full", "wb") as full:
        completion = Fork.of(stdout=full.fileno(), **asked)
        assert completion.ended() == 3
    assert completion.err.startswith("lalaland: cannot write to stdout: no space left on device")


def test_option_values_are_completed():
    assert complete("bash", "lalaland list --tag w") == "work\n"
    assert complete("bash", "lalaland list -c la") == "la-la-land\n"
    assert "scenes" in complete("bash", "lalaland search --in s")


def test_files_named_before_the_command_are_used():
    out = complete("bash", f"lalaland -f {SHELF} show rocky/")
    assert out.split() == ["rocky/distance", "rocky/failure"]


def test_options_before_the_command_do_not_disturb_completion():
    assert complete("bash", "lalaland --color never --no-pager show mus") == "music\n"


def test_a_shared_name_is_completed_with_its_collection(personal):
    shutil.copy(SHELF / "rocky.yaml", personal)
    out = complete("bash", "lalaland show rocky/f")
    assert out.split() == ["rocky/failure"]


def test_titles_reach_the_shell_unchanged(personal):
    text = book(theme("zebra", title='"[bold]Zebra[/bold]"'))
    (personal / "z.yaml").write_text(text, encoding="utf-8")
    assert "[bold]Zebra[/bold]" in complete("fish", "lalaland show zeb")


HOSTILE = r"A \$(touch PWNED) `touch PWNED` '$(touch PWNED)' \\\$(touch PWNED) ; touch PWNED"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_the_shell_never_runs_anything_in_a_title_or_an_alias(shell, personal, tmp_path):
    text = book(theme("zebra", title=json.dumps(HOSTILE), aliases=json.dumps([HOSTILE])))
    (personal / "z.yaml").write_text(text, encoding="utf-8")
    out = complete(shell, "lalaland show z") + complete(shell, "lalaland show A")
    assert "\\\\" not in out
    assert ("touch PWNED" in out) == (shell != "bash")
    if shell == "zsh":  # every special character has exactly one backslash before it
        assert "\\$" in out
        assert not re.search(r"(?<!\\)[$`]", out)


def test_a_collection_id_completes_to_its_themes(personal):
    shutil.copy(SHELF / "rocky.yaml", personal)
    assert complete("bash", "lalaland show roc").split() == ["rocky/distance", "rocky/failure"]


@pytest.mark.parametrize("environ", [{}, {"COMP_WORDS": "x", "COMP_CWORD": "abc"}], ids=str)
def test_a_malformed_completion_request_gives_no_traceback(environ, spawn):
    result = spawn("list", environ={"_LALALAND_COMPLETE": "complete_bash", **environ})
    assert (result.returncode, result.stderr) == (2, b"")


def test_completion_is_silent_about_errors(tmp_path):
    for option in ("show f", "list -c x", "list --tag x"):
        assert complete("fish", f"lalaland -f {tmp_path}/none.yaml {option}").strip() == ""


@pytest.mark.parametrize(
    ("shell", "part"),
    [("bash", "complete -o"), ("zsh", "compdef"), ("fish", "complete --command lalaland"), ("powershell", "Register-ArgumentCompleter")],
)  # fmt: skip
def test_completion_scripts_are_printed(shell, part, spawn):
    result = spawn("completion", shell)
    assert result.returncode == 0
    assert part in result.stdout.decode()


@pytest.mark.parametrize(
    ("shell", "start_up", "line"),
    [
        ("bash", ".bashrc", "source ~/.bash_completions/lalaland.sh"),
        ("zsh", ".zshrc", "fpath+=~/.zfunc; autoload -Uz compinit; compinit"),
        ("fish", None, None),
    ],
)
def test_installing_adds_one_line_once_and_keeps_the_rest(
    shell, start_up, line, run, tmp_path, monkeypatch
):
    monkeypatch.setenv("HOME", str(tmp_path))
    if start_up:
        (tmp_path / start_up).write_bytes(b"# mine \xe9")
    for _ in range(2):
        code, out, err = run("completion", shell, "--install")
        assert (code, err) == (0, "lalaland: open a new shell to use it\n")
        assert "lalaland" in Path(out.strip()).read_text("utf-8")
    if start_up:
        assert (tmp_path / start_up).read_bytes() == b"# mine \xe9\n" + f"{line}\n".encode()


def test_an_undetected_shell_must_be_named(run, monkeypatch):
    monkeypatch.setattr("lalaland_cli.cli.typer_internals.detected_shell", lambda: None)
    assert "expected bash, zsh, fish or powershell" in run("completion").err
    assert (
        "add the output of `lalaland completion powershell`"
        in run("completion", "powershell", "--install").err
    )
    monkeypatch.setattr("lalaland_cli.cli.typer_internals.detected_shell", lambda: "pwsh")
    assert "Register-ArgumentCompleter" in run("completion").out


def test_a_real_bash_completes(tmp_path):
    script = f"""
lalaland() {{ {" ".join(COMMAND)} "$@"; }}; export -f lalaland
mkdir -p {tmp_path}/bin; printf '#!/bin/sh\\nexec {" ".join(COMMAND)} "$@"\\n' > {tmp_path}/bin/lalaland
chmod +x {tmp_path}/bin/lalaland; PATH={tmp_path}/bin:$PATH; unset -f lalaland
eval "$(lalaland completion bash)"
COMP_WORDS=(lalaland show mus); COMP_CWORD=2
_lalaland_completion lalaland; printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60)
    assert result.stdout.split() == ["music"]
