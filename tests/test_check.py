"""`check`: all problems of a file in one run, with remedies that work."""

import re

import pytest

from lalaland_cli.answers import Report
from lalaland_cli.errors import Problem
from lalaland_cli.forms import pages
from lalaland_cli.reading import parse
from lalaland_cli.writing.new import starter
from tests.conftest import book, theme


def noted(text: str) -> list[str]:
    return [str(problem) for problem in parse.inspect(text.encode(), "f").problems]


def place_of(problem: str) -> tuple[int, int]:
    _, line, column, _ = problem.split(":", 3)
    return int(line) - 1, int(column) - 1


class Fault:
    """A problem's position in a text, with methods that apply remedies to the letter."""

    def __init__(self, text: str, problem: str) -> None:
        self.lines = text.split("\n")
        self.line, self.column = place_of(problem)
        self.remedy = problem.partition("; ")[2]
        here = self.lines[self.line]
        self.before, self.after = here[: self.column], here[self.column :]

    def put(self, text: str) -> None:
        self.lines[self.line] = text

    def close(self, _found) -> None:
        self.put(
            f"{self.before}{self.after}{ {'[': ']', '{': '}'}.get(self.after[0], self.after[0]) }"
        )

    def rename(self, found) -> None:
        word = re.match(r"[^:\n]*", self.after)[0]
        self.put(f"{self.before}{found[1]}{self.after[len(word) :]}")

    def add(self, found) -> None:
        value = "[]" if found[1] == "themes" else "Added"
        self.lines.insert(self.line + 1, f"{' ' * self.column}{found[1]}: {value}")

    def remove(self, _found) -> None:
        del self.lines[self.line]

    def quote(self, _found) -> None:
        name, value = re.match(r"( *(?:- )?[a-z]+:) *(.*)", self.lines[self.line]).groups()
        self.put(f"{name} '{value}'")

    def indent(self, _found) -> None:
        header = next(other for other in reversed(self.lines[: self.line]) if other.strip())
        room = len(re.match(r" *(- )?", header)[0]) + 2
        self.put(" " * room + self.lines[self.line].strip())

    def choose(self, _found) -> None:
        word = re.split("[],]", self.after)[0]
        self.put(f"{self.before}{word}-x{self.after[len(word) :]}")


REMEDIES = {
    'put it in quotes: (".*")': lambda fault, found: fault.put(fault.before + found[1]),
    r"did you mean `(.*)`\?": Fault.rename,
    "use a-z, 0-9 and hyphens, with at least one letter, such as `(.*)`": lambda fault, found: fault.put(fault.before + found[1]),
    "add `(.*):`": Fault.add,
    "fill it in, or remove the line": Fault.remove,
    r"remove one; the first is on line \d+": Fault.remove,
    "fill it in": lambda fault, _: fault.put(f"{fault.lines[fault.line]} Written"),
    r"write (?:it as )?`(?:.*: )?(\[.*\])`": lambda fault, found: fault.put(f"{fault.before} {found[1]}"),
    "close it(, or put the text in quotes)?": Fault.close,
    "put (?:it|the text) in quotes.*|text that begins with # needs quotes": Fault.quote,
    "indent it two spaces more than `.*`": Fault.indent,
    "remove it": lambda fault, _: fault.put(fault.before + fault.after[1:]),
    "use spaces": lambda fault, _: fault.put(fault.lines[fault.line].replace("\\t", " ")),
    "choose another": Fault.choose,
}  # fmt: skip


def mended(text: str, problem: str) -> str:
    """Return the text after applying the problem's remedy."""
    fault = Fault(text, problem)
    done = next(((do, found) for remedy, do in REMEDIES.items() if (found := re.fullmatch(remedy, fault.remedy))), None)  # fmt: skip
    assert done, f"nobody could do this: {fault.remedy}"
    done[0](fault, done[1])
    return "\n".join(fault.lines)


