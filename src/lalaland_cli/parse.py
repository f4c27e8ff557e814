"""YAML text to a `Collection`, or to every problem that it has, each with its place.

This is the only module that knows YAML. It reads the nodes that `yaml.compose` gives, never the
objects that a loader would build, so that nothing in a file can run, and every value still knows
its line and column. Line and column count from 1, in characters.
"""

import codecs
import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import yaml

from lalaland_cli import shape, words
from lalaland_cli.errors import Problem, UnusableFile
from lalaland_cli.model import Collection, Example, Preface, Theme, Work
from lalaland_cli.shape import Field

# More values than this are no lesson file: ten thousand lessons have a third of it.
_MOST_NODES = 1_500_000
# More problems than this nobody reads.
_MOST_PROBLEMS = 50_000


def _counting(base: Any) -> Any:
    """The loader `base`, which gives up on a file of too many values while it reads it."""

    class Loader(base):  # type: ignore[misc]
        nodes = 0

        def descend_resolver(self, _parent: object, _index: object) -> None:
            self.nodes += 1
            if self.nodes > _MOST_NODES:
                raise yaml.YAMLError("too many values")

        def ascend_resolver(self) -> None:
            pass

    return Loader


_Loader: Any = _counting(getattr(yaml, "CSafeLoader", yaml.SafeLoader))

_TAG = "tag:yaml.org,2002:"
_READS_AS = {
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
    "timestamp": "a date",
    "null": "nothing",
    "value": "a special sign",
    "merge": "a merge key",
}
_FORM: dict[type[yaml.Node], str] = {
    yaml.MappingNode: "a mapping of keys and values",
    yaml.SequenceNode: "a list",
}

# Line breaks to YAML, and to hardly anything else.
_FOREIGN_BREAKS = tuple(char.encode() for char in "\x85\u2028\u2029")

_LONGEST_SHOWN = 40

# Aliases (`*name`) may repeat text, but not without end: twice the file's own size and this many
# characters are read before a file counts as an attempt to exhaust the reader.
_SLACK = 256 * 1024

# What libyaml and the pure Python parser say, and what that means for somebody who writes prose.
_YAML_FAULTS = (
    (
        r"cannot start any token.* at '\\t'|tab character",
        "a tab where YAML wants spaces",
        "indent with spaces",
    ),
    (
        r"cannot start any token",
        "a character that cannot begin a text",
        "put the text in quotes",
    ),
    (
        r"mapping values are not allowed",
        "a colon within unquoted text, or wrong indentation, or a line above without its colon",
        "put the text in quotes, or write `key: value`, lined up with its neighbours",
    ),
    (
        r"could not find expected ':'",
        "a key without its colon, or wrong indentation",
        "write `key: value`, indented like its neighbours",
    ),
    (
        r"undefined alias|alphabetic or numeric character",
        "`*` or `&` begins a name that YAML wants to look up",
        "put the text in quotes",
    ),
    (
        r"expected a single document",
        "more than one document",
        "keep one to a file, without a `---` in between",
    ),
    (
        r"unknown escape character|hexdecimal|hexadecimal|escape code",
        "an escape that YAML does not know",
        "use single quotes, or double the backslash",
    ),
    (
        r"unexpected end of stream|document separator",
        "a quote that is never closed",
        "close it",
    ),
    (
        r"nesting depth|recursion",
        "lists or mappings nested far too deeply",
        "a lesson file needs three levels",
    ),
    (
        r"too many values",
        "more values than a lesson file can have",
        "split it into several files",
    ),
    (
        r"while parsing a flow",
        "a bracket that is never closed, or text that needs quotes",
        "close it, or put the text in quotes",
    ),
    (
        r"(sequence entries|mapping keys) are not allowed",
        "`-` or `?` begins a list or a key, not a text",
        "put the text in quotes",
    ),
    (
        r"directive|incompatible YAML",
        "`%` at the beginning of a line is an instruction to YAML",
        "put the text in quotes",
    ),
    (
        r"tag|handle",
        "a tag that a lesson file cannot use",
        "remove what begins with `!`, or put the text in quotes",
    ),
    (
        r"did not find expected|expected <block end>|but (found|got)",
        "wrong indentation, or text that needs other quotes",
        "line it up with its neighbours, or put it in double quotes",
    ),
)


