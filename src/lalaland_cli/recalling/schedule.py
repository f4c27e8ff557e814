"""Scheduling of lessons by the FSRS algorithm (Jarrett Ye, version 6), from the `fsrs` package.

Its defaults apply, except that there are no steps within a day and no randomness. Time is counted
in calendar days, as they were for the user who answered, so that the same answers on the same days
always give the same due days.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from functools import cache
from typing import NamedTuple

from fsrs import Card, Rating, Scheduler

from lalaland_cli.recalling.log import Review


class State(NamedTuple):
    """How well a lesson is known after `answers` answers, the last of them on the day `last`.

    `due` is the day on which it is next asked; `stability` is the number of days over which the
    chance of remembering it falls from certain to nine in ten.
    """

    answers: int
    last: date
    due: date
    stability: float


def states(reviews: Iterable[Review]) -> dict[str, State]:
    """Return the state of every answered theme; `reviews` must be in order of time."""
    # Without an id, a card waits for a millisecond to get a unique one.
    cards: defaultdict[str, Card] = defaultdict(lambda: Card(card_id=0))
    answers: Counter[str] = Counter()
    days: dict[str, date] = {}
    for review in reviews:
        theme, days[review.theme] = review.theme, review.time.date()
        rated = Rating(review.rating), _moment(days[theme])
        cards[theme], _ = _scheduler().review_card(cards[theme], *rated)
        answers[theme] += 1
    return {
        theme: State(answers[theme], day, cards[theme].due.date(), cards[theme].stability or 0.0)
        for theme, day in days.items()
    }


def chance(state: State, day: date) -> float:
    """Return the chance, from 0 to 1, that a lesson in this state is remembered on `day`."""
    card = Card(card_id=0, stability=state.stability, last_review=_moment(state.last))
    return _scheduler().get_card_retrievability(card, _moment(day))


@cache
def _scheduler() -> Scheduler:
    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def _moment(day: date) -> datetime:
    """Return a day's midnight in UTC, so that FSRS counts whole days in any time zone."""
    return datetime.combine(day, time(), UTC)
