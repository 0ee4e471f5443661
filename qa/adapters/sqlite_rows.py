"""The schema of the SQLite library, and values to its rows and back."""

import json
from collections.abc import Sequence
from datetime import datetime

from qa.adapters.database import Row
from qa.adapters.sqlite_held import instant_text
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

MIGRATIONS = (
    # Version 1 is what 0.1.0 wrote without a number: its tables are taken as they stand.
    (
        "CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        """CREATE TABLE IF NOT EXISTS articles (
             id TEXT NOT NULL, version TEXT NOT NULL, current INTEGER NOT NULL,
             raw TEXT NOT NULL, clean TEXT NOT NULL, regions TEXT NOT NULL, runs TEXT NOT NULL,
             title TEXT, publisher TEXT, authors TEXT NOT NULL, url TEXT, published_at TEXT, language TEXT,
             origin TEXT NOT NULL, page TEXT, near TEXT,
             PRIMARY KEY (id, version))""",
        "CREATE UNIQUE INDEX IF NOT EXISTS one_current ON articles (id) WHERE current",
        "CREATE INDEX IF NOT EXISTS near_duplicates ON articles (near) WHERE current",
        """CREATE TABLE IF NOT EXISTS chunks (
             key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article_id TEXT NOT NULL, version TEXT NOT NULL,
             start INTEGER NOT NULL, end INTEGER NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL)""",
        "CREATE INDEX IF NOT EXISTS chunks_of_article ON chunks (article_id)",
        """CREATE TABLE IF NOT EXISTS bands (
             band TEXT NOT NULL, article_id TEXT NOT NULL, PRIMARY KEY (band, article_id)) WITHOUT ROWID""",
        "CREATE INDEX IF NOT EXISTS bands_of_article ON bands (article_id)",
        """CREATE TABLE IF NOT EXISTS journal (
             id INTEGER PRIMARY KEY AUTOINCREMENT, upsert TEXT NOT NULL, remove TEXT NOT NULL)""",
        """CREATE VIRTUAL TABLE IF NOT EXISTS full_text USING fts5(
             title, text, content='chunks', content_rowid='key', tokenize='porter unicode61 remove_diacritics 2')""",
        """CREATE TRIGGER IF NOT EXISTS chunk_in AFTER INSERT ON chunks BEGIN
             INSERT INTO full_text (rowid, title, text) VALUES (new.key, new.title, new.text); END""",
        """CREATE TRIGGER IF NOT EXISTS chunk_out AFTER DELETE ON chunks BEGIN
             INSERT INTO full_text (full_text, rowid, title, text) VALUES ('delete', old.key, old.title, old.text); END""",
    ),
    # The words as they are written: full_text has their stems, which no misspelt word can be compared with.
    (
        """CREATE VIRTUAL TABLE spelled USING fts5(
             title, text, content='chunks', content_rowid='key', detail='none', columnsize=0,
             tokenize='unicode61 remove_diacritics 2')""",
        "CREATE VIRTUAL TABLE spellings USING fts5vocab('spelled', 'row')",
        "INSERT INTO spelled (spelled) VALUES ('rebuild')",
        """CREATE TRIGGER spelling_in AFTER INSERT ON chunks BEGIN
             INSERT INTO spelled (rowid, title, text) VALUES (new.key, new.title, new.text); END""",
        """CREATE TRIGGER spelling_out AFTER DELETE ON chunks BEGIN
             INSERT INTO spelled (spelled, rowid, title, text) VALUES ('delete', old.key, old.title, old.text); END""",
    ),
    # Each chunk is found by the article's first characters too, which say who and what it is about.
    (
        "ALTER TABLE chunks ADD COLUMN opening TEXT NOT NULL DEFAULT ''",
        """UPDATE chunks SET opening = (
             SELECT substr(clean, 1, 250) FROM articles WHERE articles.id = chunks.article_id AND articles.current)
           WHERE start >= 250""",
        "DROP TRIGGER chunk_in",
        "DROP TRIGGER chunk_out",
        "DROP TABLE full_text",
        """CREATE VIRTUAL TABLE full_text USING fts5(title, opening, text, content='chunks', content_rowid='key',
             tokenize='porter unicode61 remove_diacritics 2')""",
        "INSERT INTO full_text (full_text) VALUES ('rebuild')",
        """CREATE TRIGGER chunk_in AFTER INSERT ON chunks BEGIN
             INSERT INTO full_text (rowid, title, opening, text) VALUES (new.key, new.title, new.opening, new.text); END""",
        """CREATE TRIGGER chunk_out AFTER DELETE ON chunks BEGIN
             INSERT INTO full_text (full_text, rowid, title, opening, text)
             VALUES ('delete', old.key, old.title, old.opening, old.text); END""",
    ),
    # Where each fact about an article stands; nobody noted it of those that are stored.
    ("ALTER TABLE articles ADD COLUMN stated_in TEXT NOT NULL DEFAULT '{}'",),
    # To list articles by day reads this alone, and not their texts.
    (
        """CREATE INDEX newest ON articles (datetime(published_at) DESC, id, publisher, published_at, current)
           WHERE current""",
    ),
    # What a scope asks of articles and chunks; `SqliteLibrary` files those that are stored when it opens. Nobody noted since when
    # they have been known: since now, at the latest.
    (
        "ALTER TABLE articles ADD COLUMN updated_at TEXT",
        "ALTER TABLE articles ADD COLUMN first_seen_at TEXT",
        *(f"ALTER TABLE {table} ADD COLUMN {facet}" for table in ("articles", "chunks") for facet in FACETS.values()),
        "UPDATE articles SET first_seen_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now')",
        f"CREATE INDEX article_facets ON articles ({', '.join(FACETS)}) WHERE current",
    ),
    # To tell which chunks lie in a scope reads this alone, and not their texts.
    ("CREATE INDEX chunk_facets ON chunks (published, known, outlet)",),
    # Example questions stand beside the articles, so that one transaction takes both.
    ("CREATE TABLE examples (position INTEGER PRIMARY KEY, question TEXT NOT NULL, article_ids TEXT NOT NULL)",),
    # What publishers say of the use of their articles; what is held until an embargo ends stands apart from all that is read.
    (
        "ALTER TABLE articles ADD COLUMN expires_at TEXT",
        "ALTER TABLE articles ADD COLUMN correction TEXT",
        "CREATE INDEX expiring ON articles (expires_at) WHERE current AND expires_at IS NOT NULL",
        "CREATE TABLE held (article_id TEXT PRIMARY KEY, until TEXT NOT NULL, document TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE withdrawn (article_id TEXT PRIMARY KEY, updated_at TEXT NOT NULL) WITHOUT ROWID",
    ),
    (
        """CREATE TABLE feeds (
             id TEXT PRIMARY KEY, source TEXT NOT NULL UNIQUE, outlet TEXT, seconds REAL NOT NULL, added_at TEXT NOT NULL,
             polled_at TEXT, succeeded_at TEXT, problem TEXT, etag TEXT, last_modified TEXT, digest TEXT) WITHOUT ROWID""",
    ),
)
"""The library's schema. A change is a migration added at the end, never an edit of one that was released."""
FULL_TEXT = {
    table: next(
        sql
        for migration in reversed(MIGRATIONS)
        for sql in migration
        if sql.startswith(f"CREATE VIRTUAL TABLE {table} ")
    )
    for table in ("full_text", "spelled")
}
"""The FTS5 tables over the chunks, each with what makes it."""
CHUNK_COLUMNS = ("id", "article_id", "version", "start", "end", "title", "opening", "text", *FACETS)
_OPENING = 250
"""Characters of an article by which its later chunks are found as well; the migration to version 3 has the same number."""


def article_row(article: Article) -> dict[str, object]:
    """Return the columns of a current article; regions, runs and authors are JSON."""
    metadata = article.metadata
    return {
        "id": article.id,
        "version": article.version,
        "current": 1,
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


def condition(scope: Scope) -> tuple[str, list[object]]:
    """Return what a row of `FACETS` must fulfil to lie within a scope, in SQL, and its parameters."""
    at = "published" if scope.clock == "published" else "known"
    terms: list[tuple[str, object]] = []
    if scope.outlets:
        terms.append(("outlet IN (SELECT value FROM json_each(?))", json.dumps(scope.outlets)))
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


def quoted(phrase: str) -> str:
    """Quote words from a question, which are untrusted: in quotes they are plain terms and never FTS5 query syntax."""
    return '"' + phrase.replace('"', '""').replace("\0", " ") + '"'


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
