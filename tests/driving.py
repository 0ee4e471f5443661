"""How tests drive the services: as a person at the command line would, without the printing."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import aclosing, closing, contextmanager
from ipaddress import ip_network
from pathlib import Path

from qa.access.gate import Gate, QuestionLimits
from qa.adapters.rates import MemoryRates
from qa.adapters.sqlite_library import SqliteLibrary
from qa.answer.answerer import Answerer
from qa.answer.calibration import RULES_CASCADE, RULES_THRESHOLDS
from qa.answer.evidence.article_sentences import SentenceCache
from qa.answer.evidence.ranker import Ranker
from qa.answer.evidence.similarity import SimilarityModel
from qa.answer.extract.duplicates import DuplicateCheck
from qa.answer.responder import Responder
from qa.answer.retrieval import Retriever
from qa.api.bodies import named
from qa.api.event_encoder import EventEncoder, WireEvent
from qa.domain.answer import Citation, Inquiry
from qa.ingest.cleaning.paragraphs import DROPPED
from qa.ingest.index import Indexer
from qa.ingest.pipeline import Ingester
from qa.ingest.report import IngestReport
from qa.ports import DisclosureStore, QuotaStore
from qa.wiring import Services
from tests.fakes import (
    HashingEmbedder,
    MemoryDisclosures,
    MemoryFeedback,
    MemoryIndex,
    MemoryKeys,
    MemoryQuotas,
    paragraph_splitter,
)

LIMIT = 50_000_000
UNLIMITED = QuestionLimits(0, 0, 0, 0)


def ingest(services: Services, *paths: Path, limit: int = LIMIT) -> IngestReport:
    """Ingests without a progress bar."""
    return services.ingest(paths, started=lambda _: lambda _: None, limit=limit)


def broken_citations(services: Services, citations: list[Citation]) -> list[Citation]:
    """Those of the citations that do not read, in clean and raw text, exactly as they say."""
    return [it for it in citations if not _holds(services, it)]


def _holds(services: Services, citation: Citation) -> bool:
    article = services.article(citation.article_id)
    # What shows nothing may stand between the raw text's characters.
    raw = re.sub(f"[{DROPPED}]", "", citation.raw_span.of(article.raw))
    untouched = not any(region.span.overlaps(citation.raw_span) for region in article.removed())
    exact = citation.span.of(article.clean) == citation.quote
    return exact and untouched and raw.split() == citation.quote.split() and article.version == citation.version


def events_of(services: Services, question: str) -> list[WireEvent]:
    """The events of an answer, as the wire has them."""

    async def told() -> list[WireEvent]:
        teller = EventEncoder(services.answerer, services.library.corpus(), named("test"))
        async with aclosing(services.responder.events(Inquiry(question))) as events:
            return [teller.tell(event) async for event in events]

    return asyncio.run(told())


def gate(
    *,
    quotas: QuotaStore | None = None,
    disclosures: DisclosureStore | None = None,
    limits: QuestionLimits = UNLIMITED,
) -> Gate:
    """A gate without keys: it admits this machine alone."""
    return Gate(
        MemoryKeys(),
        quotas or MemoryQuotas(),
        disclosures or MemoryDisclosures(),
        MemoryRates(),
        limits,
        (ip_network("127.0.0.0/8"), ip_network("::1/128")),
        "the token of the command line",
    )


@contextmanager
def in_memory() -> Iterator[Services]:
    """The services with fakes for model and vectors: hundreds of articles in no time."""
    embedder, index = HashingEmbedder(), MemoryIndex()
    with closing(SqliteLibrary(Path(":memory:"))) as library:
        store = Indexer(library, index, embedder, paragraph_splitter)
        ranker = Ranker(library, {"similarity": SimilarityModel(embedder)}, SentenceCache(), RULES_CASCADE)
        answerer = Answerer(
            library, Retriever(library, index, embedder), ranker, RULES_THRESHOLDS, DuplicateCheck(), 2_000
        )
        yield Services(library, index, Responder(answerer), store, Ingester(store), MemoryFeedback(), gate())
