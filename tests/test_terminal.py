"""What a terminal sees: colour, width, pager, pipes, full disks, encodings, Ctrl-C."""

import io
import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lalaland_cli.cli import session
from lalaland_cli.system.output import Output
from tests.conftest import (
    COMMAND,
    SHELF,
    Fork,
    Terminal,
    book,
    in_pty,
    theme,
)

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
COLOUR = re.compile(r"\x1b\[(?:[0-9]+;)*(?:3|4|9|10)[0-8]")


TTY, PIPE = io.StringIO(), io.StringIO()
TTY.isatty = lambda: True


@pytest.mark.parametrize(
    ("choice", "environ", "stream", "styling"),
    [
        pytest.param("auto", {}, TTY, "colour", id="terminal"),
        pytest.param("auto", {}, PIPE, "none", id="pipe"),
        pytest.param("auto", {}, None, "none", id="closed"),
        pytest.param("auto", {"NO_COLOR": "1"}, TTY, "weight", id="no-color-keeps-weight"),
        pytest.param("auto", {"NO_COLOR": ""}, TTY, "colour", id="empty-no-color-is-ignored"),
        pytest.param("auto", {"TERM": "dumb"}, TTY, "none", id="dumb"),
        pytest.param("auto", {"FORCE_COLOR": "1"}, PIPE, "colour", id="force-color"),
        pytest.param("auto", {"FORCE_COLOR": ""}, PIPE, "none", id="empty-force-color-is-ignored"),
        pytest.param("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, PIPE, "colour", id="force-over-dumb"),
        pytest.param("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, PIPE, "weight", id="force-and-no"),
        pytest.param("always", {"NO_COLOR": "1", "TERM": "dumb"}, PIPE, "colour", id="always"),
        pytest.param("never", {"FORCE_COLOR": "1"}, TTY, "none", id="never"),
    ],
)  # fmt: skip
def test_the_option_overrides_the_environment(choice, environ, stream, styling):
    assert Output(choice, environ=environ).styling(stream) == styling


def test_a_closed_stream_is_not_a_terminal():
    stream = io.StringIO()
    stream.close()
    assert Output(environ={}).styling(stream) == "none"


@pytest.mark.parametrize(
    ("environ", "width"),
    [({"COLUMNS": "60"}, 60), ({"COLUMNS": "300"}, 88), ({"COLUMNS": "1"}, 1)],
    ids=["as-given", "at-most-88", "at-least-1"],
)
def test_the_width_is_kept_within_limits(environ, width):
    assert Output(environ=environ).look(None).width == width


def test_without_any_terminal_the_width_is_80(spawn):
    result = spawn("show", "failure", environ={"COLUMNS": "junk"}, stdin=subprocess.DEVNULL)
    assert 70 < max(map(len, result.stdout.decode().splitlines())) <= 80


@pytest.mark.parametrize("command", [["list"], ["show", "failure"], ["search", "dream"], ["today"], ["about"], ["sources"], ["recall", "--stats"], ["-h"]], ids=" ".join)  # fmt: skip
@pytest.mark.parametrize("width", [20, 60, 80, 120])
def test_lines_fit_the_terminal(command, width):
    lines = ESCAPE.sub("", in_pty("--no-pager", *command, width=width)).splitlines()
    if command != ["-h"]:
        assert max(map(len, lines)) <= min(width, 88)
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("width", [1, 2, 3, 5])
@pytest.mark.parametrize(
    "command", [["list"], ["show", "music"], ["search", "music"], ["-h"]], ids=" ".join
)
def test_it_does_not_crash_on_the_narrowest_terminals(command, width):
    out = in_pty("--no-pager", *command, width=width)
    assert "Traceback" not in out
    assert "m" in ESCAPE.sub("", out)


def test_colour_is_used_only_on_a_terminal():
    assert COLOUR.search(in_pty("show", "failure"))
    assert not COLOUR.search(in_pty("show", "failure", NO_COLOR="1"))
    assert "\x1b[1m" in in_pty("show", "failure", NO_COLOR="1")
    assert "\x1b" not in in_pty("show", "failure", TERM="dumb")
    assert "\x1b" not in in_pty("--color", "never", "show", "failure")
    assert "\x1b[1m" in in_pty("-h")
    assert "\x1b" not in in_pty("--color", "never", "-h")
    assert "\x1b" not in in_pty("--color", "never", "show", "-h")
    assert "\x1b[1m" in in_pty("show", "nope")
    for wrong in (["show", "nope"], ["list", "--nope"], ["nope"]):
        assert "\x1b" not in in_pty("--color", "never", *wrong)


def test_a_pipe_has_no_escapes_and_the_same_words(spawn):
    piped = spawn("show", "failure").stdout.decode()
    assert "\x1b" not in piped
    assert piped.strip("\n") == ESCAPE.sub("", in_pty("show", "failure")).strip("\n")


def test_the_help_fits_a_terminal_of_80_by_24():
    lines = in_pty("--no-pager", "-h", width=80, height=24).strip("\n").splitlines()
    assert len(lines) <= 24


def test_no_background_and_no_white_black_or_yellow_is_used():
    for command in (
        ["recall", "--stats"],
        ["list"],
        ["show", "failure"],
        ["search", "dream"],
        ["about"],
        ["sources"],
        ["-h"],
    ):
        codes = {c for found in ESCAPE.findall(in_pty(*command)) for c in found[2:-1].split(";")}
        assert codes <= {"0", "1", "4", "31", "32", "35", "36"}, codes


PAGER = f"{sys.executable} -c \"import sys; print('PAGED', len(sys.stdin.read().splitlines()))\""


def test_a_pager_opens_only_for_text_taller_than_the_terminal():
    assert "PAGED" in in_pty("show", "failure", height=20, LALALAND_PAGER=PAGER)
    assert "PAGED" in in_pty("show", "failure", height=20, PAGER=PAGER)
    assert "PAGED" not in in_pty("show", "failure", height=100, PAGER=PAGER)
    assert "PAGED" not in in_pty("--no-pager", "show", "failure", height=20, PAGER=PAGER)
    assert "PAGED" not in in_pty("show", "failure", height=20, LALALAND_PAGER="", PAGER=PAGER)


@pytest.mark.parametrize("pager", ["no-such-pager", "'unclosed", "sh -c 'exit 127'", "false"])
def test_text_is_written_when_the_pager_fails(pager):
    assert "LESSON" in in_pty("show", "failure", height=20, PAGER=pager)


def test_leaving_the_pager_early_is_not_an_error():
    out = in_pty("show", "failure", height=20, PAGER=f"{sys.executable} -c pass")
    assert "Traceback" not in out


def test_the_less_variable_is_set_unless_the_user_has_set_it():
    pager = f"{sys.executable} -c \"import os; print('LESS=' + os.environ['LESS'])\""
    assert "LESS=FRX" in in_pty("show", "failure", height=20, PAGER=pager)
    assert "LESS=-N" in in_pty("show", "failure", height=20, PAGER=pager, LESS="-N")


def test_a_dumb_terminal_has_no_pager():
    assert "PAGED" not in in_pty("show", "failure", height=20, PAGER=PAGER, TERM="dumb")


def test_text_that_just_fits_opens_no_pager():
    lines = len(in_pty("today", "--date", "2026-11-24").strip("\n").splitlines())
    options = {"PAGER": PAGER, "height": lines + 1}
    assert "PAGED" not in in_pty("today", "--date", "2026-11-24", **options)
    options["height"] = lines
    assert "PAGED" in in_pty("today", "--date", "2026-11-24", **options)


def test_no_pager_opens_in_a_pipe(spawn):
    assert b"PAGED" not in spawn("show", "failure", environ={"PAGER": PAGER, "LINES": "5"}).stdout


def shell(script: str, **environ) -> subprocess.CompletedProcess[str]:
    quoted = " ".join(COMMAND)
    return subprocess.run(
        ["bash", "-c", re.sub(r"\blalaland\b", quoted, script)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **environ},
    )


ALL = ["list", "list --json", "show failure", "search dream", "random-lesson", "today", "about",
       "sources", "check", "schema", "new Rocky -o -", "completion zsh", "recall --due", "recall --json", "recall --stats", "--help", "--version", "show -h", ""]  # fmt: skip


@pytest.mark.parametrize("reader", ["head -c 1", "true"])
def test_a_reader_that_stops_early_is_not_an_error(reader):
    result = shell(f"set -o pipefail; lalaland show failure | {reader} > /dev/null")
    assert (result.stderr, result.returncode) == ("", 0)


@pytest.mark.parametrize("command", ALL)
def test_a_closed_pipe_is_silent(command):
    reading, writing = os.pipe()
    os.close(reading)
    left = Fork.of(*command.split(), stdout=writing)
    assert (left.ended(), left.err) == (0, "")
    os.close(writing)


@pytest.mark.parametrize("command", ALL)
def test_a_full_disk_is_one_line_and_exits_with_3(command):
    with open("/dev/full", "wb") as full:
        stopped = Fork.of(*command.split(), stdout=full.fileno())
        assert stopped.ended() == 3
    assert stopped.err == (
        "lalaland: cannot write to stdout: no space left on device; free some space, or write elsewhere\n"
    )


@pytest.mark.parametrize("command", ["list", "--version", "completion zsh"])
def test_a_closed_stdout_is_one_line_and_exits_with_3(command):
    result = shell(f"lalaland {command} >&-")
    assert (result.returncode, result.stderr.count("\n")) == (3, 1)
    assert "cannot write to stdout: it is closed" in result.stderr


def test_messages_that_cannot_be_written_are_dropped():
    assert shell("lalaland show nope 2> /dev/full").returncode == 1
    assert shell("lalaland show nope 2>&-").returncode == 1


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16"])
@pytest.mark.parametrize("command", ["show failure", "show nope", "--help"])
def test_an_encoding_that_lacks_a_character_gets_a_stand_in(encoding, command):
    result = Fork.of(*command.split(), PYTHONIOENCODING=encoding)
    assert result.ended() in (0, 1)
    assert result.out or result.err


@pytest.mark.parametrize(
    ("char", "stand_in"),
    [("’", "'"), ("“", '"'), ("—", "--"), ("…", "..."), ("é", "e"), ("ﬁ", "fi"), ("失", "?"), ("\u0301", ""), ("ß", "ss")],
)  # fmt: skip
def test_stand_ins_are_readable(char, stand_in):
    assert char.encode("ascii", "lalaland.stand-in") == stand_in.encode()


def test_stand_ins_are_only_for_encoding():
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", "lalaland.stand-in")


def test_json_is_utf_8_whatever_the_terminal_encoding(spawn):
    result = spawn("show", "failure", "--json", environ={"PYTHONIOENCODING": "ascii"})
    assert "’" in result.stdout.decode()


def test_an_interrupt_exits_with_130_without_a_traceback():
    child = Terminal("-f", "-", "list")
    time.sleep(0.2)
    child.send("\x03")
    assert child.ended() == 130
    assert "Traceback" not in child.before


@pytest.mark.unmeasured
def test_little_is_loaded_before_interrupts_are_handled():
    code = "import sys, lalaland_cli.__main__; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert "lalaland_cli.library" not in loaded.split()
    assert "typer" not in loaded.split()


def test_an_interrupt_during_startup_exits_with_130(monkeypatch):
    from lalaland_cli import __main__
    from lalaland_cli.cli import app as cli

    def interrupt(_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "run", interrupt)
    monkeypatch.setattr("gc.disable", lambda: None)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("gc.freeze", lambda: None)
    assert __main__.main() == 130


def test_slow_reading_shows_progress_on_stderr_and_erases_it(monkeypatch, capsys):
    monkeypatch.setattr(session, "_PATIENCE", -1)
    monkeypatch.setattr(session, "is_terminal", lambda stream: stream is sys.stderr)
    with session.Session()._progress("Reading lessons") as report:
        report(0.25)
        report(0.251)
        report(0.5)
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "\rReading lessons … 25%\x1b[K\rReading lessons … 50%\x1b[K\r\x1b[K"


def test_fast_reading_shows_no_progress(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(book(theme()), encoding="utf-8")
    assert "Reading" not in in_pty("-f", path, "list")


def test_python_m_is_the_same_program(spawn):
    script = os.path.join(os.path.dirname(sys.executable), "lalaland")
    assert os.path.exists(script), "install the package first: pip install -e '.[test]'"
    direct = subprocess.run([script, "list"], capture_output=True, timeout=60)
    assert direct.stdout == spawn("list").stdout


@pytest.mark.parametrize("environ", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])
def test_output_that_is_cut_short_exits_with_3(environ, tmp_path):
    # Without coverage, which could not write its data either.
    alone = "unset COVERAGE_PROCESS_START COVERAGE_PROCESS_CONFIG"
    limited = f"ulimit -f 1; trap '' XFSZ; lalaland show failure > {tmp_path}/o"
    result = shell(f"{alone}; {limited}", **environ)
    assert result.returncode == 3
    assert result.stderr.startswith("lalaland: cannot write to stdout: file too large")


@pytest.mark.parametrize("environ", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])
def test_a_non_blocking_pipe_gets_every_byte(environ, tmp_path):
    path = tmp_path / "large.yaml"
    path.write_text(book(theme(lesson="Rain. " * 50_000)), encoding="utf-8")
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    command = [*COMMAND, "-f", str(path), "show", "one", "--json"]
    with subprocess.Popen(command, stdout=writing, env={**os.environ, **environ}) as process:
        while process.poll() is None and select.select([], [writing], [], 0)[1]:
            time.sleep(0.01)
        time.sleep(0.1)  # the pipe is full, so further writes must wait
        os.close(writing)
        with open(reading, "rb") as stream:
            written = stream.read()
    assert (process.returncode, written.count(b"Rain. Rain.") > 1000) == (0, True)
    assert written.endswith(b"}\n")


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", ["TERM", "HUP", "QUIT"])
def test_a_signal_while_reading_leaves_no_draft_and_no_hidden_cursor(name, tmp_path, monkeypatch):
    monkeypatch.setattr(session, "_PATIENCE", 0)
    number = getattr(signal, f"SIG{name}")
    text = book(*(theme(f"t{n}", title=f"T{n}") for n in range(100)))
    for n in range(40):  # a file is read in one go, and signals wait until it is
        (tmp_path / f"book{n}.yaml").write_text(text, "utf-8")
    child = Terminal("-f", tmp_path, "list")
    child.expect("Reading lessons")
    child.kill(number)
    assert child.ended() == 128 + number
    assert "\x1b[?25l" not in child.before
    assert list(Path(os.environ["LALALAND_CACHE"]).glob("*")) == []


@pytest.mark.parametrize("name", ["TERM", "HUP"])
def test_a_signal_while_paging_leaves_no_pager(name):
    number = getattr(signal, f"SIG{name}")
    child = Terminal("show", "failure", LINES="10", PAGER="less -R", LESS="R")
    child.expect("Failure is not the end")
    time.sleep(0.3)
    (pager,) = children_of(child.process)
    child.kill(number)
    assert child.ended() == 128 + number
    with pytest.raises(ProcessLookupError):
        os.kill(pager, 0)


def children_of(pid: int) -> list[int]:
    return [*map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split())]


