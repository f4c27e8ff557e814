"""Suggestions for misspelt words, and related words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lalaland_cli.text import spelling
from lalaland_cli.text.related import related

WORDS = ["failure", "fail", "nostalgia", "great", "music", "dream", "dreams", "homage", "quitting", "takes", "wife", "rejection"]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("falure", ["failure"], id="missing-letter"),
        pytest.param("faillure", ["failure"], id="extra-letter"),
        pytest.param("nostalgai", ["nostalgia"], id="swapped-letters"),
        pytest.param("musik", ["music"], id="letter-that-sounds-alike"),
        pytest.param("rejektoin", ["rejection"], id="two-mistakes-in-a-long-word"),
        pytest.param("omage", ["homage"], id="missing-first-letter"),
        pytest.param("afil", ["fail"], id="swapped-first-letters"),
        pytest.param("draems", ["dreams"], id="the-nearest-of-several"),
        pytest.param("regret", [], id="shares-letters-only"),
        pytest.param("knitting", [], id="another-word-with-a-different-start"),
        pytest.param("taxes", [], id="another-word-of-five-letters"),
        pytest.param("wifi", [], id="another-word-of-four-letters"),
        pytest.param("gre", [], id="too-short-to-tell"),
        pytest.param("f" * 500, [], id="too-long-to-tell"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_suggestions_are_plausible_corrections(typed, meant):
    assert spelling.near(typed, WORDS) == meant


LETTERS = st.text("abcd", max_size=7)


@given(LETTERS, LETTERS)
def test_a_distance_is_symmetric_and_capped_above_the_limit(one, other):
    away = spelling.distance(one, other, 9)
    assert away == spelling.distance(other, one, 9)
    assert (away == 0) == (one == other)
    for limit in (0, 1, 2):
        assert min(away, limit + 1) == min(spelling.distance(one, other, limit), limit + 1)


def test_related_words_share_a_need_and_exclude_the_word_itself():
    assert {"breakup", "relationship"} & set(related("divorced"))
    assert "divorce" not in related("divorce")
    assert related("jealousy") == related("python") == []
