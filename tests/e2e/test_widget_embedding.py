"""The widget stays whole on pages that were not made for it: exchanged bodies, strange styles, early properties, moves."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import CHROMIUM, opened
from tests.chat import FLOATING, PLAIN, STRICT, Site, ask, clean, page_of
from tests.reading import HOW_MANY, WHEN

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")]

INPUT = "qa-chat textarea[part=input]"
SWAPS = {
    "Turbo puts a new body in place": """() => {
        const body = document.createElement("body");
        body.append(document.createElement("main"));
        document.body.replaceWith(body);
    }""",
    "htmx fills the body anew": "() => document.body.replaceChildren(document.createElement('main'))",
    "a morph takes out what the new page has not": "() => document.body.removeChild(document.querySelector('qa-chat'))",
    "a copy comes back with a page from a cache": """() => {
        const body = document.body.cloneNode(true);
        document.body.replaceWith(body);
    }""",
}
STYLES = {"Content-Type": "text/css"}
_SHIFTS = """new Promise((done) => {
    let total = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((it) => (total += it.value))).observe({
        type: "layout-shift", buffered: true,
    });
    setTimeout(() => done(total), 200);
})"""


def launch(page: Page) -> None:
    page.get_by_role("button", name="Ask us").click()
    expect(page.locator(INPUT)).to_be_focused()


def at_the_corner(page: Page) -> dict[str, float]:
    """How far the button is from the window's end and bottom, and how large its text is."""
    distances: dict[str, float] = page.locator("qa-chat .launch").evaluate(
        """(it) => {
            const { right, bottom, height } = it.getBoundingClientRect();
            return { right: innerWidth - right, bottom: innerHeight - bottom, height };
        }"""
    )
    return distances


@pytest.mark.parametrize("swap", SWAPS.values(), ids=SWAPS)
def test_the_button_comes_back_as_it_was_when_a_page_exchanges_its_body(
    browser: Browser, writing_site: Site, swap: str
) -> None:
    url, rules = writing_site
    rules.pages["/site"] = (FLOATING, STRICT)
    with opened(browser, f"{url}/site") as sight:
        page = sight.page
        launch(page)
        rules.held = 5
        ask(page, HOW_MANY, "answering")
        page.locator(INPUT).fill("A draft")
        page.evaluate(swap)
        expect(page.locator("qa-chat")).to_have_count(1)
        expect(page.get_by_role("dialog", name="Ask us")).to_be_visible()
        expect(page.locator(INPUT)).to_have_value("A draft")
        rules.hold.set()
        expect(page.locator("qa-chat article")).to_have_attribute("data-state", "done")
        page.get_by_role("button", name="Close").click()
        expect(page.get_by_role("button", name="Ask us")).to_be_focused()
        clean(sight, url)


def test_a_chat_that_is_moved_goes_on_and_one_that_is_taken_away_stops(browser: Browser, writing_site: Site) -> None:
    url, rules = writing_site
    body = '<script src="/widget.js"></script><qa-chat></qa-chat><div id="other"></div>'
    rules.pages["/site"] = (page_of(body), PLAIN)
    with opened(browser, f"{url}/site") as sight:
        page = sight.page
        rules.held = 5
        ask(page, HOW_MANY, "answering")
        page.locator(INPUT).fill("A draft")
        page.evaluate("document.getElementById('other').append(document.querySelector('qa-chat'))")
        expect(page.locator("#other article")).to_have_attribute("data-state", "answering")
        expect(page.locator(INPUT)).to_have_value("A draft")
        page.evaluate("window.chat = document.querySelector('qa-chat'); chat.remove()")
        page.wait_for_function("chat.shadowRoot.querySelector('article').dataset.state === 'stopped'")
        page.evaluate("document.body.append(chat)")
        expect(page.locator(INPUT)).to_have_value("A draft")
        expect(page.locator("qa-chat .statement")).to_have_count(1)


@pytest.mark.parametrize(
    "style", ["html { font-size: 62.5% }", "* { all: unset }", "body { font: italic 9px/3 cursive }"]
)
def test_a_pages_own_style_leaves_the_chat_as_it_is(browser: Browser, quoting: Site, style: str) -> None:
    url, rules = quoting
    strange = f"{style} body {{ text-transform: uppercase; letter-spacing: 1em; white-space: nowrap; text-align: end }}"
    measured = """(all) => all.map((it) => {
        const { x, width, height } = it.getBoundingClientRect();
        const { fontSize, textTransform, letterSpacing } = getComputedStyle(it);
        return [it.className, x, width, height, fontSize, textTransform, letterSpacing];
    })"""
    seen = []
    for css in ("html, body { margin: 0 }", f"html, body {{ margin: 0 }} {strange}"):
        rules.answers["/page.css"] = (200, STYLES, css)
        page_with = '<link rel="stylesheet" href="/page.css"><script src="/widget.js"></script><qa-chat></qa-chat>'
        rules.pages["/site"] = (page_of(page_with).replace("<main>", "").replace("</main>", ""), PLAIN)
        with opened(browser, f"{url}/site") as sight:
            ask(sight.page, WHEN)
            nodes = "qa-chat :is(.panel, .head, .log, textarea, .question, .statement, .cite, .card, [part~=send])"
            seen.append(sight.page.locator(nodes).evaluate_all(measured))
    assert seen[0] == seen[1]
    assert len(seen[0]) > 8


