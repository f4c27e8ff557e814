"""The commands that find lessons by words."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from lalaland_cli.answers import Search
from lalaland_cli.cli.frame import answers
from lalaland_cli.cli.options import Collection
from lalaland_cli.fields import FIELDS
from lalaland_cli.library import Library

_DEFAULT_LIMIT = 10

Match = Literal["best", "all", "any"]

if TYPE_CHECKING:
    Field = str
else:
    Field = StrEnum("Field", {name.upper(): name for name in FIELDS})


@answers("names", "json")
def search(
    lessons: Library,
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS...", help="Words, or phrases in quotes."),
    ],
    any_: Annotated[bool, typer.Option("--any", help="Match any word.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Match all words, or nothing.")] = False,
    field: Annotated[
        list[Field] | None, typer.Option("--in", help="Only this field. May be repeated.")
    ] = None,
    collection: Collection = None,
    limit: Annotated[
        int,
        typer.Option(
            "--limit", "-n", min=0, metavar="N", help="How many themes at most; 0 for all."
        ),
    ] = _DEFAULT_LIMIT,
) -> Search:
    """Search all lessons, best first.

    lalaland search dreams         also finds dreaming, and dreamer
    lalaland search jazz club      both words, anywhere in a theme
    lalaland search "jazz club"    the phrase
    lalaland search --any rain sun --in scenes
    """
    match: Match = "all" if all_ else "any" if any_ else "best"
    return lessons.search(
        words, match=match, fields=field or (), collection=collection, limit=limit or None
    )
