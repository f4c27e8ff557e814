"""The index as a cache: whatever happens to it, answers stay right and no message appears."""

import json
import os
import shutil
import sqlite3
import time
from pathlib import Path

import pytest

from lalaland_cli import open_library
from lalaland_cli.keeping import cache
from lalaland_cli.keeping import database as index
from lalaland_cli.keeping.index import Index
from lalaland_cli.reading import sources
from tests.conftest import SHELF, Fork, book, theme

COMMANDS = [
    ["list"],
    ["list", "--json"],
    ["list", "--names"],
    ["list", "--tag", "courage"],
    ["show", "distance"],
    ["show", "rocky/failure", "--json"],
    ["show", "distance", "--markdown"],
    ["search", "the", "-n", "0"],
    ["search", "公園", "--json"],
    ["search", "--any", "work", "hours"],
    ["random-lesson", "--seed", "7"],
    ["random-lesson", "--seed", "7", "--tag", "courage"],
    ["today", "--date", "2026-11-24"],
    ["about"],
    ["about", "--json"],
    ["sources"],
]


@pytest.fixture
def settled(monkeypatch):
    """Trust files as soon as they are written, not only a moment later."""
    monkeypatch.setattr("lalaland_cli.system.stamp._TICK", 0)


@pytest.fixture
def shelf(tmp_path, settled):
    """A folder of ten collections."""
    return Path(shutil.copytree(SHELF, tmp_path / "shelf"))


@pytest.fixture
def reads(monkeypatch):
    """The names of the files that are parsed."""
    read = []
    load = sources.load

    def noting(file):
        read.append(Path(file.path).name)
        return load(file)

    monkeypatch.setattr(sources, "load", noting)
    return read


def kept() -> list[Path]:
    folder = Path(os.environ["LALALAND_CACHE"])
    return sorted(folder.iterdir()) if folder.is_dir() else []


def titles(path) -> list[str]:
    with open_library(path) as lessons:
        return [theme.title for theme in lessons]


def found(lessons, word):
    return [hit.theme for hit in lessons.search([word]).hits]


def test_a_second_run_reads_no_lesson_file(shelf, reads):
    first = titles(shelf)
    assert len(reads) == 10
    assert titles(shelf) == first
    assert len(reads) == 10


def test_the_cache_folder_is_private_to_its_owner(shelf):
    titles(shelf)
    assert Path(os.environ["LALALAND_CACHE"]).stat().st_mode & 0o777 == 0o700


def test_only_a_changed_file_is_read_again(shelf, reads):
    titles(shelf)
    reads.clear()
    changed = shelf / "rocky.yaml"
    changed.write_text(book(theme("new", title="New")), encoding="utf-8")
    assert "New" in titles(shelf)
    assert reads == ["rocky.yaml"]


def test_an_edit_of_the_same_length_within_the_same_second_is_noticed(tmp_path):
    path = tmp_path / "a.yaml"
    for title in ("One", "Two", "Six", "Ten"):
        path.write_text(book(theme(title=title)), encoding="utf-8")
        assert titles(path) == [title]


def rename(shelf):
    (shelf / "rocky.yaml").rename(shelf / "a-rocky.yaml")


def remove(shelf):
    (shelf / "rocky.yaml").unlink()


def add(shelf):
    (shelf / "a-new.yaml").write_text(book(theme("new")), encoding="utf-8")


def touch(shelf):
    (shelf / "rocky.yaml").touch()


def replace_with_same_times(shelf):
    path = shelf / "rocky.yaml"
    status = path.stat()
    text = path.read_text(encoding="utf-8").replace("Going the distance", "Going the DISTANCE")
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize(
    "change", [rename, remove, add, touch, replace_with_same_times], ids=lambda c: c.__name__
)
def test_an_updated_index_answers_like_a_new_one(change, shelf):
    titles(shelf)
    change(shelf)
    with open_library(shelf) as lessons, open_library(shelf, cached=False) as anew:
        assert list(lessons) == list(anew)
        assert found(lessons, "the") == found(anew, "the")
        for word in ("distance", "bell", "new", "hut"):
            assert found(lessons, word) == found(anew, word)
        assert lessons.search(["distanze"]).near == anew.search(["distanze"]).near


def test_another_layout_version_rebuilds_the_index(shelf, reads, monkeypatch):
    titles(shelf)
    reads.clear()
    monkeypatch.setattr(cache, "LAYOUT", index.LAYOUT + 1)
    titles(shelf)
    assert len(reads) == 10


def noise(path):
    path.write_bytes(os.urandom(path.stat().st_size))


