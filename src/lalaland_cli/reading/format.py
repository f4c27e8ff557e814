"""The format of a lesson file, as one table shared by the parser and the schema."""

from typing import NamedTuple

# The kinds of values. Each has a reader in the parser and a definition in the schema.
LINE = "one line of text"
PROSE = "text"
ID = "a short name"
LANGUAGE = "a language"
YEAR = "a year"
LINES = "a list of short texts"
WORK = "a work"
THEMES = "a list of themes"
EXAMPLES = "a list of examples"

# An id contains a letter, so it cannot be mistaken for a number from `lalaland list`.
ID_PATTERN = r"[0-9-]*[a-z][a-z0-9-]*"
ID_RULE = "use a-z, 0-9 and hyphens, with at least one letter"

# The shape of a BCP 47 tag: the language, then a script, a region or a variant.
LANGUAGE_PATTERN = "[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"
LANGUAGE_RULE = "use a code such as `en`, `fr` or `pt-BR`"

# A year that is a number; any other is text, such as `c. 1600`.
WHOLE_NUMBER = "-?(0|[1-9][0-9]{0,8})"
LARGEST_NUMBER = 999_999_999


class Field(NamedTuple):
    """One key of a mapping: its kind of value, whether it is required, and its description."""

    name: str
    kind: str
    required: bool
    about: str


COLLECTION = (
    Field("id", ID, False, "A short name for the collection; default: the file name."),
    Field("title", LINE, True, "What the collection is called."),
    Field("language", LANGUAGE, False, "Its language, as a code such as fr or pt-BR."),
    Field("source", WORK, False, "The film, book or talk that it comes from."),
    Field("intro", PROSE, False, "What to know before the first theme."),
    Field("closing", PROSE, False, "What to take away from the collection."),
    Field("themes", THEMES, True, "The themes, in the order in which they are listed."),
)

SOURCE = (
    Field("film", LINE, False, "The film's title."),
    Field("book", LINE, False, "The book's title."),
    Field("talk", LINE, False, "The talk's title."),
    Field("series", LINE, False, "The series' title."),
    Field("year", YEAR, False, "The year it came out."),
    Field("director", LINE, False, "Who directed it."),
    Field("author", LINE, False, "Who wrote it."),
    Field("speaker", LINE, False, "Who gave it."),
    Field("cast", LINE, False, "Who is in it: names, separated by commas."),
    Field("link", LINE, False, "Where to find it."),
)

THEME = (
    Field("id", ID, False, "The theme's short name, unique in the file; default: from the title."),
    Field("title", LINE, True, "What the theme is called."),
    Field("aliases", LINES, False, "Other names to find it by."),
    Field("tags", LINES, False, "Words that several themes share, for --tag."),
    Field("when", LINES, False, "Situations in which it helps, in the reader's own words."),
    Field("takeaway", LINE, False, "One sentence to remember; default: the lesson's first."),
    Field("summary", PROSE, False, "What the theme is about, in a paragraph."),
    Field("examples", EXAMPLES, False, "Scenes that show it; `- Scene: what happens` is enough."),
    Field("lesson", PROSE, True, "The lesson and how to use it, in one to three paragraphs."),
)

EXAMPLE = (
    Field("scene", LINE, True, "A short name of the scene."),
    Field("shows", PROSE, True, "What happens in it, and what it shows."),
)
