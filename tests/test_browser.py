"""Pages and cards in a real browser: reading, typing, clicking and printing."""

import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from lalaland_cli import open_library
from lalaland_cli.answers import Card
from lalaland_cli.forms import card, html
from tests.conftest import BUNDLED, SHELF, book, theme

NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)

pytestmark = [
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="no Chromium or Chrome is on the PATH; `apt-get install chromium` brings one",
    ),
    pytest.mark.xdist_group("browser"),  # so that it starts once
]

LOOKS = [(320, "light", "rgb(251, 247, 242)"), (1280, "dark", "rgb(23, 19, 31)")]

HOSTILE = book(
    theme(
        "search",
        title='"</h2><script>window.planted = 1</script>"',
        takeaway='"<img src=x onerror=\\"window.planted = 2\\"> {{ 7 * 7 }} &amp;"',
        lesson='"--> ]]> <style>* { display: none }</style> <b>bold</b>"',
        tags='["\\"><script>window.planted = 3</script>"]',
        when="['<details open ontoggle=window.planted=4>']",
    ),
    theme(
        "two", title='"\\u05e9\\u05dc\\u05d5\\u05dd (1)"', lesson='"\\u05e9\\u05dc\\u05d5\\u05dd."'
    ),
    title='"</title><script>window.planted = 5</script>"',
    intro='"<iframe src=https://example.org></iframe>"',
    source='{film: "\'\\"><svg onload=window.planted=6>", link: "javascript:window.planted=7"}',
)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"], headless=True
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    """A folder with a page of each kind, a site and cards."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    sources = {
        "shipped": [BUNDLED],
        "shelf": [SHELF],
        "arabic": [SHELF / "wadjda.yaml", SHELF / "rocky.yaml"],
        "hostile": [folder / "hostile.yaml"],
        "all": [BUNDLED, SHELF],
    }
    for name, paths in sources.items():
        with open_library(*map(str, paths), cached=False) as lessons:
            (folder / f"{name}.html").write_text(html.page(lessons.publication()), "utf-8")
            for theme_ in lessons if name in ("shipped", "shelf") else ():
                picture = card.svg(Card(theme_))
                (folder / f"{theme_.id}.svg").write_text(picture, "utf-8")
            for path, text in html.site(lessons.publication()) if name == "shipped" else ():
                (folder / "site" / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / "site" / path).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def tab(browser: Browser, pages: Path) -> tuple[Page, list[str]]:
    """A page shared by most tests, since a new one takes half a second, and its messages."""
    said: list[str] = []
    page = browser.new_page()
    listen(page, pages, said)
    return page, said


@pytest.fixture
def opened(browser: Browser, pages: Path, tab: tuple[Page, list[str]]):
    """Open a page, and check at the end that it logged nothing and requested nothing else."""
    shared, said = tab
    contexts = []

    def open_(name: str, **options) -> Page:
        page = shared
        if options:
            contexts.append(browser.new_context(**options))
            page = contexts[-1].new_page()
            listen(page, pages, said)
        else:
            page.emulate_media(media="screen", color_scheme="light")
            page.set_viewport_size({"width": 1280, "height": 800})
            page.goto("about:blank")
        page.goto((pages / name).as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    heard, said[:] = [*said], []
    assert heard == []


def listen(page: Page, pages: Path, said: list[str]) -> None:
    """Record what a page logs, and its requests for anything but our pages and pictures."""
    ours = (f"{pages.as_uri()}/", "data:image/svg+xml,", "about:blank")
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message) or dialog.dismiss())
    page.on("request", lambda asked: None if asked.url.startswith(ours) else said.append(asked.url))


def shown(page: Page) -> list[str]:
    """Return the ids of the visible lessons."""
    articles = page.locator("article:visible").all()
    return [article.get_attribute("id") or "" for article in articles]


def violations(page: Page) -> list[str]:
    options = {"resultTypes": ["violations"]}  # listing passes takes three times as long
    found = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


FIVE = ["dreams", "sacrifice", "nostalgia", "failure", "music"]


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", ["all.html", "arabic.html", "hostile.html", "site/index.html", "site/la-la-land/failure.html"])  # fmt: skip
def test_every_page_is_accessible_at_any_width(name, opened):
    page = opened(name)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    for width, scheme, paper in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == paper
        assert violations(page) == []


def test_nothing_moves_while_a_page_loads(opened):
    page = opened("shipped.html")
    moved = page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => list.getEntries().forEach(e => sum += e.value))
                .observe({type: "layout-shift", buffered: true});
            setTimeout(() => done(sum), 300);
        })"""
    )
    assert moved == 0


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param("paris", ["sacrifice", "nostalgia"], id="a-word"),
        pytest.param("JAZZ club", ["dreams", "sacrifice", "music"], id="all-words-in-any-case"),
        pytest.param("Páris", ["sacrifice", "nostalgia"], id="typed-accents"),
        pytest.param("seb's", ["sacrifice"], id="straight-for-curly-quotes"),
        pytest.param("resilience", ["failure"], id="tag"),
        pytest.param("everyone your age", ["dreams"], id="situation"),
        pytest.param("udition", [], id="not-inside-a-word"),
        pytest.param("audition", ["dreams", "sacrifice", "failure"], id="word-prefix"),
        pytest.param("zebra", [], id="nothing"),
        pytest.param("   ", FIVE, id="blank"),
    ],
)
def test_the_search_box_filters_while_typing(typed, found, opened):
    page = opened("shipped.html")
    page.get_by_label("Search the lessons").fill(typed)
    assert shown(page) == found
    contents = [link.get_attribute("href") for link in page.locator(".contents li:visible a").all()]
    assert contents == [f"#{name}" for name in found]
    said = page.get_by_role("status").inner_text()
    assert said == ("" if not typed.strip() else f"{len(found)} of 5 lessons" if found else "Nothing found")  # fmt: skip
    assert page.locator(".preface").first.is_visible() == (not typed.strip())


