"""The widget shows from where an answer is: a card for each article, quotes at a glance, and articles beside the answer."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.raw_article import RawArticle
from tests import showing
from tests.browser import CHROMIUM, opened, relayed
from tests.chat import FLOATING, INLINE, STRICT, Site, ask, clean
from tests.driving import in_memory
from tests.e2e.test_widget_safety import violations
from tests.reading import HOW_MANY
from tests.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")]

RIGHT_TO_LEFT = INLINE.replace('lang="en" dir="ltr"', 'lang="ar" dir="rtl"')
FIRST = "By the insurers’ count, 410 homes were flooded in Tarn, and the cost is not known yet."
SECOND = "Officials said that 340 homes were flooded in Tarn on Monday."


def shown(locator: Locator) -> list[str]:
    return [line for line in locator.inner_text().splitlines() if line.strip()]


# ---- sources


def test_each_article_has_a_card_with_its_outlet_date_title_and_quotes(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0]) as sight:
        cards = ask(sight.page, HOW_MANY).locator(".sources .card")
        assert shown(cards.first) == [
            "E",
            "Evening Post · Mar 5, 2026",
            "Tarn counts the cost",
            "[1]",
            FIRST,
            "Original page ↗",
        ]
        expect(cards).to_have_count(3)
        cards.nth(1).get_by_role("button", name="Hundreds of homes under water in Tarn").click()
        expect(sight.page.locator(".reader mark[aria-current]")).to_have_text(SECOND)
        clean(sight, quoting[0])


def test_quotes_of_one_article_share_its_card_and_what_is_unknown_is_left_out(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    quotes = [showing.citation(1, showing.COUNTED, 3), showing.citation(2, showing.CLOSED, 3)]
    made = showing.answer([showing.statement(1, showing.COUNTED), showing.statement(2, showing.CLOSED)], quotes)
    made = made.model_copy(update={"sources": made.sources[2:]})
    rules.answers["/v1/answers"] = (200, {"Content-Type": "text/event-stream"}, showing.streamed(made))
    with opened(browser, url) as sight:
        sources = ask(sight.page, made.question).locator(".sources")
        assert shown(sources) == ["1 source", "Story 3", "[1]", showing.COUNTED, "[2]", showing.CLOSED]


def test_a_mark_has_its_outlet_only_where_there_is_room_and_copies_without_it(browser: Browser, quoting: Site) -> None:
    for width, outlets in ((1000, 3), (360, 0)):
        with opened(browser, quoting[0], width=width) as sight:
            sight.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
            turn = ask(sight.page, HOW_MANY)
            assert turn.locator(".statement .outlet").filter(visible=True).count() == outlets
            expect(turn.get_by_role("button", name="Quote 1 (Evening Post): show in article").first).to_be_visible()
            turn.get_by_role("button", name="Copy with sources").click()
            expect(sight.page.get_by_role("button", name="Copied")).to_be_visible()
            assert f"\n\n{FIRST} [1]\n\n{SECOND} [2][3]\n\n" in sight.page.evaluate("navigator.clipboard.readText()")


def test_a_stopped_answer_keeps_its_sources_and_is_copied_with_them(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.held = 4
    with opened(browser, url) as sight:
        sight.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        turn = ask(sight.page, HOW_MANY, "answering")
        sight.page.get_by_role("button", name="Stop").click()
        expect(turn.locator(".sources .card")).to_have_count(1)
        turn.get_by_role("button", name="Copy with sources").click()
        expect(sight.page.get_by_role("button", name="Copied")).to_be_visible()
        said, source = "By the insurers’ count, 410", "Tarn counts the cost, Evening Post, Mar 5, 2026"
        text: str = sight.page.evaluate("navigator.clipboard.readText()")
        assert text.startswith(f"{HOW_MANY}\n\n{said}")
        assert source in text


# ---- quotes at a glance


def test_a_mark_shows_its_quote_when_it_is_pointed_at_and_lets_go(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.pages["/strict"] = (INLINE, STRICT)
    with opened(browser, f"{url}/strict") as sight:
        cite = ask(sight.page, HOW_MANY).locator(".statement .cite").first
        preview = sight.page.locator("qa-chat .preview")
        cite.hover()
        expect(preview).to_be_visible()
        assert shown(preview) == [FIRST, "Tarn counts the cost", "Evening Post · Mar 5, 2026"]
        expect(cite).to_have_accessible_description(" ".join(shown(preview)))
        preview.hover()
        sight.page.wait_for_timeout(400)
        expect(preview).to_be_visible()
        assert violations(sight.page) == []
        sight.page.mouse.move(5, 5)
        expect(preview).to_be_hidden()
        cite.hover()
        expect(preview).to_be_visible()
        sight.page.keyboard.press("Escape")
        expect(preview).to_be_hidden()
        clean(sight, url)


def test_a_mark_that_is_reached_by_keyboard_shows_its_quote_until_escape(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.pages["/site"] = (FLOATING, STRICT)
    with opened(browser, f"{url}/site") as sight:
        page = sight.page
        page.get_by_role("button", name="Ask us").click()
        cites = ask(page, HOW_MANY).locator(".statement .cite")
        preview = page.locator("qa-chat .preview")
        cites.first.focus()
        page.keyboard.press("Tab")
        expect(cites.nth(1)).to_be_focused()
        expect(preview).to_contain_text(SECOND)
        page.keyboard.press("Escape")
        expect(preview).to_be_hidden()
        expect(page.locator("qa-chat .panel")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator(".reader mark[aria-current]")).to_be_focused()
        page.keyboard.press("Escape")
        expect(cites.nth(1)).to_be_focused()
        expect(preview).to_be_hidden()
        clean(sight, url)


def test_a_long_press_shows_the_quote_and_a_tap_opens_the_article(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0], width=360) as sight:
        cite = ask(sight.page, HOW_MANY).locator(".statement .cite").first
        preview, dialog = sight.page.locator("qa-chat .preview"), sight.page.locator("qa-chat .reader")
        touch = {"pointerType": "touch", "bubbles": True}
        cite.dispatch_event("pointerdown", touch)
        expect(preview).to_contain_text(FIRST)
        cite.dispatch_event("pointerup", touch)
        cite.dispatch_event("click", {"detail": 1})
        expect(preview).to_be_visible()
        expect(dialog).to_be_hidden()
        cite.dispatch_event("pointerdown", touch)
        cite.dispatch_event("pointerup", touch)
        cite.dispatch_event("click", {"detail": 1})
        expect(dialog).to_be_visible()
        expect(preview).to_be_hidden()


# ---- the reader


LONG = " ".join(f"In week {number} the harbour office counted ships." for number in range(60))
STORY = f"{showing.CLOSED} {showing.COUNTED} {LONG} {showing.RECOUNTED}"


@pytest.fixture(scope="module")
def harbour() -> Iterator[Site]:
    """A server with one long article, of which an answer has three quotes, the first two without a space of their own."""
    with in_memory() as services:
        services.articles.store(
            [RawArticle(ArticleId("story-1"), STORY, Metadata(title="The pier", authors=("Ada Lind",)), "story-1.txt")],
            lambda _: None,
        )
        with served(services) as server, relayed(server.port) as site:
            yield site


def three_quotes(page: Page, site: Site) -> Locator:
    """The turn of an answer with three quotes of the long article."""
    article = page.evaluate("async () => (await fetch('/v1/articles/story-1')).json()")
    quotes = []
    for number, quote in enumerate((showing.CLOSED, showing.COUNTED, showing.RECOUNTED), start=1):
        start = article["clean"].index(quote)
        span = {"start": start, "end": start + len(quote)}
        cited = showing.citation(number, quote)
        quotes.append(cited.model_validate({**cited.model_dump(), "span": span, "version": article["version"]}))
    made = showing.answer([showing.statement(n, quote.quote) for n, quote in enumerate(quotes, start=1)], quotes)
    source = made.sources[0].model_copy(update={"authors": ["Ada Lind"]})
    made = made.model_copy(update={"sources": [source]})
    site[1].answers["/v1/answers"] = (200, {"Content-Type": "text/event-stream"}, showing.streamed(made))
    return ask(page, made.question)


def test_all_quotes_of_the_answer_are_marked_and_gone_through_one_by_one(browser: Browser, harbour: Site) -> None:
    with opened(browser, harbour[0]) as sight:
        page = sight.page
        three_quotes(page, harbour).locator(".statement .cite").first.click()
        dialog, current = page.locator("qa-chat .reader"), page.locator("qa-chat .reader mark[aria-current]")
        expect(dialog.locator("mark")).to_have_text([showing.CLOSED, showing.COUNTED, showing.RECOUNTED])
        expect(dialog.locator(".facts")).to_have_text("Ada Lind · Harbour Post · Mar 3, 2026")
        expect(current).to_have_text(showing.CLOSED)
        expect(dialog.get_by_role("status")).to_have_text("Quote 1 of 3")
        dialog.get_by_role("button", name="Previous quote").click()
        expect(current).to_have_text(showing.RECOUNTED)
        expect(current).to_be_in_viewport()
        expect(dialog.get_by_role("status")).to_have_text("Quote 3 of 3")
        dialog.get_by_role("button", name="Next quote").press("Enter")
        expect(current).to_have_text(showing.CLOSED)
        expect(dialog.get_by_role("button", name="Next quote")).to_be_focused()
        clean(sight, harbour[0])


def test_next_goes_on_into_the_next_article(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0]) as sight:
        ask(sight.page, HOW_MANY).locator(".statement .cite").first.click()
        dialog = sight.page.locator("qa-chat .reader")
        expect(dialog.get_by_role("heading")).to_have_text("Tarn counts the cost")
        dialog.get_by_role("button", name="Next quote").click()
        expect(dialog.get_by_role("heading")).to_have_text("Hundreds of homes under water in Tarn")
        expect(dialog.locator("mark")).to_have_text(SECOND)


@pytest.mark.parametrize("page_html", [INLINE, FLOATING, RIGHT_TO_LEFT])
def test_with_room_the_article_stands_beside_the_answer_and_the_chat_goes_on(
    browser: Browser, quoting: Site, page_html: str
) -> None:
    url, rules = quoting
    rules.pages["/site"] = (page_html, STRICT)
    with opened(browser, f"{url}/site", width=1280, height=900) as sight:
        page = sight.page
        if page_html == FLOATING:
            page.get_by_role("button", name="Ask us").click()
        cite = ask(page, HOW_MANY).locator(".statement .cite").first
        cite.click()
        dialog, log = page.locator("qa-chat .reader"), page.locator("qa-chat .log")
        expect(dialog.locator("mark[aria-current]")).to_be_focused()
        one, other = log.bounding_box(), dialog.bounding_box()
        assert one
        assert other
        first, second = (other, one) if page_html == RIGHT_TO_LEFT else (one, other)
        assert first["x"] + first["width"] <= second["x"]
        assert min(one["height"], other["height"]) > 400
        assert violations(page) == []
        cite.click()
        expect(page.locator("qa-chat article")).to_have_count(1)
        dialog.locator("button.back").click()
        expect(dialog).to_be_hidden()
        expect(cite).to_be_focused()
        clean(sight, url)


def test_the_article_moves_over_the_answer_when_the_room_goes_and_back(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.pages["/site"] = (INLINE, STRICT)
    with opened(browser, f"{url}/site", width=1280, height=900) as sight:
        page, dialog = sight.page, sight.page.locator("qa-chat .reader")
        ask(page, HOW_MANY).locator(".statement .cite").first.click()
        for width, modal in ((1280, False), (700, True), (1280, False)):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(
                "(modal) => document.querySelector('qa-chat').shadowRoot.querySelector('.reader').matches(':modal') === modal",
                arg=modal,
            )
            expect(dialog.locator("mark[aria-current]")).to_have_text(FIRST)


@pytest.mark.parametrize("size", [(360, 740), (320, 256), (740, 340)])
def test_on_a_phone_the_article_comes_from_below_and_its_way_back_never_scrolls_away(
    browser: Browser, harbour: Site, size: tuple[int, int]
) -> None:
    url, rules = harbour
    rules.pages["/site"] = (FLOATING, STRICT)
    width, height = size
    with opened(browser, f"{url}/site", width=width, height=height) as sight:
        page = sight.page
        page.get_by_role("button", name="Ask us").click()
        three_quotes(page, harbour).locator(".statement .cite").last.click()
        dialog = page.locator("qa-chat .reader")
        expect(dialog.locator("mark[aria-current]")).to_be_in_viewport(ratio=1)
        for name in ("Back to the answer", "Previous quote", "Next quote"):
            expect(dialog.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
        box = dialog.bounding_box()
        assert box
        assert box["y"] + box["height"] == height if width < 640 else box["height"] <= height
        dialog.get_by_role("button", name="Quote does not fit").click()
        expect(dialog.locator(".comment textarea")).to_be_in_viewport(ratio=0.9)
        expect(dialog.get_by_role("button", name="Back to the answer")).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
        dialog.get_by_role("button", name="Back to the answer").click()
        expect(page.locator("qa-chat .statement .cite").last).to_be_focused()


def test_a_chat_that_is_moved_with_an_open_article_breaks_nothing(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.pages["/site"] = (INLINE, STRICT)
    with opened(browser, f"{url}/site", width=1280, height=900) as sight:
        page = sight.page
        ask(page, HOW_MANY).locator(".statement .cite").first.click()
        expect(page.locator("qa-chat .reader mark[aria-current]")).to_be_focused()
        page.locator("qa-chat").evaluate("it => document.body.append(it)")
        expect(page.locator("qa-chat .reader")).to_be_hidden()
        page.locator("qa-chat .statement .cite").first.click()
        expect(page.locator("qa-chat .reader mark[aria-current]")).to_be_focused()
        clean(sight, url)


def test_closing_the_panel_closes_the_article_with_it(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.pages["/site"] = (FLOATING, STRICT)
    with opened(browser, f"{url}/site", width=1280, height=900) as sight:
        page = sight.page
        page.get_by_role("button", name="Ask us").click()
        ask(page, HOW_MANY).locator(".statement .cite").first.click()
        expect(page.locator("qa-chat .reader mark[aria-current]")).to_be_focused()
        page.locator("qa-chat [part~=close]").click()
        expect(page.locator("qa-chat .reader")).to_be_hidden()
        expect(page.get_by_role("button", name="Ask us")).to_be_focused()
