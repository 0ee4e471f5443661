"""The widget in a real browser, in front of a real server: what a reader sees, hears and can do, and what stays inert."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from qa.wiring import Services
from tests.browser import CHROMIUM, Rules, Sight, chromium, opened, relayed
from tests.reading import ARTICLES, HOSTILE, HOSTILE_QUESTIONS, HOW_MANY, PAYLOADS, UNKNOWN, WHEN, stocked
from tests.scripted_model import Reply
from tests.scripted_replies import CutAfter, Fail, Say
from tests.serving import Served, served
from tests.writing import writing

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")]

WRITTEN = (
    "The number of homes that were flooded in Tarn on Monday was 340, officials said. [1] In Tarn 900 homes were flooded. [1] "
    "By the insurers’ count, 410 homes were flooded in Tarn. [2] See <img src=x onerror=window.pwned=1>. [1]"
)
STRICT = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
PLAIN = "default-src 'self'"
"""Events of the written answer: created, status, sources, status, statement, rejected, statement, rejected, completed."""
EVENTS = 9
HEAD = '<!doctype html><html lang="{lang}" dir="{dir}"><title>News</title><meta name="viewport" content="width=device-width">'


def page_of(body: str, lang: str = "en", direction: str = "ltr") -> str:
    return f"{HEAD.format(lang=lang, dir=direction)}<body><main><h1>News</h1>{body}</main>"


INLINE = page_of('<script src="/widget.js" async></script><qa-chat></qa-chat>')
FLOATING = page_of('<script src="/widget.js" data-key="pk_test" data-text-title="Ask us" async></script><p>Text</p>')


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Quoted answers: no language model is set."""
    with stocked(tmp_path_factory.mktemp("news"), [*ARTICLES, *HOSTILE]) as services, served(services) as running:
        yield running


@contextmanager
def written(tmp_path_factory: pytest.TempPathFactory, *script: Reply) -> Iterator[Served]:
    with (
        stocked(tmp_path_factory.mktemp("written"), ARTICLES) as services,
        writing(services, *script) as it,
        served(it.services) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with written(tmp_path_factory, Say(WRITTEN)) as running:
        yield running


Site = tuple[str, Rules]


@pytest.fixture
def quoting(news: Served) -> Iterator[Site]:
    with relayed(news.port) as site:
        yield site


@pytest.fixture
def writing_site(writer: Served) -> Iterator[Site]:
    with relayed(writer.port) as site:
        yield site


def ask(page: Page, question: str, state: str | None = "done") -> Locator:
    """Asks by keyboard; the newest turn, once it has come to a state."""
    page.locator("qa-chat textarea[part=input]").first.fill(question)
    page.keyboard.press("Enter")
    turn = page.locator("qa-chat article").last
    if state:
        expect(turn).to_have_attribute("data-state", state)
    return turn


def announced(page: Page) -> list[str]:
    return page.locator("qa-chat .unseen[aria-live] p").all_text_contents()


def clean(sight: Sight, url: str) -> None:
    """No error of the page, and nobody was asked but our own server."""
    assert sight.errors == []
    assert {it.partition("?")[0] for it in sight.requests if not it.startswith(url + "/")} == set()
    assert sight.page.evaluate("window.pwned") is None


# ---- answers


def test_a_quoted_answer_shows_sources_copies_and_what_is_unknown(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0]) as sight:
        turn = ask(sight.page, HOW_MANY)
        expect(turn.locator(".statement")).to_have_count(2)
        expect(turn.locator(".sources summary")).to_have_text("3 sources")
        expect(turn.locator(".sources .facts").first).to_have_text("Vell Wire · Mar 3, 2026 · also in 1 other article")
        link = turn.locator(".sources a").first
        assert (link.get_attribute("rel"), link.get_attribute("target")) == ("noopener noreferrer", "_blank")
        assert "#:~:text=" in (link.get_attribute("href") or "")
        assert announced(sight.page)[-1] == "Answer complete, 3 sources"

        unknown = ask(sight.page, WHEN)
        expect(unknown.locator(".sources .facts")).to_have_text("outlet unknown · date unknown")
        expect(unknown.locator(".sources a")).to_have_count(0)
        expect(sight.page.locator("qa-chat article")).to_have_count(2)
        clean(sight, quoting[0])


def test_a_written_answer_is_announced_by_sentence_with_what_was_left_out(browser: Browser, writing_site: Site) -> None:
    with opened(browser, writing_site[0]) as sight:
        turn = ask(sight.page, HOW_MANY)
        statements = turn.locator(".statement")
        expect(statements).to_have_count(2)
        assert announced(sight.page)[1:3] == [it.partition(" [")[0] for it in statements.all_inner_texts()]
        expect(turn.locator(".differ .card")).to_have_count(2)
        rejected = turn.locator(".rejected")
        expect(rejected.locator("ul")).to_be_hidden()
        rejected.locator("summary").click()
        expect(rejected.locator("li").first).to_contain_text("A number, date or name is not in the quotes.")
        clean(sight, writing_site[0])


