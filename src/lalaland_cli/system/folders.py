"""Where things live on this platform: a person's own data, and what may be deleted at any time."""

import os
import sys
from collections.abc import Mapping


def data(environ: Mapping[str, str]) -> str:
    """The folder of a person's own data; it need not exist."""
    return environ.get("LALALAND_HOME") or _usual(environ, "data", "XDG_DATA_HOME", ".local/share")


def cache(environ: Mapping[str, str]) -> str:
    """Where indexes are kept; it need not exist."""
    return environ.get("LALALAND_CACHE") or _usual(environ, "cache", "XDG_CACHE_HOME", ".cache")


def _usual(environ: Mapping[str, str], kind: str, variable: str, below_home: str) -> str:
    """The platform's folder for our data or cache.

    On Linux these two lines of the XDG specification do what platformdirs does (a test compares
    them): importing that takes a tenth of a start.
    """
    if sys.platform == "linux":
        chosen = environ.get(variable, "")
        base = chosen if os.path.isabs(chosen) else os.path.expanduser(f"~/{below_home}")
        # Without a home there is no folder: a path below this one is never there.
        return os.path.join(base if os.path.isabs(base) else os.devnull, "lalaland")
    import platformdirs

    folder = platformdirs.user_data_dir if kind == "data" else platformdirs.user_cache_dir
    return folder("lalaland", appauthor=False)


def collections(environ: Mapping[str, str]) -> str:
    """Where a person's own collections live; it need not exist."""
    return os.path.join(data(environ), "collections")


def answers(environ: Mapping[str, str]) -> str:
    """The log of a person's answers; it need not exist. Its folder may be reached through links."""
    return os.path.join(os.path.realpath(data(environ)), "recall.jsonl")


def bundled() -> str:
    """The shipped collection: in the installed package, else in the checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "data", "lessons.yaml")
    if os.path.exists(inside):
        return inside
    return os.path.join(os.path.dirname(os.path.dirname(package)), "data", "lessons.yaml")
