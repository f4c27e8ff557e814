"""Text written as YAML that reads back unchanged: plain if possible, or else quoted."""

import json
import re
import textwrap

import yaml

from lalaland_cli.reading.nodes import Loader

_WIDTH = 88
_NARROWEST = 40


def scalar(text: str, *, in_list: bool = False) -> str:
    """Return one line of text as a value, or as an item of a list in brackets."""
    return text if _reads_as(f"[{text}]" if in_list else f"- {text}", text) else _quoted(text)


def key(text: str) -> str:
    """Return one line of text as a key."""
    return text if _reads_as(f"- {text}", text) and ":" not in text else _quoted(text)


def block(text: str, column: int) -> list[str]:
    """Return the header of a block of text, then its lines, indented to `column`."""
    paragraphs = re.split(r"\n(?:[ ]*\n)+", text)
    if not re.search(r"^[ ]|[ ]{2}|[ ]$|[^\n]\n[^\n]", text, re.MULTILINE):
        filled = [_filled(paragraph, column) for paragraph in paragraphs]
        return [">-", *(line for part in filled for line in (*part, ""))][:-1]
    hint = "2" if text.startswith(" ") else ""
    return [f"|{hint}-", *(f"{' ' * column}{line}" if line else "" for line in text.split("\n"))]


def _filled(paragraph: str, column: int) -> list[str]:
    """Return a paragraph as folded lines; YAML reads each line break as a space."""
    indent = " " * column
    lines = textwrap.wrap(
        paragraph,
        max(_NARROWEST, _WIDTH - column),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [f"{indent}{line}" for line in lines]


def _reads_as(document: str, text: str) -> bool:
    try:
        root = yaml.compose(document, Loader=Loader)
    except yaml.YAMLError:
        return False
    item = root.value[0] if isinstance(root, yaml.SequenceNode) and len(root.value) == 1 else None
    return isinstance(item, yaml.ScalarNode) and item.value == text and item.tag.endswith(":str")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
