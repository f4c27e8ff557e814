"""Parsing of a lesson file into a `Collection`, or into a list of its problems."""

import codecs
import gc
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import yaml

from lalaland_cli.errors import Problem, UnusableFile
from lalaland_cli.model import Collection, Example, Preface, Theme, Work
from lalaland_cli.reading import format as lesson
from lalaland_cli.reading.nodes import GivenUp, NotYaml, Reader, short
from lalaland_cli.text import words

Nodes = dict[str, yaml.Node]


class Found(NamedTuple):
    """A theme, its nodes by key, and the reader that read it."""

    reader: Reader
    nodes: Nodes
    theme: Theme


class Read(NamedTuple):
    """The result of reading a file.

    `collection` is None if reading stopped early, and usable only if there are no problems.
    """

    collection: Collection | None
    problems: Sequence[Problem]
    warnings: Sequence[Problem]


_LONGEST_ID = 60


def parse(data: bytes, path: str) -> Collection:
    """Return the collection in `data`, the content of the file that the user calls `path`.

    A collection without an `id` gets one from the file name, if possible. Raises `UnusableFile`
    with every problem in the file, in order of position.
    """
    read = inspect(data, path, warns=False)
    if read.problems or read.collection is None:
        raise UnusableFile(read.problems)
    return read.collection


def inspect(data: bytes, path: str, *, warns: bool = True) -> Read:
    """Parse as `parse` does, but return the problems, and warnings too if `warns` is set."""
    with _paused_collector():
        try:
            return _read(Reader(path, normalised(data, path), warns=warns))
        except UnusableFile as fault:
            return Read(None, fault.problems, ())


def _read(reader: Reader) -> Read:
    collection = None
    problems = reader.problems
    try:
        collection = _collection(reader, reader.compose())
    except NotYaml:
        from lalaland_cli.reading import salvage

        problems = salvage.problems(reader)
    except GivenUp:
        pass
    return Read(collection, sorted(problems, key=lambda p: (p.line, p.column)), reader.warnings)


