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
from lalaland_cli.cli.options import SHARED, Color, Files, NoPager
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
    built: Any = typer.main.get_command(made)
    for option in built.params:
        option.hidden = option.name in SHARED
    return built


def _typer(**settings: Any) -> typer.Typer:
    return typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=_SETTINGS,
        **settings,
    )


class _Commands(typer_internals.Group):
    """The commands, each built on demand."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - as Typer calls it
        """Return the names of all commands that are not hidden."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """Return the command with this name, or None."""
        if cmd_name not in self.commands and cmd_name in COMMANDS | HIDDEN:
            self.commands[cmd_name] = build(cmd_name)
        return self.commands.get(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the name, the command and the remaining arguments."""
        if command := self.get_command(ctx, args[0]):
            return args[0], command, args[1:]
        return ANSWER, self.get_command(ctx, ANSWER), args

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Complete commands and options, and words that need no command."""
        found = super().shell_complete(ctx, incomplete)
        if incomplete and not incomplete.startswith("-"):
            words = self.get_command(ctx, ANSWER).params[0]
            found += words.shell_complete(ctx, incomplete)
        return found

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Write the commands, one line per group; `lalaland help COMMAND` tells more."""
        rows = [(title, "  ".join(names)) for title, names in GROUPS.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


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
