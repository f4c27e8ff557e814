"""Reading lesson files, and the problems reported for those that cannot be read."""

import json
import subprocess
import sys

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lalaland_cli import open_library
from lalaland_cli.errors import UnusableFile
from lalaland_cli.model import Collection, Example, Preface, Theme, Work
from lalaland_cli.reading import nodes, parse, yaml_faults
from lalaland_cli.text.unsafe import UNSAFE
from tests.conftest import ROOT, SHELF, book, theme


@pytest.fixture(params=["libyaml", "pure"])
def loader(request, monkeypatch):
    """Both of PyYAML's parsers; the pure one is used where libyaml is missing."""
    name = "CSafeLoader" if request.param == "libyaml" else "SafeLoader"
    monkeypatch.setattr(nodes, "Loader", nodes._counting(getattr(yaml, name)))


def problems(data: str | bytes, name: str = "f.yaml") -> list[str]:
    encoded = data.encode() if isinstance(data, str) else data
    with pytest.raises(UnusableFile) as caught:
        parse.parse(encoded, name)
    return [str(problem) for problem in caught.value.problems]


def test_a_complete_file_is_read(loader):
    text = """\
id: rocky
title: Rocky
source: {film: Rocky, year: 1976, director: John G. Avildsen}
intro: >-
  One
  two.
closing: The end.
themes:
  - id: distance
    title: Going the distance
    aliases: [fifteen]
    tags: [work]
    when: [you lose]
    takeaway: Last.
    summary: S.
    examples:
      - {scene: The bell, shows: He stands.}
    lesson: |-
      One.

      Two.
"""
    work = Work(film="Rocky", year=1976, director="John G. Avildsen")
    expected = Theme(
        number=1,
        id="distance",
        collection="rocky",
        name="distance",
        title="Going the distance",
        aliases=("fifteen",),
        tags=("work",),
        when=("you lose",),
        takeaway="Last.",
        summary="S.",
        examples=(Example("The bell", "He stands."),),
        lesson="One.\n\nTwo.",
        collection_title="Rocky",
        source=work,
        line=9,
    )
    preface = Preface("rocky", "Rocky", work, "One two.", "The end.", 1)
    assert parse.parse(text.encode(), "rocky.yaml") == Collection(preface, (expected,))


def test_optional_fields_have_defaults(loader):
    text = book(theme(lesson='"First: it. Second."'))
    read = parse.parse(text.encode(), "x.yaml")
    assert read.preface.id == "x"
    assert read.themes[0].takeaway == "First: it."
    assert read.themes[0].aliases == read.themes[0].tags == ()


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param(book(title="Café").encode(), id="utf-8"),
        pytest.param(b"\xef\xbb\xbf" + book(title="Café").encode(), id="utf-8-with-bom"),
        pytest.param(book(title="Café").encode("utf-16"), id="utf-16-with-bom"),
        pytest.param(b"\xfe\xff" + book(title="Café").encode("utf-16-be"), id="utf-16-big-endian"),
        pytest.param(book(title="Café").replace("\n", "\r\n").encode(), id="windows-line-ends"),
    ],
)
def test_utf_8_and_utf_16_are_read(encoded, loader):
    assert parse.parse(encoded, "f.yaml").preface.title == "Café"


@pytest.mark.parametrize(
    ("year", "read"),
    [
        ("1976", 1976),
        ('"1976"', 1976),
        ("c. 1600", "c. 1600"),
        ("-44", -44),
        ("0x1F", "0x1F"),
        ('"--5"', "--5"),
        ('"0123"', "0123"),
        ('"٢٠١٦"', "٢٠١٦"),
        (f'"{"5" * 5000}"', "5" * 5000),
    ],
)
def test_a_year_may_be_a_number_or_text(year, read, tmp_path):
    source = f"{{book: B, year: {year}}}"
    if year == "0x1F":
        assert "put it in quotes" in problems(book(source=source))[0]
    else:
        assert parse.parse(book(source=source).encode(), "f").preface.source.year == read
        (tmp_path / "f.yaml").write_text(book(source=source), encoding="utf-8")
        with open_library(tmp_path) as lessons:
            assert lessons.prefaces().books[0].source.year == read


