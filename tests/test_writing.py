"""Your own collections: `new`, `check`, `schema` and `sources`."""

import json
import os
import resource
import shutil
import signal
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

from lalaland_cli.errors import UnusableFile
from lalaland_cli.reading import parse
from lalaland_cli.reading.schema import schema
from lalaland_cli.system import files
from lalaland_cli.writing import new as starter
from lalaland_cli.writing.new import SCHEMA_NAME
from tests.conftest import COMMAND, ROOT, SHELF, book, theme
from tests.test_parse import FAULTS


def test_from_new_to_search(run, personal):
    code, out, err = run("new", "Rocky")
    path = personal / "rocky.yaml"
    assert (code, out) == (0, f"{path}\n")
    assert (
        err
        == 'lalaland: add a lesson with `lalaland add --to rocky "what you learned"`, or open the file with `lalaland edit rocky`\n'
    )
    assert path.read_text("utf-8").startswith(f"# yaml-language-server: $schema={SCHEMA_NAME}\n")
    assert (personal / SCHEMA_NAME).exists()
    assert run("list").out.count("\n") == 5  # the starter adds no lesson
    assert run("add", "--to", "rocky", "what you learned").code == 0
    assert run("check").out == "2 files, no problems\n"
    assert "Rocky" in run("search", "rocky").out


TITLES = [
    pytest.param("Rocky", "rocky.yaml", id="plain"),
    pytest.param("../x", "x.yaml", id="parent-folder"),
    pytest.param("a/b", "a-b.yaml", id="slash"),
    pytest.param("/etc/passwd", "etc-passwd.yaml", id="absolute-path"),
    pytest.param("..", "collection-1.yaml", id="dots"),
    pytest.param("No", "no.yaml", id="yaml-boolean"),
    pytest.param("2024", "collection-1.yaml", id="number"),
    pytest.param("失敗", "collection-1.yaml", id="no-latin-letter"),
    pytest.param(": #", "collection-1.yaml", id="yaml-punctuation"),
    pytest.param("a: b # c", "a-b-c.yaml", id="yaml-punctuation-and-letters"),
    pytest.param('"quoted" \\ {x}', "quoted-x.yaml", id="quotes-and-braces"),
    pytest.param("-", "collection-1.yaml", id="hyphen"),
    pytest.param("  x\ny ", "x-y.yaml", id="spaces"),
    pytest.param("🎷" * 300, "collection-1.yaml", id="emoji"),
    pytest.param("long " * 100, None, id="long"),
    pytest.param("1" * 90 + " a", "collection-1.yaml", id="long-number"),
    pytest.param("La La Land", "la-la-land-2.yaml", id="id-of-another-collection"),
    pytest.param("con\u00adtext", "context.yaml", id="invisible"),
]


@pytest.mark.parametrize(("title", "name"), TITLES)
def test_any_title_gives_a_valid_file_in_the_folder(title, name, run, personal, home):
    code, out, _err = run("new", "--", title)
    assert code == 0
    written = Path(out.rstrip("\n"))
    assert written.parent == personal
    assert name in (written.name, None)
    assert run("check").out == "2 files, no problems\n"
    titles = [row["title"] for row in json.loads(run("about", "--json").out)]
    assert " ".join(title.split()) == " ".join(titles[1].split())
    assert {path.parent for path in home.rglob("*.yaml")} == {personal}


@pytest.mark.parametrize(
    ("title", "says"),
    [
        pytest.param("", "a collection needs a title", id="empty"),
        pytest.param("  ", "a collection needs a title", id="blank"),
        pytest.param("a\x1bb", "a title needs plain characters (not U+001B)", id="control"),
        pytest.param("a\u202eb", "a title needs plain characters (not U+202E)", id="override"),
    ],
)
def test_an_invalid_title_is_a_usage_error(title, says, run, home):
    code, out, err = run("new", title)
    assert (code, out) == (2, "")
    assert says in err
    assert "as in `lalaland new" in err
    assert not list(home.rglob("*.yaml"))


def test_new_overwrites_nothing(run, personal, tmp_path):
    run("new", "Rocky")
    (personal / "rocky.yaml").write_text("mine", encoding="utf-8")
    code, out, err = run("new", "Rocky")
    assert (code, out) == (3, "")
    assert "already exists; `lalaland add --to rocky …` adds a lesson to it, or choose" in err
    assert (personal / "rocky.yaml").read_text("utf-8") == "mine"
    assert run("new", "Rocky", "-o", tmp_path).code == 3


def test_new_refuses_a_collection_that_is_already_loaded(run, personal):
    run("new", "Rocky")
    assert "already exists" in run("new", "Rocky").err
    assert [path.name for path in personal.glob("*.yaml")] == ["rocky.yaml"]


