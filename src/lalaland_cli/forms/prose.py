"""Prose as its author broke it: paragraphs, and the lines within one that are meant."""

import re
from collections.abc import Iterator

# A line break within a paragraph is only where the author's editor broke it, unless the next
# line is an item of a list or indented.
_SOFT_BREAK = r"(?<! )[ ]*\n(?![ \n]|[-*•–] |[0-9]+[.)] )"


def paragraphs(text: str) -> Iterator[list[str]]:
    """The lines of each paragraph, which a blank line separates from the next."""
    for paragraph in re.split(r"\n[ ]*(?:\n[ ]*)+", text):
        yield re.sub(_SOFT_BREAK, " ", paragraph).split("\n")
