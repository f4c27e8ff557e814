"""Answers as JSON. The shapes are documented in docs/json.md and are stable."""

import json
import re
from collections.abc import Callable
from typing import Any

from lalaland_cli.answers import (
    Added,
    Agenda,
    Forecast,
    Hit,
    Lesson,
    Listing,
    Planned,
    Prefaces,
    Report,
    Resolution,
    Schema,
    Search,
    Source,
    Sources,
    Tags,
)
from lalaland_cli.forms.wording import why
from lalaland_cli.model import Entry, Preface, Theme, Work
from lalaland_cli.text.unsafe import UNSAFE


def write(answer: object) -> str:
    """Write an answer as indented JSON with a final newline.

    Non-ASCII letters are kept. Only characters that must not reach a terminal are escaped; a file
    name may hold some.
    """
    value = SHAPES[type(answer)](answer)
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)  # ISO 8601 dates
    return re.sub(UNSAFE, lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def _some(value: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def _theme(theme: Theme) -> dict[str, Any]:
    names = (
        *("number", "id", "collection", "title", "source", "aliases", "tags", "when"),
        *("takeaway", "summary", "examples", "lesson"),
    )
    examples = [example._asdict() for example in theme.examples]
    return _some(theme, *names) | {"source": _work(theme.source), "examples": examples}


def _entry(entry: Entry) -> dict[str, Any]:
    return _some(entry, "number", "id", "collection", "title", "takeaway", "tags")


def _hit(hit: Hit) -> dict[str, Any]:
    """Return id, collection, title, source, score, missing, and matches (field, text, spans)."""
    found = _some(hit.theme, "id", "collection", "title") | {"source": _work(hit.theme.source)}
    return found | _some(hit, "score", "missing") | {"matches": [m._asdict() for m in hit.matches]}


def _preface(preface: Preface) -> dict[str, Any]:
    """Return id, title, language, source (known fields), intro, closing, and themes (a count)."""
    names = ("id", "title", "language", "source", "intro", "closing")
    return _some(preface, *names) | {"source": _work(preface.source), "themes": preface.size}


def _work(work: Work) -> dict[str, Any]:
    """Return the known fields of a work."""
    return {key: value for key, value in work._asdict().items() if value is not None}


def _source(source: Source) -> dict[str, Any]:
    """Return path, in_force, why, and themes (a count)."""
    parts = {"path": source.path, "in_force": source.in_force, "why": why(source)}
    return parts | {"themes": source.themes}


def _planned(row: Planned) -> dict[str, Any]:
    """Return number, id, collection, title, due, last, answers and chance.

    due, last and chance may be null; due and last are dates.
    """
    entry = _some(row.entry, "number", "id", "collection", "title")
    return entry | _some(row, "due", "last", "answers") | {"chance": _rounded(row.chance)}


def _rounded(chance: float | None) -> float | None:
    return chance and round(chance, 4)


def _forecast(answer: Forecast) -> dict[str, Any]:
    """Return date, lessons, answers, chance (or null), known (by length), due (by day), later."""
    return {
        "date": answer.day,
        "lessons": sum(count for _, count in answer.known),
        "answers": answer.answers,
        "chance": _rounded(answer.chance),
        "known": dict(answer.known),
        "due": [{"date": day, "lessons": count} for day, count in answer.due],
        "later": answer.later,
    }


def _prefaces(answer: Prefaces) -> object:
    """Return a single collection as itself, or several as a list."""
    books = [_preface(book) for book in answer.books]
    return books[0] if len(books) == 1 else books


SHAPES: dict[type, Callable[[Any], object]] = {
    Listing: lambda answer: [_entry(entry) for entry in answer.entries],
    Added: lambda answer: _theme(answer.theme),
    Resolution: lambda answer: _theme(answer.theme),
    Lesson: lambda answer: _theme(answer.theme),
    Search: lambda answer: [_hit(hit) for hit in answer.hits],
    Prefaces: _prefaces,
    Sources: lambda answer: [_source(row) for row in answer.rows],
    Tags: lambda answer: [{"tag": tag, "themes": count} for tag, count in answer.counts],
    Report: lambda answer: [
        *(problem._asdict() | {"warning": False} for problem in answer.problems),
        *(warning._asdict() | {"warning": True} for warning in answer.warnings),
    ],
    Schema: lambda answer: answer.value,
    Agenda: lambda answer: [_planned(row) for row in answer.rows],
    Forecast: _forecast,
}
