"""Ranked search over the index, with suggestions for queries that match little or nothing.

The hits are the themes that contain all the words or, if there are none, those that contain enough
of them. Rare words count more than common ones: the weight of a word is the inverse document
frequency of BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009). For
queries of several words, it also counts how many of them share a sentence of a theme.
"""

import math
from collections.abc import Mapping, Sequence, Set
from typing import Literal, NamedTuple

from lalaland_cli.answers import Correction, Hit, Search, Wider
from lalaland_cli.asking import excerpt
from lalaland_cli.errors import UnknownField
from lalaland_cli.fields import FIELDS
from lalaland_cli.keeping.index import Index, Match, Query
from lalaland_cli.model import Theme
from lalaland_cli.text import english, spelling, words
from lalaland_cli.text.function_words import ENDINGS, FUNCTION_WORDS
from lalaland_cli.text.related import RELATED_WORDS, related

_MOST_TERMS = 100  # SQLite limits expression depth to 1,000
_MOST_WORDS = 50  # in one phrase
_MOST_LETTERS = 100  # in one word
_MOST_HITS = 1 << 62
_MOST_NEAR = 5
_SHORT = 3  # letters
_MOST_RESPELLED = 10  # items, since each costs a scan of the vocabulary

_NARROWING: tuple[Literal["fields", "collection"], ...] = ("fields", "collection")

# If a word occurs nowhere, a theme matches a query only if it holds at least this share of the
# query's weight; in any case, it must hold this share of what the best theme holds. Hits in better
# fields count more.
_ENOUGH = 0.4
_OF_THE_BEST = 0.7
_FIELD_FACTOR = {100: 1.5, 20: 1.2, 1: 0.5, 0: 0.0}

# From this many words on, query words that share a sentence of a theme count as well, multiplied
# by this factor for the sentence's field. Function words have a small weight there.
_SEVERAL = 2
_SENTENCE_FACTOR = {100: 1.5, 20: 1.2, 1: 1.0}
_BEST_FACTOR = max(*_FIELD_FACTOR.values(), *_SENTENCE_FACTOR.values())
_FUNCTION_WEIGHT = 0.4
_RANKED = 30  # themes to rank by their sentences: the first by their words alone


class _Asked(NamedTuple):
    """A query with its terms, and how they were derived from the words typed.

    `sentence` holds all the words, function words included, `corrected` those that were respelled,
    `scattered` the phrases that were split into words, and `near` suggestions for unknown words.
    """

    query: Query
    sentence: tuple[str, ...] = ()
    corrected: tuple[Correction, ...] = ()
    scattered: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


def search(
    index: Index,
    typed: str | Sequence[str],
    query: Query,
    limit: int | None,
    excerpts: Sequence[str] = (),
) -> Search:
    """Search for the words in `typed`, within the limits of `query`; see `Library.search`."""
    if unknown := [field for field in query.fields if field not in FIELDS]:
        raise UnknownField(unknown[0], FIELDS)
    line = typed if isinstance(typed, str) else " ".join(typed)
    asked = _asked(index, typed, query)
    if not asked.query.terms:
        return Search(line, (), 0, match=query.match)
    most = _MOST_HITS if limit is None else min(limit, _MOST_HITS)
    matches, total = _matches(index, asked, most)
    hits = _hits(index, matches, asked.query, excerpts)
    narrowed_by = tuple(way for way in _NARROWING if getattr(query, way))
    found = Search(
        line, hits, total, tuple(asked.query.terms), narrowed_by=narrowed_by, match=query.match
    )
    if total:
        return found._replace(corrected=asked.corrected, scattered=asked.scattered)
    return found._replace(near=asked.near, wider=_wider(index, typed, asked))


def _wider(index: Index, typed: str | Sequence[str], asked: _Asked) -> Wider:
    """Return the smallest change that makes a query without hits find something, if any."""
    query = asked.query
    has_phrase = not isinstance(typed, str) and any(" " in item for item in typed)
    split = " ".join(typed) if has_phrase else typed
    changes: tuple[tuple[Wider, str | Sequence[str], Query], ...] = (
        ("everywhere", typed, query._replace(fields=(), collection=None)),
        ("best", typed, query._replace(match="best")),
        ("any", split, query._replace(match="any")),
    )
    for change, text, other in changes:
        is_same = other.match == query.match or (query.match == "best" and not asked.scattered)
        is_same = is_same and text == typed
        again = asked._replace(query=other) if is_same else _asked(index, text, other)
        if other != query and _matches(index, again, 1)[1]:
            return change
    return ""


