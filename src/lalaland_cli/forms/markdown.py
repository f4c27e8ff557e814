"""Answers as Markdown. Content is data: what Markdown would take for markup is escaped."""

import re
from collections.abc import Callable
from typing import Any

from lalaland_cli.answers import Lesson, Prefaces, Resolution
from lalaland_cli.forms.wording import counted, credit, origin
from lalaland_cli.model import Example, Preface, Theme

_MARKUP = r"([\\`*_\[\]<>&#~|])|(?m:^( *)([+\-=]|[0-9]+(?=[.)])))"


def write(answer: object) -> str:
    """An answer as a Markdown document."""
    return DOCUMENTS[type(answer)](answer)


def _theme(theme: Theme) -> str:
    scenes = (part for example in theme.examples for part in _example(example))
    parts = [
        f"# {_plain(theme.title)}",
        f"> {_plain(theme.takeaway)}",
        f"*{_plain(origin(theme))}*",
        "\n".join(f"- {_plain(situation)}" for situation in theme.when),
        _plain(theme.summary),
        "## Scenes" if theme.examples else "",
        *scenes,
        "## Lesson",
        _plain(theme.lesson),
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


DOCUMENTS: dict[type, Callable[[Any], str]] = {
    Resolution: lambda answer: _theme(answer.theme),
    Lesson: lambda answer: _theme(answer.theme),
    Prefaces: lambda answer: "\n".join(map(_preface, answer.books)),
}
