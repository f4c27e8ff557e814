"""Errors of the YAML parser, explained to someone who writes prose."""

import re
from collections.abc import Callable

import yaml

from lalaland_cli.errors import Problem

# (pattern of messages from libyaml and the pure Python parser, what is wrong, what to write)
_YAML_FAULTS = (
    (
        r"cannot start any token.* at '\\t'|tab character",
        "a tab where YAML expects spaces",
        "indent with spaces",
    ),
    (
        r"cannot start any token",
        "text cannot begin with this character",
        "put it in quotes",
    ),
    (
        r"mapping values are not allowed",
        "a colon in unquoted text, wrong indentation, or a missing colon on the line above",
        "put the text in quotes, or write `key: value`, lined up with its neighbours",
    ),
    (
        r"could not find expected ':'",
        "a missing colon, or wrong indentation",
        "write `key: value`, indented like its neighbours",
    ),
    (
        r"undefined alias|alphabetic or numeric character",
        "YAML reads `*` or `&` here as a reference, not as text",
        "put the text in quotes",
    ),
    (
        r"expected a single document",
        "more than one YAML document",
        "remove the `---`, or split the file in two",
    ),
    (
        r"unknown escape character|hexdecimal|hexadecimal|escape code",
        "an unknown escape after a backslash",
        "use single quotes, or double the backslash",
    ),
    (
        r"unexpected end of stream|document separator",
        "an unclosed quote",
        "close it",
    ),
    (
        r"nesting depth|recursion",
        "lists or mappings nested far too deeply",
        "a lesson file needs three levels",
    ),
    (
        r"too many values",
        "too many values for one lesson file",
        "split it into several files",
    ),
    (
        r"while parsing a flow",
        "an unclosed bracket, or text that needs quotes",
        "close it, or put the text in quotes",
    ),
    (
        r"(sequence entries|mapping keys) are not allowed",
        "`-` or `?` begins a list or a key here, not text",
        "put the text in quotes",
    ),
    (
        r"directive|incompatible YAML",
        "a line that begins with `%` is a YAML directive",
        "put the text in quotes",
    ),
    (
        r"tag|handle",
        "a YAML tag (`!…`), which lesson files do not allow",
        "remove it, or put the text in quotes",
    ),
    (
        r"did not find expected|expected <block end>|but (found|got)",
        "wrong indentation, or a quote inside quoted text",
        "line it up with its neighbours, or use the other kind of quotes",
    ),
)


def explain(error: Exception, path: str, text: Callable[[], str]) -> Problem:
    """Return a fault that the YAML parser found in the file at `path`, and how to fix it.

    `text` is called for the file's text, to examine the place.
    """
    mark, said = getattr(error, "problem_mark", None), str(error)
    if isinstance(error, RecursionError):
        said = "recursion"
    elif isinstance(error, ValueError):  # from the pure Python parser
        said = "escape code"
    if isinstance(error, yaml.MarkedYAMLError):
        if re.search("quoted scalar|simple key|parsing a flow", error.context or ""):
            mark = error.context_mark  # the start, because it may end anywhere
        mark = mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if header := _block_above(text(), line):
        remedy = f"indent it two spaces more than `{header.partition(':')[0]}`"
        return Problem(path, line, 1, f"the text below `{header}` is not indented", remedy)
    if opened := _open_bracket(text(), line):
        what = "an unclosed bracket, or text that needs quotes"
        return Problem(path, *opened, what, "close it, or put the text in quotes")
    if isinstance(error, yaml.MarkedYAMLError):
        said = f"{error.context} {error.problem} at {_character(text(), line, column)!r}"
    for pattern, what, remedy in _YAML_FAULTS:
        if re.search(pattern, said):
            return Problem(path, line, column, what, remedy)
    what, remedy = "not valid YAML", "put the text in quotes, or check the indentation"
    return Problem(path, line, column, what, remedy)


def _block_above(text: str, line: int) -> str:
    """Return the header of the block, such as `lesson: |`, that this line should be part of."""
    *above, here = text.split("\n", line)[:line]
    header = next((other for other in reversed(above) if other.strip()), "")
    found = re.fullmatch(r"([ ]*(?:- )?)([a-z]+: [|>])[-+0-9]*\s*", header)
    if not found or re.match(r"[ ]*(- )?[a-z]+:( |$)", here):
        return ""
    return found[2] if len(here) - len(here.lstrip(" ")) <= len(found[1]) else ""


def _open_bracket(text: str, line: int) -> tuple[int, int] | None:
    """Return the line and column of a bracket that opens a value above and is not closed there."""
    above = text.split("\n", line)[: line - 1]
    number = next((n for n in range(len(above), 0, -1) if above[n - 1].strip()), 0)
    last = above[number - 1] if number else ""
    found = re.match(r"[ ]*(?:- )?[a-z]+:[ ]+([\[{])[^\]}'\"#]*$", last)
    return (number, found.start(1) + 1) if found else None


def _character(text: str, line: int, column: int) -> str:
    lines = text.split("\n", line)
    return lines[line - 1][column - 1 : column] if len(lines) >= line else ""
