"""Open the library in PostgreSQL."""

from qa.adapters.postgres_database import PostgresDatabase, PostgresPool
from qa.adapters.postgres_full_text import TABLES, PostgresFullText
from qa.adapters.sql_library import SqlLibrary

STORE = "library"
MIGRATIONS = (
    (
        # A time without a zone is one of UTC, as in SQLite; an index may hold it, for the sessions that write are in UTC.
        """CREATE FUNCTION moment(stated TEXT) RETURNS TIMESTAMP LANGUAGE sql IMMUTABLE PARALLEL SAFE
           AS $$ SELECT date_trunc('second', stated::timestamptz AT TIME ZONE 'UTC') $$""",
        'CREATE TABLE settings (key TEXT COLLATE "C" PRIMARY KEY, value TEXT NOT NULL)',
        """CREATE TABLE articles (
             rowid BIGINT GENERATED ALWAYS AS IDENTITY, id TEXT COLLATE "C" NOT NULL, version TEXT COLLATE "C" NOT NULL,
             current BOOLEAN NOT NULL, raw TEXT NOT NULL, clean TEXT NOT NULL, regions TEXT NOT NULL, runs TEXT NOT NULL,
             title TEXT, publisher TEXT COLLATE "C", authors TEXT NOT NULL, url TEXT, published_at TEXT COLLATE "C",
             language TEXT, origin TEXT NOT NULL, page TEXT, near TEXT COLLATE "C", stated_in TEXT NOT NULL,
             updated_at TEXT, first_seen_at TEXT,
             outlet TEXT COLLATE "C", published BIGINT, known BIGINT, expires_at TEXT COLLATE "C", correction TEXT,
             PRIMARY KEY (id, version))""",
        "CREATE UNIQUE INDEX one_current ON articles (id) WHERE current",
        "CREATE INDEX near_duplicates ON articles (near) WHERE current",
        """CREATE INDEX newest ON articles (moment(published_at) DESC NULLS LAST, id) INCLUDE (publisher, published_at)
           WHERE current""",
        "CREATE INDEX article_facets ON articles (known, published, outlet) WHERE current",
        "CREATE INDEX expiring ON articles (expires_at) WHERE current AND expires_at IS NOT NULL",
        """CREATE TABLE chunks (
             key INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id TEXT COLLATE "C" NOT NULL UNIQUE,
             article_id TEXT COLLATE "C" NOT NULL, version TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
             title TEXT NOT NULL, opening TEXT NOT NULL, text TEXT NOT NULL,
             outlet TEXT COLLATE "C", published BIGINT, known BIGINT)""",
        "CREATE INDEX chunks_of_article ON chunks (article_id)",
        "CREATE INDEX chunk_facets ON chunks (published, known, outlet) INCLUDE (key)",
        """CREATE TABLE bands (
             band TEXT COLLATE "C" NOT NULL, article_id TEXT COLLATE "C" NOT NULL, PRIMARY KEY (band, article_id))""",
        "CREATE INDEX bands_of_article ON bands (article_id)",
        "CREATE TABLE journal (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, upsert TEXT NOT NULL, remove TEXT NOT NULL)",
        "CREATE TABLE examples (position INTEGER PRIMARY KEY, question TEXT NOT NULL, article_ids TEXT NOT NULL)",
        'CREATE TABLE held (article_id TEXT COLLATE "C" PRIMARY KEY, until TEXT COLLATE "C" NOT NULL, document TEXT NOT NULL)',
        'CREATE TABLE withdrawn (article_id TEXT COLLATE "C" PRIMARY KEY, updated_at TEXT NOT NULL)',
        """CREATE TABLE feeds (
             id TEXT COLLATE "C" PRIMARY KEY, source TEXT COLLATE "C" NOT NULL UNIQUE, outlet TEXT,
             seconds DOUBLE PRECISION NOT NULL, added_at TEXT COLLATE "C" NOT NULL, polled_at TEXT, succeeded_at TEXT,
             problem TEXT, etag TEXT, last_modified TEXT, digest TEXT)""",
        *TABLES,
    ),
)
"""The library's schema. A change is a migration added at the end, never an edit of one that was released."""
_MEND = "put back a dump of it (`pg_restore`) and run `qa reindex`"


def open_postgres_library(pool: PostgresPool) -> SqlLibrary:
    """Open or make the library's tables; raises as `PostgresDatabase` does."""
    database = PostgresDatabase(pool, STORE, MIGRATIONS, _MEND)
    return SqlLibrary(database, PostgresFullText(database))
