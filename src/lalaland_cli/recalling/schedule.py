"""When each lesson comes again: the FSRS algorithm (Jarrett Ye, version 6), by its `fsrs` package.

Its defaults hold, but for two things: there are no steps within a day, and no chance. Time is
counted in calendar days, as the person who answered counts them, so that the same answers on the
same days give the same days.
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

    `due` is the day on which it comes again; `stability` is the number of days in which the
    chance to remember it falls from certain to nine in ten.
    """

    answers: int
    last: date
    due: date
    stability: float


def states(reviews: Iterable[Review]) -> dict[str, State]:
    """The state of every theme that was answered; `reviews` are in the order of their times."""
    # A card without a number would wait for a millisecond to get one of its own.
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
    """The chance, from 0 to 1, that a lesson in this state is remembered on `day`."""
    card = Card(card_id=0, stability=state.stability, last_review=_moment(state.last))
    return _scheduler().get_card_retrievability(card, _moment(day))


@cache
def _scheduler() -> Scheduler:
    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def _moment(day: date) -> datetime:
    """A day as FSRS takes it: days apart must be whole ones, whatever the hour and the zone."""
    return datetime.combine(day, time(), UTC)
