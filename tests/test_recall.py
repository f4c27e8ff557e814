"""`recall` without a session: the schedule, the questions, and output for programs."""

import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lalaland_cli import open_library
from lalaland_cli.forms.wording import again, known_for
from lalaland_cli.recalling import agenda, log, schedule
from lalaland_cli.recalling.log import Review
from lalaland_cli.recalling.question import question
from lalaland_cli.system import folders
from tests.conftest import SHELF, book, theme

DAY = date(2026, 11, 25)
IDS = ["dreams", "sacrifice", "nostalgia", "failure", "music"]


def reviews(
    ratings: str, *days: int, name: str = "b/one", hour: int = 12, zone=UTC
) -> list[Review]:
    first = datetime(2026, 11, 25, hour, tzinfo=zone)
    pairs = zip(ratings, days, strict=True)
    return [Review(name, int(rating), first + timedelta(days=day)) for rating, day in pairs]


@pytest.mark.parametrize(
    ("ratings", "days", "intervals"),
    [
        pytest.param("1", [0], [1], id="forgot"),
        pytest.param("2", [0], [1], id="hard"),
        pytest.param("3", [0], [2], id="good"),
        pytest.param("4", [0], [8], id="easy"),
        pytest.param("3333", [0, 2, 13, 59], [2, 11, 46, 163], id="good-each-time-it-is-due"),
        pytest.param("33331", [0, 2, 13, 59, 222], [2, 11, 46, 163, 5], id="forgotten-after-all"),
        pytest.param("13", [0, 0], [1, 1], id="twice-on-a-day"),
        pytest.param("33", [0, 30], [2, 37], id="late"),
    ],
)
def test_the_same_answers_give_the_same_due_dates(ratings, days, intervals):
    """FSRS-6 gives these dates by default; a new version must not change them unnoticed."""
    given = reviews(ratings, *days)
    for count, (day, interval) in enumerate(zip(days, intervals, strict=True), 1):
        state = schedule.states(given[:count])["b/one"]
        assert state.due - state.last == timedelta(days=interval)
        assert state.last == DAY + timedelta(days=day)
        assert state.answers == count


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=13)), timezone(timedelta(hours=-11))], ids=str)  # fmt: skip
def test_due_dates_count_calendar_days_whatever_the_hour(zone):
    late, early = reviews("3", 0, hour=23, zone=zone), reviews("3", 2, hour=1, zone=zone)
    noon = reviews("33", 0, 2)
    assert schedule.states(late + early)["b/one"].due == schedule.states(noon)["b/one"].due


TIMES = st.datetimes(datetime(1970, 1, 2), datetime(8999, 12, 30), timezones=st.just(UTC))


@given(st.lists(st.builds(Review, st.sampled_from(["a/a", "b/b"]), st.integers(1, 4), TIMES)))
def test_any_sequence_of_answers_can_be_scheduled(given):
    given = sorted(given, key=lambda review: review.time)
    for state in schedule.states(given).values():
        assert state.due > state.last
        assert 0 <= schedule.chance(state, DAY) <= 1


def test_the_chance_of_recall_falls_to_90_percent_by_the_due_date():
    state = schedule.states(reviews("33", 0, 2))["b/one"]
    assert schedule.chance(state, state.last) == 1
    assert schedule.chance(state, state.due) == pytest.approx(0.9, abs=0.01)


def scope(*names: str, given: list[Review] = (), day: date = DAY) -> agenda.Scope:
    numbers = {name: number for number, name in enumerate(names, 1)}
    return agenda.Scope(numbers, schedule.states(given), "", day)


def test_the_longest_overdue_come_first_and_new_lessons_after_them():
    given = [*reviews("3", -3, name="b/c"), *reviews("3", -5, name="b/d"), *reviews("4", 0, name="b/e")]  # fmt: skip
    asked = scope("b/a", "b/b", "b/c", "b/d", "b/e", given=given)
    assert agenda.order(asked, every=False) == ["b/d", "b/c", "b/a", "b/b"]
    assert agenda.order(asked, every=True) == ["b/d", "b/c", "b/a", "b/b", "b/e"]
    assert agenda.due(asked) == 4
    assert agenda.coming(asked) == (date(2026, 12, 3), 1)
    assert agenda.coming(scope("b/a")) == (None, 0)


