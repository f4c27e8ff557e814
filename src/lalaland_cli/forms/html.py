"""Publications as HTML: a single page, or an index and a page per theme.

Pages are self-contained: they load nothing, and their Content-Security-Policy allows only their
own style and script, and embedded pictures. Content is data, which Jinja2 escapes everywhere. The
same publication always gives the same bytes.
"""

import base64
import hashlib
import os
import re
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lalaland_cli.answers import Publication
from lalaland_cli.forms.prose import paragraphs
from lalaland_cli.forms.wording import counted, credit
from lalaland_cli.model import Preface, Theme
from lalaland_cli.text.script import direction, spoken
from lalaland_cli.text.unsafe import visible

INDEX = "index.html"

_TEMPLATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates")
_LONGEST_DESCRIPTION = 200  # characters; roughly what search engines and messengers show
_MOST_NAMED = 3
_ITEM = re.compile(r"\s*(?:(?P<bullet>[-*•–])|(?P<number>[0-9]+)[.)])\s+(?P<text>.*)")


class Block(NamedTuple):
    """The lines of a paragraph (`p`), or the items of a list (`ul`, or `ol` from `start`)."""

    tag: str
    lines: tuple[str, ...]
    start: str = ""


class Tag(NamedTuple):
    """A tag, its anchor in a page, and its themes."""

    name: str
    anchor: str
    themes: tuple[Theme, ...]


def page(answer: Publication) -> str:
    """Write a publication as a single page."""
    themes = _themes(answer)
    if len(themes) == 1:
        return _theme_page(_shared(answer), themes[0], None)
    return _overview("page.html", answer)


def site(answer: Publication) -> Iterator[tuple[str, str]]:
    """Yield the (path, text) of the index and of each theme's page, in a folder per collection."""
    yield INDEX, _overview("index.html", answer)
    themes, shared = _themes(answer), _shared(answer)
    beside = zip([None, *themes], themes, [*themes[1:], None], strict=False)
    for before, theme, after in beside:
        yield path(theme), _theme_page(shared, theme, f"../{INDEX}", before, after)


def path(theme: Theme) -> str:
    """Return the path of a theme's page in a site, whatever other collections the site has."""
    return f"{theme.collection}/{theme.id}.html"


def _overview(template: str, answer: Publication) -> str:
    """Render a template that covers all themes."""
    shared = _shared(answer)
    return _rendered(template, shared, title=_title(answer), description=_description(answer))


def _theme_page(
    shared: Mapping[str, Any],
    theme: Theme,
    up: str | None,
    before: Theme | None = None,
    after: Theme | None = None,
) -> str:
    """Render a theme on a page of its own. `up` links to the index, if there is one."""
    return _rendered(
        "theme.html",
        shared,
        title=theme.title,
        description=_short(theme.takeaway),
        theme=theme,
        up=up,
        before=before,
        after=after,
    )


def _themes(answer: Publication) -> list[Theme]:
    return [theme for chapter in answer.chapters for theme in chapter.themes]


def _shared(answer: Publication) -> dict[str, Any]:
    """Return the template variables that all pages of a publication share."""
    tags = _tags(answer)
    return {
        "chapters": answer.chapters,
        "several": len(answer.chapters) > 1,
        "spoken": {chapter.preface.id: chapter.preface.language for chapter in answer.chapters},
        "tags": tags,
        "anchors": {tag.name: tag.anchor for tag in tags},
    }


def _rendered(template: str, shared: Mapping[str, Any], *, title: str, **values: Any) -> str:
    made = _environment().get_template(template)
    return made.render(shared, title=title, way=direction(title), **values)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    style, script = (_source(name) for name in ("style.css", "script.js"))
    made.globals |= {
        "style": style,
        "script": script,
        "policy": _policy(style, script),
        "speech": _speech,
        "links_to": _links_to,
    }
    made.filters |= {
        "blocks": _blocks,
        "counted": counted,
        "credit": _credit,
        "path": path,
    }
    return made


def _source(name: str) -> str:
    with open(os.path.join(_TEMPLATES, name), encoding="utf-8") as file:
        return f"\n{file.read()}"


def _policy(style: str, script: str) -> str:
    """Return a Content-Security-Policy for this style, this script and embedded pictures."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _shown(value: object) -> object:
    """Return a template's value with unsafe characters made visible, as in every other form."""
    return visible(value) if type(value) is str else value


def _speech(given: str, *texts: str) -> dict[str, str]:
    """Return `lang` and `dir` attributes; `given` is used unless the script rules it out."""
    text = " ".join(texts)
    tongue = spoken(text, given)
    return ({"lang": tongue} if tongue else {}) | {"dir": direction(text)}


def _blocks(text: str) -> Iterator[Block]:
    """Yield a text's paragraphs and lists; items separated by blank lines form one list."""
    items = [_item(line, place) for place, lines in enumerate(paragraphs(text)) for line in lines]
    for (tag, _), group in groupby(items, lambda item: item[0]):
        numbers, texts = zip(*(item[1:] for item in group), strict=True)
        yield Block(tag, texts, numbers[0])


def _item(line: str, place: int) -> tuple[tuple[str, int], str, str]:
    """Return the (tag, paragraph) of a line's block, its number in a list, and its text."""
    found = _ITEM.fullmatch(line)
    if not found:
        return ("p", place), "", line.strip()
    return ("ul" if found["bullet"] else "ol", 0), found["number"] or "", found["text"]


def _credit(preface: Preface) -> str:
    """Return the credit without its link, which is set apart; empty if it repeats the title."""
    said = credit(preface.source._replace(link=None))
    return "" if said == preface.title else said


def _links_to(link: str | None) -> str:
    """Return a link if it is a web address, else nothing: never a script."""
    return link if link and re.match("https?://", link, re.IGNORECASE) else ""


def _tags(answer: Publication) -> list[Tag]:
    """Return every tag in alphabetical order. Its anchor cannot clash with a theme's."""
    themes: dict[str, list[Theme]] = {}
    for theme in _themes(answer):
        for tag in dict.fromkeys(theme.tags):
            themes.setdefault(tag, []).append(theme)
    names = sorted(themes, key=lambda tag: (tag.lower(), tag))
    return [
        Tag(name, f"_tag-{number}", tuple(themes[name])) for number, name in enumerate(names, 1)
    ]


def _title(answer: Publication) -> str:
    """Return the page's title: that of its collection, or one that names its collections' works."""
    chapters = answer.chapters
    if len(chapters) == 1:
        return chapters[0].preface.title
    if len(chapters) > _MOST_NAMED:
        return f"Lessons from {len(chapters)} collections"
    books = [chapter.preface for chapter in chapters]
    *others, last = dict.fromkeys(book.source.title or book.title for book in books)
    return f"Lessons from {' and '.join(filter(None, (', '.join(others), last)))}"


def _description(answer: Publication) -> str:
    """Return the description that a search engine or a messenger shows below the title."""
    first = answer.chapters[0]
    if first.is_whole and first.preface.intro and len(answer.chapters) == 1:
        return _short(first.preface.intro)
    return _short(" ".join(theme.takeaway for theme in _themes(answer)))


def _short(text: str) -> str:
    return textwrap.shorten(text, _LONGEST_DESCRIPTION, placeholder=" …")
