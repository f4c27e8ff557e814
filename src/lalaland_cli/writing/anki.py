"""Decks for Anki. Only this module imports `genanki`, which is optional."""

import html
import io
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby

from lalaland_cli.answers import Question, Written
from lalaland_cli.errors import ExportUnwritable, MissingPackage, reason_of
from lalaland_cli.model import Theme
from lalaland_cli.system import files

_MODEL = 1_846_279_103  # Anki identifies our cards by this number, so it must not change
_LEAST = 1 << 30  # smaller numbers are Anki's own

_CSS = ".card { font-size: 1.1em; max-width: 40em; margin: auto; text-align: left }"
_SIDES = {
    "name": "Recall",
    "qfmt": "<p><i>{{Source}}</i></p>{{Question}}",
    "afmt": "{{FrontSide}}<hr id=answer><p><b>{{Title}}</b></p>{{Lesson}}",
}
_FIELDS = ("Source", "Question", "Title", "Lesson")


def export(questions: Iterable[tuple[Question, str]], path: str) -> Written:
    """Write questions, each with its source, to a new file as a deck per collection.

    A card keeps its identity, so importing a later file updates it. Raises `MissingPackage`, and
    `ExportUnwritable`, also if `path` exists.
    """
    try:
        import genanki  # type: ignore[import-untyped]
    except ImportError:
        raise MissingPackage("genanki") from None
    model = genanki.Model(
        _MODEL, "lalaland", fields=[{"name": f} for f in _FIELDS], templates=[_SIDES], css=_CSS
    )
    decks = []
    for (name, title), cards in groupby(questions, lambda card: _collection(card[0].theme)):
        deck = genanki.Deck(_LEAST + zlib.crc32(name.encode()) % _LEAST, f"lalaland::{title}")
        for card, source in cards:
            deck.add_note(
                genanki.Note(
                    model=model,
                    fields=_texts(card, source),
                    tags=["-".join(tag.split()) for tag in card.theme.tags],
                    guid=genanki.guid_for("lalaland", name, card.theme.id),
                )
            )
        decks.append(deck)
    packed = io.BytesIO()
    with _own_temporary_folder():
        genanki.Package(decks).write_to_file(packed)
    try:
        files.create(path, packed.getvalue(), 0o644)
    except OSError as error:
        raise ExportUnwritable(path, reason_of(error)) from None
    return Written(os.path.abspath(path), "deck")


def _collection(theme: Theme) -> tuple[str, str]:
    return theme.collection, theme.collection_title


def _texts(card: Question, source: str) -> list[str]:
    """Return the fields of a card, with content escaped because Anki's fields are HTML."""
    theme = card.theme
    scenes = [part for scene in card.scenes for part in _scene(*scene)]
    beginning = f"{card.beginning} …" if card.beginning else ""
    asked = scenes or map(_prose, (card.summary, *card.when, beginning))
    told = f"<p><b>{html.escape(theme.takeaway)}</b></p>{_prose(theme.lesson)}"
    return [html.escape(source), "".join(asked), html.escape(theme.title), told]


def _scene(name: str, shows: str) -> Iterator[str]:
    if name:
        yield f"<p><b>{html.escape(name)}</b></p>"
    yield _prose(shows)


def _prose(text: str) -> str:
    paragraphs = (part for part in text.split("\n\n") if part.strip())
    return "".join(f"<p>{html.escape(part)}</p>" for part in paragraphs)


@contextmanager
def _own_temporary_folder() -> Iterator[None]:
    """Give genanki a temporary folder of its own, because it leaves a file behind."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = before
