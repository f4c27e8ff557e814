"""A `recall` session at a terminal: keys, output, and a terminal left as it was."""

import os
import pty
import re
import select
import signal
import termios
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from lalaland_cli.recalling import log
from lalaland_cli.system import keys
from tests.conftest import (
    Terminal,
    become,
    book,
    exit_code,
    in_pty,
    program,
    theme,
)
from tests.test_recall import answered, reviews
from tests.test_security import tampered

ESCAPE = re.compile(r"\x1b\[[0-9;]*[mK]")
DAY = "2026-11-25"


class Person:
    """A user at a terminal who types a command and reads its output."""

    def __init__(self, *arguments: str, height: int = 100, **options) -> None:
        self.child = Terminal(*arguments, height=height, **{"LALALAND_TODAY": DAY, **options})
        self.read = ""

    def sees(self, text: str) -> str:
        """Wait for a text and return the output since the previous one, up to its end."""
        self.child.expect_exact(text)
        self.read += self.child.before + self.child.after
        return plain(self.child.before + self.child.after)

    def presses(self, pressed: str) -> None:
        self.child.send(pressed)

    def ends(self) -> tuple[int | None, str]:
        """Wait for the process to end and return its exit code and remaining output."""
        code = self.child.ended()
        self.read += self.child.before
        return code, plain(self.child.before)


