"""A card as PNG, drawn from its SVG by resvg.

resvg is one wheel without dependencies for every platform (Linux with glibc or musl, macOS,
Windows), and draws the same picture on all of them; Cairo and browsers are neither. A card's
letters are outlines, so that no font of the machine is looked at, but for those that our table
lacks: they are taken from the machine's fonts, and where it has none, the card is refused.
"""

from unicodedata import category

import resvg_py

from lalaland_cli.errors import NoFont

# A letter that no font has: what is drawn for it is drawn for any other that is lacking.
_NOWHERE = "\U0010fffd"


def png(svg: str, lacking: str, name: str) -> bytes:
    """The picture of an SVG, whose letters `lacking` are left to fonts. Raises `NoFont`."""
    if lacking:
        _check(lacking, name)
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=not lacking))


def _check(wanted: str, name: str) -> None:
    nothing = _sample(_NOWHERE)
    missing = [char for char in wanted if category(char)[0] in "LNPS" and _sample(char) == nothing]
    if missing:
        raise NoFont("".join(missing), name)


def _sample(char: str) -> bytes:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
        f'<text x="8" y="28" font-size="20" font-family="serif">&#x{ord(char):x};</text></svg>'
    )
    return bytes(resvg_py.svg_to_bytes(svg_string=svg))
