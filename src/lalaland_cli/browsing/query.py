"""Search input, split into words and phrases as a shell would."""

import re
from collections.abc import Sequence


def words(typed: str) -> list[str]:
    """Return the words and quoted phrases of a query; the last quote may still be open."""
    found = re.findall(r'"([^"]*)"?|([^\s"]+)', typed)
    return [item for pair in found if (item := "".join(pair).strip())]


def typed(items: Sequence[str]) -> str:
    """Return the query for these items, with phrases in quotes."""
    plain = (item.replace('"', " ").strip() for item in items)
    return " ".join(f'"{item}"' if " " in item else item for item in plain if item)
