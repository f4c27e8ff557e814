"""Lines of the full-screen app: list rows and key hints."""

from collections.abc import Sequence

from rich.text import Text

from lalaland_cli.answers import Hit
from lalaland_cli.model import Entry

_NAME = "cyan"
_HIT = "bold underline"
_KEY = "bold cyan"
_COLLECTION = "bold underline"
_GAP = "  "


def theme(item: Entry | Hit, digits: int) -> Text:
    """Return the number and title of a theme, with search hits in the title marked."""
    if isinstance(item, Entry):
        return _row(item.number, digits, Text(item.title))
    title = Text(item.theme.title)
    whole = (match for match in item.matches if match.text == title.plain)
    for start, end in (span for match in whole for span in match.spans):
        title.stylize(_HIT, start, end)
    return _row(item.theme.number, digits, title)


def tag(name: str, count: int, digits: int) -> Text:
    """Return the number of themes with a tag, and the tag."""
    return _row(count, digits, Text(name))


def collection(title: str) -> Text:
    """Return the title of a collection, the heading of its themes."""
    return Text.assemble((title, _COLLECTION))


def _row(number: int, digits: int, text: Text) -> Text:
    return Text.assemble((f"{number:>{digits}}", _NAME), _GAP, text)


def choice(row: Text, width: int, *, chosen: bool, active: bool) -> Text:
    """Return a list row truncated to the width; the chosen one is marked, reversed if `active`."""
    line = Text.assemble("› " if chosen else _GAP, row)
    line.truncate(width, overflow="ellipsis", pad=True)
    if chosen:
        line.stylize("default reverse" if active else "bold")
    return line


def heading(row: Text, width: int) -> Text:
    """Return a row that cannot be chosen, truncated to the width."""
    row.truncate(width, overflow="ellipsis", pad=True)
    return row


def hints(keys: Sequence[tuple[str, str]]) -> list[Text]:
    """Return a hint for each key, with what it does, to be shown on one line."""
    return [Text.assemble((key, _KEY), " ", what) for key, what in keys]


def table(keys: Sequence[tuple[str, str]]) -> list[tuple[Text, Text]]:
    """Return keys and what they do, in two columns."""
    width = max(len(key) for key, _ in keys)
    return [(Text.assemble("  ", (key.ljust(width), _KEY), _GAP), Text(what)) for key, what in keys]
