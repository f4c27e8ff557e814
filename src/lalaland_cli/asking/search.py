"""What a search finds, best first, and where it finds less than was asked for, why.

First come the themes that hold all the words. If there are none, those that hold most of them,
where a rare word counts more than a common one: its weight is the inverse document frequency of
BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009). Of a query that is a
sentence, it also counts how much of it stands together in one sentence of a theme.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from heapq import nlargest
from typing import Literal, NamedTuple

from lalaland_cli.answers import Correction, Hit, Search, Wider
from lalaland_cli.asking import excerpt
from lalaland_cli.errors import UnknownField
from lalaland_cli.fields import FIELDS
from lalaland_cli.keeping.index import Index, Match, Query
from lalaland_cli.text import english, spelling, words
from lalaland_cli.text.function_words import ENDINGS, FUNCTION_WORDS
from lalaland_cli.text.related import related

_MOST_TERMS = 100  # SQLite reads no longer expressions than ten times that
_MOST_WORDS = 50  # in one phrase
_MOST_LETTERS = 100  # in one word
_MOST_HITS = 1 << 62
_MOST_NEAR = 5
_SHORT = 3  # letters
_MOST_RESPELLED = 10  # words, of which each is compared with the whole vocabulary

# Where a word stands nowhere, a theme answers a query only if it holds at least this share of the
# query's weight; in any case little less than the best does. A hit in a better field counts more.
_ENOUGH = 0.4
_OF_THE_BEST = 0.7
_FIELD_FACTOR = {100: 1.5, 20: 1.2, 1: 0.5}

# A query of so many words is a sentence. What it has in common with one sentence of a theme counts
# so much; the words that say nothing by themselves count a little there.
_SENTENCE = 3
_TOGETHER = 1.0
_FUNCTION_WEIGHT = 0.2
_RANKED = 100  # themes, the best by their words alone


class _Asked(NamedTuple):
    """A query with its terms, all its words, and what was made of those that stand nowhere.

    `corrected` words were respelled, `scattered` phrases taken for their words, and `near` are
    words that may be meant.
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
    """What `query` finds when its terms are those of `typed`: see `Library.search`."""
    if unknown := [field for field in query.fields if field not in FIELDS]:
        raise UnknownField(unknown[0], FIELDS)
    line = typed if isinstance(typed, str) else " ".join(typed)
    asked = _asked(index, typed, query)
    if not asked.query.terms:
        return Search(line, (), 0, match=query.match)
    most = _MOST_HITS if limit is None else min(limit, _MOST_HITS)
    matches, total = _matches(index, asked, most)
    if not matches:
        wider = "" if total else _wider(index, typed, query)
        return Search(
            query=line,
            hits=(),
            total=total,
            words=_words(asked.query.terms),
            near=asked.near,
            wider=wider,
            narrowed_by=_narrowed_by(query),
            match=query.match,
        )
    return Search(
        query=line,
        hits=tuple(_hit(index, match, asked.query, excerpts) for match in matches),
        total=total,
        words=_words(asked.query.terms),
        corrected=asked.corrected,
        scattered=asked.scattered,
        match=query.match,
    )


def finder(index: Index, typed: str | Sequence[str]) -> Callable[[str], excerpt.Spans]:
    """A function that gives the (start, end) of what a search for `typed` finds in a text."""
    terms = _asked(index, typed, Query()).query.terms

    def spans(text: str) -> excerpt.Spans:
        found = list(words.locate(text))
        return excerpt.merged([span for term in terms for span in term.find(found)])

    return spans


def _narrowed_by(query: Query) -> tuple[Literal["fields", "collection"], ...]:
    fields: tuple[Literal["fields"], ...] = ("fields",) if query.fields else ()
    return (*fields, "collection") if query.collection else fields


