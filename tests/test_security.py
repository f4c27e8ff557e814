"""The promises of SECURITY.md: which index is trusted, and what a terminal is sent."""

import os
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from lalaland_cli import open_library
from lalaland_cli.keeping import database
from lalaland_cli.system import trust
from tests.conftest import ROOT, SHELF, book, in_pty, theme

OSC = "\x1b]0;planted\x07"
CSI = "\x1b[31mred"
BIDI = "\u202e"
PLANTED = OSC + CSI + BIDI + "\x9b2J\x00"

# What the program itself may send: styles and terminal line endings.
OWN = re.compile(r"\x1b\[(?:[0-9]+(?:;[0-9]+)*)?m|\r\n")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

COMMANDS = [
    *("list", "list --short", "list --names", "list --json", "show one", "show one --json"),
    *("show one --markdown", "search zebra", "search zebra --names", "search zebra --json", "zebra"),
    *("today", "today --short", "today --json", "random-lesson", "about", "about --markdown"),
    *("about --json", "tags", "tags --json", "sources", "sources --json"),
    *("recall --json",),
]  # fmt: skip


@pytest.fixture
def settled(monkeypatch):
    monkeypatch.setattr("lalaland_cli.system.stamp._TICK", 0)


@pytest.fixture
def index(personal, run, settled) -> Path:
    """A stored index of the default lessons and a collection about zebras."""
    fields = {"title": "Zebra", "tags": "[zebra]", "when": "[zebra]", "takeaway": "Zebra."}
    text = book(theme("one", **fields), title="Zebra", intro="Zebra.", source="{film: Zebra}")
    (personal / "zebra.yaml").write_text(text, encoding="utf-8")
    assert run("list").code == 0
    (path,) = Path(os.environ["LALALAND_CACHE"]).glob("lessons-*")
    return path


def tampered(path: Path, *statements: str) -> None:
    """Change an index and restore its timestamps."""
    status = path.stat()
    with sqlite3.connect(path) as db:
        for statement in statements:
            db.execute(statement)
    db.close()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("command", COMMANDS)
def test_control_characters_in_an_index_never_reach_a_terminal(command, index, run):
    sql = "UPDATE {} SET {} = {} || char(27) || ']0;planted' || char(7) || char(27) || '[31m' || char(8238)"
    columns = [("theme", c) for c in ("title", "takeaway", "tags")]
    columns += [("file", c) for c in ("title", "intro", "film")] + [
        ("body", "lesson"),
        ("tag", "text"),
    ]
    tampered(index, *(sql.format(table, column, column) for table, column in columns))
    for sent in (in_pty(*command.split()), "".join(run(*command.split())[1:])):
        assert "planted" in sent or command in (
            "list --names",
            "search zebra --names",
            "sources",
            "sources --json",
            "today",
            "today --short",
            "today --json",
            "random-lesson",
        )
        assert not CONTROL.search(OWN.sub("", sent.replace("\n", "\r\n")))
        assert "\x1b[31m" not in sent


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([PLANTED], id="words"),
        pytest.param(["show", PLANTED], id="name"),
        pytest.param(["search", PLANTED], id="query"),
        pytest.param(["list", "--tag", PLANTED], id="tag"),
        pytest.param(["list", PLANTED], id="collection"),
        pytest.param(["list", f"--{PLANTED}"], id="option"),
        pytest.param(["--color", PLANTED, "list"], id="value"),
        pytest.param(["-f", f"/none/{PLANTED}", "list"], id="file"),
        pytest.param(["check", f"/none/{PLANTED}"], id="checked-file"),
        pytest.param(["new", f"Rocky {PLANTED}"], id="title"),
        pytest.param(["new", "Rocky", "-o", f"/none/{PLANTED}"], id="output"),
        pytest.param(["today", "--date", PLANTED], id="date"),
        pytest.param(["help", PLANTED], id="help"),
        pytest.param(["completion", PLANTED], id="shell"),
    ],
)
def test_control_characters_in_arguments_never_reach_a_terminal(arguments, run):
    arguments = [a.replace("\x00", "") for a in arguments]
    for sent in (in_pty(*arguments), "".join(run(*arguments)[1:])):
        assert not CONTROL.search(OWN.sub("", sent.replace("\n", "\r\n"))), repr(sent)


@pytest.mark.parametrize("command", ["list", "sources", "check", "new Rocky"])
def test_control_characters_in_paths_never_reach_a_terminal(command, run, monkeypatch, tmp_path):
    folder = tmp_path / PLANTED.replace("\x00", "").replace("/", "")
    (folder / "collections").mkdir(parents=True)
    shutil.copy(SHELF / "rocky.yaml", folder / "collections" / f"{OSC}.yaml")
    (folder / "collections" / f"bad{CSI}.yaml").write_text("x", encoding="utf-8")
    monkeypatch.setenv("LALALAND_HOME", str(folder))
    monkeypatch.setenv("LALALAND_CACHE", str(folder))
    for sent in (in_pty(*command.split()), "".join(run(*command.split())[1:])):
        assert not CONTROL.search(OWN.sub("", sent.replace("\n", "\r\n"))), repr(sent)


def test_control_characters_in_system_errors_never_reach_a_terminal(run, monkeypatch):
    def fail(*_, **__):
        raise OSError(5, f"bad{OSC}", f"/x{CSI}")

    monkeypatch.setattr("lalaland_cli.cli.session.open_library", fail)
    assert not CONTROL.search(run("list").err)


