"""Questions that ask for a lesson by its scenes, without its title or text."""

from lalaland_cli.answers import Question
from lalaland_cli.model import Example, Theme
from lalaland_cli.text import words


def question(theme: Theme, place: int = 1, total: int = 1) -> Question:
    """Return the question for a theme, number `place` (from 1) of `total`.

    It asks by the scenes, else by the summary, else by the situations, else by the first half of
    the takeaway.
    """
    if theme.examples:
        scenes = tuple(_unnamed(example, theme) for example in theme.examples)
        return Question(theme, place, total, scenes=scenes)
    if theme.summary:
        return Question(theme, place, total, summary=theme.summary)
    if theme.when:
        return Question(theme, place, total, when=theme.when)
    return Question(theme, place, total, beginning=_half(theme.takeaway))


def _half(text: str) -> str:
    """Return the first half of a text's words, or of its letters if it has no spaces."""
    parts, joint = (text.split(), " ") if " " in text else (list(text), "")
    return joint.join(parts[: (len(parts) + 1) // 2])


def _unnamed(example: Example, theme: Theme) -> Example:
    """Return a scene, without its name if that contains the title or takeaway."""
    name = words.key(example.scene)
    told = any(key and key in name for key in map(words.key, (theme.title, theme.takeaway)))
    return example._replace(scene="") if told else example
