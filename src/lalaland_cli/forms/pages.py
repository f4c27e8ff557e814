"""Answers as pages for a screen, made of blocks of Rich text.

Only the terminal's own sixteen colours are used, except white, black and yellow, and weight or
underline repeats whatever colour conveys. Text is never parsed as markup.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, repeat
from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from lalaland_cli.answers import (
    Forecast,
    Hit,
    Kept,
    Lesson,
    Listing,
    Match,
    Prefaces,
    Question,
    Report,
    Resolution,
    Search,
    Sources,
    Tags,
    TakenBack,
    Tally,
)
from lalaland_cli.errors import Problem
from lalaland_cli.forms.console import STYLES
from lalaland_cli.forms.prose import paragraphs
from lalaland_cli.forms.wording import (
    RATINGS,
    again,
    counted,
    credit,
    found,
    is_title,
    known_for,
    on_day,
    origin,
    why,
)
from lalaland_cli.model import Entry, Example, Preface, Theme
from lalaland_cli.text.unsafe import visible

_TITLE = "bold magenta"
_COLLECTION = "bold underline"
_NAME = "cyan"
_HEADING = "bold cyan"
_STRONG = "bold"
_HIT = "bold underline"
_FAULT = "bold red"
_WARNING = "bold magenta"

# With fewer columns than this beside its label, text goes below the label instead.
_NARROWEST = 24
_WIDEST_NAME = 24

_LONGEST_BAR = 30  # columns

# Screens with fewer columns than this get no margin.
_ROOMY = 40


_NOTHING = Text()


class Block(NamedTuple):
    """Text to wrap: `lead` precedes the first line of `body`, and later lines are indented."""

    body: Text
    lead: Text = _NOTHING

    def lines(self, width: int) -> Iterator[tuple[Text, Text]]:
        """Yield the (lead, text) of each line, together at most `width` columns wide."""
        lead = self.lead
        if width - lead.cell_len < _NARROWEST:
            # Too narrow for two columns: put the label on its own lines, and the text below.
            if lead.plain.strip():
                label = lead.copy()
                label.rstrip()
                yield from Block(label).lines(width)
            lead = Text(" " * min(lead.cell_len, width // 10))
        room = max(1, width - lead.cell_len)
        if self.body.cell_len <= room:
            yield lead, self.body
            return
        indent = Text(" " * lead.cell_len)
        for line in self.body.wrap(STYLES, room, overflow="fold"):
            line.rstrip()
            yield lead, line
            lead = indent


class Excerpt(NamedTuple):
    """A line of a file, cut to the text around `column` (from 1), with a caret below it."""

    line: str
    column: int

    def lines(self, width: int) -> Iterator[tuple[Text, Text]]:
        """Yield lines as `Block.lines` does."""
        room = max(8, width - 2)
        before = visible(self.line[: self.column - 1])
        if cell_len(before) > room * 2 // 3:
            before = f"…{before[-room // 2 :]}"
        text = Text(before + visible(self.line[self.column - 1 :][:room]))
        text.truncate(room, overflow="ellipsis")
        yield Text("  "), text
        yield Text(" " * min(2 + cell_len(before), width - 1)), _styled("^", _FAULT)


Part = Block | Excerpt


class Page:
    """A column of blocks, with a left margin if there is room for one."""

    def __init__(self, blocks: Iterable[Part]) -> None:
        self.blocks = tuple(blocks)

    def lines(self, width: int) -> Iterator[tuple[Text, ...]]:
        """Yield the parts of each line, together at most `width` columns wide."""
        margin = Text(" " * (2 if width >= _ROOMY else 0))
        for block in self.blocks:
            for lead, line in block.lines(width - len(margin)):
                yield (margin, lead, line) if line.plain else (line,)

    def marked(self, spans: Callable[[str], Iterable[tuple[int, int]]]) -> "Page":
        """Return the page with the hits that `spans` finds marked, except in headings."""
        return Page(map(_with_hits, self.blocks, repeat(spans)))


def _with_hits(block: Part, spans: Callable[[str], Iterable[tuple[int, int]]]) -> Part:
    if isinstance(block, Excerpt) or any(span.style == _HEADING for span in block.body.spans):
        return block
    body = block.body.copy()
    for start, end in spans(body.plain):
        body.stylize(_HIT, start, end)
    return block._replace(body=body)


_BLANK = Block(_NOTHING)


def theme(answer: Resolution) -> Page:
    """Lay out a theme in full."""
    theme = answer.theme
    scenes = map(_scene, theme.examples)
    return _page(
        _head(theme),
        _prose(theme.summary),
        _section("Scenes", *scenes),
        _section("Lesson", _lesson(theme)),
        _situations(theme),
    )


def _lesson(theme: Theme) -> list[Part]:
    """Lay out the lesson, unless the takeaway is all of it."""
    return _prose("" if theme.lesson == theme.takeaway else theme.lesson)


def _situations(theme: Theme) -> list[Block]:
    lead = Text.assemble(("when", _NAME), "  ")
    return [Block(Text("; ".join(theme.when)), lead)] if theme.when else []


def _scene(example: Example) -> list[Part]:
    named = [_strong(example.scene)] if example.scene else []
    return [*named, *_prose(example.shows, indent=2)]


def lesson(answer: Lesson) -> Page:
    """Lay out a theme's title, takeaway and lesson."""
    return _page(_head(answer.theme), _lesson(answer.theme))


