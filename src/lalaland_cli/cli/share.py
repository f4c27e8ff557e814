"""The commands that share lessons as pages and pictures."""

import os
from typing import Annotated, Any, Literal

import typer

from lalaland_cli import forms
from lalaland_cli.answers import Card, Publication, Resolution, Written
from lalaland_cli.cli import messages
from lalaland_cli.cli.frame import answers
from lalaland_cli.cli.options import (
    Collection,
    Tag,
    at_least,
    complete_name_or_collection,
)
from lalaland_cli.cli.read import Name
from lalaland_cli.cli.session import Session
from lalaland_cli.errors import UnknownScene
from lalaland_cli.library import Library
from lalaland_cli.writing.save import save

_PAGE = "lessons.html"
_NO_PAGE = (
    "a page is an HTML file: end its name in .html, or in / for a folder of pages; "
    "for a PDF, print the page from a browser"
)
_NO_CARD = "a card is an SVG or PNG file: end its name in .svg or .png"

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME]...",
        autocompletion=complete_name_or_collection,
        help="Names of themes or collections; default: all.",
    ),
]


def _output(help_: str) -> Any:
    return typer.Option("--output", "-o", metavar="PATH", help=help_)


Force = Annotated[bool, typer.Option("--force", help="Overwrite existing files.")]


@answers()
def publish(
    lessons: Library,
    named: Names = None,
    tag: Tag = None,
    collection: Collection = None,
    output: Annotated[
        str | None,
        _output(f"A file, a folder for a page per theme, or - for stdout; default: {_PAGE}."),
    ] = None,
    force: Force = False,
) -> Publication | Written:
    """Make a web page of lessons, to read, print or send.

      lalaland publish                   all lessons, in lessons.html
      lalaland publish failure dreams    only these
      lalaland publish -c la-la-land -o la-la-land.html
      lalaland publish -o site/          an index and a page per theme

    A page is one file and loads nothing else. It can be searched, follows the
    reader's light or dark setting, and prints as a booklet.
    """
    if named and tag:
        raise typer.BadParameter("give names or --tag, not both")
    made = lessons.publication(named or (), tag, collection)
    if output == "-":
        return made
    path = output or _PAGE
    if _is_folder(path):
        return _write_site(made, path, force)
    _check_suffix(path, (".html", ".htm"), _NO_PAGE)
    save({path: forms.document(made).encode()}, replace=force)
    return Written(path, "page")


def _write_site(made: Publication, folder: str, force: bool) -> Written:
    from lalaland_cli.forms import html

    save({path: text.encode() for path, text in html.site(made)}, folder, replace=force)
    return Written(os.path.join(folder, html.INDEX), "site")


@answers()
def card(
    session: Session,
    lessons: Library,
    name: Name,
    scene: Annotated[
        int | None,
        typer.Option(
            metavar="N", callback=at_least(1), help="Draw scene N instead of the takeaway."
        ),
    ] = None,
    theme: Annotated[
        Literal["dark", "light"],
        typer.Option(metavar="LOOK", show_default=False, help="dark (default) or light."),
    ] = "dark",
    output: Annotated[
        str | None, _output("A file (.svg or .png), a folder, or - for stdout; default: ID.svg.")
    ] = None,
    force: Force = False,
) -> Card | Written:
    """Draw a takeaway as a picture, to send or post.

      lalaland card failure                 1200 by 630, in failure.svg
      lalaland card failure -o failure.png
      lalaland card failure --theme light
      lalaland card failure --scene 2       one of its scenes

    Text is drawn as shapes, so it looks the same everywhere. Scripts that have no shapes here, such
    as Arabic and Chinese, use the fonts of whoever opens an SVG, and yours in a PNG.
    """
    drawn = _card(session, lessons.resolve(" ".join(name)), scene, theme)
    if output == "-":
        return drawn
    path = output or ""
    file = f"{drawn.theme.id}{f'-{scene}' if scene else ''}.svg"
    folder = path if _is_folder(path) else ""
    path = file if folder or not path else path
    _check_suffix(path, (".svg", ".png"), _NO_CARD)
    save({path: _picture(drawn, path)}, folder, replace=force)
    return Written(os.path.join(folder, path), "card")


def _card(
    session: Session, found: Resolution, scene: int | None, look: Literal["dark", "light"]
) -> Card:
    count = len(found.theme.examples)
    if scene and scene > count:
        raise UnknownScene(scene, found.theme.name, count)
    for note in messages.notes(found):
        session.note(note)
    return Card(found.theme, scene, look)


def _picture(drawn: Card, path: str) -> bytes:
    svg = forms.document(drawn)
    if not path.lower().endswith(".png"):
        return svg.encode()
    from lalaland_cli.forms import card, png

    return png.png(svg, card.lacking(drawn), drawn.theme.name)


def _is_folder(path: str) -> bool:
    """Return whether `path` means a folder, which need not exist yet."""
    return path.endswith(("/", os.sep)) or os.path.isdir(path)


def _check_suffix(path: str, known: tuple[str, ...], refusal: str) -> None:
    if os.path.splitext(path)[1].lower() not in known:
        raise typer.BadParameter(refusal)
