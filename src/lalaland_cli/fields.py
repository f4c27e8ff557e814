"""The searchable fields of a theme."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from lalaland_cli.model import Theme


class SearchField(NamedTuple):
    """A searchable field.

    `step` says how much a hit counts: themes with a hit in this field rank above all those whose
    hits are on a lower step. It is also the field's weight in BM25. `texts` returns the field's
    texts in a theme.
    """

    name: str
    step: int
    texts: Callable[[Theme], Sequence[str]]


def _source(theme: Theme) -> tuple[str, ...]:
    work = theme.source._replace(link=None)
    return (theme.collection_title, *(str(part) for part in work if part is not None))


def _scenes(theme: Theme) -> list[str]:
    return [f"{e.scene}: {e.shows}" if e.scene else e.shows for e in theme.examples]


SEARCH_FIELDS = (
    SearchField("id", 100, lambda theme: (theme.id,)),
    SearchField("title", 100, lambda theme: (theme.title,)),
    SearchField("aliases", 100, lambda theme: theme.aliases),
    SearchField("when", 100, lambda theme: theme.when),
    SearchField("tags", 20, lambda theme: theme.tags),
    SearchField("source", 20, _source),
    SearchField("takeaway", 20, lambda theme: (theme.takeaway,)),
    SearchField("summary", 1, lambda theme: (theme.summary,)),
    SearchField("scenes", 1, _scenes),
    SearchField("lesson", 1, lambda theme: (theme.lesson,)),
)

FIELDS = tuple(field.name for field in SEARCH_FIELDS)
