"""How the command line explains itself: help, wrong usage, and what a shell is told on Tab.

Typer does these in boxes, in several lines, and through Rich markup; here they are plain.
"""

import os
import re
from collections.abc import Sequence
from itertools import pairwise
from textwrap import dedent
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from lalaland_cli.terminal import Terminal

_SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
_COMPLETION_OPTIONS = ("--install-completion", "--show-completion")


class _Help:
    """Help that opens with examples: the part of a docstring that follows its first line."""

    def format_help(self: Any, ctx: typer.Context, formatter: Any) -> None:
        summary, _, rest = self.help.partition("\n\n")
        examples, _, more = rest.partition("\n\n")
        rows = [re.split(r" {2,}", line, maxsplit=1) for line in dedent(examples).splitlines()]
        with formatter.section("Examples"):
            formatter.write_dl([(row[0], "".join(row[1:])) for row in rows], col_max=40)
        formatter.write_paragraph()
        self.format_usage(ctx, formatter)
        for paragraph in filter(None, (summary, *more.split("\n\n"))):
            formatter.write_paragraph()
            formatter.write_text(" ".join(paragraph.split()))
        self.format_options(ctx, formatter)
        self.format_epilog(ctx, formatter)

    def collect_usage_pieces(self: Any, ctx: typer.Context) -> list[str]:
        # Typer puts braces round what must be given, and from 0.29 on dots after them.
        pieces = super().collect_usage_pieces(ctx)  # type: ignore[misc]
        return [piece.removesuffix("}...").strip("{}") for piece in pieces]

    def get_help_option(self: Any, ctx: typer.Context) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        option.callback = _print_help
        return option


class Command(_Help, TyperCommand):  # type: ignore[misc]
    """A command that is helped so."""


class Group(_Help, TyperGroup):  # type: ignore[misc]
    """The group of all commands, helped so."""


def _print_help(ctx: typer.Context, _option: object, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        session = ctx.find_root().obj
        write_help(ctx, session.terminal if session else Terminal())
        raise typer.Exit


def write_help(ctx: typer.Context, terminal: Terminal) -> None:
    """Write the help of a command, its headings and its examples set off."""

    def styled(line: str) -> str:
        if line.endswith(":") and not line.startswith(" "):
            return terminal.emphasis(line, "bold cyan")
        if line.startswith("  lalaland "):
            command, gap, what = line[2:].partition("  ")
            return f"  {terminal.emphasis(command, 'bold')}{gap}{what}"
        return line

    lines = (styled(line.rstrip()) for line in ctx.get_help().lstrip().splitlines())
    terminal.write("\n".join(lines) + "\n")


def explain(error: typer.TyperException, before_command: Sequence[str]) -> str:
    """A usage error on one line, with what to type next.

    `before_command` are the options that stand before the command, where one was put behind it.
    """
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "lalaland"
    message = " ".join(error.format_message().split()).rstrip(".?")
    if getattr(error, "option_name", None) in before_command and " " in command:
        remedy = f"write it before the command, as in `lalaland {error.option_name} …`"  # type: ignore[attr-defined]
        return f"{error.option_name} is not an option of `{command}`; {remedy}"  # type: ignore[attr-defined]
    if unknown := re.match("No such command '([^']*)'", message):
        remedy = f"for a lesson, `lalaland show {unknown[1]}`; for all commands, `lalaland --help`"
        return f"{message[:1].lower()}{message[1:]}; {remedy}"
    return f"{message[:1].lower()}{message[1:]}; see `{command} --help`"


def prepare_completion(arguments: Sequence[str]) -> None:
    """Let Typer complete what is plain text, for a shell that is named or else detected."""
    if is_completing():
        # Typer takes the help of a completion for Rich markup, so that a title with brackets
        # loses them, and loads a Markdown parser for it, which takes longer than all the rest.
        from typer import _completion_classes

        _completion_classes._sanitize_help_text = lambda text: text
    for option, shell in pairwise(arguments):
        if option in _COMPLETION_OPTIONS and shell in _SHELLS:
            # Typer takes a shell's name only where it does not look for the shell itself.
            os.environ["_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION"] = "1"


def is_completing() -> bool:
    """Whether a shell asks what may be typed."""
    return "_LALALAND_COMPLETE" in os.environ


def harmless(completions: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """(name, help) without what a shell could take for more than text.

    The scripts that Typer installs give completions to the shell's `eval`. Typer escapes what
    is special there but for the backslash, which would undo an escape.
    """
    return [
        (name, title.replace("\\", "/"))
        for name, title in completions
        if not set(name) & set("\\$`\"'!;&|<>(){}*?~#") and not name.startswith("-")
    ]
