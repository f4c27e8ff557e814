"""English function words, which say nothing about the subject of a text."""

_WORDS = """
a an the this that these those some any each every both either neither such no not nor
i me my mine myself im ive id ill we us our ours ourselves you your yours yourself youre youve
he him his himself hes she her hers herself shes it its itself they them their theirs
themselves theyre theyve one ones someone somebody something anyone anybody anything everyone
everybody everything
who whom whose which what whats when where why how whether
am is are was were be been being do does did doing done dont doesnt didnt isnt arent wasnt
werent has have had having havent hasnt hadnt will would wont wouldnt shall should shouldnt
can could cant couldnt cannot may might must ought let lets
and or but if then than so because as while until though although unless
of at by for with about against between into through during before after above below to from
up down in out on off over under again further here there now just only very too also ever
even still yet much many more most other another own same
s t d ll m o re ve y don doesn didn isn aren wasn weren hasn haven hadn won wouldn shouldn couldn
always never anymore kinda maybe perhaps finally bit best nothing near without within
want wants wanted need needs helps helped likes liked feel feels feeling think like know
thing things way ok okay really please help tell got get gets getting go goes gone going went gonna
wanna
"""

FUNCTION_WORDS = frozenset(_WORDS.split())

# Endings that become words when text is split at apostrophes: `mia s`, `can t`.
ENDINGS = frozenset(["s", "t", "d", "ll", "m", "re", "ve"])
