"""Exceptions to the Porter stemmer: forms that it fails to join, and words that it wrongly joins.

The stemmer (Porter, "An algorithm for suffix stripping", 1980) strips suffixes. It cannot know
that `broke` is a form of `break`, nor that a musical is not the same as music.
"""

from functools import cache

# The forms of one word per line: verbs and nouns that are common in lessons, and short words in -y,
# whose other forms get a different stem.
_FORMS = """
become became
begin began begun
break broke broken breaking breaks
bring brought
build built
buy bought
choose chose chosen
come came
cry cries cried crying
die dies died dying
draw drew drawn
dream dreamt
drink drank drunk
drive drove driven
eat ate eaten
fall fell fallen
feel felt
fight fought
find found
fly flew flown
forget forgot forgotten
forgive forgave forgiven
give gave given
grow grew grown
hear heard
hide hid hidden
hold held
hurt hurts hurting
keep kept
know knew known
lead led
leave left leaving
lend lent
lie lies lied lying
lose loses losing lost
make made
mean meant
meet met
pay paid
run ran
say says said
see saw seen
sell sold
send sent
show shown
sing sang sung
sit sat
sleep slept
speak spoke spoken
spend spent
stand stood
steal stole stolen
stick stuck
take took taken
teach taught
tell told
think thought
throw threw thrown
try tries tried trying
wake woke woken
wear wore worn
win won winning wins
write wrote written writing writes
child children
man men
woman women
wife wives
life lives
"""

# Words that share a stem with unrelated words. Words on the same line belong together.
_APART = """
animal
business
classic classical
clothe clothes
community communal
competent competence
evening
experiment experimental
general
generation
import
informal
intern
internal
international
likely
musical
news
objective
organ
organic
paste
positive
professor
quite
rational
several
severe
universal
universe
university
witness
"""


def _groups(lines: str) -> list[frozenset[str]]:
    return [frozenset(line.split()) for line in lines.strip().split("\n")]


def forms(word: str) -> frozenset[str]:
    """Return the irregular forms of an English word, including the word; empty if it has none."""
    return next((group for group in _groups(_FORMS) if word in group), frozenset())


def are_apart(word: str, other: str) -> bool:
    """Return whether two words with the same stem are different words."""
    return any((word in group) != (other in group) for group in _apart())


@cache
def _apart() -> list[set[str]]:
    return [{form for word in group for form in _regular(word)} for group in _groups(_APART)]


def _regular(word: str) -> set[str]:
    """Return the forms of a word with regular endings, including some that do not exist."""
    base = word.removesuffix("e").removesuffix("y")
    endings = ("e", "y", "s", "es", "ies", "ed", "ing", "ely")
    return {word, f"{word}s", f"{word}es", f"{word}ly", *(f"{base}{end}" for end in endings)}
