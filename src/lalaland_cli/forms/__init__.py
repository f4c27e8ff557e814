"""The forms in which answers are written.

`json`, `markdown` and `plain` write text; `pages` and `console` render for a screen; `card` and
`html` write documents.
"""

from typing import Literal, NamedTuple

from lalaland_cli.answers import Card, Publication, Schema
from lalaland_cli.system.output import Look

Form = Literal["screen", "plain", "names", "short", "markdown", "json", "copy"]


class Rendering(NamedTuple):
    """A text to write.

    `is_page` tells whether a screen shows it as a page, in a pager if it is tall. `is_styled`
    tells whether it holds style sequences, the only control characters allowed besides line feeds
    and tabs. `encoding` is the encoding it requires, if not the terminal's.
    """

    text: str
    is_page: bool = False
    is_styled: bool = False
    encoding: str | None = None


def rendered(answer: object, form: Form, look: Look) -> Rendering:
    """Return an answer in a form. Answers without a plain form are laid out as on a screen."""
    if form == "json" or isinstance(answer, Schema):
        from lalaland_cli.forms import json

        return Rendering(json.write(answer), encoding="utf-8")
    if form == "markdown":
        from lalaland_cli.forms import markdown

        return Rendering(markdown.write(answer), is_page=True)
    if isinstance(answer, (Card, Publication)):
        return Rendering(document(answer), encoding="utf-8")
    from lalaland_cli.forms import plain

    if form == "copy":
        return Rendering(plain.takeaway(answer))
    if form == "names":
        return Rendering(plain.names(answer))
    if form == "plain" and type(answer) in plain.LINES:
        return Rendering(plain.write(answer))
    from lalaland_cli.forms import console, pages

    if form == "short":
        text = console.sent(pages.SHORT[type(answer)](answer, look.width), look)
        return Rendering(text, is_styled=True)
    if page := pages.PAGES.get(type(answer)):
        text = console.sent(page(answer).lines(look.width), look)
        return Rendering(text, is_page=True, is_styled=True)
    return Rendering(plain.write(answer))


def document(answer: Card | Publication) -> str:
    """Return a card as SVG, or a publication as one HTML page, whatever it is written to."""
    if isinstance(answer, Card):
        from lalaland_cli.forms import card

        return card.svg(answer)
    from lalaland_cli.forms import html

    return html.page(answer)
