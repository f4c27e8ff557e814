"""Which lesson files are loaded, and how they are read."""

import os
import time

import pytest

from lalaland_cli.errors import UnusableFile
from lalaland_cli.model import LessonFile
from lalaland_cli.reading import sources
from lalaland_cli.system import folders
from lalaland_cli.system import stamp as stamps
from tests.conftest import BUNDLED, REAL_BUNDLED, book


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("b.yaml", "a.yml", ".hidden.yaml", "notes.txt", "c.yaml~"):
        (folder / name).write_text(book(), encoding="utf-8")
    return folder


def paths(named=(), **environ):
    return [file.path for file in files([*map(str, named)], **environ)]


def files(named=(), **environ):
    return sources.files_of(sources.look(named, {**os.environ, **environ}))


def test_bundled_and_personal_files_are_loaded_by_default(personal):
    (personal / "mine.yaml").write_text(book(), encoding="utf-8")
    assert paths() == [str(BUNDLED), str(personal / "mine.yaml")]


def test_a_folder_means_its_lesson_files_sorted_by_name(folder):
    assert paths([folder]) == [str(folder / "a.yml"), str(folder / "b.yaml")]


def test_named_files_override_the_environment_and_the_defaults(folder, personal):
    listed = os.pathsep.join([str(BUNDLED), "", str(folder)])
    one = folder / "b.yaml"
    assert paths([one], LALALAND_FILE=listed) == [str(one)]
    assert paths(LALALAND_FILE=listed) == [str(BUNDLED), *paths([folder])]


def test_a_file_counts_once_however_often_it_is_named(folder):
    assert paths([folder / "b.yaml", folder, folder / "b.yaml"])[0] == str(folder / "b.yaml")
    assert len(paths([folder / "b.yaml", folder])) == 2


def test_without_lalaland_home_the_platform_folder_is_used(monkeypatch, tmp_path):
    monkeypatch.delenv("LALALAND_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert "lalaland" in folders.collections(os.environ)


def reading(path) -> str:
    with pytest.raises(UnusableFile) as caught:
        sources.read(LessonFile(str(path), str(path), "", True))
    return str(caught.value)


def test_the_reason_for_an_unreadable_path_is_given(tmp_path):
    fifo = tmp_path / "fifo.yaml"
    os.mkfifo(fifo)
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    assert "not a regular file; name a regular file, or use - for standard input" in reading(fifo)
    assert "not a regular file" in reading("/dev/zero")
    assert "this is a folder; name a file" in reading(tmp_path)
    assert "no such file or folder; check the name" in reading(tmp_path / "none.yaml")
    assert "symbolic links" in reading(loop)


def test_a_file_without_read_permission_is_an_error(tmp_path, monkeypatch):
    path = tmp_path / "secret.yaml"
    path.write_text("x", encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):  # root reads everything

        def refuse(*_):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "open", refuse)
    assert "no permission to read it; change its permissions" in reading(path)


def test_a_file_that_is_too_large_is_an_error(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(sources.MAX_BYTES + 1)
    assert "larger than 64 MiB; split it into several files" in reading(path)


@pytest.mark.parametrize("name", ["none.yaml", "empty"], ids=["missing-file", "empty-folder"])
def test_a_named_path_without_lessons_is_an_error_that_names_it_as_typed(
    name, tmp_path, monkeypatch
):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnusableFile, match=f"^{name}: "):
        files([name])


def test_every_change_gives_a_new_stamp(tmp_path, monkeypatch):
    path = tmp_path / "a.yaml"
    path.write_text("one", encoding="utf-8")
    os.utime(path, (1, 1))
    monkeypatch.setattr(stamps, "_TICK", 0)
    before = files([str(path)])[0].stamp
    time.sleep(0.02)  # a tick of the file system's clock
    os.utime(path, (1, 1))
    assert files([str(path)])[0].stamp != before  # the change time gives it away
    path.write_text("two", encoding="utf-8")
    assert files([str(path)])[0].stamp != before


def test_a_file_just_written_has_no_stamp(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("one", encoding="utf-8")
    assert files([str(path)])[0].stamp == ""


def test_the_bundled_collection_is_in_the_package_or_beside_it(tmp_path, monkeypatch):
    package = tmp_path / "src" / "lalaland_cli"
    inside, beside = package / "data" / "lessons.yaml", tmp_path / "data" / "lessons.yaml"
    inside.parent.mkdir(parents=True)
    monkeypatch.setattr(folders, "__file__", str(package / "system" / "folders.py"))
    assert REAL_BUNDLED() == str(beside)
    inside.touch()
    assert REAL_BUNDLED() == str(inside)


def test_an_unreadable_personal_folder_is_listed_as_optional(personal, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(sources.os, "scandir", refuse)
    (_, file) = files()
    assert (file.path, file.required) == (str(personal), False)


def test_standard_input_is_read_once(monkeypatch, tmp_path):
    path = tmp_path / "in"
    path.write_text("text", encoding="utf-8")
    with path.open(encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        (file,) = files(["-", "-"])
        assert sources.read(file) == b"text"


@pytest.mark.parametrize("value", ["", "/x", "relative"])
def test_on_linux_the_folders_match_platformdirs(value, monkeypatch):
    import platformdirs

    for name in ("LALALAND_HOME", "LALALAND_CACHE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, value)
    expected = [
        platformdirs.user_data_dir("lalaland", appauthor=False),
        platformdirs.user_cache_dir("lalaland", appauthor=False),
    ]
    assert [folders.data(os.environ), folders.cache(os.environ)] == expected
    monkeypatch.setattr(folders.sys, "platform", "darwin")
    assert [folders.data(os.environ), folders.cache(os.environ)] == expected


@pytest.mark.parametrize(
    ("time_ns", "age", "trusted"),
    [
        pytest.param(1_500_000_001, 0.05, False, id="fine-and-fresh"),
        pytest.param(1_500_000_001, 0.2, True, id="fine-and-settled"),
        pytest.param(2_000_000_000, 1.0, False, id="whole-seconds-and-fresh"),
        pytest.param(2_000_000_000, 2.5, True, id="whole-seconds-and-settled"),
    ],
)
def test_the_clock_resolution_decides_when_a_stamp_is_trusted(time_ns, age, trusted, monkeypatch):
    status = os.stat_result(
        (0, 1, 2, 1, 0, 0, 9, 0, 0, 0), {"st_mtime_ns": time_ns, "st_ctime_ns": time_ns}
    )
    monkeypatch.setattr(stamps.time, "time_ns", lambda: time_ns + int(age * 1e9))
    assert bool(stamps.stamp(status)) is trusted


def test_a_byte_and_its_escape_are_different_names(tmp_path):
    for name in (b"a\xff.yaml", b"a\\xff.yaml"):
        (tmp_path / os.fsdecode(name)).write_text(book(), encoding="utf-8")
    assert len({file.location for file in files([str(tmp_path)])}) == 2
