"""The Typer application: its commands, global options and top-level error handling.

Commands are built on demand, because Typer takes as long to build one as to run it.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from lalaland_cli.cli import messages, typer_internals
from lalaland_cli.cli.commands import ANSWER, COMMANDS, GROUPS, HIDDEN
from lalaland_cli.cli.frame import framed
from lalaland_cli.cli.options import Color, Files, NoPager
from lalaland_cli.cli.session import Session
from lalaland_cli.errors import LalalandError
from lalaland_cli.system.output import ClosedPipe
from lalaland_cli.version import __version__

_SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 88}


def run(arguments: Sequence[str] = ()) -> int:
    """Run one command and return its exit code. Typer turns an interrupt into 130."""
    session = Session()
    try:
        return _invoke(arguments, session)
    except ClosedPipe:
        return messages.DONE
    except (KeyError, ValueError):
        if not typer_internals.is_completing():
            raise
        return messages.USAGE  # a completion request that Typer does not understand
    except MemoryError:
        session.note("not enough memory; split the lesson files")
        return messages.UNUSABLE
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
    """Build the command with this name for Typer."""
    module, function = (COMMANDS | HIDDEN)[name]
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
    groups = {title: tuple(names) for title, names in GROUPS.items()}  # noqa: RUF012
    unlisted = tuple(HIDDEN)
    otherwise = ANSWER
    build = staticmethod(build)


app = _typer(cls=_Commands)


def _print_version(ctx: typer.Context, wanted: bool) -> None:
    if wanted:
        ctx.ensure_object(Session).output.write(f"lalaland {__version__}\n")
        raise typer.Exit


@app.callback(invoke_without_command=True, cls=_Commands)
def main(
    ctx: typer.Context,
    files: Files = None,  # noqa: ARG001 - callbacks have used these
    color: Color = None,  # noqa: ARG001
    no_pager: NoPager = False,  # noqa: ARG001
    version: Annotated[  # noqa: ARG001
        bool,
        typer.Option(
            "--version",
            "-V",
            callback=_print_version,
            is_eager=True,
            help="Show the version and exit.",
        ),
    ] = False,
) -> None:
    """Lessons from films, books and talks, one short command away.

    lalaland failure           a lesson, by its name or number
    lalaland my play flopped   the lesson you need now
    lalaland today             one a day
    lalaland list              everything there is
    lalaland new "Rocky"       start a collection of your own
    """
    ctx.ensure_object(Session)
    if ctx.invoked_subcommand is None:
        typer_internals.write_help(ctx)
