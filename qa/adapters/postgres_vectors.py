"""Keep vectors in a PostgreSQL table with pgvector."""

import json
from collections.abc import Sequence
from zlib import crc32

import numpy as np

from qa.adapters.postgres_database import SCHEMA, PostgresDatabase, PostgresPool
from qa.adapters.sql_rows import condition
from qa.adapters.store_errors import mismatch
from qa.current_index import GENERATION
from qa.domain.article import Chunk, ChunkId
from qa.domain.scope import EVERYTHING, Scope
from qa.errors import StoreBusyError
from qa.ports import Vectors

MIGRATIONS = (("CREATE EXTENSION IF NOT EXISTS vector",),)
"""The schema of all embedders. A change is a migration added at the end, never an edit of one that was released."""
_MEND = "the articles are safe, and vectors can be made again with `qa reindex`"
_EXACT = 10_000
"""Chunks of a scope that are all compared: of a scope that held a tenth of 20,000 chunks the graph found 14 to 94 % of the
nearest ones, and took four times as long (docs/operations.md)."""
_WIDER = 2
"""How many times as many chunks are taken from the graph as are asked for."""
_PAGE = 500
"""Vectors that are written at once."""
_MOST_DIMENSIONS, _MOST_IN_PAGE = 2_000, 1_900
"""What pgvector's graph takes, and what PostgreSQL keeps in the row itself."""


