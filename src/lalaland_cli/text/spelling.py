"""Spelling correction: the known words that a word may be a misspelling of."""

from collections.abc import Iterable, Sequence
from itertools import islice

# Words of at least this many letters may contain two errors.
_LONG = 6
_SHORTEST, _LONGEST = 4, 40

# Even in a large dictionary, fewer words of one length than this begin alike.
_MOST_COMPARED = 2_000

# In short words, letters are replaced only by letters that are near on the keyboard or sound
# similar: short words have too many neighbours otherwise.
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedc", "rfvtgbyhn", "ujmikolp")
_SOUNDS = ("aeiouy", "ckqsz", "gj", "fpv", "vw", "mn", "dt", "bp")


def reach(word: str) -> int:
    """Return the greatest distance at which a known word may be meant by `word`.

    It is 0 for a word that is too short or too long to correct.
    """
    if not _SHORTEST <= len(word) <= _LONGEST:
        return 0
    return 2 if len(word) >= _LONG else 1


def near(word: str, known: Iterable[str]) -> list[str]:
    """Return the words of `known` that are nearest to `word`, if within its reach.

    Only the first 2,000 words that begin alike are compared.
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
    """Return whether `other` begins like `word` and, if short, has only plausible differences.

    The first letter is hardly ever wrong, but it may be missing or swapped with the second.
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
    """Return the edit distance between two words, or `limit` + 1 if it is greater than `limit`.

    An edit inserts, removes or replaces a letter, or swaps two adjacent ones. This is the optimal
    string alignment distance, the variant of Damerau-Levenshtein in which no letter is edited
    twice (Boytsov, "Indexing methods for approximate dictionary searching", 2011).
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
