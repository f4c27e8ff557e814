"""Adding, editing and removing lessons: from a command line, a pipe or an editor."""

import io
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from lalaland_cli.errors import BadText, NoEditor
from lalaland_cli.model import Example
from lalaland_cli.system import editor
from lalaland_cli.writing import form
from tests.conftest import SHELF, Fork, Terminal, in_pty

LESSON = "You have to lose a fight to learn its shape."
NAME = "you-have-to-lose-a-fight"


@pytest.fixture
def rocky(run, personal) -> Path:
    """A personal collection without lessons."""
    run("new", "Rocky")
    return personal / "rocky.yaml"


def test_from_new_to_list_in_three_commands(run, personal):
    run("new", "Rocky")
    code, out, err = run("add", LESSON)
    assert (code, out) == (0, f"{NAME}\n")
    path = personal / "rocky.yaml"
    assert (
        err
        == f"lalaland: added to {path}, line 27; `lalaland edit {NAME}` opens it in your editor\n"
    )
    assert f"{NAME}\tYou have to lose a fight to learn its shape\t{LESSON}\n" in run("list").out
    assert run("check").out == "2 files, no problems\n"


def test_a_takeaway_equal_to_the_title_appears_once_in_lists_and_cards(run, rocky):
    run("add", LESSON)
    assert in_pty("list", "-c", "rocky").count("You have to lose") == 1
    said, where, mark = 2, 1, 1  # lines, without one for the title
    assert run("card", NAME, "-o", "-").out.count("<g ") == said + where + mark


def test_all_given_options_are_in_the_lesson(run, rocky):
    options = ["--title", "The bell", "--scene", "The bell: he stands", "--scene", "Alone", "--tag", "courage", "--when", "you lost"]  # fmt: skip
    theme = json.loads(run("add", *options, "--json", "Stand.").out)
    assert theme["title"] == "The bell"
    assert theme["id"] == "the-bell"
    assert theme["examples"] == [{"scene": "The bell", "shows": "he stands"}, {"scene": "", "shows": "Alone"}]  # fmt: skip
    assert (theme["tags"], theme["when"]) == (["courage"], ["you lost"])
    assert theme["takeaway"] == theme["lesson"] == "Stand."


def test_a_lesson_may_begin_with_a_hyphen(run, rocky):
    code, out, err = run("add", "- one")
    assert (code, out) == (2, "")
    advice = 'to pass text that begins with a hyphen: `lalaland add -- "-…"`'
    assert err == f"lalaland: no such option: -; {advice}\n"
    assert run("add", "--", "- one").code == 0
    assert run("- dream").err.endswith('hyphen: `lalaland search -- "-…"`\n')
    assert run("search", "--", "- dream").code == 0
    assert run("today", "- one").err.endswith("no such option: -; see `lalaland today --help`\n")


def test_commas_separate_tags(run, rocky):
    run("add", "--tag", "courage, joy", "--tag", "work", "Any lesson.")
    assert "tags: [courage, joy, work]" in rocky.read_text("utf-8")


def test_a_file_that_was_named_once_is_not_the_one_last_used(run, personal, tmp_path):
    for title in ("Rocky", "Creed"):
        run("new", title)
    team = tmp_path / "team.yaml"
    team.write_text("title: Team\nthemes: []\n", "utf-8")
    assert run("-f", team, "add", "One.").code == 0
    assert str(personal / "creed.yaml") in run("add", "Two.").err


def test_the_beginning_of_a_collection_s_name_is_named_in_full(run, rocky):
    err = run("add", "--to", "roc", "One.").err
    assert "did you mean --to rocky?" in err


def test_a_full_disk_is_not_blamed_on_permissions(run, rocky, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, os.strerror(28))))
    err = run("add", "One.").err
    assert err.endswith("no space left on device; free some space\n")


def test_a_hyphen_alone_stands_for_the_pipe(spawn, rocky):
    assert spawn("add", "-", "--to", "rocky", input=b"From the pipe.\n").returncode == 0
    assert "lesson: >-\n      From the pipe.\n" in rocky.read_text("utf-8")