MENDED = [
    pytest.param(book(theme(summary="")), id="empty-optional"),
    pytest.param(book(theme(lesson="")), id="empty-required"),
    pytest.param(book(title=""), id="empty-title"),
    pytest.param("title: T\nthemes:\n", id="empty-list"),
    pytest.param(book(theme(tags="")), id="empty-tags"),
    pytest.param(book(theme("2024")), id="number-for-an-id"),
    pytest.param(book(theme('"2024"')), id="number-in-quotes-for-an-id"),
    pytest.param(book(theme("The Baobabs")), id="title-for-an-id"),
    pytest.param(book(theme("no")), id="boolean-for-an-id"),
    pytest.param(book(theme("失敗")), id="no-latin-letter-for-an-id"),
    pytest.param(book(id="2024-01-01"), id="date-for-an-id"),
    pytest.param(book(theme(title="2024")), id="number-for-a-title"),
    pytest.param(book(theme(title="No")), id="boolean-for-a-title"),
    pytest.param(book(theme(lesson="|\n  Not indented.")), id="unindented-block-text"),
    pytest.param("title: T\nthemes:\n  - titel: A\n    lesson: B\n", id="mistyped-field"),
    pytest.param("title: T\ntitle: U\nthemes: []\n", id="duplicate-key"),
    pytest.param("title: T\nthemes:\n  - title: A\n", id="no-lesson"),
    pytest.param("title: T\n", id="no-themes"),
    pytest.param(book(theme(tags="work")), id="text-for-a-list"),
    pytest.param(book(theme(tags="[work, play")), id="open-bracket"),
    pytest.param(book(source="{film: F"), id="open-brace"),
    pytest.param(book(theme(title='"Open')), id="open-quote"),
    pytest.param(book(theme(title="One: two")), id="colon"),
    pytest.param(book(theme(title="@home")), id="reserved-character"),
    pytest.param(book(theme(title="*star*")), id="star"),
    pytest.param(book(theme(title="- x")), id="hyphen"),
    pytest.param(book(theme(title="#1")), id="number-sign"),
    pytest.param(book(theme(title="a\x1bb")), id="control-character"),
    pytest.param(book(theme(title='"a\\tb"')), id="tab-in-a-text"),
    pytest.param(book(theme("one"), theme("one", title="Other")), id="id-clash"),
    pytest.param(book(theme("one"), theme("two", aliases="[x, one]")), id="alias-clash"),
]  # fmt: skip


@pytest.mark.parametrize("text", MENDED)
def test_applying_the_remedy_fixes_the_problem_and_adds_none(text):
    before = noted(text)
    assert before
    after = noted(mended(text, before[0]))
    lines_before = {problem.split(": ", 1)[1] for problem in before[1:]}
    assert {problem.split(": ", 1)[1] for problem in after} <= lines_before


def test_one_run_reports_the_problems_of_every_theme():
    text = """\
title: Rocky
source: {film: Rocky, year: 1976
themes:
  - id: one
    title: One
    lesson: Last: the bell
  - id: one-b
    titel: Two
    lesson: x
  - title: "Three
    lesson: x

  - id: one-b
    title: Four
    lesson: y
closing:
"""
    assert [problem.partition(";")[0] for problem in noted(text)] == [
        "f:2:9: an unclosed bracket, or text that needs quotes",
        "f:6:17: a colon in unquoted text, wrong indentation, or a missing colon on the line above",
        "f:8:5: unknown field `titel` in the theme",
        "f:10:12: an unclosed quote",
        "f:13:9: the id `one-b` is already the id of theme 2",
    ]  # fmt: skip


@pytest.mark.parametrize("opened", ["[", "{", "[a, b", "{film: F"])
def test_an_unclosed_bracket_is_reported_where_it_opens(opened):
    text = book(theme(tags=opened if opened[0] == "[" else "[]", lesson=">-\n      Words."))
    text = (
        text
        if opened[0] == "["
        else text.replace("title: A book\n", f"title: A book\nsource: {opened}\n")
    )
    line = next(n for n, line in enumerate(text.split("\n"), 1) if line.endswith(opened))
    column = text.split("\n")[line - 1].index(opened) + 1
    assert noted(text)[0].startswith(f"f:{line}:{column}: an unclosed bracket")


