"""Text analysis: the splitting and comparison of words, shared by everything that needs them.

Folded text has no case or accents, and words are separated by spaces or ASCII punctuation. Each
character is folded independently of its neighbours, so that positions in the folded text map back
to the original.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple
from unicodedata import category, normalize

# Patterns are compiled on first use, so that commands which need none do not wait for them.

# A run of ASCII letters and digits and of any other characters in folded text. SQLite's `ascii`
# tokenizer splits at exactly the same places.
_WORD = "[^\x00-/:-`{-\x7f]+"

# No sentence ends with a title, a single letter (as in `e.g.`), a number that begins a line or an
# ordinal (as in `9. November`), nor with an ellipsis or closing quote before a lower-case letter.
_SENTENCE_END = (
    r"(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bMrs\.)(?<!\bvs\.)"
    r"(?<!\b[A-Za-z]\.)(?<!^\d\.)(?<!^\d\d\.)(?<=[.!?…])"
    r"(?:(?<!\d\.)|(?!\s+(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)))"
    r"(?:(?<!…)(?<!\.\.)\s+|[”’\"')\]]*\s+(?![\sa-zß-öø-ÿ]))|(?<=[。！？])[」』”]*\s*|\n+"
)

# The apostrophe before an English ending, as in `it's`.
_ENDING = r"(?i)['’](?=(?:t|s|re|ve|ll|d|m)\b)"

_TYPOGRAPHY = "‘’“”–—…"

# Ranges of code points: marks that belong to the preceding letter and can be dropped, and scripts
# without spaces between words, where each character is a word and a query a phrase.
_ACCENTS = (
    *((0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05C7), (0x0610, 0x061A), (0x0640, 0x0640)),
    *((0x064B, 0x065F), (0x0670, 0x0670), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF)),
    # Japanese sound marks too: they are written in three ways, one of which takes two letters.
    *((0x3099, 0x309C), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F)),
)
_UNSPACED = (
    *((0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x19E0, 0x19FF), (0x2E80, 0x2FDF)),
    *((0x3005, 0x3007), (0x3021, 0x3029), (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF)),
    *((0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9D), (0x1B000, 0x1B16F)),
    (0x20000, 0x3FFFF),
)


# Letters that Unicode does not decompose, as typed by people whose keyboards lack them.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "œ": "oe", "æ": "ae", "ı": "i", "ħ": "h"}
)


_NOT_IN_KEYS = {code: None for code in range(128) if not chr(code).isalnum()}


# (start, end) offsets in a text.
Spans = tuple[tuple[int, int], ...]


class Word(NamedTuple):
    """A folded word, and its `start` and `end` in the original text."""

    text: str
    start: int
    end: int


class _Folds(dict[int, str]):
    """A table for `str.translate` from code points to folded text, filled as needed."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(char: str) -> str:
    if category(char) == "Cf":  # invisible: joiners, soft hyphens, direction marks
        return ""
    plain = normalize("NFKD", normalize("NFKD", char).casefold())
    letters = (c for c in plain.translate(_LETTERS) if not _is_within(c, _ACCENTS))
    kept = "".join(c if _is_word_character(c) else " " for c in letters)
    alone = _is_within(char, _UNSPACED) or category(char) == "So"
    if not (alone and kept.strip()):
        return kept
    # One character may fold to several, as ㍿ does to 株式会社: each is a word.
    return f" {' '.join(kept) if _is_within(kept[0], _UNSPACED) else kept} "


def _is_within(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= ord(char) <= high for low, high in ranges)


def _is_word_character(char: str) -> bool:
    kind = category(char)
    return kind[0] in "LN" or (char > "\x7f" and (kind[0] == "M" or kind == "So"))


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Return `text` without case and accents, ready to be split; ASCII punctuation may remain."""
    return _fold_ascii(text) or text.translate(_FOLDS)


def _fold_ascii(text: str) -> str:
    """Return `text` folded with all positions unchanged, or empty if it needs more than that.

    This is far quicker than a translation, and enough for English with its quotes and dashes.
    """
    if not text.isascii():
        for mark in _TYPOGRAPHY:
            text = text.replace(mark, " ")
    return text.lower() if text.isascii() else ""


def split(text: str) -> list[str]:
    """Return the folded words of `text`, in order."""
    return re.findall(_WORD, fold(text))


def key(name: str) -> str:
    """Return the key by which `name` is compared, without case, accents, spaces or punctuation."""
    if name.isascii():
        return name.lower().translate(_NOT_IN_KEYS)
    return "".join(split(name))


def slug(name: str) -> str:
    """Return an id made from `name`: its folded ASCII words, joined by hyphens.

    `It ain’t` becomes `it-aint`, and `l’ami` becomes `l-ami`. The id is empty if it would have no
    letter, since it would read as a number.
    """
    usable = [word for word in split(re.sub(_ENDING, "", name)) if word.isascii()]
    joined = "-".join(usable)
    return joined if any(char.isalpha() for char in joined) else ""


def locate(text: str) -> Iterator[Word]:
    """Yield the folded words of `text` with their positions; accents belong to their letter."""
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
    """Return the (start, end) of each sentence, with closing marks but without outer spaces."""
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
    """A word, or several in a row, to search for.

    `places` holds, for each position, the words that match there, the typed one first. At the last
    position, any word that begins with `beginning` matches too, unless that is None.
    """

    places: tuple[tuple[str, ...], ...]
    beginning: str | None

    def may_be_in(self, folded: str) -> bool:
        """Return whether a folded text may contain the term: a quick check before `find`."""
        begins = self.beginning is not None and self.beginning in folded
        return begins or any(form in folded for form in self.places[-1])

    def find(self, found: list[Word]) -> Iterator[tuple[int, int]]:
        """Yield the (start, end) of every match of the term in the words `found`."""
        *before, last = map(frozenset, self.places)
        count = len(before)
        for first, word in enumerate(found[count:]):
            if word.text in last or (self.beginning and word.text.startswith(self.beginning)):
                stretch = found[first : first + count]
                if all(w.text in allowed for w, allowed in zip(stretch, before, strict=True)):
                    yield found[first].start, word.end


def spans(text: str, terms: Iterable[Term]) -> Spans:
    """Return the (start, end) of what the terms match in `text`, in order, without overlaps."""
    found = list(locate(text))
    return merged([span for term in terms for span in term.find(found)])


def merged(found: Iterable[tuple[int, int]]) -> Spans:
    """Return the spans in order, with overlapping ones merged."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