def test_accents_on_the_page_are_folded_and_hits_are_marked(opened):
    page = opened("shelf.html")
    page.get_by_label("Search the lessons").fill("creme oeuvre")
    assert shown(page) == []
    page.get_by_label("Search the lessons").fill("cuillere oeuvre")
    assert shown(page) == ["petits-plaisirs"]
    marked = "[...CSS.highlights.get('found')].map(range => range.toString())"
    assert page.evaluate(marked) == ["cuillère", "œuvre"]
    assert page.locator("section:visible").count() == 1
    assert page.locator(".contents [data-group]:visible").count() == 1


def test_scripts_without_spaces_match_anywhere_in_the_text(opened):
    page = opened("shelf.html")
    for typed in ("公園", "說", "说出", "ไม่มี", "البنات"):
        page.get_by_label("Search the lessons").fill(typed)
        assert len(shown(page)) == (typed not in ("說", "البنات")), typed


def test_slash_focuses_the_search_box_and_escape_clears_then_leaves_it(opened):
    page = opened("shipped.html")
    box = page.get_by_label("Search the lessons")
    page.keyboard.press("/")
    page.keyboard.type("jazz a/b")
    assert box.input_value() == "jazz a/b"
    assert shown(page) == []
    page.keyboard.press("Escape")
    assert (box.input_value(), shown(page)) == ("", FIVE)
    assert box.evaluate("box => box === document.activeElement")
    page.keyboard.press("Escape")
    assert not box.evaluate("box => box === document.activeElement")


def test_enter_goes_to_the_first_lesson_found(opened):
    page = opened("shipped.html")
    page.get_by_label("Search the lessons").fill("resilience")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Failure is not the end"


def test_a_matching_situation_is_unfolded(opened):
    page = opened("shipped.html")
    box = page.get_by_label("Search the lessons")
    box.press_sequentially("your age")
    assert page.get_by_text("everyone your age").is_visible()
    box.fill("")
    assert not page.get_by_text("everyone your age").is_visible()


@pytest.mark.parametrize("name", ["shipped.html", "all.html", "hostile.html"])
def test_every_link_within_a_page_has_a_target(name, opened):
    page = opened(name)
    lost = page.evaluate(
        """() => [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute("href").slice(1))
            .filter(id => !document.getElementById(decodeURIComponent(id)))"""
    )
    assert lost == []
    assert page.locator('a[href^="#"]').count() > 5


