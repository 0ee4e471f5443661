"""The widget does what a reader wants: feedback, copies, a panel, several chats, nothing kept unasked."""

import json

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import CHROMIUM, opened
from tests.chat import FLOATING, INLINE, PLAIN, STRICT, Site, announced, ask, clean, page_of
from tests.reading import HOW_MANY, UNKNOWN, WHEN

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")]

# ---- what a reader does


def test_feedback_goes_to_the_answer_or_to_one_quote(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    with opened(browser, url) as sight:
        page, turn = sight.page, ask(sight.page, WHEN)
        turn.get_by_role("button", name="Helpful", exact=True).click()
        expect(turn.locator(".feedback")).to_have_text("Thank you")
        turn.locator(".statement .cite").click()
        page.get_by_role("button", name="Quote does not fit").click()
        page.locator("dialog .comment textarea").fill("Another dam.")
        page.locator("dialog .comment button").click()
        expect(page.locator("dialog .feedback")).to_have_text("Thank you")
        sent = [json.loads(request.body) for request in rules.seen if request.path == "/v1/feedback"]
        name = sent[0]["answer_id"]
        assert sent == [
            {"answer_id": name, "rating": "up", "comment": ""},
            {"answer_id": name, "citation": "cit_1", "rating": "down", "comment": "Another dam."},
        ]


def test_a_follow_up_is_asked_with_the_turns_before_and_shows_how_it_was_understood(
    browser: Browser, quoting: Site
) -> None:
    url, rules = quoting
    with opened(browser, url) as sight:
        page = sight.page
        expect(ask(page, WHEN).locator(".asked")).to_be_hidden()
        ask(page, UNKNOWN, "abstained")
        ask(page, WHEN)
        page.reload()
        turn = ask(page, "How much did its repairs cost?", None)
        expect(turn.locator(".asked")).to_contain_text("Understood as: ")
        expect(turn.locator(".asked bdi")).to_contain_text("Vell dam")
        expect(turn).to_have_attribute("aria-busy", "false")
        assert [text for text in announced(page) if text.startswith("Understood as: ")] == [
            turn.locator(".asked").inner_text()
        ]

        history = [json.loads(request.body)["history"] for request in rules.seen if request.path == "/v1/answers"]
        assert [len(turns) for turns in history] == [0, 1, 2, 3]
        assert history[-1][0]["question"] == WHEN
        assert "12 June 2026" in history[-1][0]["answer"]
        assert history[-1][1] == {"question": UNKNOWN, "answer": ""}


def test_a_misspelt_question_shows_how_it_was_understood_also_after_a_reload(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0]) as sight:
        understood = f"Understood as: {HOW_MANY}"
        expect(ask(sight.page, HOW_MANY.replace("flooded", "floooded")).locator(".asked")).to_have_text(understood)
        assert announced(sight.page).count(understood) == 1
        sight.page.reload()
        expect(sight.page.locator(".asked")).to_have_text(understood)


def test_an_answer_is_copied_with_its_sources(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0]) as sight:
        sight.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        ask(sight.page, HOW_MANY).get_by_role("button", name="Copy with sources").click()
        expect(sight.page.get_by_role("button", name="Copied")).to_be_visible()
        text = sight.page.evaluate("navigator.clipboard.readText()")
        assert text.startswith(f"{HOW_MANY}\n\n")
        assert "\nOfficials said that 340 homes were flooded in Tarn on Monday. [" in text
        assert "] “By the insurers’ count" in text
        assert "(Tarn counts the cost, Evening Post, Mar 5, 2026, https://post.example/cost)" in text


def test_nothing_is_stored_before_the_first_question_and_clear_empties_it(browser: Browser, quoting: Site) -> None:
    size = "[sessionStorage.length, localStorage.length, document.cookie]"
    with opened(browser, quoting[0]) as sight:
        page = sight.page
        expect(page.locator("qa-chat .intro")).to_be_visible()
        assert page.evaluate(size) == [0, 0, ""]
        ask(page, WHEN)
        assert page.evaluate(size) == [1, 0, ""]
        page.reload()
        expect(page.locator("qa-chat .statement")).to_have_count(1)
        assert announced(page) == []
        page.get_by_role("button", name="Clear").click()
        assert page.evaluate(size) == [0, 0, ""]
        expect(page.locator("qa-chat textarea[part=input]")).to_be_focused()


