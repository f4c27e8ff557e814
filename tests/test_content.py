"""The shipped lessons: complete, well typeset and true to their source."""

import re

import pytest

from lalaland_cli import open_library

THEMES = ["dreams", "sacrifice", "nostalgia", "failure", "music"]

# The examples in the article, each as a few words that must appear.
EXAMPLES = {
    "dreams": ["audition", "Sebastian’s bills", "bittersweet ending"],
    "sacrifice": ["Backing each other", "strain", "Paris or Los Angeles", "reunion", "stayed together"],
    "nostalgia": ["Singin’ in the Rain (1952)", "An American in Paris (1951)", "traffic jam", "Vintage clothes", "Chazelle’s camera"],
    "failure": ["one-woman show", "Hardly anyone comes", "not even good", "way home", "casting director", "audition"],
    "music": ["City of Stars", "Someone in the Crowd", "Epilogue", "nobody speaks"],
}  # fmt: skip

ADVICE = {"nostalgia": ["painter", "shop", "a recipe"], "music": ["brand", "story is your own"]}


@pytest.fixture(scope="module")
def themes():
    with open_library(cached=False) as lessons:
        return {theme.id: theme for theme in lessons if theme.collection == "la-la-land"}


def text_of(theme) -> str:
    scenes = [part for example in theme.examples for part in example]
    return "\n".join([theme.title, theme.takeaway, theme.summary, *scenes, theme.lesson])


def test_the_five_themes_are_in_the_order_of_the_article(themes):
    assert list(themes) == THEMES


@pytest.mark.parametrize("name", THEMES)
def test_every_theme_is_complete(name, themes):
    theme = themes[name]
    assert theme.aliases
    assert theme.tags
    assert len(theme.examples) >= 3
    assert 1 <= len(theme.lesson.split("\n\n")) <= 3
    assert "\n" not in theme.summary
    assert len(re.findall(r"[.!?]", theme.takeaway)) == 1
    assert len(theme.takeaway) <= 100


@pytest.mark.parametrize("name", THEMES)
def test_every_example_from_the_article_is_included(name, themes):
    text = text_of(themes[name])
    assert [part for part in EXAMPLES[name] + ADVICE.get(name, []) if part not in text] == []


@pytest.mark.parametrize("name", THEMES)
def test_quotes_are_curly_and_spaces_single(name, themes):
    text = text_of(themes[name])
    assert not re.search(r"['\"]|--|\.\.\.|  ", text)


@pytest.mark.parametrize("name", THEMES)
def test_spelling_is_british(name, themes):
    american = r"\b(colors?|favor|honor|theater|center|gray|realiz|recogniz|neighbor|movie)"
    assert not re.search(american, text_of(themes[name]), re.IGNORECASE)


def test_the_preface_is_complete():
    with open_library(cached=False) as lessons:
        (preface,) = lessons.prefaces("la-la-land").books
    assert (preface.source.film, preface.source.year) == ("La La Land", 2016)
    assert preface.source.director == "Damien Chazelle"
    assert preface.intro
    assert preface.closing
