"""The commands that start collections, and that add, edit and remove lessons."""

import os
from typing import Annotated

import typer

from lalaland_cli.answers import Added, Edited, Nothing, Removed, Report, Text, Written
from lalaland_cli.cli.frame import answers
from lalaland_cli.cli.options import (
    complete_collection,
    complete_own_name,
    complete_own_name_or_collection,
)
from lalaland_cli.cli.session import Session
from lalaland_cli.library import Library

Title = Annotated[
    list[str] | None,
    typer.Argument(metavar="[TITLE]...", help="The title; it may be several words."),
]
Copied = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="ID",
        autocompletion=complete_collection,
        help="Copy the collection with this id or title.",
    ),
]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="PATH", help="Where to write it; - for stdout."),
]


@answers()
def new(
    session: Session, title: Title = None, source: Copied = None, output: Output = None
) -> Text | Written:
    """Start a collection of your own.

      lalaland new Rocky                 writes rocky.yaml
      lalaland new Rocky -o notes.yaml   somewhere else
      lalaland new --from la-la-land     an editable copy of a collection

    Without -o it goes to your personal folder, where every command finds it. Nothing is ever
    overwritten.
    """
    from lalaland_cli.writing import copy, new

    typed = " ".join(title or ())
    if source is not None:
        with session.library() as lessons:
            return copy.copy(lessons, source, typed, output, os.environ)
    if title is None:
        raise typer.BadParameter("a collection needs a title, as in `lalaland new Rocky`")
    return new.begin(typed, output, os.environ)


Lesson = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[LESSON]...", help="What you learned; default: from stdin or your editor."
    ),
]
To = Annotated[
    str | None,
    typer.Option(
        "--to",
        "-c",
        metavar="ID",
        autocompletion=complete_collection,
        help="The collection to add it to; default: your only one, or the last one used.",
    ),
]
OwnTitle = Annotated[
    str, typer.Option("--title", metavar="TITLE", help="Its title; default: its first words.")
]
Scenes = Annotated[
    list[str] | None,
    typer.Option("--scene", metavar="TEXT", help="A scene, as “name: what happens”."),
]
Tags = Annotated[
    list[str] | None, typer.Option("--tag", metavar="TAG", help="A tag, or several with commas.")
]
Situations = Annotated[
    list[str] | None,
    typer.Option("--when", metavar="TEXT", help="A situation in which it helps."),
]
Create = Annotated[
    bool, typer.Option("--create", help="Create the collection if it does not exist.")
]


@answers("json")
def add(
    lessons: Library,
    session: Session,
    text: Lesson = None,
    to: To = None,
    title: OwnTitle = "",
    scene: Scenes = None,
    tag: Tags = None,
    when: Situations = None,
    create: Create = False,
) -> Added | Nothing:
    """Write down a lesson.

      lalaland add "You have to lose a fight to learn its shape."
      lalaland add --to rocky --create --tag courage "Going the distance is enough."
      lalaland add                       in your editor
      pbpaste | lalaland add             from a pipe

    Its first sentence is the takeaway. In the editor and from a pipe, a short first line followed
    by a blank line is the title. --scene, --tag and --when may be repeated. Nothing else in
    the file changes.
    """
    from lalaland_cli.cli import capture

    lists = (tuple(values or ()) for values in (scene, tag, when))
    given = capture.Given(" ".join(text or ()), title, *lists)
    return capture.add(lessons, session, given, to, create=create)


Subject = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME]",
        autocompletion=complete_own_name_or_collection,
        help="A theme or a collection; default: your only one, or the last one used.",
    ),
]


@answers()
def edit(lessons: Library, session: Session, name: Subject = None) -> Edited | Report:
    """Open a lesson in your editor.

      lalaland edit going-the-distance   a lesson, at its line
      lalaland edit rocky                a whole collection

    The editor is $VISUAL, else $EDITOR, else vi or nano. When it closes, the file is checked.
    """
    from lalaland_cli.cli import editing

    return editing.edit(lessons, session, " ".join(name or ()))


@answers()
def remove(
    lessons: Library,
    session: Session,
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME...",
            autocompletion=complete_own_name,
            help="A number, id, alias or title, or an unambiguous prefix.",
        ),
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")] = False,
) -> Removed | Nothing:
    """Remove one of your own lessons.

      lalaland remove going-the-distance
      lalaland remove going-the-distance --yes > attic.yaml

    The removed lines are printed; to undo, paste them back into the file where they were.
    """
    from lalaland_cli.cli import capture

    return capture.remove(lessons, session, " ".join(name), sure=yes)