def test_a_message_that_cannot_be_written_leaves_the_exit_code():
    assert shell("lalaland show nothing-like-it 2> /dev/full").returncode == 1


def test_running_out_of_memory_is_one_line_and_exits_with_3(run, monkeypatch):
    def fail(*_, **__):
        raise MemoryError

    monkeypatch.setattr(session, "open_library", fail)
    says = "lalaland: not enough memory; split the lesson files\n"
    assert run("list") == (3, "", says)


@pytest.mark.parametrize("command", ["--help", "show --help", "help"])
def test_help_works_without_docstrings(command):
    result = shell(f"exec {sys.executable} -OO -m lalaland_cli {command}")
    assert (result.returncode, result.stderr) == (0, "")
    assert "Usage: lalaland" in result.stdout


@pytest.mark.parametrize("options", ["", f"-f {SHELF} "])
def test_it_works_without_a_home_folder_or_a_user_entry(options):
    bare = f"env -i {sys.executable} -c"
    code = (
        "import pwd, runpy, sys; pwd.getpwuid = lambda _: {}[0];"
        f"sys.argv = ['lalaland', *'{options}list'.split()];"
        "runpy.run_module('lalaland_cli', run_name='__main__')"
    )
    result = shell(f'{bare} "{code}"')
    assert (result.returncode, result.stderr) == (0, "")
