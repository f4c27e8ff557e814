"""Values read from YAML nodes, with every problem recorded at its position.

The nodes come from `yaml.compose`; no loader builds objects from them, so nothing in a file can
run, and every value keeps its line and column. Both count from 1, in characters.
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

# A file with more values is rejected; 10,000 themes have a third of this number.
_MOST_NODES = 1_500_000
# No number, date or other special value is longer.
_LONGEST_SPECIAL = 10_000
# No one reads more problems than this.
MOST_PROBLEMS = 50_000


def _counting(base: Any) -> Any:
    """Return a subclass of `base` that stops reading a file once it has too many values."""

    class Loader(base):  # type: ignore[misc]
        nodes = 0

        def descend_resolver(self, _parent: object, _index: object) -> None:
            self.nodes += 1
            if self.nodes > _MOST_NODES:
                raise yaml.YAMLError("too many values")

        def ascend_resolver(self) -> None:
            pass

        def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
            # The pattern for numbers takes thirty bytes per character of a long text.
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
    yaml.MappingNode: "`key: value` lines",
    yaml.SequenceNode: "a list",
}

# Line breaks in YAML, and in hardly any other format.
_FOREIGN_BREAKS = tuple(char.encode() for char in "\x85\u2028\u2029")

_LONGEST_SHOWN = 40
_NO_TEXT = ("int", "float", "timestamp", "bool", "null")
_NEARBY = 200  # characters to search for a comment

# Aliases (`*name`) may repeat text, within a limit: a file that expands to more than four times
# its own size plus this many bytes counts as an attempt to exhaust resources.
_SLACK = 256 * 1024
_CHUNK = 64 * 1024  # characters


def _unsafe(char: str) -> tuple[str, str]:
    if char == "\t":
        return "tab character not allowed", "use spaces"
    return f"control character not allowed (U+{ord(char):04X})", "remove it"


class GivenUp(Exception):
    """Raised when the rest of the file cannot be read, or is not worth reading."""


class NotYaml(GivenUp):
    """Raised on a YAML syntax error, after which the YAML parser cannot continue."""


class Reader:
    """A reader of values from nodes that records problems and carries on.

    A value that cannot be used reads as empty text or an empty list. `data` may be part of a
    file, in which case `above` is the number of lines before it.
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
        """The data as text, to locate problems; loading a valid file never needs it."""
        return self.data.decode()

    def compose(self) -> yaml.Node:
        """Return the file's root node.

        Characters that the YAML parser would refuse, or take for line breaks, are recorded and
        replaced. Raises `GivenUp` if the file cannot be read any further.
        """
        if any(mark in self.data for mark in _FOREIGN_BREAKS):
            self.clean()
        try:
            root = yaml.compose(self.data, Loader=Loader)
        except yaml.reader.ReaderError:  # a character that `clean` replaces too
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
        """Record the last problem and return the exception to raise."""
        self.problems.append(problem)
        return GivenUp()

    def clean(self) -> None:
        """Record every character that is not allowed in a file, and replace it with a space.

        Tabs are kept, because YAML has its own rules for them.
        """
        for number, line in enumerate(self.text.split("\n"), 1):
            for found in re.finditer(UNSAFE, line.replace("\t", " ")):
                self.note(number, found.start() + 1, *_unsafe(found[0]))
        self.text = re.sub(UNSAFE, lambda m: m[0] if m[0] == "\t" else " ", self.text)
        self.data = self.text.encode()

    def note(self, line: int, column: int, what: str, remedy: str) -> None:
        """Record a problem at a position. Raises `GivenUp` once there are too many."""
        line += self.above
        self.problems.append(Problem(self.path, line, column, what, remedy))
        if len(self.problems) >= MOST_PROBLEMS:
            raise self.give_up(
                Problem(self.path, line, column, "too many problems", "fix these first")
            )

    def wrong(self, node: yaml.Node, what: str, remedy: str) -> None:
        """Record a problem at the start of `node`."""
        mark = node.start_mark
        self.note(mark.line + 1, mark.column + 1, what, remedy)

    def fields(self, node: yaml.Node, fields: tuple[Field, ...], what: str) -> dict[str, yaml.Node]:
        """Return a mapping's values by key, recording duplicate, unknown and missing keys."""
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
        """Record an unknown key, and return the known keys that were probably meant."""
        if not isinstance(key, yaml.ScalarNode):
            self.wrong(key, f"a key of {what} is not text", f"use one of {_listed(known)}")
            return set()
        if key.tag == _TAG + "merge":
            self.wrong(key, "YAML merge keys (`<<`) are not allowed", "write the fields out")
            return known
        from difflib import get_close_matches

        close = get_close_matches(key.value[:_LONGEST_SHOWN].lower(), sorted(known), 1, 0.6)
        remedy = f"did you mean `{close[0]}`?" if close else f"use one of {_listed(known)}"
        if "source" in known and key.value in (field.name for field in SOURCE):
            close, remedy = [], "move it under `source:`"
        self.wrong(key, f"unknown field `{short(key.value)}` in {what}", remedy)
        return set(close)

    def items(
        self, node: yaml.Node, name: str, remedy: str = "start each item with `- `"
    ) -> list[yaml.Node]:
        """Return the nodes of a list."""
        if not self._is(node, yaml.SequenceNode, f"`{name}`", remedy):
            return []
        self._spend(len(node.value))
        return list(node.value)

    def only_key(self, node: yaml.Node, fields: tuple[Field, ...]) -> str:
        """Return a mapping's only key; empty if it has others, or if the key is in `fields`."""
        if not isinstance(node, yaml.MappingNode) or len(node.value) != 1:
            return ""
        key = node.value[0][0]
        named = isinstance(key, yaml.ScalarNode) and key.tag != _TAG + "merge"
        return key.value if named and key.value not in {field.name for field in fields} else ""

    def prose(self, node: yaml.Node, name: str) -> str:
        """Return a text of any number of lines, stripped, with an empty line between paragraphs."""
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
        # Outside literal blocks, YAML folds an empty line into a single line feed.
        return re.sub(r"(?<=[^\n])\n(?=[^\s])", "\n\n", value)

    def line(self, node: yaml.Node, name: str) -> str:
        """Return a text as one line."""
        value = self.prose(node, name)
        return value if value.isprintable() and "  " not in value else " ".join(value.split())

    def lines(self, node: yaml.Node, name: str) -> tuple[str, ...]:
        """Return a list of short texts."""
        value = short(node.value) if isinstance(node, yaml.ScalarNode) else "…"
        items = self.items(node, name, f"write `{name}: [{value}]`")
        return tuple(self.line(item, name) for item in items)

    def id(self, node: yaml.Node, name: str) -> str:
        """Return an id."""
        return self._code(node, name, ID_PATTERN, _better_id)

    def language(self, node: yaml.Node, name: str) -> str:
        """Return a language tag."""
        return self._code(node, name, LANGUAGE_PATTERN, lambda *_: LANGUAGE_RULE)

    def _code(
        self, node: yaml.Node, name: str, pattern: str, remedy: Callable[[str, str], str]
    ) -> str:
        # Quoting a value that reads as a number or a date would not make it a valid code.
        special = isinstance(node, yaml.ScalarNode) and node.tag.removeprefix(_TAG) in _NO_TEXT
        value = node.value.strip() if special else self.line(node, name)
        if value and not re.fullmatch(pattern, value):
            self.wrong(node, f"`{name}` cannot be `{short(value)}`", remedy(name, value))
        elif special:  # such as `no`
            self._is_text(node, name)
        return value

    def year(self, node: yaml.Node, name: str) -> int | str:
        """Return a year, as a number if it is one."""
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
            what = f"`{name}` must be text, but YAML reads {value} as {reads_as}"
            self.wrong(node, what, f'put it in quotes: "{value}"')
        else:
            self._foreign(node)
        return False

    def _is(self, node: yaml.Node, form: type[yaml.Node], name: str, remedy: str) -> bool:
        """Return whether `node` has the form, without a tag such as `!!set`, or record why not."""
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
        """Record that a value is empty, or only a comment."""
        start = node.start_mark.index
        rest, _, _ = self.text[start : start + _NEARBY].partition("\n")
        remedy = "text that begins with # needs quotes" if "#" in rest and not remedy else remedy
        self.wrong(node, f"{name} is empty", remedy or self._how_to_fill(node))

    def _how_to_fill(self, node: yaml.Node) -> str:
        return "fill it in" if id(node) in self._required else "fill it in, or remove the line"

    def _look_for_a_comment(self, node: yaml.Node, name: str) -> None:
        """Warn if unquoted text ends at a comment, which the author may not have intended."""
        if not isinstance(node, yaml.ScalarNode) or node.style or not self._warns:
            return
        end = node.end_mark
        rest, _, _ = self.text[end.index : end.index + _NEARBY].partition("\n")
        if re.match(r"[ ]+#", rest) and " " in node.value:
            what = f"`{name}` ends before ` #`, which begins a comment"
            remedy = "put the text in quotes if the rest is part of it"
            line, column = end.line + 1 + self.above, end.column + 2
            self.warnings.append(Problem(self.path, line, column, what, remedy))

    def _place_of(self, char: str, node: yaml.Node) -> tuple[int, int]:
        """Return the position of a character in a value, or the value's own if it is escaped."""
        start = node.start_mark
        raw = self.text[start.index : node.end_mark.index]
        offset = max(0, raw.find(char))
        first = raw.rfind("\n", 0, offset) + 1
        column = offset - first if first else start.column + offset
        return start.line + raw.count("\n", 0, offset) + 1, column + 1

    def _foreign(self, node: yaml.Node) -> None:
        tag = short(node.tag.replace(_TAG, "!!"))
        remedy = "remove it, or put the text in quotes"
        self.wrong(node, f"the YAML tag `{tag}` is not allowed", remedy)

    def _spend_text(self, value: str) -> None:
        """Deduct the folded size of a text, in which one character may become eighteen."""
        if value.isascii():
            self._spend(len(value))
            return
        for start in range(0, len(value), _CHUNK):
            folded = normalize("NFKD", value[start : start + _CHUNK])
            self._spend(len(folded.encode(errors="surrogatepass")))

    def _spend(self, amount: int) -> None:
        self._left -= 1 + amount
        if self._left < 0:
            what = "aliases or special characters expand to far more text than the file holds"
            raise self.give_up(Problem(self.path, 1, 1, what, "write the text out in full"))


def _better_id(name: str, value: str) -> str:
    better = words.slug(value)[:_LONGEST_SHOWN].strip("-") or f"{name}-1"
    return f"{ID_RULE}, such as `{better}`"


def short(value: str) -> str:
    """Return the beginning of a text, for a message."""
    return value if len(value) <= _LONGEST_SHOWN else f"{value[: _LONGEST_SHOWN - 1]}…"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
