"""Contents of the list: all themes, those with a tag, the hits of a search, or the tags."""

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from lalaland_cli.answers import Hit, Listing, Resolution, Search
from lalaland_cli.forms import pages, rows
from lalaland_cli.library import Library
from lalaland_cli.model import Entry, Theme

TagCount = tuple[str, int]

MOST_HITS = 100
_MOST_BESIDE = 100  # themes shown beside a tag
_SHORT = 2  # letters; a word no longer than this is not taken as a prefix


Item = Entry | Hit | TagCount | str


class Listed(NamedTuple):
    """The items of the list: all `size` of them, or only the first.

    `total` counts the themes of the library. `search` is the search that found the items, if any,
    and `words` its query; `tag` is the tag that they share. `headings` are the places of collection
    titles, which cannot be chosen.
    """

    items: Sequence[Item] = ()
    size: int = 0
    total: int = 0
    tag: str | None = None
    search: Search | None = None
    is_of_tags: bool = False
    headings: Collection[int] = ()
    words: Sequence[str] = ()

    def row(self, place: int) -> Any:
        """Return the text of the row at a place."""
        item = self.items[place]
        if isinstance(item, str):
            return rows.collection(item)
        if isinstance(item, (Entry, Hit)):
            return rows.theme(item, len(str(self.total)))
        return rows.tag(*item, len(str(self.total)))

    def place_of(self, theme: Theme | None) -> int:
        """Return the place of a theme, or of the one that now has its number, else 0."""
        wanted = [(theme.collection, theme.id), theme.number] if theme else []
        known = [(place, _known_by(item)) for place, item in enumerate(self.items)]
        found = (place for name in wanted for place, names in known if name in names)
        return next(found, 0)

    @property
    def places(self) -> list[int]:
        """The places that can be chosen."""
        return [place for place in range(self.size) if place not in self.headings]


def _known_by(item: Item) -> tuple[object, ...]:
    theme = item.theme if isinstance(item, Hit) else item
    return ((theme.collection, theme.id), theme.number) if isinstance(theme, (Entry, Theme)) else ()


def themes(lessons: Library, tag: str | None) -> Listed:
    """List all themes, or those with a tag, under their collections if there are several."""
    answer = lessons.listing(tag)
    total = len(lessons) if tag else len(answer.entries)
    if len(answer.titles) < 2:
        return Listed(answer.entries, len(answer.entries), total, tag)
    items: list[Item] = []
    headings = set()
    for collection, group in groupby(answer.entries, lambda entry: entry.collection):
        headings.add(len(items))
        items += [answer.titles[collection], *group]
    return Listed(items, len(items), total, tag, headings=headings)


def found(
    lessons: Library, words: Sequence[str], tag: str | None, most: int, *, typing: bool
) -> Listed:
    """List the hits of a search or, if there are no words, the themes with a tag or all themes.

    While the last word is being typed, it is ignored if it is too short to be taken as a prefix
    and no lesson has it as a word.
    """
    whole = words[:-1] if typing and words and _is_too_short(lessons, words[-1]) else words
    return hits(lessons, whole, most) if whole else themes(lessons, tag)


def _is_too_short(lessons: Library, word: str) -> bool:
    return word.isascii() and len(word) <= _SHORT and not lessons.knows(word)


def hits(lessons: Library, words: Sequence[str], most: int) -> Listed:
    """List the best hits of a search, at most `MOST_HITS`, of which the first `most` are loaded."""
    # A row shows only the title.
    answer = lessons.search(words, limit=min(most, MOST_HITS), excerpts=("title",))
    size = min(answer.total, MOST_HITS)
    return Listed(answer.hits, size, len(lessons), search=answer, words=words)


def tags(lessons: Library) -> Listed:
    """List the tags with their numbers of themes."""
    counts = lessons.tags().counts
    return Listed(counts, len(counts), len(lessons), is_of_tags=True)


def theme_of(lessons: Library, item: Entry | Hit) -> Theme:
    """Return an item's theme in full."""
    if isinstance(item, Hit):
        return item.theme
    return lessons.find(f"{item.collection}/{item.id}")


def page_of(lessons: Library, item: Entry | Hit | TagCount, search: Search | None) -> pages.Page:
    """Return the page beside an item: its theme with search hits marked, or a tag's themes."""
    if not isinstance(item, (Entry, Hit)):
        answer = lessons.listing(item[0])
        return pages.listing(Listing(answer.entries[:_MOST_BESIDE], answer.titles))
    theme = theme_of(lessons, item)
    page = pages.theme(Resolution(theme, theme.name))
    return page.marked(search.spans) if search else page