def test_a_forecast_counts_every_theme_once():
    given = [
        *(*reviews("3", -5, name="b/late"), *reviews("3", 0, name="b/soon")),
        *reviews("3333", -220, -218, -207, -161, name="b/long"),
        *reviews("4444444", -900, -890, -870, -800, -700, -500, -100, name="b/years"),
        *reviews("4", 0, name="other/theme"),
    ]
    seen = agenda.forecast(scope("b/new", "b/late", "b/soon", "b/long", "b/years", given=given))
    assert dict(seen.known) == {"new": 1, "days": 2, "weeks": 0, "months": 1, "years": 1}
    assert [count for _, count in seen.due] == [2, 0, 2, *[0] * 11]
    assert seen.later == 1
    assert seen.answers == 13
    assert 0.9 < seen.chance < 1
    assert agenda.forecast(scope("b/new")).chance is None


@pytest.mark.parametrize(
    ("due", "text"),
    [
        (date(2026, 11, 26), "due again tomorrow, on 26 November"),
        (date(2026, 11, 28), "due again in 3 days, on 28 November"),
        (date(2027, 2, 3), "due again in 70 days, on 3 February 2027"),
    ],
)
def test_the_next_review_is_given_in_days_and_as_a_date(due, text):
    assert again(due, DAY) == text


def test_one_line_says_how_long_lessons_are_known_for():
    assert known_for([("new", 2), ("days", 1), ("weeks", 0), ("years", 3)]) == "2 new, 1 known for days, 3 for years"  # fmt: skip
    assert known_for([("new", 0), ("weeks", 1)]) == "1 known for weeks"


def asked(text: str, tmp_path: Path):
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")
    with open_library(tmp_path / "b.yaml") as lessons:
        return question(lessons.find("1"))


def test_a_question_shows_scenes_else_the_summary_else_situations(tmp_path):
    fields = {"when": "[it rains]", "summary": "Rain."}
    assert asked(book(theme(**fields)), tmp_path)[3:] == (
        asked(book(theme()), tmp_path).scenes,
        "",
        (),
        "",
    )
    assert asked(book(theme(**fields, examples="[]")), tmp_path)[3:] == ((), "Rain.", (), "")
    bare = "- {id: one, title: One, lesson: A lesson., when: [it rains]}\n"
    assert asked(book(bare), tmp_path)[3:] == ((), "", ("it rains",), "")
    for said, half in (("Persevere.", "Perse"), ("好好学习天天向上。", "好好学习天")):
        bare = f"- {{id: one, title: One, lesson: {said}}}\n"
        assert asked(book(bare), tmp_path).beginning == half
    barest = "- {id: one, title: One, lesson: Take your time and go. So.}\n"
    assert asked(book(barest), tmp_path)[3:] == ((), "", (), "Take your time")


@pytest.mark.parametrize(
    ("scene", "shown"),
    [("The walk", "The walk"), ("It rains", ""), ("Then it RAINS!", ""), ("Take: a coat.", "")],
)
def test_a_scene_name_that_repeats_the_title_or_takeaway_is_omitted(scene, shown, tmp_path):
    fields = {"title": "It rains", "takeaway": "Take a coat"}
    examples = f"[{{scene: {scene!r}, shows: It rains on them.}}]"
    (example,) = asked(book(theme(**fields, examples=examples)), tmp_path).scenes
    assert example == (shown, "It rains on them.")


def answered(home: Path, *given: Review) -> Path:
    for review in given:
        log.add(folders.answers(os.environ), review)
    return home / "recall.jsonl"


DREAMS = "la-la-land/dreams"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setenv("LALALAND_TODAY", DAY.isoformat())


def test_due_prints_only_a_number(run, home):
    assert run("recall", "--due") == (0, "5\n", "")
    path = answered(home, *reviews("3", 0, name=DREAMS), *reviews("3", 0, name="gone/gone"))
    path.write_bytes(path.read_bytes() + b"junk\n{")
    assert run("recall", "--due") == (0, "4\n", "")
    assert run("recall", "--due", "dreams") == (0, "0\n", "")
    assert run("recall", "--due", "--tag", "love").out == "1\n"
    assert run("recall", "--due", "-c", "la-la-land", "--date", "2026-11-27").out == "5\n"


