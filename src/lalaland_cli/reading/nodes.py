"""Values out of YAML nodes, with every problem noted at its place.

Nodes are what `yaml.compose` gives, never the objects that a loader would build, so nothing in a
file can run, and every value still knows its line and column. Both count from 1, in characters.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any
from unicodedata import normalize

import yaml

from lalaland_cli.errors import Problem
from lalaland_cli.reading.format import (
    ID_PATTERN,
    ID_RULE,
    LANGUAGE_PATTERN,
    LANGUAGE_RULE,
    SOURCE,
    WHOLE_NUMBER,
    Field,
)
from lalaland_cli.reading.yaml_faults import explain
from lalaland_cli.text import words
from lalaland_cli.text.unsafe import UNSAFE

# More values than this are no lesson file: ten thousand lessons have a third of it.
_MOST_NODES = 1_500_000
# A longer text is no number, date or other special value.
_LONGEST_SPECIAL = 10_000
# More problems than this nobody reads.
MOST_PROBLEMS = 50_000


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

        def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
            # The pattern of a number takes thirty bytes for each letter of a long text.
            if kind is yaml.ScalarNode and len(value) > _LONGEST_SPECIAL and implicit[0]:
                return f"{_TAG}str"
            return super().resolve(kind, value, implicit)

    return Loader


Loader: Any = _counting(getattr(yaml, "CSafeLoader", yaml.SafeLoader))

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
_NO_TEXT = ("int", "float", "timestamp", "bool", "null")
_NEARBY = 200  # characters in which a comment is looked for

# Aliases (`*name`) may repeat text, but not without end: four times the file's own size and so
# many bytes are read before a file counts as an attempt to exhaust the reader.
_SLACK = 256 * 1024
_CHUNK = 64 * 1024  # characters


def _unsafe(char: str) -> tuple[str, str]:
    if char == "\t":
        return "a tab within the text", "use spaces"
    return f"control character not allowed (U+{ord(char):04X})", "remove it"


class GivenUp(Exception):
    """The rest of the file cannot be read, or is not worth it."""


class NotYaml(GivenUp):
    """A fault of YAML itself, after which its parser cannot go on."""


class Reader:
    """Values out of nodes; what is wrong with one is noted, and reading goes on.

    A value that cannot be used reads as empty text or as an empty list. `data` may be a part of
    the file, before which there are so many lines (`above`).
    """

    def __init__(self, path: str, data: bytes, above: int = 0, *, warns: bool = False) -> None:
        self.path = path
        self.data = data
        self.above = above
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._warns = warns and b" #" in data
        self._required: set[int] = set()
        self._left = 4 * len(data) + _SLACK

    @cached_property
    def text(self) -> str:
        """The file as text, for the places of problems; a good file never needs it."""
        return self.data.decode()

    def compose(self) -> yaml.Node:
        """The file's root node. What the YAML parser would refuse, or take for a line break, goes.

        Raises `GivenUp` where the file cannot be read any further.
        """
        if any(mark in self.data for mark in _FOREIGN_BREAKS):
            self.clean()
        try:
            root = yaml.compose(self.data, Loader=Loader)
        except yaml.reader.ReaderError:  # for a character that `clean` knows as well
            self.clean()
            return self.compose()
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            fault = explain(error, self.path, lambda: self.text)
            given_up = self.give_up(fault._replace(line=fault.line + self.above))
            raise (NotYaml() if isinstance(error, yaml.MarkedYAMLError) else given_up) from None
        if root is None:
            remedy = "begin with `title:` and `themes:`"
            raise self.give_up(Problem(self.path, 1, 1, "the file is empty", remedy))
        return root

    def give_up(self, problem: Problem) -> GivenUp:
        """Note the last problem; what is given back is to be raised."""
        self.problems.append(problem)
        return GivenUp()

    def clean(self) -> None:
        """Note every character that may not be in a file, and put a blank in its place.

        Tabs stay: YAML has its own opinion of them.
        """
        for number, line in enumerate(self.text.split("\n"), 1):
            for found in re.finditer(UNSAFE, line.replace("\t", " ")):
                self.note(number, found.start() + 1, *_unsafe(found[0]))
        self.text = re.sub(UNSAFE, lambda m: m[0] if m[0] == "\t" else " ", self.text)
        self.data = self.text.encode()

    def note(self, line: int, column: int, what: str, remedy: str) -> None:
        """Note a problem at a place."""
        line += self.above
        self.problems.append(Problem(self.path, line, column, what, remedy))
        if len(self.problems) >= MOST_PROBLEMS:
            raise self.give_up(Problem(self.path, line, column, "and so on", "mend these first"))

    def wrong(self, node: yaml.Node, what: str, remedy: str) -> None:
        """Note a problem at the place where `node` begins."""
        mark = node.start_mark
        self.note(mark.line + 1, mark.column + 1, what, remedy)

    def fields(self, node: yaml.Node, fields: tuple[Field, ...], what: str) -> dict[str, yaml.Node]:
        """The values of a mapping by key, with duplicate, unknown and missing keys noted."""
        found: dict[str, yaml.Node] = {}
        required = [field.name for field in fields if field.required]
        known = dict.fromkeys((*required, *(field.name for field in fields)))
        such = _listed(required or known)
        if not self._is(node, yaml.MappingNode, what, f"write keys such as {such}"):
            return found
        self._spend(len(node.value))
        meant: set[str] = set()
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name in found:
                line = found[name].start_mark.line + 1 + self.above
                remedy = f"remove one; the first is on line {line}"
                self.wrong(key, f"duplicate key `{name}` in {what}", remedy)
            elif name in known:
                found[name] = value
                self._required.update([id(value)] if name in required else [])
                self._is_text(key, name)
            else:
                meant.update(self._unknown(key, known, what))
        for field in fields:
            if field.required and field.name not in found and field.name not in meant:
                self.wrong(node, f"{what} has no `{field.name}`", f"add `{field.name}:`")
        return found

    def _unknown(self, key: yaml.Node, known: Iterable[str], what: str) -> Iterable[str]:
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
        if "source" in known and key.value in (field.name for field in SOURCE):
            close, remedy = [], "write it below `source:`"
        self.wrong(key, f"unknown field `{short(key.value)}` in {what}", remedy)
        return set(close)

    def items(
        self, node: yaml.Node, name: str, remedy: str = "begin each with `- `"
    ) -> list[yaml.Node]:
        """The nodes of a list."""
        if not self._is(node, yaml.SequenceNode, f"`{name}`", remedy):
            return []
        self._spend(len(node.value))
        return list(node.value)

    def only_key(self, node: yaml.Node, fields: tuple[Field, ...]) -> str:
        """The one key of a mapping, if it has just one that is a text and none of `fields`."""
        if not isinstance(node, yaml.MappingNode) or len(node.value) != 1:
            return ""
        key = node.value[0][0]
        named = isinstance(key, yaml.ScalarNode) and key.tag != _TAG + "merge"
        return key.value if named and key.value not in {field.name for field in fields} else ""

    def prose(self, node: yaml.Node, name: str) -> str:
        """A text of any number of lines without outer blanks; an empty line ends a paragraph."""
        if not self._is_text(node, name):
            return ""
        value: str = node.value
        self._spend_text(value)
        if not value.isprintable() and (unsafe := re.search(UNSAFE, value)):
            what, remedy = _unsafe(unsafe[0])
            self.note(*self._place_of(unsafe[0], node), f"`{name}`: {what}", remedy)
            return ""
        if not (value := value.strip()):
            self.wrong(node, f"`{name}` is empty", self._how_to_fill(node))
        self._look_for_a_comment(node, name)
        if isinstance(node, yaml.ScalarNode) and node.style == "|":
            return value
        # Everywhere but in a literal block, YAML leaves one line feed of an empty line.
        return re.sub(r"(?<=[^\n])\n(?=[^\s])", "\n\n", value)

    def line(self, node: yaml.Node, name: str) -> str:
        """A text as one line."""
        value = self.prose(node, name)
        return value if value.isprintable() and "  " not in value else " ".join(value.split())

    def lines(self, node: yaml.Node, name: str) -> tuple[str, ...]:
        """A list of short texts."""
        value = short(node.value) if isinstance(node, yaml.ScalarNode) else "…"
        items = self.items(node, name, f"write `{name}: [{value}]`")
        return tuple(self.line(item, name) for item in items)

    def id(self, node: yaml.Node, name: str) -> str:
        """A short name that can be typed."""
        return self._code(node, name, ID_PATTERN, _better_id)

    def language(self, node: yaml.Node, name: str) -> str:
        """The tag of a language."""
        return self._code(node, name, LANGUAGE_PATTERN, lambda *_: LANGUAGE_RULE)

    def _code(
        self, node: yaml.Node, name: str, pattern: str, remedy: Callable[[str, str], str]
    ) -> str:
        # What reads as a number or a date would be no code in quotes either.
        special = isinstance(node, yaml.ScalarNode) and node.tag.removeprefix(_TAG) in _NO_TEXT
        value = node.value.strip() if special else self.line(node, name)
        if value and not re.fullmatch(pattern, value):
            self.wrong(node, f"`{name}` cannot be `{short(value)}`", remedy(name, value))
        elif special:  # such as `no`
            self._is_text(node, name)
        return value

    def year(self, node: yaml.Node, name: str) -> int | str:
        """A year, as a number where it is one."""
        plain = node.tag == _TAG + "int" and re.fullmatch(WHOLE_NUMBER, node.value)
        value: str = node.value if plain else self.line(node, name)
        return int(value) if re.fullmatch(WHOLE_NUMBER, value) else value

    def _is_text(self, node: yaml.Node, name: str) -> bool:
        if not self._is(node, yaml.ScalarNode, f"`{name}`", "write text"):
            return False
        if node.tag == _TAG + "str":
            return True
        if node.tag == _TAG + "null":
            self._empty(node, f"`{name}`")
        elif reads_as := _READS_AS.get(node.tag.removeprefix(_TAG)):
            value = short(node.value)
            what = f"`{name}` must be text, and {value} reads as {reads_as}"
            self.wrong(node, what, f'it needs quotes: "{value}"')
        else:
            self._foreign(node)
        return False

    def _is(self, node: yaml.Node, form: type[yaml.Node], name: str, remedy: str) -> bool:
        """Whether `node` has the form; a YAML tag such as `!!set` makes it another thing."""
        if node.tag == _TAG + "null" and form is not yaml.ScalarNode:
            self._empty(node, name, "write it as `[]`" if form is yaml.SequenceNode else "")
        elif not isinstance(node, form):
            got = _FORM.get(type(node), "text")
            self.wrong(node, f"{name} must be {_FORM.get(form, 'text')}, not {got}", remedy)
        elif form is not yaml.ScalarNode and node.tag not in (_TAG + "map", _TAG + "seq"):
            self._foreign(node)
        else:
            return True
        return False

    def _empty(self, node: yaml.Node, name: str, remedy: str = "") -> None:
        """Note that nothing is there, or only a comment."""
        start = node.start_mark.index
        rest, _, _ = self.text[start : start + _NEARBY].partition("\n")
        remedy = "text that begins with # needs quotes" if "#" in rest and not remedy else remedy
        self.wrong(node, f"{name} is empty", remedy or self._how_to_fill(node))

    def _how_to_fill(self, node: yaml.Node) -> str:
        return "write it" if id(node) in self._required else "write it, or remove the line"

    def _look_for_a_comment(self, node: yaml.Node, name: str) -> None:
        """Warn where text without quotes ends at a comment, which its writer may not have meant."""
        if not isinstance(node, yaml.ScalarNode) or node.style or not self._warns:
            return
        end = node.end_mark
        rest, _, _ = self.text[end.index : end.index + _NEARBY].partition("\n")
        if re.match(r"[ ]+#", rest) and " " in node.value:
            what = f"`{name}` ends before ` #`, which begins a comment"
            remedy = "put the text in quotes if the rest belongs to it"
            line, column = end.line + 1 + self.above, end.column + 2
            self.warnings.append(Problem(self.path, line, column, what, remedy))

    def _place_of(self, char: str, node: yaml.Node) -> tuple[int, int]:
        """Where a character of a value stands; where the value begins if it is an escape there."""
        start = node.start_mark
        raw = self.text[start.index : node.end_mark.index]
        offset = max(0, raw.find(char))
        first = raw.rfind("\n", 0, offset) + 1
        column = offset - first if first else start.column + offset
        return start.line + raw.count("\n", 0, offset) + 1, column + 1

    def _foreign(self, node: yaml.Node) -> None:
        tag = short(node.tag.replace(_TAG, "!!"))
        remedy = "remove it, or put the text in quotes"
        self.wrong(node, f"the tag `{tag}` cannot be used here", remedy)

    def _spend_text(self, value: str) -> None:
        """Spend what a text takes when it is folded: one character may stand for eighteen."""
        if value.isascii():
            self._spend(len(value))
            return
        for start in range(0, len(value), _CHUNK):
            folded = normalize("NFKD", value[start : start + _CHUNK])
            self._spend(len(folded.encode(errors="surrogatepass")))

    def _spend(self, amount: int) -> None:
        self._left -= 1 + amount
        if self._left < 0:
            what = "far more text than the file itself, by aliases or by characters for whole words"
            raise self.give_up(Problem(self.path, 1, 1, what, "write the themes out"))


def _better_id(name: str, value: str) -> str:
    better = words.slug(value)[:_LONGEST_SHOWN].strip("-") or f"{name}-1"
    return f"{ID_RULE}: `{better}`"


def short(value: str) -> str:
    """The beginning of a text, for a message."""
    return value if len(value) <= _LONGEST_SHOWN else f"{value[: _LONGEST_SHOWN - 1]}…"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
