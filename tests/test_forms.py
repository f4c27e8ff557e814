"""Answers as JSON, Markdown and columns."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lalaland_cli.answers import Prefaces, Resolution, Source, Sources
from lalaland_cli.forms import json as as_json
from lalaland_cli.forms import markdown, plain
from lalaland_cli.forms.wording import credit
from lalaland_cli.model import Example, Preface, Theme, Work

LINES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1)
THEMES = st.builds(
    Theme,
    number=st.integers(1),
    id=LINES,
    collection=LINES,
    name=LINES,
    title=LINES,
    aliases=st.lists(LINES).map(tuple),
    tags=st.lists(LINES).map(tuple),
    when=st.lists(LINES).map(tuple),
    collection_title=LINES,
    source=st.builds(Work, film=LINES, year=st.integers()),
    takeaway=LINES,
    summary=LINES,
    examples=st.lists(st.builds(Example, LINES, LINES)).map(tuple),
    lesson=LINES,
)


def test_markdown_of_a_search_has_the_hits_in_bold(run):
    lines = run("search", "casting director", "--markdown").out.splitlines()
    assert lines[0] == "## Failure is not the end"
    assert lines[4] == "*La La Land (2016)*"
    assert lines[6].startswith("- scenes: ")
    assert "**casting director**" in lines[6]


def test_markdown_of_a_list_is_numbered(run):
    first = run("list", "--markdown").out.splitlines()[0]
    assert first.startswith("1. **The chase is part of the dream** (`dreams`): Make the road")


@given(THEMES)
def test_every_theme_survives_a_round_trip_through_json(theme):
    read = json.loads(as_json.write(Resolution(theme, theme.name)))
    read["examples"] = tuple(Example(**example) for example in read["examples"])
    lists = {name: tuple(read[name]) for name in ("aliases", "tags", "when")}
    untold = ("name", "collection_title", "file", "line")
    kept = {name: getattr(theme, name) for name in untold}
    assert Theme(**{**read, **lists, **kept, "source": Work(**read["source"])}) == theme


def test_json_escapes_only_characters_unsafe_in_a_terminal():
    written = as_json.write(Sources((Source("é\x9b\u202e\udcff", True, "named"),)))
    assert '"path": "é\\u009b\\u202e\\udcff",\n' in written


def test_markdown_of_a_theme_has_all_headings(run):
    lines = run("show", "failure", "--markdown").out.splitlines()
    assert lines[0] == "# Failure is not the end"
    assert lines[2].startswith("> A flop tells you")
    assert [line for line in lines if line.startswith("#")][1:] == [
        "## Scenes",
        "### The one-woman show",
        "### Empty seats and unkind words",
        "### The way home",
        "### The casting director and the audition",
        "## Lesson",
        "## When it helps",
    ]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain – text’s", "plain – text’s"),
        ("*a* _b_ `c` [d] <e>", r"\*a\* \_b\_ \`c\` \[d\] \<e\>"),
        ("C# & C~ | x #", "C\\# \\& C\\~ \\| x \\#"),
        ("# not a heading\n- no item\n1. no item", "\\# not a heading\n\\- no item\n1\\. no item"),
        ("  + x\n2) y", "  \\+ x\n2\\) y"),
        ("in 1952. Then", "in 1952. Then"),
    ],
)
def test_content_is_escaped_in_markdown(text, escaped):
    theme = Theme(1, "a", "b", "a", "t", (), (), (), "k", "s", (), text, "c", Work())
    assert markdown.write(Resolution(theme, "a")).endswith(f"## Lesson\n\n{escaped}\n")


@pytest.mark.parametrize(
    ("work", "line"),
    [
        (Work(film="F", year=2016, director="D"), "F (2016), directed by D"),
        (Work(book="B", author="A"), "B, by A"),
        (Work(talk="T", speaker="S", link="https://x"), "T, given by S, https://x"),
        (Work(series="S", year=2020), "S (2020)"),
        (Work(year="c. 1600"), "c. 1600"),
        (Work(), ""),
    ],
)
def test_credits_name_the_work_and_its_maker(work, line):
    assert credit(work) == line


def test_markdown_of_a_preface_leaves_out_missing_parts():
    text = markdown.write(Prefaces((Preface("a", "A", Work(), "", "", 1),)))
    assert text == "# A\n\n1 theme in the collection `a`.\n"


def test_columns_are_tab_separated_and_contain_no_tabs():
    written = plain.write(Sources((Source("a\tb\nc", True, "named", 3),)))
    assert written == "yes\ta\\tb\\nc\t3\tnamed by --file\n"