@pytest.fixture
def kept(home, run, monkeypatch) -> Path:
    """The cached due dates of a log after which only new lessons are due."""
    monkeypatch.setattr("lalaland_cli.system.stamp._TICK", 0)
    answered(home, *reviews("3", 0, name=DREAMS))
    assert run("recall", "--due").out == "4\n"
    (path,) = Path(os.environ["LALALAND_CACHE"]).glob("recall-*.due")
    return path


def test_the_due_count_is_cached_until_the_log_changes(kept, run, home, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(schedule, "states", None)
        assert run("recall", "--due").out == "4\n"
        assert run("recall", "--due", "--date", "2026-11-27").out == "5\n"
    log.add(folders.answers(os.environ), *reviews("3", 0, name="la-la-land/music"))
    assert run("recall", "--due").out == "3\n"
    (home / "recall.jsonl").unlink()
    assert run("recall", "--due").out == "5\n"


def test_a_log_written_a_moment_ago_is_not_cached(home, run):
    answered(home, *reviews("3", 0, name=DREAMS))
    assert run("recall", "--due").out == "4\n"
    assert [*Path(os.environ["LALALAND_CACHE"]).glob("recall-*")] == []


@pytest.mark.parametrize(
    "content", ["", "[", "[1, 2]", "[1]", "{}", '["", {"a": 1e99}]', "[" * 99_999, "é"]
)
def test_an_invalid_cache_is_replaced(content, kept, run):
    kept.write_text(content, encoding="utf-8")
    assert run("recall", "--due") == (0, "4\n", "")
    assert json.loads(kept.read_text("utf-8"))[1] == {DREAMS: date(2026, 11, 27).toordinal()}


def test_a_cache_that_others_can_write_is_not_used(kept, run):
    kept.write_text(kept.read_text("utf-8").replace(DREAMS, "x/x"), encoding="utf-8")
    assert run("recall", "--due").out == "5\n"
    kept.chmod(0o666)
    assert run("recall", "--due").out == "4\n"
    kept.unlink()
    kept.parent.chmod(0o777)
    assert run("recall", "--due").out == "4\n"
    assert not kept.exists()


def test_the_json_list_has_dates(run, home):
    answered(home, *reviews("33", -2, 0, name=DREAMS))
    rows = json.loads(run("recall", "--json", "--all").out)
    assert [row["id"] for row in rows] == [*IDS[1:], "dreams"]
    assert [row["id"] for row in json.loads(run("recall", "--json").out)] == IDS[1:]
    assert [row["id"] for row in json.loads(run("recall", "--due", "--json").out)] == IDS[1:]
    assert rows[-1] == {
        "number": 1,
        "id": "dreams",
        "collection": "la-la-land",
        "title": "The chase is part of the dream",
        "due": "2026-12-06",
        "last": "2026-11-25",
        "answers": 2,
        "chance": 1.0,
    }
    assert {rows[0][key] for key in ("due", "last", "chance")} == {None}


@pytest.mark.parametrize("name", [["dreams"], ["1"], ["the", "chase"], ["la-la-land/dreams"]], ids=" ".join)  # fmt: skip
def test_a_named_theme_is_listed_whether_due_or_not(name, run, home):
    answered(home, *reviews("3", 0, name=DREAMS))
    assert [row["id"] for row in json.loads(run("recall", "--json", *name).out)] == ["dreams"]


def test_the_full_form_of_a_short_name_is_not_revealed(run):
    assert run("recall", "--due", "mus") == (0, "1\n", "")  # it would give the answer away


@pytest.mark.parametrize("variable", ["LALALAND_TODAY", "--date"])
def test_the_date_can_be_set_by_option_or_environment(variable, run, home, monkeypatch):
    answered(home, *reviews("1", 0, name=DREAMS))
    assert run("recall", "--due").out == "4\n"
    if variable == "--date":
        assert run("recall", "--due", "--date", "2026-11-26").out == "5\n"
    else:
        monkeypatch.setenv("LALALAND_TODAY", "2026-11-26")
        assert run("recall", "--due").out == "5\n"


def test_today_honours_the_same_environment_variable(run, monkeypatch):
    monkeypatch.setenv("LALALAND_TODAY", "2026-12-24")
    assert run("today", "--json").out == run("today", "--json", "--date", "2026-12-24").out


def test_the_default_date_is_today(run, monkeypatch):
    monkeypatch.delenv("LALALAND_TODAY")
    assert json.loads(run("recall", "--stats", "--json").out)["date"] == date.today().isoformat()


@pytest.mark.parametrize("value", ["tomorrow", "2026-02-30"])
def test_an_invalid_date_is_a_usage_error(value, run, monkeypatch):
    monkeypatch.setenv("LALALAND_TODAY", value)
    code, out, err = run("recall", "--due")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "expected a valid date (YYYY-MM-DD), here or in LALALAND_TODAY" in err


def test_stats_as_json_are_complete_and_add_up(run, home):
    answered(home, *reviews("33", -2, 0, name=DREAMS), *reviews("3", -9, name="la-la-land/music"))
    stats = json.loads(run("recall", "--stats", "--json").out)
    assert list(stats) == ["date", "lessons", "answers", "chance", "known", "due", "later"]
    assert stats["known"] == {"new": 3, "days": 1, "weeks": 1, "months": 0, "years": 0}
    assert stats["due"][0] == {"date": "2026-11-25", "lessons": 4}
    assert stats["due"][11] == {"date": "2026-12-06", "lessons": 1}
    assert len(stats["due"]) == 14
    assert sum(day["lessons"] for day in stats["due"]) + stats["later"] == stats["lessons"] == 5


def test_stats_are_readable_without_colour(run, home):
    answered(home, *reviews("33", -2, 0, name=DREAMS))
    lines = run("recall", "--stats").out.splitlines()
    assert lines[:2] == [
        "  5 lessons: 4 new, 1 known for weeks.",
        "  2 answers so far. Average chance of remembering a lesson today: 100%.",
    ]
    assert lines[4:6] == ["  today   4  ████", "  Thu 26  0"]
    assert "  Sun  6  1  █" in lines
    assert len(lines) == 19  # fits on a screen of 24 lines


def test_long_bars_are_scaled_and_short_ones_stay_visible(run, personal):
    themes = [theme(f"t{number}") for number in range(90)]
    (personal / "many.yaml").write_text(book(*themes), encoding="utf-8")
    answered(personal.parent, *reviews("3", 0, name="many/t1"))
    lines = run("recall", "--stats", "-c", "many").out.splitlines()
    assert lines[4] == f"  today   89  {'█' * 30}"
    assert [line for line in lines if line.endswith("  1  █")] == ["  Fri 27   1  █"]


def test_without_a_terminal_it_suggests_other_options(run):
    code, out, err = run("recall")
    assert (code, out) == (2, "")
    assert err == (
        "lalaland: recall cannot ask questions here; `lalaland recall --due` counts what is"
        " due, `lalaland recall --json` lists it\n"
    )
    for advised in ("recall --due", "recall --json"):
        assert run(*advised.split()).code == 0


@pytest.mark.parametrize("stream", ["stdin", "stdout"])
def test_stdin_and_stdout_must_both_be_terminals(stream, spawn):
    streams = {"capture_output": False, "stderr": subprocess.DEVNULL, stream: subprocess.DEVNULL}
    assert spawn("recall", **streams).returncode == 2


def test_without_termios_there_is_no_terminal(monkeypatch):
    from lalaland_cli.system import keys

    monkeypatch.setitem(sys.modules, "termios", None)
    assert not keys.can_listen(sys.stdin)


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        ("recall nope", 1, "no theme is called “nope”"),
        ("recall --tag nope", 1, "no theme has the tag “nope”"),
        ("recall -c nope", 1, "no collection is called “nope”"),
        ("recall --due --stats", 2, "give only one of --due, --stats and --export"),
        ("recall dreams --tag love", 2, "give names or --tag, not both"),
        ("recall -n -1", 2, "invalid value"),
        ("recall --export", 2, "--export"),
        ("recall --export anki", 2, "--export"),
        ("recall --export csv x", 2, "write --export anki FILE"),
        ("quiz", 2, "did you mean `lalaland recall`?"),
        ("recal", 2, "did you mean `lalaland recall`?"),
    ],
)
def test_invalid_requests_are_one_line_errors(command, code, says, run):
    result = run(*command.split())
    assert (result.code, result.out, result.err.count("\n")) == (code, "", 1)
    assert says in result.err


