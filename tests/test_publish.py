"""`publish`: which lessons are written where, and the HTML of the pages."""

import os
import re

import pytest

from lalaland_cli import open_library
from lalaland_cli.forms import html
from lalaland_cli.text.script import direction, language, spoken
from tests.conftest import BUNDLED, SHELF, book, theme


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def titles(page: str) -> list[str]:
    """Return the titles of the lessons in a page, in order."""
    return re.findall(r'<h[23] id="[^"]+_" dir="auto"><a [^>]*>(.*?)</a>', page)


def test_by_default_all_lessons_go_to_one_file(run, here):
    result = run("publish")
    assert result == (0, "lessons.html\n", "lalaland: open it in a browser, print it or send it; it needs no other file\n")  # fmt: skip
    page = (here / "lessons.html").read_text("utf-8")
    assert len(titles(page)) == 5
    assert "When La La Land opened" in page
    assert "And keep dancing" in page
    assert (here / "lessons.html").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(["failure", "dreams"], ["The chase is part of the dream", "Failure is not the end"], id="names-in-library-order"),
        pytest.param(["4", "the price"], ["Every yes has a price", "Failure is not the end"], id="numbers-and-aliases"),
        pytest.param(["failure", "4", "failure"], ["Failure is not the end"], id="each-once"),
        pytest.param(["failure", "is", "not", "the", "end"], ["Failure is not the end"], id="words-that-are-one-name"),
        pytest.param(["--tag", "love"], ["Every yes has a price"], id="tag"),
        pytest.param(["-c", "la-la-land", "music", "dreams"], ["The chase is part of the dream", "Music says what words cannot"], id="collection-and-names"),
    ],
)  # fmt: skip
def test_only_the_named_lessons_are_published(arguments, expected, run):
    result = run("publish", *arguments, "-o", "-")
    assert result.code == 0
    alone = re.findall(r"<h1 [^>]*>(.*?)</h1>", result.out)
    assert (titles(result.out) or alone) == expected
    assert "When La La Land opened" not in result.out  # the introduction is only for all five


def test_a_collection_is_published_by_its_name(run, personal):
    (personal / "rocky.yaml").write_text(
        book(theme("bell"), theme("ring"), id="rocky", title="Rocky"), "utf-8"
    )
    page = run("publish", "rocky", "-o", "-").out
    assert "<title>Rocky</title>" in page
    assert 'id="bell"' in page
    (personal / "creed.yaml").write_text(book(theme("bell"), id="creed", title="Creed"), "utf-8")
    assert (
        "<title>The theme bell · Creed</title>"
        in run("publish", "bell", "-c", "creed", "-o", "-").out
    )
    (personal / "empty.yaml").write_text("title: Empty One\nthemes: []\n", "utf-8")
    assert "“empty” has no lessons yet" in run("publish", "empty", "one").err
    (personal / "creed.yaml").unlink()
    both = run("publish", "bell", "la-la-land", "-o", "-").out
    assert all(part in both for part in ('id="bell"', 'id="music"'))


def test_a_collection_is_published_with_its_intro_and_closing(run, personal):
    text = book(theme("a"), theme("b"), title="Two", intro="Before.", closing="After.")
    (personal / "two.yaml").write_text(text)
    page = run("publish", "-c", "two", "-o", "-").out
    assert titles(page) == ["The theme a", "The theme b"]
    assert page.index("Before.") < page.index("The theme a</a></h2>") < page.index("After.")


@pytest.mark.parametrize(
    ("text", "given", "said"),
    [
        pytest.param("Un rêve", "fr", "fr", id="given"),
        pytest.param("Un rêve", "", "", id="unknown"),
        pytest.param("سلام", "fa", "fa", id="from-the-script"),
        pytest.param("حلم", "de", "ar", id="overruled-by-the-script"),
    ],
)
def test_the_script_overrules_a_language_it_contradicts(text, given, said):
    assert spoken(text, given) == said


