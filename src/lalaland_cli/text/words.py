"""How text is cut into words and compared: the one analyser that index and reader share.

A folded text has no case, accents, quotes or punctuation left, only words between spaces. Every
character is folded by itself, whatever stands beside it, so that a position in the folded text
leads back to the original.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple
from unicodedata import category, normalize

# Patterns are compiled when they are first used, and not on the way of commands that need none.

# What `fold` leaves of ASCII, and every other character that it leaves. SQLite's `ascii`
# tokenizer cuts in exactly these places.
_WORD = "[^\x00-/:-`{-\x7f]+"

# No sentence ends with a title, a letter (as in `e.g.`), a number that begins a line, or an ordinal
# (as in `9. November`), nor with dots or within quotes that a small letter follows.
_SENTENCE_END = (
    r"(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bMrs\.)(?<!\bvs\.)"
    r"(?<!\b[A-Za-z]\.)(?<!^\d\.)(?<!^\d\d\.)(?<=[.!?…])"
    r"(?:(?<!\d\.)|(?!\s+(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)))"
    r"(?:(?<!…)(?<!\.\.)\s+|[”’\"')\]]*\s+(?![\sa-zß-öø-ÿ]))|(?<=[。！？])[」』”]*\s*|\n+"
)

# The apostrophe before what English leaves of a word.
_ENDING = r"(?i)['’](?=(?:t|s|re|ve|ll|d|m)\b)"

_TYPOGRAPHY = "‘’“”–—…"

# Ranges of code points: marks that belong to the letter before them and can be left out, and
# scripts that put no space between words, where each character is a word and a query a phrase.
_ACCENTS = (
    *((0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05C7), (0x0610, 0x061A), (0x0640, 0x0640)),
    *((0x064B, 0x065F), (0x0670, 0x0670), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF)),
    # The Japanese sound marks too: they are written in three ways, of which one is two letters.
    *((0x3099, 0x309C), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F)),
)
_UNSPACED = (
    *((0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x19E0, 0x19FF), (0x2E80, 0x2FDF)),
    *((0x3005, 0x3007), (0x3021, 0x3029), (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF)),
    *((0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9D), (0x1B000, 0x1B16F)),
    (0x20000, 0x3FFFF),
)


# Letters that Unicode does not take apart, as people without them type them.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "œ": "oe", "æ": "ae", "ı": "i", "ħ": "h"}
)


_NOT_IN_KEYS = {code: None for code in range(128) if not chr(code).isalnum()}


# The (start, end) of stretches of a text.
Spans = tuple[tuple[int, int], ...]


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
    if category(char) == "Cf":  # invisible: joiners, soft hyphens, marks of direction
        return ""
    plain = normalize("NFKD", normalize("NFKD", char).casefold())
    letters = (c for c in plain.translate(_LETTERS) if not _is_within(c, _ACCENTS))
    kept = "".join(c if _is_word_character(c) else " " for c in letters)
    alone = _is_within(char, _UNSPACED) or category(char) == "So"
    if not (alone and kept.strip()):
        return kept
    # One sign may stand for several, as ㍿ does for 株式会社: each is a word.
    return f" {' '.join(kept) if _is_within(kept[0], _UNSPACED) else kept} "


def _is_within(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= ord(char) <= high for low, high in ranges)


def _is_word_character(char: str) -> bool:
    kind = category(char)
    return kind[0] in "LN" or (char > "\x7f" and (kind[0] == "M" or kind == "So"))


_FOLDS = _Folds()


def fold(text: str) -> str:
    """`text` without case, accents and punctuation, ready to be cut at spaces."""
    return _fold_ascii(text) or text.translate(_FOLDS)


def _fold_ascii(text: str) -> str:
    """`text` folded with every character in its place, or nothing if that takes more.

    Far quicker than a translation, and enough for English with its quotes and dashes.
    """
    if not text.isascii():
        for mark in _TYPOGRAPHY:
            text = text.replace(mark, " ")
    return text.lower() if text.isascii() else ""


def split(text: str) -> list[str]:
    """The folded words of `text`, in order."""
    return re.findall(_WORD, fold(text))


def key(name: str) -> str:
    """`name` as names are compared: case, accents, quotes, spaces and hyphens do not matter."""
    if name.isascii():
        return name.lower().translate(_NOT_IN_KEYS)
    return "".join(split(name))


def slug(name: str) -> str:
    """An id made from any name: its folded ASCII words joined by hyphens; empty if there is none.

    `It ain’t` makes `it-aint`, and `l’ami` makes `l-ami`.
    A slug without a letter would read as a number, so it is empty as well.
    """
    usable = [word for word in split(re.sub(_ENDING, "", name)) if word.isascii()]
    joined = "-".join(usable)
    return joined if any(char.isalpha() for char in joined) else ""


def locate(text: str) -> Iterator[Word]:
    """The folded words of `text` with their places in it; accents belong to their letter."""
    if plain := _fold_ascii(text):
        for found in re.finditer(_WORD, plain):
            yield Word(found[0], *found.span())
        return
    folds = [_FOLDS[ord(char)] for char in text]
    origin = [place for place, folded in enumerate(folds) for _ in folded]
    for found in re.finditer(_WORD, "".join(folds)):
        end = origin[found.end() - 1] + 1
        while end < len(text) and not folds[end]:
            end += 1
        yield Word(found[0], origin[found.start()], end)


def sentences(text: str) -> list[tuple[int, int]]:
    """The (start, end) of each sentence of `text`, with its closing marks, without outer spaces."""
    cuts = [
        0,
        *(found.end() for found in re.finditer(_SENTENCE_END, text, re.MULTILINE)),
        len(text),
    ]
    pieces = ((start, text[start:end].rstrip()) for start, end in pairwise(cuts))
    return [
        (start + len(piece) - len(piece.lstrip()), start + len(piece))
        for start, piece in pieces
        if piece.strip()
    ]


class Term(NamedTuple):
    """What one argument of a search looks for: a word, or several in a row.

    `places` holds, for each word in turn, the words that may stand there, the one that was
    typed first. The last word may also be any that begins with `beginning`, if that is given.
    """

    places: tuple[tuple[str, ...], ...]
    beginning: str | None

    def may_be_in(self, folded: str) -> bool:
        """Whether it is worth looking for the term in a folded text."""
        begins = self.beginning is not None and self.beginning in folded
        return begins or any(form in folded for form in self.places[-1])

    def find(self, found: list[Word]) -> Iterator[tuple[int, int]]:
        """The (start, end) of every stretch of `found` that the term matches."""
        *before, last = map(frozenset, self.places)
        count = len(before)
        for first, word in enumerate(found[count:]):
            if word.text in last or (self.beginning and word.text.startswith(self.beginning)):
                stretch = found[first : first + count]
                if all(w.text in allowed for w, allowed in zip(stretch, before, strict=True)):
                    yield found[first].start, word.end


def spans(text: str, terms: Iterable[Term]) -> Spans:
    """What the terms match in a text, in order."""
    found = list(locate(text))
    return merged([span for term in terms for span in term.find(found)])


def merged(found: Iterable[tuple[int, int]]) -> Spans:
    """The spans in order, with those that overlap made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
