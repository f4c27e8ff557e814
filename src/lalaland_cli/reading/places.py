"""The lines of each theme and key in a lesson file, for changing one of them in place."""

import codecs
import re
from typing import Any, NamedTuple

import yaml

from lalaland_cli.reading.nodes import Loader

# YAML's line breaks; a lesson file may not contain the others that `str.splitlines` knows.
_LINE = r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+"


class Source(NamedTuple):
    """A file as text: its lines with their line endings, its byte order mark and encoding."""

    lines: tuple[str, ...]
    mark: bytes
    encoding: str

    def encoded(self, *lines: str) -> bytes:
        """Return other lines as bytes, in this file's encoding and with its byte order mark.

        Lines without an end get that of the first line; the last line has one only if it had one.
        """
        first, last = self.lines[0], self.lines[-1]
        end = first[len(first.rstrip("\r\n")) :] or "\n"
        ended = [line if line.endswith(("\n", "\r")) else f"{line}{end}" for line in lines]
        if not last.endswith(("\n", "\r")):
            ended[-1] = ended[-1].rstrip("\r\n")
        return self.mark + "".join(ended).encode(self.encoding)


class Place(NamedTuple):
    """The first and last lines of a theme or key, from 0; a theme begins at its hyphen."""

    first: int
    last: int


class Layout(NamedTuple):
    """The line of the key `themes`, the column of its hyphens, and the place of each theme.

    `why_not` says why themes cannot be added or removed line by line; it is empty if they can.
    """

    key: int
    column: int
    themes: tuple[Place, ...]
    why_not: str = ""


def source(data: bytes) -> Source:
    """Decode a file, which must be valid."""
    marks = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
    marks[codecs.BOM_UTF8] = "utf-8"
    mark = next((mark for mark in marks if data.startswith(mark)), b"")
    encoding = marks.get(mark, "utf-8")
    text = data.removeprefix(mark).decode(encoding)
    return Source(tuple(re.findall(_LINE, text)), mark, encoding)


def layout(lines: tuple[str, ...]) -> Layout:
    """Locate the themes in the lines of a file, which must be valid."""
    root = _composed(lines)
    if root.flow_style:
        return Layout(0, 0, (), "the whole file is written in braces")
    key, node = next(pair for pair in root.value if pair[0].value == "themes")
    line = key.start_mark.line
    if node.value and node.flow_style:
        return Layout(line, 0, (), "its themes are written in brackets")
    if not node.value:
        text = lines[line].rstrip("\r\n")
        why_not = "" if re.fullmatch(r"themes: \[\](\s+#.*)?\s*", text) else _NOT_AS_WE_DO
        return Layout(line, _USUAL_COLUMN, (), why_not)
    column = node.start_mark.column
    return Layout(line, column, tuple(_place(lines, item, column) for item in node.value))


def keys(lines: tuple[str, ...]) -> dict[str, Place]:
    """Return the place of each top-level key and its value; empty if written in braces."""
    root = _composed(lines)
    if root.flow_style:
        return {}
    starts = {key.value: (key.start_mark.line, value) for key, value in root.value}
    return {name: _extent(lines, first, value, 0) for name, (first, value) in starts.items()}


def _composed(lines: tuple[str, ...]) -> Any:
    text = "".join(line.rstrip("\r\n") + "\n" for line in lines)
    return yaml.compose(text, Loader=Loader)


_USUAL_COLUMN = 2
_NOT_AS_WE_DO = "its empty list of themes is not written as `themes: []`"


def _place(lines: tuple[str, ...], item: yaml.Node, column: int) -> Place:
    first = item.start_mark.line
    while lines[first][:column].strip() or lines[first][column : column + 1] != "-":
        first -= 1
    return _extent(lines, first, item, column)


def _extent(lines: tuple[str, ...], first: int, node: yaml.Node, column: int) -> Place:
    """Return the lines, from the first on, of the item in `column` that ends with the node."""
    # The node ends where the next token begins; the item keeps what lies between only up to the
    # last comment indented further than its column.
    last = node.end_mark.line if node.end_mark.column > column else node.end_mark.line - 1
    while last > first and not _belongs(lines[last] if last < len(lines) else "", column):
        last -= 1
    return Place(first, last)


def _belongs(line: str, column: int) -> bool:
    text = line.strip()
    indent = len(line) - len(line.lstrip(" "))
    return bool(text) and (indent > column or not text.startswith("#"))