def test_a_lesson_can_be_piped_in(spawn, rocky):
    result = spawn("add", input=b"First: it.\n\nThen more.\n")
    assert result.returncode == 0
    assert "      First: it.\n\n      Then more.\n" in rocky.read_text("utf-8")


TARGETS = [
    pytest.param([], [], 2, "you have no collection yet; `lalaland new \"My lessons\"` creates one", id="none"),
    pytest.param([], ["--create"], 0, "my-lessons.yaml", id="none-with-create"),
    pytest.param(["Rocky"], [], 0, "rocky.yaml", id="the-only-one"),
    pytest.param(["Rocky", "Creed"], [], 0, "creed.yaml", id="the-newest"),
    pytest.param(["Rocky", "Creed"], ["--to", "rocky"], 0, "rocky.yaml", id="named"),
    pytest.param(["Rocky"], ["--to", "creed"], 1, "no collection is called “creed”; `lalaland add --to creed --create …` creates it", id="unknown"),
    pytest.param(["Rocky"], ["--to", "Creed", "--create"], 0, "creed.yaml", id="unknown-with-create"),
    pytest.param(["Rocky"], ["--to", "la-la-land"], 3, "“la-la-land” comes with lalaland and cannot be changed; `lalaland new --from la-la-land` makes a copy that you can change", id="bundled"),
]  # fmt: skip


@pytest.mark.parametrize(("there", "options", "code", "says"), TARGETS)
def test_a_lesson_goes_to_the_expected_collection(there, options, code, says, run, personal):
    for title in there:
        run("new", title)
    result = run("add", *options, LESSON)
    assert result.code == code, result
    assert says in result.err


def test_with_several_collections_one_must_be_chosen(run, personal, home):
    for title in ("Rocky", "Creed"):
        run("new", title)
    (home / "last-collection").unlink()
    result = run("add", LESSON)
    says = "you have several collections (creed, rocky); name one: `lalaland edit creed`, `lalaland add --to creed …`"
    assert (result.code, result.err) == (2, f"lalaland: {says}\n")


@pytest.mark.parametrize("title", ["活着", "Война и мир", "1984", "Das Leben der Anderen"])
def test_a_collection_can_be_named_by_its_title(title, run, personal):
    (path,) = [Path(run("new", title).out.strip())]
    run("new", "Another")
    assert f"added to {path}" in run("add", "--to", title, LESSON).err
    assert (
        run("list", "-c", title, "--names").out == run("list", title, "--names").out == f"{NAME}\n"
    )
    assert title in run("about", title).out
    again = run("new", title.upper())
    assert (again.code, f"{path} already exists" in again.err) == (3, True)
    assert len([*personal.glob("*.yaml")]) == 2


def test_a_title_shared_by_two_collections_is_ambiguous(run, personal):
    for name in "ab":
        (personal / f"{name}.yaml").write_text("title: 活着\nthemes: []\n", "utf-8")
    says = "lalaland: 2 collections are called “活着”; use the id: a or b\n"
    assert run("list", "-c", "活着") == run("add", "--to", "活着", "x") == (1, "", says)


def test_new_lessons_go_to_a_copy_just_made(run, personal):
    run("new", "Rocky")
    path = run("new", "--from", "la-la-land").out.strip()
    assert f"added to {path}" in run("add", LESSON).err


def test_the_edit_command_that_new_suggests_opens_the_new_collection(run, personal, monkeypatch):
    monkeypatch.setenv("EDITOR", "true")
    result = run("new", "failure")
    assert "`lalaland edit failure`" in result.err
    assert result.out.strip() in run("edit", "failure").err


@pytest.mark.parametrize(
    ("piped", "title", "lesson"),
    [
        ("The bell\n\nHe stands.\n", "The bell", "He stands."),
        ("# The bell\n\nHe stands.\n", "The bell", "He stands."),
        ("He stands.\n\nStill.\n", "He stands", "He stands.\n\nStill."),
        ("He stands. \r\n\r\nStill.\r\n", "He stands", "He stands.\n\nStill."),
        ("The bell\r\n\r\nHe stands.\r\n", "The bell", "He stands."),
        ('"He stands."\n\nStill.\n', '"He stands."', '"He stands."\n\nStill.'),
        (
            f"{'He stands ' * 9}\n\nStill.\n",
            f"{'He stands ' * 5}".strip() + "…",
            f"{'He stands ' * 9}".strip() + "\n\nStill.",
        ),
        ("#1 is not a heading\n", "#1 is not a heading", "#1 is not a heading"),
    ],
    ids=[
        "title",
        "heading",
        "sentence",
        "crlf-sentence",
        "crlf",
        "quotation",
        "long",
        "no-heading",
    ],
)
def test_piped_text_may_begin_with_a_title(piped, title, lesson, run, rocky, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped.encode())))
    theme = json.loads(run("add", "--json").out)
    assert (theme["title"], theme["lesson"]) == (title, lesson)


