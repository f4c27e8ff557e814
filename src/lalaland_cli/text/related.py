"""Related words, to search for instead of a word that no lesson contains.

Each line is a group of words that can replace one another in a search. The groups cover the
subjects of lessons: work and love, trying and failing, keeping and letting go. This is not a
thesaurus of English: a word is included only if the rest of its group suits a search for it.
"""

_GROUPS = """
fail failure flop bomb bombed blunder fiasco mess mistake lose loser lost bankrupt bankruptcy bust
failure defeat defeated disaster disastrous catastrophe hopeless flunk flunked botched
reject rejection rejected refuse refused declined denied ghosted unwanted turned
quit give stop surrender resign abandon dropout
fired sacked redundant unemployed jobless laid
burnout burned burnt exhausted exhaustion tired overworked weary
setback comeback bounce relapse recover recovery chance
humiliated humiliation ashamed embarrassed embarrassment rubbish terrible awful worthless useless
doubt insecure insecurity confidence impostor imposter fraud esteem
doubt confidence fright perfectionism perfectionist
resilience resilient grit tough toughness strength
exam test interview application applied university college
startup company business firm venture
audience seats crowd spectators attendance
verdict judgement judgment criticism critics criticise criticize review
regret remorse rue wish mistake
breakup dumped divorce separation separated split ex heartbreak heartbroken
relationship marriage married wife husband girlfriend boyfriend partner fiancee spouse commitment
love lover beloved soulmate romance romantic
career job profession work promotion opportunity offer employment
actor actress acting performer artist
choose choice choices decide decision dilemma priorities priority torn
compromise balance tradeoff tradeoffs
abroad country overseas emigrate relocate move
distance miles apart faraway
quarrel argue argument fight fighting row
sacrifice cost price
kids children family
dream dreams ambition ambitious aspiration aspiring goal goals aim destination
journey road path process
perseverance persistence persistent determination determined stamina hustle discipline endurance
purpose meaning calling vocation direction midlife
patience patient impatient impatience waiting forever slow overnight eventually
motivation motivated inspiration inspired drive
hope hopeful optimism
passion enthusiasm love
success achievement achieve achieving fame winning
bills rent money pay paycheck income broke poor poverty starving struggling
audition auditions tryout casting
nostalgia nostalgic past history bygone memories retro vintage yesteryear childhood
nostalgia homesick homesickness
vintage vinyl analogue antique antiques classics
tradition traditional traditionalist heritage roots legacy custom customs ancestors folklore
innovation innovate modernise modernize update renew rewrite renovate revolutionary adapt evolve
homage tribute imitation imitate copy pastiche plagiarism influence
remake reboot revival sequel adaptation cover
generation generations teenagers youngsters elderly grandparents grandma grandad grandfather boomers
customers business businesses trade
classic golden timeless
craft craftsmanship trade artisan handmade
musical musicals broadway choreography
music song songs melody tune tunes playlist lyrics lyric
soundtrack score composer orchestra
instrument piano guitar violin cello
sing singing singer choir hum karaoke
creativity creative imagination artistic
emotion emotional emotions feelings mood
storytelling narrative story stories storyteller
express expression communicate communication
sorry apology apologise apologize
brand marketing advertising slogan
poem poetry poems verse
speech toast eulogy presentation
aloud loud
goodbye farewell breakup separation
cry crying tears weep weeping sob sobbing
clothes costume costumes dresses outfit wardrobe fashion
camera cinematography cinematographer
afraid scared frightened fear
speechless inarticulate wordless shy
dance dancing dancer
picture photograph painting drawing
film movie movies cinema
shop store
"""

RELATED_WORDS = frozenset(_GROUPS.split())

_SHORTEST_STEM = 4
_ENDINGS = frozenset(
    (
        *("e", "s", "es", "ed", "d", "ing", "ings", "y", "ies", "ied", "er", "ers"),
        *("ion", "ions", "al", "ment", "ments", "ful", "ness"),
    )
)


def related(word: str) -> list[str]:
    """Return the words related to `word`; empty if it is in no group."""
    groups = [line.split() for line in _GROUPS.strip().split("\n")]
    own = [group for group in groups if any(_same(word, other) for other in group)]
    found = dict.fromkeys(other for group in own for other in group if other != word)
    return list(found)


def _same(word: str, other: str) -> bool:
    """Return whether the two words differ at most by an ending such as `-s`, `-ed` or `-ing`."""
    short, long = sorted((word, other), key=len)
    if word == other:
        return True
    stem = short[:-1] if short.endswith(("e", "y")) else short
    if len(stem) < _SHORTEST_STEM or not long.startswith(stem):
        return False
    return long[len(stem) :] in _ENDINGS