def test_an_empty_library_has_nothing_to_ask(run, personal, monkeypatch, tmp_path):
    (tmp_path / "broken.yaml").touch()
    monkeypatch.setattr(
        "lalaland_cli.system.folders.bundled", lambda: str(tmp_path / "broken.yaml")
    )
    code, out, err = run("recall", "--due")
    assert (code, out) == (1, "")
    assert "no lessons are loaded" in err


def test_answers_to_a_missing_theme_are_reported_once_and_kept(run, home):
    path = answered(home, *reviews("33", -1, 0, name="la-la-land/old"))
    before = path.read_bytes()
    code, _, err = run("recall", "--json")
    assert (code, err.count("\n")) == (0, 1)
    assert err == (
        f"lalaland: {path} has answers for la-la-land/old, which is no longer there; the answers"
        " are kept, and if it was renamed, put the new name in that file\n"
    )
    assert path.read_bytes().startswith(before)
    assert run("recall", "--json").err == run("recall", "--stats").err == ""
    path.write_bytes(before.replace(b"la-la-land/old", b"la-la-land/dreams"))
    assert run("recall", "--json").err == ""


def test_missing_themes_are_abbreviated_and_ignored_for_named_files(run, home):
    answered(home, *(review for n in range(8) for review in reviews("3", 0, name=f"gone/t{n}")))
    assert "gone/t4 and 3 more, which are no longer there" in run("recall", "--stats").err
    assert run("-f", SHELF, "recall", "--stats").err == ""


