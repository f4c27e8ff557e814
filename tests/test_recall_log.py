"""The log of answers: arbitrary content, concurrent writers, and writers that are killed."""

import json
import os
import random
import signal
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lalaland_cli.errors import LogUnwritable, UnusableLog
from lalaland_cli.recalling import log
from lalaland_cli.recalling.log import History, Review, Unread
from lalaland_cli.system import folders
from tests.conftest import Fork

NOON = datetime(2026, 11, 25, 12, tzinfo=timezone(timedelta(hours=1)))
REVIEW = Review("la-la-land/failure", 3, NOON)
LINE = b'{"v": 1, "theme": "la-la-land/failure", "rating": 3, "time": "2026-11-25T12:00:00+01:00"}'


@pytest.fixture
def path(home) -> str:
    return folders.answers(os.environ)


def test_an_added_answer_is_read_back(path):
    assert log.read(path) == History((), Unread())
    log.add(path, REVIEW)
    assert log.read(path) == History((REVIEW,), Unread())
    assert Path(path).read_bytes() == LINE + b"\n"


def test_a_log_is_private(path, home):
    log.add(path, REVIEW)
    assert Path(path).stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700


def test_an_undone_answer_no_longer_counts_but_stays_in_the_log(path):
    later = REVIEW._replace(time=NOON + timedelta(seconds=5), rating=4)
    log.add(path, REVIEW)
    before = Path(path).read_bytes()
    log.take_back(path, REVIEW, NOON)
    log.add(path, later)
    assert log.read(path).reviews == (later,)
    assert Path(path).read_bytes().startswith(before)


@pytest.mark.parametrize(
    ("data", "unread"),
    [
        pytest.param(LINE + b"\n", Unread(), id="complete"),
        pytest.param(LINE, Unread(), id="no-final-newline"),
        pytest.param(LINE + b"\r\n\n  \n", Unread(), id="crlf-and-blank-lines"),
        pytest.param(LINE + b"\n" + LINE[:40], Unread(cut=True), id="cut"),
        pytest.param(LINE[:40] + b"\n" + LINE, Unread((1,)), id="cut-and-added-to"),
        pytest.param(b"junk\n" + LINE + b"\n[]\nnull\n", Unread((1, 3, 4)), id="junk"),
        pytest.param(LINE.replace(b"1,", b"2,", 1) + b"\n" + LINE, Unread(newer=1), id="newer"),
        pytest.param(b'{"v": 9, "what": []}\n' + LINE, Unread(newer=1), id="much-newer"),
        pytest.param(LINE + b"\n" + LINE + b"\n", Unread(), id="twice"),
    ],
)
def test_unreadable_lines_are_skipped_and_counted(data, unread):
    assert log.parse(data) == History((REVIEW,), unread)


@pytest.mark.parametrize(
    "change",
    [
        *(
            {"v": 0},
            {"v": True},
            {"v": 1.0},
            {"v": "1"},
            {"theme": ""},
            {"theme": 1},
            {"theme": None},
        ),
        *({"rating": 0}, {"rating": 5}, {"rating": True}, {"rating": "3"}, {"rating": 3.0}),
        *(
            {"time": "soon"},
            {"time": 5},
            {"time": "0001-01-01T00:00+14:00"},
            {"time": "9999-12-31"},
        ),
        *({"undo": "soon"}, {"undo": None}),
    ],
    ids=str,
)
def test_a_line_with_an_invalid_value_is_bad(change):
    line = json.dumps(json.loads(LINE) | change).encode()
    assert log.parse(line + b"\n") == History((), Unread((1,)))


@pytest.mark.parametrize("data", [b"[" * 100_000 + b"\n", b"9" * 10_000 + b"\n", b"\xff\xfe\n", b"\x00\n", b'"\\ud800"\n'])  # fmt: skip
def test_a_line_that_a_parser_chokes_on_is_bad(data):
    assert log.parse(data).unread.bad == (1,)


def test_a_time_without_an_offset_is_taken_as_utc():
    line = LINE.replace(b"+01:00", b"")
    assert log.parse(line).reviews[0].time == datetime(2026, 11, 25, 12, tzinfo=UTC)


TEXT = st.text(max_size=8) | st.datetimes().map(str)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
VALUES = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(TEXT, SCALARS, max_size=2)
FIELDS = st.fixed_dictionaries({}, optional=dict.fromkeys(json.loads(LINE) | {"undo": 1}, VALUES))  # fmt: skip
LINES = st.binary(max_size=40) | (FIELDS | VALUES).map(lambda value: json.dumps(value).encode())


@given(st.lists(LINES).map(b"\n".join))
def test_any_bytes_can_be_read(data):
    for review in log.parse(data).reviews:
        assert 1 <= review.rating <= 4


@given(st.integers(0, 3 * len(LINE)))
def test_a_log_cut_anywhere_loses_at_most_one_answer(length):
    times = [NOON + timedelta(days=day) for day in range(3)]
    lines = [
        LINE.replace(b"2026-11-25T12:00:00+01:00", time.isoformat().encode()) for time in times
    ]
    kept = log.parse(b"\n".join(lines)[:length])
    assert len(kept.reviews) + kept.unread.cut >= length // (len(LINE) + 1)
    assert not kept.unread.bad


