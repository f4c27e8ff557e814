"""Where English inflection is irregular: what the Porter stemmer keeps apart, and what it joins.

The stemmer (Porter, "An algorithm for suffix stripping", 1980) takes endings off. It cannot know
that `broke` is a form of `break`, nor that a musical is something else than music.
"""

from functools import cache

# The forms of one word in each line: of verbs that lessons are about, and of short words in -y,
# whose other forms the stemmer takes for another word.
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

# Words that have the stem of others and are not meant by them; what belongs together is in a line.
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
    """The irregular forms of an English word, itself among them; none if it has none."""
    return next((group for group in _groups(_FORMS) if word in group), frozenset())


def are_apart(word: str, other: str) -> bool:
    """Whether two words of one stem are not forms of one word."""
    return any((word in group) != (other in group) for group in _apart())


@cache
def _apart() -> list[set[str]]:
    return [{form for word in group for form in _regular(word)} for group in _groups(_APART)]


def _regular(word: str) -> set[str]:
    """The forms of a word by its regular endings, and some that nobody writes."""
    base = word.removesuffix("e").removesuffix("y")
    endings = ("e", "y", "s", "es", "ies", "ed", "ing", "ely")
    return {word, f"{word}s", f"{word}es", f"{word}ly", *(f"{base}{end}" for end in endings)}
