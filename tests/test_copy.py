"""`show --copy`: the clipboard, through the terminal."""

import base64
import re

import pytest

from tests.conftest import in_pty
from tests.test_security import CONTROL, OWN, index, settled, tampered  # noqa: F401 - fixtures

SENT = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


def copied(sent: str) -> str:
    (found,) = SENT.findall(sent)
    return base64.b64decode(found).decode()


def test_takeaway_and_source_are_copied():
    sent = in_pty("show", "failure", "--copy")
    assert copied(sent) == (
        "A flop tells you how one evening went; it cannot tell you what you are worth.\n"
        "— La La Land (2016)"
    )
    said = " ".join(OWN.sub("", SENT.sub("", sent).replace("\n", "\r\n ")).split())
    assert said == (
        "lalaland: copied “A flop tells you how one evening went; it cannot tell you what you are "
        "worth.”, if your terminal allows it (OSC 52)"
    )


def test_copying_without_a_command_needs_the_name_of_one_theme(run):
    assert "copied “A flop tells you" in in_pty("failure", "--copy")
    for words in (["my", "play", "flopped"], ["la-la-land"]):
        says = "lalaland: --copy needs the name of one theme, not a search; see `lalaland --help`\n"
        assert run(*words, "--copy") == (2, "", says)


def test_copy_excludes_the_other_output_forms(run):
    result = run("show", "failure", "--json", "--copy")
    assert result.code == 2
    assert "cannot be combined" in result.err


def test_copy_is_refused_in_a_pipe(run):
    result = run("show", "failure", "--copy")
    assert result == (2, "", "lalaland: cannot copy: stdout is not a terminal that takes OSC 52; use --markdown or --json instead of --copy\n")  # fmt: skip
    for advised in ("--markdown", "--json"):
        assert run("show", "failure", advised).code == 0


def test_copy_is_refused_on_a_dumb_terminal():
    sent = in_pty("show", "failure", "--copy", TERM="dumb")
    assert "52;c" not in sent
    assert "cannot copy: stdout is not a terminal" in sent


def test_a_guessed_name_is_noted():
    assert "“failur” is short for “failure”" in in_pty("show", "failur", "--copy")


@pytest.mark.parametrize("column", ["takeaway", "title"])
def test_what_is_copied_is_sent_as_base64(column, index):  # noqa: F811
    planted = "char(27) || ']0;planted' || char(7) || char(10) || char(8238)"
    tampered(index, f"UPDATE theme SET {column} = {column} || {planted}", "UPDATE file SET film = film || char(27)")  # fmt: skip
    sent = in_pty("show", "one", "--copy")
    assert not CONTROL.search(OWN.sub("", SENT.sub("", sent).replace("\n", "\r\n")))
    assert not CONTROL.search(copied(sent))
    assert copied(sent).count("\n") == 1
