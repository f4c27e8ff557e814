"""New lesson files, which are valid as written."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path

from lalaland_cli.answers import Text, Written
from lalaland_cli.errors import BadTitle, FileExists, Unwritable, reason_of
from lalaland_cli.library import open_library
from lalaland_cli.reading.scalars import scalar
from lalaland_cli.reading.schema import schema
from lalaland_cli.system import files, folders
from lalaland_cli.text import words
from lalaland_cli.text.unsafe import UNSAFE
from lalaland_cli.version import __version__
from lalaland_cli.writing import target

# Includes the version, so that a newer schema never replaces an existing file.
SCHEMA_NAME = f"lesson-{__version__}.schema.json"

_LONGEST_NAME = 80
_NAMELESS = "my-lessons"

_TEMPLATE = """\
# yaml-language-server: $schema={schema}
#
# {hint}`lalaland check FILE` lists the problems in a lesson file, line by line.
# Text after a # is a comment.

{id}title: {title}
# Optional: where the lessons come from. Remove each # and fill it in. For film
# you can write book, talk or series; for director, author, speaker or cast.
#source:
#  film: Its title
#  year: The year it came out
#  director: Who made it

# A lesson looks like this; only title and lesson are required. To write one by
# hand, copy these lines below `themes:`, remove each #, and delete the [].
#  - title: What you would call it
#    takeaway: One sentence to remember.
#    tags: [work]
#    when:
#      - a situation in which it helps
#    summary: What it is about, in a few sentences.
#    examples:
#      - A moment: what happens in it, and what it shows
#    lesson: What you learned, and how you mean to use it.
themes: []
"""

_HINT = """\
`lalaland add "what you learned" --to {name}` adds a lesson here.
# """


def begin(title: str, output: str | None, environ: Mapping[str, str]) -> Text | Written:
    """Start a collection as `write` does, or return its text if `output` is `-`."""
    if output != "-":
        return write(title, output, environ)
    title, folder = checked(title), Path(folders.collections(environ))
    return Text(starter(title, name_of(title) or _NAMELESS, _uri(folder), own_id=True))


def write(title: str, output: str | None, environ: Mapping[str, str]) -> Written:
    """Start a collection in the personal folder, or at the path `output`.

    Without `output`, `add` writes to it from then on. Nothing is ever overwritten. Raises
    `FileExists`, `BadTitle` and `Unwritable`.
    """
    title, folder = checked(title), Path(folders.collections(environ))
    path = Path(output) if output else new_path(title, name_of(title), environ)
    inside, name = path.parent == folder, words.slug(path.stem)
    location = _write_schema(folder, relative=inside)
    name_inside = name or name_of(title) or _NAMELESS
    text = starter(title, name_inside, location, own_id=not name, hint=inside)
    return put(path, text.encode(), name_inside, output, environ)


def put(
    path: Path, data: bytes, name: str, output: str | None, environ: Mapping[str, str]
) -> Written:
    """Write a new lesson file, and add to it from then on unless it goes to an `output`.

    `name` is the id of its collection. Raises `FileExists` and `Unwritable`.
    """
    try:
        if not output:
            path.parent.mkdir(parents=True, exist_ok=True)
        files.create(path, data)
    except FileExistsError:
        raise FileExists(str(path)) from None
    except OSError as error:
        raise Unwritable(str(path), reason_of(error)) from None
    if output:
        return Written(str(path), "named")
    target.remember(name, environ)
    return Written(str(path), "collection", name)


def starter(
    title: str, name: str, schema_location: str = SCHEMA_NAME, *, own_id: bool, hint: bool = False
) -> str:
    """Return the text of a new lesson file, for the collection id `name`.

    With `own_id` the id is written into the file; otherwise the file name must yield the same id.
    With `hint` the file says how to add lessons, which works for files in the personal folder.
    """
    return _TEMPLATE.format(
        schema=schema_location,
        id=f"id: {scalar(name)}\n" if own_id else "",
        title=scalar(title),
        hint=_HINT.format(name=name) if hint else "",
    )


def checked(title: str) -> str:
    """Return `title` on one line. Raises `BadTitle` if it is empty or cannot be shown."""
    title = title.replace("\n", " ").strip()
    if not title:
        raise BadTitle("a collection needs a title")
    if unsafe := re.search(UNSAFE, title):
        raise BadTitle(f"a title needs plain characters (not U+{ord(unsafe[0]):04X})")
    return title


def new_path(title: str, name: str, environ: Mapping[str, str]) -> Path:
    """Return `rocky.yaml` for the id rocky, with a number if another collection has that id.

    Without an id it is `collection-1.yaml`, or the next one that is free. If the user has that
    file already, or without an id a collection of the same title, its path is returned.
    """
    folder = Path(folders.collections(environ))
    with open_library(environ={**environ, "LALALAND_FILE": ""}) as lessons:
        books = lessons.prefaces().books
        same = [book for book in books if not name and words.key(book.title) == words.key(title)]
        if same and words.key(title):
            return Path(lessons.path_of(same[0]))
    # Ids that differ only in their hyphens count as the same.
    taken = {book.id.replace("-", "") for book in books}
    if name and name.replace("-", "") not in taken:
        return folder / f"{name}.yaml"
    base, first = (name, 2) if name else ("collection", 1)
    if name and (same_file := folder / f"{name}.yaml").exists():
        return same_file
    numbered = (folder / f"{base}-{number}.yaml" for number in count(first))
    free = (path for path in numbered if path.stem.replace("-", "") not in taken)
    return next(path for path in free if not path.exists())


def name_of(title: str) -> str:
    """Return the id derived from a title, short enough for a file name; empty if there is none."""
    return words.slug(words.slug(title)[:_LONGEST_NAME])


def _write_schema(folder: Path, *, relative: bool) -> str:
    """Write the schema beside the user's collections, for editors; return its location."""
    path = folder / SCHEMA_NAME
    with suppress(OSError):  # it exists already, or editors do without it
        folder.mkdir(parents=True, exist_ok=True)
        files.create(path, f"{json.dumps(schema(), ensure_ascii=False, indent=2)}\n".encode())
    return SCHEMA_NAME if relative else _uri(folder)


def _uri(folder: Path) -> str:
    return (folder / SCHEMA_NAME).absolute().as_uri()
