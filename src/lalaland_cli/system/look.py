"""What a screen is like."""

from typing import Literal, NamedTuple

# How much of a style reaches the reader: nothing, all but the colours, everything.
Styling = Literal["none", "weight", "colour"]


class Look(NamedTuple):
    """The width of a screen in columns, and how much of a style it takes."""

    width: int
    styling: Styling
