"""Write the real help of every command into the README: `python docs/help.py`."""

import io
import os
import re
from contextlib import redirect_stdout
from pathlib import Path

from lalaland_cli.cli import app as cli

README = Path(__file__).resolve().parent.parent / "README.md"

# Between these two comments stands the help of the command that the first one names.
_BLOCK = re.compile(r"(<!-- help: ?(?P<command>[a-z-]*) -->\n).*?(<!-- end -->)", re.DOTALL)


def with_help(readme: str) -> str:
    """The README's text, with the help in all its blocks as the program gives it now."""
    return _BLOCK.sub(lambda m: f"{m[1]}```text\n{_help(m['command'])}```\n{m[3]}", readme)


def _help(command: str) -> str:
    written = io.StringIO()
    with redirect_stdout(written):
        cli.run([*command.split(), "--help"])
    return written.getvalue()


if __name__ == "__main__":
    os.environ |= {"COLUMNS": "80", "NO_COLOR": "1"}
    README.write_text(with_help(README.read_text("utf-8")), encoding="utf-8")
