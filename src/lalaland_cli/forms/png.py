"""Cards as PNG, rendered from their SVG by resvg.

resvg is a single wheel without dependencies on every platform (Linux with glibc or musl, macOS,
Windows), and draws the same picture on all of them, unlike Cairo or a browser. A card's letters
are outlines, so system fonts are used only for letters that our table lacks; if no system font has
them either, the card is refused.
"""

from unicodedata import category

import resvg_py

from lalaland_cli.errors import NoFont

# A code point that no font has: it is drawn just as any other missing letter is.
_NOWHERE = "\U0010fffd"


def png(svg: str, lacking: str, name: str) -> bytes:
    """Render an SVG as PNG. Raises `NoFont` if no system font has one of the letters `lacking`."""
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
