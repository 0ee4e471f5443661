"""The widget shows an answer as it comes: statements, quotes in their article, and what a reader must know of it."""

import re

import pytest
from playwright.sync_api import Browser, expect

from bench.scripted.model import Reply
from bench.scripted.replies import CutAfter, Fail, Say
from qa.services import Services
from tests.browser import CHROMIUM, opened, relayed
from tests.chat import EVENTS, WRITTEN, Site, announced, ask, clean, written
from tests.reading import HOW_MANY, UNKNOWN, WHEN
from tests.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")]

# ---- answers


def test_a_quoted_answer_shows_sources_copies_and_what_is_unknown(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0]) as sight:
        turn = ask(sight.page, HOW_MANY)
        expect(turn.locator(".statement")).to_have_count(2)
        expect(turn.locator(".sources summary")).to_have_text("3 sources, 2 independent · as of Mar 5, 2026")
        facts = turn.locator(".sources .facts", has_text="Vell Wire")
        expect(facts).to_have_text("Vell Wire · Mar 3, 2026 · also in 1 other article")
        link = turn.locator(".sources a").first
        assert (link.get_attribute("rel"), link.get_attribute("target")) == ("noopener noreferrer", "_blank")
        assert "#:~:text=" in (link.get_attribute("href") or "")
        assert announced(sight.page)[-1] == "Answer complete, 3 sources, 2 independent · as of Mar 5, 2026"

        unknown = ask(sight.page, WHEN)
        expect(unknown.locator(".sources .card")).to_contain_text("Vell dam reopens")
        expect(unknown.locator(".sources :is(.facts, .initial)")).to_have_count(0)
        expect(unknown.locator(".sources a")).to_have_count(0)
        expect(sight.page.locator("qa-chat article")).to_have_count(2)
        clean(sight, quoting[0])


def test_a_written_answer_is_announced_by_sentence_with_what_was_left_out(browser: Browser, writing_site: Site) -> None:
    with opened(browser, writing_site[0]) as sight:
        turn = ask(sight.page, HOW_MANY)
        statements = turn.locator(".statement")
        expect(statements).to_have_count(3)
        assert announced(sight.page)[1:4] == [text.partition(" [")[0] for text in statements.all_inner_texts()]
        expect(turn.locator(".differ .card")).to_have_count(2)
        rejected = turn.locator(".rejected")
        expect(rejected.locator("ul")).to_be_hidden()
        rejected.locator("summary").click()
        expect(rejected.locator("li").first).to_contain_text(
            "A number in it is not in the quotes, or counts something else there."
        )
        clean(sight, writing_site[0])


def test_one_click_opens_the_quote_in_its_article(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0], width=320, height=568) as sight:
        turn = ask(sight.page, HOW_MANY)
        cite = turn.locator(".statement", has_text="Officials said").locator(".cite").first
        cite.click()
        mark = sight.page.locator("qa-chat dialog mark")
        expect(mark).to_have_text("Officials said that 340 homes were flooded in Tarn on Monday.")
        expect(mark).to_be_in_viewport()
        expect(mark).to_be_focused()
        expect(sight.page.locator("qa-chat dialog .text")).to_contain_text("🌊 The river Vell rose")
        sight.page.keyboard.press("Escape")
        expect(cite).to_be_focused()
        assert sight.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_title_of_several_lines_covers_nothing(browser: Browser, seeded: Services) -> None:
    with served(seeded) as server, opened(browser, f"http://127.0.0.1:{server.port}", width=320, height=568) as sight:
        ask(sight.page, "When did US combat forces leave Iraq?").locator(".statement .cite").first.click()
        expect(sight.page.locator("qa-chat dialog mark")).to_be_focused()
        title, about, text = (
            sight.page.locator(f"qa-chat dialog {part}").bounding_box() for part in ("h3", ".about", ".text")
        )

    assert title
    assert about
    assert text
    assert title["height"] > 60
    assert title["y"] + title["height"] <= about["y"]
    assert about["y"] + about["height"] <= text["y"]


