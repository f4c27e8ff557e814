"""The `browse` command, and the callbacks that it gives to the full screen."""

import sys
from typing import Annotated

import typer

from lalaland_cli.cli import messages
from lalaland_cli.cli.frame import answers
from lalaland_cli.cli.options import complete_name
from lalaland_cli.cli.session import Session
from lalaland_cli.errors import EmptyLibrary, NoScreen
from lalaland_cli.library import open_library
from lalaland_cli.system.output import is_terminal

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WORDS]...",
        autocompletion=complete_name,
        help="What to search for first; default: the whole list.",
    ),
]


@answers()
def browse(session: Session, words: Words = None) -> None:
    """Browse the lessons full-screen.

      lalaland browse            the whole list, and the lesson beside it
      lalaland browse jazz club  what a search finds

    Press / to search, Enter to read and q to quit; for all keys, press ?. The mouse works too.
    """
    if not all(map(is_terminal, (sys.stdin, sys.stdout, sys.stderr))):
        raise NoScreen("a terminal, not a pipe")
    if not session.output.is_able:
        raise NoScreen("a full-screen terminal, and TERM is dumb")
    with session.library() as lessons:  # errors and indexing come before the screen
        if not len(lessons):
            raise EmptyLibrary
    from lalaland_cli.browsing.host import Host
    from lalaland_cli.browsing.run import run

    host = Host(
        open=lambda: open_library(*session.files),
        edit=lambda name: _edit(session, name),
        remarks=messages.while_browsing,
        copied=messages.copied,
        explained=lambda error: messages.explained(error)[1],
    )
    code = run(host, words or (), session.output.styling(sys.stdout))
    if code:
        raise typer.Exit(code)


def _edit(session: Session, name: str) -> str:
    from lalaland_cli.cli import editing

    with open_library(*session.files) as lessons:
        done = editing.edit(lessons, session, name)
    return "; ".join(messages.notes(done))
