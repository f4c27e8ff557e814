"""What the YAML parser complains of, and what that means for somebody who writes prose."""

import re
from collections.abc import Callable

import yaml

from lalaland_cli.errors import Problem

# (what libyaml and the pure Python parser say, what is wrong, what to write instead)
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


def explain(error: Exception, path: str, text: Callable[[], str]) -> Problem:
    """What a person can do about a fault that the YAML parser found in the file at `path`.

    `text` gives the file's text; it is asked for only where the place must be looked at.
    """
    mark, said = getattr(error, "problem_mark", None), str(error)
    if isinstance(error, RecursionError):
        said = "recursion"
    elif isinstance(error, ValueError):  # of the pure Python parser
        said = "escape code"
    if isinstance(error, yaml.MarkedYAMLError):
        if re.search("quoted scalar|simple key|parsing a flow", error.context or ""):
            mark = error.context_mark  # where it begins, for it may end anywhere
        mark = mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if header := _block_above(text(), line):
        remedy = f"put two spaces more before it than before `{header.partition(':')[0]}`"
        return Problem(path, line, 1, f"text below `{header}` that is not indented", remedy)
    if opened := _open_bracket(text(), line):
        what = "a bracket that is never closed, or text that needs quotes"
        return Problem(path, *opened, what, "close it, or put the text in quotes")
    if isinstance(error, yaml.MarkedYAMLError):
        said = f"{error.context} {error.problem} at {_character(text(), line, column)!r}"
    for pattern, what, remedy in _YAML_FAULTS:
        if re.search(pattern, said):
            return Problem(path, line, column, what, remedy)
    what, remedy = "not YAML", "put the text in quotes, or check the indentation"
    return Problem(path, line, column, what, remedy)


def _block_above(text: str, line: int) -> str:
    """The header of a block, such as `lesson: |`, if the text on this line should stand in it."""
    *above, here = text.split("\n", line)[:line]
    header = next((other for other in reversed(above) if other.strip()), "")
    found = re.fullmatch(r"([ ]*(?:- )?)([a-z]+: [|>])[-+0-9]*\s*", header)
    if not found or re.match(r"[ ]*(- )?[a-z]+:( |$)", here):
        return ""
    return found[2] if len(here) - len(here.lstrip(" ")) <= len(found[1]) else ""


def _open_bracket(text: str, line: int) -> tuple[int, int] | None:
    """Line and column of a value's bracket on the line above which is not closed on it."""
    above = text.split("\n", line)[: line - 1]
    number = next((n for n in range(len(above), 0, -1) if above[n - 1].strip()), 0)
    last = above[number - 1] if number else ""
    found = re.match(r"[ ]*(?:- )?[a-z]+:[ ]+([\[{])[^\]}'\"#]*$", last)
    return (number, found.start(1) + 1) if found else None


def _character(text: str, line: int, column: int) -> str:
    lines = text.split("\n", line)
    return lines[line - 1][column - 1 : column] if len(lines) >= line else ""
