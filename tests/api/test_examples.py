"""Example questions follow the articles, and pages and chats are told of them."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from qa.api.admission_queue import AdmissionQueue, LoadLimits
from qa.api.examples import Examples
from qa.services import Services
from tests.reading import ARTICLES, stocked
from tests.serving import client_of

DAM = "When did the Vell dam in Tarn reopen?"
_LOOK, _TRIES = 0.02, 1500


@asynccontextmanager
async def kept(services: Services) -> AsyncIterator[None]:
    """The examples are looked after while the context lasts."""
    task = asyncio.create_task(Examples(services, AdmissionQueue(LoadLimits()), look=_LOOK).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(_TRIES):
        if holds():
            return
        await asyncio.sleep(_LOOK)
    raise AssertionError("it did not come to hold")


def questions(services: Services) -> list[str]:
    return [example.question for example in services.library.examples()]


def is_current(services: Services) -> bool:
    made_of = Examples(services, AdmissionQueue(LoadLimits())).made_of(services.library.corpus().fingerprint)
    return services.library.examples_made_of() == made_of


def test_examples_are_made_and_made_anew_after_a_change(tmp_path: Path) -> None:
    async def follow(services: Services) -> None:
        async with kept(services):
            await until(lambda: is_current(services))
            assert DAM in questions(services)
            services.articles.remove(["dam/reopened"])
            assert DAM not in questions(services)
            await until(lambda: is_current(services))
            assert DAM not in questions(services)

    with stocked(tmp_path, ARTICLES) as services:
        asyncio.run(follow(services))


def test_a_fault_in_making_them_ends_nothing(tmp_path: Path) -> None:
    class Broken(Examples):
        async def make(self, fingerprint: str) -> None:
            raise RuntimeError(fingerprint)

    async def follow(services: Services) -> bool:
        task = asyncio.create_task(Broken(services, AdmissionQueue(LoadLimits()), look=_LOOK).run())
        await asyncio.sleep(5 * _LOOK)
        runs = not task.done()
        task.cancel()
        await asyncio.wait([task])
        return runs

    with stocked(tmp_path, ARTICLES) as services:
        assert asyncio.run(follow(services))


def test_the_front_page_and_chats_are_told_the_examples(tmp_path: Path) -> None:
    with stocked(tmp_path, ARTICLES) as services, client_of(services) as client:
        assert "Questions to try" not in client.get("/").text
        asyncio.run(_made(services))
        page, told = client.get("/").text, client.get("/v1/widget-config").json()

    shown = re.findall(r"<button[^>]* data-ask[^>]*>([^<]*)</button>", page)
    assert DAM in shown
    assert [example["question"] for example in told["examples"]] == shown
    assert [example["is_answered"] for example in told["examples"]] == [True] * (len(shown) - 1) + [False]
    assert "The articles do not answer this one." in page
    assert '<script src="/page.js" defer>' in page


async def _made(services: Services) -> None:
    await Examples(services, AdmissionQueue(LoadLimits()), look=_LOOK).make(services.library.corpus().fingerprint)
