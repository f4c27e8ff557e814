"""The JSON Schema (draft 2020-12) of a lesson file, generated from the parser's table."""

from typing import Any

from lalaland_cli.reading import format as lesson

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# A JSON Schema pattern matches anywhere, so this requires one non-blank character. Only the
# parser checks for characters that are not allowed.
_TEXT = {"type": "string", "pattern": r"\S"}


def schema() -> dict[str, Any]:
    """Return the schema as plain data, ready for `json.dumps`."""
    return {
        "$schema": DIALECT,
        "title": "A lalaland lesson file",
        **_mapping(lesson.COLLECTION),
    }


def _mapping(fields: tuple[lesson.Field, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            field.name: {"description": field.about, **_form(field.kind)} for field in fields
        },
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }


def _form(kind: str) -> dict[str, Any]:
    match kind:
        case lesson.LINES:
            return {"type": "array", "items": _TEXT}
        case lesson.ID:
            return {"type": "string", "pattern": rf"^\s*{lesson.ID_PATTERN}\s*$"}
        case lesson.LANGUAGE:
            return {"type": "string", "pattern": rf"^\s*{lesson.LANGUAGE_PATTERN}\s*$"}
        case lesson.YEAR:
            bounds = {"minimum": -lesson.LARGEST_NUMBER, "maximum": lesson.LARGEST_NUMBER}
            return {"type": ["integer", "string"], "pattern": r"\S", **bounds}
        case lesson.WORK:
            return _mapping(lesson.SOURCE)
        case lesson.THEMES:
            return {"type": "array", "items": _mapping(lesson.THEME)}
        case lesson.EXAMPLES:
            return {"type": "array", "items": {"anyOf": [*_EXAMPLES]}}
        case _:
            return _TEXT


# An example has both keys, or a single key that names the scene, or is text alone.
_EXAMPLES = (
    _mapping(lesson.EXAMPLE),
    {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "propertyNames": {"not": {"enum": [field.name for field in lesson.EXAMPLE]}},
        "additionalProperties": _TEXT,
    },
    _TEXT,
)