FAULTS = [
    pytest.param("title: A\ntitle: B\n" + book()[14:], "f.yaml:2:1: duplicate key `title`", "the first is on line 1", id="duplicate-key"),
    pytest.param(book(theme(sumary="x")), "f.yaml:8:3: unknown field `sumary`", "did you mean `summary`?", id="unknown-field-with-suggestion"),
    pytest.param(book(xyzzy="x"), "f.yaml:2:1: unknown field `xyzzy`", "use one of `title`, `themes`, `id`", id="unknown-field"),
    pytest.param("title: A\nthemes:\n- id: x\n", "f.yaml:3:3: the theme has no `title`", "add `title:`", id="missing-field"),
    pytest.param(book(title=""), "f.yaml:1:7: `title` is empty", "fill it in", id="empty-required-field"),
    pytest.param(book(theme(summary="")), "`summary` is empty", "fill it in, or remove the line", id="empty-field"),
    pytest.param(book(title='" "'), "f.yaml:1:8: `title` is empty", "fill it in", id="blank-field"),
    pytest.param(book(theme(summary="[a, b]")), "f.yaml:5:12: `summary` must be text, not a list", "write text", id="list-for-text"),
    pytest.param(book(theme(tags="work")), ":9: `tags` must be a list, not text", "write `tags: [work]`", id="text-for-list"),
    pytest.param("title: A\nthemes:\n", "`themes` is empty", "write it as `[]`", id="null-themes"),
    pytest.param(book(title="No"), "f.yaml:1:8: `title` must be text, but YAML reads No as true or false", 'put it in quotes: "No"', id="boolean"),
    pytest.param(book(language="French"), "f.yaml:2:11: `language` cannot be `French`", "use a code such as `en`, `fr` or `pt-BR`", id="language-by-name"),
    pytest.param(book(language="no"), "`language` must be text, but YAML reads no as", 'quotes: "no"', id="norwegian"),
    pytest.param(book(id="2024"), "`id` cannot be `2024`", "with at least one letter, such as `id-1`", id="number"),
    pytest.param(book(id="The Baobabs"), "`id` cannot be `The Baobabs`", "one letter, such as `the-baobabs`", id="title-for-an-id"),
    pytest.param(book(theme(lesson="|\nText")), "the text below `lesson: |` is not indented", "indent it two spaces more than `lesson`", id="unindented-block-text"),
    pytest.param(book(title="2024-01-01"), "reads 2024-01-01 as a date", 'put it in quotes: "2024-01-01"', id="date"),
    pytest.param(book(title="1.5"), "reads 1.5 as a number", 'put it in quotes: "1.5"', id="float"),
    pytest.param(book(title="="), "reads = as a special sign", 'put it in quotes: "="', id="value-sign"),
    pytest.param(book(id="Rocky!"), "f.yaml:2:5: `id` cannot be `Rocky!`", "use a-z, 0-9 and hyphens", id="id-with-other-characters"),
    pytest.param(book(id='"2024"'), "`id` cannot be `2024`", "at least one letter", id="id-like-a-number"),
    pytest.param(book(theme("one"), theme("one", title="Other")), "f.yaml:8:7: the id `one` is already the id of theme 1", "choose another", id="id-clash"),
    pytest.param(book(theme("one"), theme("two", aliases="[x, O-ne]")), "f.yaml:13:16: the alias `O-ne` is already the id of theme 1", "choose another", id="alias-clash"),
    pytest.param(book(theme("one"), theme("two", title="The THEME one")), "the title `The THEME one` is already the title of theme 1", "choose another", id="title-clash"),
    pytest.param(book(title='"a\\eb"'), "f.yaml:1:8: `title`: control character not allowed (U+001B)", "remove it", id="escaped-control-character"),
    pytest.param(book(title='"a\\tb"'), "`title`: tab character not allowed", "use spaces", id="tab-in-text"),
    pytest.param(book(title="a\x1bb"), "f.yaml:1:9: control character not allowed (U+001B)", "remove it", id="raw-control-character"),
    pytest.param(book(title="a\x9bb"), "U+009B", "remove it", id="raw-c1"),
    pytest.param(book(title="a\u202eb"), "U+202E", "remove it", id="bidirectional-override"),
    pytest.param(book(title="a\u2066b"), "U+2066", "remove it", id="bidirectional-isolate"),
    pytest.param("title: A\nthemes:\n\t- id: x\n", "f.yaml:3:1: a tab where YAML expects spaces", "indent with spaces", id="tab-for-indentation"),
    pytest.param("title: A\n themes: x\n", "f.yaml:2:8: a colon in unquoted text, wrong indentation", "quotes", id="bad-indentation"),
    pytest.param("title: A: B\n", "f.yaml:1:9: a colon in unquoted text", "put the text in quotes", id="colon"),
    pytest.param("title: @x\n", "f.yaml:1:8: text cannot begin with this character", "quotes", id="reserved-character"),
    pytest.param("title: *x\n", "f.yaml:1:8: YAML reads `*` or `&` here as a reference", "quotes", id="undefined-alias"),
    pytest.param('title: "A\n', "an unclosed quote", "close it", id="open-quote"),
    pytest.param('title: "\\q"\n', "an unknown escape after a backslash", "single quotes", id="unknown-escape"),
    pytest.param("title: A\nthemes\n", "a missing colon, or wrong indentation", "`key: value`", id="no-colon"),
    pytest.param("title: A\nthemes: [a\n", "f.yaml:2:9: an unclosed bracket", "close it", id="open-bracket"),
    pytest.param("title: A\n---\ntitle: B\n", "f.yaml:2:1: more than one YAML document", "remove the `---`", id="two-documents"),
    pytest.param("", "f.yaml:1:1: the file is empty", "begin with `title:` and `themes:`", id="empty"),
    pytest.param("# nothing\n", "the file is empty", "begin with `title:` and `themes:`", id="only-a-comment"),
    pytest.param("just text\n", "f.yaml:1:1: the collection must be `key: value` lines, not text", "write keys such as", id="text"),
    pytest.param("- a\n", "the collection must be `key: value` lines, not a list", "write keys such as", id="list"),
    pytest.param("title: !!python/object/apply:os.system [ls]\nthemes: x\n", "f.yaml:1:8: `title` must be text, not a list", "write text", id="python-object"),
    pytest.param(book(title="!!python/name:os.system x"), "the YAML tag `!!python/name:os.system` is not allowed", "remove it", id="python-name"),
    pytest.param(book(title="!local x"), "the YAML tag `!local` is not allowed", "remove it", id="local-tag"),
    pytest.param(book(source="!!set {film: F}"), "the YAML tag `!!set` is not allowed", "remove it", id="set"),
    pytest.param(book(title="!nope!x y"), "a YAML tag (`!…`), which lesson files do not allow", "remove it", id="undefined-tag-handle"),
    pytest.param(book(film="Rocky"), "f.yaml:2:1: unknown field `film` in the collection", "move it under `source:`", id="field-of-the-source"),
    pytest.param("title: A\nthemes: [text]", "must be `key: value` lines", "write keys such as `title`, `lesson`", id="theme-that-is-text"),
    pytest.param("? [a, b]\n: c\n" + book(), "f.yaml:1:3: a key of the collection is not text", "use one of", id="key-that-is-a-list"),
    pytest.param(book(source="{<<: {film: F}}"), "f.yaml:2:10: YAML merge keys (`<<`) are not allowed", "write the fields out", id="merge-key"),
    pytest.param("title: caf\xe9\n".encode("latin-1"), "f.yaml:1:11: not UTF-8 text", "save the file as UTF-8", id="latin-1"),
    pytest.param(b"\xff\xfea", "f.yaml: not UTF-8 text", "save the file as UTF-8", id="truncated-utf-16"),
    pytest.param(b"\x00\x01\x02", "f.yaml:1:1: control character not allowed (U+0000)", "remove it", id="binary-data"),
    pytest.param(book(intro="a\u2028b"), "f.yaml:2:9: control character not allowed (U+2028)", "remove it", id="line-separator"),
    pytest.param(b"\xef\xbb\xbftitle: \xff\n", "f.yaml:1:8: not UTF-8 text", "save the file as UTF-8", id="not-utf-8-after-a-bom"),
    pytest.param(book(intro='"\\U00110000"'), "an unknown escape after a backslash", "single quotes", id="invalid-code-point"),
    pytest.param(book(intro="- x"), "f.yaml:2:8: `-` or `?` begins a list or a key", "quotes", id="hyphen-that-begins-a-text"),
    pytest.param(book(intro="{x"), "f.yaml:2:8: an unclosed bracket", "close it", id="open-brace"),
    pytest.param("%YAML 3.0\n---\n" + book(), "a line that begins with `%` is a YAML directive", "quotes", id="future-yaml-version"),
    pytest.param("!!python/object:os.system title: A\n" + book(), "f.yaml:1:1: the YAML tag `!!python/object:os.system` is not allowed", "remove it", id="tag-on-a-key"),
    pytest.param(book(intro="|\n  one\x85two"), "f.yaml:3:6: control character not allowed (U+0085)", "remove it", id="next-line-character"),
    pytest.param(book(intro="|\n  one\n  two \u202e three"), "f.yaml:4:7: `intro`: control character not allowed (U+202E)", "remove it", id="override-within-a-block"),
    pytest.param("# a\x85# b\ntitle: No\n" + book(), "f.yaml:2:8: `title` must be text", "quotes", id="places-after-a-next-line-character"),
    pytest.param("title: A\nsummary:A\nthemes: x\n", "f.yaml:2:1: a missing colon, or wrong indentation", "`key: value`", id="no-space-after-the-colon"),
    pytest.param(book(intro='"never closed'), "f.yaml:2:8: an unclosed quote", "close it", id="open-quote-far-from-its-end"),
    pytest.param(book(intro="#1 in the charts"), "f.yaml:2:7: `intro` is empty", "text that begins with # needs quotes", id="text-that-is-a-comment"),
    pytest.param(book(source="Moby Dick"), "`source` must be `key: value` lines, not text", "write keys such as `film`, `book`", id="text-for-a-work"),
    pytest.param("title: A\nthemes:\n  id: x\n", "`themes` must be a list, not `key: value` lines", "start each item with `- `", id="missing-hyphen"),
    pytest.param(book(source="{book: B, year: 0123}"), "`year` must be text, but YAML reads 0123 as a number", "quotes", id="octal-year"),
    pytest.param("[\n" * 20_000, "nested far too deeply", "three levels", id="deep-brackets"),
    pytest.param("- " * 20_000, "nested far too deeply", "three levels", id="deep-lists"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "what", "remedy"), FAULTS)
