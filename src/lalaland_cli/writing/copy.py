"""Copying a collection for the user to change: only its id and title differ."""

from collections.abc import Mapping
from pathlib import Path

from lalaland_cli.answers import Text, Written
from lalaland_cli.errors import NotEditable
from lalaland_cli.library import Library
from lalaland_cli.reading import places
from lalaland_cli.reading.scalars import scalar
from lalaland_cli.text.words import slug
from lalaland_cli.writing import new, target


def copy(
    lessons: Library, collection: str, title: str, output: str | None, environ: Mapping[str, str]
) -> Written | Text:
    """Copy a collection under a new id and title; default: “My” and its own title.

    The copy goes to the personal folder or to the path `output`, or is the answer if that is `-`.
    Raises `UnknownCollection`, `FileExists`, `NotEditable` and `Unwritable`.
    """
    (book,) = lessons.prefaces(collection).books
    name = new.name_of(title) if title else f"my-{book.id}"
    path = Path(output) if output else new.new_path(title, name, environ)
    own_title = new.checked(title) if title else f"My {book.title[:1].lower()}{book.title[1:]}"
    changes = {"id": slug(path.stem) or name, "title": own_title}
    source = lessons.path_of(book)
    data = Path(source).read_bytes()
    if not target.is_own(source):  # its opening comment is about the bundled file
        data = data[data.index(b"\nid:") + 1 :]
    data = _with(data, changes, source)
    if output == "-":
        return Text(data.decode())
    return new.put(path, data, changes["id"], output, environ)


def _with(data: bytes, changes: Mapping[str, str], path: str) -> bytes:
    """Return the file with new values for some keys of the collection."""
    source = places.source(data)
    keys = places.keys(source.lines)
    if "title" not in keys:
        raise NotEditable(path, "the collection is written in braces")
    lines = list(source.lines)
    for name, value in changes.items():
        place = keys.get(name) or places.Place(keys["title"].first, keys["title"].first - 1)
        lines[place.first : place.last + 1] = [f"{name}: {scalar(value)}"]
        keys = places.keys(tuple(lines))
    return source.encoded(*lines)
