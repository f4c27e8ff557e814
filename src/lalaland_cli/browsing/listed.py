"""What stands in the list: all themes, those of a tag, those that a search found, or the tags."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from lalaland_cli.answers import Hit, Listing, Resolution, Search
from lalaland_cli.forms import pages, rows
from lalaland_cli.library import Library
from lalaland_cli.model import Entry, Theme

TagCount = tuple[str, int]

MOST_HITS = 100
_MOST_BESIDE = 100  # themes of a tag, on the page beside the tags


class Listed(NamedTuple):
    """The items of the list, which may be the first of `size`; `total` themes there are in all.

    `search` is what they answer, if it is one; `tag` is one that all have.
    """

    items: Sequence[Entry | Hit | TagCount] = ()
    size: int = 0
    total: int = 0
    tag: str | None = None
    search: Search | None = None
    is_of_tags: bool = False

    def row(self, place: int) -> Any:
        """The text of the row at a place."""
        item = self.items[place]
        if isinstance(item, (Entry, Hit)):
            return rows.theme(item, len(str(self.total)))
        return rows.tag(*item, len(str(self.total)))

    def place_of(self, theme: Theme | None) -> int:
        """Where a theme stands, or what has its number now; the first place if nothing does."""
        if theme is None:
            return 0
        themes = [item.theme if isinstance(item, Hit) else item for item in self.items]
        found = [n for n, item in enumerate(themes) if _is(item, theme)]
        return found[0] if found else min(theme.number - 1, len(themes) - 1)


def _is(item: Entry | Theme | TagCount, theme: Theme) -> bool:
    return isinstance(item, (Entry, Theme)) and item[1:3] == theme[1:3]


def themes(lessons: Library, tag: str | None) -> Listed:
    """All themes, or those of a tag."""
    entries = lessons.entries(tag)
    return Listed(entries, len(entries), len(lessons) if tag else len(entries), tag)


def hits(lessons: Library, items: Sequence[str], most: int) -> Listed:
    """What a search finds, the best of it: `most` hits are there, of at most `MOST_HITS`."""
    found = lessons.search(items, limit=min(most, MOST_HITS))
    return Listed(found.hits, min(found.total, MOST_HITS), len(lessons), search=found)


def tags(lessons: Library) -> Listed:
    """The tags with their numbers of themes."""
    counts = lessons.tags().counts
    return Listed(counts, len(counts), len(lessons), is_of_tags=True)


def theme_of(lessons: Library, item: Entry | Hit) -> Theme:
    """The theme in full."""
    if isinstance(item, Hit):
        return item.theme
    return lessons.find(f"{item.collection}/{item.id}")


def page_of(lessons: Library, item: Entry | Hit | TagCount, items: Sequence[str]) -> pages.Page:
    """What stands beside an item: the theme with the hits of the query marked, or a tag's list."""
    if not isinstance(item, (Entry, Hit)):
        answer = lessons.listing(item[0])
        return pages.listing(Listing(answer.entries[:_MOST_BESIDE], answer.titles))
    theme = theme_of(lessons, item)
    page = pages.theme(Resolution(theme, theme.name))
    return page.marked(lessons.finder(items)) if items else page