def _matches(index: Index, asked: _Asked, most: int) -> tuple[list[Match], int]:
    """Return at most `most` matches, best first, and the total number of matches."""
    query = asked.query
    are_several = len(asked.sentence) >= _SEVERAL and query.match == "best"
    found, total = index.search(query, max(most, _RANKED) if are_several else most)
    if query.match != "best" or (found and not are_several):
        return found, total
    ranking = _Ranking(index, asked)
    if not found and ranking.can_be_enough:
        some, _ = index.search(query._replace(match="any"), _MOST_HITS)
        found = ranking.enough(some)
        total = len(found)
    return ranking.best(found)[:most], total


class _Ranking:
    """Ranking of matches by how much of the query they hold and, for the best, their sentences."""

    def __init__(self, index: Index, asked: _Asked) -> None:
        self._index = index
        self._asked = asked
        terms = asked.query.terms
        counts = [index.count_of(term, asked.query) for term in terms]
        self._weights = _weights(counts, index.count())
        self._least = 0 if all(counts) else _ENOUGH * sum(self._weights)
        there = [weight for weight, count in zip(self._weights, counts, strict=True) if count]
        # Without this, a word that nearly all lessons have would be searched for in vain beside
        # one that none has.
        self.can_be_enough = _BEST_FACTOR * sum(there) >= self._least and bool(there)
        self._by_form = {
            form: (place[0], weight)
            for term, weight in zip(terms, self._weights, strict=True)
            for place in term.places
            for form in place
        }
        self._themes: dict[int, Theme] = {}

    def _held(self, match: Match) -> float:
        """Return the weight of the terms of a match, multiplied by the factors of their fields."""
        pairs = zip(self._weights, match.steps, strict=True)
        return sum(weight * _FIELD_FACTOR[step] for weight, step in pairs)

    def _read(self, matches: Sequence[Match]) -> None:
        """Load the themes of these matches, unless they are already loaded."""
        new = [match.row for match in matches if match.row not in self._themes]
        self._themes |= zip(new, self._index.themes_in(new), strict=True)

    def enough(self, matches: Sequence[Match]) -> list[Match]:
        """Return the matches that hold enough of the query, ranked by their words alone."""
        held = {match.row: self._held(match) for match in matches}
        ranked = sorted(matches, key=lambda match: -held[match.row])
        self._read(ranked[:_RANKED])
        for match in ranked[:_RANKED]:
            held[match.row] = max(held[match.row], self._together(match.row, self._by_form))
        least = max(self._least, _OF_THE_BEST * max(held.values()))
        return [match for match in ranked if held[match.row] >= least]

    def best(self, matches: Sequence[Match]) -> list[Match]:
        """Return the matches, the first few ranked by their sentences, the others as they come.

        A fixed number is ranked, so that the order does not depend on how many are asked for.
        """
        if not matches:
            return []
        self._read(matches[:_RANKED])
        function_words = FUNCTION_WORDS.intersection(self._asked.sentence)
        by_form = self._by_form | {word: (word, _FUNCTION_WEIGHT) for word in function_words}
        scored = [
            match._replace(score=self._held(match) + self._together(match.row, by_form))
            for match in matches[:_RANKED]
        ]
        scored.sort(key=lambda match: -match.score)
        lowest = scored[-1].score
        for match in matches[_RANKED:]:
            lowest = min(lowest, self._held(match))
            scored.append(match._replace(score=lowest))
        return scored

    def _together(self, row: int, by_form: Mapping[str, tuple[str, float]]) -> float:
        """Return the greatest weight of several words that share a sentence of the theme, or 0.

        `by_form` maps each form of a word to the word and its weight.
        """
        found = excerpt.together(self._themes[row], self._asked.query.fields, by_form.keys())
        held = ((step, {by_form[form] for form in forms}) for step, forms in found)
        return max((_SENTENCE_FACTOR[step] * _sum(several) for step, several in held), default=0)


def _sum(held: Set[tuple[str, float]]) -> float:
    """Return the total weight of the words if there are several, or else 0."""
    return sum(weight for _, weight in held) if len(held) > 1 else 0


def _weights(counts: Sequence[int], size: int) -> list[float]:
    """Return the weight of each term; `counts` says how many of the `size` themes have it."""
    weights = [math.log(1 + (size - count + 0.5) / (count + 0.5)) for count in counts]
    # The longer the query, the less an unknown word matters.
    shares = [1 if count else max(1, len(counts) - 1) for count in counts]
    return [weight / share for weight, share in zip(weights, shares, strict=True)]


class _Meaning(NamedTuple):
    """A term to search for, with its correction if it was respelled, or else suggestions."""

    term: words.Term
    corrected: Correction | None = None
    near: tuple[str, ...] = ()