def parse(data: bytes, path: str, fallback_id: str = "") -> Collection:
    """The collection in `data`, the content of the file that the person calls `path`.

    A collection without an `id` gets `fallback_id`. Raises `UnusableFile` with every problem of
    the file, in the order of their places.
    """
    with _paused_collector():
        reader = _Reader(path, _normalised(data, path))
        del data  # a large file is in memory once
        collection = _read(reader, fallback_id)
    if reader.problems or collection is None:
        raise UnusableFile(sorted(reader.problems, key=lambda p: (p.line, p.column)))
    return collection


def _read(reader: "_Reader", fallback_id: str) -> Collection | None:
    try:
        return _collection(reader, _compose(reader), fallback_id)
    except _GivenUp:
        return None


@contextmanager
def _paused_collector() -> Iterator[None]:
    """Without the garbage collector: a parse makes many objects and drops none.

    It went over them again and again, for two thirds of the time that a large file took.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _normalised(data: bytes, path: str) -> bytes:
    """UTF-8 with or without a byte order mark, or UTF-16 with one, as plain UTF-8."""
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


def _compose(reader: "_Reader") -> yaml.Node:
    """The file's root node. What the YAML parser would refuse, or take for a line break, goes."""
    if any(mark in reader.data for mark in _FOREIGN_BREAKS):
        reader.clean()
    try:
        root = yaml.compose(reader.data, Loader=_Loader)
    except yaml.reader.ReaderError:  # for a character that `clean` knows as well
        reader.clean()
        return _compose(reader)
    except yaml.YAMLError as error:
        raise reader.give_up(_yaml_problem(error, reader)) from None
    except (RecursionError, ValueError) as error:  # of the pure Python parser
        said = "recursion" if isinstance(error, RecursionError) else "escape code"
        raise reader.give_up(_yaml_problem(yaml.YAMLError(said), reader)) from None
    if root is None:
        remedy = "`lalaland new TITLE` writes a file to begin with"
        raise reader.give_up(Problem(reader.path, 1, 1, "the file is empty", remedy))
    return root


def _yaml_problem(error: yaml.YAMLError, reader: "_Reader") -> Problem:
    """What a person can do about a fault that the YAML parser found."""
    mark, said = getattr(error, "problem_mark", None), str(error)
    if isinstance(error, yaml.MarkedYAMLError):
        if re.search("quoted scalar|simple key|parsing a flow", error.context or ""):
            mark = error.context_mark  # where it begins, for it may end anywhere
        mark = mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if isinstance(error, yaml.MarkedYAMLError):
        said = f"{error.context} {error.problem} at {_character(reader.text, line, column)!r}"
    for pattern, what, remedy in _YAML_FAULTS:
        if re.search(pattern, said):
            return Problem(reader.path, line, column, what, remedy)
    what, remedy = "not YAML", "put the text in quotes, or check the indentation"
    return Problem(reader.path, line, column, what, remedy)


def _character(text: str, line: int, column: int) -> str:
    lines = text.split("\n", line)
    return lines[line - 1][column - 1 : column] if len(lines) >= line else ""


def _unsafe(char: str) -> tuple[str, str]:
    if char == "\t":
        return "a tab within the text", "use spaces"
    return f"a character that must not reach a terminal (U+{ord(char):04X})", "remove it"


class _GivenUp(Exception):
    """The rest of the file cannot be read, or is not worth it."""


