"""Which known words somebody may have meant: those that one would misspell so."""

from collections.abc import Iterable, Sequence
from itertools import islice

# From so many letters on, a word may be wrong in two places.
_LONG = 6
_SHORTEST, _LONGEST = 4, 40

# Of all words of one length in a large dictionary, fewer than this begin alike.
_MOST_COMPARED = 2_000

# In a short word, only letters that are near on the keyboard or sound alike are taken for another:
# it has too many neighbours otherwise.
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedc", "rfvtgbyhn", "ujmikolp")
_SOUNDS = ("aeiouy", "ckqsz", "gj", "fpv", "vw", "mn", "dt", "bp")


def reach(word: str) -> int:
    """How far a known word may be from `word`: 0 where none can be told from a mere likeness."""
    if not _SHORTEST <= len(word) <= _LONGEST:
        return 0
    return 2 if len(word) >= _LONG else 1


def near(word: str, known: Iterable[str]) -> list[str]:
    """The words of `known` that are nearest to `word`, of those within its reach.

    Of the words that begin alike, the first few thousand are compared.
    """
    limit = reach(word)
    if not limit:
        return []
    found: dict[int, list[str]] = {}
    for other in islice((other for other in known if _may_be(word, other)), _MOST_COMPARED):
        away = distance(word, other, limit)
        if away <= limit:
            found.setdefault(away, []).append(other)
    return found[min(found)] if found else []


def _may_be(word: str, other: str) -> bool:
    """Whether `other` begins in a way that one would misspell as `word`, and is like it if short.

    The first letter is hardly ever wrong, but it may be missing or have changed places.
    """
    if word[0] not in other[:2] or (other[0] not in word[:2] and other[1:2] != word[0]):
        return False
    if len(word) >= _LONG or len(word) != len(other):
        return True
    wrong = [pair for pair in zip(word, other, strict=True) if pair[0] != pair[1]]
    return len(wrong) > 1 or (len(word) > _SHORTEST and all(_alike(*pair) for pair in wrong))


def _alike(one: str, other: str) -> bool:
    sounds = any(one in group and other in group for group in _SOUNDS)
    return sounds or any(one + other in row or other + one in row for row in _KEYBOARD)


def distance(one: str, other: str, limit: int) -> int:
    """How many letters to insert, remove, replace or swap with the next; at most `limit` + 1.

    This is the optimal string alignment distance, the form of Damerau-Levenshtein in which no
    letter is changed twice (Boytsov, "Indexing methods for approximate dictionary searching",
    2011).
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: Sequence[int] = ()
    row: Sequence[int] = range(len(other) + 1)
    for i, letter in enumerate(one, 1):
        current = [i]
        for j, target in enumerate(other, 1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (letter != target))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == target:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, row = row, current
    return row[-1]
