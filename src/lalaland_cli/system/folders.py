"""Platform folders for the user's own data, and for a cache that may be deleted at any time."""

import os
import sys
from collections.abc import Mapping


def data(environ: Mapping[str, str]) -> str:
    """Return the folder of the user's own data; it may not exist."""
    return environ.get("LALALAND_HOME") or _usual(environ, "data", "XDG_DATA_HOME", ".local/share")


def cache(environ: Mapping[str, str]) -> str:
    """Return the folder where indexes are kept; it may not exist."""
    return environ.get("LALALAND_CACHE") or _usual(environ, "cache", "XDG_CACHE_HOME", ".cache")


def _usual(environ: Mapping[str, str], kind: str, variable: str, below_home: str) -> str:
    """Return the platform's folder for our data or cache.

    On Linux, these two lines of the XDG specification do what platformdirs does (a test compares
    them), because importing it takes a tenth of the start-up time.
    """
    if sys.platform == "linux":
        chosen = environ.get(variable, "")
        base = chosen if os.path.isabs(chosen) else os.path.expanduser(f"~/{below_home}")
        # Without a home there is no folder: no path below `os.devnull` ever exists.
        return os.path.join(base if os.path.isabs(base) else os.devnull, "lalaland")
    import platformdirs

    folder = platformdirs.user_data_dir if kind == "data" else platformdirs.user_cache_dir
    return folder("lalaland", appauthor=False)


def collections(environ: Mapping[str, str]) -> str:
    """Return the folder of the user's own collections; it may not exist."""
    return os.path.join(data(environ), "collections")


def answers(environ: Mapping[str, str]) -> str:
    """Return the path of the ratings log, with links in its folder resolved; it may not exist."""
    return os.path.join(os.path.realpath(data(environ)), "recall.jsonl")


def bundled() -> str:
    """Return the path of the bundled collection: in the installed package, else in the checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "data", "lessons.yaml")
    if os.path.exists(inside):
        return inside
    return os.path.join(os.path.dirname(os.path.dirname(package)), "data", "lessons.yaml")
