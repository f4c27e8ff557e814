"""One lesson file, from its path to its `Collection`."""

import os

from lalaland_cli.model import Collection, LessonFile
from lalaland_cli.reading import sources
from lalaland_cli.text import words


def load(file: LessonFile) -> Collection:
    """Read one lesson file. Raises `UnusableFile` with every problem that it has."""
    from lalaland_cli.reading import parse  # a file that is indexed already needs no YAML

    return parse.parse(sources.read(file), file.path, fallback_id(file.path))


def fallback_id(path: str) -> str:
    """The id of a collection that has none of its own: its file's name, if that makes one."""
    return words.slug(os.path.splitext(os.path.basename(path))[0] if path != "-" else "stdin")
