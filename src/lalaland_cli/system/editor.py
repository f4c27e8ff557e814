"""The user's editor, opened at a line of a file."""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Mapping

from lalaland_cli.errors import NoEditor, reason_of

# How to pass the line to each editor, by the name of its program. Editors with a window of their
# own must be told to wait.
_PLUS = ("+{line}", "{path}")
_COLON = ("{path}:{line}",)
_WINDOW = ("--wait", "{path}:{line}")
_LINE = {
    **dict.fromkeys(("vi", "vim", "nvim", "nano", "emacs", "emacsclient", "kak", "micro"), _PLUS),
    **dict.fromkeys(("gvim", "mvim"), ("-f", *_PLUS)),
    **dict.fromkeys(("hx", "helix"), _COLON),
    **dict.fromkeys(("code", "codium", "code-insiders"), ("--wait", "--goto", "{path}:{line}")),
    **dict.fromkeys(("subl", "zed", "zeditor"), _WINDOW),
}
_USUAL = ("vi", "nano")


def edit(path: str, environ: Mapping[str, str], line: int = 1) -> None:
    """Open a file in the user's editor, and wait until it is closed.

    Raises `NoEditor` if there is none, or if it fails.
    """
    arguments = command(path, line, environ)
    # Leave Ctrl-C to the editor while it runs.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        # The command is the user's own choice, and does not go through a shell.
        code = subprocess.call(arguments)  # noqa: S603
    except OSError as error:
        raise NoEditor(arguments[0], reason_of(error)) from None
    finally:
        signal.signal(signal.SIGINT, before)
    if code:
        raise NoEditor(arguments[0], f"it exited with status {code}")


def is_chosen(environ: Mapping[str, str]) -> bool:
    """Return whether the user has chosen an editor."""
    return bool(environ.get("VISUAL") or environ.get("EDITOR"))


def command(path: str, line: int, environ: Mapping[str, str]) -> list[str]:
    """Return the command that opens a file, at a line if the editor is known to accept one.

    The editor is `$VISUAL`, or else `$EDITOR`, or else `vi` or `nano` if installed. Raises
    `NoEditor`.
    """
    chosen = environ.get("VISUAL") or environ.get("EDITOR") or ""
    try:
        editor = shlex.split(chosen) or [next(filter(shutil.which, _USUAL))]
    except ValueError:  # unclosed quotes
        raise NoEditor(chosen, "unclosed quote") from None
    except StopIteration:
        raise NoEditor("", "neither vi nor nano is installed") from None
    name = os.path.splitext(os.path.basename(editor[0]))[0]
    form = _LINE.get(name, ("{path}",))
    options = [part.format(path=path, line=max(1, line)) for part in form]
    return [*editor, *(option for option in options if option not in editor[1:])]
