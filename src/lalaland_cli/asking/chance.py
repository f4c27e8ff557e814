"""Repeatable chance: shuffles that need no stored state and no list to be shuffled."""

_MASK = (1 << 64) - 1
_ROUNDS = 4


def pick(seed: int, size: int) -> int:
    """A number in `range(size)` that depends on `seed` alone."""
    return _mix(seed & _MASK) % size


def of_day(day: int, size: int) -> int:
    """Which of `size` things (at least one) day number `day` shows, counted from 0.

    Each cycle of `size` days shows every thing once, in an order of its own, and no thing on two
    days running, not even where two cycles meet.
    """
    cycle, place = divmod(day, size)
    if size <= 2:  # two things can only take turns
        return place
    if place <= 1 and _shuffled(0, cycle, size) == _shuffled(size - 1, cycle - 1, size):
        place = 1 - place
    return _shuffled(place, cycle, size)


def _shuffled(place: int, seed: int, size: int) -> int:
    """What stands at `place` of the shuffle of `range(size)` that `seed` names.

    A balanced Feistel network permutes the next power of four, and a value that falls outside
    `size` is sent through again until it falls inside (Black and Rogaway, "Ciphers with
    Arbitrary Finite Domains", 2002). It takes the same time for ten things and for a million.
    """
    half = max(1, ((size - 1).bit_length() + 1) // 2)
    low = (1 << half) - 1
    while True:
        left, right = place >> half, place & low
        for turn in range(_ROUNDS):
            noise = _mix(_mix(_mix(seed & _MASK) + turn & _MASK) + right & _MASK)
            left, right = right, left ^ noise & low
        place = left << half | right
        if place < size:
            return place


def _mix(value: int) -> int:
    """64 well-stirred bits of `value`: SplitMix64 (Steele, Lea and Flood, 2014)."""
    value = value + 0x9E3779B97F4A7C15 & _MASK
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    value = (value ^ value >> 27) * 0x94D049BB133111EB & _MASK
    return value ^ value >> 31
