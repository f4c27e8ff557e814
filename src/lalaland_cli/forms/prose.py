"""Paragraphs of prose, with only the line breaks that the author intended."""

import re
from collections.abc import Iterator

# A line break within a paragraph is just the author's editor wrapping lines, unless the next line
# is a list item or indented.
_SOFT_BREAK = r"(?<! )[ ]*\n(?![ \n]|[-*•–] |[0-9]+[.)] )"


def paragraphs(text: str) -> Iterator[list[str]]:
    """Yield the lines of each paragraph; blank lines separate paragraphs."""
    for paragraph in re.split(r"\n[ ]*(?:\n[ ]*)+", text):
        yield re.sub(_SOFT_BREAK, " ", paragraph).split("\n")