def _wider(index: Index, typed: str | Sequence[str], query: Query) -> Wider:
    """The least change to a query that finds nothing by which it finds something."""
    everywhere = query._replace(fields=(), collection=None)
    changes: tuple[tuple[Wider, Query], ...] = (
        ("everywhere", everywhere),
        ("best", query._replace(match="best")),
        ("any", query._replace(match="any")),
    )
    for change, other in changes:
        if other != query and _matches(index, _asked(index, typed, other), 1)[1]:
            return change
    return ""


def _matches(index: Index, asked: _Asked, most: int) -> tuple[list[Match], int]:
    """The matches, `most` at the most, and how many there are in all."""
    is_sentence = len(asked.sentence) >= _SENTENCE and asked.query.match == "best"
    found, total = index.search(asked.query, max(most, _RANKED) if is_sentence else most)
    if asked.query.match != "best" or (found and not is_sentence):
        return found, total
    ranking = _Ranking(index, asked)
    rows = [match.row for match in found] or ranking.enough()
    return ranking.best(rows, most), total or len(rows)


class _Ranking:
    """The weights of a query's terms, and how much of them each theme holds."""

    def __init__(self, index: Index, asked: _Asked) -> None:
        self._index = index
        self._asked = asked
        self._count = index.count()
        self._weights: dict[words.Term, float] = {}
        self._is_lacking = False  # a word that stands nowhere
        self._held: dict[int, float] = {}
        for term in asked.query.terms:
            self._weigh(term, index.steps(term, asked.query))
        self._by_form = {
            form: weight
            for term, weight in self._weights.items()
            for place in term.places
            for form in place
        }

    def _weigh(self, term: words.Term, found: dict[int, int]) -> None:
        weight = math.log(1 + (self._count - len(found) + 0.5) / (len(found) + 0.5))
        self._is_lacking |= not found
        if not found:  # the longer the query, the less is lost with a word
            weight /= max(1, len(self._asked.query.terms) - 1)
        self._weights[term] = weight
        for row, step in found.items():
            self._held[row] = self._held.get(row, 0) + weight * _FIELD_FACTOR[step]

    def enough(self) -> list[int]:
        """The rows of the themes that hold enough of the query to answer it."""
        whole = sum(self._weights.values()) if self._is_lacking else 0
        held = dict(self._held)
        for row in nlargest(_RANKED, held, key=self._held.__getitem__):
            held[row] = max(held[row], self._together(row))
        least = max(_ENOUGH * whole, _OF_THE_BEST * max(held.values(), default=0))
        return [row for row, weight in held.items() if weight >= least]

    def best(self, rows: list[int], most: int) -> list[Match]:
        """The best of these themes, best first; ties keep the order of the list."""
        numbers = self._index.numbers(rows)
        rows = sorted(rows, key=lambda row: (-self._held.get(row, 0), numbers[row]))
        scores = {row: self._held.get(row, 0) for row in rows}
        if len(self._asked.sentence) >= _SENTENCE:
            for row in rows[:_RANKED]:
                scores[row] += _TOGETHER * self._together(row, _FUNCTION_WEIGHT)
        rows.sort(key=lambda row: (-scores[row], numbers[row]))
        return [Match(row, scores[row]) for row in rows[:most]]

    def _together(self, row: int, function_weight: float = 0) -> float:
        """The weight of the query's words that stand in one sentence of the theme, at best."""
        theme, fields = self._index.theme(row), self._asked.query.fields
        weights = self._by_form | dict.fromkeys(
            FUNCTION_WORDS.intersection(self._asked.sentence), function_weight
        )
        sets = excerpt.word_sets(theme, fields, weights)
        return max(map(partial(_weight_of, weights), sets), default=0)


def _weight_of(weights: Mapping[str, float], held: set[str]) -> float:
    """The weight of the words that a sentence holds, if they are several."""
    found = [weights[word] for word in held if word in weights]
    return sum(found) if sum(map(bool, found)) > 1 else 0


