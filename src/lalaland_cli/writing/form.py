"""The form that an editor opens for a new lesson, and what somebody wrote in it."""

import re

from lalaland_cli.writing.draft import Draft, drafted

_FORM = """\

# Write the lesson above, in your own words. Its first words become its
# title; to choose one, write it on the first line and leave the second
# line empty.
#
# To add any of these, take the # away; each as often as you like:
#scene: The bell: he is still standing
#tag: courage
#when: you are about to give up
#
# Lines that begin with # are left out. Without a lesson, nothing is saved.
# It goes to {where}
"""

_FIELD = r"(scene|tag|when):[ ]*(.*)"
_LONGEST_TITLE = 80
_STOPS = (".", "…", ",", ";", ":", "。")


def form(where: str) -> str:
    """The empty form for a lesson that goes to the collection or file `where`."""
    return _FORM.format(where=where)


def is_blank(text: str) -> bool:
    """Whether nothing was written in a form."""
    return not _written(text).strip()


def read(text: str) -> Draft:
    """What was written in a form. Raises `BadText` as `drafted` does."""
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
    """(title, lesson) of what was written: a first line above an empty one is its title."""
    first, *rest = text.strip().splitlines() or [""]
    if len(rest) < 2 or rest[0].strip():
        return "", text
    return re.sub("^#+ +", "", first).strip(), "\n".join(rest[1:])


def titled_unprompted(text: str) -> tuple[str, str]:
    """As `titled`, where nobody was told so: a long line or a sentence is a part of the lesson."""
    title, lesson = titled(text)
    is_sentence = title.rstrip("”’\"')").endswith(_STOPS)
    return ("", text) if is_sentence or len(title) > _LONGEST_TITLE else (title, lesson)


def _written(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))
