"""The JSON Schema (draft 2020-12) of a lesson file, made from the table that the parser reads."""

from collections.abc import Callable
from typing import Any

from lalaland_cli import shape

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# A schema's pattern is searched for, so a text needs one character that is not blank. What must
# not reach a terminal is left out as a whole; the line feed is safe, and so may stand in prose.
_TEXT = {"type": "string", "pattern": r"\S"}
_ID = {"type": "string", "pattern": r"^\s*[0-9-]*[a-z][a-z0-9-]*\s*$"}


def schema() -> dict[str, Any]:
    """The schema as plain data, ready for `json.dumps`."""
    return {
        "$schema": DIALECT,
        "title": "A lalaland lesson file",
        **_mapping(shape.COLLECTION),
    }


def _mapping(fields: tuple[shape.Field, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field.name: _property(field) for field in fields},
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }


def _property(field: shape.Field) -> dict[str, Any]:
    form = _ID if field.name == "id" else _FORMS[field.kind]()
    return {"description": field.about, **form}


_FORMS: dict[str, Callable[[], dict[str, Any]]] = {
    shape.LINE: lambda: _TEXT,
    shape.PROSE: lambda: _TEXT,
    shape.YEAR: lambda: {
        "type": ["integer", "string"],
        "pattern": r"\S",
        "minimum": -999_999_999,
        "maximum": 999_999_999,
    },
    shape.LINES: lambda: {"type": "array", "items": _TEXT},
    shape.WORK: lambda: _mapping(shape.SOURCE),
    shape.THEMES: lambda: {"type": "array", "minItems": 1, "items": _mapping(shape.THEME)},
    shape.EXAMPLES: lambda: {"type": "array", "minItems": 1, "items": _mapping(shape.EXAMPLE)},
}
