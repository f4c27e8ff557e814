"""Lessons from films, books and talks, one short command away.

>>> from lalaland_cli import open_library
>>> open_library().find("failure").title
'Failure is not the end'
"""

from importlib import import_module
from typing import TYPE_CHECKING

from lalaland_cli.version import __version__

if TYPE_CHECKING:
    from lalaland_cli.errors import (
        AmbiguousName,
        BadTitle,
        EmptyLibrary,
        FileExists,
        LalalandError,
        NoHits,
        NothingFound,
        Problem,
        UnknownCollection,
        UnknownField,
        UnknownName,
        UnknownTag,
        UnusableFile,
        Unwritable,
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

__all__ = [
    "FIELDS",
    "AmbiguousName",
    "BadTitle",
    "Collection",
    "EmptyLibrary",
    "Entry",
    "Example",
    "FileExists",
    "Hit",
    "LalalandError",
    "Library",
    "Match",
    "NoHits",
    "NothingFound",
    "Preface",
    "Problem",
    "Resolution",
    "Theme",
    "UnknownCollection",
    "UnknownField",
    "UnknownName",
    "UnknownTag",
    "UnusableFile",
    "Unwritable",
    "Work",
    "__version__",
    "open_library",
]


def __getattr__(name: str) -> object:
    # Loaded when asked for, so that the program can be interrupted, and start, without delay.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    parts = (
        import_module(f"{__name__}.{part}") for part in ("errors", "model", "index", "library")
    )
    return next(getattr(part, name) for part in parts if hasattr(part, name))


def __dir__() -> list[str]:
    return __all__