def test_contents_link_to_lessons_and_tags_to_the_tag_list(opened):
    page = opened("shipped.html")
    page.get_by_role("navigation", name="Contents").get_by_text("Failure is not the end").click()
    assert page.url.endswith("#failure")
    assert page.locator("#failure h2").evaluate("h => h.getBoundingClientRect().top") < 200
    page.locator("#failure").get_by_role("link", name="work").click()
    tags = page.get_by_role("navigation", name="Tags")
    assert tags.locator(":target dd").count() == 3
    # A lesson that the search has hidden reappears when a link targets it.
    page.get_by_label("Search the lessons").fill("resilience")
    page.evaluate("location.hash = '#music'")
    page.locator("#music").wait_for(state="visible")
    assert shown(page) == FIVE


def test_the_pages_of_a_site_link_to_each_other(opened):
    page = opened("site/index.html")
    page.get_by_role("link", name="Failure is not the end").first.click()
    assert page.title() == "Failure is not the end · Five lessons from La La Land"
    page.get_by_role("link", name="Next").click()
    assert page.locator("h1").inner_text() == "Music says what words cannot"
    assert page.get_by_role("link", name="Next").count() == 0
    page.get_by_role("link", name="Five lessons from La La Land").click()
    assert page.url.endswith("site/index.html#la-la-land/")
    page.get_by_label("Search the lessons").fill("flop")
    assert page.locator("article:visible").count() == 1


def test_a_page_works_without_javascript(opened):
    page = opened("shipped.html", java_script_enabled=False)
    assert shown(page) == FIVE
    assert not page.get_by_label("Search the lessons").is_visible()
    page.locator(".contents").get_by_text("Failure is not the end").click()
    assert page.url.endswith("#failure")
    page.locator("#failure summary").click()
    assert page.locator("#failure .when li").first.is_visible()


def test_the_first_tab_stop_skips_the_contents(opened):
    page = opened("shipped.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the lessons"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "_main"


def test_content_is_shown_and_never_run(opened):
    page = opened("hostile.html")
    assert page.evaluate("window.planted") is None
    assert page.locator("h1").inner_text() == "</title><script>window.planted = 5</script>"
    article = page.locator("#search")
    assert article.locator("h2").inner_text() == "</h2><script>window.planted = 1</script>"
    text = article.inner_text()
    assert '<img src=x onerror="window.planted = 2"> {{ 7 * 7 }} &amp;' in text
    assert "<style>* { display: none }</style> <b>bold</b>" in text
    assert page.locator("img, iframe, svg, body script, body style").count() == 0
    assert page.get_by_text("javascript:window.planted=7").is_visible()
    page.get_by_label("Search the lessons").fill("<script>")
    assert shown(page) == ["search"]


def test_right_to_left_text_has_its_direction_and_language(opened):
    page = opened("arabic.html")
    article = page.locator("#bicycle")
    assert (article.get_attribute("lang"), article.get_attribute("dir")) == ("ar", "rtl")
    style = "element => [getComputedStyle(element).direction, getComputedStyle(element).textAlign]"
    assert article.locator(".takeaway").evaluate(style) == ["rtl", "right"]
    english = page.locator("#distance")
    assert english.locator("h3").first.evaluate(style) == ["ltr", "left"]
    language = "element => element.closest('[lang]').lang"
    assert english.locator(".takeaway").evaluate(language) == "en"
    assert article.locator(".part").first.evaluate(language) == "en"


def test_only_the_lessons_are_printed(opened):
    page = opened("shipped.html")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"  # fmt: skip
    for hidden in (".search", ".when", ".foot", ".skip"):
        assert not page.locator(hidden).first.is_visible()
    assert shown(page) == FIVE
    assert page.locator("article").first.evaluate("a => getComputedStyle(a).breakBefore") == "page"


@pytest.mark.parametrize("name", ["failure", "dreams", "music", "bicycle", "unsaid", "memory"])
def test_the_lines_of_a_card_stay_inside_its_margins(name, opened):
    page = opened(f"{name}.svg")
    lines = page.evaluate(
        """() => [...document.querySelectorAll("svg > g, svg > text")].map(line => {
            const box = line.getBoundingClientRect();
            return [box.left, box.top, box.right, box.bottom];
        })"""
    )
    assert len(lines) >= 4
    for left, top, right, bottom in lines:
        assert 80 <= left < right <= 1120
        assert 40 <= top < bottom <= 630
    tops = [top for _, top, _, _ in lines]
    assert tops == sorted(tops)