def test_titles_without_a_slug_get_numbered_file_names(run, personal):
    names = [Path(run("new", title).out.strip()).name for title in ("失敗", "成功")]
    assert names == ["collection-1.yaml", "collection-2.yaml"]
    assert run("sources").out.count("yes") == 3


def test_new_can_write_to_another_path(run, tmp_path, home):
    path = tmp_path / "失敗.yaml"
    assert run("new", "X", "-o", path).code == 0
    assert run("check", path).out == "1 file, no problems\n"
    assert f"$schema=file://{home}/collections/{SCHEMA_NAME}" in path.read_text("utf-8")
    code, out, err = run("new", "X", "-o", tmp_path / "no" / "x.yaml")
    assert (code, out) == (3, "")
    assert "cannot write to" in err
    assert "choose another place with -o PATH" in err


def test_new_to_stdout_is_valid_from_stdin(run, spawn):
    text = run("new", "失敗", "-o", "-").out
    about = spawn("-f", "-", "about", "--json", input=text.encode()).stdout
    assert json.loads(about)["id"] == "my-lessons"
    assert "id: rocky\n" in run("new", "Rocky", "-o", "-").out


def test_new_reports_a_folder_that_cannot_be_written(run, monkeypatch):
    monkeypatch.setenv("LALALAND_HOME", "/proc/nowhere")
    code, out, err = run("new", "Rocky")
    assert (code, out) == (3, "")
    assert "cannot write to /proc/nowhere/collections/rocky.yaml" in err


def test_the_schema_beside_a_collection_is_current_and_replaces_no_file(run, personal, home):
    run("new", "Rocky")
    assert json.loads((personal / SCHEMA_NAME).read_text("utf-8")) == schema()
    (personal / SCHEMA_NAME).unlink()
    (home / "mine.txt").write_bytes(b"\xff mine")
    (personal / SCHEMA_NAME).symlink_to(home / "mine.txt")
    assert run("new", "Creed").code == 0
    assert (home / "mine.txt").read_bytes() == b"\xff mine"


@pytest.mark.parametrize(
    "title", ["1" * 90 + " a", "No", "yes", "On", "true", "null", "0x1f", "0b11", "1e5"]
)
def test_yaml_keywords_are_valid_titles(title, run, spawn):
    text = run("new", title, "-o", "-").out
    assert spawn("-f", "-", "check", input=text.encode()).stdout == b"1 file, no problems\n"


def test_a_file_that_cannot_be_written_in_full_is_not_created(personal):
    limited = f"ulimit -f 0; trap '' XFSZ; exec {' '.join(COMMAND)} new Rocky"
    result = subprocess.run(["bash", "-c", limited], capture_output=True, text=True, timeout=60)
    assert result.returncode == 3
    assert "cannot write to" in result.stderr
    assert list(personal.iterdir()) == []


def test_the_remains_of_a_failed_write_are_removed(tmp_path):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            files.create(tmp_path / "x.yaml", b"text")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert list(tmp_path.glob("*.yaml")) == []


