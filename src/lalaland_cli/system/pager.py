"""The user's pager."""

import sys
from collections.abc import Mapping

_DEFAULT = "less -FIRX"


def page(text: str, environ: Mapping[str, str], errors: str) -> bool:
    """Show `text` in the user's pager; return False if there is none, or if it failed.

    `errors` names the error handler for characters that the terminal's encoding lacks.
    """
    import shlex
    import signal
    import subprocess

    names = ("LALALAND_PAGER", "PAGER")
    chosen = next((environ[name] for name in names if name in environ), None)
    try:
        arguments = shlex.split(_DEFAULT if chosen is None else chosen)
        if not arguments:
            return False
        # Without these options, `less` shows styles as garbage, and stays open for a short text.
        # The command is the user's own choice, and does not go through a shell.
        pager = subprocess.Popen(  # noqa: S603
            arguments, stdin=subprocess.PIPE, env={"LESS": "FRX", **environ}
        )
    except (OSError, ValueError):
        return False
    # Leave Ctrl-C to the pager while it runs.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        pager.communicate(text.encode(encoding, errors))
    except BaseException:  # we are ending: the pager must not share the keyboard with the shell
        pager.terminate()
        pager.wait()
        raise
    finally:
        signal.signal(signal.SIGINT, before)
    return pager.returncode == 0
