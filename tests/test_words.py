"""How text is folded, split into words and compared."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lalaland_cli.text import words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Dreams", ["dreams"], id="case"),
        pytest.param("CRÈME Brûlée", ["creme", "brulee"], id="accents"),
        pytest.param("cre\u0300me", ["creme"], id="combining-accent"),
        pytest.param("άνθρωπος", ["ανθρωποσ"], id="greek"),
        pytest.param("Straße", ["strasse"], id="sharp-s"),
        pytest.param(
            "Œuvre, Søren, Łódź", ["oeuvre", "soren", "lodz"], id="letters-without-decomposition"
        ),
        pytest.param("don’t", ["don", "t"], id="curly-apostrophe"),
        pytest.param("don't", ["don", "t"], id="straight-apostrophe"),
        pytest.param("“well-known”—yes…", ["well", "known", "yes"], id="punctuation"),
        pytest.param("a_b", ["a", "b"], id="underscore"),
        pytest.param("ＡＢＣ ﬁne ²", ["abc", "fine", "2"], id="compatibility-forms"),
        pytest.param("失敗は", ["失", "敗", "は"], id="japanese-by-character"),
        pytest.param("ガラス ｶﾞﾗｽ カ\u3099ラス", ["カ", "ラ", "ス"] * 3, id="japanese-sound-marks"),
        pytest.param("ครู", ["ค", "ร", "ู"], id="thai-by-character"),
        pytest.param("가다", ["\u1100\u1161\u1103\u1161"], id="korean-by-word"),
        pytest.param("שָׁלוֹם", ["שלום"], id="hebrew-points"),
        pytest.param("مُحَمَّد", ["محمد"], id="arabic-vowels"),
        pytest.param("कि", ["कि"], id="devanagari-vowel-signs-stay"),
        pytest.param(
            "soft\u00adhyphen zero\u200bwidth", ["softhyphen", "zerowidth"], id="invisible"
        ),
        pytest.param("🎷 jazz", ["🎷", "jazz"], id="emoji"),
        pytest.param("\x1b[31m\ud800\x00", ["31m"], id="controls-and-surrogates"),
        pytest.param("", [], id="empty"),
    ],
)
def test_split_folds_text_into_words(text, folded):
    assert words.split(text) == folded


@pytest.mark.parametrize(
    "name",
    ["Failure is not the end", "failure-is-not-the-end", "FAILURE_IS_NOT_THE_END", "failureisnottheend",
     "“Failure” is not… the end!"],
)  # fmt: skip
def test_key_is_the_same_for_all_spellings(name):
    assert words.key(name) == "failureisnottheend"


@given(st.text())
def test_located_words_are_the_split_words_with_positions(text):
    located = list(words.locate(text))
    assert [word.text for word in located] == words.split(text)
    for word in located:
        assert word.text in "".join(words.split(text[word.start : word.end]))


def test_an_accent_belongs_to_its_letter():
    assert list(words.locate("ne\u0301 à")) == [("ne", 0, 3), ("a", 4, 5)]


@given(st.text())
def test_sqlite_splits_folded_text_in_the_same_places(text):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5 (x, tokenize='ascii')")
    db.execute("CREATE VIRTUAL TABLE v USING fts5vocab (t, instance)")
    db.execute("INSERT INTO t VALUES (?)", (words.fold(text),))
    cut = [term for (term,) in db.execute("SELECT term FROM v ORDER BY offset")]
    db.close()
    assert cut == words.split(text)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        pytest.param("One. Two! Three?", ["One.", "Two!", "Three?"], id="marks"),
        pytest.param("“One.” Two.", ["“One.”", "Two."], id="closing-quote-stays"),
        pytest.param("One\n\nTwo", ["One", "Two"], id="paragraphs"),
        pytest.param("大きい。小さい。", ["大きい。", "小さい。"], id="japanese"),
        pytest.param(
            "Mr. Smith said no. J. R. too.",
            ["Mr. Smith said no.", "J. R. too."],
            id="abbreviations",
        ),
        pytest.param("Am 9. November fiel sie. Alle.", ["Am 9. November fiel sie.", "Alle."], id="ordinal"),
        pytest.param("She was 42. Then at 10:30. Now.", ["She was 42.", "Then at 10:30.", "Now."], id="numbers"),
        pytest.param("1. One thing\n2. Two. Things", ["1. One thing", "2. Two.", "Things"], id="numbered"),
        pytest.param("It was 1989. Then.", ["It was 1989.", "Then."], id="year"),
        pytest.param("Never, e.g. at night. Ever.", ["Never, e.g. at night.", "Ever."], id="single-letter-abbreviation"),
        pytest.param('"Smile!" he says. Aim.', ['"Smile!" he says.', "Aim."], id="quoted"),
        pytest.param("I don’t know… maybe. Or...  so.", ["I don’t know… maybe.", "Or...  so."], id="dots"),
        pytest.param("Wait… Now. all small.", ["Wait…", "Now.", "all small."], id="small-letters"),
        pytest.param("No end", ["No end"], id="no-punctuation"),
        pytest.param("", [], id="empty"),
    ],
)  # fmt: skip
def test_text_is_split_into_sentences(text, cut):
    assert [text[start:end] for start, end in words.sentences(text)] == cut


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        pytest.param("Rocky", "rocky", id="plain"),
        pytest.param("Le Fabuleux Destin d’Amélie", "le-fabuleux-destin-d-amelie", id="accents"),
        pytest.param("It ain’t over, Sam's gone", "it-aint-over-sams-gone", id="apostrophes"),
        pytest.param("DON'T PANIC", "dont-panic", id="capitals"),
        pytest.param("../../etc/passwd", "etc-passwd", id="path"),
        pytest.param("2001", "", id="number-only"),
        pytest.param("失敗", "", id="no-ascii"),
    ],
)
def test_slug_is_an_id_or_nothing(name, slug):
    assert words.slug(name) == slug


def spans(text, places, beginning):
    return [text[a:b] for a, b in words.Term(places, beginning).find(list(words.locate(text)))]


@pytest.mark.parametrize(
    ("places", "beginning", "found"),
    [
        pytest.param((("jazz",),), "jazz", ["Jazz", "jazz"], id="word"),
        pytest.param((("clu",),), "clu", ["clubs", "club"], id="prefix"),
        pytest.param((("jazz",), ("club",)), "club", ["Jazz clubs"], id="phrase"),
        pytest.param((("dreaming", "dream"),), "dreaming", ["dream"], id="stem"),
        pytest.param((("ja",), ("club",)), "club", [], id="only-the-last-word-may-be-a-prefix"),
    ],
)
def test_terms_find_runs_of_words(places, beginning, found):
    assert spans("Jazz clubs: a dream of jazz, a club.", places, beginning) == found