def test_interface_text_is_english_and_titles_keep_their_language(run, personal):
    fields = {"language": "fr", "source": "{book: Deux, author: Anne}"}
    (personal / "deux.yaml").write_text(
        book(theme("a", title="Un rêve"), theme("b"), title="Rêves", **fields)
    )
    page = run("publish", "-c", "deux", "-o", "-").out
    assert '<p class="credit" lang="en"' in page
    assert '<bdi lang="fr" dir="ltr">Un rêve</bdi>' in page


@pytest.mark.parametrize("form", ["page", "site", "theme"])
def test_lessons_are_marked_with_the_language_of_their_collection(form, run, personal, tmp_path):
    text = book(theme("a"), theme("b"), title="Deux", language="fr-CA", intro="Avant.")
    (personal / "deux.yaml").write_text(text)
    where = f"{tmp_path}/out/" if form == "site" else f"{tmp_path}/out.html"
    assert (
        run("publish", *(["deux/a"] if form == "theme" else ["-c", "deux"]), "-o", where).code == 0
    )
    path = tmp_path / ("out/deux/a.html" if form == "site" else "out.html")
    page = path.read_text("utf-8")
    assert re.findall(r'<(?:article|main|header class="head")[^>]* lang="fr-CA"', page)
    assert '<html lang="en">' in page  # for the interface text


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(["nope"], 1, "no theme is called “nope”; `lalaland list` shows what there is", id="name"),
        pytest.param(["failure", "nope"], 1, "no theme is called “nope”; `lalaland list` shows what there is", id="one-of-several"),
        pytest.param(["-c", "nope"], 1, "no collection is called “nope”; available: la-la-land", id="collection"),
        pytest.param(["--tag", "lvoe"], 1, "no theme has the tag “lvoe”; try --tag love", id="tag"),
        pytest.param(["failure", "--tag", "love"], 2, "give names or --tag, not both; see `lalaland publish --help`", id="names-and-tag"),
        pytest.param(["-o", "page.pdf"], 2, "a page is an HTML file: end its name in .html, or in / for a folder of pages; for a PDF, print the page from a browser; see `lalaland publish --help`", id="pdf"),
        pytest.param(["-o", "site"], 2, "a page is an HTML file: end its name in .html, or in / for a folder of pages; for a PDF, print the page from a browser; see `lalaland publish --help`", id="no-suffix"),
        pytest.param(["-o", "none/x.html"], 3, "cannot write to none/x.html: no such file or directory; choose another place with -o PATH", id="no-folder"),
    ],
)  # fmt: skip
def test_errors_suggest_a_remedy_and_write_nothing(arguments, code, said, run, here):
    assert run("publish", *arguments) == (code, "", f"lalaland: {said}\n")
    assert [*here.iterdir()] == []


@pytest.mark.parametrize("words", ["public speaking", "published", "cared", "Publicly shamed"])
def test_words_that_resemble_a_command_are_searched_for(words, run):
    assert "no command is called" not in run(*words.split()).err
    assert run("pubilsh").err == "lalaland: no command is called “pubilsh”; did you mean `lalaland publish`?\n"  # fmt: skip


def test_without_lessons_no_page_is_written(run, tmp_path, monkeypatch):
    (tmp_path / "broken.yaml").write_text("")
    monkeypatch.setattr("lalaland_cli.system.folders.bundled", lambda: f"{tmp_path}/broken.yaml")
    result = run("publish")
    assert result.code == 1
    assert result.err.endswith("lalaland: no lessons are loaded; `lalaland sources` shows which files are read\n")  # fmt: skip


def test_an_existing_file_is_replaced_only_with_force(run, here):
    (here / "lessons.html").write_text("mine")
    result = run("publish")
    assert result == (3, "", "lalaland: lessons.html already exists; --force replaces it, or choose another name with -o PATH\n")  # fmt: skip
    assert (here / "lessons.html").read_text() == "mine"
    assert run("publish", "--force").code == 0
    assert (here / "lessons.html").read_text("utf-8").startswith("<!doctype html>")
    assert run("publish", "-o", "other.html").code == 0


