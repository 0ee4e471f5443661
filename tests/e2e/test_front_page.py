"""The front page in a browser: its examples are asked with a click, and it reads well at every width."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from qa.domain.answer import Example
from qa.services import Services
from tests.browser import CHROMIUM, opened
from tests.reading import ARTICLES, UNKNOWN, WHEN, stocked
from tests.serving import Served, served

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")]

SIGHTS = [
    ("/", 1280, False),
    ("/", 768, True),
    ("/", 320, False),
    ("/articles?q=tarn", 360, True),
    ("/articles/flood-herald", 320, False),
]
_SHIFTS = """new Promise(done => {
  let total = 0;
  const observer = new PerformanceObserver(list => list.getEntries().forEach(entry => total += entry.value));
  observer.observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(total), 300);
})"""


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with stocked(tmp_path_factory.mktemp("front"), ARTICLES) as services:
        examples = [Example(WHEN, (services.articles.get("dam/reopened").id,)), Example(UNKNOWN, ())]
        services.library.keep_examples(examples, services.library.corpus().fingerprint, "")
        with served(services) as running:
            yield running


def address(front: Served, path: str = "/") -> str:
    return f"http://127.0.0.1:{front.port}{path}"


def test_an_example_is_asked_with_a_click(browser: Browser, front: Served) -> None:
    with opened(browser, address(front)) as sight:
        sight.page.get_by_role("button", name=WHEN).click()
        expect(sight.page.locator("qa-chat .statement mark")).to_have_text("12 June 2026")
        sight.page.get_by_role("button", name=UNKNOWN).click()
        expect(sight.page.locator("qa-chat .turn")).to_have_count(2)
        expect(sight.page.locator("qa-chat .turn").last).to_have_attribute("aria-busy", "false")
        expect(sight.page.locator("qa-chat .turn").last.locator(".statement")).to_have_count(0)
        assert sight.errors == []


@pytest.mark.parametrize("width", [1280, 360])
def test_a_latest_article_is_read_in_the_chat_beside_the_answer_where_there_is_room(
    browser: Browser, front: Served, width: int
) -> None:
    with opened(browser, address(front), width=width) as sight:
        page, reader = sight.page, sight.page.locator("qa-chat .reader")
        turn = page.locator("qa-chat .turn")
        page.get_by_role("button", name=WHEN).click()
        expect(turn).to_have_attribute("data-state", "done")
        link = page.get_by_role("link", name="Tarn counts the cost")
        link.click()
        expect(reader.get_by_role("heading", name="Tarn counts the cost")).to_be_focused()
        expect(reader).to_contain_text("410 homes were flooded in Tarn")
        expect(reader).to_contain_text("Evening Post · Mar 5, 2026")
        assert reader.evaluate("(it) => it.matches(':modal')") == (width == 360)
        assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.url == address(front)
        reader.get_by_role("button", name="Close").click()
        expect(link).to_be_focused()
        with page.context.expect_page() as tab:
            link.click(modifiers=["Control"])
        assert tab.value.url == address(front, "/articles/flood-post")
        expect(reader).to_be_hidden()
        assert sight.errors == []


def test_articles_are_searched_read_and_left_again(browser: Browser, front: Served) -> None:
    with opened(browser, address(front)) as sight:
        page = sight.page
        page.get_by_role("link", name="Search and browse").click()
        page.get_by_role("link", name="Tarn counts the cost").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tarn counts the cost")
        page.get_by_role("link", name="All articles").click()
        page.get_by_label("Words").fill("dam")
        page.get_by_role("button", name="Show").click()
        expect(page.locator(".found h2")).to_have_text(["Vell dam reopens"])
        page.get_by_label("Words").fill("")
        page.get_by_label("Outlet").select_option("Vell Wire")
        page.get_by_role("button", name="Show").click()
        expect(page.locator(".found h2")).to_have_text(["Tarn: homes under water"])
        assert sight.errors == []


@pytest.mark.parametrize(("path", "width", "dark"), SIGHTS)
def test_every_page_is_clean_at_every_width_and_nothing_moves(
    browser: Browser, front: Served, path: str, width: int, dark: bool
) -> None:
    with opened(browser, address(front, path), width=width, dark=dark) as sight:
        if path == "/":
            expect(sight.page.locator("qa-chat textarea[part=input]")).to_be_visible()
        assert [violation["id"] for violation in Axe().run(sight.page).response["violations"]] == []
        assert sight.page.evaluate("document.documentElement.scrollWidth") == width
        assert sight.page.evaluate(_SHIFTS) < 0.01
        assert sight.errors == []


def test_without_a_script_the_articles_can_be_read_and_no_button_is_dead(browser: Browser, front: Served) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address(front))
        expect(page.get_by_role("button", name=WHEN)).to_be_hidden()
        page.get_by_role("link", name="Search and browse").click()
        expect(page.locator(".found li")).to_have_count(4)


def test_an_empty_server_shows_how_to_begin(browser: Browser, services: Services) -> None:
    with served(services) as running, opened(browser, address(running), width=360) as sight:
        expect(sight.page.get_by_role("heading", level=2)).to_have_text("There are no articles here yet")
        assert [violation["id"] for violation in Axe().run(sight.page).response["violations"]] == []
        assert sight.page.evaluate("document.documentElement.scrollWidth") == 360