def test_a_fault_is_reported_with_its_position_and_remedy(data, what, remedy, loader):
    found = problems(data)
    assert any(what in problem and remedy in problem.partition("; ")[2] for problem in found), found


def test_all_problems_are_found_at_once_in_order_of_position():
    found = problems("title: No\nfoo: x\nthemes:\n- id: X\n  title: ''\n")
    places = [tuple(map(int, line.split(":")[1:3])) for line in found]
    assert len(found) == 5
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("|-\n    One\n    two.\n\n    Three.", "One\ntwo.\n\nThree.", id="literal"),
        pytest.param(">-\n    One\n    two.\n\n    Three.", "One two.\n\nThree.", id="folded"),
        pytest.param("One\n    two.\n\n    Three.", "One two.\n\nThree.", id="plain"),
        pytest.param(">-\n    So:\n\n      - a\n      - b", "So:\n\n  - a\n  - b", id="indented-in-folded"),
    ],
)  # fmt: skip
def test_an_empty_line_separates_paragraphs_in_every_yaml_style(written, read, loader):
    assert parse.parse(book(theme(lesson=written)).encode(), "f").themes[0].lesson == read


def test_an_unknown_yaml_error_is_still_explained():
    problem = yaml_faults.explain(yaml.YAMLError("something new"), "f.yaml", str)
    assert str(problem).startswith("f.yaml:1:1: not valid YAML; put the text in quotes")


