"""A new lesson file, which is valid as it stands."""

import json
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path

from lalaland_cli.answers import Text, Written
from lalaland_cli.errors import BadTitle, FileExists, Unwritable
from lalaland_cli.library import open_library
from lalaland_cli.reading.scalars import scalar
from lalaland_cli.reading.schema import schema
from lalaland_cli.system import files, folders
from lalaland_cli.text.unsafe import UNSAFE
from lalaland_cli.text.words import slug
from lalaland_cli.version import __version__

# A version of its own, so that a newer schema never takes the place of a file that is there.
SCHEMA_NAME = f"lesson-{__version__}.schema.json"

_LONGEST_NAME = 80
_NAMELESS = "my-lessons"

_TEMPLATE = """\
# yaml-language-server: $schema={schema}
#
# {hint}`lalaland check` says what is wrong with this file, and where.
# Whatever follows a # is a comment.

{id}title: {title}
# Where the lessons are from, if you like: take the # away and fill it in.
# source:
#   film: Its title
#   year: The year it came out
#   director: Who made it

# A lesson looks like this, without the #. Title and lesson are required.
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
`lalaland add "what you learned" --to {name}` writes a lesson here.
# """


def begin(title: str, output: str | None, environ: Mapping[str, str]) -> Text | Written:
    """Start a collection in the personal folder, at the path `output`, or as text if that is `-`.

    Nothing is ever overwritten. Raises `FileExists`, `BadTitle` and `Unwritable`.
    """
    folder = folders.collections(environ)
    title = checked(title)
    if output == "-":
        return Text(to_stdout(title, folder))
    path = write_starter(title, folder, output, taken_ids(environ))
    return Written(path, "named" if output else "collection", slug(Path(path).stem))


def taken_ids(environ: Mapping[str, str]) -> list[str]:
    """The ids of the usual collections, beside which a new file will stand."""
    with open_library(environ={**environ, "LALALAND_FILE": ""}) as lessons:
        return [book.id for book in lessons.prefaces().books]


def starter(
    title: str, name: str, schema_location: str = SCHEMA_NAME, *, own_id: bool, hint: bool = False
) -> str:
    """The text of a new lesson file, for the collection id `name`.

    With `own_id` it is written into the file; else the file's name must make the same id. With
    `hint` it says how lessons are added, which works for files in the personal folder.
    """
    return _TEMPLATE.format(
        schema=schema_location,
        id=f"id: {scalar(name)}\n" if own_id else "",
        title=scalar(title),
        hint=_HINT.format(name=name) if hint else "",
    )


def to_stdout(title: str, folder: str) -> str:
    """The text of a new lesson file that has an id of its own, whatever file it will be in."""
    title = checked(title)
    return starter(title, _name(title) or _NAMELESS, _uri(Path(folder)), own_id=True)


def write_starter(
    title: str, folder: str, target: str | None = None, taken: Collection[str] = ()
) -> str:
    """Write a new lesson file and return its path: `target`, or a new file in `folder`.

    `taken` are ids that other collections have. Nothing is ever overwritten. Raises
    `FileExists`, `BadTitle` and `Unwritable`.
    """
    title = checked(title)
    path = Path(target) if target else new_path(_name(title), Path(folder), taken)
    inside = path.parent == Path(folder)
    name = slug(path.stem)
    try:
        if inside:
            path.parent.mkdir(parents=True, exist_ok=True)
        location = _write_schema(Path(folder), relative=inside)
        name_inside = name or _name(title) or _NAMELESS
        text = starter(title, name_inside, location, own_id=not name, hint=inside)
        files.create(path, text.encode())
    except FileExistsError:
        raise FileExists(str(path)) from None
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise Unwritable(str(path), reason) from None
    return str(path)


def checked(title: str) -> str:
    """`title` on one line. Raises `BadTitle` if it is empty or cannot be shown."""
    title = title.replace("\n", " ").strip()
    if not title:
        raise BadTitle("a collection needs a title")
    if unsafe := re.search(UNSAFE, title):
        raise BadTitle(f"a title cannot hold the character U+{ord(unsafe[0]):04X}")
    return title


def new_path(name: str, folder: Path, taken: Collection[str]) -> Path:
    """`rocky.yaml` for the id rocky; with a number where another collection has that id.

    Without an id it is `collection-1.yaml`, or the next one that is free.
    """
    # Ids that differ only in their hyphens are the same.
    taken = {other.replace("-", "") for other in taken}
    if name and name.replace("-", "") not in taken:
        return folder / f"{name}.yaml"
    base, first = (name, 2) if name else ("collection", 1)
    if name and (same := folder / f"{name}.yaml").exists():
        return same
    numbered = (folder / f"{base}-{number}.yaml" for number in count(first))
    free = (path for path in numbered if path.stem.replace("-", "") not in taken)
    return next(path for path in free if not path.exists())


def _name(title: str) -> str:
    """The id that a title makes, of a length for a file's name; empty if it makes none."""
    return slug(slug(title)[:_LONGEST_NAME])


def _write_schema(folder: Path, *, relative: bool) -> str:
    """Put the schema beside the person's collections, for editors; return where it is."""
    path = folder / SCHEMA_NAME
    with suppress(OSError):  # it is there already, or an editor does without it
        folder.mkdir(parents=True, exist_ok=True)
        files.create(path, f"{json.dumps(schema(), ensure_ascii=False, indent=2)}\n".encode())
    return SCHEMA_NAME if relative else _uri(folder)


def _uri(folder: Path) -> str:
    return (folder / SCHEMA_NAME).absolute().as_uri()