@contextmanager
def _paused_collector() -> Iterator[None]:
    """Pause the garbage collector: parsing creates many objects and discards none.

    Repeated scans of them took two thirds of the time to parse a large file.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def normalised(data: bytes, path: str) -> bytes:
    """Return `data` as plain UTF-8 with line feeds.

    It may be UTF-8, with or without a byte order mark, or UTF-16 with one. Raises `UnusableFile`.
    """
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-16" if utf16 else "utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
        place = (0, 0) if utf16 else (line, column)
        problem = Problem(path, *place, "not UTF-8 text", "save the file as UTF-8")
        raise UnusableFile([problem]) from None
    if not utf16 and "\r" not in text:
        return data
    return text.replace("\r\n", "\n").replace("\r", "\n").encode()


def _collection(reader: Reader, root: yaml.Node) -> Collection:
    nodes = reader.fields(root, lesson.COLLECTION, "the collection")
    values = _values(reader, nodes, lesson.COLLECTION)
    if "id" not in nodes:
        values["id"] = _name_of(reader.path)
        if not values["id"]:
            remedy = "add `id:`, since none can be derived from the file name"
            reader.wrong(root, "the collection has no `id`", remedy)
    found: Sequence[Found] = values.pop("themes")
    note_clashes(found)
    book = Preface(**values, size=len(found))
    ids = _ids([theme for *_, theme in found])
    themes = (
        theme._replace(
            id=name, name=name, collection=book.id, collection_title=book.title, source=book.source
        )
        for name, (*_, theme) in zip(ids, found, strict=True)
    )
    return Collection(book, tuple(themes))


def _name_of(path: str) -> str:
    return words.slug(os.path.splitext(os.path.basename(path))[0] if path != "-" else "stdin")


def _values(reader: Reader, nodes: Nodes, fields: tuple[lesson.Field, ...]) -> dict[str, Any]:
    """Return the value of each field, read according to its kind; an empty one if it is absent."""
    return {
        field.name: _READERS[field.kind](reader, nodes[field.name], field.name)
        if field.name in nodes
        else _EMPTY.get(field.kind, "")
        for field in fields
    }


def _work(reader: Reader, node: yaml.Node, name: str) -> Work:
    nodes = reader.fields(node, lesson.SOURCE, f"`{name}`")
    values = _values(reader, nodes, lesson.SOURCE)
    return Work(**{name: values[name] for name in nodes})


def _themes(reader: Reader, node: yaml.Node, name: str) -> list[Found]:
    items = reader.items(node, name)
    fields = [reader.fields(item, lesson.THEME, "the theme") for item in items]
    return [
        Found(reader, nodes, _theme(reader, nodes, number, item.start_mark.line + 1))
        for number, (nodes, item) in enumerate(zip(fields, items, strict=True), 1)
    ]


def part(reader: Reader, number: int) -> list[Found]:
    """Return the theme in one part of a file; part 0 is the collection without its themes.

    Raises `GivenUp`.
    """
    root = reader.compose()
    if number == 0:
        _values(reader, reader.fields(root, lesson.COLLECTION, "the collection"), lesson.COLLECTION)
        return []
    return [
        found._replace(theme=found.theme._replace(number=number))
        for found in _themes(reader, root, "themes")
    ]


def _theme(reader: Reader, nodes: Nodes, number: int, line: int) -> Theme:
    values = _values(reader, nodes, lesson.THEME)
    if "takeaway" not in nodes:
        values["takeaway"] = _first_sentence(values["lesson"])
    values |= {"number": number, "name": values["id"], "line": line}
    return Theme(collection="", collection_title="", source=Work(), **values)


def _ids(themes: list[Theme]) -> list[str]:
    """Return the id of each theme: its own, or a unique one derived from its title."""
    taken = {words.key(name) for theme in themes for name in (theme.id, *theme.aliases)}
    numbers: dict[str, int] = {}
    return [theme.id or new_id(theme.title, taken, numbers) for theme in themes]


def new_id(title: str, taken: set[str], numbers: dict[str, int]) -> str:
    """Return an id for a title and add its key to `taken`; an id already taken is numbered from 2.

    `numbers` holds the last number given to each title's id.
    """
    base = words.slug(words.slug(title)[:_LONGEST_ID]) or "theme"
    name = base
    while words.key(name) in taken:
        numbers[base] = numbers.get(base, 1) + 1
        name = f"{base}-{numbers[base]}"
    taken.add(words.key(name))
    return name


def _first_sentence(text: str) -> str:
    start, end = next(iter(words.sentences(text)), (0, 0))
    return " ".join(text[start:end].split())


def _examples(reader: Reader, node: yaml.Node, name: str) -> tuple[Example, ...]:
    return tuple(_example(reader, item) for item in reader.items(node, name))


def _example(reader: Reader, node: yaml.Node) -> Example:
    """Read an example written in full, as a single `scene: text` pair, or as text alone."""
    if isinstance(node, yaml.ScalarNode):
        return Example("", reader.prose(node, "examples"))
    if scene := reader.only_key(node, lesson.EXAMPLE):
        ((key, value),) = node.value
        return Example(reader.line(key, "scene"), reader.prose(value, scene))
    nodes = reader.fields(node, lesson.EXAMPLE, "the example")
    return Example(**_values(reader, nodes, lesson.EXAMPLE))


_READERS: Mapping[str, Callable[[Reader, yaml.Node, str], Any]] = {
    lesson.LINE: Reader.line,
    lesson.PROSE: Reader.prose,
    lesson.ID: Reader.id,
    lesson.LANGUAGE: Reader.language,
    lesson.YEAR: Reader.year,
    lesson.LINES: Reader.lines,
    lesson.WORK: _work,
    lesson.THEMES: _themes,
    lesson.EXAMPLES: _examples,
}

# The value of an absent field, for kinds other than text.
_EMPTY: Mapping[str, Any] = {
    **dict.fromkeys((lesson.LINES, lesson.EXAMPLES, lesson.THEMES), ()),
    lesson.WORK: Work(),
}


def note_clashes(found: Sequence[Found]) -> None:
    """Record each id, alias or title that already names another theme of the collection."""
    taken: dict[str, tuple[int, str]] = {}
    naming: tuple[tuple[str, Callable[[Theme], tuple[str, ...]]], ...] = (
        ("id", lambda theme: (theme.id,)),
        ("alias", lambda theme: theme.aliases),
        ("title", lambda theme: (theme.title,)),
    )
    for kind, names in naming:
        for reader, nodes, theme in found:
            for place, name in enumerate(names(theme)):
                owner, owned = taken.setdefault(words.key(name), (theme.number, kind))
                if owner != theme.number and words.key(name):
                    node = nodes["aliases"].value[place] if kind == "alias" else nodes[kind]
                    what = f"the {kind} `{short(name)}` is already the {owned} of theme {owner}"
                    reader.wrong(node, what, "choose another")
