"""Changes to Typer that rely on its undocumented parts.

Typer writes help and completions in boxes, over several lines and with Rich markup; here they are
plain. `tests/test_typer_internals.py` fails if one of these parts changes.
"""

import os
import re
import sys
from textwrap import dedent
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from lalaland_cli.cli.session import Session

_ROOMY = 60  # columns


class _Help:
    """Help that starts with examples: the paragraph after the summary of a docstring."""

    def format_help(self: Any, ctx: typer.Context, formatter: Any) -> None:
        # Under `python -OO` there are no docstrings.
        summary, _, rest = (self.help or "").partition("\n\n")
        examples, _, more = rest.partition("\n\n")
        rows = [re.split(r" {2,}", line, maxsplit=1) for line in dedent(examples).splitlines()]
        if rows:
            with formatter.section("Examples"):
                _write_examples([(row[0], "".join(row[1:])) for row in rows], formatter)
            formatter.write_paragraph()
        self.format_usage(ctx, formatter)
        for paragraph in filter(None, (summary, *more.split("\n\n"))):
            formatter.write_paragraph()
            formatter.write_text(" ".join(paragraph.split()))
        self.format_options(ctx, formatter)
        self.format_epilog(ctx, formatter)

    def collect_usage_pieces(self: Any, ctx: typer.Context) -> list[str]:
        # Typer puts braces around required arguments and, from 0.29, dots after them.
        pieces = super().collect_usage_pieces(ctx)  # type: ignore[misc]
        return [piece.removesuffix("}...").strip("{}") for piece in pieces]

    def parse_args(self: Any, ctx: typer.Context, args: list[str]) -> list[str]:
        typed = (*args,)  # the parser empties the list
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc, no-any-return]
        except typer.TyperException as error:
            # An error from the option parser does not name its command.
            error.ctx = getattr(error, "ctx", None) or ctx  # type: ignore[attr-defined]
            error.typed = typed  # type: ignore[attr-defined]
            raise

    def get_help_option(self: Any, ctx: typer.Context) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        option.callback = _print_help
        return option


def _write_examples(rows: list[tuple[str, str]], formatter: Any) -> None:
    """Write each example with its description beside it, or below it on a narrow screen."""
    if formatter.width >= _ROOMY:
        formatter.write_dl(rows, col_max=40)
        return
    for command, what in rows:
        formatter.write_text(command)
        with formatter.indentation():
            formatter.write_text(what)


class Command(_Help, TyperCommand):  # type: ignore[misc]
    """A command whose help starts with examples."""


class Group(_Help, TyperGroup):  # type: ignore[misc]
    """A group of commands whose help opens with examples."""


def _print_help(ctx: typer.Context, _option: object, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        write_help(ctx)
        raise typer.Exit


def write_help(ctx: typer.Context) -> None:
    """Write the help of a command, with headings and examples highlighted."""
    session = ctx.ensure_object(Session)

    def styled(line: str) -> str:
        if line.endswith(":") and not line.startswith(" "):
            return session.emphasis(line, "bold cyan", sys.stdout)
        if line.startswith("  lalaland "):
            command, gap, what = line[2:].partition("  ")
            return f"  {session.emphasis(command, 'bold', sys.stdout)}{gap}{what}"
        return line

    lines = (styled(line.rstrip()) for line in ctx.get_help().lstrip().splitlines())
    session.output.write("\n".join(lines) + "\n", styled=True)


def write_help_of(root: Any, name: str) -> None:
    """Write the help of the command with this name, or of the program if it does not exist."""
    command = root.command.get_command(root, name) if name else None
    if command is None:
        write_help(root)
    else:
        write_help(command.make_context(name, [], parent=root, resilient_parsing=True))


def prepare_completion() -> None:
    """Make Typer treat the help of completions as plain text.

    Typer reads it as Rich markup, so that a title with brackets loses them, and loads a Markdown
    parser for it, which takes longer than everything else.
    """
    if is_completing():
        from typer import _completion_classes

        _completion_classes.completion_init()
        _completion_classes._sanitize_help_text = lambda text: text


def is_completing() -> bool:
    """Return whether a shell is asking for completions."""
    return "_LALALAND_COMPLETE" in os.environ


def completion_script(shell: str) -> str:
    """Return the completion script for `bash`, `zsh`, `fish` or `powershell`."""
    from typer._completion_shared import get_completion_script

    return get_completion_script(
        prog_name="lalaland", complete_var="_LALALAND_COMPLETE", shell=shell
    )


def detected_shell() -> str | None:
    """Return the shell that the program runs in, or None if it cannot be detected."""
    from typer._completion_shared import _get_shell_name

    return _get_shell_name()
