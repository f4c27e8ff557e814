"""The commands that write lessons down."""

import os
from typing import Annotated

import typer

from lalaland_cli.answers import Text, Written
from lalaland_cli.cli.frame import answers
from lalaland_cli.writing import new as starter


@answers()
def new(
    title: Annotated[
        list[str],
        typer.Argument(metavar="TITLE...", help="What it is called. Several words are one title."),
    ],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="PATH", help="Where to write; - for stdout."),
    ] = None,
) -> Text | Written:
    """Start a collection of your own.

      lalaland new Rocky                 writes rocky.yaml
      lalaland new Rocky -o notes.yaml   somewhere else
      lalaland new Rocky -o -            to stdout

    The file is valid as it stands, and without -o `lalaland list` shows it at once. Nothing is
    ever overwritten.
    """
    return starter.begin(" ".join(title), output, os.environ)
