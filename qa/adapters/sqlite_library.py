"""Keep articles with all their versions, chunks, full text and journal in one SQLite file."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from qa.adapters import sqlite_held
from qa.adapters.database import Row
from qa.adapters.sqlite_catalogue import holdings_of, listing_of
from qa.adapters.sqlite_database import open_database
from qa.adapters.sqlite_feeds import SqliteFeeds
from qa.adapters.sqlite_held import instant_text
from qa.adapters.sqlite_repair import full_text_faults, remake_full_text
from qa.adapters.sqlite_rows import (
    CHUNK_COLUMNS,
    FACETS,
    FULL_TEXT,
    MIGRATIONS,
    article_of,
    article_row,
    chunk_of,
    chunk_row,
    condition,
    entry_of,
    facet_columns,
    facets_of,
    opening_of,
    quoted,
)
from qa.domain.answer import Example
from qa.domain.article import (
    Article,
    ArticleId,
    Chunk,
    ChunkedArticle,
    ChunkId,
    Corpus,
    Frequencies,
    HeldArticle,
    Holdings,
    JournalEntry,
    Listing,
    Selection,
)
from qa.domain.scope import EVERYTHING, Exclusion, Facets, Scope, moment_of

_PAGE = 500
"""Articles that are filed at once."""
_WIDER = 4
"""How many times as many chunks are looked at under a scope before full text is asked within it."""
_WEIGHTS = "1.0, 0.25, 1.0"
"""BM25 weights of a match in the title, in the article's opening and in the text. A title is short, so BM25's length norm favours
it already; the opening tells what the article is about, and not what the chunk says (docs/evaluation.md)."""
_MEND = (
    "keys and kept answers are safe, the articles in it may not be. Put back a copy of it and run `qa reindex`; "
    "without one, rename it and run `qa ingest` on the articles' files"
)
_EXAMPLES_OF = "examples_made_of"
_LAST = "\U0010ffff"
"""A character that sorts behind all others."""
_LISTED = "(SELECT value FROM json_each(?))"
"""The members of a JSON list, so that a statement takes a list of any length as one parameter."""


class SqliteLibrary:
    """The `Library` on one connection: SQLite answers in milliseconds."""

    def __init__(self, path: Path) -> None:
        """Open or make the file; raises as `open_database` does."""
        self._database = open_database(path, MIGRATIONS, _MEND)
        self.feeds = SqliteFeeds(self._database)
        """The feeds, in the same file."""
        self._corpus: Corpus | None = None
        self._holdings: Holdings | None = None
        self._file()

    def _file(self) -> None:
        """File the articles that a release before scopes has stored."""
        sql = "SELECT * FROM articles INDEXED BY article_facets WHERE current AND outlet IS NULL LIMIT ?"
        while articles := self._database.values(article_of, sql, (_PAGE,)):
            filed = [(*facet_columns(article.facets).values(), article.id) for article in articles]
            assigned = ", ".join(f"{name} = ?" for name in FACETS)
            with self._transaction():
                self._database.insert(f"UPDATE chunks SET {assigned} WHERE article_id = ?", filed)  # noqa: S608 only constants
                self._database.insert(f"UPDATE articles SET {assigned} WHERE id = ? AND current", filed)  # noqa: S608 only constants

    def close(self) -> None:
        self._database.close()

    # Articles

    def article(self, article_id: ArticleId) -> Article | None:
        sql = "SELECT * FROM articles WHERE id = ? AND current"
        return next(iter(self._database.values(article_of, sql, (article_id,))), None)

    def articles(self, *, after: ArticleId | None = None, limit: int) -> list[Article]:
        sql = "SELECT * FROM articles WHERE current AND id > ? ORDER BY id LIMIT ?"
        return self._database.values(article_of, sql, (after or "", limit))

    def version(self, article_id: ArticleId, version: str) -> Article | None:
        return next((each for each in self._versions(article_id, "version = ?2", version)), None)

    def versions(self, article_id: ArticleId) -> list[Article]:
        return self._versions(article_id, "TRUE")

    def _versions(self, article_id: ArticleId, wanted: str, *values: str) -> list[Article]:
        # Without a current version it was taken back, and nobody is to read what it said.
        sql = f"""SELECT * FROM articles WHERE id = ?1 AND {wanted}
                  AND EXISTS (SELECT 1 FROM articles WHERE id = ?1 AND current)
                  ORDER BY datetime(first_seen_at), rowid"""  # noqa: S608 only constants
        return self._database.values(article_of, sql, (article_id, *values))

    def near_duplicates(self, bands: Sequence[str], limit: int) -> list[Article]:
        sql = f"""WITH near AS (SELECT article_id, count(*) AS shared FROM bands WHERE band IN {_LISTED} GROUP BY article_id)
                  SELECT articles.* FROM near JOIN articles ON articles.id = near.article_id AND current
                  ORDER BY shared DESC, articles.id LIMIT ?"""  # noqa: S608 only a constant
        return self._database.values(article_of, sql, (json.dumps(bands), limit))

    def chunks(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Chunk]:
        sql = f"SELECT * FROM chunks WHERE id IN {_LISTED}"  # noqa: S608 only a constant
        chunks = self._database.values(chunk_of, sql, (json.dumps(chunk_ids),))
        return {chunk.id: chunk for chunk in chunks}

    def chunk_ids(self) -> set[ChunkId]:
        return set(self._database.values(lambda row: ChunkId(_text(row["id"])), "SELECT id FROM chunks"))

    def group(self, name: str) -> list[ArticleId]:
        rows = self._database.rows("SELECT id FROM articles WHERE near = ? AND current ORDER BY id", (name,))
        return [ArticleId(row["id"]) for row in rows]

    def excluded(self, scope: Scope) -> dict[Exclusion, int]:
        if not scope.limited:
            return {}
        names = ", ".join(FACETS)
        sql = f"SELECT {names}, count(*) AS articles FROM articles WHERE current AND NOT coalesce({{}}, FALSE) GROUP BY {names}"  # noqa: S608 only constants
        within, parameters = condition(scope)
        counts: Counter[Exclusion] = Counter()
        for row in self._database.rows(sql.format(within), parameters):
            if reason := scope.exclusion(facets_of(row)):
                counts[reason] += row["articles"]
        return dict(counts)

    def corpus(self) -> Corpus:
        # Needed by every question; this process is the only writer, so only `_transaction` makes it stale.
        with self._database.lock:
            if self._corpus is None:
                self._corpus = self._fingerprint()
            return self._corpus

    def _fingerprint(self) -> Corpus:
        rows = self._database.rows("SELECT id, version FROM articles WHERE current ORDER BY id")
        names = "\n".join(f"{row['id']} {row['version']}" for row in rows)
        latest = self._database.rows("SELECT max(known) AS known FROM articles INDEXED BY article_facets WHERE current")
        known = latest[0]["known"]
        return Corpus(
            hashlib.sha256(names.encode()).hexdigest(), len(rows), None if known is None else moment_of(known)
        )

    # Catalogue

    def holdings(self) -> Holdings:
        # Every view of a page asks; what makes the fingerprint stale makes this stale too.
        with self._database.lock:
            if self._holdings is None:
                self._holdings = holdings_of(self._database)
            return self._holdings

    def listing(self, selection: Selection, *, skip: int, limit: int) -> Listing:
        return listing_of(self._database, selection, skip, limit)

    # Full text

    def search(self, words: Sequence[str], k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
        query = " OR ".join(quoted(word) for word in words if word)
        if not query:
            return []
        if not scope.limited:
            return [(name, score) for name, score, _ in self._best(query, k)]
        # Of a wide scope the best are among these, and to ask for the whole scope takes twice as long.
        best = self._best(query, _WIDER * k)
        within = [(name, score) for name, score, facets in best if scope.admits(facets)]
        return within[:k] if len(within) >= k or len(best) < _WIDER * k else self._search_within(query, k, scope)

    def _best(self, query: str, k: int) -> list[tuple[ChunkId, float, Facets]]:
        sql = f"""SELECT chunks.id AS id, -matches.score AS score, {", ".join(FACETS)}
                  FROM (SELECT rowid, bm25(full_text, {_WEIGHTS}) AS score FROM full_text
                        WHERE full_text MATCH ? ORDER BY score LIMIT ?) AS matches
                  JOIN chunks ON chunks.key = matches.rowid ORDER BY matches.score, chunks.id"""  # noqa: S608 only constants
        return [(ChunkId(row["id"]), row["score"], facets_of(row)) for row in self._database.rows(sql, (query, k))]

    def _search_within(self, query: str, k: int, scope: Scope) -> list[tuple[ChunkId, float]]:
        within, parameters = condition(scope)
        # The scope is looked at before the best are taken: of the best of all articles none may lie within. The sign keeps SQLite
        # from asking full text once for each row of the scope.
        sql = f"""SELECT chunks.id AS id, -matches.score AS score
                  FROM (SELECT rowid, bm25(full_text, {_WEIGHTS}) AS score FROM full_text
                        WHERE full_text MATCH ? AND +rowid IN (SELECT key FROM chunks INDEXED BY chunk_facets WHERE {within})
                        ORDER BY score LIMIT ?) AS matches
                  JOIN chunks ON chunks.key = matches.rowid ORDER BY matches.score, chunks.id"""  # noqa: S608 only constants
        rows = self._database.rows(sql, (query, *parameters, k))
        return [(ChunkId(row["id"]), row["score"]) for row in rows]

    def frequencies(self, phrases: Sequence[str]) -> Frequencies:
        sql = "SELECT count(*) AS chunks FROM full_text WHERE full_text MATCH ?"
        # A chunk holds what it says and what its article is called, not what the article opens with.
        found = {phrase: self._database.rows(sql, (f"{{title text}} : {quoted(phrase)}",)) for phrase in phrases}
        counts = {phrase: rows[0]["chunks"] for phrase, rows in found.items()}
        return Frequencies(counts, self._database.rows("SELECT count(*) AS chunks FROM chunks")[0]["chunks"])

    # Vocabulary

    def words(self, beginning: str) -> dict[str, int]:
        sql = "SELECT term, doc FROM spellings WHERE term >= ? AND term < ?"
        rows = self._database.rows(sql, (beginning, f"{beginning}{_LAST}"))
        return {row["term"]: row["doc"] for row in rows}

    def holds(self, word: str, scope: Scope) -> bool:
        within, parameters = condition(scope)
        sql = f"""SELECT 1 FROM spelled JOIN chunks ON chunks.key = spelled.rowid
                  WHERE spelled MATCH ? AND {within} LIMIT 1"""  # noqa: S608 only constants
        return bool(self._database.rows(sql, (quoted(word), *parameters)))

    # Journal

    def put(self, articles: Sequence[ChunkedArticle]) -> JournalEntry:
        with self._transaction():
            before = self._retire([chunked.article.id for chunked in articles])
            for chunked in articles:
                self._insert(chunked)
            after = {chunk.id for chunked in articles for chunk in chunked.chunks}
            return self._journal(upsert=sorted(after), delete=sorted(before - after))

    def remove(self, article_ids: Sequence[ArticleId]) -> JournalEntry:
        with self._transaction():
            chunk_ids = self._retire(article_ids)
            # Whoever removes an article wants its old versions gone as well.
            sql = f"DELETE FROM articles WHERE id IN {_LISTED}"  # noqa: S608 only a constant
            self._database.rows(sql, (json.dumps(article_ids),))
            sqlite_held.forget(self._database, article_ids)
            self._forget_refused_examples()
            return self._journal(upsert=[], delete=sorted(chunk_ids))

    def withdraw(self, article_ids: Sequence[ArticleId]) -> JournalEntry:
        with self._transaction():
            chunk_ids = self._retire(article_ids)
            self._forget_refused_examples()
            return self._journal(upsert=[], delete=sorted(chunk_ids))

    def _forget_refused_examples(self) -> None:
        # One that is refused may name what only articles named that are gone.
        self._database.rows("DELETE FROM examples WHERE article_ids = '[]'")

    def knows(self, article_id: ArticleId) -> bool:
        sql = "SELECT 1 FROM articles WHERE id = ?1 UNION ALL SELECT 1 FROM held WHERE article_id = ?1 LIMIT 1"
        return bool(self._database.rows(sql, (article_id,)))

    def expired(self, now: datetime) -> list[ArticleId]:
        sql = "SELECT id FROM articles WHERE current AND expires_at IS NOT NULL AND expires_at <= ? ORDER BY id"
        return [ArticleId(row["id"]) for row in self._database.rows(sql, (instant_text(now),))]

    # What is held until an embargo ends

    def hold(self, article: HeldArticle) -> None:
        sqlite_held.hold(self._database, article)

    def held(self, article_id: ArticleId) -> HeldArticle | None:
        return sqlite_held.held(self._database, article_id)

    def due(self, now: datetime) -> list[HeldArticle]:
        return sqlite_held.due(self._database, now)

    def note_withdrawal(self, article_id: ArticleId, updated_at: datetime) -> None:
        sqlite_held.note_withdrawal(self._database, article_id, updated_at)

    def withdrawn_at(self, article_id: ArticleId) -> datetime | None:
        return sqlite_held.withdrawn_at(self._database, article_id)

    def drop_held(self, article_ids: Sequence[ArticleId]) -> None:
        sqlite_held.drop(self._database, article_ids)

    def pending(self) -> list[JournalEntry]:
        return self._database.values(entry_of, "SELECT * FROM journal ORDER BY id")

    def settle(self, entry: JournalEntry) -> None:
        self._database.rows("DELETE FROM journal WHERE id = ?", (entry.id,))

    # Facts about the stored data

    def get_meta(self, key: str) -> str | None:
        rows = self._database.rows("SELECT value FROM settings WHERE key = ?", (key,))
        return rows[0]["value"] if rows else None

    def set_meta(self, key: str, value: str) -> None:
        self._database.rows("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))

    # Examples

    def examples(self) -> list[Example]:
        return self._database.values(_example_of, "SELECT * FROM examples ORDER BY position")

    def examples_made_of(self) -> str | None:
        return self.get_meta(_EXAMPLES_OF)

    def keep_examples(self, examples: Sequence[Example], fingerprint: str, made_of: str) -> bool:
        with self._database.lock:
            # An article that went while they were made must not come back in one of them.
            if self.corpus().fingerprint != fingerprint:
                return False
            with self._database.transaction():
                self._database.rows("DELETE FROM examples")
                rows = [(at, it.question, json.dumps(it.article_ids)) for at, it in enumerate(examples)]
                self._database.insert("INSERT INTO examples VALUES (?, ?, ?)", rows)
                self.set_meta(_EXAMPLES_OF, made_of)
            return True

    # Damage

    def faults(self) -> list[str]:
        return [*self._database.faults(), *full_text_faults(self._database, list(FULL_TEXT))]

    def mend(self) -> None:
        self._database.mend()
        for table, created_by in FULL_TEXT.items():
            remake_full_text(self._database, table, created_by)

    # Changes

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._database.lock:
            with self._database.transaction():
                yield
            self._corpus = self._holdings = None

    def _retire(self, article_ids: Sequence[ArticleId]) -> set[ChunkId]:
        """Take the articles out of search, keep their texts as old versions, and return the chunks that they had."""
        parameters = (json.dumps(article_ids),)
        sql = f"DELETE FROM chunks WHERE article_id IN {_LISTED} RETURNING id"  # noqa: S608 only a constant
        chunk_ids = {ChunkId(row["id"]) for row in self._database.rows(sql, parameters)}
        self._database.rows(f"DELETE FROM bands WHERE article_id IN {_LISTED}", parameters)  # noqa: S608 only a constant
        self._database.rows(
            f"DELETE FROM examples WHERE EXISTS (SELECT 1 FROM json_each(article_ids) WHERE value IN {_LISTED})",  # noqa: S608 only a constant
            parameters,
        )
        self._database.rows(f"UPDATE articles SET current = 0 WHERE id IN {_LISTED}", parameters)  # noqa: S608 only a constant
        return chunk_ids

    def _insert(self, chunked: ChunkedArticle) -> None:
        sql = "SELECT first_seen_at FROM articles WHERE id = ? AND version = ?"
        known = self._database.rows(sql, (chunked.article.id, chunked.article.version))
        first_seen = datetime.fromisoformat(known[0]["first_seen_at"]) if known and known[0]["first_seen_at"] else None
        article = replace(chunked.article, first_seen_at=first_seen or chunked.article.first_seen_at)
        row = article_row(article)
        values = ", ".join(f":{name}" for name in row)
        # A text that comes back after a correction is the same version again: its row becomes current once more.
        self._database.rows(f"INSERT OR REPLACE INTO articles ({', '.join(row)}) VALUES ({values})", row)  # noqa: S608 only constants
        marks, opening = ", ".join("?" for _ in CHUNK_COLUMNS), opening_of(article)
        self._database.insert(
            f"INSERT INTO chunks ({', '.join(CHUNK_COLUMNS)}) VALUES ({marks})",  # noqa: S608 only constants
            [chunk_row(chunk, article, opening) for chunk in chunked.chunks],
        )
        self._database.insert("INSERT INTO bands VALUES (?, ?)", [(band, article.id) for band in chunked.bands])

    def _journal(self, *, upsert: Sequence[ChunkId], delete: Sequence[ChunkId]) -> JournalEntry:
        sql = "INSERT INTO journal (upsert, remove) VALUES (?, ?) RETURNING *"
        return self._database.values(entry_of, sql, (json.dumps(upsert), json.dumps(delete)))[0]


def _example_of(row: Row) -> Example:
    return Example(row["question"], tuple(ArticleId(name) for name in json.loads(row["article_ids"])))


def _text(value: object) -> str:
    """Return what has to be a text; in a damaged file it may be anything, which is a ValueError."""
    if not isinstance(value, str):
        raise ValueError("no text stands where one belongs")  # noqa: TRY004 what `values` takes for damage
    return value