def noise_in_the_middle(path):
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(os.urandom(20_000))


def cut_short(path):
    os.truncate(path, path.stat().st_size // 2)


def emptied(path):
    os.truncate(path, 0)


def deleted(path):
    path.unlink()


def a_fifo_instead(path):
    path.unlink()
    os.mkfifo(path)


def a_folder_instead(path):
    path.unlink()
    path.mkdir()


def another_database(path):
    path.unlink()
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE seal (x)")
    db.close()


DAMAGES = [
    noise,
    noise_in_the_middle,
    cut_short,
    emptied,
    deleted,
    a_fifo_instead,
    a_folder_instead,
    another_database,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_index_changes_no_answer_and_prints_no_message(damage, shelf, run):
    expected = run("-f", shelf, "list", "--json")
    (path,) = kept()
    damage(path)
    assert run("-f", shelf, "list", "--json") == expected
    assert expected.err == ""


@pytest.mark.parametrize("damage", [noise_in_the_middle, cut_short], ids=lambda d: d.__name__)
def test_damage_that_the_seal_does_not_show_is_found_on_reading(damage, shelf, run):
    commands = [["show", "distance"], ["search", "courage"], ["list"], ["about"]]
    expected = [run("-f", shelf, *command) for command in commands]
    (path,) = kept()
    modified = path.stat().st_mtime_ns
    damage(path)
    os.utime(path, ns=(time.time_ns(), modified))
    for command, result in zip(commands, expected, strict=True):
        again = run("-f", shelf, *command)
        assert (again.code, again.err) == (result.code, result.err)


def test_damage_found_during_an_answer_falls_back_to_memory(shelf):
    titles(shelf)
    (path,) = kept()
    with open_library(shelf) as lessons:
        expected = lessons.find("distance")
        lessons._index._db.close()
        lessons._index._db = sqlite3.connect(":memory:")
        assert lessons.find("distance") == expected
        assert not path.exists()


def test_a_damaged_index_is_rebuilt_instead_of_updated(shelf):
    titles(shelf)
    (path,) = kept()
    db = sqlite3.connect(path)
    db.execute("DROP TABLE body")
    db.close()
    with index.connect_to_read(str(path)) as db:
        os.utime(path, ns=(time.time_ns(), Index(db).seal()[3]))
    db.close()
    add(shelf)
    assert "The theme new" in titles(shelf)
    assert "The theme new" in titles(shelf)
    assert len(kept()) == 1


def unwritable(path, monkeypatch):
    monkeypatch.setenv("LALALAND_CACHE", "/proc/nowhere")


def a_file(path, monkeypatch):
    path.write_text("", encoding="utf-8")
    monkeypatch.setenv("LALALAND_CACHE", str(path))


def full(path, monkeypatch):
    def refuse(*_, **__):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(cache, "_made", refuse)


@pytest.mark.parametrize("obstacle", [unwritable, a_file, full], ids=lambda o: o.__name__)
def test_answers_are_the_same_when_no_index_can_be_stored(
    obstacle, shelf, run, monkeypatch, tmp_path
):
    expected = [run("-f", shelf, *command)[:2] for command in COMMANDS]
    shutil.rmtree(os.environ["LALALAND_CACHE"])
    obstacle(tmp_path / "obstacle", monkeypatch)
    assert [run("-f", shelf, *command)[:2] for command in COMMANDS] == expected
    assert not kept()


def test_it_works_without_a_home_folder(spawn, tmp_path):
    environ = {"LALALAND_HOME": "", "LALALAND_CACHE": "", "HOME": "/nonexistent"}
    environ |= {"XDG_CACHE_HOME": "", "XDG_DATA_HOME": ""}
    result = spawn("show", "failure", "--json", environ=environ)
    assert (result.returncode, result.stderr) == (0, b"")


def test_twenty_processes_at_once_on_a_cold_cache_all_answer_correctly(shelf):
    running = [Fork.of("-f", shelf, "search", "the", "-n", "0") for _ in range(20)]
    answers = {(each.ended(), each.err, each.out) for each in running}
    assert len(answers) == 1
    ((code, err, out),) = answers
    assert (code, err) == (0, "")
    assert out
    assert len(kept()) == 1


@pytest.mark.unmeasured
@pytest.mark.parametrize("moment", [0.03, 0.06, 0.1, 0.13, 0.16])
def test_a_process_killed_while_building_the_index_does_no_harm(moment, tmp_path, run):
    path = tmp_path / "large.yaml"
    path.write_text(book(*(theme(f"t{n}", title=f"T{n}") for n in range(800))), encoding="utf-8")
    killed = Fork.of("-f", path, "list", "--names")
    time.sleep(moment)
    killed.kill()
    killed.ended()
    result = run("-f", path, "list", "--names")
    assert (result.code, result.err) == (0, "")
    assert len(result.out.splitlines()) == 800


def age(path, days):
    status = path.stat()
    os.utime(path, ns=(time.time_ns() - int(days * 86400e9), status.st_mtime_ns))


def test_an_index_unused_for_thirty_days_is_removed(shelf, tmp_path):
    titles(shelf)
    (old,) = kept()
    age(old, 31)
    titles(shelf / "rocky.yaml")
    assert old not in kept()


def test_an_index_in_use_is_kept(shelf, monkeypatch):
    titles(shelf)
    (old,) = kept()
    age(old, 29)
    status = old.stat()
    with monkeypatch.context() as patch:
        patch.setattr(cache.os, "stat", lambda _: status)  # as if reading left no trace
        cache._mark_used(str(old))
    assert old.stat().st_atime > time.time() - 86400
    assert old.stat().st_mtime_ns == status.st_mtime_ns
    titles(shelf / "rocky.yaml")
    assert old in kept()


def test_inspecting_an_index_does_not_mark_it_as_used(shelf):
    titles(shelf)
    (old,) = kept()
    age(old, 20)
    before = old.stat().st_atime_ns
    titles(shelf / "rocky.yaml")
    assert old.stat().st_atime_ns == before


def test_default_files_and_the_same_files_named_have_separate_indexes(run, personal):
    (personal / "bad.yaml").write_text("x", encoding="utf-8")
    assert run("list").code == 0
    bundled = next(path for path in json.loads(run("sources", "--json").out) if path["themes"] == 5)
    assert run("-f", bundled["path"], "-f", personal, "list").code == 3


def test_processes_answer_correctly_while_files_come_and_go(shelf):
    running = [Fork.of("-f", shelf, "show", "simplicity", "--json") for _ in range(8)]
    other, text = shelf / "aaa.yaml", book(theme("other"), id="other")
    while any(each.poll() is None for each in running):
        other.write_text(text, encoding="utf-8") if not other.exists() else other.unlink()
        time.sleep(0.001)
    for each in running:
        code = each.ended()
        assert each.err == "" or "aaa.yaml" in each.err
        assert code in (0, 3)
        assert "Traceback" not in each.err
        assert code or json.loads(each.out)["id"] == "simplicity"


def test_a_new_index_is_opened_before_another_can_replace_it(shelf, monkeypatch):
    replace = os.replace

    def replace_twice(draft, path):
        replace(draft, path)
        Path(path).write_bytes(b"another process's index")

    monkeypatch.setattr(cache.os, "replace", replace_twice)
    assert "Going the distance" in titles(shelf)


def test_an_index_whose_files_are_gone_is_removed(shelf, tmp_path):
    titles(shelf)
    (old,) = kept()
    other = tmp_path / "other.yaml"
    other.write_text(book(), encoding="utf-8")
    shutil.rmtree(shelf)
    titles(other)
    assert old not in kept()


def test_an_index_with_another_layout_is_removed(shelf):
    folder = Path(os.environ["LALALAND_CACHE"])
    folder.mkdir()
    path = folder / "lessons-00000002.index"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE seal (a, b, c, d)")
    db.execute("INSERT INTO seal VALUES ('x', 'text', 'y', 1)")
    db.commit()
    db.close()
    titles(shelf)
    assert path not in kept()


def test_a_fifo_named_like_an_index_is_removed(shelf):
    folder = Path(os.environ["LALALAND_CACHE"])
    folder.mkdir()
    os.mkfifo(folder / "lessons-00000003.index")
    titles(shelf)
    assert len(kept()) == 1


def test_abandoned_drafts_are_removed_after_an_hour_and_other_files_are_kept(shelf, monkeypatch):
    folder = Path(os.environ["LALALAND_CACHE"])
    folder.mkdir()
    draft, foreign, junk = (
        folder / "lessons-00000000.index.123-4",
        folder / "x.sqlite",
        folder / "lessons-00000001.index",
    )
    for path in (draft, foreign, junk):
        path.write_text("x", encoding="utf-8")
    titles(shelf)
    assert draft in kept()
    assert foreign in kept()
    assert junk not in kept()
    monkeypatch.setattr(cache, "_ABANDONED", -1)
    cache.sweep(str(folder))
    assert draft not in kept()
    assert foreign in kept()
