"""Answers as Markdown. Content is data, so any Markdown syntax in it is escaped."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from lalaland_cli.answers import Hit, Lesson, Listing, Match, Prefaces, Resolution, Search
from lalaland_cli.forms.wording import counted, credit, origin
from lalaland_cli.model import Entry, Example, Preface, Theme

_MARKUP = r"([\\`*_\[\]<>&#~|])|(?m:^( *)([+\-=]|[0-9]+(?=[.)])))"


def write(answer: object) -> str:
    """Write an answer as a Markdown document."""
    return DOCUMENTS[type(answer)](answer)


def _theme(theme: Theme) -> str:
    scenes = (part for example in theme.examples for part in _example(example))
    parts = [
        f"# {_plain(theme.title)}",
        f"> {_plain(theme.takeaway)}",
        f"*{_plain(origin(theme))}*",
        _plain(theme.summary),
        "## Scenes" if theme.examples else "",
        *scenes,
        "## Lesson",
        _plain(theme.lesson),
        "## When it helps" if theme.when else "",
        "\n".join(f"- {_plain(situation)}" for situation in theme.when),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _example(example: Example) -> tuple[str, str]:
    return f"### {_plain(example.scene)}" if example.scene else "", _plain(example.shows)


def _preface(preface: Preface) -> str:
    parts = [
        f"# {_plain(preface.title)}",
        _plain(credit(preface.source)),
        _plain(preface.intro),
        f"{counted(preface.size, 'theme')} in the collection `{preface.id}`.",
        _plain(preface.closing),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _plain(text: str) -> str:
    return re.sub(_MARKUP, lambda m: f"\\{m[1]}" if m[1] else _escaped_start(m[2], m[3]), text)


def _escaped_start(indent: str, mark: str) -> str:
    return f"{indent}{mark}\\" if mark.isdigit() else f"{indent}\\{mark}"


def _entry(entry: Entry) -> str:
    return f"{entry.number}. **{_plain(entry.title)}** (`{entry.name}`): {_plain(entry.takeaway)}"


def _listing(answer: Listing) -> str:
    return "".join(f"{_entry(entry)}\n" for entry in answer.entries)


def _hit(hit: Hit) -> str:
    parts = [
        f"## {_plain(hit.theme.title)}",
        f"> {_plain(hit.theme.takeaway)}",
        f"*{_plain(origin(hit.theme))}*",
        "\n".join(f"- {match.field}: {_marked(match)}" for match in hit.matches),
    ]
    return "\n\n".join(parts) + "\n"


def _marked(match: Match) -> str:
    """Return an excerpt with its hits in bold."""
    cuts = [0, *(place for span in match.spans for place in span), len(match.text)]
    pieces = [_plain(match.text[start:end]) for start, end in pairwise(cuts)]
    return "".join(f"**{piece}**" if place % 2 else piece for place, piece in enumerate(pieces))


DOCUMENTS: dict[type, Callable[[Any], str]] = {
    Resolution: lambda answer: _theme(answer.theme),
    Lesson: lambda answer: _theme(answer.theme),
    Listing: _listing,
    Search: lambda answer: "\n".join(map(_hit, answer.hits)),
    Prefaces: lambda answer: "\n".join(map(_preface, answer.books)),
}
