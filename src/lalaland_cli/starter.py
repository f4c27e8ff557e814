"""`lalaland new`: a lesson file to begin with, which is valid as it stands."""

import json
import re
from collections.abc import Collection
from contextlib import suppress
from itertools import count
from pathlib import Path

from lalaland_cli import shape
from lalaland_cli.errors import FileExists, LalalandError, Unwritable
from lalaland_cli.schema import schema
from lalaland_cli.words import slug

SCHEMA_NAME = "lesson.schema.json"

_TEMPLATE = """\
# yaml-language-server: $schema={schema}
#
# Your lessons. Everything after a # is a remark, and you can delete it. `lalaland check` says
# what is wrong with this file, and where; `lalaland schema` says what else it may hold.

{id}title: {title}
# source:                # where the lessons come from: film, book, talk or series, and more
#   film: {title}
#   year: 1976

themes:
  # One theme is one thing you learned. Copy the whole block for the next one.
  - id: first-lesson     # what you type to see it: lalaland show first-lesson
    title: {theme}
    tags: [new]          # lalaland list --tag new
    takeaway: One sentence that you want to remember.
    summary: What this is about, in a few sentences.
    examples:            # the scenes, pages or moments that show it
      - scene: A moment that shows it
        shows: What happens in it, and what you saw in it.
    lesson: |-
      What you took from it, and how you mean to use it.

      Leave a blank line to begin a new paragraph.
"""


class BadTitle(LalalandError):
    """A title from which no lesson file can be made."""

    def __init__(self, reason: str) -> None:
        super().__init__(f'{reason}; write for example `lalaland new "Rocky"`')


def starter(title: str, schema_location: str = SCHEMA_NAME, name: str = "") -> str:
    """The text of a new lesson file; `name` is its id, if it shall have one of its own."""
    title = _checked(title)
    quoted = json.dumps(title, ensure_ascii=False)
    return _TEMPLATE.format(
        schema=schema_location,
        id=f"id: {name}\n" if name else "",
        title=quoted,
        theme=json.dumps(f"The first lesson of {title}", ensure_ascii=False),
    )


def to_stdout(title: str, folder: str) -> str:
    """The text of a new lesson file that has an id of its own, whatever file it will be in."""
    location = _write_schema(Path(folder), relative=False)
    return starter(title, location, slug(title)[:80].strip("-") or "my-lessons")


def write_starter(
    title: str, folder: str, target: str | None = None, taken: Collection[str] = ()
) -> str:
    """Write a new lesson file and return its path: `target`, or a new file in `folder`.

    `taken` are ids that other collections have. Nothing is ever overwritten. Raises
    `FileExists`, `BadTitle` and `Unwritable`.
    """
    title = _checked(title)
    path = Path(target) if target else _new_path(title, Path(folder), taken)
    inside = path.parent == Path(folder)
    try:
        if inside:
            path.parent.mkdir(parents=True, exist_ok=True)
        location = _write_schema(Path(folder), relative=inside)
        name = "" if slug(path.stem) else "my-lessons"
        with path.open("x", encoding="utf-8") as file:
            file.write(starter(title, location, name))
    except FileExistsError:
        raise FileExists(str(path)) from None
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise Unwritable(str(path), reason, "choose another place with -o PATH") from None
    return str(path)


def _checked(title: str) -> str:
    title = title.replace("\n", " ").strip()
    if not title:
        raise BadTitle("a collection needs a title")
    if unsafe := re.search(shape.UNSAFE, title):
        raise BadTitle(f"a title cannot hold the character U+{ord(unsafe[0]):04X}")
    return title


def _new_path(title: str, folder: Path, taken: Collection[str]) -> Path:
    """`rocky.yaml` for Rocky; with a number where another collection has that id.

    A title that makes no file name gets `collection-1.yaml` or the next one that is free.
    """
    name = slug(title)[:80].strip("-")
    if name and name not in taken:
        return folder / f"{name}.yaml"
    base, first = (name, 2) if name else ("collection", 1)
    if name and (same := folder / f"{name}.yaml").exists():
        return same
    numbered = (folder / f"{base}-{number}.yaml" for number in count(first))
    return next(path for path in numbered if path.stem not in taken and not path.exists())


def _write_schema(folder: Path, *, relative: bool) -> str:
    """Put the schema beside the person's collections, for editors; return where it is."""
    path = folder / SCHEMA_NAME
    text = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    with suppress(OSError):  # an editor without it still edits
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return SCHEMA_NAME if relative else path.absolute().as_uri()
