"""The options that several commands share, and what a shell may complete for them."""

from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any

import typer

from lalaland_cli.errors import LalalandError
from lalaland_cli.library import Library, open_library

# The scripts that Typer installs give completions to the shell's `eval`.
_SPECIAL_TO_SHELLS = set("\\$`\"'!;&|<>(){}*?~#")


def _completed(
    ctx: typer.Context, ask: Callable[[Library], list[tuple[str, str]]]
) -> list[tuple[str, str]]:
    """(name, help) of what may be typed: none, and no message, where something is wrong."""
    files = ctx.find_root().params.get("files") or ()
    with suppress(LalalandError, OSError), open_library(*files) as lessons:
        return [(name, _harmless(title)) for name, title in ask(lessons) if _is_typed_as_is(name)]
    return []


def _is_typed_as_is(name: str) -> bool:
    return not set(name) & _SPECIAL_TO_SHELLS and not name.startswith("-")


def _harmless(title: str) -> str:
    # Typer escapes what is special to a shell but for the backslash, which would undo an escape.
    return title.replace("\\", "/")


def complete_name(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The ids and aliases that begin so."""
    return _completed(ctx, lambda lessons: lessons.completions(incomplete))


def _complete_collection(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:  # noqa: ARG001 - passed by name
    return _completed(ctx, lambda ls: [(book.id, book.title) for book in ls.prefaces().books])


def _complete_tag(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:  # noqa: ARG001 - passed by name
    return _completed(ctx, lambda lessons: [(tag, "") for tag in lessons.tags()])


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
        autocompletion=_complete_collection,
        help="Only the collection with this id.",
    ),
]

# One flag for each form that an answer can be asked for in.
FORM_FLAGS: dict[str, Any] = {
    "markdown": Annotated[bool, typer.Option("--markdown", help="Write Markdown.")],
    "names": Annotated[bool, typer.Option("--names", help="Write only ids, one per line.")],
    "json": Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")],
}