def test_it_says_when_the_rest_of_a_file_could_not_be_checked():
    for text in ("title: [\n", "title: 'x\nthemes: []\n", "- a: 'b\n"):
        (problem,) = noted(text)
        assert "(the rest could not be checked); " in problem


def test_a_fault_between_the_parts_is_reported():
    text = "title: T\nthemes:\n  - title: A\n    lesson: B\n x\n"
    assert noted(text)


def test_the_themes_of_a_huge_broken_file_are_not_checked_one_by_one():
    text = "title: T\nthemes:\n" + "- {title: A, lesson: B}\n" * 20_000 + "- 'x\n"
    (problem,) = noted(text)
    assert "the rest could not be checked" in problem


def test_a_part_that_expands_too_far_is_reported_once():
    many = ", ".join(["*a"] * 10)
    text = f"title: 'x\nthemes:\n- title: &a {'x' * 100_000}\n  tags: [{many}]\n- titel: B\n"
    assert len([problem for problem in noted(text) if "far more text" in problem]) == 1


WARNED = [
    pytest.param(book(theme(lesson="It was the best # of all")), "f:6:27: `lesson` ends before ` #`", id="lesson"),
    pytest.param(book(theme(when="[you lost, you won] # x")), "", id="list"),
    pytest.param(book(theme(lesson="Words # x")), "", id="single-word"),
    pytest.param(book(theme(lesson="'Some words' # x")), "", id="quoted"),
    pytest.param(book(theme(lesson="|\n      Some # words")), "", id="block"),
    pytest.param(book(theme(lesson="Some#words and # x")), "f:6:26: `lesson`", id="hash-within-a-word"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "warning"), WARNED)
def test_text_cut_short_by_a_comment_gets_a_warning(text, warning, run, tmp_path):
    warnings = parse.inspect(text.encode(), "f").warnings
    assert [str(w) for w in warnings] == ([str(warnings[0])] if warning else [])
    assert all(str(w).startswith(warning) for w in warnings)
    (tmp_path / "f.yaml").write_text(text, "utf-8")
    result = run("check", tmp_path / "f.yaml")
    assert result.code == 0
    assert ("warning: " in result.out) == bool(warning)
    assert ('"warning": true' in run("check", "--json", tmp_path / "f.yaml").out) == bool(warning)


@pytest.mark.parametrize("width", [20, 40, 80])
def test_a_problem_is_shown_under_its_line(width):
    line = "    lesson: " + "word " * 30 + "Last: the bell " + "word " * 30
    column = line.index("Last:") + 1
    problem = Problem("f.yaml", 3, column, "a colon", "put it in quotes")
    report = Report(1, (problem,), (), {("f.yaml", 3): line})
    shown = ["".join(part.plain for part in parts) for parts in pages.report(report).lines(width)]
    assert max(map(len, shown)) <= width
    mark = next(n for n, text in enumerate(shown) if text.strip() == "^")
    assert shown[mark - 1][shown[mark].index("^") :].startswith(
        "Last"[: width - shown[mark].index("^") - 1]
    )


def test_a_problem_with_a_whole_file_shows_no_line(run, tmp_path, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    report = Report(1, (Problem("f.yaml", 0, 0, "not a file", "name a file"),))
    lines = ["".join(part.plain for part in parts) for parts in pages.report(report).lines(80)]
    assert [line.strip() for line in lines] == ["f.yaml", "not a file; name a file", "", "1 problem in 1 file"]  # fmt: skip


def test_the_starters_example_is_valid_when_uncommented():
    text = starter("Rocky", "rocky", own_id=True)
    assert noted(text) == []
    example = re.findall(r"(?m)^#(  (?:- title|  ).*\n)", text.partition("# A lesson looks")[2])
    written = f"{text.replace('themes: []', 'themes:')}{''.join(example)}"
    assert noted(written) == []
    (read,) = parse.parse(written.encode(), "f").themes
    assert read.tags == ("work",)
    sourced = re.sub(r"(?m)^#(source:|  (film|year|director))", r"\1", text)
    assert parse.parse(sourced.encode(), "f").preface.source.film == "Its title"