def plain(text: str) -> str:
    """Return what stays on the screen, without prompts that were erased."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(ESCAPE.sub("", line.rsplit("\r", 1)[-1]) for line in lines)


def lines_of(home: Path) -> list[str]:
    return (home / "recall.jsonl").read_text("utf-8").splitlines()


def ratings(home: Path) -> dict[str, int]:
    given = log.read(str(home / "recall.jsonl")).reviews
    return {review.theme.removeprefix("la-la-land/"): review.rating for review in given}


TITLES = ["The chase is part of the dream", "Every yes has a price", "Failure is not the end"]


@pytest.mark.parametrize("width", [60, 80])
def test_a_complete_session(width, home):
    person = Person("recall", "-n", "3", width=width)
    asked = person.sees("Enter shows the lesson")
    assert "La La Land (2016)  1 of 3" in asked
    assert "The auditions" in asked
    assert not any(title in asked for title in TITLES)
    assert "Make the road a good one" not in asked
    person.presses("\r")
    told = person.sees("4 easy")
    assert "The chase is part of the dream  dreams" in told
    assert "Make the road a good one" in told
    person.presses("4")
    assert "easy: due again in 8 days, on 3 December\n" in person.sees("Enter shows the lesson")
    person.presses("s")
    assert "3 of 3" in person.sees("Enter shows the lesson")
    person.presses(" ")
    person.sees("4 easy")
    person.presses("\n")
    assert "good: due again in 2 days, on 27 November\n" in person.sees("All done: Enter finishes")
    person.presses("\r")
    code, left = person.ends()
    assert code == 0
    assert left.split("\n")[-6:] == [
        "  2 lessons answered: 1 good, 1 easy.",
        "  1 lesson skipped.",
        "  3 lessons still due.",
        "  Next due: 1 lesson, on 27 November.",
        "",
        "",
    ]
    assert max(map(len, plain(person.read).split("\n"))) <= width
    assert ratings(home) == {"dreams": 4, "nostalgia": 3}


def test_a_forgotten_lesson_comes_first_the_next_day(home):
    answered(home, *reviews("1", 0, name="la-la-land/music"))
    person = Person("recall", "--date", "2026-11-26")
    assert "City of Stars" in person.sees("Enter shows the lesson")
    person.presses("\r")
    person.sees("4 easy")
    person.presses("3")
    assert "good: due again in 2 days, on 28 November" in person.sees("Enter shows the lesson")
    person.presses("q")
    code, left = person.ends()
    assert (code, "1 lesson answered: 1 good." in left) == (0, True)
    assert '"2026-11-26T' in lines_of(home)[-1]


def test_it_says_when_nothing_is_due_and_all_asks_anyway(home):
    names = ("dreams", "sacrifice", "nostalgia", "failure", "music")
    answered(home, *(each for n in names for each in reviews("3", 0, name=f"la-la-land/{n}")))
    out = in_pty("--color", "never", "recall", LALALAND_TODAY=DAY)
    assert out == (
        "\n  Nothing is due; `lalaland recall --all` asks anyway."
        "\n  Next due: 5 lessons, on 27 November.\n\n"
    )
    for options in (["--all", "-n", "0"], ["music"]):
        person = Person("recall", *options)
        person.sees("Enter shows the lesson")
        person.presses("q")
        assert person.ends()[0] == 0


def test_an_answer_can_be_undone_and_given_again(home):
    person = Person("recall", "-n", "2")
    assert "u undo" not in person.sees("q quit")
    person.presses("u\r")
    assert "u undo" not in person.sees("q quit")
    person.presses("1")
    assert "forgot: due again tomorrow, on 26 November" in person.sees("u undo  q quit")
    assert ratings(home) == {"dreams": 1}
    person.presses("u")
    assert "undone: The chase is part of the dream" in person.sees("q quit")
    assert ratings(home) == {}
    person.presses("2")
    person.sees("again tomorrow")
    assert ratings(home) == {"dreams": 2}
    assert len(lines_of(home)) == 3
    person.presses("ss")
    person.sees("All done")
    person.presses("u")
    person.sees("undone")
    person.presses("q")
    code, left = person.ends()
    assert (code, ratings(home)) == (0, {})
    assert "1 lesson skipped." in left


def test_a_skipped_lesson_that_is_then_answered_counts_as_answered(home):
    person = Person("recall", "-n", "2")
    person.sees("q quit")
    for pressed in ("\r", "3", "s", "u", "3", "\r", "3"):
        person.presses(pressed)
        person.sees("q quit")
    person.presses("\r")
    assert "2 lessons answered: 2 good.\n" in person.ends()[1]


def test_skipping_everything_ends_the_session():
    person = Person("recall", "-n", "1")
    person.sees("q quit")
    person.presses("S")
    code, left = person.ends()
    assert (code, "1 lesson skipped." in left) == (0, True)


ESCAPES = [
    "\x1b[1~",
    "\x1b[3~",
    "\x1b[A",
    "\x1bOA",
    "\x1b[1;5D",
    "\x1b3",
    "\x1b",
    "é",
    "x",
    "5",
    "\t",
]


@pytest.mark.parametrize("pressed", ESCAPES, ids=ascii)
def test_other_keys_are_ignored(pressed, home):
    person = Person("recall")
    person.sees("q quit")
    person.presses("\r")
    person.sees("q quit")
    person.presses(pressed)
    time.sleep(0.15)
    person.presses("q")
    assert person.ends()[0] == 0
    assert not (home / "recall.jsonl").exists()


def test_text_longer_than_the_screen_is_shown_in_parts(home):
    person = Person("recall", width=60, height=20)
    first = person.sees("Enter shows the rest")
    assert "The auditions" in first
    assert first.count("\n") < 20
    person.presses("\r")
    second = person.sees("Enter shows the lesson")
    assert "The bittersweet ending" in second
    assert second.count("\n") < 20
    person.presses("\r")
    while "4 easy" not in (shown := person.sees("q quit")):
        assert shown.count("\n") < 20
        person.presses("\r")
    person.presses("3")
    assert "again in 2 days" in (asked := person.sees("Enter shows the rest"))
    assert asked.count("\n") < 20
    person.presses("s")
    assert "3 of 5" in person.sees("Enter shows")
    person.presses("q")
    assert person.ends()[0] == 0


def test_without_a_pager_text_is_not_shown_in_parts(home):
    person = Person("recall", "--no-pager", width=60, height=10)
    assert "bittersweet ending" in person.sees("Enter shows the lesson")
    person.presses("q")
    person.ends()
    assert "Enter shows the rest" not in person.read


@pytest.mark.parametrize(
    ("width", "prompt"),
    [(120, "3 or Enter good"), (60, "1 forgot  2 hard  3 or Enter good"), (39, "1 forgot  2 hard  3 good"), (20, "1-4  s  q")],
)  # fmt: skip
def test_the_prompt_fits_on_one_line(width, prompt):
    person = Person("recall", "failure", width=width)
    person.sees("Enter")
    person.presses("\r")
    person.sees(prompt)
    person.presses("\x04")
    assert person.ends()[0] == 0


@pytest.mark.parametrize("width", [1, 3, 8])
def test_it_does_not_crash_on_the_narrowest_terminals(width, home):
    person = Person("recall", "-n", "1", width=width, height=3)
    for _ in range(3):
        person.presses("\r")
    person.presses("q")
    code, _ = person.ends()
    assert code == 0
    assert "Traceback" not in person.read


def test_a_dumb_terminal_gets_no_escapes_and_keeps_the_prompts(home):
    person = Person("recall", "music", TERM="dumb")
    person.sees("Enter shows the lesson  s skip  q quit\r\n")
    person.presses("\r")
    person.sees("4 easy")
    person.presses("3")
    person.sees("All done: Enter finishes  u undo  q quit\r\n")
    person.presses("q")
    assert person.ends()[0] == 0
    assert "\x1b" not in person.read


@pytest.mark.parametrize(("environ", "codes"), [({"NO_COLOR": "1"}, {"0", "1", "4"}), ({}, {"0", "1", "4", "31", "32", "35", "36"})])  # fmt: skip
def test_colours_are_the_same_as_in_other_commands(environ, codes):
    person = Person("recall", "music", **environ)
    person.sees("q quit")
    person.presses("\r")
    person.sees("q quit")
    person.presses("3")
    person.sees("q quit")
    person.presses("q")
    person.ends()
    sent = {
        code for found in re.findall(r"\x1b\[([0-9;]*)m", person.read) for code in found.split(";")
    }
    assert sent <= codes
    assert "1" in sent
    assert "\x1b[?" not in person.read  # no alternate screen, no hidden cursor
    assert not re.search(r"\x1b(?!\[[0-9;]*[mK])", person.read)


def test_a_bare_lesson_is_asked_by_its_first_words(tmp_path):
    bare = "- {id: one, title: One, lesson: Take your time and go.}\n- {id: two, title: Two, lesson: B., when: [it rains]}\n"
    path = tmp_path / "b.yaml"
    path.write_text(book(bare, title="Rain"), encoding="utf-8")
    person = Person("-f", path, "recall")
    shown = person.sees("q quit")
    assert "Rain  1 of 2\n\n  Take your time …\n\n  To be asked about a scene instead, " in shown
    assert "add one with `lalaland edit 1`." in shown
    person.presses("s")
    assert "Rain  2 of 2\n\n  – it rains\n" in person.sees("q quit")
    person.presses("q")
    person.ends()


def test_the_summary_is_shown_when_there_are_no_scenes(tmp_path):
    path = tmp_path / "b.yaml"
    path.write_text(book(theme(examples="[]"), title="Rain"), encoding="utf-8")
    person = Person("-f", path, "recall")
    assert person.sees("q quit").endswith("Rain  1 of 1\n\n  A summary.\n\n  Enter shows the lesson  s skip  q quit")  # fmt: skip
    person.presses("q")
    person.ends()


# How a session ends.


def wait_for(text: bytes, terminal: int) -> None:
    received = b""
    while text not in received:
        assert select.select([terminal], [], [], 20)[0], received
        received += os.read(terminal, 65536)


@contextmanager
def at_a_terminal(home: Path):
    """Run a session up to its first kept answer; yield it and its terminal's original mode."""
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    child = os.fork()
    if child == 0:
        os.setsid()
        os.close(ours)
        for descriptor in (0, 1, 2):
            os.dup2(theirs, descriptor)
        os.close(os.open(os.ttyname(0), os.O_RDWR))  # which makes it the controlling terminal
        become(lambda: program(["recall"]), {"LALALAND_TODAY": DAY, "LINES": "99"})
    try:
        for awaited, pressed in ((b"q quit", b"\r"), (b"4 easy", b"3"), (b"u undo  q quit", b"")):
            wait_for(awaited, ours)
            os.write(ours, pressed)
        assert termios.tcgetattr(theirs)[3] != before[3]
        yield child, ours, theirs, before
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    for descriptor in (ours, theirs):
        with suppress(OSError):
            os.close(descriptor)


