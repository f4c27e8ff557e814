"""Options that several commands share, and their shell completions."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from typing import Annotated, Any

import typer

from lalaland_cli.cli.session import Session
from lalaland_cli.errors import LalalandError
from lalaland_cli.library import Library, open_library
from lalaland_cli.model import Preface
from lalaland_cli.system.output import Colour
from lalaland_cli.text.unsafe import one_line

# Typer's completion scripts pass completions to the shell's `eval`.
_SPECIAL_TO_SHELLS = set("\\$`\"'!;&|<>(){}*?~#")


def _completed(
    ctx: typer.Context, ask: Callable[[Library], list[tuple[str, str]]]
) -> list[tuple[str, str]]:
    """Return the (name, help) completions; on an error none, and no message."""
    files = [f for c in (ctx.find_root(), ctx) for f in c.params.get("files") or ()]
    with suppress(LalalandError, OSError), open_library(*files) as lessons:
        return [(name, _harmless(title)) for name, title in ask(lessons) if _is_typed_as_is(name)]
    return []


def _is_typed_as_is(name: str) -> bool:
    special = set(name) & _SPECIAL_TO_SHELLS
    return not special and not name.startswith("-") and one_line(name) == name


def _harmless(title: str) -> str:
    # Typer escapes all shell metacharacters but the backslash, which would undo an escape.
    return one_line(title).replace("\\", "/")


def complete_name(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete ids and aliases."""
    return _completed(ctx, lambda lessons: lessons.completions(incomplete))


def complete_name_or_collection(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete ids and aliases, and the ids of collections."""
    return _completed(ctx, lambda ls: [*ls.completions(incomplete), *_ids(ls.prefaces().books)])


def complete_own_name(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete ids and aliases of themes in the user's own collections."""
    return _completed(ctx, lambda lessons: _own_names(lessons, incomplete))


def complete_own_name_or_collection(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete ids of the user's own collections, and ids and aliases of their themes."""
    return _completed(ctx, lambda ls: [*_own_names(ls, incomplete), *_own(ls)])


def _own_names(lessons: Library, incomplete: str) -> list[tuple[str, str]]:
    return lessons.completions(incomplete, among=[name for name, _ in _own(lessons)])


def _own(lessons: Library) -> list[tuple[str, str]]:
    from lalaland_cli.writing import target

    return _ids(target.own(lessons))


def _ids(books: Iterable[Preface]) -> list[tuple[str, str]]:
    return [(book.id, book.title) for book in books]


def complete_collection(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:  # noqa: ARG001 - passed by name
    """Complete the ids of collections."""
    return _completed(ctx, lambda lessons: _ids(lessons.prefaces().books))


def _complete_tag(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:  # noqa: ARG001 - passed by name
    return _completed(ctx, lambda lessons: [(tag, "") for tag, _ in lessons.tags().counts])


def at_least(least: int) -> Callable[[int | None], int | None]:
    """Return a callback that refuses smaller numbers; Typer's `min` shows in help as `x>=0`."""

    def checked(value: int | None) -> int | None:
        if value is not None and value < least:
            raise typer.BadParameter(f"must be {least} or more, not {value}")
        return value

    return checked


DEFAULT_LIMIT = 10


def limit(what: str) -> Any:
    """Return the option for the maximum number of themes; `what` begins its help text."""
    return typer.Option(
        "--limit",
        "-n",
        metavar="N",
        callback=at_least(0),
        show_default=False,
        help=f"{what} at most; default: {DEFAULT_LIMIT}, 0 for all.",
    )


Tag = Annotated[
    str | None,
    typer.Option(
        "--tag", metavar="TAG", autocompletion=_complete_tag, help="Only themes with this tag."
    ),
]

Collection = Annotated[
    str | None,
    typer.Option(
        "--collection",
        "-c",
        metavar="ID",
        autocompletion=complete_collection,
        help="Only the collection with this id or title.",
    ),
]


_LAST_YEAR = 9000  # FSRS schedules a century ahead, and the dates of Python end in 9999


def _day(text: str) -> date:
    with suppress(ValueError):
        day = date.fromisoformat(text)
        if day.year <= _LAST_YEAR:
            return day
    expected = "expected a valid date (YYYY-MM-DD)"
    if os.environ.get("LALALAND_TODAY") == text:
        expected += ", here or in LALALAND_TODAY"
    raise typer.BadParameter(expected)


# The settings of every date option; LALALAND_TODAY is the value if the option is not given.
DATE: dict[str, Any] = {
    "parser": _day,
    "metavar": "YYYY-MM-DD",
    "envvar": "LALALAND_TODAY",
    "show_envvar": False,
}

# The flag for each form.
FORM_FLAGS: dict[str, Any] = {
    "copy": Annotated[
        bool, typer.Option("--copy", help="Copy takeaway and source to the clipboard.")
    ],
    "markdown": Annotated[bool, typer.Option("--markdown", help="Write Markdown.")],
    "short": Annotated[bool, typer.Option("--short", help="One or two lines per theme.")],
    "names": Annotated[bool, typer.Option("--names", help="Write only ids, one per line.")],
    "json": Annotated[bool, typer.Option("--json", help="Write JSON.")],
}


def _set_colour(ctx: typer.Context, choice: Colour | None) -> Colour | None:
    if choice is not None:
        ctx.ensure_object(Session).output.colour = choice
    return choice


def _set_files(ctx: typer.Context, files: list[str] | None) -> list[str] | None:
    if files:
        ctx.ensure_object(Session).files += tuple(files)
    return files


def _set_pager(ctx: typer.Context, unpaged: bool) -> bool:
    if unpaged:
        ctx.ensure_object(Session).output.paged = False
    return unpaged


Files = Annotated[
    list[str] | None,
    typer.Option(
        "--file",
        "-f",
        metavar="PATH",
        callback=_set_files,
        help="Only this file or folder (- for stdin); may be repeated.",
    ),
]
Color = Annotated[
    Colour | None,
    typer.Option(
        "--color",
        metavar="WHEN",
        callback=_set_colour,
        is_eager=True,  # --help and messages depend on it
        help="When to use colours: auto (default), always or never.",
    ),
]
NoPager = Annotated[
    bool, typer.Option("--no-pager", callback=_set_pager, help="Never open a pager.")
]

# The same options may come after a command, whose own help does not show them.
SHARED: dict[str, Any] = {"files": Files, "color": Color, "no_pager": NoPager}