@pytest.mark.parametrize("change", ["version", "clean"])
def test_a_quote_that_does_not_stand_there_is_not_highlighted(browser: Browser, quoting: Site, change: str) -> None:
    url, rules = quoting
    with opened(browser, url) as sight:
        turn = ask(sight.page, WHEN)
        article = sight.page.evaluate("async () => (await fetch('/v1/articles/dam/reopened')).json()")
        rules.answers["/v1/articles/"] = (200, {}, article | {change: "Something else."})
        turn.locator(".statement .cite").click()
        expect(sight.page.locator("qa-chat dialog [role=alert]")).to_contain_text("This article has changed")
        expect(sight.page.locator("qa-chat dialog blockquote")).to_contain_text("reopened on 12 June 2026")
        expect(sight.page.locator("qa-chat dialog mark")).to_have_count(0)


def test_an_abstention_says_why_and_shows_what_came_nearest(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0]) as sight:
        turn = ask(sight.page, UNKNOWN, "abstained")
        expect(turn.locator(".note")).to_contain_text("2022 World Cup")
        assert turn.locator(".cards .card").count() >= 1
        turn.locator(".cards .cite").first.click()
        expect(sight.page.locator("qa-chat dialog mark")).to_be_visible()
        expect(sight.page.locator("qa-chat dialog .judge")).to_have_count(0)


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (Fail(500), "so the articles are quoted directly"),
        (
            Say("Bananas are rich in potassium and taste sweet."),
            "could be verified, so the articles are quoted directly",
        ),
        (CutAfter(f"{WRITTEN.partition(' In Tarn')[0]} "), "broke off"),
    ],
)
def test_no_fallback_is_silent(browser: Browser, flooded: Services, reply: Reply, text: str) -> None:
    with (
        written(flooded, reply, reply, reply) as server,
        relayed(server.port) as (url, _),
        opened(browser, url) as sight,
    ):
        expect(ask(sight.page, HOW_MANY).locator(".after > .note")).to_contain_text(text)
        assert [said for said in announced(sight.page) if text in said]


# ---- states on the way, and when it fails


@pytest.mark.parametrize(("events", "state"), [(2, "searching"), (4, "writing"), (5, "answering")])
def test_a_reader_sees_how_far_it_is_and_can_stop(
    browser: Browser, writing_site: Site, events: int, state: str
) -> None:
    url, rules = writing_site
    rules.held = events
    with opened(browser, url) as sight:
        turn = ask(sight.page, HOW_MANY, state)
        expect(turn).to_have_attribute("aria-busy", "true")
        expect(turn.locator(".statement")).to_have_count(1 if state == "answering" else 0)
        sight.page.get_by_role("button", name="Stop").click()
        expect(turn).to_have_attribute("data-state", "stopped")
        expect(turn.locator(".statement")).to_have_count(1 if state == "answering" else 0)
        expect(sight.page.locator("qa-chat textarea[part=input]")).to_be_focused()
        expect(turn.locator(".sources .card")).to_have_count(1 if state == "answering" else 0)
        expect(turn.get_by_role("button", name="Copy with sources")).to_have_count(1 if state == "answering" else 0)
        rules.held = None
        turn.get_by_role("button", name="Try again").click()
        expect(turn).to_have_attribute("data-state", "done")
        expect(sight.page.locator("qa-chat article")).to_have_count(2 if state == "answering" else 1)


def test_stop_ends_the_answer_on_the_server_at_once(browser: Browser, writing_site: Site) -> None:
    url, rules = writing_site
    # Up to what shows on the page that the first events, with the answer's id, have come.
    rules.held = 4
    with opened(browser, url) as sight:
        ask(sight.page, HOW_MANY, "writing")
        with sight.page.expect_response("**/cancel") as cancelling:
            sight.page.get_by_role("button", name="Stop").click()
        assert cancelling.value.json()["status"] in {"cancelled", "completed"}
        assert [request.method for request in rules.seen if request.path.endswith("/cancel")] == ["POST"]