@given(st.permutations(range(4)))
def test_the_order_of_the_lines_does_not_matter(order):
    lines = [
        LINE.replace(b"-25T", b"-27T"),
        LINE,
        b'{"v": 1, "theme": "la-la-land/failure", "undo": "2026-11-26T11:00:00Z", "time": "2026-11-26"}',
        LINE.replace(b"-25T", b"-26T"),
    ]
    reviews = log.parse(b"\n".join(lines[place] for place in order)).reviews
    assert [review.time.day for review in reviews] == [25, 27]


def test_an_answer_added_after_a_cut_line_is_not_lost(path):
    log.add(path, REVIEW)
    with open(path, "ab") as file:
        file.write(LINE[:30])
    later = REVIEW._replace(time=NOON + timedelta(days=1))
    log.add(path, later)
    assert log.read(path) == History((REVIEW, later), Unread((2,)))


@pytest.mark.parametrize("flaw", ["link", "kind", "owner"])
def test_a_log_that_is_not_ours_is_refused(flaw, path, home, monkeypatch, tmp_path):
    home.mkdir()
    if flaw == "link":
        (tmp_path / "elsewhere").write_bytes(LINE)
        Path(path).symlink_to(tmp_path / "elsewhere")
    elif flaw == "kind":
        os.mkfifo(path)
    else:
        Path(path).write_bytes(LINE)
        if os.geteuid() == 0:  # root's files are trusted
            os.chown(path, 4711, -1)
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
    before = os.lstat(path)
    for attempt in (lambda: log.read(path), lambda: log.add(path, REVIEW)):
        with pytest.raises(UnusableLog) as caught:
            attempt()
        assert caught.value.flaw == flaw
    assert os.lstat(path).st_mtime_ns == before.st_mtime_ns
    assert flaw != "link" or (tmp_path / "elsewhere").read_bytes() == LINE


def test_the_folder_may_be_a_link(tmp_path, monkeypatch):
    (tmp_path / "synced").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "synced")
    monkeypatch.setenv("LALALAND_HOME", str(tmp_path / "link"))
    log.add(folders.answers(os.environ), REVIEW)
    assert (tmp_path / "synced" / "recall.jsonl").exists()


def test_a_group_writable_log_is_read(path):
    log.add(path, REVIEW)
    os.chmod(path, 0o660)
    assert log.read(path).reviews == (REVIEW,)


def test_an_answer_that_cannot_be_written_is_an_error(path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(
            os, "fsync", lambda _: (_ for _ in ()).throw(OSError(5, "Input/output error"))
        )
        with pytest.raises(LogUnwritable, match="input/output error"):
            log.add(path, REVIEW)
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:10]))
    with pytest.raises(LogUnwritable, match="no space"):
        log.add(path, REVIEW)


def test_a_file_in_place_of_the_folder_reads_as_an_empty_log(tmp_path):
    (tmp_path / "file").touch()
    path = str(tmp_path / "file" / "recall.jsonl")
    assert log.read(path).reviews == ()
    with pytest.raises(LogUnwritable):
        log.add(path, REVIEW)


def test_a_log_that_cannot_be_read_is_an_error(path, monkeypatch):
    monkeypatch.setattr(os, "open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))  # fmt: skip
    with pytest.raises(UnusableLog) as caught:
        log.read(path)
    assert caught.value.reason == "permission denied"


def test_a_log_can_be_opened_on_a_system_without_our_flags(path, monkeypatch):
    monkeypatch.setattr(log, "_CAREFUL", 0)
    log.add(path, REVIEW)
    assert log.read(path).reviews == (REVIEW,)


def writer(path: str, name: str, many: int) -> Fork:
    """Fork a process that adds many answers and reports each as saved."""

    def write():
        for number in range(many):
            at = datetime(2026, 11, 25, tzinfo=UTC) + timedelta(seconds=number)
            log.add(path, log.Review(name, 1 + number % 4, at))
            os.write(1, b"saved\n")

    return Fork(write)


@pytest.mark.unmeasured
def test_twenty_writers_at_once_lose_no_answer(path):
    writers = [writer(path, f"book/{number}", 25) for number in range(20)]
    assert [each.ended() for each in writers] == [0] * 20
    history = log.read(path)
    assert history.unread == Unread()
    assert len(history.reviews) == 20 * 25


@pytest.mark.unmeasured
def test_a_kill_at_any_moment_loses_no_answer_reported_as_saved(path):
    saved = {}
    for attempt in range(15):
        killed = writer(path, f"book/{attempt}", 100_000)
        while not killed.out:
            time.sleep(0.001)
        time.sleep(random.Random(attempt).random() * 0.05)
        killed.kill()
        assert killed.ended() == -signal.SIGKILL
        saved[f"book/{attempt}"] = killed.out.count("\n")
    history = log.read(path)
    assert not history.unread.bad
    for theme, count in saved.items():
        assert len([r for r in history.reviews if r.theme == theme]) >= count
