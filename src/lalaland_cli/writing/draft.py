"""A lesson as the user wrote it, and the lines of YAML that it becomes."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import count
from typing import NamedTuple

from lalaland_cli.errors import BadText
from lalaland_cli.model import Example
from lalaland_cli.reading import scalars
from lalaland_cli.text import words
from lalaland_cli.text.function_words import FUNCTION_WORDS
from lalaland_cli.text.unsafe import UNSAFE

_LONGEST_TITLE = 50
_LONGEST_ID = 24  # characters, which a list has room for
_CLAUSE_END = r"[.…,;:]+$|[,;:](?=\s)|[。！？、]| [–—-] "


class Draft(NamedTuple):
    """A lesson and its other parts, as the user wrote them.

    A title that is `inferred` gets a number if another lesson has it.
    """

    lesson: str
    title: str = ""
    scenes: tuple[Example, ...] = ()
    tags: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    inferred: bool = False


def drafted(
    lesson: str,
    title: str = "",
    scenes: Sequence[str] = (),
    tags: Sequence[str] = (),
    when: Sequence[str] = (),
) -> Draft:
    """Return a draft of what was typed.

    A scene is `name: what happens`, or text without a name. Commas separate several tags.
    Raises `BadText` if there is no lesson, or for a character that is not allowed in one.
    """
    lesson = "\n".join(line.rstrip() for line in lesson.expandtabs(4).strip().splitlines())
    lesson = re.sub(r"\n{3,}", "\n\n", lesson)
    draft = Draft(
        lesson,
        _line(title),
        tuple(map(_scene, filter(str.strip, scenes))),
        tuple(filter(None, map(_line, ",".join(tags).split(",")))),
        tuple(filter(None, map(_line, when))),
    )
    if not lesson:
        raise BadText("the lesson is empty")
    for text in (lesson, draft.title, *draft.tags, *draft.when, *map("".join, draft.scenes)):
        if unsafe := re.search(UNSAFE, text):
            raise BadText(f"control character not allowed (U+{ord(unsafe[0]):04X})")
    return draft


def titled(draft: Draft, taken: Collection[str]) -> Draft:
    """Return the draft with a title; default: its first words, numbered if that key is `taken`.

    Raises `BadText` if the title that the user chose is taken.
    """
    first = draft.title or _first_words(draft.lesson)
    if words.key(first) in taken:
        if draft.title and not draft.inferred:
            raise BadText(f"the collection already has a lesson called “{draft.title}”")
        first = _free((f"{first} ({number})" for number in count(2)), taken)
    return draft._replace(title=first, inferred=False)


def short_name(title: str) -> str:
    """Return the beginning of a title, short enough for an id that is quick to type."""
    return _beginning(words.slug(title).replace("-", " "), _LONGEST_ID)


def lines(draft: Draft, name: str, column: int) -> list[str]:
    """Return the lines of a theme with the id `name`, without line ends; its hyphen at `column`."""
    inner = column + 2
    header, *body = scalars.block(draft.lesson, inner + 2)
    within = [
        f"title: {scalars.scalar(draft.title)}",
        *_tags(draft.tags),
        *_list("when", [scalars.scalar(situation) for situation in draft.when]),
        *_list("examples", [line for scene in draft.scenes for line in _example(scene)]),
        f"lesson: {header}",
    ]
    pad = " " * inner
    return [
        f"{' ' * column}- id: {scalars.scalar(name)}",
        *(f"{pad}{line}" for line in within),
        *body,
    ]


def _tags(tags: Sequence[str]) -> list[str]:
    listed = ", ".join(scalars.scalar(tag, in_list=True) for tag in tags)
    return [f"tags: [{listed}]"] if tags else []


def _list(name: str, items: Sequence[str]) -> list[str]:
    if not items:
        return []
    return [f"{name}:", *(f"  {item}" if item[0] == " " else f"  - {item}" for item in items)]


def _example(example: Example) -> list[str]:
    shows = scalars.scalar(example.shows)
    if not example.scene:
        return [shows]
    if example.scene in Example._fields:
        return [f"scene: {example.scene}", f"  shows: {shows}"]
    return [f"{scalars.key(example.scene)}: {shows}"]


def _scene(text: str) -> Example:
    name, _, shows = map(str.strip, _line(text).partition(": "))
    return Example(name, shows) if name and shows else Example("", _line(text))


def _line(text: str) -> str:
    return " ".join(text.split())


def _first_words(text: str) -> str:
    """Return the first clause of a text, shortened if it is too long for a title."""
    start, end = next(iter(words.sentences(text)), (0, len(text)))
    first = _line(text[start:end].splitlines()[0])
    clause = re.split(_CLAUSE_END, first, maxsplit=1)[0].strip()
    if not (words.key(clause) and _is_balanced(clause)):
        clause = first.rstrip(" .…,;:") or first
    if len(clause) <= _LONGEST_TITLE:
        return clause
    return f"{_beginning(clause, _LONGEST_TITLE)}…"


def _is_balanced(text: str) -> bool:
    """Return whether the quotation marks and brackets of a clause are balanced."""
    opened = len(re.findall(r"(?<!\w)'(?=\w)", text)) - len(re.findall(r"(?<=\S)'(?!\w)", text))
    even = all(text.count(left) <= text.count(right) for left, right in ("“”", "«»", "()", "[]"))
    return even and opened <= 0 and text.count('"') % 2 == 0


def _beginning(text: str, longest: int) -> str:
    """Return as many words as fit in `longest` characters, without function words at the end."""
    if len(text) <= longest:
        return text
    fitting = text[: longest + 1].split(" ")[:-1]
    kept = [*fitting]
    while kept and words.fold(kept[-1]).strip() in FUNCTION_WORDS:
        kept.pop()
    return " ".join(kept or fitting) or text[:longest]


def _free(names: Iterator[str], taken: Collection[str]) -> str:
    return next(name for name in names if words.key(name) not in taken)