class _Reader:
    """Values out of nodes; what is wrong with one is noted, and reading goes on.

    A value that cannot be used reads as empty text or as an empty list.
    """

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self.problems: list[Problem] = []
        self._left = 2 * len(data) + _SLACK

    @cached_property
    def text(self) -> str:
        """The file as text, for the places of problems; a good file never needs it."""
        return self.data.decode()

    def give_up(self, problem: Problem) -> _GivenUp:
        """Note the last problem; what is given back is to be raised."""
        self.problems.append(problem)
        return _GivenUp()

    def clean(self) -> None:
        """Note every character that may not be in a file, and put a blank in its place.

        Tabs stay: YAML has its own opinion of them.
        """
        for number, line in enumerate(self.text.split("\n"), 1):
            for found in re.finditer(shape.UNSAFE, line.replace("\t", " ")):
                self.note(number, found.start() + 1, *_unsafe(found[0]))
        self.text = re.sub(shape.UNSAFE, lambda m: m[0] if m[0] == "\t" else " ", self.text)
        self.data = self.text.encode()

    def note(self, line: int, column: int, what: str, remedy: str) -> None:
        """Note a problem at a place."""
        self.problems.append(Problem(self.path, line, column, what, remedy))
        if len(self.problems) >= _MOST_PROBLEMS:
            raise self.give_up(Problem(self.path, line, column, "and so on", "mend these first"))

    def wrong(self, node: yaml.Node, what: str, remedy: str) -> None:
        """Note a problem at the place where `node` begins."""
        mark = node.start_mark
        self.note(mark.line + 1, mark.column + 1, what, remedy)

    def fields(self, node: yaml.Node, fields: tuple[Field, ...], what: str) -> dict[str, yaml.Node]:
        """The values of a mapping by key, with duplicate, unknown and missing keys noted."""
        found: dict[str, yaml.Node] = {}
        known = {field.name for field in fields}
        if not self._is(node, yaml.MappingNode, what, f"write keys such as {_listed(known)}"):
            return found
        self._spend(len(node.value))
        meant: set[str] = set()
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name in found:
                remedy = f"remove one; the first is on line {found[name].start_mark.line + 1}"
                self.wrong(key, f"duplicate key `{name}` in {what}", remedy)
            elif name in known:
                found[name] = value
                self._is_text(key, name)
            else:
                meant |= self._unknown(key, known, what)
        for field in fields:
            if field.required and field.name not in found and field.name not in meant:
                self.wrong(node, f"{what} has no `{field.name}`", f"add `{field.name}:`")
        return found

    def _unknown(self, key: yaml.Node, known: set[str], what: str) -> set[str]:
        """Note an unknown key, and give the known one that was probably meant."""
        if not isinstance(key, yaml.ScalarNode):
            self.wrong(key, f"a key of {what} is not text", f"use one of {_listed(known)}")
            return set()
        if key.tag == _TAG + "merge":
            self.wrong(key, "mappings cannot be merged here", "write the fields out")
            return known
        from difflib import get_close_matches

        close = get_close_matches(key.value[:_LONGEST_SHOWN].lower(), sorted(known), 1, 0.6)
        remedy = f"did you mean `{close[0]}`?" if close else f"use one of {_listed(known)}"
        self.wrong(key, f"unknown field `{_short(key.value)}` in {what}", remedy)
        return set(close)

    def items(self, node: yaml.Node | None, name: str, remedy: str = "") -> list[yaml.Node]:
        """The nodes of a list."""
        remedy = remedy or "begin each with `- `"
        if node is None or not self._is(node, yaml.SequenceNode, f"`{name}`", remedy):
            return []
        self._spend(len(node.value))
        return list(node.value)

    def prose(self, node: yaml.Node | None, name: str) -> str:
        """A text of any number of lines, without outer blanks; an empty line parts paragraphs."""
        if node is None or not self._is_text(node, name):
            return ""
        value: str = node.value
        self._spend(len(value))
        if not value.isprintable() and (unsafe := re.search(shape.UNSAFE, value)):
            what, remedy = _unsafe(unsafe[0])
            self.note(*self._place_of(unsafe[0], node), f"`{name}` holds {what}", remedy)
            return ""
        if not (value := value.strip()):
            self.wrong(node, f"`{name}` is empty", "write it, or remove the line")
        if isinstance(node, yaml.ScalarNode) and node.style == "|":
            return value
        # Everywhere but in a literal block, YAML leaves one line feed of an empty line.
        return re.sub(r"(?<=[^\n])\n(?=[^\s])", "\n\n", value)

    def line(self, node: yaml.Node | None, name: str) -> str:
        """A text as one line."""
        value = self.prose(node, name)
        return value if value.isprintable() and "  " not in value else " ".join(value.split())

    def lines(self, node: yaml.Node | None, name: str) -> tuple[str, ...]:
        """A list of short texts."""
        value = _short(node.value) if isinstance(node, yaml.ScalarNode) else "…"
        items = self.items(node, name, f"write `{name}: [{value}]`")
        return tuple(self.line(item, name) for item in items)

    def id(self, node: yaml.Node | None, name: str) -> str:
        """A short name that can be typed."""
        value = self.line(node, name)
        if value and node is not None and not re.fullmatch(shape.ID, value):
            self.wrong(node, f"`{name}` cannot be `{_short(value)}`", shape.ID_RULE)
        return value

    def year(self, node: yaml.Node | None) -> int | str | None:
        """A year, as a number where it is one."""
        if node is None:
            return None
        plain = node.tag == _TAG + "int" and re.fullmatch(shape.WHOLE_NUMBER, node.value)
        value: str = node.value if plain else self.line(node, "year")
        return int(value) if re.fullmatch(shape.WHOLE_NUMBER, value) else value

    def _is_text(self, node: yaml.Node, name: str) -> bool:
        if not self._is(node, yaml.ScalarNode, f"`{name}`", "write text"):
            return False
        if node.tag == _TAG + "str":
            return True
        if node.tag == _TAG + "null":
            self._empty(node, f"`{name}`")
        elif reads_as := _READS_AS.get(node.tag.removeprefix(_TAG)):
            value = _short(node.value)
            what = f"`{name}` must be text, and {value} reads as {reads_as}"
            self.wrong(node, what, f'it needs quotes: "{value}"')
        else:
            self._foreign(node)
        return False

    def _is(self, node: yaml.Node, form: type[yaml.Node], name: str, remedy: str) -> bool:
        """Whether `node` has the form; a YAML tag such as `!!set` makes it another thing."""
        if node.tag == _TAG + "null" and form is not yaml.ScalarNode:
            self._empty(node, name)
        elif not isinstance(node, form):
            got = _FORM.get(type(node), "text")
            self.wrong(node, f"{name} must be {_FORM.get(form, 'text')}, not {got}", remedy)
        elif form is not yaml.ScalarNode and node.tag not in (_TAG + "map", _TAG + "seq"):
            self._foreign(node)
        else:
            return True
        return False

    def _empty(self, node: yaml.Node, name: str) -> None:
        """Note that nothing is there, or nothing that is no remark."""
        start = node.start_mark.index
        rest = self.text[start : self.text.find("\n", start)]
        remedy = "text that begins with # needs quotes" if "#" in rest else ""
        self.wrong(node, f"{name} is empty", remedy or "write it, or remove the line")

    def _place_of(self, char: str, node: yaml.Node) -> tuple[int, int]:
        """Where a character of a value stands; where the value begins if it is an escape there."""
        start = node.start_mark
        raw = self.text[start.index : node.end_mark.index]
        offset = max(0, raw.find(char))
        first = raw.rfind("\n", 0, offset) + 1
        column = offset - first if first else start.column + offset
        return start.line + raw.count("\n", 0, offset) + 1, column + 1

    def _foreign(self, node: yaml.Node) -> None:
        tag = _short(node.tag.replace(_TAG, "!!"))
        remedy = "remove it, or put the text in quotes"
        self.wrong(node, f"the tag `{tag}` cannot be used here", remedy)

    def _spend(self, amount: int) -> None:
        self._left -= 1 + amount
        if self._left < 0:
            what = "aliases repeat the same text far too often"
            raise self.give_up(Problem(self.path, 1, 1, what, "write the themes out"))


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST_SHOWN else f"{value[: _LONGEST_SHOWN - 1]}…"


