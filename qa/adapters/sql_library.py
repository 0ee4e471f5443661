"""Keep articles with all their versions, chunks, full text and journal in one database of SQL."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

from qa.adapters import sql_held
from qa.adapters.database import Database, Row
from qa.adapters.sql_catalogue import holdings_of, listing_of
from qa.adapters.sql_feeds import SqlFeeds
from qa.adapters.sql_held import instant_text
from qa.adapters.sql_rows import (
    CHUNK_COLUMNS,
    FACETS,
    article_of,
    article_row,
    chunk_of,
    chunk_row,
    condition,
    entry_of,
    facets_of,
    opening_of,
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
from qa.domain.scope import EVERYTHING, Exclusion, Scope, moment_of

_EXAMPLES_OF = "examples_made_of"
_REVISION = "revision"
"""The key under which the changes of articles are counted, in the transaction of each."""
_Fact = TypeVar("_Fact")


class FullTextIndex(Protocol):
    """Finds the words of chunks; the library says in its transactions which come and go."""

    def add(self, chunk_ids: Sequence[ChunkId]) -> None:
        """Find these chunks, which are stored, from now on."""
        ...

    def remove(self, article_ids: Sequence[ArticleId]) -> None:
        """Find the chunks of these articles, which are stored still, no more."""
        ...

    def search(self, words: Sequence[str], k: int, scope: Scope) -> list[tuple[ChunkId, float]]: ...

    def frequencies(self, phrases: Sequence[str]) -> Frequencies: ...

    def words(self, beginning: str) -> dict[str, int]: ...

    def holds(self, word: str, scope: Scope) -> bool: ...

    def having(self, words: str) -> tuple[str, list[object]]:
        """Return the condition that a chunk has these words, in SQL about its `key`, and its parameters."""
        ...

    def faults(self) -> list[str]: ...

    def mend(self) -> None: ...


class SqlLibrary:
    """The `Library` in any database of SQL; each has a full text of its own."""

    def __init__(self, database: Database, full_text: FullTextIndex) -> None:
        """Take an open database with the library's tables; whoever opened a connection to it has it closed with `close`."""
        self._database, self._full_text = database, full_text
        # The members of a JSON list, so that a statement takes a list of any length as one parameter.
        self._listed = database.members("?")
        self.feeds = SqlFeeds(database)
        """The feeds, in the same database."""
        self._corpus: tuple[str, Corpus] | None = None
        self._holdings: tuple[str, Holdings] | None = None

    def close(self) -> None:
        self._database.close()

    @property
    def database(self) -> Database:
        """Where it is kept, for whoever copies its tables."""
        return self._database

    # Articles

    def article(self, article_id: ArticleId) -> Article | None:
        sql = "SELECT * FROM articles WHERE id = ? AND current"
        return next(iter(self._database.values(article_of, sql, (article_id,))), None)

    def articles(self, *, after: ArticleId | None = None, limit: int) -> list[Article]:
        sql = "SELECT * FROM articles WHERE current AND id > ? ORDER BY id LIMIT ?"
        return self._database.values(article_of, sql, (after or "", limit))

    def version(self, article_id: ArticleId, version: str) -> Article | None:
        return next((each for each in self._versions(article_id, "version = ?", version)), None)

    def versions(self, article_id: ArticleId) -> list[Article]:
        return self._versions(article_id, "TRUE")

    def _versions(self, article_id: ArticleId, wanted: str, *values: str) -> list[Article]:
        # Without a current version it was taken back, and nobody is to read what it said.
        sql = f"""SELECT * FROM articles WHERE id = ? AND {wanted}
                  AND EXISTS (SELECT 1 FROM articles AS stored WHERE stored.id = articles.id AND stored.current)
                  ORDER BY {self._database.moment("first_seen_at")} NULLS FIRST, rowid"""  # noqa: S608 only constants
        return self._database.values(article_of, sql, (article_id, *values))

    def near_duplicates(self, bands: Sequence[str], limit: int) -> list[Article]:
        sql = f"""WITH near AS (SELECT article_id, count(*) AS shared FROM bands WHERE band IN {self._listed} GROUP BY article_id)
                  SELECT articles.* FROM near JOIN articles ON articles.id = near.article_id AND current
                  ORDER BY shared DESC, articles.id LIMIT ?"""  # noqa: S608 only a constant
        return self._database.values(article_of, sql, (json.dumps(bands), limit))

    def chunks(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Chunk]:
        sql = f"SELECT * FROM chunks WHERE id IN {self._listed}"  # noqa: S608 only a constant
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
        within, parameters = condition(self._database, scope)
        counts: Counter[Exclusion] = Counter()
        for row in self._database.rows(sql.format(within), parameters):
            if reason := scope.exclusion(facets_of(row)):
                counts[reason] += row["articles"]
        return dict(counts)

    def corpus(self) -> Corpus:
        # Needed by every question; another process may have changed what it is made of.
        self._corpus = self._remembered(self._corpus, self._fingerprint)
        return self._corpus[1]

    def _remembered(self, known: tuple[str, _Fact] | None, make: Callable[[], _Fact]) -> tuple[str, _Fact]:
        """Return a fact of all articles with the revision that it is true of."""
        if known and known[0] == self._revision():
            return known
        with self._database.snapshot():
            return self._revision(), make()

    def _revision(self) -> str:
        return self.get_meta(_REVISION) or ""

    def _fingerprint(self) -> Corpus:
        rows = self._database.rows("SELECT id, version FROM articles WHERE current ORDER BY id")
        names = "\n".join(f"{row['id']} {row['version']}" for row in rows)
        by = self._database.by_index("article_facets")
        latest = self._database.rows(f"SELECT max(known) AS known FROM articles {by} WHERE current")  # noqa: S608 only constants
        known = latest[0]["known"]
        return Corpus(
            hashlib.sha256(names.encode()).hexdigest(), len(rows), None if known is None else moment_of(known)
        )

    # Catalogue

    def holdings(self) -> Holdings:
        # Every view of a page asks.
        self._holdings = self._remembered(self._holdings, lambda: holdings_of(self._database))
        return self._holdings[1]

    def listing(self, selection: Selection, *, skip: int, limit: int) -> Listing:
        return listing_of(self._database, self._full_text.having, selection, (skip, limit))

    # Full text and vocabulary

    def search(self, words: Sequence[str], k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
        return self._full_text.search(words, k, scope)

    def frequencies(self, phrases: Sequence[str]) -> Frequencies:
        return self._full_text.frequencies(phrases)

    def words(self, beginning: str) -> dict[str, int]:
        return self._full_text.words(beginning)

    def holds(self, word: str, scope: Scope) -> bool:
        return self._full_text.holds(word, scope)

    # Journal

    def put(self, articles: Sequence[ChunkedArticle]) -> JournalEntry:
        with self._transaction():
            before = self._retire([chunked.article.id for chunked in articles])
            for chunked in articles:
                self._insert(chunked)
            self._full_text.add([chunk.id for chunked in articles for chunk in chunked.chunks])
            after = {chunk.id for chunked in articles for chunk in chunked.chunks}
            return self._journal(upsert=sorted(after), delete=sorted(before - after))

    def rechunk(self, articles: Iterable[ChunkedArticle], facts: Mapping[str, str]) -> None:
        with self._transaction():
            for chunked in articles:
                self._full_text.remove([chunked.article.id])
                self._database.rows("DELETE FROM chunks WHERE article_id = ?", (chunked.article.id,))
                self._database.rows("DELETE FROM bands WHERE article_id = ?", (chunked.article.id,))
                self._file_chunks(chunked)
                self._full_text.add([chunk.id for chunk in chunked.chunks])
            for key, value in facts.items():
                self.set_meta(key, value)
            self._database.rows("DELETE FROM journal")

    def remove(self, article_ids: Sequence[ArticleId]) -> JournalEntry:
        with self._transaction():
            chunk_ids = self._retire(article_ids)
            # Whoever removes an article wants its old versions gone as well.
            sql = f"DELETE FROM articles WHERE id IN {self._listed}"  # noqa: S608 only a constant
            self._database.rows(sql, (json.dumps(article_ids),))
            sql_held.forget(self._database, article_ids)
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
        sql = "SELECT 1 FROM articles WHERE id = ? UNION ALL SELECT 1 FROM held WHERE article_id = ? LIMIT 1"
        return bool(self._database.rows(sql, (article_id, article_id)))

    def expired(self, now: datetime) -> list[ArticleId]:
        sql = "SELECT id FROM articles WHERE current AND expires_at IS NOT NULL AND expires_at <= ? ORDER BY id"
        return [ArticleId(row["id"]) for row in self._database.rows(sql, (instant_text(now),))]

    # What is held until an embargo ends

    def hold(self, article: HeldArticle) -> None:
        sql_held.hold(self._database, article)

    def held(self, article_id: ArticleId) -> HeldArticle | None:
        return sql_held.held(self._database, article_id)

    def due(self, now: datetime) -> list[HeldArticle]:
        return sql_held.due(self._database, now)

    def note_withdrawal(self, article_id: ArticleId, updated_at: datetime) -> None:
        sql_held.note_withdrawal(self._database, article_id, updated_at)

    def withdrawn_at(self, article_id: ArticleId) -> datetime | None:
        return sql_held.withdrawn_at(self._database, article_id)

    def drop_held(self, article_ids: Sequence[ArticleId]) -> None:
        sql_held.drop(self._database, article_ids)

    def pending(self) -> list[JournalEntry]:
        return self._database.values(entry_of, "SELECT * FROM journal ORDER BY id")

    def settle(self, entry: JournalEntry) -> None:
        self._database.rows("DELETE FROM journal WHERE id = ?", (entry.id,))

    # Facts about the stored data

    def get_meta(self, key: str) -> str | None:
        rows = self._database.rows("SELECT value FROM settings WHERE key = ?", (key,))
        return rows[0]["value"] if rows else None

    def set_meta(self, key: str, value: str) -> None:
        sql = "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        self._database.rows(sql, (key, value))

    # Examples

    def examples(self) -> list[Example]:
        return self._database.values(_example_of, "SELECT * FROM examples ORDER BY position")

    def examples_made_of(self) -> str | None:
        return self.get_meta(_EXAMPLES_OF)

    def keep_examples(self, examples: Sequence[Example], fingerprint: str, made_of: str) -> bool:
        with self._database.transaction():
            # An article that went while they were made must not come back in one of them.
            if self.corpus().fingerprint != fingerprint:
                return False
            self._database.rows("DELETE FROM examples")
            rows = [(at, it.question, json.dumps(it.article_ids)) for at, it in enumerate(examples)]
            self._database.insert("INSERT INTO examples VALUES (?, ?, ?)", rows)
            self.set_meta(_EXAMPLES_OF, made_of)
            return True

    # Damage

    def faults(self) -> list[str]:
        return [*self._database.faults(), *self._full_text.faults()]

    def mend(self) -> None:
        self._database.mend()
        self._full_text.mend()

    # Changes

    def together(self) -> AbstractContextManager[None]:
        """Commit as one what is done in it here and in other stores of the database; no other process changes this meanwhile."""
        return self._database.transaction()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._database.transaction():
            yield
            sql = """INSERT INTO settings (key, value) VALUES (?, '1')
                     ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(settings.value AS BIGINT) + 1 AS TEXT)"""
            self._database.rows(sql, (_REVISION,))

    def _retire(self, article_ids: Sequence[ArticleId]) -> set[ChunkId]:
        """Take the articles out of search, keep their texts as old versions, and return the chunks that they had."""
        self._full_text.remove(article_ids)
        parameters = (json.dumps(article_ids),)
        sql = f"DELETE FROM chunks WHERE article_id IN {self._listed} RETURNING id"  # noqa: S608 only a constant
        chunk_ids = {ChunkId(row["id"]) for row in self._database.rows(sql, parameters)}
        self._database.rows(f"DELETE FROM bands WHERE article_id IN {self._listed}", parameters)  # noqa: S608 only a constant
        self._database.rows(
            f"""DELETE FROM examples WHERE EXISTS (SELECT 1 FROM {self._database.members("article_ids")} AS named
                 WHERE named.value IN {self._listed})""",  # noqa: S608 only constants
            parameters,
        )
        self._database.rows(f"UPDATE articles SET current = FALSE WHERE id IN {self._listed}", parameters)  # noqa: S608 only a constant
        return chunk_ids

    def _insert(self, chunked: ChunkedArticle) -> None:
        sql = "SELECT first_seen_at FROM articles WHERE id = ? AND version = ?"
        known = self._database.rows(sql, (chunked.article.id, chunked.article.version))
        first_seen = datetime.fromisoformat(known[0]["first_seen_at"]) if known and known[0]["first_seen_at"] else None
        article = replace(chunked.article, first_seen_at=first_seen or chunked.article.first_seen_at)
        row = article_row(article)
        values = ", ".join(f":{name}" for name in row)
        # A text that comes back after a correction is the same version again: its row gives way to one that is current.
        self._database.rows("DELETE FROM articles WHERE id = :id AND version = :version", row)
        self._database.rows(f"INSERT INTO articles ({', '.join(row)}) VALUES ({values})", row)  # noqa: S608 only constants
        self._file_chunks(replace(chunked, article=article))

    def _file_chunks(self, chunked: ChunkedArticle) -> None:
        article, marks = chunked.article, ", ".join("?" for _ in CHUNK_COLUMNS)
        opening = opening_of(article)
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
