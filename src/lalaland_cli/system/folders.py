"""Where things live on this platform: a person's own data, and what may be deleted at any time."""

import os
from collections.abc import Mapping


def data(environ: Mapping[str, str]) -> str:
    """The folder of a person's own data; it need not exist."""
    if chosen := environ.get("LALALAND_HOME"):
        return chosen
    from platformdirs import user_data_dir

    return user_data_dir("lalaland", appauthor=False)


def collections(environ: Mapping[str, str]) -> str:
    """Where a person's own collections live; it need not exist."""
    return os.path.join(data(environ), "collections")


def cache(environ: Mapping[str, str]) -> str:
    """Where indexes are kept; it need not exist."""
    if chosen := environ.get("LALALAND_CACHE"):
        return chosen
    from platformdirs import user_cache_dir

    return user_cache_dir("lalaland", appauthor=False)


def bundled() -> str:
    """The shipped collection: in the installed package, else in the checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "data", "lessons.yaml")
    if os.path.exists(inside):
        return inside
    return os.path.join(os.path.dirname(os.path.dirname(package)), "data", "lessons.yaml")
