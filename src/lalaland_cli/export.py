"""Themes and answers as JSON and Markdown: pure functions from values to text."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lalaland_cli.errors import Problem
from lalaland_cli.model import Entry, Hit, Preface, Theme, Work
from lalaland_cli.shape import UNSAFE

if TYPE_CHECKING:
    from lalaland_cli.survey import Source

# Content is data: what Markdown would take for markup is escaped.
_MARKUP = r"([\\`*_\[\]<>&#~|])|(?m:^( *)([+\-=]|[0-9]+(?=[.)])))"


def to_json(value: object) -> str:
    """Any of the shapes below as JSON text, readable, in its own letters, with a last newline.

    Only what must not reach a terminal, such as a file's name may hold, is escaped.
    """
    import json

    text = json.dumps(value, ensure_ascii=False, indent=2)
    return re.sub(UNSAFE, lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def theme(theme: Theme) -> dict[str, Any]:
    """number, id, collection, title, aliases, tags, takeaway, summary, examples, lesson."""
    return {
        "number": theme.number,
        "id": theme.id,
        "collection": theme.collection,
        "title": theme.title,
        "aliases": list(theme.aliases),
        "tags": list(theme.tags),
        "takeaway": theme.takeaway,
        "summary": theme.summary,
        "examples": [example._asdict() for example in theme.examples],
        "lesson": theme.lesson,
    }


def entry(entry: Entry) -> dict[str, Any]:
    """number, id, collection, title, takeaway, tags."""
    keys = ("number", "id", "collection", "title", "takeaway")
    return {key: getattr(entry, key) for key in keys} | {"tags": list(entry.tags)}


def hit(hit: Hit) -> dict[str, Any]:
    """id, collection, title, score, and matches: field, text, spans."""
    return {
        "id": hit.theme.id,
        "collection": hit.theme.collection,
        "title": hit.theme.title,
        "score": hit.score,
        "matches": [match._asdict() for match in hit.matches],
    }


def preface(preface: Preface) -> dict[str, Any]:
    """id, title, source (what is known of it), intro, closing, themes (how many)."""
    source = {key: value for key, value in preface.source._asdict().items() if value is not None}
    return {
        "id": preface.id,
        "title": preface.title,
        "source": source,
        "intro": preface.intro,
        "closing": preface.closing,
        "themes": preface.size,
    }


def problem(problem: Problem) -> dict[str, Any]:
    """path, line, column (both 0 for the whole file), what, remedy."""
    return problem._asdict()


def source(source: "Source") -> dict[str, Any]:
    """path, in_force, why, themes (how many)."""
    return source._asdict()


def summary(files: int, problems: Sequence[Problem]) -> str:
    """The last line of a check: how many problems there are, and in how many files."""
    if not problems:
        return f"{_count(files, 'file')}, no problems"
    faulty = len({problem.path for problem in problems})
    return f"{_count(len(problems), 'problem')} in {_count(faulty, 'file')}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def theme_markdown(theme: Theme) -> str:
    """A theme as a Markdown document."""
    scenes = (f"### {_plain(x.scene)}\n\n{_plain(x.shows)}" for x in theme.examples)
    parts = [
        f"# {_plain(theme.title)}",
        f"> {_plain(theme.takeaway)}",
        _plain(theme.summary),
        "## Scenes",
        *scenes,
        "## Lesson",
        _plain(theme.lesson),
    ]
    return "\n\n".join(parts) + "\n"


def preface_markdown(preface: Preface) -> str:
    """What a collection says of itself as a Markdown document."""
    parts = [
        f"# {_plain(preface.title)}",
        _plain(credit(preface.source)),
        _plain(preface.intro),
        f"{_count(preface.size, 'theme')} in the collection `{preface.id}`.",
        _plain(preface.closing),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def credit(work: Work) -> str:
    """A work on one line: `La La Land (2016), directed by Damien Chazelle`."""
    title = work.film or work.book or work.talk or work.series or ""
    year = f"({work.year})" if title and work.year is not None else str(work.year or "")
    people = (("directed by", work.director), ("by", work.author), ("given by", work.speaker))
    by = (f"{how} {who}" for how, who in people if who)
    return ", ".join(filter(None, (" ".join(filter(None, (title, year))), *by, work.link)))


def columns(*values: object) -> str:
    """A line of tab-separated values, of which none holds a tab or a line of its own."""
    return "\t".join(map(str, values))


def _plain(text: str) -> str:
    return re.sub(_MARKUP, lambda m: f"\\{m[1]}" if m[1] else _escaped_start(m[2], m[3]), text)


def _escaped_start(indent: str, mark: str) -> str:
    return f"{indent}{mark}\\" if mark.isdigit() else f"{indent}\\{mark}"


def several(values: Sequence[object]) -> object:
    """The value itself where there is one, else the list of all."""
    return values[0] if len(values) == 1 else list(values)