def test_one_click_opens_the_quote_in_its_article(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0], width=320, height=568) as sight:
        turn = ask(sight.page, HOW_MANY)
        cite = turn.locator(".statement .cite").first
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
            sight.page.locator(f"qa-chat dialog {part}").bounding_box() for part in ("h3", ".about", ".page")
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
        expect(turn.locator(".note")).to_have_text("This is about something that no article mentions.")
        assert turn.locator(".cards .card").count() >= 1
        turn.locator(".cards .cite").first.click()
        expect(sight.page.locator("qa-chat dialog mark")).to_be_visible()
        expect(sight.page.locator("qa-chat dialog footer")).to_have_count(0)


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (Fail(500), "so the articles are quoted directly"),
        (Say("In Tarn 900 homes were flooded. [1]"), "could be verified, so the articles are quoted directly"),
        (CutAfter(f"{WRITTEN.partition(' In Tarn')[0]} "), "broke off"),
    ],
)
def test_no_fallback_is_silent(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, reply: Reply, text: str
) -> None:
    with (
        written(tmp_path_factory, reply, reply, reply) as server,
        relayed(server.port) as (url, _),
        opened(browser, url) as sight,
    ):
        expect(ask(sight.page, HOW_MANY).locator(".note").first).to_contain_text(text)


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
        rules.held = None
        turn.get_by_role("button", name="Try again").click()
        expect(sight.page.locator("qa-chat article")).to_have_attribute("data-state", "done")


def test_too_many_questions_wait_as_long_as_the_server_says(browser: Browser, quoting: Site) -> None:
    url, rules = quoting
    rules.answers["/v1/answers"] = (429, {"Retry-After": "2"}, {"code": "rate_limited"})
    with opened(browser, url) as sight:
        turn = ask(sight.page, WHEN, "limited")
        expect(turn.locator(".status")).to_contain_text("try again in 2 seconds")
        retry = turn.get_by_role("button", name="Try again")
        expect(retry).to_be_disabled()
        rules.answers.clear()
        retry.click()
        expect(sight.page.locator("qa-chat article")).to_have_attribute("data-state", "done")


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
        expect(ask(sight.page, WHEN, "failed").locator(".status")).to_have_text("There are no articles to ask yet.")


@pytest.mark.parametrize("cuts", [*[[it] for it in range(1, EVENTS)], [1] * (EVENTS - 1), [2, 0, 0, 1]])
def test_a_cut_at_any_event_resumes_with_everything_once(browser: Browser, writing_site: Site, cuts: list[int]) -> None:
    url, rules = writing_site
    rules.cuts = list(cuts)
    with opened(browser, url) as sight:
        turn = ask(sight.page, HOW_MANY)
        expect(turn.locator(".statement")).to_have_count(2)
        expect(turn.locator(".rejected summary")).to_have_text("2 sentences left out")
        assert len(announced(sight.page)) == 4
        resumed = [it.headers["last-event-id"].partition(":")[2] for it in rules.seen if "/events" in it.path]
        assert len(resumed) == len(cuts)
        assert resumed[0] == str(cuts[0])


def test_a_cut_before_the_first_event_is_no_answer(browser: Browser, writing_site: Site) -> None:
    url, rules = writing_site
    rules.cuts = [0]
    with opened(browser, url) as sight:
        ask(sight.page, HOW_MANY, "offline")


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
        sent = [json.loads(it.body) for it in rules.seen if it.path == "/v1/feedback"]
        name = sent[0]["answer_id"]
        assert sent == [
            {"answer_id": name, "rating": "up", "comment": ""},
            {"answer_id": name, "citation": "cit_1", "rating": "down", "comment": "Another dam."},
        ]


def test_an_answer_is_copied_with_its_sources(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0]) as sight:
        sight.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        ask(sight.page, HOW_MANY).get_by_role("button", name="Copy with sources").click()
        expect(sight.page.get_by_role("button", name="Copied")).to_be_visible()
        text = sight.page.evaluate("navigator.clipboard.readText()")
        assert text.startswith(f"{HOW_MANY}\n\nOfficials said")
        assert "[3] “By the insurers’ count" in text
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
        expect(page.locator("dialog mark")).to_be_focused()
        page.keyboard.press("Escape")
        expect(turn.locator(".statement .cite")).to_be_focused()
        page.keyboard.press("Escape")
        expect(launch).to_be_focused()
        expect(page.get_by_role("dialog", name="Ask us")).to_be_hidden()
        clean(sight, url)
        assert {it.headers.get("authorization") for it in rules.seen if it.path.startswith("/v1/")} == {
            "Bearer pk_test"
        }


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
        mark = sight.page.locator("dialog mark")
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
    counts = "it => it.shadowRoot.querySelectorAll('img, script, svg, iframe, [onerror], [onload], [style]').length"
    assert sight.page.locator("qa-chat").evaluate(counts) == 0
    links = sight.page.locator("qa-chat a").evaluate_all("all => all.map((it) => it.protocol)")
    assert set(links) <= {"https:", "http:"}


# ---- everybody can use it


def violations(page: Page) -> list[str]:
    # Text in what scrolls is measured where it shows; the page around the widget is the test's own.
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [f"{it['id']}: {[node['html'] for node in it['nodes']]}" for it in found.response["violations"]]


def test_axe_looks_into_the_widget(browser: Browser, quoting: Site) -> None:
    with opened(browser, quoting[0]) as sight:
        expect(sight.page.locator("qa-chat .intro")).to_be_visible()
        sight.page.locator("qa-chat .intro").evaluate(
            "it => { it.style.color = '#ddd'; it.style.background = '#fff'; }"
        )
        assert [it.partition(":")[0] for it in violations(sight.page)] == ["color-contrast"]


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("dark", [False, True])
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
        rules.answers["/v1/answers"] = (429, {"Retry-After": "60"}, {"code": "rate_limited"})
        ask(page, WHEN, "limited")
        assert violations(page) == []
        rules.answers.clear()
        rules.held = 5
        ask(page, HOW_MANY, "answering")
        assert violations(page) == []
        assert page.locator("qa-chat .root").get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")


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
        names = sight.page.evaluate("""async () => {
            const { LANGUAGES } = await import("/modules/texts.js");
            return [document.documentElement.lang, "en"].map((it) => Object.keys(LANGUAGES[it]));
        }""")
        assert names[0] == names[1]


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
