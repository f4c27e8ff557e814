"""Lessons from films, books and talks, one short command away.

>>> from lalaland_cli import open_library
>>> open_library().find("failure").title
'Failure is not the end'
"""

from lalaland_cli.errors import (
    AmbiguousName,
    EmptyLibrary,
    LalalandError,
    NothingFound,
    Problem,
    UnknownCollection,
    UnknownName,
    UnknownTag,
    UnusableFile,
)
from lalaland_cli.index import FIELDS
from lalaland_cli.library import Library, open_library
from lalaland_cli.model import (
    Collection,
    Entry,
    Example,
    Hit,
    Match,
    Preface,
    Resolution,
    Theme,
    Work,
)
from lalaland_cli.version import __version__

__all__ = [
    "FIELDS",
    "AmbiguousName",
    "Collection",
    "EmptyLibrary",
    "Entry",
    "Example",
    "Hit",
    "LalalandError",
    "Library",
    "Match",
    "NothingFound",
    "Preface",
    "Problem",
    "Resolution",
    "Theme",
    "UnknownCollection",
    "UnknownName",
    "UnknownTag",
    "UnusableFile",
    "Work",
    "__version__",
    "open_library",
]