def test_a_raw_control_character_hides_no_other_problem():
    found = problems('title: "a\x1bb"\nthemse: x\nintro: "c\x07"\n')
    assert [line.split(":")[1] for line in found] == ["1", "2", "3"]


def test_a_misspelt_field_is_not_also_reported_as_missing():
    (found,) = problems(book(theme()).replace("summary:", "sumary:"))
    assert "did you mean `summary`?" in found


def test_thousands_of_problems_are_all_listed():
    found = problems("title: x\nthemes:" + "\n - {}" * 5000)
    assert len(found) == 5000 * 2
    assert not any("aliases" in line for line in found)


def test_a_very_long_list_of_problems_is_cut_off():
    found = problems("title: x\nthemes: [" + "{}, " * 26_000 + "]")
    assert len(found) == nodes.MOST_PROBLEMS + 1
    assert "too many problems; fix these first" in found[-1]


def test_a_file_with_too_many_values_is_refused(monkeypatch, loader):
    monkeypatch.setattr(nodes, "_MOST_NODES", 1000)
    (found,) = problems("title: x\nthemes: [" + "[]," * 2000 + "]")
    assert "too many values for one lesson file; split it into several files" in found


def test_a_name_may_be_repeated_within_its_own_theme():
    text = book(theme("one", title="One", aliases="[one, One]"))
    assert parse.parse(text.encode(), "f").themes[0].aliases == ("one", "One")