def test_a_relative_home_is_made_absolute(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LALALAND_HOME", "here")
    assert f"$schema=file://{tmp_path}/here/collections/" in run("new", "Rocky", "-o", "-").out


def test_an_id_that_differs_only_in_hyphens_counts_as_taken(run, personal):
    assert Path(run("new", "Lalaland").out.strip()).name == "lalaland-2.yaml"
    assert run("list").err == ""


def test_new_ignores_files_named_in_the_environment(run, personal, monkeypatch):
    monkeypatch.setenv("LALALAND_FILE", "/no/such/file.yaml")
    assert Path(run("new", "La La Land").out.strip()).name == "la-la-land-2.yaml"


def test_new_says_when_the_personal_folder_is_not_read(run, home, monkeypatch):
    monkeypatch.setenv("LALALAND_FILE", str(SHELF))
    code, out, err = run("new", "Creed")
    says = "this file is not read while LALALAND_FILE is set; add it there, or unset LALALAND_FILE"
    assert (code, err) == (0, f"lalaland: {says}\n")
    monkeypatch.setenv("LALALAND_FILE", os.pathsep.join([str(SHELF), out.strip()]))
    assert run("add", "--to", "creed", "Go the distance.").code == 0
    monkeypatch.setenv("LALALAND_FILE", str(home / "collections"))
    assert "add a lesson with" in run("new", "Up").err


def test_several_words_are_one_title(run, personal):
    assert Path(run("new", "The", "Old", "Man").out.strip()).name == "the-old-man.yaml"


def test_files_without_a_usable_name_get_an_id_from_the_title(run, tmp_path):
    for number, title in enumerate(("Rocky", "Creed")):
        assert run("new", title, "-o", tmp_path / f"{number}.yaml").code == 0
    books = json.loads(run("-f", tmp_path, "about", "--json").out)
    assert [book["id"] for book in books] == ["rocky", "creed"]


def test_file_names_may_be_any_bytes(spawn, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b\udcff.yaml").write_text(book(id="b"), encoding="utf-8")
    (tmp_path / "d\udcff" / "collections").mkdir(parents=True)
    (tmp_path / "d\udcff" / "collections" / "x\udcff.yaml").write_text("x", encoding="utf-8")
    environ = {b"LALALAND_HOME": os.fsencode("d\udcff"), b"LALALAND_CACHE": os.fsencode("c\udcff")}
    environ = {**os.environb, **environ}
    for command in (["list"], ["sources"], ["check"], ["-f", "b\udcff.yaml", "list"], ["new", "Y"]):
        result = subprocess.run([*COMMAND, *command], env=environ, capture_output=True)
        assert result.returncode in (0, 1)
        assert b"Traceback" not in result.stderr
    result = subprocess.run([*COMMAND, "list"], env=environ, capture_output=True)
    assert b"skipped d\\xff/collections/x\\xff.yaml:1:1: " in result.stderr
    assert len(list((tmp_path / "c\udcff").iterdir())) == 2


def test_check_takes_a_collection_by_its_name(run, personal):
    (personal / "rocky.yaml").write_text(book(title="Rocky I"), "utf-8")
    (personal / "creed.yaml").write_text(book(title="Creed", intrp="x"), "utf-8")
    assert run("check", "rocky") == run("check", "Rocky I") == (0, "1 file, no problems\n", "")
    broken = run("check", "creed")
    assert (broken.code, "creed.yaml:2:1: unknown field `intrp`" in broken.out) == (1, True)
    for path in ("nope", "./rocky", "rocky.yaml", "rocky/"):
        assert f"{path}: no such file or folder" in run("check", path).out


def test_check_reports_everything_in_one_run(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("title: No\nthemes: x\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(book(id="same"), encoding="utf-8")
    (tmp_path / "c.yaml").write_text(book(id="same"), encoding="utf-8")
    code, out, err = run("check", "a.yaml", "none.yaml", "b.yaml", "c.yaml")
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        "none.yaml: no such file or folder; check the name",
        'a.yaml:1:8: `title` must be text, but YAML reads No as true or false; put it in quotes: "No"',
        "a.yaml:2:9: `themes` must be a list, not text; start each item with `- `",
        "c.yaml: the collection id `same` is taken by b.yaml; give one of the two another `id:`",
        "4 problems in 3 files",
    ]


def test_check_json_has_the_documented_keys(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("title: No\nthemes: x\n", encoding="utf-8")
    code, out, err = run("check", "--json", "a.yaml")
    assert (code, err) == (1, "")
    assert [list(problem) for problem in json.loads(out)] == [["path", "line", "column", "what", "remedy", "warning"]] * 2  # fmt: skip
    assert run("check", "--json") == (0, "[]\n", "")


def test_check_and_loading_report_the_same_problem(run, tmp_path):
    for number, case in enumerate(FAULTS):
        data = case.values[0]
        path = tmp_path / f"f{number}.yaml"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        first = run("check", path).out.splitlines()[0]
        assert run("-f", path, "list").err.startswith(f"lalaland: {first}"), case.id


def test_check_reads_every_named_file_however_it_was_named(run, monkeypatch, tmp_path):
    (tmp_path / "bad.yaml").write_text("", encoding="utf-8")
    paths = ["/none/1.yaml", str(tmp_path / "bad.yaml"), "/none/2.yaml"]
    ways = [["check", *paths], ["-f", paths[0], "-f", paths[1], "-f", paths[2], "check"]]
    found = {run(*way).out for way in ways}
    monkeypatch.setenv("LALALAND_FILE", os.pathsep.join(paths))
    assert found == {run("check").out}
    assert len(run("check").out.splitlines()) == 4


def test_file_contents_cannot_forge_a_line_of_check(run, tmp_path):
    (tmp_path / "a.yaml").write_text('"x\\nfake.yaml:1:1: fine": 1\n', encoding="utf-8")
    lines = run("check", tmp_path).out.splitlines()
    assert all(line.startswith(str(tmp_path)) for line in lines[:-1])


def test_check_honours_the_file_option(run, tmp_path):
    (tmp_path / "a.yaml").write_text("", encoding="utf-8")
    assert run("-f", tmp_path, "check").code == 1
    assert run("check").out == "1 file, no problems\n"


def test_sources_says_why_each_file_is_read_or_not(run, personal, tmp_path, monkeypatch):
    (personal / "bad.yaml").write_text("x", encoding="utf-8")
    (personal / "good.yaml").write_text(book(), encoding="utf-8")
    rows = json.loads(run("sources", "--json").out)
    assert [(row["in_force"], row["themes"]) for row in rows] == [(True, 5), (False, 0), (True, 1)]
    assert "bad.yaml:1:1: " in rows[1]["why"]
    lines = run("sources").out.splitlines()
    assert lines[2].split("\t")[:3] == ["yes", str(personal / "good.yaml"), "1"]

    rows = json.loads(run("-f", personal / "good.yaml", "sources", "--json").out)
    assert [row["why"] for row in rows] == ["named by --file"] + ["--file was given"] * 2
    monkeypatch.setenv("LALALAND_FILE", str(personal / "good.yaml"))
    rows = json.loads(run("sources", "--json").out)
    assert [row["why"] for row in rows] == ["named by LALALAND_FILE"] + ["LALALAND_FILE is set"] * 2
    rows = json.loads(run("-f", personal / "good.yaml", "sources", "--json").out)
    assert len(rows) == 4


def test_sources_explains_an_empty_personal_folder(run, home):
    assert "your own collections go here; `lalaland new TITLE` starts one" in run("sources").out
    (home / "collections").mkdir(parents=True)
    assert "no lesson files yet" in run("sources").out


def valid(data: object) -> bool:
    return jsonschema.Draft202012Validator(schema()).is_valid(data)


# The cases of FAULTS that a JSON schema cannot express.
BEYOND_THE_SCHEMA = {
    *("line-separator",),
    *("id-clash", "alias-clash", "title-clash"),  # a schema compares no values with each other
    *("duplicate-key", "two-documents"),  # the loader drops them first
    *("escaped-control-character", "tab-in-text", "raw-control-character", "raw-c1"),
    *("bidirectional-override", "bidirectional-isolate"),  # patterns for editors stay readable
    *("date", "merge-key", "set", "python-name", "local-tag"),  # tags of YAML are gone by then
    *("tag-on-a-key", "octal-year"),  # and so is how a number was written
    *("next-line-character", "override-within-a-block", "places-after-a-next-line-character"),
}


@pytest.mark.parametrize(
    ("data", "case"), [pytest.param(case.values[0], case.id, id=case.id) for case in FAULTS]
)
def test_what_the_parser_refuses_the_schema_refuses(data, case):
    try:
        loaded = yaml.safe_load(data)
    except (yaml.YAMLError, RecursionError, ValueError):
        return  # not valid YAML at all
    if case not in BEYOND_THE_SCHEMA:
        assert not valid(loaded)


@pytest.mark.parametrize(
    "path", [ROOT / "data" / "lessons.yaml", *sorted(SHELF.iterdir())], ids=lambda p: p.name
)
def test_what_the_parser_accepts_the_schema_accepts(path):
    parse.parse(path.read_bytes(), path.name)
    assert valid(yaml.safe_load(path.read_text("utf-8")))


@pytest.mark.parametrize(
    ("fields", "good"),
    [
        pytest.param({"tags": "[]"}, True, id="no-tags"),
        pytest.param({"takeaway": '""'}, False, id="empty-takeaway"),
        pytest.param({"aliases": "[a, '']"}, False, id="blank-alias"),
        pytest.param({"aliases": "[1]"}, False, id="number-in-a-list"),
        pytest.param({"examples": "[{scene: a}]"}, False, id="example-without-shows"),
        pytest.param({"summary": "|\n    x\n\n    y"}, True, id="paragraphs"),
    ],
)
def test_schema_and_parser_agree_on_themes(fields, good):
    text = book(theme(**fields))
    try:
        parse.parse(text.encode(), "f")
    except UnusableFile:
        assert not good
    else:
        assert good
    assert valid(yaml.safe_load(text)) == good


@pytest.mark.parametrize(
    ("source", "good"),
    [("{year: 1976}", True), ("{year: c. 1600}", True), ("{year: 1.5}", False), ("{yr: 1}", False), ("{}", True), ("x", False)],
)  # fmt: skip
def test_schema_and_parser_agree_on_works(source, good):
    text = book(source=source)
    try:
        parse.parse(text.encode(), "f")
    except UnusableFile:
        assert not good
    else:
        assert good
    assert valid(yaml.safe_load(text)) == good


def test_the_schema_is_a_valid_json_schema(run):
    printed = json.loads(run("schema").out)
    assert printed == schema()
    jsonschema.Draft202012Validator.check_schema(printed)


def test_the_starter_mentions_the_source():
    text = starter.starter("Rocky", "rocky", own_id=False)
    assert "source" in text
    assert os.linesep in text


def test_a_copied_collection_passes_check(personal, run):
    shutil.copy(SHELF / "rocky.yaml", personal)
    assert run("check", personal).code == 0