def listing(answer: Listing) -> Page:
    """Lay out a list of themes, grouped by collection if there are several."""
    widths = _columns(answer.entries)
    blocks = {
        collection: [block for entry in group for block in _entry(entry, *widths)]
        for collection, group in groupby(answer.entries, lambda entry: entry.collection)
    }
    if len(answer.titles) < 2:
        return _page(*blocks.values())
    heads = (_titled(answer.titles[name], name, style=_COLLECTION) for name in blocks)
    return _page(*((head, *below) for head, below in zip(heads, blocks.values(), strict=True)))


def hits(answer: Search) -> Page:
    """Lay out the hits of a search, each with its excerpts."""
    return _page(*map(_hit, answer.hits))


def prefaces(answer: Prefaces) -> Page:
    """Lay out the introductions and closings of collections."""
    return _page(*map(_preface, answer.books))


def sources(answer: Sources) -> Page:
    """Lay out the sources of lessons: which are read, which are not, and why."""
    blocks: list[Block] = []
    for row in answer.rows:
        mark = Text.assemble(
            ("✓", "bold green") if row.in_force else ("–", "bold red" if row.fault else ""), " "
        )
        count = f"{counted(row.themes, 'theme')}: " if row.in_force else "not read: "
        count = "" if row.reason == "absent" else count
        path = _styled(visible(row.path), _STRONG)
        blocks += [Block(path, mark), Block(Text(visible(f"{count}{why(row)}")), Text("  "))]
    return Page(blocks)


def report(answer: Report) -> Page:
    """Lay out the problems in lesson files, each below the line it is in."""
    problems = ((problem, _FAULT, "") for problem in answer.problems)
    warnings = ((warning, _WARNING, "warning: ") for warning in answer.warnings)
    noted = (_problem(answer, *each) for each in (*problems, *warnings))
    return _page(*noted, [_strong(found(answer))])


def _problem(answer: Report, problem: Problem, style: str, kind: str) -> Iterator[Part]:
    place = f"{problem.path}:{problem.line}:{problem.column}" if problem.line else problem.path
    yield _strong(visible(place))
    if line := answer.lines.get((problem.path, problem.line)):
        yield Excerpt(line, problem.column)
    what = (f"{kind}{visible(problem.what)}", style)
    yield Block(Text.assemble(what, f"; {visible(problem.remedy)}"), Text("  "))


def tags(answer: Tags) -> Page:
    """Lay out the tags and the number of themes for each, in two columns."""
    digits = max((len(str(count)) for _, count in answer.counts), default=0)
    return Page(
        Block(_styled(tag, _NAME), Text(f"{count:>{digits}}  ")) for tag, count in answer.counts
    )


def question(answer: Question) -> Page:
    """Lay out a question: the lesson's origin, and the scenes or text that prompt for it."""
    place = f"{answer.place} of {answer.total}"
    head = Text.assemble((origin(answer.theme), _TITLE), "  ", (place, _NAME))
    scenes = map(_scene, answer.scenes)
    whens = [Block(Text(when), Text("– ")) for when in answer.when]
    bare = _bare(answer) if answer.beginning else []
    return _page([Block(head)], *scenes, _prose(answer.summary), whens, bare)