def _listed(names: set[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _collection(reader: _Reader, root: yaml.Node, fallback_id: str) -> Collection:
    nodes = reader.fields(root, shape.COLLECTION, "the collection")
    name = reader.id(nodes.get("id"), "id") if "id" in nodes else fallback_id
    if not name and "id" not in nodes:
        remedy = "add `id:`, since the file's name makes none"
        reader.wrong(root, "the collection has no `id`", remedy)
    theme_nodes = reader.items(nodes.get("themes"), "themes")
    if "themes" in nodes and not theme_nodes and nodes["themes"].tag == _TAG + "seq":
        reader.wrong(nodes["themes"], "`themes` is empty", "write one")
    fields = [reader.fields(node, shape.THEME, "the theme") for node in theme_nodes]
    themes = tuple(_theme(reader, nodes, i, name) for i, nodes in enumerate(fields, 1))
    _note_clashes(reader, themes, fields)
    preface = Preface(
        id=name,
        title=reader.line(nodes.get("title"), "title"),
        source=_work(reader, nodes.get("source")),
        intro=reader.prose(nodes.get("intro"), "intro"),
        closing=reader.prose(nodes.get("closing"), "closing"),
        size=len(themes),
    )
    return Collection(preface, themes)


def _work(reader: _Reader, node: yaml.Node | None) -> Work:
    nodes = {} if node is None else reader.fields(node, shape.SOURCE, "`source`")
    year = reader.year(nodes.pop("year", None))
    return Work(year=year, **{name: reader.line(value, name) for name, value in nodes.items()})


def _theme(reader: _Reader, nodes: dict[str, yaml.Node], number: int, collection: str) -> Theme:
    lesson = reader.prose(nodes.get("lesson"), "lesson")
    takeaway = reader.line(nodes.get("takeaway"), "takeaway")
    if "takeaway" not in nodes:
        start, end = next(iter(words.sentences(lesson)), (0, 0))
        takeaway = " ".join(lesson[start:end].split())
    return Theme(
        number=number,
        id=reader.id(nodes.get("id"), "id"),
        collection=collection,
        title=reader.line(nodes.get("title"), "title"),
        aliases=reader.lines(nodes.get("aliases"), "aliases"),
        tags=reader.lines(nodes.get("tags"), "tags"),
        takeaway=takeaway,
        summary=reader.prose(nodes.get("summary"), "summary"),
        examples=_examples(reader, nodes.get("examples")),
        lesson=lesson,
    )


def _examples(reader: _Reader, node: yaml.Node | None) -> tuple[Example, ...]:
    examples = reader.items(node, "examples")
    if node is not None and not examples and node.tag == _TAG + "seq":
        reader.wrong(node, "`examples` is empty", "write one")
    return tuple(_example(reader, example) for example in examples)


def _example(reader: _Reader, node: yaml.Node) -> Example:
    nodes = reader.fields(node, shape.EXAMPLE, "the example")
    scene = reader.line(nodes.get("scene"), "scene")
    return Example(scene, reader.prose(nodes.get("shows"), "shows"))


def _note_clashes(
    reader: _Reader, themes: tuple[Theme, ...], fields: list[dict[str, yaml.Node]]
) -> None:
    """Note each id, alias or title that already names another theme of the collection."""
    taken: dict[str, tuple[int, str]] = {}
    naming: tuple[tuple[str, Callable[[Theme], tuple[str, ...]]], ...] = (
        ("id", lambda theme: (theme.id,)),
        ("alias", lambda theme: theme.aliases),
        ("title", lambda theme: (theme.title,)),
    )
    for kind, names in naming:
        for theme, nodes in zip(themes, fields, strict=True):
            for place, name in enumerate(names(theme)):
                owner, owned = taken.setdefault(words.key(name), (theme.number, kind))
                if owner != theme.number and words.key(name):
                    node = nodes["aliases"].value[place] if kind == "alias" else nodes[kind]
                    what = f"the {kind} `{_short(name)}` is already the {owned} of theme {owner}"
                    reader.wrong(node, what, "choose another")