@pytest.mark.parametrize("how", ["interrupt", "SIGTERM", "SIGHUP", "SIGQUIT", "end-of-input"])
def test_however_it_ends_answers_are_kept_and_the_terminal_is_restored(how, home):
    with at_a_terminal(home) as (child, ours, theirs, before):
        if how == "interrupt":
            os.write(ours, b"\x03")
        elif how == "end-of-input":
            os.write(ours, b"\x04")
        else:
            os.kill(child, getattr(signal, how))
        received = b""
        while True:  # unread output would keep the process from ending
            os.set_blocking(ours, False)
            with suppress(BlockingIOError):
                received += os.read(ours, 65536)
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                break
            time.sleep(0.01)
        codes = {"interrupt": 130, "end-of-input": 0}
        expected = codes.get(how, 128 + getattr(signal, how, 0))
        assert os.waitstatus_to_exitcode(status) == expected
        assert termios.tcgetattr(theirs) == before
        assert b"Traceback" not in received
    assert ratings(home) == {"dreams": 3}


def test_closing_the_terminal_ends_it_and_answers_are_kept(home):
    with at_a_terminal(home) as (child, ours, theirs, _):
        os.close(theirs)
        os.close(ours)
        assert exit_code(child) == 128 + signal.SIGHUP
    assert ratings(home) == {"dreams": 3}


