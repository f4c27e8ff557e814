"""Update the output of the program in the documents: `python docs/help.py`.

That is the help of every command, and the terminal output of the README's examples.
"""

import io
import os
import pty
import re
import shlex
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout, suppress
from pathlib import Path

from lalaland_cli.cli import app as cli

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = (ROOT / "README.md", ROOT / "docs" / "commands.md")

# Each block is between two comments: the help of the command that the first one names, or an
# example with as many lines of its output as the first one allows.
_HELP = re.compile(r"(<!-- help: ?(?P<command>[a-z-]*) -->\n).*?(<!-- end -->)", re.DOTALL)
_PRINTED = re.compile(
    r"(<!-- printed: (?P<most>\d+) -->\n```console\n\$ (?P<command>.*?)\n).*?(```\n<!-- end -->)",
    re.DOTALL,
)


def filled(text: str) -> str:
    """Return a document with all its help and examples as the program prints them now."""
    text = _HELP.sub(lambda m: f"{m[1]}```text\n{_help(m['command'])}```\n{m[3]}", text)
    return _PRINTED.sub(lambda m: f"{m[1]}{_printed(m['command'], int(m['most']))}{m[4]}", text)


def _help(command: str) -> str:
    written = io.StringIO()
    with redirect_stdout(written):
        cli.run([*command.split(), "--help"])
    return written.getvalue()


def _printed(command: str, most: int) -> str:
    """Return the first lines that a command prints on an 80-column terminal without styles."""
    ours, theirs = pty.openpty()
    with tempfile.TemporaryDirectory() as home:
        places = {"LALALAND_HOME": home, "LALALAND_CACHE": home, "LALALAND_FILE": ""}
        environ = {**os.environ, **places, "COLUMNS": "80", "LINES": "999", "TERM": "dumb"}
        arguments = [sys.executable, "-m", "lalaland_cli", *shlex.split(command)[1:]]
        with subprocess.Popen(arguments, stdout=theirs, stderr=theirs, env=environ):
            os.close(theirs)
            lines = [line.rstrip() for line in _all(ours).decode().strip("\r\n").splitlines()]
    shown = lines if len(lines) <= most else [*lines[:most], "  …"]
    return "".join(f"{line}\n" for line in shown)


def _all(descriptor: int) -> bytes:
    received = b""
    with suppress(OSError):  # the other side has closed
        while chunk := os.read(descriptor, 65536):
            received += chunk
    os.close(descriptor)
    return received


if __name__ == "__main__":
    os.environ |= {"COLUMNS": "80", "NO_COLOR": "1"}
    for document in DOCUMENTS:
        document.write_text(filled(document.read_text("utf-8")), encoding="utf-8")
