"""The widget on another site's page: a key lets it ask from there and nowhere else, and each refusal is told."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect

from qa.access.credentials import KeySpec, make_key
from qa.access.limiter import QuestionLimits
from qa.api.deps import WidgetOptions
from qa.api.widget_files import snippet
from qa.domain.access import Key
from qa.ports import KeyStore
from qa.services import Services
from tests.browser import CHROMIUM, Rules, opened, relayed
from tests.chat import ask, clean, page_of
from tests.driving import UNLIMITED, gate
from tests.reading import HOW_MANY, WHEN
from tests.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")]

POLICY = (
    "default-src 'none'; script-src {0}; connect-src {0}; style-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


class Elsewhere:
    """A server with keys, and a news site of another origin."""

    def __init__(self, server: str, site: str, rules: Rules, keys: KeyStore) -> None:
        self.server, self.site, self.keys = server, site, keys
        self.rules = rules

    def key(self, wish: KeySpec) -> tuple[Key, str]:
        key_and_secret = make_key(wish)
        self.keys.add(key_and_secret[0])
        return key_and_secret

    def page(self, secret: str) -> str:
        """The address of a page with the line that `qa widget snippet` prints, under the strictest policy."""
        line = snippet(self.server, "pk_").replace('data-key="pk_"', f'data-key="{secret}"')
        self.rules.pages["/story"] = (page_of(f"{line}<p>A story.</p>"), POLICY.format(self.server))
        return f"{self.site}/story"


@contextmanager
def elsewhere(
    services: Services, limits: QuestionLimits = UNLIMITED, widget_options: WidgetOptions | None = None
) -> Iterator[Elsewhere]:
    guard = gate(limits=limits)
    with (
        served(replace(services, gate=guard), widget_options) as server,
        relayed(server.port) as (site, rules),
    ):
        yield Elsewhere(f"http://127.0.0.1:{server.port}", site, rules, guard.authorizer.keys)


def test_one_line_puts_a_checked_chat_on_another_sites_page(browser: Browser, flooded: Services) -> None:
    with elsewhere(
        flooded, widget_options=WidgetOptions(texts={"notice": "Made by software.", "intro": "Ask us."})
    ) as news:
        _, secret = news.key(KeySpec("publishable", origins=[news.site]))
        with opened(browser, news.page(secret)) as sight:
            page = sight.page
            page.get_by_role("button", name="Ask the articles").click()
            expect(page.locator("qa-chat .notice")).to_have_text("Made by software.")
            expect(page.locator("qa-chat .intro")).to_have_text("Ask us.")
            turn = ask(page, HOW_MANY)
            turn.get_by_role("button", name="Helpful", exact=True).click()
            expect(turn.locator(".feedback")).to_have_text("Thank you")
            turn.locator(".statement", has_text="Officials said").locator(".cite").first.click()
            expect(page.locator(".reader mark")).to_have_text(
                "Officials said that 340 homes were flooded in Tarn on Monday."
            )

            assert sight.errors == []
            assert {url.split("/", 3)[2] for url in sight.requests} == {news.server[7:], news.site[7:]}
            assert [url for url in sight.requests if url.startswith(news.site)] == [f"{news.site}/story"]


def test_a_page_opens_an_article_that_its_key_may_read_and_no_other(browser: Browser, flooded: Services) -> None:
    with elsewhere(flooded) as news:
        _, secret = news.key(KeySpec("publishable", origins=[news.site]))
        with opened(browser, news.page(secret)) as sight:
            page, reader = sight.page, sight.page.locator("qa-chat .reader")
            page.wait_for_selector("qa-chat", state="attached")
            reading = "(id) => document.querySelector('qa-chat').read(id)"
            assert page.evaluate(reading, "flood-post") is False
            expect(reader.get_by_role("heading")).to_have_text("The article cannot be opened now.")
            page.keyboard.press("Escape")
            ask(page, HOW_MANY)
            assert page.evaluate(reading, "flood-post") is True
            expect(reader.get_by_role("heading")).to_have_text("Tarn counts the cost")
            assert page.evaluate(reading, "dam/reopened") is False
            expect(reader).not_to_contain_text("nine million")


def test_a_script_that_is_not_the_one_that_was_promised_does_not_run(browser: Browser, flooded: Services) -> None:
    with elsewhere(flooded) as news:
        address = news.page("pk_x")
        html, policy = news.rules.pages["/story"]
        news.rules.pages["/story"] = (html.replace('integrity="sha384-', 'integrity="sha384-A'), policy)
        with opened(browser, address) as sight:
            expect(sight.page.locator("qa-chat")).to_have_count(0)
            assert any("integrity" in error for error in sight.errors)


@pytest.mark.parametrize("wish", ["secret", "revoked"])
def test_a_key_that_may_not_be_shown_there_closes_the_chat(browser: Browser, flooded: Services, wish: str) -> None:
    with elsewhere(flooded) as news:
        key, secret = news.key(KeySpec("publishable", origins=[news.site]))
        _, hidden = news.key(KeySpec("secret"))
        news.keys.revoke(key.id, datetime.now(UTC))
        with opened(browser, news.page(hidden if wish == "secret" else secret)) as sight:
            sight.page.get_by_role("button", name="Ask the articles").click()
            turn = ask(sight.page, WHEN, "closed")
            expect(turn.locator(".status")).to_have_text("This chat is not open on this page.")
            expect(turn.get_by_role("button")).to_have_count(0)


def test_a_reader_who_asks_too_often_sees_for_how_long(browser: Browser, flooded: Services) -> None:
    with elsewhere(flooded, replace(UNLIMITED, address_per_minute=1)) as news:
        _, secret = news.key(KeySpec("publishable", origins=[news.site]))
        with opened(browser, news.page(secret)) as sight:
            sight.page.get_by_role("button", name="Ask the articles").click()
            ask(sight.page, WHEN)
            with sight.page.expect_response("**/v1/answers") as refused:
                status = ask(sight.page, HOW_MANY, "limited").locator(".status")
            # The header was read across sites: without it the chat would name five seconds. It counts down from there.
            [seconds] = re.findall(r"\d+", status.inner_text())
            assert int(refused.value.headers["retry-after"]) - int(seconds) in {0, 1}


def test_the_servers_own_page_asks_with_the_key_of_its_settings(browser: Browser, flooded: Services) -> None:
    key, secret = make_key(KeySpec("publishable", origins=["https://to-be.example"]))
    with elsewhere(flooded, widget_options=WidgetOptions(page_key=secret)) as news:
        news.keys.add(replace(key, origins=(news.site,)))
        with opened(browser, news.site) as sight:
            turn = ask(sight.page, HOW_MANY)
            turn.locator(".statement .cite").first.click()
            expect(sight.page.locator(".reader mark")).to_be_focused()
            clean(sight, news.site)
            assert {seen.headers.get("authorization") for seen in news.rules.seen if seen.path.startswith("/v1")} == {
                f"Bearer {secret}"
            }
