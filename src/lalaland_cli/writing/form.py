"""The form that the editor opens for a new lesson, and reading what was written in it."""

import re

from lalaland_cli.writing.draft import Draft, drafted

_FORM = """\

# Write the lesson above, in your own words. Its first words become its
# title; to choose your own, write it on the first line and leave the
# second line empty.
#
# To add any of these, remove the #; repeat them as often as you like:
#scene: The bell: he is still standing
#tag: courage
#when: you are about to give up
#
# Lines that begin with # are ignored. Without a lesson, nothing is saved.
# It will be added to the collection {where}.
"""

_FIELD = r"(scene|tag|when):[ ]*(.*)"
_LONGEST_TITLE = 80
_STOPS = (".", "…", ",", ";", ":", "。")


def form(where: str) -> str:
    """Return the empty form for a lesson that goes to the collection `where`."""
    return _FORM.format(where=where)


def is_blank(text: str) -> bool:
    """Return whether nothing was written in a form."""
    return not _written(text).strip()


def read(text: str) -> Draft:
    """Return the draft written in a form. Raises `BadText` as `drafted` does."""
    found: dict[str, list[str]] = {"scene": [], "tag": [], "when": []}
    prose = []
    for line in _written(text).split("\n"):
        if field := re.fullmatch(_FIELD, line.strip(), re.IGNORECASE):
            found[field[1].lower()].append(field[2])
        else:
            prose.append(line)
    title, lesson = titled("\n".join(prose))
    return drafted(lesson, title, found["scene"], found["tag"], found["when"])


def titled(text: str) -> tuple[str, str]:
    """Return (title, lesson) of a text: a first line followed by an empty one is its title."""
    first, *rest = text.strip().splitlines() or [""]
    if len(rest) < 2 or rest[0].strip():
        return "", text
    return re.sub("^#+ +", "", first).strip(), "\n".join(rest[1:])


def titled_unprompted(text: str) -> tuple[str, str]:
    """Return what `titled` does, except that a long line or a sentence is never a title.

    This is for text from a pipe, where no form has explained the rule.
    """
    title, lesson = titled(text)
    is_sentence = title.rstrip("”’\"')").endswith(_STOPS)
    return ("", text) if is_sentence or len(title) > _LONGEST_TITLE else (title, lesson)


def _written(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))
