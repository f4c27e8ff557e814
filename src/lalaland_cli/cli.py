"""The commands: each opens the library, calls one thing, and writes the answer.

`run` is the one boundary where errors become messages and exit codes.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from enum import StrEnum
from errno import ENOSPC
from typing import Annotated, Any

import typer

from lalaland_cli import export, library, usage
from lalaland_cli.errors import BadTitle, LalalandError, NothingFound
from lalaland_cli.model import Hit, Theme
from lalaland_cli.shape import visible
from lalaland_cli.terminal import ClosedPipe, Colour, Terminal, output_error
from lalaland_cli.version import __version__

DONE, NOT_FOUND, WRONG_USAGE, UNUSABLE = 0, 1, 2, 3

_DEFAULT_LIMIT = 10

_BEFORE_COMMAND = ("-f", "--file", "--color", "--no-pager", "--version")

_EXIT_CODES = """\
0 done; 1 nothing found, ambiguous, or problems in a check; 2 wrong usage; \
3 a lesson file cannot be used or the output cannot be written; 130 interrupted."""


class Session:
    """What the options before the command set up for it."""

    def __init__(self) -> None:
        self.terminal = Terminal()
        self.files: tuple[str, ...] = ()

    def open(self, ctx: typer.Context) -> library.Library:
        """The library in force, until the command ends; what was passed over is said once."""
        with self.terminal.progress("Reading lessons") as report:
            lessons = library.open_library(*self.files, progress=report)
        ctx.call_on_close(lessons.close)
        for fault in lessons.skipped:
            self.terminal.note(f"passed over {fault}")
        return lessons


def run(arguments: Sequence[str] = ()) -> int:
    """Run one command and return its exit code, which Typer makes 130 for an interrupt."""
    session = Session()
    try:
        return _invoke(arguments, session)
    except ClosedPipe:
        return DONE
    except (KeyError, ValueError):
        if not usage.is_completing():
            raise
        return WRONG_USAGE  # a shell that asks in a way that Typer does not know
    except (LalalandError, typer.TyperException, OSError) as error:
        code, message = _explained(error)
        session.terminal.note(message)
        return code


def _invoke(arguments: Sequence[str], session: Session) -> int:
    usage.prepare_completion(arguments)
    command = typer.main.get_command(app)
    options: dict[str, Any] = {"prog_name": "lalaland", "standalone_mode": False, "obj": session}
    code = command.main([*arguments], **options)
    return code if isinstance(code, int) else DONE


def _explained(error: Exception) -> tuple[int, str]:
    """The exit code and the message of an error."""
    if isinstance(error, NothingFound):
        return NOT_FOUND, str(error)
    if isinstance(error, BadTitle):
        return WRONG_USAGE, str(error)
    if isinstance(error, typer.TyperException):
        return WRONG_USAGE, usage.explain(error, _BEFORE_COMMAND)
    if isinstance(error, OSError):
        return UNUSABLE, _refused(error)
    return UNUSABLE, str(error)


def _refused(error: OSError) -> str:
    """What the system refused: to write what Typer writes by itself, or something unforeseen."""
    if error.errno == ENOSPC:
        return str(output_error(error))
    place = f" ({_shown(error.filename)})" if error.filename else ""
    reason = error.strerror or "the system refused something"
    return f"{reason[:1].lower()}{reason[1:]}{place}; `lalaland sources` says what is read"


app = typer.Typer(
    cls=usage.Group,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
    epilog=f"Exit codes: {_EXIT_CODES}",
)


def _completed(ctx: typer.Context, ask: Callable[[library.Library], list[Any]]) -> list[Any]:
    """Answers for a shell that completes: none, and no message, where something is wrong."""
    files = ctx.find_root().params.get("files") or ()
    with suppress(LalalandError, OSError), library.open_library(*files) as lessons:
        return ask(lessons)
    return []


def _complete_name(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    return _completed(ctx, lambda lessons: usage.harmless(lessons.completions(incomplete)))


def _complete_collection(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:  # noqa: ARG001 - passed by name
    return _completed(ctx, lambda ls: usage.harmless([(b.id, b.title) for b in ls.prefaces()]))


def _complete_tag(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:  # noqa: ARG001 - passed by name
    return _completed(ctx, lambda ls: usage.harmless([(tag, "") for tag in ls.tags()]))


Json = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]
Markdown = Annotated[bool, typer.Option("--markdown", help="Write Markdown.")]
Names = Annotated[bool, typer.Option("--names", help="Write only ids, one a line.")]
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


class Field(StrEnum):
    """The fields that `--in` takes: those that an index has."""

    TITLE = "title"
    ALIASES = "aliases"
    TAGS = "tags"
    TAKEAWAY = "takeaway"
    SUMMARY = "summary"
    SCENES = "scenes"
    LESSON = "lesson"


def _set_colour(ctx: typer.Context, choice: Colour) -> Colour:
    ctx.ensure_object(Session).terminal.colour = choice
    return choice


def _print_version(ctx: typer.Context, wanted: bool) -> None:
    if wanted:
        ctx.ensure_object(Session).terminal.write(f"lalaland {__version__}\n")
        raise typer.Exit


@app.callback(invoke_without_command=True, cls=usage.Group)
def main(
    ctx: typer.Context,
    files: Annotated[
        list[str] | None,
        typer.Option(
            "--file",
            "-f",
            metavar="PATH",
            help="Read this file, this folder, or - for standard input, and nothing else."
            " May be repeated.",
        ),
    ] = None,
    _color: Annotated[
        Colour,
        typer.Option(
            "--color", callback=_set_colour, is_eager=True, help="When to use colours."
        ),  # --help and messages want to know
    ] = "auto",
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Never open a pager.")] = False,
    version: Annotated[  # noqa: ARG001 - its callback has answered
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say which."),
    ] = False,
) -> None:
    """Lessons from films, books and talks, one short command away.

    lalaland list              what there is
    lalaland show failure      one lesson, whole
    lalaland search jazz club  the lesson you need now
    lalaland random-lesson     a surprise
    lalaland new "Rocky"       begin a collection of your own
    """
    session = ctx.ensure_object(Session)
    session.files = tuple(files or ())
    session.terminal.paged = not no_pager
    if ctx.invoked_subcommand is None:
        usage.write_help(ctx, session.terminal)


@app.command("list", cls=usage.Command)
def list_(
    ctx: typer.Context,
    tag: Tag = None,
    collection: Collection = None,
    names: Names = False,
    json: Json = False,
) -> None:
    """List the themes.

    lalaland list              number, id, title and takeaway
    lalaland list --tag work   only the themes with a tag
    lalaland list | fzf        in a pipe: id, title, takeaway, parted by tabs
    """
    session: Session = ctx.obj
    lessons = session.open(ctx)
    entries = lessons.entries(tag, collection)
    if json:
        session.terminal.write_utf8(export.to_json([export.entry(entry) for entry in entries]))
    elif names:
        session.terminal.write("".join(f"{name}\n" for name in lessons.short_names(entries)))
    elif session.terminal.interactive:
        from lalaland_cli import render

        titles = {book.id: book.title for book in lessons.prefaces()}
        session.terminal.show(render.listing(entries, titles))
    else:
        named = zip(lessons.short_names(entries), entries, strict=True)
        rows = (export.columns(name, entry.title, entry.takeaway) for name, entry in named)
        session.terminal.write("".join(f"{row}\n" for row in rows))


@app.command(cls=usage.Command)
def show(
    ctx: typer.Context,
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME...",
            autocompletion=_complete_name,
            help="A number, id, alias or title, or how one begins. Several words are one name.",
        ),
    ],
    markdown: Markdown = False,
    json: Json = False,
) -> None:
    """Show one theme, whole.

    lalaland show failure               by id
    lalaland show 4                     by the number that list shows
    lalaland show failure is not the end
    lalaland show la-la-land/failure    where two collections share a name
    """
    session: Session = ctx.obj
    lessons = session.open(ctx)
    typed = " ".join(name)
    found = lessons.resolve(typed)
    if not found.exact:
        session.terminal.note(f"“{_shown(typed)}” is short for “{found.name}”")
    if markdown:
        session.terminal.write(export.theme_markdown(found.theme))
    elif json:
        session.terminal.write_utf8(export.to_json(export.theme(found.theme)))
    else:
        from lalaland_cli import render

        session.terminal.show(render.theme(found.theme, lessons.short_name(found.theme)))


@app.command(cls=usage.Command)
def search(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS...", help="Words, or phrases in quotes."),
    ],
    any_: Annotated[bool, typer.Option("--any", help="One of the words is enough.")] = False,
    field: Annotated[
        list[Field] | None, typer.Option("--in", help="Only this field. May be repeated.")
    ] = None,
    collection: Collection = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=0, help="How many themes at the most; 0 for all.")
    ] = _DEFAULT_LIMIT,
    names: Names = False,
    json: Json = False,
) -> None:
    """Search all lessons, best first.

    lalaland search dreams         also finds dreaming, and dreamer
    lalaland search jazz club      both words, anywhere in a theme
    lalaland search "jazz club"    the phrase
    lalaland search --any rain sun --in scenes
    """
    session: Session = ctx.obj
    lessons = session.open(ctx)
    scope: dict[str, Any] = {"every": not any_, "fields": field or (), "collection": collection}
    found = lessons.search(words, **scope, limit=limit or None)
    if json:
        session.terminal.write_utf8(export.to_json([export.hit(hit) for hit in found]))
    if not found:
        raise lessons.no_hits(words)
    if not json:
        _write_hits(session, lessons, found, names)
    if len(found) == limit and (total := lessons.count_hits(words, **scope)) > limit:
        session.terminal.note(f"the best {limit} of {total}; -n 0 shows all")


def _write_hits(session: Session, lessons: library.Library, found: list[Hit], names: bool) -> None:
    short = [lessons.short_name(hit.theme) for hit in found]
    if names:
        session.terminal.write("".join(f"{name}\n" for name in short))
    elif session.terminal.interactive:
        from lalaland_cli import render

        session.terminal.show(render.hits(found, short))
    else:
        matches = ((name, m) for name, hit in zip(short, found, strict=True) for m in hit.matches)
        rows = (export.columns(name, match.field, match.text) for name, match in matches)
        session.terminal.write("".join(f"{row}\n" for row in rows))


@app.command("random-lesson", cls=usage.Command)
def random_lesson(
    ctx: typer.Context,
    tag: Tag = None,
    collection: Collection = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="The same N always gives the same theme.")
    ] = None,
    json: Json = False,
) -> None:
    """Show the lesson of a random theme.

    lalaland random-lesson              whatever comes
    lalaland random-lesson --tag love   about something
    """
    session: Session = ctx.obj
    lessons = session.open(ctx)
    _write_lesson(session, lessons, lessons.at_random(seed, tag, collection), json)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write a day that there is, such as 2026-12-24") from None


@app.command(cls=usage.Command)
def today(
    ctx: typer.Context,
    tag: Tag = None,
    collection: Collection = None,
    day: Annotated[
        date | None,
        typer.Option("--date", parser=_day, metavar="YYYY-MM-DD", help="Another day."),
    ] = None,
    json: Json = False,
) -> None:
    """Show the lesson of the day.

      lalaland today                     the same all day, another tomorrow
      lalaland today --date 2026-12-24   that of any day

    Every theme has its turn once in as many days as there are themes.
    """
    session: Session = ctx.obj
    lessons = session.open(ctx)
    theme = lessons.of_day(day or date.today(), tag, collection)
    _write_lesson(session, lessons, theme, json)


def _write_lesson(session: Session, lessons: library.Library, theme: Theme, json: bool) -> None:
    if json:
        session.terminal.write_utf8(export.to_json(export.theme(theme)))
        return
    from lalaland_cli import render

    session.terminal.show(render.lesson(theme, lessons.short_name(theme)))


@app.command(cls=usage.Command)
def about(
    ctx: typer.Context,
    collection: Collection = None,
    markdown: Markdown = False,
    json: Json = False,
) -> None:
    """Tell what a collection is about.

    lalaland about                 every collection in force
    lalaland about -c la-la-land   one of them
    """
    session: Session = ctx.obj
    books = session.open(ctx).prefaces(collection)
    if markdown:
        session.terminal.write("\n".join(map(export.preface_markdown, books)))
    elif json:
        written = export.several([export.preface(book) for book in books])
        session.terminal.write_utf8(export.to_json(written))
    else:
        from lalaland_cli import render

        session.terminal.show(render.prefaces(books))


@app.command(cls=usage.Command)
def new(
    ctx: typer.Context,
    title: Annotated[
        list[str],
        typer.Argument(metavar="TITLE...", help="What it is called. Several words are one title."),
    ],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="PATH", help="Where to write; - for stdout."),
    ] = None,
) -> None:
    """Begin a collection of your own.

      lalaland new Rocky                 writes rocky.yaml
      lalaland new Rocky -o notes.yaml   somewhere else
      lalaland new Rocky -o -            to stdout

    The file is valid as it stands, and without -o `lalaland list` shows it at once. Nothing is
    ever overwritten.
    """
    from lalaland_cli import sources, starter

    session: Session = ctx.obj
    typed = " ".join(title)
    folder = sources.personal_folder(os.environ)
    if output == "-":
        session.terminal.write_utf8(starter.to_stdout(typed, folder))
        return
    starter.checked(typed)
    # The file shall stand beside the usual ones, whatever is in force at this moment.
    with library.open_library(environ={**os.environ, "LALALAND_FILE": ""}) as lessons:
        taken = [book.id for book in lessons.prefaces()]
    path = starter.write_starter(typed, folder, output, taken)
    session.terminal.write(f"{_shown(path)}\n")
    command = f"lalaland check {path}" if output else "lalaland check"
    session.terminal.note(f"edit this file; `{command}` says what is wrong, if anything is")


@app.command(cls=usage.Command)
def check(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Files or folders; else all that are in force."),
    ] = None,
    json: Json = False,
) -> None:
    """Say what is wrong with lesson files.

      lalaland check              everything that is in force
      lalaland check rocky.yaml   one file

    Every problem of every file is reported in one run, with its line and column and what to
    write instead. Exits with 1 if there is any.
    """
    from lalaland_cli import checking

    session: Session = ctx.obj
    report = checking.check(paths or (), session.files)
    if json:
        problems = [export.problem(problem) for problem in report.problems]
        session.terminal.write_utf8(export.to_json(problems))
    else:
        lines = [*map(str, report.problems), export.summary(report.files, report.problems)]
        session.terminal.write("".join(f"{_shown(line)}\n" for line in lines))
    if report.problems:
        raise typer.Exit(NOT_FOUND)


@app.command(cls=usage.Command)
def schema(ctx: typer.Context) -> None:
    """Write the JSON Schema of a lesson file.

    lalaland schema > lesson.schema.json
    """
    from lalaland_cli import schema as described

    ctx.obj.terminal.write_utf8(export.to_json(described.schema()))


@app.command(cls=usage.Command)
def sources(ctx: typer.Context, json: Json = False) -> None:
    """Say which files are read, and why.

    lalaland sources
    lalaland -f notes/ sources   what --file changes
    """
    from lalaland_cli import survey

    session: Session = ctx.obj
    rows = survey.survey(session.open(ctx), session.files)
    if json:
        session.terminal.write_utf8(export.to_json([export.source(row) for row in rows]))
    elif session.terminal.interactive:
        from lalaland_cli import render

        session.terminal.show(render.sources(rows))
    else:
        fields = (("yes" if r.in_force else "no", r.path, r.themes, r.why) for r in rows)
        lines = (export.columns(*map(_shown, values)) for values in fields)
        session.terminal.write("".join(f"{line}\n" for line in lines))


def _shown(value: object) -> str:
    return visible(str(value)).replace("\n", "\\n")
