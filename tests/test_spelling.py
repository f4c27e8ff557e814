"""Which words somebody may have meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lalaland_cli.text import spelling
from lalaland_cli.text.related import related

WORDS = ["failure", "fail", "nostalgia", "great", "music", "dream", "dreams", "homage", "quitting", "takes", "wife", "rejection"]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("falure", ["failure"], id="a-letter-is-missing"),
        pytest.param("faillure", ["failure"], id="a-letter-too-many"),
        pytest.param("nostalgai", ["nostalgia"], id="two-change-places"),
        pytest.param("musik", ["music"], id="another-that-sounds-alike"),
        pytest.param("rejektoin", ["rejection"], id="two-mistakes-in-a-long-word"),
        pytest.param("omage", ["homage"], id="the-first-is-missing"),
        pytest.param("afil", ["fail"], id="the-first-two-change-places"),
        pytest.param("draems", ["dreams"], id="the-nearest-of-several"),
        pytest.param("regret", [], id="shares-letters-only"),
        pytest.param("knitting", [], id="another-word-with-another-beginning"),
        pytest.param("taxes", [], id="another-word-of-five-letters"),
        pytest.param("wifi", [], id="another-word-of-four-letters"),
        pytest.param("gre", [], id="too-short-to-tell"),
        pytest.param("f" * 500, [], id="too-long-to-tell"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_suggestion_is_a_word_that_one_would_misspell_so(typed, meant):
    assert spelling.near(typed, WORDS) == meant


LETTERS = st.text("abcd", max_size=7)


@given(LETTERS, LETTERS)
def test_a_distance_is_symmetric_and_told_no_further_than_asked(one, other):
    away = spelling.distance(one, other, 9)
    assert away == spelling.distance(other, one, 9)
    assert (away == 0) == (one == other)
    for limit in (0, 1, 2):
        assert min(away, limit + 1) == min(spelling.distance(one, other, limit), limit + 1)


def test_related_words_are_those_of_the_same_need_but_not_the_word_itself():
    assert {"breakup", "relationship"} & set(related("divorced"))
    assert "divorce" not in related("divorce")
    assert related("jealousy") == related("python") == []
