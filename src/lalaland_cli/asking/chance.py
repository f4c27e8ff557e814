"""Reproducible random choices that need no stored state."""

_MASK = (1 << 64) - 1


def pick(seed: int, size: int) -> int:
    """Return a number in `range(size)` that depends only on `seed` and `size`."""
    return _mix(seed & _MASK) % size


def of_day(day: int, size: int) -> int:
    """Return which of `size` items (at least one, counted from 0) is shown on day number `day`.

    Each round of `size` days shows every item once, in an order of its own. A fixed half of the
    items fills the first days of each round, so no item returns before half a round has passed,
    even across the boundary between two rounds.
    """
    round_, place = divmod(day, size)
    half = (size + 1) // 2
    if place < half:
        return _shuffled(half, round_)[place]
    return half + _shuffled(size - half, ~round_)[place - half]


def _shuffled(size: int, seed: int) -> list[int]:
    """Return `range(size)` shuffled by `seed` (Fisher and Yates, in Knuth's version)."""
    order = list(range(size))
    noise = _mix(seed & _MASK)
    for last in range(size - 1, 0, -1):
        noise = _mix(noise)
        other = noise % (last + 1)
        order[last], order[other] = order[other], order[last]
    return order


def _mix(value: int) -> int:
    """Return the bits of `value` mixed to 64 bits: SplitMix64 (Steele, Lea and Flood, 2014)."""
    value = value + 0x9E3779B97F4A7C15 & _MASK
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    value = (value ^ value >> 27) * 0x94D049BB133111EB & _MASK
    return value ^ value >> 31
