"""Values of the library to rows of a database of SQL, and back."""

import json
from collections.abc import Sequence
from datetime import datetime

from qa.adapters.database import Database, Row
from qa.adapters.sql_held import instant_text
from qa.domain.article import (
    AlignedSpan,
    Article,
    ArticleId,
    Chunk,
    ChunkId,
    Cleaned,
    JournalEntry,
    Metadata,
    Region,
    Span,
    Version,
)
from qa.domain.scope import Facets, Scope, instant

FACETS = {"outlet": "outlet TEXT", "published": "published INTEGER", "known": "known INTEGER"}
"""The columns that articles and chunks are filed by, with their types; a row is not filed while its outlet is NULL."""

CHUNK_COLUMNS = ("id", "article_id", "version", "start", '"end"', "title", "opening", "text", *FACETS)
_OPENING = 250
"""Characters of an article by which its later chunks are found as well; the migration to version 3 has the same number."""


def article_row(article: Article) -> dict[str, object]:
    """Return the columns of a current article; regions, runs and authors are JSON."""
    metadata = article.metadata
    return {
        "id": article.id,
        "version": article.version,
        "current": True,
        "raw": article.raw,
        "clean": article.clean,
        "regions": json.dumps(
            [(region.kind, region.span.start, region.span.end) for region in article.cleaned.regions]
        ),
        "runs": json.dumps([(run.clean, run.raw, run.length) for run in article.cleaned.runs]),
        "title": metadata.title,
        "publisher": metadata.publisher,
        "authors": json.dumps(metadata.authors),
        "url": metadata.url,
        "published_at": metadata.published_at and metadata.published_at.isoformat(),
        "language": metadata.language,
        "expires_at": metadata.expires_at and instant_text(metadata.expires_at),
        "correction": metadata.correction,
        "stated_in": json.dumps(dict(metadata.origins), sort_keys=True),
        "origin": article.origin,
        "page": article.page,
        "near": article.group,
        "updated_at": metadata.updated_at and metadata.updated_at.isoformat(),
        "first_seen_at": article.first_seen_at and article.first_seen_at.isoformat(),
        **facet_columns(article.facets),
    }


def facet_columns(facets: Facets) -> dict[str, object]:
    """Return the columns of `FACETS`."""
    return {"outlet": facets.outlet, "published": facets.published, "known": facets.known}


def facets_of(row: Row) -> Facets:
    """Read them back."""
    return Facets(row["published"], row["known"], row["outlet"])


def condition(database: Database, scope: Scope) -> tuple[str, list[object]]:
    """Return what a row of `FACETS` must fulfil to lie within a scope, in SQL, and its parameters."""
    at = "published" if scope.clock == "published" else "known"
    terms: list[tuple[str, object]] = []
    if scope.outlets:
        terms.append((f"outlet IN {database.members('?')}", json.dumps(scope.outlets)))
    if scope.last is not None:
        terms.append((f"{at} <= ?", instant(scope.last)))
    if scope.first is not None:
        terms.append((f"{at} >= ?", instant(scope.first)))
    return " AND ".join(term for term, _ in terms) or "TRUE", [value for _, value in terms]


def article_of(row: Row) -> Article:
    """Read an article from the row that `article_row` made."""
    regions = tuple(Region(kind, Span(start, end)) for kind, start, end in json.loads(row["regions"]))
    runs = tuple(AlignedSpan(clean, raw, length) for clean, raw, length in json.loads(row["runs"]))
    return Article(
        id=ArticleId(row["id"]),
        version=Version(row["version"]),
        raw=row["raw"],
        cleaned=Cleaned(row["clean"], regions, runs),
        metadata=_metadata_of(row),
        origin=row["origin"],
        page=row["page"],
        group=row["near"],
        first_seen_at=_moment(row["first_seen_at"]),
    )


def opening_of(article: Article) -> str:
    """Return the first characters of the article itself: credits above it say nothing of what it is about."""
    regions = article.cleaned.regions
    body = next((region.span.start for region in regions if region.kind == "body"), 0)
    start = next((run.clean for run in article.cleaned.runs if run.raw >= body), 0)
    return article.clean[start : start + _OPENING]


def chunk_row(chunk: Chunk, article: Article, opening: str) -> Sequence[object]:
    """Return the values of `CHUNK_COLUMNS`; the article's title is searched with the text, and its opening with a later chunk."""
    place = (chunk.id, chunk.article_id, chunk.version, chunk.span.start, chunk.span.end)
    opened = opening if chunk.span.start >= _OPENING else ""
    return *place, article.metadata.title or "", opened, chunk.text, *facet_columns(article.facets).values()


def chunk_of(row: Row) -> Chunk:
    """Read a chunk from its row."""
    return Chunk(
        ChunkId(row["id"]),
        ArticleId(row["article_id"]),
        Version(row["version"]),
        Span(row["start"], row["end"]),
        row["text"],
        facets_of(row),
    )


def entry_of(row: Row) -> JournalEntry:
    """Read an entry of the journal from its row."""
    return JournalEntry(row["id"], tuple(json.loads(row["upsert"])), tuple(json.loads(row["remove"])))


def _metadata_of(row: Row) -> Metadata:
    return Metadata(
        title=row["title"],
        publisher=row["publisher"],
        authors=tuple(json.loads(row["authors"])),
        url=row["url"],
        published_at=_moment(row["published_at"]),
        language=row["language"],
        updated_at=_moment(row["updated_at"]),
        expires_at=_moment(row["expires_at"]),
        correction=row["correction"],
        origins=json.loads(row["stated_in"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
