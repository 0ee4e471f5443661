"""Turns one SQLite file into the `Library`: articles with all their versions, chunks, full text and journal."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from qa.adapters.sqlite_rows import SCHEMA, article_of, article_row
from qa.domain.article import (
    Article,
    ArticleId,
    Chunk,
    ChunkedArticle,
    ChunkId,
    Corpus,
    Frequencies,
    JournalEntry,
    Span,
    Version,
)
from qa.errors import StoreDamagedError

# BM25 weights of a match in the title and in the text; a title is short, so BM25's length norm favours it already.
_WEIGHTS = "1.0, 1.0"


class SqliteLibrary:
    """One connection behind a lock: SQLite answers in milliseconds, and a reader never sees half a transaction."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._lock = RLock()
        self._corpus: Corpus | None = None
        try:
            self._connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
            self._connection.executescript(SCHEMA)
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise StoreDamagedError(
                f"the library {str(path)!r} cannot be opened ({error}); put back a copy of it, or ingest the articles anew"
            ) from error

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    # Articles

    def article(self, article_id: ArticleId) -> Article | None:
        rows = self._rows("SELECT * FROM articles WHERE id = ? AND current", (article_id,))
        return article_of(rows[0]) if rows else None

    def articles(self, *, after: ArticleId | None = None, limit: int) -> list[Article]:
        sql = "SELECT * FROM articles WHERE current AND id > ? ORDER BY id LIMIT ?"
        return [article_of(row) for row in self._rows(sql, (after or "", limit))]

    def near_duplicates(self, bands: Sequence[str]) -> list[Article]:
        sql = """SELECT DISTINCT articles.* FROM bands JOIN articles ON articles.id = bands.article_id AND current
                 WHERE band IN (SELECT value FROM json_each(?)) ORDER BY articles.id"""
        return [article_of(row) for row in self._rows(sql, (json.dumps(bands),))]

    def chunks(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Chunk]:
        sql = "SELECT * FROM chunks WHERE id IN (SELECT value FROM json_each(?))"
        return {chunk.id: chunk for chunk in map(_chunk_of, self._rows(sql, (json.dumps(chunk_ids),)))}

    def chunk_ids(self) -> set[ChunkId]:
        return {ChunkId(row["id"]) for row in self._rows("SELECT id FROM chunks")}

    def group(self, name: str) -> list[ArticleId]:
        rows = self._rows("SELECT id FROM articles WHERE near = ? AND current ORDER BY id", (name,))
        return [ArticleId(row["id"]) for row in rows]

    def corpus(self) -> Corpus:
        # Asked with every question; this process is the only writer, so only `_transaction` makes it stale.
        if self._corpus is None:
            self._corpus = self._fingerprint()
        return self._corpus

    def _fingerprint(self) -> Corpus:
        rows = self._rows("SELECT id, version FROM articles WHERE current ORDER BY id")
        names = "\n".join(f"{row['id']} {row['version']}" for row in rows)
        return Corpus(hashlib.sha256(names.encode()).hexdigest(), len(rows))

    # Full text

    def search(self, words: Sequence[str], k: int) -> list[tuple[ChunkId, float]]:
        query = " OR ".join(_quoted(word) for word in words if word)
        if not query:
            return []
        sql = f"""SELECT chunks.id AS id, -found.score AS score
                  FROM (SELECT rowid, bm25(full_text, {_WEIGHTS}) AS score FROM full_text
                        WHERE full_text MATCH ? ORDER BY score LIMIT ?) AS found
                  JOIN chunks ON chunks.key = found.rowid ORDER BY found.score, chunks.id"""  # noqa: S608 only constants
        return [(ChunkId(row["id"]), row["score"]) for row in self._rows(sql, (query, k))]

    def frequencies(self, phrases: Sequence[str]) -> Frequencies:
        sql = "SELECT count(*) AS chunks FROM full_text WHERE full_text MATCH ?"
        counts = {phrase: self._rows(sql, (_quoted(phrase),))[0]["chunks"] for phrase in phrases}
        return Frequencies(counts, self._rows("SELECT count(*) AS chunks FROM chunks")[0]["chunks"])

    # Journal

    def put(self, articles: Sequence[ChunkedArticle]) -> JournalEntry:
        with self._transaction():
            ids = [item.article.id for item in articles]
            before = self._forget(ids)
            for item in articles:
                self._insert(item)
            after = {chunk.id for item in articles for chunk in item.chunks}
            return self._journal(upsert=sorted(after), delete=sorted(before - after))

    def remove(self, article_ids: Sequence[ArticleId]) -> JournalEntry:
        with self._transaction():
            chunks = self._forget(article_ids)
            # Who takes an article out wants its old versions gone as well.
            self._rows("DELETE FROM articles WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(article_ids),))
            return self._journal(upsert=[], delete=sorted(chunks))

    def pending(self) -> list[JournalEntry]:
        return [_entry_of(row) for row in self._rows("SELECT * FROM journal ORDER BY id")]

    def settle(self, entry: JournalEntry) -> None:
        self._rows("DELETE FROM journal WHERE id = ?", (entry.id,))

    # Facts about the stored data

    def get_meta(self, key: str) -> str | None:
        rows = self._rows("SELECT value FROM settings WHERE key = ?", (key,))
        return rows[0]["value"] if rows else None

    def set_meta(self, key: str, value: str) -> None:
        self._rows("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))

    def _rows(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(sql, parameters).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
            self._corpus = None

    def _forget(self, article_ids: Sequence[ArticleId]) -> set[ChunkId]:
        """Takes the articles out of search, keeping their texts as old versions; returns the chunks they had."""
        names = (json.dumps(article_ids),)
        among = "(SELECT value FROM json_each(?))"
        sql = f"SELECT id FROM chunks WHERE article_id IN {among}"  # noqa: S608 only a constant
        chunks = {ChunkId(row["id"]) for row in self._rows(sql, names)}
        for statement in (
            f"DELETE FROM chunks WHERE article_id IN {among}",  # noqa: S608 only a constant
            f"DELETE FROM bands WHERE article_id IN {among}",  # noqa: S608 only a constant
            f"UPDATE articles SET current = 0 WHERE id IN {among}",  # noqa: S608 only a constant
        ):
            self._rows(statement, names)
        return chunks

    def _insert(self, item: ChunkedArticle) -> None:
        row = article_row(item.article)
        marks = ", ".join(f":{name}" for name in row)
        # A text that comes back after a correction is the same version again: its row becomes current once more.
        self._connection.execute(f"INSERT OR REPLACE INTO articles ({', '.join(row)}) VALUES ({marks})", row)  # noqa: S608 only constants
        self._connection.executemany(
            "INSERT INTO chunks (id, article_id, version, start, end, title, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    chunk.id,
                    chunk.article_id,
                    chunk.version,
                    chunk.span.start,
                    chunk.span.end,
                    row["title"] or "",
                    chunk.text,
                )
                for chunk in item.chunks
            ],
        )
        self._connection.executemany(
            "INSERT INTO bands VALUES (?, ?)", [(band, item.article.id) for band in item.bands]
        )

    def _journal(self, *, upsert: Sequence[ChunkId], delete: Sequence[ChunkId]) -> JournalEntry:
        sql = "INSERT INTO journal (upsert, remove) VALUES (?, ?) RETURNING *"
        return _entry_of(self._connection.execute(sql, (json.dumps(upsert), json.dumps(delete))).fetchone())


def _quoted(phrase: str) -> str:
    """Words from a question are untrusted: quoted, they are plain terms and never FTS5 query syntax."""
    return '"' + phrase.replace('"', '""').replace("\0", " ") + '"'


def _chunk_of(row: sqlite3.Row) -> Chunk:
    return Chunk(
        ChunkId(row["id"]),
        ArticleId(row["article_id"]),
        Version(row["version"]),
        Span(row["start"], row["end"]),
        row["text"],
    )


def _entry_of(row: sqlite3.Row) -> JournalEntry:
    return JournalEntry(row["id"], tuple(json.loads(row["upsert"])), tuple(json.loads(row["remove"])))
