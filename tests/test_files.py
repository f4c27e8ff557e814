"""Files are written in full or not at all."""

import itertools
import os
import signal
import sys
import time

import pytest

from lalaland_cli.system import files
from tests.conftest import Fork


def test_a_new_file_is_private_and_never_replaces_another(tmp_path):
    path = tmp_path / "rocky.yaml"
    files.create(path, b"title: Rocky\n")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"title: Rocky\n", 0o600)
    with pytest.raises(FileExistsError):
        files.create(path, b"")
    assert [*tmp_path.iterdir()] == [path]


def test_a_dangling_link_counts_as_an_existing_file(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        files.create(tmp_path / "link", b"")
    assert not (tmp_path / "nowhere").exists()


def test_a_replaced_file_keeps_its_mode_and_links_to_it(tmp_path):
    path, link = tmp_path / "rocky.yaml", tmp_path / "link.yaml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    files.replace(link, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)
    assert link.is_symlink()
    assert {*tmp_path.iterdir()} == {path, link}


def test_replacing_a_missing_file_creates_it(tmp_path):
    files.replace(tmp_path / "page.html", b"<p>", 0o644)
    assert (tmp_path / "page.html").read_bytes() == b"<p>"


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "rocky.yaml"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match="full"):
        files.replace(path, b"new")
    assert path.read_bytes() == b"old"
    assert [*tmp_path.iterdir()] == [path]


def test_drafts_of_a_killed_process_are_removed_after_a_day(tmp_path):
    old, young = tmp_path / ".lalaland-1-1", tmp_path / ".lalaland-2-2"
    for draft in (old, young):
        draft.touch()
    os.utime(old, times=(0, time.time() - 25 * 3600))
    files.create(tmp_path / "rocky.yaml", b"")
    assert not old.exists()
    assert young.exists()


@pytest.mark.unmeasured
def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new(tmp_path):
    path = tmp_path / "rocky.yaml"
    contents = [bytes([letter]) * 200_000 for letter in b"abc"]
    path.write_bytes(contents[0])

    def write():
        for content in itertools.cycle(contents):
            files.replace(path, content)

    for attempt in range(12):
        writer = Fork(write)
        time.sleep(0.01 + attempt * 0.003)
        writer.kill()
        assert writer.ended() == -signal.SIGKILL
        assert path.read_bytes() in contents


def test_locking_does_nothing_on_a_system_without_locks(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with files.locked(tmp_path / "x"), files.locked(tmp_path / "x"):
        pass