def test_a_stopped_session_continues_where_it_was(home):
    with at_a_terminal(home) as (child, ours, theirs, before):
        listening = termios.tcgetattr(theirs)
        os.kill(child, signal.SIGSTOP)
        os.waitpid(child, os.WUNTRACED)
        termios.tcsetattr(theirs, termios.TCSANOW, before)  # as a shell does
        os.kill(child, signal.SIGCONT)
        for _ in range(500):
            if termios.tcgetattr(theirs) == listening:
                break
            time.sleep(0.01)
        wait_for(b"q quit", ours)  # again
        os.write(ours, b"q")
        assert exit_code(child) == 0
        assert termios.tcgetattr(theirs) == before


@pytest.mark.unmeasured
def test_a_kill_loses_no_answer_shown_as_kept(home):
    """Six sessions, each killed as soon as an answer is shown as kept, or a little later."""
    for count in range(1, 7):
        person = Person("recall", "--all", "--date", f"2026-12-0{count}")
        person.sees("q quit")
        person.presses("\r")
        person.sees("4 easy")
        person.presses("3")
        person.sees(": due again")
        time.sleep(count % 3 * 0.002)
        person.child.kill(signal.SIGKILL)
        assert person.ends()[0] == -signal.SIGKILL
        assert len(log.read(str(home / "recall.jsonl")).reviews) == count


def test_two_sessions_at_once_both_add_their_answers(home):
    first, second = Person("recall", "music"), Person("recall", "dreams")
    for person in (first, second):
        person.sees("q quit")
        person.presses("\r")
        person.sees("q quit")
    for person in (first, second):
        person.presses("4")
        person.sees("again in 8 days")
        person.presses("q")
        person.ends()
    assert ratings(home) == {"music": 4, "dreams": 4}


def test_an_answer_that_cannot_be_kept_is_not_shown_as_kept(home):
    home.mkdir()
    person = Person("recall", "music")
    person.sees("q quit")
    (home / "recall.jsonl").mkdir()
    person.presses("\r")
    person.sees("q quit")
    person.presses("3")
    code, left = person.ends()
    assert code == 3
    assert "again" not in left
    assert "this answer was not saved: check the free space and permissions" in " ".join(
        left.split()
    )


def test_a_session_survives_the_loss_of_its_log(home, monkeypatch, run):
    person = Person("recall", "music")
    person.sees("q quit")
    person.presses("\r")
    person.sees("q quit")
    person.presses("3")
    person.sees("All done")
    (home / "recall.jsonl").unlink()
    person.presses("u")
    person.sees("undone")
    person.presses("3")
    person.sees("again in 2 days")
    person.presses("\r\r")
    assert person.ends()[0] == 0


def test_control_characters_in_a_log_are_shown_as_text(home, tmp_path):
    answered(home, *reviews("3", 0, name="\x1b]0;planted\x07/x"))
    person = Person("recall", "music")
    person.sees("planted")
    person.sees("q quit")
    person.presses("q")
    person.ends()
    assert not re.search(r"\x1b(?!\[[0-9;]*[mK])|\x07", person.read)


def test_control_characters_in_an_index_are_shown_as_text(run, tmp_path):
    path = tmp_path / "b.yaml"
    path.write_text(book(theme()), encoding="utf-8")
    time.sleep(0.2)  # until the file is old enough for its timestamps to be trusted
    assert run("-f", path, "list").code == 0
    (index,) = Path(os.environ["LALALAND_CACHE"]).glob("lessons-*")
    planted = "char(27) || ']0;planted' || char(7) || char(8238)"
    columns = [("theme", "title"), ("theme", "takeaway"), ("body", "lesson"), ("body", "examples")]
    tampered(index, *(f"UPDATE {t} SET {c} = {c} || {planted}" for t, c in columns))
    person = Person("-f", path, "recall")
    assert "\\x1b]0;planted" in person.sees("q quit")
    person.presses("\r")
    assert person.sees("q quit").count("planted") == 2
    person.presses("q")
    person.ends()
    assert not re.search("\x1b(?!\\[[0-9;]*[mK])|[\x07\u202e]", person.read)


def test_keys_that_arrive_together_are_read_one_by_one(home):
    ours, theirs = pty.openpty()
    with open(theirs, encoding="utf-8") as stream:
        assert keys.can_listen(stream)
        with keys.listening(stream, lambda: None) as key:
            os.write(ours, b"\x1b[1;2HQ\x1bOP\x1b[\x1b3\n \x04")
            time.sleep(0.1)
            assert [key() for _ in range(3)] == ["q", keys.ENTER, " "]
            assert key() == keys.END
            os.close(ours)
            assert key() == keys.END


def test_an_unreadable_terminal_counts_as_end_of_input():
    reading, writing = os.pipe()
    os.close(writing)
    os.close(reading)
    assert keys._key(reading) == keys.END
