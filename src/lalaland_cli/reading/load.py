"""One lesson file, from its path to its `Collection`."""

import os

from lalaland_cli.model import Collection, LessonFile
from lalaland_cli.reading import sources
from lalaland_cli.text import words


def load(file: LessonFile) -> Collection:
    """Read one lesson file. Raises `UnusableFile` with every problem that it has."""
    from lalaland_cli.reading import parse  # a file that is indexed already needs no YAML

    name = os.path.splitext(os.path.basename(file.path))[0] if file.path != "-" else "stdin"
    return parse.parse(sources.read(file), file.path, words.slug(name))
