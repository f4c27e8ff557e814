"""Shuffles without a list, and days without a memory."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lalaland_cli.asking import chance


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 16, 17, 100, 1000])
def test_each_cycle_shows_everything_once_and_nothing_twice_running(size):
    days = [chance.of_day(day, size) for day in range(size * 30)]
    for start in range(0, len(days), size):
        assert sorted(days[start : start + size]) == list(range(size))
    if size > 1:
        assert all(today != tomorrow for today, tomorrow in itertools.pairwise(days))


def test_cycles_differ_and_all_orders_occur():
    cycles = {tuple(chance.of_day(n * 4 + place, 4) for place in range(4)) for n in range(2000)}
    assert len(cycles) == 24


def test_a_million_days_are_no_slower_than_five():
    assert 0 <= chance.of_day(739_000, 10**6) < 10**6


@given(st.integers(), st.integers(1, 10**9))
def test_pick_is_in_range_and_repeatable(seed, size):
    picked = chance.pick(seed, size)
    assert 0 <= picked < size
    assert picked == chance.pick(seed, size)


def test_pick_reaches_everything():
    assert {chance.pick(seed, 5) for seed in range(100)} == set(range(5))
