"""The program: its commands, the options before them, and the boundary where errors end.

A command is built when it is asked for: Typer takes as long to build one as to run it.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from lalaland_cli.cli import messages, typer_internals
from lalaland_cli.cli.frame import framed
from lalaland_cli.cli.session import Session
from lalaland_cli.errors import LalalandError
from lalaland_cli.system.output import ClosedPipe, Colour
from lalaland_cli.version import __version__

# Each command's module in this folder, and its function there.
COMMANDS = {
    "list": ("read", "list_"),
    "show": ("read", "show"),
    "search": ("find", "search"),
    "random-lesson": ("read", "random_lesson"),
    "today": ("read", "today"),
    "about": ("read", "about"),
    "new": ("write", "new"),
    "check": ("care", "check"),
    "schema": ("care", "schema"),
    "sources": ("care", "sources"),
    "completion": ("care", "completion"),
}

_EXIT_CODES = """\
0 done; 1 nothing found, ambiguous, or problems in a check; 2 usage error; \
3 a lesson file cannot be used or the output cannot be written; 130 interrupted."""

_SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 88}


def run(arguments: Sequence[str] = ()) -> int:
    """Run one command and return its exit code, which Typer makes 130 for an interrupt."""
    session = Session()
    try:
        return _invoke(arguments, session)
    except ClosedPipe:
        return messages.DONE
    except (KeyError, ValueError):
        if not typer_internals.is_completing():
            raise
        return messages.USAGE  # a shell that asks in a way that Typer does not know
    except (LalalandError, typer.TyperException, OSError) as error:
        code, message = messages.explained(error)
        session.note(message)
        return code


def _invoke(arguments: Sequence[str], session: Session) -> int:
    typer_internals.prepare_completion()
    command = typer.main.get_command(app)
    options: dict[str, Any] = {"prog_name": "lalaland", "standalone_mode": False, "obj": session}
    code = command.main([*arguments], **options)
    return code if isinstance(code, int) else messages.DONE


def build(name: str) -> Any:
    """The command with this name, ready to be run by Typer."""
    module, function = COMMANDS[name]
    made = _typer()
    command = getattr(import_module(f"lalaland_cli.cli.{module}"), function)
    made.command(name, cls=typer_internals.Command)(framed(command))
    return typer.main.get_command(made)


def _typer(**settings: Any) -> typer.Typer:
    return typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=_SETTINGS,
        **settings,
    )


class _Commands(typer_internals.Group):
    names = tuple(COMMANDS)
    build = staticmethod(build)


app = _typer(cls=_Commands, epilog=f"Exit codes: {_EXIT_CODES}")


def _set_colour(ctx: typer.Context, choice: Colour) -> Colour:
    ctx.ensure_object(Session).output.colour = choice
    return choice


def _print_version(ctx: typer.Context, wanted: bool) -> None:
    if wanted:
        ctx.ensure_object(Session).output.write(f"lalaland {__version__}\n")
        raise typer.Exit


@app.callback(invoke_without_command=True, cls=_Commands)
def main(
    ctx: typer.Context,
    files: Annotated[
        list[str] | None,
        typer.Option(
            "--file",
            "-f",
            metavar="PATH",
            help="Read this file, this folder, or - for standard input, and nothing else."
            " May be repeated.",
        ),
    ] = None,
    _color: Annotated[
        Colour,
        typer.Option(
            "--color", callback=_set_colour, is_eager=True, help="When to use colours."
        ),  # --help and messages want to know
    ] = "auto",
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Never open a pager.")] = False,
    version: Annotated[  # noqa: ARG001 - its callback has answered
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Show the version and exit.",
        ),
    ] = False,
) -> None:
    """Lessons from films, books and talks, one short command away.

    lalaland list              what there is
    lalaland show failure      one lesson in full
    lalaland search jazz club  the lesson you need now
    lalaland random-lesson     a surprise
    lalaland new "Rocky"       start a collection of your own
    """
    session = ctx.ensure_object(Session)
    session.files = tuple(files or ())
    session.output.paged = not no_pager
    if ctx.invoked_subcommand is None:
        typer_internals.write_help(ctx)
