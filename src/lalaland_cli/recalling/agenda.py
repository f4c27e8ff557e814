"""Due lessons: which ones a session asks, in which order, and how many in the coming days."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from lalaland_cli.answers import Forecast
from lalaland_cli.recalling.schedule import State, chance

_DAYS = 14  # shown by a forecast

# How long a lesson is known for: the first of these whose limit, in days, exceeds its stability.
_KNOWN = (("days", 7.0), ("weeks", 30.0), ("months", 365.0), ("years", float("inf")))

States = Mapping[str, State]


class Scope(NamedTuple):
    """The themes in question, and what is known of them.

    `themes` maps `collection/id` to the number of each theme, in the order of the list, and
    `states` to the state of each theme that was ever answered. `path` is that of the log, and `day`
    is taken as today.
    """

    themes: Mapping[str, int]
    states: States
    path: str
    day: date


def is_due(state: State | None, day: date) -> bool:
    """Return whether a lesson is due on `day`; one without a state (never answered) always is."""
    return state is None or state.due <= day


def order(scope: Scope, *, every: bool) -> list[str]:
    """Return the themes to ask, in order.

    Those due longest come first, then new ones and, with `every`, those not yet due, the soonest
    first. Ties keep the order of the list.
    """
    states = [(scope.states.get(theme), theme) for theme in scope.themes]
    asked = [(state, theme) for state, theme in states if every or is_due(state, scope.day)]
    return [theme for _, theme in sorted(asked, key=lambda pair: _place(pair[0], scope.day))]


def _place(state: State | None, day: date) -> tuple[int, date]:
    if state is None:
        return 1, day
    return (0 if is_due(state, day) else 2), state.due


def due(scope: Scope) -> int:
    """Return how many themes are due, including new ones."""
    return sum(is_due(scope.states.get(theme), scope.day) for theme in scope.themes)


def coming(scope: Scope) -> tuple[date | None, int]:
    """Return the next day after today on which themes fall due (None if never), and how many do."""
    days = [state.due for state in _known(scope) if state.due > scope.day]
    return (min(days), days.count(min(days))) if days else (None, 0)


def forecast(scope: Scope) -> Forecast:
    """Return how well the themes are known, and how many fall due on each day."""
    day, known = scope.day, _known(scope)
    new = len(scope.themes) - len(known)
    names = Counter(_known_for(state) for state in known)
    days = Counter(max(state.due, day) for state in known) + Counter({day: new})
    fortnight = [day + timedelta(days=ahead) for ahead in range(_DAYS)]
    return Forecast(
        day=day,
        known=(("new", new), *((name, names[name]) for name, _ in _KNOWN)),
        due=tuple((each, days[each]) for each in fortnight),
        later=sum(count for each, count in days.items() if each > fortnight[-1]),
        answers=sum(state.answers for state in known),
        chance=sum(chance(state, day) for state in known) / len(known) if known else None,
    )


def _known(scope: Scope) -> list[State]:
    return [scope.states[theme] for theme in scope.themes if theme in scope.states]


def _known_for(state: State) -> str:
    return next(name for name, below in _KNOWN if state.stability < below)
