"""The widget lets nothing in, everybody can use it, and its stream reads the same wherever it is cut."""

import json

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.browser import CHROMIUM, Sight, opened
from tests.chat import FLOATING, INLINE, STRICT, Site, ask, clean
from tests.reading import HOSTILE_QUESTIONS, HOW_MANY, PAYLOADS, UNKNOWN, WHEN

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")]

# ---- what must not happen


def test_it_works_where_nothing_else_is_allowed(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.pages["/strict"] = (INLINE, STRICT)
    with opened(browser, f"{url}/strict") as sight:
        ask(sight.page, HOW_MANY).locator(".statement .cite").first.click()
        expect(sight.page.locator("dialog mark")).to_be_focused()
        assert sight.page.locator("qa-chat .panel").evaluate("it => getComputedStyle(it).display") == "flex"
        clean(sight, url)


def test_markup_in_any_field_of_an_article_stays_text(browser: Browser, quoting: Site) -> None:
    url, _ = quoting
    with opened(browser, url) as sight:
        for question, payload in zip(HOSTILE_QUESTIONS, PAYLOADS, strict=True):
            turn = ask(sight.page, question)
            expect(turn.locator(".statement")).to_contain_text(payload)
            turn.locator(".statement .cite").first.click()
            expect(sight.page.locator("dialog mark")).to_contain_text(payload)
            sight.page.keyboard.press("Escape")
        inert(sight, url)


def test_markup_from_the_server_itself_stays_text(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    evil, script = PAYLOADS[0], "javascript:window.pwned=1"
    citation = {
        "id": "cit_1", "number": evil, "source": 1, "article_id": evil, "version": evil, "quote": evil,
        "span": {"start": 0, "end": 1}, "raw_span": {"start": 0, "end": 1}, "deep_link": script,
    }  # fmt: skip
    source = {
        "number": 1, "article_id": evil, "title": evil, "publisher": evil, "authors": [evil], "url": script,
        "published_at": evil, "also_in": [evil],
    }  # fmt: skip
    answer = {
        "id": "ans_1", "mode": evil, "question": evil, "text": evil, "citations": [citation], "sources": [source],
        "statements": [{"id": "st_1", "text": evil, "citations": ["cit_1"]}], "abstention": None,
        "rejected": [{"text": evil, "reason": evil}], "disagreements": [{"kind": evil, "citations": ["cit_1"]}],
        "degraded": {"reason": evil},
    }  # fmt: skip
    stream = (
        f"id: ans_1:1\nevent: surprise\ndata: {{}}\n\nid: ans_1:2\nevent: completed\ndata: {json.dumps(answer)}\n\n"
    )
    rules.answers["/v1/answers"] = (200, {"Content-Type": "text/event-stream"}, stream)
    with opened(browser, url) as sight:
        turn = ask(sight.page, evil)
        expect(turn.locator("a")).to_have_count(0)
        expect(turn.locator(".statement")).to_contain_text(evil)
        inert(sight, url)


def inert(sight: Sight, url: str) -> None:
    clean(sight, url)
    counts = "it => it.shadowRoot.querySelectorAll('img, script, svg, iframe, [onerror], [onload], [style]:not(.preview)').length"
    assert sight.page.locator("qa-chat").evaluate(counts) == 0
    links = sight.page.locator("qa-chat a").evaluate_all("all => all.map((it) => it.protocol)")
    assert set(links) <= {"https:", "http:"}


# ---- everybody can use it


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    # Text in what scrolls is measured where it shows; the page around the widget is the test's own.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # What passes is not told: there is a hundred times as much of it.
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    return [f"{violation['id']}: {[node['html'] for node in violation['nodes']]}" for violation in found]


def test_axe_looks_into_the_widget(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0]) as sight:
        expect(sight.page.locator("qa-chat .intro")).to_be_visible()
        sight.page.locator("qa-chat .intro").evaluate(
            "it => { it.style.color = '#ddd'; it.style.background = '#fff'; }"
        )
        assert [violation.partition(":")[0] for violation in violations(sight.page)] == ["color-contrast"]


# No rule looks at a colour and at a direction at once, so each of either is seen once in every state.
@pytest.mark.parametrize(("lang", "dark"), [("en", False), ("ar", True)])
def test_axe_finds_nothing_in_any_state(browser: Browser, writing_site: Site, lang: str, dark: bool) -> None:
    url, rules = writing_site
    rules.pages["/axe"] = (
        INLINE.replace('lang="en" dir="ltr"', f'lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"'),
        "",
    )
    with opened(browser, f"{url}/axe", dark=dark) as sight:
        page = sight.page
        expect(page.locator("qa-chat .intro")).to_be_visible()
        assert violations(page) == []
        turn = ask(page, HOW_MANY)
        turn.locator(".rejected summary").click()
        turn.locator(".feedback button").last.click()
        assert violations(page) == []
        turn.locator(".statement .cite").first.click()
        expect(page.locator("dialog mark")).to_be_focused()
        assert violations(page) == []
        page.keyboard.press("Escape")
        ask(page, UNKNOWN, "abstained")
        assert violations(page) == []
        for status, state in ((429, "limited"), (500, "failed"), (403, "closed")):
            rules.answers["/v1/answers"] = (status, {"Retry-After": "60"}, {"code": "x"})
            ask(page, WHEN, state)
            assert violations(page) == [], state
        rules.answers.clear()
        for held, state in ((2, "searching"), (4, "writing"), (5, "answering")):
            rules.held = held
            turn = ask(page, HOW_MANY, state)
            assert violations(page) == [], state
            page.locator("qa-chat .stop").click()
            expect(turn).to_have_attribute("data-state", "stopped")
        assert violations(page) == []
        rules.held, rules.cuts = None, [2]
        rules.answers["/v1/answers/"] = (503, {"Retry-After": "60"}, {})
        ask(page, HOW_MANY, "resuming")
        assert violations(page) == []
        page.context.set_offline(True)
        page.locator("qa-chat .stop").click()
        ask(page, WHEN, "offline")
        assert violations(page) == []
        assert page.locator("qa-chat .root").get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_in_the_panel_of_the_button(browser: Browser, quoting: Site, dark: bool) -> None:
    url, rules = quoting
    rules.pages["/site"] = (FLOATING, STRICT)
    with opened(browser, f"{url}/site", width=375, height=700, dark=dark) as sight:
        sight.page.get_by_role("button", name="Ask us").click()
        ask(sight.page, WHEN)
        assert violations(sight.page) == []


@pytest.mark.parametrize("lang", ["en", "de", "fr", "es", "ar"])
def test_no_language_lacks_a_text_or_runs_over_at_320_pixels(browser: Browser, quoting: Site, lang: str) -> None:
    url, rules = quoting
    rules.pages["/narrow"] = (INLINE.replace('lang="en"', f'lang="{lang}"'), "")
    with opened(browser, f"{url}/narrow", width=320, height=640) as sight:
        turn = ask(sight.page, HOW_MANY)
        assert "undefined" not in sight.page.locator("qa-chat .root").inner_text()
        wide = "it => [...it.querySelectorAll('*')].filter(n => n.getBoundingClientRect().right > 321).length"
        assert turn.evaluate(wide) == 0
        small = "all => all.filter(it => it.checkVisibility() && !it.matches('.cite') && it.offsetHeight < 44).length"
        assert sight.page.locator("qa-chat :is(button, a, summary, textarea)").evaluate_all(small) == 0


# ---- the parser


CASES = [
    "data: a\n\ndata: b\n\n",
    "id: x:1\revent: e\rdata: a\r\rdata: b\r\r",
    "id: x:1\r\nevent: e\r\ndata: a\r\ndata:b\r\n\r\n: hb\r\n\r\ndata\r\n\r\n",
    "﻿retry: 2000\n\nid: 1\ndata: ä🌊\u2028ü\n\nid: 2\0\ndata:  two spaces\n\nevent: unfinished\ndata: x",
]
WANTED = [
    [["", "message", "a"], ["", "message", "b"]],
    [["x:1", "e", "a"], ["x:1", "message", "b"]],
    [["x:1", "e", "a\nb"], ["x:1", "message", ""]],
    [["1", "message", "ä🌊\u2028ü"], ["1", "message", " two spaces"]],
]
CUT_EVERYWHERE = """async (text) => {
    const { EventParser } = await import("/modules/stream.js");
    const bytes = new TextEncoder().encode(text);
    const read = (...pieces) => {
        const parser = new EventParser(), decoder = new TextDecoder();
        return pieces.flatMap((it) => parser.push(decoder.decode(it, { stream: true }))).map((it) => [it.id, it.name, it.data]);
    };
    const all = new Set([JSON.stringify(read(...[...bytes].map((it) => new Uint8Array([it]))))]);
    for (let at = 0; at <= bytes.length; at += 1) all.add(JSON.stringify(read(bytes.slice(0, at), bytes.slice(at))));
    return [...all].map((it) => JSON.parse(it));
}"""


@pytest.mark.parametrize(("text", "wanted"), list(zip(CASES, WANTED, strict=True)))
def test_events_read_the_same_wherever_the_bytes_are_cut(
    browser: Browser, quoting: Site, text: str, wanted: list[list[str]]
) -> None:
    with opened(browser, f"{quoting[0]}/healthz") as sight:
        assert sight.page.evaluate(CUT_EVERYWHERE, text) == [wanted]