def _asked(index: Index, typed: str | Sequence[str], query: Query) -> _Asked:
    """The query with its terms: what was typed, or where nothing is spelled so, what was meant."""
    items = typed.split() if isinstance(typed, str) else typed
    texts = _texts(items)
    sentence = tuple(dict.fromkeys(word for text in texts for word in text))
    if query.match == "all":
        return _Asked(query._replace(terms=[_term(index, text) for text in texts]), sentence)
    scattered = [text for text in texts if query.match == "best" and _is_nowhere(index, text)]
    texts = [part for text in texts for part in (_apart(text) if text in scattered else [text])]
    telling = [text for text in texts if not FUNCTION_WORDS.issuperset(text)]
    meanings = [
        _meaning(index, text, place < _MOST_RESPELLED)
        for place, text in enumerate((telling or texts)[:_MOST_TERMS])
    ]
    near = dict.fromkeys(word for meaning in meanings for word in meaning.near)
    return _Asked(
        query._replace(terms=list(dict.fromkeys(meaning.term for meaning in meanings))),
        sentence,
        tuple(meaning.corrected for meaning in meanings if meaning.corrected),
        tuple(item for item in items if _bounded(item) in scattered),
        tuple(near)[:_MOST_NEAR],
    )


def _is_nowhere(index: Index, text: Sequence[str]) -> bool:
    """Whether a text is a phrase that no lesson has."""
    return len(text) > 1 and not index.count_of(_term(index, text))


def _apart(text: Sequence[str]) -> list[tuple[str, ...]]:
    return [(word,) for word in text]


class _Meaning(NamedTuple):
    """A term to look for, how it was respelled for that, or the words that may be meant."""

    term: words.Term
    corrected: Correction | None = None
    near: tuple[str, ...] = ()


def _meaning(index: Index, text: Sequence[str], respelled: bool) -> _Meaning:
    """What a word or phrase stands for, in the words that the collections have."""
    term = _term(index, text)
    if len(text) > 1 or index.count_of(term):
        return _Meaning(term)
    (word,) = text
    if name := index.spelled(word):  # a name of several words, written as one
        return _Meaning(_term(index, _bounded(name)))
    if others := related(word):
        forms = dict.fromkeys(form for other in others for form in index.variants(other))
        found = [form for form in forms if index.count_of(words.Term(((form,),), None))]
        return _Meaning(words.Term(((word, *found),), None))
    meant = _respelled(index, word) if respelled else []
    if len(meant) == 1:
        return _Meaning(_term(index, meant), Correction(word, meant[0]))
    return _Meaning(term, near=tuple(meant))


def _texts(items: Sequence[str]) -> list[tuple[str, ...]]:
    """The different items of a query as folded words: a phrase has several."""
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
    """A word or phrase with the forms that the collections have of it."""
    forms = tuple(map(index.variants, text))
    return words.Term(forms, text[-1] if _may_begin(index, text[-1]) else None)


def _may_begin(index: Index, word: str) -> bool:
    """Whether a word stands for all that begin with it: a short one would begin too many."""
    if not word.isascii() or len(word) > _SHORT:
        return True
    return len(word) == _SHORT and not index.count_of(words.Term(((word,),), None))


def _respelled(index: Index, word: str) -> list[str]:
    """The words that `word` may be a misspelling of, one of each stem."""
    reach = spelling.reach(word)
    if not reach or english.is_english(word):
        return []
    known = index.vocabulary(len(word) - reach, len(word) + reach)
    once: dict[tuple[str, ...], str] = {}
    near = spelling.near(word, sorted({*known} - FUNCTION_WORDS))
    for other in near[: _MOST_NEAR + 1]:
        once.setdefault(tuple(sorted(index.variants(other))), other)
    return list(once.values())


def _hit(index: Index, match: Match, query: Query, excerpts: Sequence[str]) -> Hit:
    theme = index.theme(match.row)
    shown = excerpt.best(theme, query.terms, excerpts or query.fields)
    lacking = excerpt.lacking(theme, query.terms, query.fields)
    return Hit(theme, match.score, shown, _words(lacking))


def _words(terms: Sequence[words.Term]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place[0] for term in terms for place in term.places))
