"""What is typed into the search, as the words and phrases that a shell would make of it."""

import re
from collections.abc import Sequence


def words(typed: str) -> list[str]:
    """The items of a query: a word each, or a phrase in quotes, which need not be closed yet."""
    found = re.findall(r'"([^"]*)"?|([^\s"]+)', typed)
    return [item for pair in found if (item := "".join(pair).strip())]


def typed(items: Sequence[str]) -> str:
    """The query that holds these items: phrases in quotes."""
    plain = (item.replace('"', " ").strip() for item in items)
    return " ".join(f'"{item}"' if " " in item else item for item in plain if item)
