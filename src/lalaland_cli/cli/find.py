"""The commands that find lessons: search, tags, and words without a command."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lalaland_cli.answers import Listing, Resolution, Search, Tags
from lalaland_cli.cli.commands import ELSEWHERE, UnknownCommand, meant_command
from lalaland_cli.cli.frame import Asked, answers, exclude
from lalaland_cli.cli.options import DEFAULT_LIMIT, Collection, complete_name_or_collection, limit
from lalaland_cli.fields import FIELDS
from lalaland_cli.library import Library

if TYPE_CHECKING:
    Field = str
else:
    Field = StrEnum("Field", {name.upper(): name for name in FIELDS})


Words = Annotated[
    list[str], typer.Argument(metavar="WORDS...", help="Words, or phrases in quotes.")
]
NameOrWords = Annotated[
    list[str],
    typer.Argument(
        metavar="WORDS...",
        autocompletion=complete_name_or_collection,
        help="A name, a collection, or words to search for.",
    ),
]
Any_ = Annotated[bool, typer.Option("--any", help="Match any word.")]
All_ = Annotated[bool, typer.Option("--all", help="Match only what has every word.")]
In = Annotated[
    list[Field] | None,
    typer.Option(
        "--in",
        metavar="FIELD",
        help=f"Search only this field; may be repeated: {', '.join(FIELDS)}.",
    ),
]
Limit = Annotated[int, limit("How many themes")]


@answers("markdown", "names", "json")
def search(
    lessons: Library,
    words: Words,
    any_: Any_ = False,
    all_: All_ = False,
    field: In = None,
    collection: Collection = None,
    most: Limit = DEFAULT_LIMIT,
) -> Search:
    """Search all lessons, best first.

      lalaland search nobody came to my show   what you would say
      lalaland search jazz club                both words, or the best match
      lalaland search "jazz club"              the phrase
      lalaland search --any rain sun --in scenes

    No syntax to learn: other forms of a word and misspellings are found too.
    """
    options = _options(any_, all_, field, collection)
    return lessons.search(words, **options, limit=most or None)


@answers("copy", "markdown", "names", "json")
def answer(
    lessons: Library,
    asked: Asked,
    words: NameOrWords,
    any_: Any_ = False,
    all_: All_ = False,
    field: In = None,
    collection: Collection = None,
    most: Limit = DEFAULT_LIMIT,
) -> Resolution | Listing | Search:
    """Show the theme or the collection of this name, or search for the words.

    lalaland failure
    lalaland my play flopped
    """
    if len(words) == 1:  # quoted for the shell, not as a phrase
        words = words[0].split() or words
    near = meant_command(words[0])
    if near and (words[0] in ELSEWHERE or not lessons.knows(words[0])):
        raise UnknownCommand(words, near)
    options = _options(any_, all_, field, collection)
    narrowed = any_ or all_ or field or collection
    ask = lessons.search if narrowed else lessons.answer
    found = ask(words, **options, limit=most or None)
    if asked == "copy" and not isinstance(found, Resolution):
        raise typer.BadParameter("--copy needs the name of one theme, not a search")
    return found


def _options(
    any_: bool, all_: bool, fields: list[Field] | None, collection: str | None
) -> dict[str, Any]:
    exclude(*(["--any"] * any_), *(["--all"] * all_))
    match = "all" if all_ else "any" if any_ else "best"
    return {"match": match, "fields": fields or (), "collection": collection}


@answers("json")
def tags(lessons: Library, collection: Collection = None) -> Tags:
    """List the tags, with the number of their themes.

    lalaland tags
    lalaland list --tag work   the themes with one of them
    """
    return lessons.tags(collection)