def _asked(index: Index, typed: str | Sequence[str], query: Query) -> _Asked:
    """Return the query with its terms: words as typed, or corrected if they occur nowhere."""
    items = typed.split() if isinstance(typed, str) else typed
    texts = _texts(items)
    sentence = tuple(dict.fromkeys(word for text in texts for word in text))
    if query.match == "all":
        return _Asked(query._replace(terms=[_term(index, text) for text in texts]), sentence)
    scattered = [text for text in texts if query.match == "best" and _is_nowhere(index, text)]
    texts = [
        part
        for text in texts
        for part in ([(word,) for word in text] if text in scattered else [text])
    ]
    telling = [text for text in texts if not FUNCTION_WORDS.issuperset(text)]
    meanings = _meanings(index, telling) or _meanings(index, texts, every=True)
    near = dict.fromkeys(word for meaning in meanings for word in meaning.near)
    return _Asked(
        query._replace(terms=list(dict.fromkeys(meaning.term for meaning in meanings))),
        sentence,
        tuple(meaning.corrected for meaning in meanings if meaning.corrected),
        tuple(item for item in items if _bounded(item) in scattered),
        tuple(near)[:_MOST_NEAR],
    )


def _meanings(
    index: Index, texts: Sequence[tuple[str, ...]], *, every: bool = False
) -> list[_Meaning]:
    """Return the meanings of words and phrases, omitting corrections to function words.

    With `every`, nothing is omitted.
    """
    found = [
        _meaning(index, text, place < _MOST_RESPELLED)
        for place, text in enumerate(texts[:_MOST_TERMS])
    ]
    return [m for m in found if every or not m.corrected or m.corrected.taken not in FUNCTION_WORDS]


def _is_nowhere(index: Index, text: Sequence[str]) -> bool:
    """Return whether a text is a phrase that no lesson has."""
    return len(text) > 1 and not index.count_of(_term(index, text))


def _meaning(index: Index, text: Sequence[str], respelled: bool) -> _Meaning:
    """Return what a word or phrase means in the vocabulary of the collections."""
    term = _term(index, text)
    if len(text) > 1 or index.count_of(term):
        return _Meaning(term)
    (word,) = text
    if name := index.spelled(word):  # a name of several words, typed as one
        return _Meaning(_term(index, _bounded(name)))
    if others := related(word):
        forms = dict.fromkeys(form for other in others for form in index.variants(other))
        found = [form for form in forms if index.count_of(words.Term(((form,),), None))]
        return _Meaning(words.Term(((word, *found),), None))
    meant = _respelled(index, word) if respelled else []
    if len(meant) == 1:
        meaning = _meaning(index, meant, respelled=False)
        return meaning._replace(corrected=Correction(word, meant[0]))
    return _Meaning(term, near=tuple(meant))


def _texts(items: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the distinct items of a query as folded words, several for a phrase."""
    texts: dict[tuple[str, ...], None] = {}
    for item in items:
        text = _bounded(item)
        if len(item.split()) == 1 and len(text) > 1 and text[-1] in ENDINGS:
            text = text[:-1]
        if text:
            texts[text] = None
    return list(texts)[:_MOST_TERMS]


def _bounded(text: str) -> tuple[str, ...]:
    return tuple(word[:_MOST_LETTERS] for word in words.split(text)[:_MOST_WORDS])


def _term(index: Index, text: Sequence[str]) -> words.Term:
    """Return the term for a word or phrase, with its forms in the collections."""
    forms = tuple(map(index.variants, text))
    return words.Term(forms, text[-1] if _may_begin(index, text[-1]) else None)


def _may_begin(index: Index, word: str) -> bool:
    """Return whether a word also matches as a prefix; short words would match too many."""
    if not word.isascii() or len(word) > _SHORT:
        return True
    return len(word) == _SHORT and not index.count_of(words.Term(((word,),), None))


def _respelled(index: Index, word: str) -> list[str]:
    """Return the words that `word` may be a misspelling of, one per stem."""
    reach = spelling.reach(word)
    if not reach or english.is_english(word):
        return []
    known = index.vocabulary(len(word) - reach, len(word) + reach, word[:2])
    once: dict[tuple[str, ...], str] = {}
    near = spelling.near(word, sorted(FUNCTION_WORDS.union(known, RELATED_WORDS)))
    telling = [other for other in near if other not in FUNCTION_WORDS]
    for other in telling[: _MOST_NEAR + 1] or near[:1]:
        once.setdefault(tuple(sorted(index.variants(other))), other)
    return list(once.values())


def _hits(
    index: Index, matches: Sequence[Match], query: Query, excerpts: Sequence[str]
) -> tuple[Hit, ...]:
    themes = index.themes_in([match.row for match in matches])
    return tuple(
        _hit(theme, match.score, query, excerpts)
        for theme, match in zip(themes, matches, strict=True)
    )


def _hit(theme: Theme, score: float, query: Query, excerpts: Sequence[str]) -> Hit:
    shown = excerpt.best(theme, query.terms, excerpts or query.fields)
    lacking = excerpt.lacking(theme, query.terms, query.fields)
    missing = dict.fromkeys(place[0] for term in lacking for place in term.places)
    return Hit(theme, score, shown, tuple(missing))
