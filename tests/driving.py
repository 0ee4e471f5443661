"""How tests drive the services: as a person at the command line would, without the printing."""

from pathlib import Path

from qa.domain import Citation, IngestReport
from qa.wiring import Services

LIMIT = 50_000_000


def ingest(services: Services, *paths: Path, limit: int = LIMIT) -> IngestReport:
    """Ingests without a progress bar."""
    return services.ingest(paths, started=lambda _: lambda _: None, limit=limit)


def broken_citations(services: Services, citations: list[Citation]) -> list[Citation]:
    """Those of the citations that do not read, in clean and raw text, exactly as they say."""
    return [it for it in citations if not _holds(services, it)]


def _holds(services: Services, citation: Citation) -> bool:
    article = services.article(citation.article_id)
    raw = citation.raw_span.of(article.raw)
    untouched = not any(region.span.overlaps(citation.raw_span) for region in article.removed())
    exact = citation.span.of(article.clean) == citation.quote
    return exact and untouched and raw.split() == citation.quote.split() and article.version == citation.version
