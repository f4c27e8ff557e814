"""Repeatable chance: a pick and an order of days that need no stored state."""

_MASK = (1 << 64) - 1


def pick(seed: int, size: int) -> int:
    """A number in `range(size)` that depends on `seed` alone."""
    return _mix(seed & _MASK) % size


def of_day(day: int, size: int) -> int:
    """Which of `size` things (at least one) day number `day` shows, counted from 0.

    Each round of `size` days shows everything once, in an order of its own. A fixed half of the
    things has the first days of each round, so nothing comes back before half a round has passed,
    not even where two rounds meet.
    """
    round_, place = divmod(day, size)
    half = (size + 1) // 2
    if place < half:
        return _shuffled(half, round_)[place]
    return half + _shuffled(size - half, ~round_)[place - half]


def _shuffled(size: int, seed: int) -> list[int]:
    """`range(size)` in the order that `seed` names (Fisher and Yates, as Knuth gives it)."""
    order = list(range(size))
    noise = _mix(seed & _MASK)
    for last in range(size - 1, 0, -1):
        noise = _mix(noise)
        other = noise % (last + 1)
        order[last], order[other] = order[other], order[last]
    return order


def _mix(value: int) -> int:
    """64 well-stirred bits of `value`: SplitMix64 (Steele, Lea and Flood, 2014)."""
    value = value + 0x9E3779B97F4A7C15 & _MASK
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    value = (value ^ value >> 27) * 0x94D049BB133111EB & _MASK
    return value ^ value >> 31
