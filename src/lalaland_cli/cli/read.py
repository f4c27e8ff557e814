"""The commands that show lessons and collections: list, show, random-lesson, today and about."""

from datetime import date
from typing import Annotated

import typer

from lalaland_cli.answers import Lesson, Listing, Prefaces, Resolution
from lalaland_cli.cli.frame import answers, exclude
from lalaland_cli.cli.options import (
    DATE,
    Collection,
    Tag,
    complete_collection,
    complete_name,
)
from lalaland_cli.library import Library

One = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[COLLECTION]",
        autocompletion=complete_collection,
        help="The id or title of a collection; default: all.",
    ),
]


@answers("short", "markdown", "names", "json")
def list_(
    lessons: Library, one: One = None, tag: Tag = None, collection: Collection = None
) -> Listing:
    """List the themes.

    lalaland list              number, id, title and takeaway
    lalaland list --short      one line each
    lalaland list --tag work   only the themes with a tag
    lalaland list | fzf        in a pipe: id, title, takeaway, tab-separated
    """
    return lessons.listing(tag, _chosen(one, collection))


def _chosen(one: list[str] | None, collection: str | None) -> str | None:
    exclude(*(["COLLECTION"] * bool(one)), *(["-c"] * bool(collection)))
    return " ".join(one) if one else collection


Name = Annotated[
    list[str],
    typer.Argument(
        metavar="NAME...",
        autocompletion=complete_name,
        help="A number, id, alias or title, or an unambiguous prefix. It may be several words.",
    ),
]


@answers("copy", "markdown", "json")
def show(lessons: Library, name: Name) -> Resolution:
    """Show a theme in full.

    lalaland show failure               by id
    lalaland show 4                     by the number that list shows
    lalaland show failure is not the end
    lalaland show la-la-land/failure    where two collections share a name
    lalaland show failure --copy        takeaway and source, on the clipboard
    """
    return lessons.resolve(" ".join(name))


@answers("json")
def random_lesson(
    lessons: Library,
    tag: Tag = None,
    collection: Collection = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="The same N always gives the same theme.")
    ] = None,
) -> Lesson:
    """Show a random lesson.

    lalaland random-lesson              any of them
    lalaland random-lesson --tag love   one with a tag
    """
    return Lesson(lessons.at_random(seed, tag, collection))


@answers("short", "json")
def today(
    lessons: Library,
    tag: Tag = None,
    collection: Collection = None,
    day: Annotated[
        date | None,
        typer.Option("--date", help="Show this date's lesson.", **DATE),
    ] = None,
) -> Lesson:
    """Show the lesson of the day.

      lalaland today                     the same all day, another tomorrow
      lalaland today --short             takeaway and source, for a shell profile
      lalaland today --date 2026-12-24   that of another day

    With N themes, each comes up once in N days, and none comes back within N/2 days. Adding or
    removing a theme changes the order.
    """
    return Lesson(lessons.of_day(day or date.today(), tag, collection))


@answers("markdown", "json")
def about(lessons: Library, one: One = None, collection: Collection = None) -> Prefaces:
    """Describe a collection.

    lalaland about                 every loaded collection
    lalaland about la-la-land      one of them
    """
    return lessons.prefaces(_chosen(one, collection))
