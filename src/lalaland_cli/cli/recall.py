"""The `recall` command, which asks lessons again when they are due."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from lalaland_cli.answers import Agenda, Forecast, Planned, Tally, Text, Written
from lalaland_cli.cli import log_messages
from lalaland_cli.cli.frame import Asked, answers
from lalaland_cli.cli.options import (
    DATE,
    DEFAULT_LIMIT,
    Collection,
    Tag,
    complete_name_or_collection,
    limit,
)
from lalaland_cli.cli.session import Session
from lalaland_cli.errors import LalalandError
from lalaland_cli.library import Library
from lalaland_cli.model import Preface
from lalaland_cli.reading import sources
from lalaland_cli.system import folders

if TYPE_CHECKING:
    from lalaland_cli.recalling import agenda

Name = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME]...",
        autocompletion=complete_name_or_collection,
        help="One theme or collection, whether it is due or not.",
    ),
]
Limit = Annotated[int, limit("How many lessons")]
All_ = Annotated[bool, typer.Option("--all", help="Include lessons that are not due.")]
Due = Annotated[bool, typer.Option("--due", help="Write only how many are due.")]
Stats = Annotated[
    bool, typer.Option("--stats", help="Show how well you know them, and when they are due.")
]
Export = Annotated[
    tuple[str, str] | None,
    typer.Option("--export", metavar="anki FILE", help="Export the lessons as an Anki deck."),
]
Day = Annotated[date | None, typer.Option("--date", help="Use this date as today.", **DATE)]


@answers("json")
def recall(
    session: Session,
    lessons: Library,
    asked: Asked,
    name: Name = None,
    tag: Tag = None,
    collection: Collection = None,
    most: Limit = DEFAULT_LIMIT,
    all_: All_ = False,
    due: Due = False,
    stats: Stats = False,
    export: Export = None,
    day: Day = None,
) -> Tally | Agenda | Forecast | Text | Written | None:
    """Review the lessons that are due.

      lalaland recall           what is due, ten at most
      lalaland recall failure   one theme, due or not
      lalaland recall --due     how many are due, for a shell's prompt
      lalaland recall --stats   how well you know them, and when they are due

    You see the scenes and recall what they teach. Enter shows the lesson; then press 1, 2, 3 or 4
    for how well you knew it. The better you knew it, the longer until it comes back.
    """
    if due + stats + bool(export) > 1:
        raise typer.BadParameter("give only one of --due, --stats and --export")
    themes = _themes(lessons, name, tag, collection)
    if export:
        return _exported(lessons, themes, *export)
    if due and asked is None:
        return _number_due(themes, day or date.today())
    from lalaland_cli.recalling import agenda

    scope = _scope(session, lessons, themes, day or date.today())
    if stats:
        return agenda.forecast(scope)
    every = (all_ or bool(name)) and not due
    chosen = agenda.order(scope, every=every)
    if asked:
        return _agenda(lessons, scope, chosen)
    from lalaland_cli.cli import dialogue

    return dialogue.hold(session, lessons, scope, chosen[: most or None])


def _themes(
    lessons: Library,
    name: list[str] | None,
    tag: str | None,
    collection: str | None,
) -> dict[str, int]:
    if not name:
        return lessons.keys(tag, collection)
    if tag is not None:
        raise typer.BadParameter("give names or --tag, not both")
    # Do not show which name matched: that would give the answer away.
    typed = " ".join(name)
    found = lessons.subject(typed) if collection is None else lessons.find(typed, collection)
    if isinstance(found, Preface):
        return lessons.keys(None, found.id)
    return {f"{found.collection}/{found.id}": found.number}


def _number_due(themes: Iterable[str], day: date) -> Text:
    """Count the due themes, without notes about the log, which do not belong in a shell prompt."""
    from lalaland_cli.recalling import known

    days = known.due_days(folders.answers(os.environ), folders.cache(os.environ))
    return Text(str(sum(days.get(theme, day) <= day for theme in themes)))


def _scope(session: Session, lessons: Library, themes: dict[str, int], day: date) -> "agenda.Scope":
    """Return what is known of the themes; note unreadable lines and missing themes of the log."""
    from lalaland_cli.recalling import agenda, log, schedule

    path = folders.answers(os.environ)
    history = log.read(path)
    states = schedule.states(history.reviews)
    for message in log_messages.unread(path, history.unread):
        session.note(message)
    # With other files named or some skipped, a missing theme may still exist.
    is_whole = not (sources.asked(session.files, os.environ) or lessons.skipped)
    gone = sorted(states.keys() - lessons.keys().keys() - history.gone)
    if gone and is_whole:
        session.note(log_messages.gone(path, gone))
        with suppress(LalalandError):  # then the message is repeated next time
            for theme in gone:
                log.note_gone(path, theme, datetime.now().astimezone())
    return agenda.Scope(themes, states, path, day)


def _agenda(lessons: Library, scope: "agenda.Scope", chosen: Sequence[str]) -> Agenda:
    from lalaland_cli.recalling import schedule

    entries = {f"{entry.collection}/{entry.id}": entry for entry in lessons.entries()}
    rows = []
    for theme in chosen:
        if state := scope.states.get(theme):
            chance = schedule.chance(state, scope.day)
            rows.append(Planned(entries[theme], state.due, state.last, state.answers, chance))
        else:
            rows.append(Planned(entries[theme]))
    return Agenda(tuple(rows))


def _exported(lessons: Library, themes: dict[str, int], program: str, path: str) -> Written:
    if program != "anki" or path.startswith("-"):
        raise typer.BadParameter("write --export anki FILE")
    from lalaland_cli.forms.wording import origin
    from lalaland_cli.recalling.question import question
    from lalaland_cli.writing import anki

    found = (lessons.find(str(number)) for number in themes.values())
    return anki.export(((question(theme), origin(theme)) for theme in found), path)