def _bare(answer: Question) -> list[Part]:
    """Lay out how a takeaway begins, the last resort to ask by, and how to add a scene."""
    edit = (f"`lalaland edit {answer.theme.number}`", _NAME)  # the name would give the lesson away
    remedy = Block(Text.assemble("To be asked about a scene instead, add one with ", edit, "."))
    return _spaced([Block(Text(f"{answer.beginning} …"))], [remedy])


def kept(answer: Kept) -> Page:
    """Lay out the rating of a lesson and when it is next due."""
    rating = (RATINGS[answer.rating - 1], _STRONG)
    return Page((Block(Text.assemble(rating, f": {again(answer.due, answer.day)}")),))


def taken_back(answer: TakenBack) -> Page:
    """Name the theme whose answer was taken back."""
    return Page((Block(Text.assemble("undone: ", (answer.theme.title, _STRONG))),))


def tally(answer: Tally) -> Page:
    """Summarise a session in a few lines."""
    total = sum(answer.ratings)
    each = zip(answer.ratings, RATINGS, strict=True)
    counts = [f"{count} {name}" for count, name in each if count]
    lines = [f"{counted(total, 'lesson')} answered: {', '.join(counts)}."] if counts else []
    lines += [f"{counted(answer.skipped, 'lesson')} skipped."] if answer.skipped else []
    if answer.due:
        lines += [f"{counted(answer.due, 'lesson')} still due."]
    elif not lines:
        lines += ["Nothing is due; `lalaland recall --all` asks anyway."]
    if answer.next:
        lines += [
            f"Next due: {counted(answer.coming, 'lesson')}, {on_day(answer.next, answer.day)}."
        ]
    return Page(Block(Text(line)) for line in lines)


def forecast(answer: Forecast) -> Page:
    """Lay out how well lessons are known, and a bar for those due on each of the coming days."""
    total = sum(count for _, count in answer.known)
    named = [(f"{day:%a} {day.day:>2}", count) for day, count in answer.due]
    named = [("today", named[0][1]), *named[1:], ("later", answer.later)]
    lines = [f"{counted(total, 'lesson')}: {known_for(answer.known)}."]
    if answer.chance is not None:
        odds = f"Average chance of remembering a lesson today: {answer.chance:.0%}."
        lines += [f"{counted(answer.answers, 'answer')} so far. {odds}"]
    return _page([Block(Text(line)) for line in lines], (_heading("Due"), *_bars(named)))


PAGES: dict[type, Callable[[Any], Page]] = {
    Resolution: theme,
    Lesson: lesson,
    Listing: listing,
    Search: hits,
    Prefaces: prefaces,
    Sources: sources,
    Tags: tags,
    Report: report,
    Question: question,
    Kept: kept,
    TakenBack: taken_back,
    Tally: tally,
    Forecast: forecast,
}


def _short_list(answer: Listing, width: int) -> Iterator[tuple[Text, ...]]:
    """Yield one line per theme, truncated to the width."""
    digits, column = _columns(answer.entries)
    for entry in answer.entries:
        gap = " " * max(2, column - cell_len(entry.name) + 2)
        number = f"{entry.number:>{digits}}  "
        yield (_cut(Text.assemble(number, (entry.name, _NAME), gap, entry.title), width),)


def _short_lesson(answer: Lesson, width: int) -> Iterator[tuple[Text, ...]]:
    """Yield the takeaway and, below it, its origin, for a shell's start-up."""
    theme = answer.theme
    for _, line in Block(_styled(theme.takeaway, _STRONG)).lines(width):
        yield (line,)
    yield (_cut(Text.assemble(origin(theme), "  ", (theme.name, _NAME)), width),)


def _cut(line: Text, width: int) -> Text:
    line.truncate(width, overflow="ellipsis")
    return line


SHORT: dict[type, Callable[[Any, int], Iterator[tuple[Text, ...]]]] = {
    Listing: _short_list,
    Lesson: _short_lesson,
}


def _page(*groups: Iterable[Part]) -> Page:
    return Page(_spaced(*groups))


def _spaced(*groups: Iterable[Part]) -> list[Part]:
    """Return the blocks of all groups, with a blank line between groups that are not empty."""
    return [part for group in groups if (filled := [*group]) for part in (_BLANK, *filled)][1:]


