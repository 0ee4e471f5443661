"""Ask as OpenAI's own client does, of a small town's articles or any others, over loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from openai import APIStatusError, OpenAI

from qa.access.credentials import KeySpec, make_key
from qa.api.admission_queue import LoadLimits
from qa.api.answer_tasks import TaskLimits
from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.raw_article import RawArticle
from qa.services import Services
from tests.driving import gate, in_memory
from tests.serving import served

COST = "What does the repair of the bridge cost?"
BRIDGE = "🌉 The repair of the e\u0301toile bridge costs 300 crowns. The bridge was closed on Monday."
REPAIR = BRIDGE.partition(" The bridge was")[0]
URL = "https://news.example/bridge_(old)"
TICKETS = "How much do tickets for the ferry cost?"
FERRY = "The ferry across the lake leaves at nine o'clock. Tickets for the ferry cost four crowns."
NOBODY = "Who won the 2022 World Cup?"
LATE = TaskLimits(deadline=1e-9)


@contextmanager
def small_town() -> Iterator[Services]:
    """Services over an article with an address and one without."""
    with in_memory() as services:
        services.articles.put(_article("bridge", BRIDGE, Metadata(title="The bridge", url=URL)))
        services.articles.put(_article("ferry boat", FERRY, Metadata()))
        yield services


def _article(name: str, text: str, metadata: Metadata) -> RawArticle:
    return RawArticle(ArticleId(name), text, metadata, f"{name}.txt")


@contextmanager
def asking(
    services: Services, key: str = "", *, load: LoadLimits | None = None, limits: TaskLimits | None = None
) -> Iterator[OpenAI]:
    """OpenAI's client of a server; it cannot be had without a key, so there is one, which it shows if it has no other."""
    right, secret = make_key(KeySpec("secret"))
    opened = replace(services, gate=gate())
    opened.gate.authorizer.keys.add(right)
    with (
        served(opened, load=load, limits=limits) as server,
        OpenAI(base_url=f"http://127.0.0.1:{server.port}/v1", api_key=key or secret, max_retries=0) as client,
    ):
        yield client


def extra(model: Any) -> dict[str, Any]:  # noqa: ANN401 any of the client's models
    """What the format has no place for."""
    found: dict[str, Any] = model.model_extra["dateline"]
    return found


def refusal(error: APIStatusError) -> tuple[int, str | None, str | None, str | None]:
    """Status, type, code, and whether to try again."""
    return error.status_code, error.type, error.code, error.response.headers.get("x-should-retry")
