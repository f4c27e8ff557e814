"""The commands that look after lesson files, and those for completion and help."""

import os
import re
from contextlib import suppress
from typing import Annotated

import typer

from lalaland_cli.answers import Report, Schema, Sources, Text, Written
from lalaland_cli.cli import typer_internals
from lalaland_cli.cli.commands import COMMANDS, HIDDEN, UnknownCommand, meant_command
from lalaland_cli.cli.completion import Shell
from lalaland_cli.cli.frame import answers
from lalaland_cli.cli.session import Session
from lalaland_cli.errors import LalalandError
from lalaland_cli.library import Library, open_library


@answers("json")
def check(
    session: Session,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Files, folders or collections; default: all loaded files.",
        ),
    ] = None,
) -> Report:
    """Validate lesson files.

      lalaland check              everything that is loaded
      lalaland check rocky.yaml   one file
      lalaland check la-la-land   the file of a collection

    Every problem of every file is reported in one run, with its line and column and what to
    write instead. Exits with 1 if there is any.
    """
    from lalaland_cli.reading import check

    files = [_file_of(session, path) for path in paths or ()]
    return check.check(files, session.files, os.environ)


def _file_of(session: Session, path: str) -> str:
    """Return `path`, or the file of the collection with that name if the path does not exist."""
    if os.path.lexists(path) or not re.fullmatch(r"[^./\\]+", path) or path == "-":
        return path
    from lalaland_cli.writing import target

    with suppress(LalalandError), open_library(*session.files) as lessons:
        if fault := target.broken(lessons, path):
            return fault.problems[0].path
        return lessons.path_of(lessons.prefaces(path).books[0])
    return path


def schema() -> Schema:
    """Write the JSON Schema of a lesson file.

    lalaland schema > lesson.schema.json
    """
    from lalaland_cli.reading import schema

    return Schema(schema.schema())


@answers("json")
def sources(
    lessons: Library,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Rebuild the index from the files.")
    ] = False,
) -> Sources:
    """Show which files are read, and why.

    lalaland sources
    lalaland sources --rebuild   if the index is damaged
    lalaland sources -f notes/   with other files
    """
    if rebuild:
        lessons.forget()
    return lessons.sources()


def help_(
    ctx: typer.Context,
    command: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[COMMAND]",
            autocompletion=lambda: list(COMMANDS),
            help="The command to show help for.",
        ),
    ] = None,
) -> None:
    """Show help for the program or a command.

    lalaland help
    lalaland help show
    """
    name = (command or [""])[0]
    if name and name not in COMMANDS | HIDDEN:
        raise UnknownCommand([name], meant_command(name), asked_help=True)
    typer_internals.write_help_of(ctx.find_root(), name)


def completion(
    shell: Annotated[
        Shell | None, typer.Argument(metavar="[SHELL]", help="bash, zsh, fish or powershell.")
    ] = None,
    install: Annotated[bool, typer.Option("--install", help="Install it for the shell.")] = False,
) -> Text | Written:
    """Print or install completion for your shell.

      lalaland completion --install   for the shell you are in
      lalaland completion zsh         the script itself

    In bash and zsh, installing also adds one line to your start-up file.
    """
    from lalaland_cli.cli import completion

    return completion.install(shell) if install else completion.script(shell)