class PgvectorIndex:
    """The `VectorIndex`: one table for each generation and embedder, so that vectors of two models never meet."""

    def __init__(self, pool: PostgresPool, embedder: str, generation: str = "") -> None:
        """Open the table of an embedder's name, which is made with its first vectors.

        Raises:
            StoreDeniedError: pgvector is not installed; and whatever `PostgresDatabase` raises.
        """
        self._database = PostgresDatabase(pool, "vectors", MIGRATIONS, _MEND)
        self._generation = generation
        self._table = f"vectors_{crc32(f'{generation} {embedder}'.encode()):08x}"

    def close(self) -> None:
        self._database.close()

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        if not chunks:
            return
        with self._database.transaction():
            if not self._fits(vectors.shape[1]):
                self._make(vectors.shape[1])
            sql = f"""INSERT INTO {self._table} (chunk, outlet, published, known, embedding)
                      SELECT chunk, outlet, published, known, embedding::vector
                      FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[])
                           AS new (chunk, outlet, published, known, embedding)
                      ON CONFLICT (chunk) DO UPDATE SET outlet = excluded.outlet, published = excluded.published,
                        known = excluded.known, embedding = excluded.embedding"""  # noqa: S608 only a number of ours
            rows = [(*_filed(it), _text(vector)) for it, vector in zip(chunks, vectors, strict=True)]
            for start in range(0, len(rows), _PAGE):
                columns = zip(*rows[start : start + _PAGE], strict=True)
                self._database.rows(sql, [[*column] for column in columns])
            self._index(vectors.shape[1])

    def search(self, vector: Vectors, k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
        if not self._fits(len(vector)):
            return []
        within, limits = condition(self._database, scope)
        few = self._are_few(within, limits)
        # To add nothing keeps the planner from the graph, which finds too little under a filter.
        order, most = ("(embedding <=> ?::vector) + 0", k) if few else ("embedding <=> ?::vector", _WIDER * k)
        sql = f"""SELECT chunk, 1 - (embedding <=> ?::vector) AS cosine FROM {self._table}
                  WHERE {within} ORDER BY {order} LIMIT ?"""  # noqa: S608 only constants
        text = _text(vector)
        rows = self._database.rows(sql, (text, *limits, text, most))
        # What the graph gives is nearly in its order.
        nearest = sorted(((ChunkId(row["chunk"]), row["cosine"]) for row in rows), key=lambda it: (-it[1], it[0]))
        return nearest[:k]

    def refile(self, chunks: Sequence[Chunk]) -> None:
        if self._exists():
            sql = f"UPDATE {self._table} SET outlet = ?, published = ?, known = ? WHERE chunk = ?"  # noqa: S608 only a number of ours
            self._database.insert(sql, [(*_filed(it)[1:], it.id) for it in chunks])

    def delete(self, chunk_ids: Sequence[ChunkId]) -> None:
        if chunk_ids and self._exists():
            self._database.rows(f"DELETE FROM {self._table} WHERE chunk = ANY (?)", ([*chunk_ids],))  # noqa: S608 only a number of ours

    def clear(self) -> None:
        self._database.rows(f"DROP TABLE IF EXISTS {self._table}")

    def delete_others(self) -> None:
        """Delete the tables of all other embedders and generations."""
        with self._database.transaction():
            sql = """SELECT tablename FROM pg_tables
                     WHERE schemaname = ? AND tablename ~ '^vectors_[0-9a-f]{8}$' AND tablename <> ?"""
            for row in self._database.rows(sql, (SCHEMA, self._table)):
                self._database.rows(f"DROP TABLE {row['tablename']}")

    def ids(self) -> set[ChunkId]:
        if not self._exists():
            return set()
        return {ChunkId(row["chunk"]) for row in self._database.rows(f"SELECT chunk FROM {self._table}")}  # noqa: S608 only a number of ours

    def vectors(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Vectors]:
        if not chunk_ids or not self._exists():
            return {}
        sql = f"SELECT chunk, embedding::text AS embedding FROM {self._table} WHERE chunk = ANY (?)"  # noqa: S608 only a number of ours
        rows = self._database.rows(sql, ([*chunk_ids],))
        return {ChunkId(row["chunk"]): np.array(json.loads(row["embedding"]), np.float32) for row in rows}

    def _exists(self) -> bool:
        """Return whether there are vectors; raises StoreBusyError where another process has put others in their place."""
        if self._database.rows("SELECT 1 WHERE to_regclass(?) IS NOT NULL", (self._table,)):
            return True
        if self._database.rows("SELECT 1 WHERE to_regclass('settings') IS NOT NULL"):
            named = self._database.rows("SELECT value FROM settings WHERE key = ?", (GENERATION,))
            if named and int(named[0]["value"]) > int(self._generation or 0):
                raise StoreBusyError("another process has made the index anew; a server takes it up within seconds")
        return False

    def _fits(self, dimensions: int) -> bool:
        """Return whether there are vectors.

        Raises:
            IndexMismatchError: they are of another dimension; and StoreBusyError as `_exists` does.
        """
        # pgvector keeps a column's dimension where other types keep their length.
        sql = (
            "SELECT atttypmod AS dimensions FROM pg_attribute WHERE attrelid = to_regclass(?) AND attname = 'embedding'"
        )
        stored = [row["dimensions"] for row in self._database.rows(sql, (self._table,))]
        if stored and stored != [dimensions]:
            raise mismatch(f"{stored[0]} dimensions, not {dimensions}")
        return self._exists()

    def _make(self, dimensions: int) -> None:
        self._database.rows(
            f"""CREATE TABLE {self._table} (
                  chunk TEXT COLLATE "C" PRIMARY KEY, outlet TEXT COLLATE "C", published BIGINT, known BIGINT,
                  embedding vector({dimensions}) NOT NULL)"""
        )
        if dimensions <= _MOST_IN_PAGE:
            # Elsewhere each comparison would fetch the vector from another table.
            self._database.rows(f"ALTER TABLE {self._table} ALTER COLUMN embedding SET STORAGE PLAIN")
        self._database.rows(f"CREATE INDEX {self._table}_facets ON {self._table} (published, known, outlet)")

    def _index(self, dimensions: int) -> None:
        """Make the graph once it is of use; until then it would cost as much as all else that is written."""
        graph = f"{self._table}_graph"
        known = self._database.rows("SELECT 1 WHERE to_regclass(?) IS NOT NULL", (graph,))
        if not known and dimensions <= _MOST_DIMENSIONS and not self._are_few("TRUE", []):
            self._database.rows(f"CREATE INDEX {graph} ON {self._table} USING hnsw (embedding vector_cosine_ops)")

    def _are_few(self, within: str, limits: Sequence[object]) -> bool:
        sql = f"SELECT count(*) AS n FROM (SELECT 1 FROM {self._table} WHERE {within} LIMIT ?) AS first_ones"  # noqa: S608 only constants
        return bool(self._database.rows(sql, (*limits, _EXACT + 1))[0]["n"] <= _EXACT)


def _filed(chunk: Chunk) -> tuple[object, ...]:
    return chunk.id, chunk.facets.outlet, chunk.facets.published, chunk.facets.known


def _text(vector: Vectors) -> str:
    return json.dumps(vector.tolist())
