"""The table of commands: the function of each, its group in the help, and other names for it."""

from collections.abc import Sequence

from lalaland_cli.errors import LalalandError, quoted
from lalaland_cli.text import english, spelling

# The module and function of each command, by its group in the help.
GROUPS = {
    "Read": {
        "list": ("read", "list_"),
        "show": ("read", "show"),
        "today": ("read", "today"),
        "random-lesson": ("read", "random_lesson"),
        "about": ("read", "about"),
        "recall": ("recall", "recall"),
        "browse": ("browse", "browse"),
    },
    "Find": {"search": ("find", "search"), "tags": ("find", "tags")},
    "Share": {"publish": ("share", "publish"), "card": ("share", "card")},
    "Write": {
        "new": ("write", "new"),
        "add": ("write", "add"),
        "edit": ("write", "edit"),
        "remove": ("write", "remove"),
    },
    "Maintain": {
        "check": ("care", "check"),
        "schema": ("care", "schema"),
        "sources": ("care", "sources"),
        "completion": ("care", "completion"),
        "help": ("care", "help_"),
    },
}
COMMANDS = {name: place for group in GROUPS.values() for name, place in group.items()}

# Commands that the help does not list: the one for words without a command, and an alias.
ANSWER = "answer"
HIDDEN = {ANSWER: ("find", "answer"), "random": ("read", "random_lesson")}

_SHORT = 3  # letters

# Names that other programs use for these commands.
ELSEWHERE = {
    "ls": "list",
    "dir": "list",
    "find": "search",
    "grep": "search",
    "view": "show",
    "cat": "show",
    "tui": "browse",
    "daily": "today",
    "quiz": "recall",
    "flashcards": "recall",
    "anki": "recall",
    "init": "new",
    "write": "add",
    "note": "add",
    "rm": "remove",
    "delete": "remove",
    "create": "new",
    "validate": "check",
    "lint": "check",
    "info": "about",
    "collections": "about",
    "complete": "completion",
    "completions": "completion",
    "export": "publish",
    "html": "publish",
    "svg": "card",
    "png": "card",
    "version": "--version",
}


class UnknownCommand(LalalandError):
    """The first word typed is not a command; `near` is the one probably meant, or empty.

    `asked_help` tells whether the user asked for its help.
    """

    def __init__(self, typed: Sequence[str], near: str, *, asked_help: bool = False) -> None:
        self.typed, self.near, self.asked_help = tuple(typed), near, asked_help
        super().__init__(f"no command is called {quoted(typed[0])}")


def meant_command(word: str) -> str:
    """Return the command probably meant by a word, or an empty string."""
    typed = word.lower()
    if typed in ELSEWHERE:
        return ELSEWHERE[typed]
    begun = [name for name in COMMANDS if len(typed) > 1 and name.startswith(typed)]
    # Words this short are never near anything, so look for a single missing letter.
    short = [name for name in COMMANDS if len(typed) == _SHORT and _lacks_one(typed, name)]
    alike = spelling.near(typed, COMMANDS) or short
    near = begun or (alike if not english.is_english(typed) else [])
    return near[0] if len(near) == 1 else ""


def _lacks_one(typed: str, name: str) -> bool:
    return any(name[:place] + name[place + 1 :] == typed for place in range(len(name)))