def test_the_launcher_opens_closes_and_gives_focus_back(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.pages["/site"] = (FLOATING, STRICT)
    with opened(browser, f"{url}/site") as sight:
        page = sight.page
        launch = page.get_by_role("button", name="Ask us")
        expect(launch).to_have_attribute("aria-expanded", "false")
        launch.press("Enter")
        expect(page.get_by_role("dialog", name="Ask us")).to_be_visible()
        expect(page.locator("qa-chat textarea[part=input]")).to_be_focused()
        turn = ask(page, WHEN)
        turn.locator(".statement .cite").click()
        expect(page.locator(".reader mark")).to_be_focused()
        page.keyboard.press("Escape")
        expect(turn.locator(".statement .cite")).to_be_focused()
        page.keyboard.press("Escape")
        expect(launch).to_be_focused()
        expect(page.get_by_role("dialog", name="Ask us")).to_be_hidden()
        clean(sight, url)


def test_the_panel_is_as_high_as_a_keyboard_leaves(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.pages["/site"] = (FLOATING, STRICT)
    with opened(browser, f"{url}/site", width=375, height=700) as sight:
        page = sight.page
        page.get_by_role("button", name="Ask us").click()
        panel = page.locator("qa-chat .panel")
        for height in (700, 360):
            page.set_viewport_size({"width": 375, "height": height})
            page.wait_for_function(f"visualViewport.height === {height}")
            expect(panel).to_have_js_property("offsetHeight", height)
            expect(page.locator("qa-chat textarea[part=input]")).to_be_in_viewport(ratio=1)


def test_clear_in_the_middle_of_an_answer_leaves_nothing_of_it(browser: Browser, writing_site: Site) -> None:
    url, rules = writing_site
    rules.held = 5
    with opened(browser, url) as sight:
        page = sight.page
        ask(page, HOW_MANY, "answering")
        page.get_by_role("button", name="Clear").click()
        expect(page.locator("qa-chat article")).to_have_count(0)
        assert announced(page)[-1] == "Conversation cleared"
        rules.held = None
        ask(page, HOW_MANY)
        expect(page.locator("qa-chat article")).to_have_count(1)
        expect(page.get_by_role("button", name="Stop")).to_be_hidden()


def test_marks_and_buttons_are_seen_in_forced_colours(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0]) as sight:
        sight.page.emulate_media(forced_colors="active")
        cite = ask(sight.page, WHEN).locator(".statement .cite")
        assert cite.evaluate("it => getComputedStyle(it).borderStyle") == "solid"
        cite.click()
        mark = sight.page.locator(".reader mark")
        assert mark.evaluate(
            "it => getComputedStyle(it).backgroundColor !== getComputedStyle(it.parentNode).backgroundColor"
        )


def test_two_widgets_on_one_page_keep_apart(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    body = '<script src="/widget.js" async></script><qa-chat id="a"></qa-chat><qa-chat id="b" lang="de"></qa-chat>'
    rules.pages["/two"] = (page_of(body), PLAIN)
    with opened(browser, f"{url}/two") as sight:
        page = sight.page
        done = "(id) => document.getElementById(id).ask('When did the Vell dam in Tarn reopen?')"
        page.evaluate(done, "a")
        expect(page.locator("#a article")).to_have_count(1)
        expect(page.locator("#b article")).to_have_count(0)
        page.evaluate(done, "b")
        expect(page.locator("#b .sources summary")).to_have_text("1 Quelle")
        page.evaluate("document.getElementById('a').clear()")
        page.reload()
        expect(page.locator("#b article")).to_have_count(1)
        expect(page.locator("#a article")).to_have_count(0)


def test_the_page_hears_what_happens(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0]) as sight:
        sight.page.evaluate("""() => {
            window.heard = [];
            document.addEventListener("qa-state", (event) => heard.push(event.detail.state));
            document.addEventListener("qa-answer", (event) => heard.push(event.detail.mode));
        }""")
        ask(sight.page, WHEN)
        assert sight.page.evaluate("heard") == ["searching", "searching", "answering", "done", "extractive"]


# ---- languages


@pytest.mark.parametrize(("lang", "loaded"), [("en", []), ("de-AT", ["de.json"]), ("ar", ["ar.json"]), ("tr", [])])
def test_a_page_loads_the_texts_of_its_own_language_and_of_no_other(
    browser: Browser, quoting: Site, lang: str, loaded: list[str]
) -> None:
    url, rules = quoting
    rules.pages["/strict"] = (INLINE.replace('lang="en"', f'lang="{lang}"'), STRICT)
    with opened(browser, f"{url}/strict") as sight:
        ask(sight.page, WHEN)
        asked = [request.path for request in rules.seen if request.path.startswith("/widget/")]
        assert [path.partition("?")[0].removeprefix("/widget/") for path in asked] == loaded
        expect(sight.page.locator("qa-chat .root")).to_have_attribute("lang", loaded[0][:2] if loaded else "en")
        clean(sight, url)


def test_a_chat_whose_texts_do_not_come_speaks_english_and_says_so_to_developers(
    browser: Browser, quoting: Site
) -> None:
    url, rules = quoting
    rules.pages["/page"] = (INLINE.replace('lang="en" dir="ltr"', 'lang="ar" dir="rtl"'), PLAIN)
    rules.answers["/widget/"] = (500, {}, {})
    with opened(browser, f"{url}/page") as sight:
        expect(sight.page.locator("qa-chat .intro")).to_contain_text("Every sentence")
        expect(sight.page.locator("qa-chat .root")).to_have_attribute("lang", "en")
        expect(sight.page.locator("qa-chat .root")).to_have_attribute("dir", "ltr")
        assert [error for error in sight.errors if "no texts at" in error]


def test_a_question_of_the_page_waits_for_the_texts(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.pages["/page"] = (page_of('<script src="/widget.js"></script>'), PLAIN)
    with opened(browser, f"{url}/page") as sight:
        sight.page.evaluate(
            """async (question) => {
                const chat = Object.assign(document.createElement("qa-chat"), { lang: "de" });
                document.body.append(chat);
                await chat.ask(question);
            }""",
            WHEN,
        )
        expect(sight.page.locator("qa-chat .sources summary")).to_have_text("1 Quelle")
