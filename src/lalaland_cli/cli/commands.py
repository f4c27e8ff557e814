"""The table of commands: where each is written, its group in the help, and its other names."""

from collections.abc import Sequence

from lalaland_cli.errors import LalalandError, quoted
from lalaland_cli.text import spelling

# Each command's module in this folder, and its function there, in the groups of the help.
GROUPS = {
    "Read": {
        "list": ("read", "list_"),
        "show": ("read", "show"),
        "today": ("read", "today"),
        "random-lesson": ("read", "random_lesson"),
        "about": ("read", "about"),
        "recall": ("recall", "recall"),
    },
    "Find": {"search": ("find", "search"), "tags": ("find", "tags")},
    "Write": {"new": ("write", "new")},
    "Look after": {
        "check": ("care", "check"),
        "schema": ("care", "schema"),
        "sources": ("care", "sources"),
        "completion": ("care", "completion"),
        "help": ("care", "help_"),
    },
}
COMMANDS = {name: place for group in GROUPS.values() for name, place in group.items()}

# Words without a command, and other names of commands.
ANSWER = "answer"
HIDDEN = {ANSWER: ("find", "answer"), "random": ("read", "random_lesson")}

COMMAND_NAMES = tuple(COMMANDS)

# What other programs call them.
ELSEWHERE = {
    "ls": "list",
    "dir": "list",
    "find": "search",
    "grep": "search",
    "view": "show",
    "cat": "show",
    "daily": "today",
    "quiz": "recall",
    "flashcards": "recall",
    "anki": "recall",
    "init": "new",
    "create": "new",
    "validate": "check",
    "lint": "check",
    "info": "about",
    "version": "--version",
}


class UnknownCommand(LalalandError):
    """What was typed begins with no command, but with something like the command `near`."""

    def __init__(self, typed: Sequence[str], near: str) -> None:
        self.typed, self.near = tuple(typed), near
        super().__init__(f"no command is called {quoted(typed[0])}")


def meant_command(word: str, names: Sequence[str]) -> str:
    """The command that was probably meant by a word that is none; empty if there is none."""
    if word in ELSEWHERE:
        return ELSEWHERE[word]
    near = spelling.near(word.lower(), names)
    return near[0] if len(near) == 1 else ""