def test_a_folder_gets_an_index_and_a_page_per_theme(run, here):
    assert run("publish", "-o", "site/").out == f"site{os.sep}index.html\n"
    pages = {str(path.relative_to(here / "site")) for path in here.rglob("*.html")}
    ids = ("dreams", "sacrifice", "nostalgia", "failure", "music")
    assert pages == {"index.html", *(f"la-la-land/{name}.html" for name in ids)}
    assert run("publish", "-o", "site").err.startswith("lalaland: site/index.html already exists; --force replaces it")  # fmt: skip
    assert run("publish", "-o", "site", "--force").code == 0


def test_one_existing_page_prevents_writing_all_others(run, here):
    (here / "site" / "la-la-land").mkdir(parents=True)
    (here / "site" / "la-la-land" / "music.html").write_text("mine")
    assert run("publish", "-o", "site/").code == 3
    assert [path.name for path in here.rglob("*.html")] == ["music.html"]


def test_a_file_in_place_of_the_folder_is_an_error(run, here):
    (here / "site").write_text("mine")
    result = run("publish", "-o", "site/")
    assert (result.code, result.err.startswith("lalaland: cannot write to site/index.html: ")) == (3, True)  # fmt: skip


def test_the_same_lessons_make_the_same_bytes_everywhere(run, here, spawn):
    run("publish")
    page = (here / "lessons.html").read_bytes()
    assert run("publish", "-o", "-").out.encode() == page
    for seed in "12":
        environ = {"PYTHONHASHSEED": seed, "LC_ALL": "C", "PYTHONUTF8": "0", "TZ": "Asia/Tokyo"}
        assert spawn("-f", BUNDLED, "publish", "-o", "-", environ=environ).stdout == page


def test_five_lessons_take_less_than_50_kilobytes(run):
    assert len(run("publish", "-o", "-").out.encode()) < 50_000


def test_a_page_contains_no_url_except_that_of_a_source(run, tmp_path):
    (tmp_path / "a.yaml").write_text(book(source="{film: A, link: https://example.org/a}"))
    for arguments in (["publish"], ["-f", tmp_path / "a.yaml", "publish"]):
        page = run(*arguments, "-o", "-").out.replace("http://www.w3.org/2000/svg", "")
        assert re.findall(r"https?://[^\"<]*", page) in ([], ["https://example.org/a"])


@pytest.mark.parametrize(
    ("link", "is_link"),
    [
        pytest.param("https://example.org/?a=1&b=2", True, id="web"),
        pytest.param("HTTP://EXAMPLE.ORG", True, id="capitals"),
        pytest.param("javascript:alert(1)", False, id="script"),
        pytest.param("data:text/html,hi", False, id="data"),
        pytest.param("ISBN 978-0", False, id="not-a-url"),
    ],
)
def test_only_web_addresses_become_links(link, is_link, run, tmp_path):
    source = f'{{film: A film, link: "{link}"}}'
    (tmp_path / "a.yaml").write_text(book(theme("a"), theme("b"), source=source))
    page = run("-f", tmp_path / "a.yaml", "publish", "-o", "-").out
    shown = link.replace("&", "&amp;")
    assert (f'<a href="{shown}" rel="noopener noreferrer">A film</a>' in page) == is_link
    assert (f"A film, {shown}" in page) == (not is_link)


