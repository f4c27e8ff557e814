"""Random picks, and lessons of the day without stored state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lalaland_cli.asking import chance


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 16, 17, 100])
def test_each_round_shows_everything_once_and_repeats_are_half_a_round_apart(size):
    days = [chance.of_day(day, size) for day in range(size * 30)]
    for start in range(0, len(days), size):
        assert sorted(days[start : start + size]) == list(range(size))
    last: dict[int, int] = {}
    for day, shown in enumerate(days):
        assert day - last.get(shown, -size) >= size / 2
        last[shown] = day


def test_rounds_differ_and_all_orders_of_each_half_occur():
    rounds = {tuple(chance.of_day(n * 6 + place, 6) for place in range(6)) for n in range(2000)}
    assert len(rounds) == 36


def test_the_lesson_of_the_day_works_for_ten_thousand_lessons():
    assert 0 <= chance.of_day(739_000, 10**4) < 10**4


@given(st.integers(), st.integers(1, 10**9))
def test_pick_is_in_range_and_repeatable(seed, size):
    picked = chance.pick(seed, size)
    assert 0 <= picked < size
    assert picked == chance.pick(seed, size)


def test_pick_reaches_everything():
    assert {chance.pick(seed, 5) for seed in range(100)} == set(range(5))
