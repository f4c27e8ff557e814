"""The commands: their output, messages and exit codes."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from lalaland_cli import FIELDS, UnknownName, __version__
from lalaland_cli.cli import app as cli
from lalaland_cli.cli import session
from lalaland_cli.model import Theme
from tests.conftest import SHELF, book, theme

IDS = ["dreams", "sacrifice", "nostalgia", "failure", "music"]
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

THEME_KEYS = ["number", "id", "collection", "title", "source", "aliases", "tags", "when", "takeaway", "summary", "examples", "lesson"]  # fmt: skip


def test_a_piped_list_has_one_line_per_theme(run):
    code, out, err = run("list")
    rows = [line.split("\t") for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [row[0] for row in rows] == IDS
    assert {len(row) for row in rows} == {3}


def test_list_prints_names_and_filters_by_tag_and_collection(run):
    assert run("list", "--names").out.split() == IDS
    assert run("list", "--names", "--tag", "LOVE").out == "sacrifice\n"
    assert run("list", "-c", "La-La-Land", "--names").out.split() == IDS


def test_list_json_has_the_documented_keys(run):
    rows = json.loads(run("list", "--json").out)
    assert [row["id"] for row in rows] == IDS
    assert list(rows[0]) == ["number", "id", "collection", "title", "takeaway", "tags"]


def test_show_json_has_the_documented_keys(run):
    out = run("show", "nostalgia", "--json").out
    shown = json.loads(out)
    assert list(shown) == THEME_KEYS
    assert list(shown["examples"][0]) == ["scene", "shows"]
    assert "’" in out


def test_show_joins_its_words(run):
    assert run("show", "failure", "is", "not", "the", "end").out == run("show", "4").out


def test_a_short_name_is_noted_on_stderr(run):
    code, out, err = run("show", "mus")
    assert (code, err) == (0, "lalaland: “mus” is short for “music”\n")
    assert out == run("show", "music").out


def test_a_note_is_one_line_whatever_was_typed(run):
    assert run("show", "fai\nlur").err == "lalaland: “fai\\nlur” is short for “failure”\n"


def test_a_piped_search_has_one_line_per_excerpt(run):
    rows = [line.split("\t") for line in run("search", "jazz club").out.splitlines()]
    assert rows[0][0] == "dreams"
    assert "jazz club" in rows[0][2]


def test_search_json_has_the_documented_keys_and_valid_spans(run):
    hits = json.loads(run("search", "dreams", "--json").out)
    assert list(hits[0]) == ["id", "collection", "title", "source", "score", "missing", "matches"]
    assert hits[0]["id"] == "dreams"
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    for match in (match for hit in hits for match in hit["matches"]):
        assert list(match) == ["field", "text", "spans"]
        assert match["field"] in FIELDS
        for start, end in match["spans"]:
            assert match["text"][start:end].lower().startswith("dream")


def test_search_reports_no_hits_and_corrects_misspellings(run):
    assert run("search", "xyzzy", "--json")[:2] == (1, "[]\n")
    assert run("search", "falure")[:2] == run("search", "failure")[:2]
    assert run("search", "falure").err == "lalaland: “falure” was read as “failure”\n"


def test_search_says_when_there_are_more_hits(run):
    code, out, err = run("search", "the", "-n", "2", "--names")
    assert (code, len(out.splitlines())) == (0, 2)
    assert err == "lalaland: showing the best 2 of 5; -n 0 shows all\n"
    assert run("search", "the", "-n", "0").err == run("search", "the", "-n", "5").err == ""


def test_search_can_be_limited_to_a_field(run):
    assert run("search", "--in", "title", "music", "--names").out == "music\n"
    assert run("search", "--any", "pier", "bench", "--in", "scenes", "--names").code == 0


def test_random_lesson_and_today_are_repeatable(run):
    assert run("random-lesson", "--seed", "3") == run("random-lesson", "--seed", "3")
    assert run("random-lesson").code == 0
    assert run("today", "--date", "2026-11-24") == run("today", "--date", "2026-11-24")
    assert run("today").code == 0
    assert list(json.loads(run("today", "--json").out)) == THEME_KEYS
    seeds = {run("random-lesson", "--seed", n, "--json").out for n in range(30)}
    assert len(seeds) == 5


def test_about_describes_the_collection(run):
    out = run("about").out
    for part in (
        "Five lessons from La La Land",
        "Damien Chazelle",
        "(2016)",
        "gliding camera",
        "5 themes",
    ):
        assert part in out
    told = json.loads(run("about", "--json").out)
    assert list(told) == ["id", "title", "language", "source", "intro", "closing", "themes"]
    assert told["themes"] == 5
    assert len(json.loads(run("-f", SHELF, "about", "--json").out)) == 10
    assert run("about", "--markdown").out.startswith("# Five lessons from La La Land\n\nLa La Land")


def test_list_and_show_agree_in_json(run):
    for name in run("-f", SHELF, "list", "--names").out.split():
        shown = json.loads(run("-f", SHELF, "show", name, "--json").out)
        (entry,) = [
            e for e in json.loads(run("-f", SHELF, "list", "--json").out) if e["id"] == name
        ]
        assert {key: shown[key] for key in entry} == entry


def test_without_arguments_it_prints_the_help(run):
    code, out, err = run()
    assert (code, err) == (0, "")
    assert out == run("--help").out
    assert len(out.splitlines()) < 45


COMMANDS = ["list", "show", "search", "random-lesson", "today", "about", "new", "check", "schema", "sources"]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_opens_with_examples(command, run):
    code, out, err = run(command, "-h")
    assert (code, err) == (0, "")
    assert out.startswith(f"Examples:\n  lalaland {command}") or command == "sources"
    assert "\nUsage: lalaland " in out
    assert out == run(command, "--help").out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("command", COMMANDS)
def test_the_examples_in_the_help_work(command, run, personal, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.yaml").write_text(book(id="notes"), encoding="utf-8")
    (tmp_path / "rocky.yaml").write_text(book(), encoding="utf-8")
    examples = run(command, "-h").out.partition("\n\n")[0].splitlines()[1:]
    for line in filter(lambda line: line.startswith("  lalaland"), examples):
        typed = re.split(r" {2,}| [|>] ", line.strip())[0]
        if typed.endswith("rain sun --in scenes"):
            continue  # finds nothing in these lessons, and says so
        if typed.endswith("--copy"):
            continue  # needs a terminal, as in tests/test_copy.py
        words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', typed)][1:]
        assert run(*words).code == 0, typed


def test_version(run):
    assert run("--version") == (0, f"lalaland {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["lsit"], "no command is called “lsit”; did you mean `lalaland list`?", id="command"),
        pytest.param(["list", "--nope"], "no such option: --nope; see `lalaland list --help`", id="option"),
        pytest.param(["new", ""], 'a collection needs a title, as in `lalaland new "Rocky"`', id="title"),
        pytest.param(["show"], "missing argument 'NAME...'; see `lalaland show --help`", id="argument"),
        pytest.param(["search", "-n", "x", "y"], "invalid value for '--limit' / '-n': ", id="number"),
        pytest.param(["list", "--tag"], "option '--tag' requires an argument; see `lalaland list --help`", id="no-value"),
        pytest.param(["search", "--in", "body", "y"], "'body' is not one of 'id', 'title'", id="field"),
        pytest.param(["recall", "--stats", "--date", "9999-12-31"], "expected a valid date (YYYY-MM-DD)", id="last-day-of-all"),
        pytest.param(["today", "--date", "2026-13-01"], "expected a valid date (YYYY-MM-DD); see `lalaland today --help`", id="date"),
        pytest.param(["--color", "blue", "list"], "'blue' is not one of 'auto', 'always', 'never'", id="colour"),
    ],
)  # fmt: skip
def test_a_usage_error_is_one_line_and_exits_with_2(arguments, says, run):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "nope"], ["show", "s"], ["search", "xyzzy"], ["list", "--tag", "nope"],
        ["random-lesson", "--tag", "nope"], ["today", "--tag", "nope"], ["about", "-c", "nope"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_nothing_found_exits_with_1_and_a_message(arguments, run):
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert err.startswith("lalaland: ")


def test_a_faulty_file_exits_with_3_and_is_named_as_typed(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.yaml").write_text("title: No\n", encoding="utf-8")
    code, out, err = run("-f", "bad.yaml", "list")
    assert (code, out) == (3, "")
    assert err.startswith("lalaland: bad.yaml:1:1: the collection has no `themes`")
    monkeypatch.setenv("LALALAND_FILE", "none.yaml")
    assert run("list") == (
        3, "", "lalaland: none.yaml: no such file or folder; check LALALAND_FILE\n"
    )  # fmt: skip


def test_a_faulty_personal_file_is_reported_in_one_line_and_the_rest_works(run, personal):
    (personal / "bad.yaml").write_text("x", encoding="utf-8")
    code, out, err = run("list", "--names")
    assert (code, out.split()) == (0, IDS)
    assert err.startswith("lalaland: skipped ")
    assert err.count("\n") == 1


def test_content_is_data_and_never_markup(run, tmp_path):
    path = tmp_path / "m.yaml"
    path.write_text(book(theme(title='"[bold]x[/bold] :smile: {y} %s"')), encoding="utf-8")
    for command in (["list"], ["show", "one"], ["search", "bold"], ["today"]):
        assert "[bold]x[/bold] :smile: {y} %s" in run("-f", path, "--color", "always", *command).out
    assert "[/bold]" in run("show", "[/bold]").err
    assert "[/bold]" in run("search", "[/bold]xyzzy").err


HOSTILE = [
    pytest.param("\x1b]0;title\x07", id="osc-title"),
    pytest.param("\x1b]52;c;aGk=\x07", id="osc-52-clipboard"),
    pytest.param("\x1b[2J", id="csi"),
    pytest.param("\x9b2J", id="csi-in-8-bits"),
    pytest.param("\x9d0;x\x9c", id="osc-in-8-bits"),
    pytest.param("a\u202eb", id="bidirectional-override"),
    pytest.param("\x7f\x08\r", id="delete-and-backspace"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_control_character_reaches_the_terminal(text, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"{text}.yaml").write_text(book(title=json.dumps(text)), encoding="utf-8")
    (tmp_path / "key.yaml").write_text(f"{json.dumps(text)}: x\n", encoding="utf-8")
    (tmp_path / "tag.yaml").write_text(f"title: !<{text}> x\n", encoding="utf-8")
    outputs = [
        run("show", text),
        run("search", text + "xyzzy"),
        run("list", "--tag", text),
        run("about", "-c", text),
        run(text),
        run("list", f"--{text}"),
        run("-f", f"{text}.yaml", "list"),
        run("-f", f"./none{text}", "list"),
        run("new", text),
        run("check", "."),
        run("check", ".", "--json"),
        run("-f", "key.yaml", "list"),
        run("new", "Rocky", "-o", f"o{text}.yaml"),
    ]
    for code, out, err in outputs:
        assert code in (0, 1, 2, 3)
        assert not CONTROL.search(out + err), repr(out + err)


def test_undecodable_bytes_are_shown_as_escapes(run):
    assert "no theme is called “xyzzy\\xff”" in run("show", "xyzzy\udcff").err


@given(st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_no_word_causes_a_traceback(run, word):
    for command in ("show", "search"):
        assert run(command, "--", word).code in (0, 1)


def test_files_come_from_stdin_or_the_environment(run, tmp_path, monkeypatch, spawn):
    text = book(theme("one"), id="piped")
    result = spawn("-f", "-", "list", "--names", input=text.encode())
    assert (result.returncode, result.stdout) == (0, b"one\n")
    result = spawn("-f", "-", "about", "--json", input=book().encode())
    assert json.loads(result.stdout)["id"] == "stdin"
    monkeypatch.setenv("LALALAND_FILE", str(SHELF))
    assert len(run("list").out.splitlines()) == 11


@pytest.mark.parametrize("command", [["list"], ["show", "distance"], ["search", "the"], ["random-lesson", "--seed", "1"], ["today"], ["about"], ["sources"], ["check"]], ids=" ".join)  # fmt: skip
@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_a_folder_of_ten_real_files_works_with_every_command(command, options, run):
    code, out, err = run("-f", SHELF, *command, *options)
    assert (code, err) == (0, "") if command[0] != "search" else code == 0
    assert out
    assert not CONTROL.search(out.replace("\t", ""))
    if options:
        json.loads(out)


def test_names_are_the_shortest_that_resolve(run, personal):
    (personal / "rocky.yaml").write_text((SHELF / "rocky.yaml").read_text("utf-8"), "utf-8")
    names = run("list", "--names").out.split()
    assert names == ["dreams", "sacrifice", "nostalgia", "la-la-land/failure", "music", "distance", "rocky/failure"]  # fmt: skip
    for number, name in enumerate(names, 1):
        assert json.loads(run("show", name, "--json").out)["number"] == number
    code, out, err = run("show", "failure")
    assert (code, out) == (1, "")
    assert "la-la-land/failure" in err
    assert "rocky/failure" in err
    assert "rocky/failure" in run("search", "getting up", "--names").out


def test_the_app_also_runs_without_our_entry_point():
    runner = CliRunner()
    assert runner.invoke(cli.app, ["list", "--names"]).output.split() == IDS
    assert runner.invoke(cli.app, ["--version"]).output == f"lalaland {__version__}\n"
    assert runner.invoke(cli.app, ["--help"]).output.startswith("Examples:")
    assert runner.invoke(cli.app, ["--color", "always", "show", "failure"]).exit_code == 0
    assert isinstance(runner.invoke(cli.app, ["show", "nope"]).exception, UnknownName)


def test_a_system_error_is_reported_in_one_line(run, monkeypatch):
    def fail(*_, **__):
        raise OSError(5, "Input/output error", "/somewhere")

    monkeypatch.setattr(session, "open_library", fail)
    says = "lalaland: input/output error (/somewhere); `lalaland sources` shows what is read\n"
    assert run("list") == (3, "", says)


def test_other_errors_are_not_hidden(monkeypatch):
    def fail(*_, **__):
        raise ValueError("a fault of ours")

    monkeypatch.setattr(session, "open_library", fail)
    with pytest.raises(ValueError, match="a fault of ours"):
        cli.run(["list"])


def test_every_field_of_a_theme_is_in_its_json():
    told_otherwise = {"name", "collection_title", "file", "line"}
    assert {*Theme._fields} - told_otherwise == {*THEME_KEYS}