def test_the_font_size_that_a_reader_chose_is_kept(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0]) as sight:
        session = sight.page.context.new_cdp_session(sight.page)
        session.send("Page.enable")
        session.send("Page.setFontSizes", {"fontSizes": {"standard": 24}})
        expect(sight.page.locator("qa-chat .intro")).to_have_css("font-size", "24px")
        expect(sight.page.locator("qa-chat [part~=send]")).to_have_css("min-height", "66px")


@pytest.mark.parametrize(
    "style",
    ["", "* { all: unset } ", "main { transform: translate(40px, 40px); overflow: hidden; opacity: 0.1; width: 50px }"],
)
def test_the_button_stands_in_the_corner_whatever_is_around_it(browser: Browser, quoting: Site, style: str) -> None:
    url, rules = quoting
    cover = "#cover { position: fixed; inset: 0; z-index: 2147483647; background: white }"
    rules.answers["/page.css"] = (200, STYLES, style + cover)
    body = (
        '<link rel="stylesheet" href="/page.css"><script src="/widget.js"></script>'
        '<qa-chat launcher text-title="Ask us"></qa-chat><div id="cover"></div>'
    )
    rules.pages["/site"] = (page_of(body), PLAIN)
    with opened(browser, f"{url}/site") as sight:
        launch(sight.page)
        assert at_the_corner(sight.page) == {"right": 16, "bottom": 16, "height": 52}
        ask(sight.page, WHEN)
        expect(sight.page.locator("qa-chat .panel")).to_have_css("width", "416px")
        sight.page.evaluate("document.querySelector('qa-chat').hidden = true")
        expect(sight.page.locator("qa-chat .launch")).to_be_hidden()


def test_properties_that_were_set_before_the_script_came_are_kept(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.pages["/site"] = (page_of("<qa-chat></qa-chat>"), "")
    with opened(browser, f"{url}/site") as sight:
        page = sight.page
        page.evaluate("""() => {
            const texts = { title: "Our archive" };
            const early = { server: "/", lang: "de", key: "pk_x", theme: "dark", launcher: true, texts };
            Object.assign(document.querySelector("qa-chat"), early);
            document.body.append(Object.assign(document.createElement("script"), { src: "/widget.js" }));
        }""")
        page.get_by_role("button", name="Our archive").click()
        expect(page.locator("qa-chat [part~=send]")).to_have_text("Fragen")
        expect(page.locator("qa-chat .root")).to_have_css("color-scheme", "dark")
        with page.expect_request("**/v1/answers") as asked:
            ask(page, WHEN, None)
        assert asked.value.headers["authorization"] == "Bearer pk_x"
        page.evaluate("Object.assign(document.querySelector('qa-chat'), { key: null, side: 'start' })")
        assert page.evaluate("['key', 'side'].map((it) => document.querySelector('qa-chat').getAttribute(it))") == [
            *(None, "start")
        ]


def test_a_title_that_comes_late_is_shown_and_leaves_draft_and_panel(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.pages["/site"] = (FLOATING, STRICT)
    with opened(browser, f"{url}/site") as sight:
        page = sight.page
        launch(page)
        page.locator(INPUT).fill("A draft")
        page.evaluate("document.querySelector('qa-chat').setAttribute('text-title', 'Our archive')")
        expect(page.get_by_role("dialog", name="Our archive")).to_be_visible()
        expect(page.get_by_role("button", name="Our archive")).to_be_visible()
        expect(page.locator(INPUT)).to_have_value("A draft")


@pytest.mark.parametrize("place", ["<qa-chat></qa-chat>", "<qa-chat launcher></qa-chat>"])
def test_nothing_of_a_page_moves_when_the_chat_comes(browser: Browser, quoting: Site, place: str) -> None:
    url, rules = quoting
    rules.answers["/page.css"] = (200, STYLES, "qa-chat:not([launcher]) { display: block; block-size: 40rem }")
    text = "<p>A story.</p>" * 5
    body = f'<link rel="stylesheet" href="/page.css">{text}{place}{text}'
    rules.pages["/site"] = (page_of(body), "")
    with opened(browser, f"{url}/site") as sight:
        page = sight.page
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        page.evaluate(
            "() => void document.body.append(Object.assign(document.createElement('script'), { src: '/widget.js' }))"
        )
        expect(page.locator("qa-chat [part=title]")).to_be_attached()
        assert page.evaluate(_SHIFTS) == 0


def test_focus_stays_in_a_panel_that_fills_the_screen(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    page_text = FLOATING.replace("<p>Text</p>", '<p><a href="#a">Behind</a></p>')
    rules.pages["/site"] = (page_text, STRICT)
    with opened(browser, f"{url}/site", width=375, height=700) as sight:
        page = sight.page
        launch(page)
        behind = page.get_by_role("link", name="Behind")
        for keys in ("Tab", "Shift+Tab"):
            for _ in range(7):
                page.keyboard.press(keys)
                expect(behind).not_to_be_focused()
        page.locator(INPUT).fill("A draft")
        page.set_viewport_size({"width": 1000, "height": 700})
        expect(page.locator(INPUT)).to_be_focused()
        behind.focus()
        expect(behind).to_be_focused()
        page.set_viewport_size({"width": 375, "height": 700})
        expect(page.locator(INPUT)).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Ask us")).to_be_focused()
        expect(page.locator("qa-chat .panel")).to_be_hidden()
