"""The widget between question and answer, and after it: what is read, another try, one opinion, an undone Clear, paper."""

import json

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import CHROMIUM, opened
from tests.chat import INLINE, PLAIN, Site, ask
from tests.reading import HOW_MANY, UNKNOWN, WHEN

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")]


def test_a_reader_sees_which_outlets_are_read_until_the_answer_is_there(browser: Browser, writing_site: Site) -> None:
    url, rules = writing_site
    with opened(browser, url) as sight:
        rules.held = 4
        turn = ask(sight.page, HOW_MANY, "writing")
        expect(turn.locator(".after")).to_contain_text("Tarn Herald")
        expect(turn.locator(".after")).to_contain_text("Reading ")
        rules.hold.set()
        expect(turn).to_have_attribute("data-state", "done")
        expect(turn.locator("[part=reading]")).to_have_count(0)


def test_an_answer_goes_on_when_its_page_is_loaded_anew(browser: Browser, writing_site: Site) -> None:
    url, rules = writing_site
    with opened(browser, url) as sight:
        rules.held = 5
        ask(sight.page, HOW_MANY, "answering")
        rules.held = None
        sight.page.reload()
        turn = sight.page.locator("qa-chat article")
        expect(turn).to_have_attribute("data-state", "done")
        expect(turn.locator(".question")).to_have_text(HOW_MANY)
        expect(turn.locator(".statement")).not_to_have_count(0)
        assert len([request for request in rules.seen if request.path == "/v1/answers"]) == 1
        assert sight.page.evaluate("sessionStorage.length") == 1


def test_the_newest_turn_is_the_one_in_view_after_a_reload(browser: Browser, writing_site: Site) -> None:
    url, _ = writing_site
    with opened(browser, url) as sight:
        for question in (HOW_MANY, WHEN, HOW_MANY):
            ask(sight.page, question)
        sight.page.reload()
        newest = sight.page.locator("qa-chat article").last.locator(".question")
        expect(newest).to_have_text(HOW_MANY)
        expect(newest).to_be_in_viewport()
        expect(sight.page.locator("qa-chat article").first.locator(".question")).not_to_be_in_viewport()


def test_another_try_keeps_what_was_verified_and_drops_what_shows_nothing(browser: Browser, writing_site: Site) -> None:
    url, rules = writing_site
    with opened(browser, url) as sight:
        page = sight.page
        rules.held = 5
        stopped = ask(page, HOW_MANY, "answering")
        page.get_by_role("button", name="Stop").click()
        expect(stopped.get_by_role("button", name="Copy with sources")).to_be_visible()
        rules.held = None
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("qa-chat article")).to_have_count(2)
        expect(page.locator("qa-chat article").last).to_have_attribute("data-state", "done")
        expect(page.locator("qa-chat article").first.locator(".statement")).to_have_count(1)
        expect(page.get_by_role("button", name="Try again")).to_have_count(0)

        rules.answers["/v1/answers"] = (500, {}, {"code": "x"})
        ask(page, WHEN, "failed")
        rules.answers.clear()
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("qa-chat article").last).to_have_attribute("data-state", "done")
        expect(page.locator("qa-chat article")).to_have_count(3)


def test_an_opinion_is_taken_once_and_again_only_where_it_did_not_arrive(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    with opened(browser, url) as sight:
        page, turn = sight.page, ask(sight.page, WHEN)
        rules.answers["/v1/feedback"] = (500, {}, {})
        helpful = turn.get_by_role("button", name="Helpful", exact=True)
        helpful.click()
        expect(turn.locator(".feedback")).to_contain_text("That did not work.")
        rules.answers.clear()
        helpful.evaluate("(it) => { it.click(); it.click(); }")
        expect(turn.locator(".feedback")).to_have_text("Thank you")
        turn.locator(".statement .cite").click()
        page.get_by_role("button", name="Quote fits").click()
        expect(page.locator(".reader .feedback")).to_have_text("Thank you")
        page.keyboard.press("Escape")
        turn.locator(".statement .cite").click()
        expect(page.locator(".reader .feedback")).to_have_text("Thank you")
        sent = [json.loads(request.body) for request in rules.seen if request.path == "/v1/feedback"]
        assert [each.get("citation") for each in sent] == [None, None, "cit_1"]


def test_an_opinion_is_remembered_with_its_answer_when_the_page_is_loaded_anew(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0]) as sight:
        page, turn = sight.page, ask(sight.page, WHEN)
        turn.get_by_role("button", name="Helpful", exact=True).click()
        expect(turn.locator(".feedback")).to_have_text("Thank you")
        ask(page, HOW_MANY)
        page.reload()
        turns = page.locator("qa-chat article")
        expect(turns.first.locator(".feedback")).to_have_text("Thank you")
        expect(turns.last.get_by_role("button", name="Helpful", exact=True)).to_be_visible()
        # Without what the tab has stored of it, the server knows.
        page.evaluate(
            "for (const [name, value] of Object.entries(sessionStorage))"
            " sessionStorage[name] = JSON.stringify(JSON.parse(value).map((it) => ({ ...it, judged: [] })))"
        )
        page.reload()
        turns.first.get_by_role("button", name="Helpful", exact=True).click()
        expect(turns.first.locator(".feedback")).to_have_text("Thank you")


def test_clear_can_be_undone_until_the_next_question(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0]) as sight:
        page = sight.page
        ask(page, WHEN)
        page.get_by_role("button", name="Clear").click()
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("qa-chat .statement")).to_have_count(1)
        page.reload()
        expect(page.locator("qa-chat .statement")).to_have_count(1)
        page.get_by_role("button", name="Clear").click()
        ask(page, WHEN)
        expect(page.get_by_role("button", name="Undo")).to_have_count(0)
        expect(page.locator("qa-chat article")).to_have_count(1)


def test_paper_has_all_turns_with_their_sources(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.pages["/site"] = (INLINE, PLAIN)
    with opened(browser, f"{url}/site") as sight:
        page = sight.page
        for question, state in ((WHEN, "done"), (UNKNOWN, "abstained"), (HOW_MANY, "done")):
            ask(page, question, state)
        page.emulate_media(media="print")
        box = page.locator("qa-chat .panel").bounding_box()
        assert box
        for turn in page.locator("qa-chat article").all():
            seen = turn.bounding_box()
            assert seen
            assert box["y"] <= seen["y"]
            assert seen["y"] + seen["height"] <= box["y"] + box["height"]
        assert page.locator("qa-chat .log").evaluate("(it) => it.scrollHeight === it.clientHeight")
        expect(page.locator("qa-chat .card").first).to_be_visible()
        for button in page.locator("qa-chat :is(.actions, [part~=send], [part~=clear])").all():
            expect(button).to_be_hidden()