def test_an_id_is_required_when_the_file_name_gives_none():
    with pytest.raises(UnusableFile, match="the collection has no `id`; add `id:`"):
        parse.parse(book().encode(), "失敗.yaml")


def test_an_enormous_unknown_key_is_reported_briefly():
    (found, *_) = problems(f"? {'a' * 2_000_000}\n: x\n" + book())
    assert len(found) < 200


def test_long_values_are_cut_short_in_messages():
    assert len(problems(book(**{"x" * 5000: "y"}))[0]) < 200


def test_yaml_aliases_are_read():
    text = book(theme("one", examples="&e [{scene: S, shows: T}]"), theme("two", examples="*e"))
    first, second = parse.parse(text.encode(), "f").themes
    assert first.examples == second.examples


def laughs(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


def quadratic(size: int) -> str:
    scene = f"&e [{', '.join(['{scene: S, shows: T}'] * size)}]"
    repeated = [theme(f"t{n}", title=f"T{n}", examples="*e") for n in range(size)]
    return book(theme("first", examples=scene), *repeated)


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(laughs(12) + book(), id="billion-laughs"),
        pytest.param(book(intro="x", themes_=laughs(1)), id="unknown-lists"),
        pytest.param(quadratic(1200), id="quadratic-themes"),
        pytest.param(f"title: A\nthemes: [&t {{id: a, {'x: y, ' * 9}}}, {'*t, ' * 20000}]", id="many-faulty-themes"),
    ],
)  # fmt: skip
def test_an_attack_by_aliases_fails_without_using_much_memory(text):
    code = (
        "import resource, sys; from lalaland_cli.errors import UnusableFile;"
        "from lalaland_cli.reading import parse; data = sys.stdin.buffer.read();"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; before = peak();\n"
        "try: parse.parse(data, 'f')\n"
        "except UnusableFile: print(peak() - before)"
    )
    printed = subprocess.check_output([sys.executable, "-c", code], input=text.encode(), timeout=60)
    assert int(printed) < 100 * 1024  # KiB


@given(st.binary(max_size=200) | st.text().map(str.encode))
def test_any_bytes_give_a_collection_or_our_error(data):
    try:
        assert parse.parse(data, "f").preface
    except UnusableFile as error:
        assert error.problems


