"""Excerpts: the sentences of a theme that contain search terms."""

from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from lalaland_cli.answers import Match
from lalaland_cli.fields import SEARCH_FIELDS, SearchField
from lalaland_cli.model import Theme
from lalaland_cli.text import words

# Sentences longer than this many characters are shortened to the text around their hits.
_LONGEST = 240
_MOST = 2  # excerpts of one theme
_BEFORE = 60

# Hits in fields with a lower rank make better excerpts. The id and the source are shown beside the
# title anyway.
_RANK = {"title": 0, "takeaway": 1, "when": 2, "aliases": 3, "tags": 3, "source": 5, "id": 6}
_ELSEWHERE = 4


class _Passage(NamedTuple):
    match: Match
    terms: int  # number of different terms

    def rank(self) -> tuple[int, int]:
        return -self.terms, _RANK.get(self.match.field, _ELSEWHERE)


def best(theme: Theme, terms: Sequence[words.Term], fields: Sequence[str]) -> tuple[Match, ...]:
    """Return the few best excerpts, best first: those with the most terms, then by field."""
    texts = _texts(theme, fields)
    passages = [found for field, text in texts for found in _passages(field.name, text, terms)]
    return tuple(passage.match for passage in sorted(passages, key=_Passage.rank)[:_MOST])


def _texts(theme: Theme, fields: Sequence[str]) -> Iterator[tuple[SearchField, str]]:
    """Return the texts of a theme in `fields`, or in all fields if empty, with their fields."""
    wanted = (field for field in SEARCH_FIELDS if not fields or field.name in fields)
    return ((field, text) for field in wanted for text in field.texts(theme))


def lacking(
    theme: Theme, terms: Sequence[words.Term], fields: Sequence[str]
) -> Sequence[words.Term]:
    """Return the terms that the theme does not contain in `fields`, or in any field if empty."""
    for _, text in _texts(theme, fields):
        folded = words.fold(text)
        if possible := {term for term in terms if term.may_be_in(folded)}:
            found = list(words.locate(text))
            here = {term for term in possible if next(term.find(found), None)}
            terms = [term for term in terms if term not in here]
    return terms


def together(
    theme: Theme, fields: Sequence[str], wanted: Set[str]
) -> Iterator[tuple[int, Set[str]]]:
    """Yield the step and the words of each sentence that contains several of the wanted words."""
    for field, text in _texts(theme, fields):
        if len(_held(text, wanted)) > 1:
            for start, end in words.sentences(text):
                if len(found := _held(text[start:end], wanted)) > 1:
                    yield field.step, found


def _held(text: str, wanted: Set[str]) -> Set[str]:
    """Return the wanted words in `text`, or none if it cannot contain several."""
    folded = words.fold(text)
    if sum(word in folded for word in wanted) < 2:  # most texts, which need no splitting
        return frozenset()
    return wanted & {*words.split(text)}


def _passages(field: str, text: str, terms: Sequence[words.Term]) -> Iterator[_Passage]:
    folded = words.fold(text)
    if not any(term.may_be_in(folded) for term in terms):
        return
    found = list(words.locate(text))
    hits = sorted((*span, which) for which, term in enumerate(terms) for span in term.find(found))
    shown = first = 0
    for start, end in words.sentences(text) if hits else ():
        last = first
        while last < len(hits) and hits[last][0] < end:
            last += 1
        here = [hit for hit in hits[first:last] if hit[0] >= max(start, shown)]
        first = last
        if here:
            shown = max(end, *(stop for _, stop, _ in here))
            spans = words.merged([(a - start, b - start) for a, b, _ in here])
            match = _shortened(field, text[start:shown], spans)
            yield _Passage(match, len({which for *_, which in here}))


def _shortened(field: str, text: str, spans: words.Spans) -> Match:
    """Return the excerpt on one line, cut between words, from shortly before the first hit."""
    line = text.translate({10: " "})
    if len(line) <= _LONGEST:
        return Match(field, line, spans)
    low = max(0, spans[0][0] - _BEFORE)
    low = line.find(" ", low, spans[0][0]) + 1 or low if low else 0
    high = min(len(line), max(low + _LONGEST, spans[0][1]))
    high = max(line.rfind(" ", spans[0][1], high), spans[0][1]) if high < len(line) else high
    head, tail = "… " if low else "", " …" if high < len(line) else ""
    shift = len(head) - low
    kept = tuple((a + shift, b + shift) for a, b in spans if b <= high)
    return Match(field, f"{head}{line[low:high]}{tail}", kept)
