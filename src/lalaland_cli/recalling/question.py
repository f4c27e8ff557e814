"""What a lesson is asked by: its scenes; not its title, nor the lesson itself."""

from lalaland_cli.answers import Question
from lalaland_cli.model import Example, Theme
from lalaland_cli.text import words


def question(theme: Theme, place: int = 1, total: int = 1) -> Question:
    """The question for a theme, the one at `place` (from 1) of `total`.

    It goes by the scenes, where there are none by the summary, else by the situations, and where
    nothing but the lesson is written down, by the first half of its takeaway.
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
    """The first half of a text's words, or of its letters where there are no spaces."""
    parts, joint = (text.split(), " ") if " " in text else (list(text), "")
    return joint.join(parts[: (len(parts) + 1) // 2])


def _unnamed(example: Example, theme: Theme) -> Example:
    """A scene, without its name if that is what is asked for."""
    name = words.key(example.scene)
    told = any(key and key in name for key in map(words.key, (theme.title, theme.takeaway)))
    return example._replace(scene="") if told else example
