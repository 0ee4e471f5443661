"""Use the widget in tests: pages that hold it, questions by keyboard, its announcements, and a check that nothing leaked."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from bench.scripted.model import Reply
from qa.services import Services
from tests.browser import Rules, Sight
from tests.serving import Served, served
from tests.writing import writing

Site = tuple[str, Rules]
"""A server's address, and the rules of the relay before it."""

WRITTEN = (
    "The number of homes that were flooded in Tarn on Monday was 340, officials said. [1] In Tarn 900 homes were flooded. [1] "
    "By the insurers’ count, 410 homes were flooded in Tarn. [2] See <img src=x onerror=window.pwned=1>. [1]"
)
STRICT = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
PLAIN = "default-src 'self'"
EVENTS = 10
"""Events of the written answer: created, status, sources, status, statement, rejected, and its quote as a statement, statement,
rejected, completed."""
HEAD = '<!doctype html><html lang="{lang}" dir="{dir}"><title>News</title><meta name="viewport" content="width=device-width">'


def page_of(body: str, lang: str = "en", direction: str = "ltr") -> str:
    return f"{HEAD.format(lang=lang, dir=direction)}<body><main><h1>News</h1>{body}</main>"


INLINE = page_of('<script src="/widget.js" async></script><qa-chat></qa-chat>')
FLOATING = page_of('<script src="/widget.js" data-key="" data-text-title="Ask us" async></script><p>Text</p>')


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
    assert {address.partition("?")[0] for address in sight.requests if not address.startswith(url + "/")} == set()
    assert sight.page.evaluate("window.pwned") is None


@contextmanager
def written(services: Services, *script: Reply) -> Iterator[Served]:
    with writing(services, *script) as written, served(written.services) as running:
        yield running
