"""Lessons from films, books and talks, one short command away.

>>> from lalaland_cli import open_library
>>> open_library().find("failure").title
'Failure is not the end'
"""

from importlib import import_module
from typing import TYPE_CHECKING

from lalaland_cli.version import __version__

# Where each public name is defined.
_HOMES = {
    "answers": (
        *("Chapter", "Hit", "Listing", "Match", "Prefaces", "Publication", "Resolution", "Search"),
    ),
    "errors": (
        *("AmbiguousName", "BadText", "BadTitle", "EmptyLibrary", "FileExists", "LalalandError"),
        *("NotEditable", "NothingFound", "Problem", "UnknownCollection", "UnknownField"),
        *("UnknownName", "UnknownTag", "UnusableFile", "Unwritable"),
    ),
    "fields": ("FIELDS",),
    "library": ("Library", "open_library"),
    "model": ("Collection", "Entry", "Example", "Preface", "Theme", "Work"),
    "writing.draft": ("Draft", "drafted"),
    "writing.themes": ("add_theme", "remove_theme"),
}

if TYPE_CHECKING:
    from lalaland_cli.answers import *  # noqa: F403
    from lalaland_cli.errors import *  # noqa: F403
    from lalaland_cli.fields import *  # noqa: F403
    from lalaland_cli.library import *  # noqa: F403
    from lalaland_cli.model import *  # noqa: F403
    from lalaland_cli.writing.draft import *  # noqa: F403
    from lalaland_cli.writing.themes import *  # noqa: F403

__all__ = ["__version__", *(name for names in _HOMES.values() for name in names)]


def __getattr__(name: str) -> object:
    # Imported on first use, so that the program starts, and can be interrupted, without delay.
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