def test_no_theme_counts_as_missing_while_not_all_files_are_read(run, home, personal, monkeypatch):
    path = answered(home, *reviews("3", 0, name="rocky/bell"))
    before = path.read_bytes()
    monkeypatch.setenv("LALALAND_FILE", str(SHELF))
    assert run("recall", "--stats").err == ""
    monkeypatch.delenv("LALALAND_FILE")
    (personal / "rocky.yaml").write_text("title: [", encoding="utf-8")
    assert "no longer there" not in run("recall", "--stats").err
    assert path.read_bytes() == before


def test_skipped_log_lines_are_reported_in_one_line_per_kind(run, home):
    path = answered(home, *reviews("3", 0, name=DREAMS))
    for added, says in (
        (b"junk\n", "line 2 of {} cannot be read and was skipped; fix or remove it"),
        (
            b"junk\n",
            "line 2 (and 1 more) of {} cannot be read and were skipped; fix or remove them",
        ),
    ):
        path.write_bytes(path.read_bytes() + added)
        assert run("recall", "--json").err == f"lalaland: {says.format(path)}\n"
    path.write_bytes(path.read_bytes().replace(b"junk\n", b'{"v": 2}\n', 1) + b"{")
    assert run("recall", "--json").err.splitlines() == [
        f"lalaland: the last line of {path} is incomplete and was skipped; you can remove it",
        f"lalaland: line 3 of {path} cannot be read and was skipped; fix or remove it",
        f"lalaland: skipped 1 line of {path}, written by a newer lalaland; upgrade to read it all",
    ]
    path.write_bytes(b'{"v": 2}\n{"v": 2}\n')
    assert "skipped 2 lines of" in run("recall", "--json").err


def test_a_log_that_is_a_link_is_one_line_and_exits_with_3(run, home, tmp_path):
    home.mkdir()
    (home / "recall.jsonl").symlink_to(tmp_path / "elsewhere")
    code, out, err = run("recall", "--due")
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert (
        "it is a link; put a regular file of your own there, or move it away to start afresh" in err
    )


def test_control_characters_in_a_log_never_reach_a_terminal(run, home):
    planted = "\x1b]0;planted\x07\x1b[31m\u202e/x"
    answered(home, *reviews("3", 0, name=planted))
    err = run("recall", "--stats").err
    assert "planted" in err
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", err)