def test_too_many_questions_wait_as_long_as_the_server_says(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.answers["/v1/answers"] = (429, {"Retry-After": "2"}, {"code": "rate_limited"})
    with opened(browser, url) as sight:
        turn = ask(sight.page, WHEN, "limited")
        expect(turn.locator(".status")).to_contain_text("Try again in 2 seconds")
        retry = turn.get_by_role("button", name="Try again")
        expect(retry).to_be_disabled()
        rules.answers.clear()
        retry.click()
        expect(sight.page.locator("qa-chat article")).to_have_attribute("data-state", "done")


def test_a_busy_server_is_asked_again_by_itself(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.answers["/v1/answers"] = (503, {"Retry-After": "1"}, {"code": "overloaded"})
    with opened(browser, url) as sight:
        turn = ask(sight.page, WHEN, "waiting")
        expect(turn.locator(".status")).to_have_text("Busy, trying again…")
        rules.answers.clear()
        expect(turn).to_have_attribute("data-state", "done")
        asked = [request for request in rules.seen if request.path == "/v1/answers"]
        rules.answers["/v1/answers"] = (503, {"Retry-After": "60"}, {"code": "overloaded"})
        waiting = ask(sight.page, WHEN, "waiting")
        sight.page.get_by_role("button", name="Stop").click()
        expect(waiting).to_have_attribute("data-state", "stopped")
    assert len(asked) >= 2


def test_a_failure_and_no_network_offer_another_try(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    with opened(browser, url) as sight:
        rules.answers["/v1/answers"] = (500, {}, {"code": "internal"})
        ask(sight.page, WHEN, "failed").get_by_role("button", name="Try again").focus()
        rules.answers.clear()
        sight.page.context.set_offline(True)
        sight.page.keyboard.press("Enter")
        turn = sight.page.locator("qa-chat article")
        expect(turn).to_have_attribute("data-state", "offline")
        expect(turn.locator(".status")).to_have_text("No connection.")
        sight.page.context.set_offline(False)
        turn.get_by_role("button", name="Try again").click()
        expect(turn).to_have_attribute("data-state", "done")
        rules.answers["/v1/answers"] = (503, {}, {"code": "no_articles"})
        expect(ask(sight.page, WHEN, "failed").locator(".status")).to_have_text("There are no articles yet.")


@pytest.mark.parametrize("cuts", [*[[cut] for cut in range(1, EVENTS, 3)], [1] * (EVENTS - 1), [2, 0, 0, 1]])
def test_a_cut_at_any_event_resumes_with_everything_once(browser: Browser, writing_site: Site, cuts: list[int]) -> None:
    url, rules = writing_site
    rules.cuts = list(cuts)
    with opened(browser, url) as sight:
        turn = ask(sight.page, HOW_MANY)
        expect(turn.locator(".statement")).to_have_count(3)
        expect(turn.locator(".rejected summary")).to_have_text("2 sentences left out")
        assert len(announced(sight.page)) == 6
        resumed = [
            request.headers["last-event-id"].partition(":")[2] for request in rules.seen if "/events" in request.path
        ]
        assert len(resumed) == len(cuts)
        assert resumed[0] == str(cuts[0])


@pytest.mark.parametrize("cut", range(1, EVENTS, 3))
def test_after_a_reset_everything_is_there_once(browser: Browser, writing_site: Site, cut: int) -> None:
    url, rules = writing_site
    rules.cuts, rules.reset = [cut], True
    with opened(browser, url) as sight:
        turn = ask(sight.page, HOW_MANY, None)
        expect(turn).to_have_attribute("data-state", re.compile("done|offline"))
        if turn.get_attribute("data-state") == "offline":
            # A reset takes what was not read yet: with the first event the answer's id is gone.
            assert [request for request in rules.seen if "/events" in request.path] == []
            turn.get_by_role("button", name="Try again").click()
            expect(turn).to_have_attribute("data-state", "done")
        expect(turn.locator(".statement")).to_have_count(3)
        expect(turn.locator(".rejected summary")).to_have_text("2 sentences left out")
        resumed = [
            int(request.headers["last-event-id"].partition(":")[2])
            for request in rules.seen
            if "/events" in request.path
        ]
        assert all(number <= cut for number in resumed)


def test_a_silent_connection_is_given_up_and_taken_up_again(browser: Browser, writing_site: Site) -> None:
    url, rules = writing_site
    rules.held = 5
    with opened(browser, f"{url}/healthz") as sight:
        page = sight.page
        page.clock.install()
        page.goto(url)
        turn = ask(page, HOW_MANY, "answering")
        page.clock.fast_forward(24_000)
        expect(turn).to_have_attribute("data-state", "answering")
        page.clock.fast_forward(1_500)
        expect(turn).to_have_attribute("data-state", "resuming")
        rules.held = None
        page.clock.fast_forward(1_000)
        expect(turn).to_have_attribute("data-state", "done")
        expect(turn.locator(".statement")).to_have_count(3)


def test_a_cut_before_the_first_event_is_no_answer(browser: Browser, writing_site: Site) -> None:
    url, rules = writing_site
    rules.cuts = [0]
    with opened(browser, url) as sight:
        ask(sight.page, HOW_MANY, "offline")