@pytest.mark.parametrize(
    ("count", "title"),
    [
        (1, "A0"),
        (2, "Lessons from A0 and A1"),
        (3, "Lessons from A0, A1 and A2"),
        (4, "Lessons from 4 collections"),
    ],
)
def test_the_title_of_a_page_names_its_collections(count, title, run, tmp_path):
    for number in range(count):
        text = book(theme("a"), theme("b"), title=f"A{number}")
        (tmp_path / f"a{number}.yaml").write_text(text)
    page = run("-f", tmp_path, "publish", "-o", "-").out
    assert f"<title>{title}</title>" in page
    assert f'<meta property="og:title" content="{title}">' in page
    assert '<meta name="description" content="A lesson. A lesson.' in page


def test_a_collection_titled_like_its_film_has_no_credit(run, tmp_path):
    text = book(theme("a"), theme("b"), title="Rocky", source="{film: Rocky}")
    (tmp_path / "a.yaml").write_text(text)
    assert 'class="credit"' not in run("-f", tmp_path, "publish", "-o", "-").out


def test_paragraphs_and_lists_become_html_elements(run, tmp_path):
    lesson = '"One,\\n\\nand two:\\n- a\\n- b\\n3. c\\n4. d\\nand all.\\n\\n  indented\\n  lines"'
    (tmp_path / "a.yaml").write_text(book(theme(lesson=lesson)))
    page = run("-f", tmp_path, "publish", "-o", "-").out
    lesson = page[page.index('<div class="lesson">') :]
    blocks = re.findall(r"<(p|ul|ol)( start=\"3\")?(?: dir=\"auto\")?>\s*(.*?)</\1>", lesson, re.DOTALL)  # fmt: skip
    texts = [(tag, start, " ".join(re.sub("<[^>]*>", " ", text).split())) for tag, start, text in blocks]  # fmt: skip
    assert texts[:5] == [
        ("p", "", "One,"),
        ("p", "", "and two:"),
        ("ul", "", "a b"),
        ("ol", ' start="3"', "c d"),
        ("p", "", "and all."),
    ]


def test_collections_that_share_ids_get_separate_anchors():
    with open_library(str(BUNDLED), str(SHELF), cached=False) as lessons:
        made = lessons.publication()
        page, site = html.page(made), dict(html.site(made))
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert {"la-la-land/failure", "rocky/failure"} <= set(anchors)
    assert {"la-la-land/failure.html", "rocky/failure.html"} <= set(site)
    for name, text in site.items():
        for link in re.findall(r'href="([^"#:]+)(?:#[^"]*)?"', text):
            assert os.path.normpath(os.path.join(os.path.dirname(name), link)) in site


@pytest.mark.parametrize(
    ("text", "way", "guess"),
    [
        pytest.param("The chase", "ltr", "", id="english"),
        pytest.param("Les élèves", "ltr", "", id="french"),
        pytest.param("“شجاعة”", "rtl", "ar", id="arabic"),
        pytest.param("پدر و مادر", "rtl", "fa", id="persian"),
        pytest.param("لڑکا", "rtl", "ur", id="urdu"),
        pytest.param("1. שלום", "rtl", "he", id="hebrew"),
        pytest.param("没有说出口的话", "ltr", "zh", id="chinese"),
        pytest.param("小さな公園", "ltr", "ja", id="japanese"),
        pytest.param("사랑", "ltr", "ko", id="korean"),
        pytest.param("ความทรงจำ", "ltr", "th", id="thai"),
        pytest.param("Жить", "ltr", "ru", id="russian"),
        pytest.param("Її мрія", "ltr", "uk", id="ukrainian"),
        pytest.param("Η αρχή", "ltr", "el", id="greek"),
        pytest.param("सपना", "ltr", "hi", id="hindi"),
        pytest.param("Rashōmon (羅生門)", "ltr", "", id="latin-with-chinese"),
        pytest.param("ᏣᎳᎩ", "ltr", "", id="a-script-without-a-guess"),
        pytest.param("2016", "ltr", "", id="no-letters"),
    ],
)
def test_direction_and_language_are_derived_from_the_script(text, way, guess):
    assert (direction(text), language(text)) == (way, guess)
