"""How text is cut into words and compared: the one analyser that index and reader share.

A folded text has no case, accents, quotes or punctuation left, only words between spaces. Every
character is folded by itself, whatever stands beside it, so that a position in the folded text
leads back to the original.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# What `fold` leaves of ASCII, and every other character that it leaves. SQLite's `ascii`
# tokenizer cuts in exactly these places.
_WORD = re.compile("[0-9a-z\u0080-\U0010ffff]+")

_TYPOGRAPHY = "‘’“”–—…"
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]"
)
# Scripts that put no space between words: each character is a word, and a query a phrase.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\u2e80-\u2fdf"
    "\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9d\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[”’\"')\]]*\s+|(?<=[。！？])[」』”]*\s*|\n+")


class Word(NamedTuple):
    """A folded word and where it stood: `text[start:end]` of the original."""

    text: str
    start: int
    end: int


class _Folds(dict[int, str]):
    """Code point to folded text, filled as characters are met; fits `str.translate`."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(char: str) -> str:
    if unicodedata.category(char) == "Cf":  # invisible: joiners, soft hyphen, marks of direction
        return ""
    # SQLite cannot store a lone surrogate, and no text has one; a query from the shell may.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    kept = "".join(c if _is_word_character(c) else " " for c in _ACCENTS.sub("", plain))
    alone = _UNSPACED.match(char) or unicodedata.category(char) == "So"
    return f" {kept} " if alone and kept.strip() else kept


def _is_word_character(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LN" or (category[0] == "M" or category == "So") and char > "\x7f"


_FOLDS = _Folds()


def fold(text: str) -> str:
    """`text` without case, accents and punctuation, ready to be cut at spaces."""
    for mark in _TYPOGRAPHY:  # far quicker than a translation, and often all that is not ASCII
        text = text.replace(mark, " ")
    return text.lower() if text.isascii() else text.translate(_FOLDS)


def split(text: str) -> list[str]:
    """The folded words of `text`, in order."""
    return _WORD.findall(fold(text))


def key(name: str) -> str:
    """`name` as names are compared: case, accents, quotes, spaces and hyphens do not matter."""
    return "".join(split(name))


def slug(name: str) -> str:
    """An id made from any name: its folded ASCII words joined by hyphens; empty if there is none.

    A slug without a letter would read as a number, so it is empty as well.
    """
    usable = [word for word in split(name) if word.isascii()]
    joined = "-".join(usable)
    return joined if any(char.isalpha() for char in joined) else ""


def locate(text: str) -> Iterator[Word]:
    """The folded words of `text` with their places in it; accents belong to their letter."""
    folds = [_FOLDS[ord(char)] for char in text]
    origin = [place for place, folded in enumerate(folds) for _ in folded]
    for found in _WORD.finditer("".join(folds)):
        end = origin[found.end() - 1] + 1
        while end < len(text) and not folds[end]:
            end += 1
        yield Word(found[0], origin[found.start()], end)


def sentences(text: str) -> list[str]:
    """`text` cut into sentences, each with its closing marks and without outer spaces."""
    starts = [0, *(found.end() for found in _SENTENCE_END.finditer(text)), len(text)]
    pieces = (text[start:end].strip() for start, end in zip(starts, starts[1:], strict=False))
    return [piece for piece in pieces if piece]


class Term(NamedTuple):
    """What one argument of a search looks for: a word, or several in a row.

    `places` holds, for each word in turn, the words that may stand there, the one that was
    typed first. The last word may also be any that begins with `beginning`.
    """

    places: tuple[tuple[str, ...], ...]
    beginning: str

    def find(self, found: list[Word]) -> Iterator[tuple[int, int]]:
        """The (start, end) of every stretch of `found` that the term matches."""
        count = len(self.places)
        for first in range(len(found) - count + 1):
            if self._fits(found[first : first + count]):
                yield found[first].start, found[first + count - 1].end

    def _fits(self, stretch: list[Word]) -> bool:
        begins = stretch[-1].text.startswith(self.beginning)
        last = len(stretch) - 1
        return all(
            word.text in allowed or (begins and place == last)
            for place, (word, allowed) in enumerate(zip(stretch, self.places, strict=True))
        )
