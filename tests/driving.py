"""Drive the services as a person at the command line would, without the printing."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import aclosing, closing, contextmanager
from dataclasses import asdict, replace
from ipaddress import ip_network
from pathlib import Path

from qa.access.authorizer import Authorizer
from qa.access.gate import Gate
from qa.access.limiter import Limiter, QuestionLimits
from qa.adapters import feedparser, trafilatura
from qa.adapters.prometheus import PrometheusMetrics
from qa.adapters.rates import MemoryRates
from qa.adapters.sqlite_jobs import SqliteJobs
from qa.adapters.sqlite_library import SqliteLibrary
from qa.api.bodies import new_identity
from qa.api.event_encoder import EventEncoder
from qa.api.schemas.events import StreamEvent
from qa.domain.answer import Citation, Inquiry
from qa.ingest.cleaning.paragraphs import DROPPED
from qa.ingest.readers.raw_article import Extractors
from qa.ingest.report import IngestReport
from qa.ports import DisclosureStore, QuotaStore
from qa.services import Adapters, SentenceModels, Services
from qa.settings import LimitSettings, Settings
from qa.telemetry import NO_TELEMETRY, Telemetry
from qa.wiring import build_services
from qa.wiring.answering import make_responder
from tests.fakes import (
    HashingEmbedder,
    MarkingRanker,
    MemoryAnswers,
    MemoryDisclosures,
    MemoryFeedback,
    MemoryGenerations,
    MemoryIndex,
    MemoryKeys,
    MemoryQuotas,
    RememberingReader,
    RememberingSupport,
    guess_language,
    no_page,
    paragraph_splitter,
    usual_word,
)

LIMIT = 50_000_000
UNLIMITED = QuestionLimits(0, 0, 0, 0)
COMMAND_LINE = "the token of the command line"


def ingest(services: Services, *paths: Path, limit: int = LIMIT) -> IngestReport:
    """Ingest without a progress bar."""
    return services.articles.ingest(paths, started=lambda _: lambda _: None, limit=limit)


def broken_citations(services: Services, citations: list[Citation]) -> list[Citation]:
    """Return the citations that do not read, in clean and raw text, exactly as they say."""
    return [citation for citation in citations if not _holds(services, citation)]


def _holds(services: Services, citation: Citation) -> bool:
    article = services.articles.get(citation.article_id)
    # What shows nothing may stand between the raw text's characters.
    raw = re.sub(f"[{DROPPED}]", "", citation.raw_span.of(article.raw))
    untouched = not any(region.span.overlaps(citation.raw_span) for region in article.removed())
    exact = citation.span.of(article.clean) == citation.quote
    return exact and untouched and raw.split() == citation.quote.split() and article.version == citation.version


def events_of(services: Services, question: str) -> list[StreamEvent]:
    """Return the events of an answer as they go over the wire."""

    async def encoded() -> list[StreamEvent]:
        encoder = EventEncoder(services.answerer.assembler, services.library.corpus(), new_identity("test"))
        async with aclosing(services.responder.events(Inquiry(question))) as events:
            return [encoder.encode(event) async for event in events]

    return asyncio.run(encoded())


def gate(
    *,
    quotas: QuotaStore | None = None,
    disclosures: DisclosureStore | None = None,
    limits: QuestionLimits = UNLIMITED,
    telemetry: Telemetry = NO_TELEMETRY,
) -> Gate:
    """Build a gate without keys: it admits this machine alone."""
    loopback = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
    return Gate(
        Authorizer(MemoryKeys(), disclosures or MemoryDisclosures(), loopback, COMMAND_LINE),
        Limiter(MemoryRates(), quotas or MemoryQuotas(), limits, telemetry=telemetry),
    )


def marking(services: Services) -> Services:
    """Return the services with a reader that marks the first number of each sentence as its short answer."""
    answerer = services.answerer
    ranker = answerer.ranker
    marker = MarkingRanker(ranker.library, ranker.reader, ranker.sentence_cache, ranker.cascade)
    return replace(services, responder=replace(services.responder, answerer=replace(answerer, ranker=marker)))


def remembering(services: Services) -> Services:
    """Return the services with sentence models that read nothing twice, for tests that ask the same again and again."""
    models = services.adapters.sentence_models
    assert models is not None
    remembered = SentenceModels(RememberingReader(models.reader), RememberingSupport(models.support))
    adapters = replace(services.adapters, sentence_models=remembered)
    return replace(services, adapters=adapters, responder=make_responder(Settings(), adapters))


@contextmanager
def in_memory() -> Iterator[Services]:
    """Build the services on fakes: hundreds of articles in no time."""
    with closing(SqliteLibrary(Path(":memory:"))) as library, closing(SqliteJobs(Path(":memory:"))) as jobs:
        adapters = Adapters(
            embedder=HashingEmbedder(),
            split=paragraph_splitter,
            is_usual=usual_word,
            guess_language=guess_language,
            extractors=Extractors(no_page, no_page, trafilatura.fragment, feedparser.read),
            library=library,
            index=MemoryIndex(),
            keys=MemoryKeys(),
            quotas=MemoryQuotas(),
            disclosures=MemoryDisclosures(),
            rates=MemoryRates(),
            feedback=MemoryFeedback(),
            answers=MemoryAnswers(),
            jobs=jobs,
            feeds=library.feeds,
            generations=MemoryGenerations(),
        )
        yield build_services(Settings(limits=LimitSettings(**asdict(UNLIMITED))), adapters, COMMAND_LINE)


def watched(services: Services, telemetry: Telemetry | None = None) -> Services:
    """Return the services with metrics that have counted nothing yet, or with what else is to be told of the work."""
    told = telemetry or Telemetry(PrometheusMetrics(services.library, services.adapters.feeds))
    return build_services(Settings(), replace(services.adapters, telemetry=told), COMMAND_LINE)