def others_can_write_it(path):
    path.chmod(0o666)


def others_can_write_its_folder(path):
    path.parent.chmod(0o777)


def a_link(path):
    path.rename(path.with_suffix(".real"))
    path.symlink_to(path.with_suffix(".real"))


def a_linked_folder(path):
    path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.symlink_to(path.parent.with_name("elsewhere"))


def of_another_user(path):
    os.chown(path, 12345, 12345)


FLAWS = [
    (others_can_write_it, "others can write to it or its folder"),
    (others_can_write_its_folder, "others can write to it or its folder"),
    (a_link, "it or its folder is a link"),
    (a_linked_folder, "it or its folder is a link"),
    pytest.param(of_another_user, "it or its folder belongs to another user", marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")),
]  # fmt: skip


@pytest.mark.parametrize(("flaw", "says"), FLAWS, ids=lambda value: getattr(value, "__name__", ""))
def test_an_index_that_others_could_have_written_is_not_used(flaw, says, index, run):
    tampered(index, "UPDATE theme SET title = 'planted'")
    assert "planted" in run("list").out
    flaw(index)
    assert "planted" not in run("list").out
    assert run("list").err == ""
    assert (
        f"is not used: {says}; set LALALAND_CACHE to a folder that only you can write to"
        in run("sources").err
    )


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("CREATE VIEW v AS SELECT 1", id="view"),
        pytest.param("CREATE TRIGGER t AFTER INSERT ON theme BEGIN SELECT 1; END", id="trigger"),
        pytest.param("CREATE TABLE more (x)", id="table"),
        pytest.param("CREATE INDEX more ON theme (title)", id="index"),
        pytest.param("ALTER TABLE theme ADD COLUMN more", id="column"),
    ],
)
def test_an_index_with_a_different_schema_is_rebuilt(statement, index, run):
    expected = run("list")
    tampered(index, "UPDATE theme SET title = 'planted'", statement)
    assert run("list") == expected


def test_an_index_can_only_answer(index, monkeypatch):
    db = database.connect_to_read(str(index))
    with pytest.raises(sqlite3.OperationalError):
        db.execute("DELETE FROM theme")
    with pytest.raises(sqlite3.Error):
        db.execute("ATTACH ':memory:' AS other")
    with pytest.raises(sqlite3.DataError):
        db.execute("SELECT length(zeroblob(300000000))").fetchall()
    db.close()
    monkeypatch.setattr(database, "_MOST_ROUNDS", 1)
    monkeypatch.setattr(database, "_STEPS_A_ROUND", 1000)
    db = database.connect_to_read(str(index))
    endless = (
        "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
    )
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        db.execute(endless)
    db.close()


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("UPDATE body SET examples = 'no part'", id="list"),
        pytest.param("UPDATE theme SET tags = 7", id="type"),
        pytest.param("UPDATE file SET problem = 'x'", id="problem"),
        pytest.param("DELETE FROM body", id="rows"),
    ],
)
@pytest.mark.parametrize("command", [["show", "one"], ["search", "lesson"]], ids=["show", "search"])
def test_damage_that_keeps_the_timestamps_leads_to_a_new_index(command, damage, index, run):
    expected = [run(*command).out, run("list").out]
    tampered(index, damage)
    assert [run(*command).out, run("list").out] == expected


def test_an_index_can_be_rebuilt(index, run):
    expected = run("list").out
    tampered(index, "UPDATE theme SET title = 'planted'")
    assert run("sources", "--rebuild").code == 0
    assert run("list").out == expected


def test_personal_files_are_private(index, run, personal):
    run("new", "Rocky")
    for path in (index, personal / "rocky.yaml"):
        assert path.stat().st_mode & 0o777 == 0o600
    assert index.parent.stat().st_mode & 0o777 == 0o700


def test_a_new_file_follows_no_link(run, personal, tmp_path):
    (personal / "rocky.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert run("new", "Rocky").code == 3
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_a_cache_whose_path_begins_with_two_slashes_is_used(tmp_path, monkeypatch, settled):
    monkeypatch.setenv("LALALAND_CACHE", f"/{tmp_path}/c")
    open_library(SHELF).close()
    assert list((tmp_path / "c").glob("lessons-*"))


def test_a_folder_owned_by_root_is_trusted(tmp_path, monkeypatch):
    monkeypatch.setattr(trust.os, "geteuid", lambda: 4711)
    owner = "" if tmp_path.stat().st_uid == 0 else "owner"
    tmp_path.chmod(0o755)
    assert trust.flaw_of_folder(str(tmp_path)) == owner


def test_modes_are_ignored_where_files_have_no_owner(tmp_path, monkeypatch):
    tmp_path.chmod(0o777)  # as Windows reports for every folder
    assert trust.flaw_of_folder(str(tmp_path)) == "writable"
    monkeypatch.delattr(trust.os, "geteuid")
    assert trust.flaw_of_folder(str(tmp_path)) == ""


def test_every_promise_names_its_test():
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    here = "".join(path.read_text("utf-8") for path in (ROOT / "tests").glob("test_*.py"))
    named = re.findall(r"`(test_[a-z0-9_]+)`", text)
    assert len(named) >= 8
    assert [name for name in named if f"def {name}(" not in here] == []