def _section(name: str, *groups: Sequence[Part]) -> list[Part]:
    """Return groups of blocks under a heading; nothing if all are empty."""
    return _spaced([_heading(name)], *groups) if any(groups) else []


def _columns(entries: Sequence[Entry]) -> tuple[int, int]:
    """Return the widths of the numbers and of the names in a list."""
    widest = max((cell_len(entry.name) for entry in entries), default=0)
    return len(str(entries[-1].number)) if entries else 0, min(widest, _WIDEST_NAME)


def _styled(text: str, style: str) -> Text:
    # A base style would be lost when the lines are rendered one by one.
    return Text.assemble((text, style))


def _head(theme: Theme) -> tuple[Block, ...]:
    return _titled(theme.title, theme.name, origin(theme)), _strong(theme.takeaway)


def _titled(title: str, name: str, origin: str = "", style: str = _TITLE) -> Block:
    return Block(_heading_line(_styled(title, style), name, origin))


def _heading_line(title: Text, name: str, origin: str) -> Text:
    return Text.assemble(title, "  ", (name, _NAME), f"  {origin}" if origin else "")


def _strong(text: str) -> Block:
    return Block(_styled(text, _STRONG))


def _heading(text: str) -> Block:
    return Block(_styled(text.upper(), _HEADING))


def _prose(text: str, indent: int = 0) -> list[Part]:
    """Return the blocks of paragraphs, separated by blank lines, to be refilled to the width."""
    parts = paragraphs(text) if text else ()
    return _spaced(*([_line(line, indent) for line in lines] for lines in parts))


def _line(line: str, indent: int) -> Block:
    lead = indent + len(line) - len(line.lstrip(" "))
    return Block(Text(line.strip(" ")), Text(" " * lead))


def _entry(entry: Entry, digits: int, column: int) -> tuple[Block, ...]:
    gap = " " * max(2, column - cell_len(entry.name) + 2)
    lead = Text(f"{entry.number:>{digits}}  ").append(entry.name, _HEADING).append(gap)
    below = Text(" " * (digits + column + 4))
    title = Block(_styled(entry.title, _STRONG), lead)
    said = () if is_title(entry.takeaway, entry.title) else (Block(Text(entry.takeaway), below),)
    return (title, *said)


def _hit(hit: Hit) -> list[Block]:
    title = next((match for match in hit.matches if match.field == "title"), None)
    shown = _marked(title, _TITLE) if title else _styled(hit.theme.title, _TITLE)
    others = [match for match in hit.matches if match is not title]
    width = max((len(match.field) for match in others), default=0) + 2
    excerpts = [_excerpt(match, width) for match in others] or [Block(Text(hit.theme.takeaway))]
    return [Block(_heading_line(shown, hit.theme.name, origin(hit.theme))), *excerpts]


def _excerpt(match: Match, width: int) -> Block:
    return Block(_marked(match, ""), _styled(match.field.ljust(width), _NAME))


def _marked(match: Match, style: str) -> Text:
    text = _styled(match.text, style)
    for start, end in match.spans:
        text.stylize(_HIT, start, end)
    return text


def _bars(rows: Sequence[tuple[str, int]]) -> Iterator[Block]:
    """Yield each name with its count and a bar, scaled down if any bar would be too long."""
    names, counts = max(len(name) for name, _ in rows), [count for _, count in rows]
    longest, digits = max(counts), len(str(max(counts)))
    scale = min(1, _LONGEST_BAR / max(longest, 1))
    for name, count in rows:
        bar = "█" * max(round(count * scale), bool(count))
        lead = Text.assemble((f"{name:<{names}}", _NAME), f"  {count:>{digits}}")
        yield Block(Text(bar), lead.append("  ")) if bar else Block(lead)


def _preface(book: Preface) -> list[Part]:
    size = counted(book.size, "theme") if book.size else "no themes yet"
    work, *said = map(_prose, (credit(book.source), book.intro, book.closing))
    them = " lists them" if book.size > 1 else " lists it"
    listed = ("; ", (f"`lalaland list -c {book.id}`", _NAME), them) if book.size else ()
    head, foot = _titled(book.title, book.id), Block(Text.assemble(size, *listed))
    return _spaced([head, *work], *said, [foot])
