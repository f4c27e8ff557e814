"""The direction of a text, and its language as far as the script reveals it."""

import re
from typing import Literal
from unicodedata import bidirectional

# For each script: its letters, the language most often written in it, and letters that indicate
# another language.
_SCRIPTS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("[\u0370-\u03ff]", "el", {}),
    ("[\u0400-\u04ff]", "ru", {"uk": "[\u0404\u0406\u0407\u0454\u0456\u0457\u0490\u0491]"}),
    ("[\u0590-\u05ff]", "he", {}),
    (
        "[\u0600-\u06ff]",
        "ar",
        {"ur": "[\u0679\u0688\u0691\u06ba\u06d2]", "fa": "[\u067e\u0686\u0698\u06af]"},
    ),
    ("[\u0900-\u097f]", "hi", {}),
    ("[\u0e00-\u0e7f]", "th", {}),
    ("[\u1100-\u11ff\uac00-\ud7af]", "ko", {}),
    ("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]", "zh", {"ja": "[\u3040-\u30ff]"}),
)


# Languages that are hardly ever written in one of these scripts.
_LATIN = "ca cs cy da de en es et eu fi fr ga hr hu id is it lt lv nl no pl pt ro sk sl sv tr vi"


def direction(text: str) -> Literal["ltr", "rtl"]:
    """Return the direction of the first letter that has one, as `dir=auto` does in HTML."""
    strong = (kind for kind in map(bidirectional, text) if kind in ("L", "R", "AL"))
    return "ltr" if next(strong, "L") == "L" else "rtl"


def language(text: str) -> str:
    """Return a guess from the script of the first letter, as a BCP 47 tag.

    It is empty if the script does not tell: too many languages are written in Latin letters.
    """
    first = next((char for char in text if char.isalpha()), "")
    for letters, usual, others in _SCRIPTS:
        if re.match(letters, first):
            return next((name for name, sign in others.items() if re.search(sign, text)), usual)
    return ""


def spoken(text: str, given: str) -> str:
    """Return the language `given`, or a guess if it is empty or the script contradicts it."""
    guess = language(text)
    is_denied = guess and given.split("-")[0].lower() in _LATIN.split()
    return guess if is_denied or not given else given