# A deck for Anki.


def cards(path: Path, tmp_path: Path) -> tuple[list[list[str]], dict]:
    with zipfile.ZipFile(path) as deck:
        deck.extract("collection.anki2", tmp_path)
    with sqlite3.connect(tmp_path / "collection.anki2") as db:
        notes = [[*fields.split("\x1f"), tags, guid] for fields, tags, guid in db.execute("SELECT flds, tags, guid FROM notes")]  # fmt: skip
        ((decks,),) = db.execute("SELECT decks FROM col")
    db.close()
    return notes, {deck["name"] for deck in json.loads(decks).values()}


def test_a_deck_for_anki_asks_like_recall(run, tmp_path):
    path = tmp_path / "deck.apkg"
    code, out, err = run("recall", "--export", "anki", path)
    assert (code, out, err) == (0, f"{path}\n", "lalaland: import this file into Anki\n")
    notes, decks = cards(path, tmp_path)
    assert "lalaland::Five lessons from La La Land" in decks
    assert len(notes) == 5
    source, asks, title, tells, tags, _ = notes[0]
    assert (source, title) == ("La La Land (2016)", "The chase is part of the dream")
    assert "<p><b>The auditions</b></p><p>Mia, a barista" in asks
    assert tells.startswith("<p><b>Make the road a good one")
    assert tells.count("<p>") == 3
    assert tags.split() == ["ambition", "work", "patience"]


def test_content_in_a_deck_is_escaped_and_cards_keep_their_identity(run, tmp_path):
    fields = {"title": "'<b> & {{Lesson}}'", "tags": "[two words]", "examples": "['<script>']"}
    source = tmp_path / "b.yaml"
    source.write_text(book(theme(**fields), theme("two", examples="[]")), encoding="utf-8")
    for name in ("one.apkg", "two.apkg"):
        assert run("-f", source, "recall", "--export", "anki", tmp_path / name).code == 0
        source.write_text(source.read_text("utf-8").replace("<script>", "<i>"), encoding="utf-8")
    (one, _), (two, _) = (cards(tmp_path / name, tmp_path) for name in ("one.apkg", "two.apkg"))
    assert one[0][1:3] == ["<p>&lt;script&gt;</p>", "&lt;b&gt; &amp; {{Lesson}}"]
    assert one[0][4].split() == ["two-words"]
    assert one[1][1] == "<p>A summary.</p>"
    assert [note[-1] for note in one] == [note[-1] for note in two]
    assert two[0][1] == "<p>&lt;i&gt;</p>"


def test_a_deck_replaces_no_file_and_leaves_no_temporary_files(run, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = tmp_path / "deck.apkg"
    path.write_bytes(b"mine")
    code, _, err = run("recall", "--export", "anki", path)
    assert (code, err.count("\n")) == (3, 1)
    assert "file exists; choose another name for the file" in err
    assert path.read_bytes() == b"mine"
    assert [each.name for each in tmp_path.iterdir()] == ["deck.apkg"]


def test_a_deck_can_contain_a_single_lesson(run, tmp_path):
    assert run("recall", "mus", "--export", "anki", tmp_path / "deck.apkg").code == 0
    assert len(cards(tmp_path / "deck.apkg", tmp_path)[0]) == 1


@pytest.mark.parametrize("path", ["-", "--due"])
def test_a_deck_is_a_file_with_a_name(path, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "write --export anki FILE" in run("recall", "--export", "anki", path).err
    assert not [*tmp_path.iterdir()]


def test_without_genanki_one_line_says_how_to_install_it(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "genanki", None)
    code, out, err = run("recall", "--export", "anki", tmp_path / "deck.apkg")
    assert (code, out, err.count("\n")) == (3, "", 1)
    (advised,) = re.findall("`(.*)`", err)
    python, *rest = shlex.split(advised)
    assert (python, rest) == (sys.executable, ["-m", "pip", "install", "genanki"])
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    err = run("recall", "--export", "anki", tmp_path / "deck.apkg").err
    assert f"`uv pip install --python {sys.executable} genanki`" in err
