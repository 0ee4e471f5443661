"""The widget marks the short answer in its sentence, in any script and direction, and only where the words agree."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.raw_article import RawArticle
from tests.browser import CHROMIUM, opened, relayed
from tests.chat import INLINE, STRICT, Site, announced, ask, clean
from tests.driving import in_memory, marking
from tests.e2e.test_widget_safety import violations
from tests.serving import Served, served

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")]

ENGLISH = "🌊🌊 In Northport 340 homes were flooded on Monday."
ARABIC = "غمرت المياه 340 منزلاً في مدينة تارن يوم الاثنين، كما قال العمدة."
HOW_MANY, HOW_MANY_ARABIC = (
    "How many homes were flooded in Northport?",
    "How many homes, منزلاً, were flooded in مدينة تارن?",
)
RIGHT_TO_LEFT = INLINE.replace('lang="en" dir="ltr"', 'lang="ar" dir="rtl"')


@pytest.fixture(scope="module")
def marker() -> Iterator[Served]:
    """Quoted answers whose first number is marked; the Arabic text is said to be English, or it would not be quoted."""
    with in_memory() as services:
        texts = {"english": ENGLISH, "arabic": ARABIC}
        stories = [
            RawArticle(ArticleId(name), text, Metadata(language="en"), f"{name}.txt") for name, text in texts.items()
        ]
        services.articles.store(stories, lambda _: None)
        with served(marking(services)) as running:
            yield running


@pytest.fixture
def marking_site(marker: Served) -> Iterator[Site]:
    with relayed(marker.port) as site:
        yield site


def parts(statement: Locator) -> list[str]:
    """The texts of a statement's nodes, in order, without the button of its quote."""
    texts: list[str] = statement.evaluate("it => [...it.childNodes].map((node) => node.textContent)")
    return texts[:-2]


@pytest.mark.parametrize("page", [INLINE, RIGHT_TO_LEFT])
@pytest.mark.parametrize("story", [(HOW_MANY, ENGLISH, "ltr"), (HOW_MANY_ARABIC, ARABIC, "rtl")])
def test_the_short_answer_is_marked_in_a_sentence_of_either_direction_under_the_strictest_policy(
    browser: Browser, marking_site: Site, page: str, story: tuple[str, str, str]
) -> None:
    url, rules = marking_site
    question, sentence, direction = story
    rules.pages["/strict"] = (page, STRICT)
    with opened(browser, f"{url}/strict", width=320, height=640) as sight:
        statement = ask(sight.page, question).locator(".statement")
        before, _, after = sentence.partition("340")
        assert parts(statement) == [before, "340", after]
        mark = statement.locator("mark")
        expect(mark).to_have_text("340")
        assert statement.evaluate("it => getComputedStyle(it).direction") == direction
        assert mark.evaluate("it => getComputedStyle(it).fontWeight") == "600"
        assert sentence in announced(sight.page)
        clean(sight, url)


def test_the_mark_is_there_again_after_a_reload_and_what_is_copied_is_the_sentence(
    browser: Browser, marking_site: Site
) -> None:
    with opened(browser, marking_site[0]) as sight:
        page = sight.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        ask(page, HOW_MANY).get_by_role("button", name="Copy with sources").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert f"\n\n{ENGLISH} [1]\n\n1 source\n\n[1] “{ENGLISH}”" in page.evaluate("navigator.clipboard.readText()")
        page.reload()
        expect(page.locator(".statement mark")).to_have_text("340")


def test_an_answer_that_was_kept_by_an_earlier_release_opens_without_a_mark(
    browser: Browser, marking_site: Site
) -> None:
    with opened(browser, marking_site[0]) as sight:
        page = sight.page
        ask(page, HOW_MANY)
        page.evaluate("""() => {
            const [name, turns] = Object.entries(sessionStorage)[0];
            const earlier = JSON.parse(turns, (key, it) => (key === "short_answer" ? undefined : it));
            sessionStorage.setItem(name, JSON.stringify(earlier));
        }""")
        page.reload()
        statement = page.locator(".statement")
        expect(statement).to_contain_text(ENGLISH)
        expect(statement.locator("mark")).to_have_count(0)


@pytest.mark.parametrize(
    ("start", "end", "text"), [(16, 19, "341"), (17, 20, "340"), (-3, 0, "340"), (900, 903, "340"), (19, 16, "340")]
)
def test_words_that_do_not_stand_there_are_not_marked_and_the_sentence_stays_whole(
    browser: Browser, marking_site: Site, start: int, end: int, text: str
) -> None:
    url, rules = marking_site
    with opened(browser, url) as sight:
        answer = sight.page.evaluate(
            """async (question) => (await fetch("/v1/answers", { method: "POST", body: JSON.stringify({ question }),
                headers: { "Content-Type": "application/json" } })).json()""",
            HOW_MANY,
        )
        (statement,) = answer["statements"]
        assert statement["short_answer"] == {"text": "340", "span": {"start": 16, "end": 19}}
        statement["short_answer"] = {"text": text, "span": {"start": start, "end": end}}
        event = f"id: ans_1:1\nevent: completed\ndata: {json.dumps(answer)}\n\n"
        rules.answers["/v1/answers"] = (200, {"Content-Type": "text/event-stream"}, event)
        assert parts(ask(sight.page, HOW_MANY).locator(".statement")) == [ENGLISH]


@pytest.mark.parametrize(("page", "dark"), [(INLINE, False), (RIGHT_TO_LEFT, True)])
def test_axe_finds_nothing_in_a_marked_sentence(browser: Browser, marking_site: Site, page: str, dark: bool) -> None:
    url, rules = marking_site
    rules.pages["/axe"] = (page, "")
    with opened(browser, f"{url}/axe", dark=dark) as sight:
        expect(ask(sight.page, HOW_MANY).locator(".statement mark")).to_be_visible()
        assert violations(sight.page) == []


def test_the_mark_is_seen_in_forced_colours(browser: Browser, marking_site: Site) -> None:
    with opened(browser, marking_site[0]) as sight:
        sight.page.emulate_media(forced_colors="active")
        mark = ask(sight.page, HOW_MANY).locator(".statement mark")
        assert mark.evaluate(
            "it => getComputedStyle(it).backgroundColor !== getComputedStyle(it.parentNode).backgroundColor"
        )