@given(st.text(max_size=60), st.sampled_from(["title", "summary", "tags", "id", "examples"]))
def test_any_value_gives_a_collection_or_our_error(value, field):
    text = book(theme(**({field: value} if field != "id" else {}), name="one"))
    try:
        parse.parse(text.encode(errors="replace"), "f")
    except UnusableFile as error:
        assert error.problems


SAFE = st.text(st.characters(exclude_categories=["Cs", "Cc"])).filter(
    lambda text: text.strip() and not __import__("re").search(UNSAFE, text)
)


@given(SAFE)
def test_quoted_text_is_read_unchanged(value):
    text = book(theme(summary=json.dumps(value, ensure_ascii=False)))
    try:
        read = parse.parse(text.encode(), "f").themes[0].summary
    except UnusableFile as error:  # YAML does not allow a few characters
        assert "control character" in str(error) or "not valid YAML" in str(error)
    else:
        assert read == value.strip()


@pytest.mark.parametrize(
    "path", [ROOT / "data" / "lessons.yaml", *sorted(SHELF.iterdir())], ids=lambda p: p.name
)
def test_real_files_are_read_alike_by_both_parsers(path, monkeypatch):
    with_libyaml = parse.parse(path.read_bytes(), path.name)
    monkeypatch.setattr(nodes, "Loader", nodes._counting(yaml.SafeLoader))
    assert parse.parse(path.read_bytes(), path.name) == with_libyaml


def read(*themes: str):
    return parse.parse(book(*themes).encode(), "f").themes


def test_only_a_title_and_a_lesson_are_needed():
    (theme,) = read("- {title: One thing, lesson: Do it.}\n")
    assert (theme.id, theme.summary, theme.examples) == ("one-thing", "", ())
    assert parse.parse(b"title: A\nthemes: []\n", "f").themes == ()


def test_ids_are_made_from_titles_and_are_unique():
    themes = read(
        "- {title: One, lesson: x}\n",
        "- {title: Two, lesson: x, aliases: [three]}\n",
        "- {id: four, title: Five, lesson: x}\n",
        "- {title: 失敗, lesson: x}\n",
        "- {title: 成功, lesson: x}\n",
    )
    assert [theme.id for theme in themes] == ["one", "two", "four", "theme", "theme-2"]


@pytest.mark.parametrize(
    ("written", "example"),
    [
        pytest.param(
            "{scene: The bell, shows: He stands.}", Example("The bell", "He stands."), id="in-full"
        ),
        pytest.param('"The bell": He stands.', Example("The bell", "He stands."), id="one-key"),
        pytest.param("He stands.", Example("", "He stands."), id="text"),
    ],
)
def test_an_example_may_be_written_in_short_form(written, example, run, tmp_path):
    (theme,) = read(f"- title: T\n  lesson: x\n  examples:\n    - {written}\n")
    assert theme.examples == (example,)
    path = tmp_path / "f.yaml"
    path.write_text(book(f"- title: T\n  lesson: x\n  examples:\n    - {written}\n"), "utf-8")
    for form in ([], ["--json"], ["--markdown"]):
        assert "He stands." in run("-f", path, "show", "t", *form).out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            book(theme(lesson="'" + "\ufdfa" * 200_000 + "'")),
            "far more text than the file",
            id="characters-that-expand",
        ),
        pytest.param(book(themes_="1:2" * 300_000), "unknown field", id="number-lookalike"),
        pytest.param(
            "title: A\nthemes: [" + "~, " * 2000 + "]\n#" + " " * 3_000_000,
            "the theme is empty",
            id="nulls-and-blanks",
        ),
    ],
)
def test_costly_files_are_refused_quickly(text, says):
    """Each once took minutes or gigabytes; the growth table in benchmarks/ measures them."""
    assert any(says in line for line in problems(text))


def test_a_text_with_many_spaces_is_shown(run, tmp_path):
    path = tmp_path / "f.yaml"
    path.write_text(book(theme(summary="'a" + " " * 160_000 + "b'")), encoding="utf-8")
    assert run("-f", path, "show", "one").code == 0