def test_a_piped_title_already_in_use_gets_a_number(run, rocky, monkeypatch):
    for title in ("Notes", "Notes (2)"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Notes\n\nA day.\n")))
        assert json.loads(run("add", "--json").out)["title"] == title


def test_in_a_form_any_first_line_of_its_own_is_the_title():
    assert form.read("Never say never.\n\nThen it was.\n")[:2] == (
        "Then it was.",
        "Never say never.",
    )


def test_edit_prefers_a_lesson_to_a_collection_of_the_same_name(run, rocky, monkeypatch):
    monkeypatch.setenv("EDITOR", "true")
    lines = []
    monkeypatch.setattr(editor, "edit", lambda _path, _environ, line: lines.append(line))
    assert "line 27; `lalaland edit rocky` opens it" in run("add", "Rocky. He fights.").err
    run("edit", "rocky")
    assert lines == [27]


def test_add_defaults_to_the_collection_last_added_to(run, personal):
    for title in ("Rocky", "Creed"):
        run("new", title)
    run("add", "--to", "rocky", "One.")
    assert "rocky.yaml" in run("add", "Two.").err
    run("add", "--to", "creed", "Three.")
    assert "creed.yaml" in run("add", "Four.").err


@pytest.mark.parametrize(
    ("lesson", "says"),
    [("", "the lesson is empty"), ("a\x1bb", "control character not allowed (U+001B)")],
)
def test_an_invalid_lesson_creates_no_collection(lesson, says, run, personal, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    result = run("add", "--create", lesson)
    assert (result.code, result.out, result.err) == (2, "", f"lalaland: {says}\n")
    assert not [*personal.glob("*.yaml")]


def test_nothing_is_added_to_a_faulty_collection(run, personal):
    (personal / "rocky.yaml").write_text("title: Rocky\nthemes: []\nx: y\n", "utf-8")
    result = run("-f", personal / "rocky.yaml", "add", LESSON)
    assert result.code == 3
    assert "unknown field `x`" in result.err


def test_pasting_the_removed_text_back_restores_the_file(run, rocky):
    for lesson in ("One.", "Two.", "Three."):
        run("add", lesson)
    before = rocky.read_text("utf-8")
    code, out, err = run("remove", "two", "--yes")
    assert code == 0
    assert (
        err == f"lalaland: removed from {rocky}, line 32; to undo, paste the printed lines there\n"
    )
    assert run("list", "-c", "rocky", "--names").out == "one\nthree\n"
    after = rocky.read_text("utf-8")
    place = after.index("  - id: three")
    assert f"{after[:place]}{out}\n{after[place:]}" == before


REFUSED = [
    pytest.param(["remove", "patience"], 2, "cannot ask for confirmation here; --yes removes it without asking; see `lalaland remove --help`", id="no-terminal"),
    pytest.param(["remove", "failure", "--yes"], 3, "“failure” comes with lalaland and cannot be changed; `lalaland new --from la-la-land` makes a copy that you can change", id="bundled"),
    pytest.param(["remove", "patiance", "--yes"], 1, "no theme is called “patiance”; did you mean “patience”?", id="misspelt"),
    pytest.param(["edit", "failure"], 3, "“failure” comes with lalaland and cannot be changed; `lalaland new --from la-la-land` makes a copy that you can change", id="edit-bundled"),
    pytest.param(["edit", "zzzz"], 1, "no theme is called “zzzz”; `lalaland list` shows what there is", id="edit-unknown"),
    pytest.param(["new"], 2, "a collection needs a title, as in `lalaland new Rocky`; see `lalaland new --help`", id="new-without-a-title"),
    pytest.param(["new", "--from", "nope"], 1, "no collection is called “nope”; available: la-la-land, rocky", id="copy-of-unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "says"), REFUSED)
def test_invalid_changes_are_refused(arguments, code, says, run, rocky):
    run("add", "Patience.")
    before = rocky.read_bytes()
    assert run(*arguments) == (code, "", f"lalaland: {says}\n")
    assert rocky.read_bytes() == before


def test_a_copy_differs_only_in_its_id_and_title(run, personal):
    result = run("new", "--from", "la-la-land")
    assert result.out == f"{personal}/my-la-la-land.yaml\n"
    copied = (personal / "my-la-la-land.yaml").read_text("utf-8").splitlines()
    shipped = (Path(__file__).parent / "data" / "lessons.yaml").read_text("utf-8").splitlines()
    shipped = shipped[shipped.index("id: la-la-land") :]  # without the comment at its top
    assert [pair for pair in zip(copied, shipped, strict=True) if pair[0] != pair[1]] == [
        ("id: my-la-la-land", "id: la-la-land"),
        ("title: My five lessons from La La Land", "title: Five lessons from La La Land"),
    ]
    assert run("check").code == 0
    again = run("new", "--from", "la-la-land")
    assert (again.code, again.out) == (3, "")
    assert (
        "already exists; `lalaland add --to my-la-la-land …` adds a lesson to it, or" in again.err
    )
    assert run("new", "--from", "la-la-land", "-o", personal / "other.yaml").code == 0
    assert "id: other\n" in (personal / "other.yaml").read_text("utf-8")
    assert "id: my-la-la-land\n" in run("new", "--from", "la-la-land", "-o", "-").out


def test_a_copy_that_cannot_be_written_is_a_one_line_error(run, monkeypatch):
    monkeypatch.setenv("LALALAND_HOME", "/proc/nowhere")
    result = run("new", "--from", "la-la-land")
    assert result.code == 3
    assert "cannot write to /proc/nowhere/collections/my-la-la-land.yaml" in result.err


def test_a_copy_can_be_given_a_title(run, personal, tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("# x\nthemes: []\ntitle: >-\n  A long\n  title\n# y\n", "utf-8")
    assert run("-f", path, "new", "My: own", "--from", "x").code == 0
    text = (personal / "my-own.yaml").read_text("utf-8")
    assert text == '# x\nthemes: []\nid: my-own\ntitle: "My: own"\n# y\n'
    path.write_text("{title: X, themes: []}", "utf-8")
    refused = run("-f", path, "new", "Other", "--from", "x")
    assert refused.code == 3
    assert "the collection is written in braces" in refused.err


EDITORS = [
    pytest.param("vi", ["vi", "+12", "/x.yaml"], id="vi"),
    pytest.param("vim -u NONE", ["vim", "-u", "NONE", "+12", "/x.yaml"], id="vim"),
    pytest.param("/usr/bin/nvim", ["/usr/bin/nvim", "+12", "/x.yaml"], id="nvim"),
    pytest.param("nano", ["nano", "+12", "/x.yaml"], id="nano"),
    pytest.param("emacs -nw", ["emacs", "-nw", "+12", "/x.yaml"], id="emacs"),
    pytest.param("micro", ["micro", "+12", "/x.yaml"], id="micro"),
    pytest.param("hx", ["hx", "/x.yaml:12"], id="helix"),
    pytest.param("kak", ["kak", "+12", "/x.yaml"], id="kakoune"),
    pytest.param("code", ["code", "--wait", "--goto", "/x.yaml:12"], id="code"),
    pytest.param("code --wait", ["code", "--wait", "--goto", "/x.yaml:12"], id="code-that-waits"),
    pytest.param("subl -n", ["subl", "-n", "--wait", "/x.yaml:12"], id="subl"),
    pytest.param("zed", ["zed", "--wait", "/x.yaml:12"], id="zed"),
    pytest.param("ed", ["ed", "/x.yaml"], id="unknown"),
]


@pytest.mark.parametrize(("chosen", "command"), EDITORS)
def test_editors_open_at_a_line(chosen, command):
    assert editor.command("/x.yaml", 12, {"EDITOR": chosen}) == command
    assert editor.command("/x.yaml", 12, {"VISUAL": chosen, "EDITOR": "other"}) == command


def test_the_default_editor_is_vi_or_nano(monkeypatch):
    there = {"vi", "nano"}
    monkeypatch.setattr(shutil, "which", lambda name: name if name in there else None)
    assert editor.command("x", 1, {}) == ["vi", "+1", "x"]
    there.discard("vi")
    assert editor.command("x", 0, {}) == ["nano", "+1", "x"]
    there.clear()
    with pytest.raises(NoEditor, match="neither vi nor nano is installed"):
        editor.command("x", 1, {})


FORMS = [
    pytest.param(form.form("rocky"), None, id="unchanged"),
    pytest.param("", None, id="emptied"),
    pytest.param("  \n# x", None, id="only-comments"),
    pytest.param("One lesson.\n", ("One lesson.", ""), id="a-line"),
    pytest.param("A title\n\nThe lesson.\n\nAnd more.\n# x\n", ("The lesson.\n\nAnd more.", "A title"), id="a-title"),
    pytest.param("First line\nsecond line.\n", ("First line\nsecond line.", ""), id="no-title"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), FORMS)
def test_a_form_is_read_as_a_title_and_a_lesson(text, said):
    assert form.is_blank(text) == (said is None)
    if said:
        draft = form.read(text)
        assert (draft.lesson, draft.title) == said


def test_fields_in_a_form_are_separated_from_the_lesson():
    text = "Lesson.\nscene: The bell: he stands\nTag: courage\ntag: work\nwhen: you lost\n"
    draft = form.read(text)
    assert draft.lesson == "Lesson."
    assert draft.scenes == (Example("The bell", "he stands"),)
    assert (draft.tags, draft.when) == (("courage", "work"), ("you lost",))
    with pytest.raises(BadText):
        form.read("tag: courage")


def scripted(folder: Path, python: str) -> str:
    """Return an editor that runs Python on the `text` of a file in the `n`-th run."""
    script = folder / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        f"count = pathlib.Path({str(folder / 'count')!r})\n"
        "n = len(count.read_text()) + 1 if count.exists() else 1\n"
        "count.write_text('x' * n)\n"
        "path = pathlib.Path(sys.argv[-1])\n"
        "text = path.read_text()\n"
        f"{python}\n"
        "path.write_text(text)\n",
        encoding="utf-8",
    )
    return f"{sys.executable} {script}"


def at_a_terminal(*arguments: str, **environ: str) -> Terminal:
    return Terminal(*arguments, TERM="dumb", **environ)


def ended(child: Terminal) -> tuple[int, str]:
    code = child.ended()
    return code, " ".join(child.before.split())


def test_a_lesson_can_be_written_in_an_editor(rocky, tmp_path):
    write = scripted(tmp_path, "text = 'From the editor.\\n' + text.replace('#tag', 'tag')")
    code, said = ended(at_a_terminal("add", "--when", "you lost", VISUAL=write))
    assert code == 0
    assert said.startswith("from-the-editor lalaland: added to")
    text = rocky.read_text("utf-8")
    assert "tags: [courage]" in text
    assert "- you lost" in text
    assert not [*rocky.parent.parent.glob("lesson-*")]


def test_an_unchanged_form_saves_nothing(rocky, tmp_path):
    before = rocky.read_bytes()
    code, said = ended(at_a_terminal("add", VISUAL="true"))
    assert (code, said) == (0, "lalaland: nothing was written, so nothing was saved")
    assert rocky.read_bytes() == before
    assert not [*rocky.parent.parent.glob("lesson-*")]


@pytest.mark.parametrize(
    ("python", "says"),
    [
        pytest.param("text = 'a\\x1bb'", "control character not allowed (U+001B)", id="control-character"),
        pytest.param("path.write_bytes(bytes([99, 97, 102, 233])); sys.exit()", "the text is not UTF-8", id="not-utf-8"),
        pytest.param("path.write_text('kept'); sys.exit(3)", "it exited with status 3; name one that works: `export VISUAL=PROGRAM`", id="editor-fails"),
    ],
)  # fmt: skip
def test_text_that_cannot_be_saved_is_kept_in_a_file(python, says, rocky, tmp_path):
    _, said = ended(at_a_terminal("add", VISUAL=scripted(tmp_path, python)))
    assert "what you wrote is saved in" in said
    assert says in said
    (kept,) = rocky.parent.parent.glob("lesson-*")
    assert kept.stat().st_size


def test_a_missing_editor_leaves_no_file_behind(rocky):
    code, said = ended(at_a_terminal("add", VISUAL="/no/such/editor"))
    assert code == 3
    assert (
        "the editor “/no/such/editor” failed: no such file or directory; name one that works"
        in said
    )
    assert not [*rocky.parent.parent.glob("lesson-*")]
    code, said = ended(at_a_terminal("add", VISUAL="'unclosed"))
    assert "unclosed quote" in said


def test_at_a_terminal_add_asks_for_the_collection(personal, run):
    child = at_a_terminal("add", LESSON)
    child.expect("what should your first collection be called\\? \\[My lessons\\] ")
    child.sendline("Rocky")
    code, said = ended(child)
    assert code == 0
    assert "rocky.yaml" in said
    child = at_a_terminal("add", "--to", "creed", "Two.")
    child.expect("there is no collection “creed” yet; create it\\? \\[Y/n\\] ")
    child.sendline("")
    assert ended(child)[0] == 0
    (personal.parent / "last-collection").unlink()
    child = at_a_terminal("add", "Three.")
    child.expect("which collection \\(creed, rocky\\)\\? \\[creed\\] ")
    child.sendline("rocky")
    assert "rocky.yaml" in ended(child)[1]
    child = at_a_terminal("add", "--to", "nope", "Four.")
    child.expect("create it\\?")
    child.sendline("n")
    assert "add --to nope --create …` creates it" in ended(child)[1]


@pytest.mark.parametrize("code", [3, 0], ids=["full-disk", "closed-pipe"])
def test_a_lesson_that_cannot_be_printed_is_not_removed(code, rocky, run):
    run("add", "One.")
    before = rocky.read_bytes()
    reading, writing = os.pipe()
    os.close(reading)
    with open("/dev/full", "wb") as full:
        stdout = full.fileno() if code else writing
        removed = Fork.of("remove", "one", "--yes", stdout=stdout)
        assert removed.ended() == code
    os.close(writing)
    assert rocky.read_bytes() == before
    assert "removed from" not in removed.err


def test_at_a_terminal_remove_asks_for_confirmation(rocky, run):
    run("add", "One.")
    for answer, says in (("", "nothing was removed"), ("y", "removed from")):
        child = at_a_terminal("remove", "one")
        child.expect("remove “One” from ")
        child.expect("\\[y/N\\] ")
        child.sendline(answer)
        assert says in ended(child)[1]
    assert run("list", "-c", "rocky", "--names").out == ""


def test_a_valid_edit_is_saved(rocky, tmp_path):
    change = scripted(tmp_path, "text = text.replace('Rocky', 'Rocky II')")
    code, said = ended(at_a_terminal("edit", VISUAL=change))
    assert (code, said) == (0, f"lalaland: saved, no problems: {rocky}")
    code, said = ended(at_a_terminal("edit", "rocky", VISUAL="true"))
    assert said == f"lalaland: no changes: {rocky}"


@pytest.mark.parametrize(
    ("answers", "code", "says", "left"),
    [
        pytest.param("k", 1, "kept with its problems; `lalaland check", "x: y", id="keep"),
        pytest.param("o", 0, "restored the old text", "title: Rocky", id="old-text"),
        pytest.param("eo", 0, "restored the old text", "title: Rocky", id="edit-again-then-old-text"),
        pytest.param("ee", 0, "saved, no problems", "title: Mended", id="edit-until-mended"),
    ],
)  # fmt: skip
def test_a_faulty_edit_can_be_kept_undone_or_edited_again(
    answers, code, says, left, rocky, tmp_path
):
    spoil = "text = 'x: y\\n' if n < 3 else 'title: Mended\\nthemes: []\\n'"
    child = at_a_terminal("edit", "rocky", VISUAL=scripted(tmp_path, spoil))
    for answer in answers:
        child.expect("unknown field `x`")
        child.expect(
            "\\[e\\]dit again, \\[k\\]eep it as it is, or restore the \\[o\\]ld text\\? \\[e\\] "
        )
        child.sendline(answer)
    found, said = ended(child)
    assert found == code
    assert says in said
    assert left in rocky.read_text("utf-8")


def test_without_a_terminal_a_faulty_edit_is_reported(rocky, spawn, tmp_path):
    result = spawn("edit", environ={"VISUAL": scripted(tmp_path, "text = 'x: y'")})
    assert result.returncode == 1
    assert b"unknown field `x`" in result.stdout


def test_without_a_terminal_an_editor_must_be_set(rocky, run, monkeypatch):
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    says = "lalaland: no terminal for vi here; set VISUAL or EDITOR to an editor with its own window; see `lalaland edit --help`\n"
    assert run("edit", "rocky") == (2, "", says)


def test_a_broken_collection_must_be_mended_before_adding(run, personal, rocky):
    run("new", "Creed")
    run("add", "--to", "creed", "One.")
    (personal / "creed.yaml").write_text("title: [", "utf-8")
    for arguments in (
        ["add", "Two."],
        ["add", "--to", "creed", "Two."],
        ["add", "--to", "creed", "--create", "Two."],
    ):
        result = run(*arguments)
        assert result.code == 3
        assert (
            "fix the problems in the collection “creed” first; `lalaland edit creed` opens it"
            in result.err
        )
    rocky.unlink()
    assert run("add", "Two.").code == 3


def test_a_misspelt_collection_gets_a_suggestion(run, rocky):
    says = "lalaland: no collection is called “rockey”; did you mean --to rocky? --create makes a new one\n"
    assert run("add", "--to", "rockey", "One.") == (1, "", says)
    assert "did you mean “la-la-land”?" in run("list", "-c", "la-la-lnd").err


@pytest.mark.parametrize("lesson", ["Yes! And more.", "No.", "On", "Null.", "0x1F is a number"])
def test_a_lesson_may_be_a_yaml_keyword(lesson, run, rocky):
    assert run("add", lesson).code == 0
    assert lesson in run("show", "6").out


def test_input_that_is_not_utf_8_is_refused(spawn, rocky):
    before = rocky.read_bytes()
    result = spawn("add", input=b"caf\xe9")
    assert (result.returncode, rocky.read_bytes()) == (2, before)
    assert result.stderr == b"lalaland: the text is not UTF-8\n"


def test_a_lesson_that_is_too_long_is_refused(spawn, rocky):
    before = rocky.read_bytes()
    result = spawn("add", input=b"a " * 600_000)
    assert (result.returncode, rocky.read_bytes()) == (2, before)
    assert result.stderr == b"lalaland: the lesson is longer than a megabyte\n"


def test_a_skipped_file_is_reported_once_per_edit(rocky, tmp_path):
    (rocky.parent / "bad.yaml").write_text("title: [", "utf-8")
    child = at_a_terminal("edit", "rocky", VISUAL=scripted(tmp_path, "text = 'x: y'"))
    child.expect("ld text")
    child.sendline("k")
    said = child.before + ended(child)[1]
    assert said.count("bad.yaml") == 1


def test_restoring_the_old_text_never_overwrites_another_change(rocky, tmp_path):
    child = at_a_terminal("edit", "rocky", VISUAL=scripted(tmp_path, "text = 'x: y'"))
    child.expect("ld text")
    rocky.write_text("title: Newer\nthemes: []\n", "utf-8")
    child.sendline("?")
    child.expect("ld text")
    child.sendline("o")
    code, said = ended(child)
    assert code == 1
    assert "something else has changed the file" in said
    assert "Newer" in rocky.read_text("utf-8")


def test_ctrl_d_at_the_question_keeps_the_file(rocky, tmp_path):
    child = at_a_terminal("edit", "rocky", VISUAL=scripted(tmp_path, "text = 'x: y'"))
    child.expect("ld text")
    child.send("\x04")
    code, said = ended(child)
    assert (code, "kept with its problems" in said) == (1, True)


def test_what_the_old_text_replaces_is_saved(rocky, tmp_path):
    spoil = "text += '  - title: Two\\n    lesson: [\\n'"
    child = at_a_terminal("edit", "rocky", VISUAL=scripted(tmp_path, spoil))
    child.expect("ld text")
    child.sendline("o")
    code, said = ended(child)
    (saved,) = rocky.parent.parent.glob("edited-*.yaml")
    assert (code, f"what you wrote is saved in {saved}" in said) == (0, True)
    assert "title: Two" in saved.read_text("utf-8")
    assert "title: Two" not in rocky.read_text("utf-8")


@pytest.mark.parametrize("is_file", [False, True], ids=["none-yet", "a-file"])
def test_the_old_text_of_a_named_file_needs_a_place_for_the_new(is_file, home, tmp_path):
    if is_file:
        home.write_text("", encoding="utf-8")
    path = tmp_path / "notes.yaml"
    path.write_text("title: Notes\nthemes: []\n", encoding="utf-8")
    edit = scripted(tmp_path, "text = 'x: y'")
    child = at_a_terminal("-f", str(path), "edit", "notes", VISUAL=edit)
    child.expect("ld text")
    child.sendline("o")
    code, said = ended(child)
    assert code == (3 if is_file else 0)
    assert ("cannot write to" in said) == is_file
    assert path.read_text("utf-8").startswith("x: y" if is_file else "title: Notes")


def test_a_file_saved_by_an_editor_that_fails_is_checked_all_the_same(rocky, tmp_path):
    fail = "path.write_text('x: y'); sys.exit(1)"
    child = at_a_terminal("edit", "rocky", VISUAL=scripted(tmp_path, fail))
    child.expect("unknown field `x`")
    child.expect("ld text")
    child.sendline("o")
    assert ended(child)[0] == 0
    assert "title: Rocky" in rocky.read_text("utf-8")


def test_an_interrupt_keeps_the_edited_text_and_says_so(rocky, tmp_path):
    child = at_a_terminal("edit", "rocky", VISUAL=scripted(tmp_path, "text = 'x: y'"))
    child.expect("ld text")
    child.send("\x03")
    code, said = ended(child)
    assert code == 130
    assert "kept with its problems; `lalaland check" in said


def test_a_faulty_file_is_opened_at_its_fault(rocky, run, tmp_path, monkeypatch):
    monkeypatch.setenv("EDITOR", "ed")
    rocky.write_text("title: Rocky\nx: y\nthemes: []\n", "utf-8")
    monkeypatch.setattr(editor, "edit", lambda path, _environ, line: opened.append((path, line)))
    opened: list = []
    run("edit", "rocky")
    assert opened == [(str(rocky), 2)]
    run("edit")
    assert opened.pop() == (str(rocky), 2)
    (rocky.parent / "a.yaml").write_text("x", "utf-8")
    run("edit", "rocky")
    assert opened == [(str(rocky), 2)] * 2
    assert run("edit", "zzzz").code == 1


def test_a_file_deleted_by_the_editor_is_reported(rocky, run, monkeypatch):
    monkeypatch.setenv("EDITOR", "ed")
    monkeypatch.setattr(editor, "edit", lambda *_: rocky.unlink())
    result = run("edit", "rocky")
    assert result.code == 3
    assert f"cannot write to {rocky}: no such file or directory" in result.err


def test_a_theme_is_opened_at_its_line(personal, run, monkeypatch):
    monkeypatch.setenv("EDITOR", "ed")
    shutil.copy(SHELF / "rocky.yaml", personal)
    monkeypatch.setattr(editor, "edit", lambda path, _environ, line: opened.append((path, line)))
    opened: list = []
    run("edit", "distance")
    path, line = opened[0]
    assert Path(path).read_text("utf-8").splitlines()[line - 1].strip() == "- id: distance"


def test_removing_a_theme_that_is_gone_is_an_error(rocky, run, monkeypatch):
    run("add", "One.")
    from lalaland_cli.errors import UnknownName
    from lalaland_cli.writing import themes

    with pytest.raises(UnknownName):
        themes.remove_theme(str(rocky), "two")


def test_a_file_that_cannot_be_written_is_a_one_line_error(rocky, run, monkeypatch):
    from lalaland_cli.system import files

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "replace", fail)
    result = run("add", LESSON)
    assert result.code == 3
    assert f"cannot write to {rocky}: no space left on device" in result.err
