"""The schema of the library in SQLite."""

from qa.adapters.sql_rows import FACETS

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
