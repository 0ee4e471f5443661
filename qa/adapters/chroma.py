"""Keep vectors in an embedded Chroma collection."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.errors import ChromaError

from qa.adapters.data_folder import make_folder
from qa.adapters.sqlite_database import check_whole
from qa.adapters.store_errors import damaged, full, is_full
from qa.domain.article import Chunk, ChunkId
from qa.errors import StoreError
from qa.ports import Vectors

_LONGEST = 200
"""Characters of what Chroma says of an error."""
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class ChromaIndex:
    """The `VectorIndex`: one collection for each embedder, so that vectors of two models never meet.

    The caller must be the only process on `directory`: Chroma's local store is not safe for two.
    """

    def __init__(self, directory: Path, embedder: str) -> None:
        """Open or make the collection of an embedder's name.

        Raises:
            StoreDamagedError: Chroma cannot read its files.
            StoreFullError: its disk is full; so do all other methods.
        """
        self._directory = directory
        self._mend = (
            f"the articles are safe, and vectors can be made again: `rm -r {quote(str(directory))}`, then `qa reindex`"
        )
        if directory.exists() and not directory.is_dir():
            raise damaged(directory, "it is a file and no folder", self._mend)
        make_folder(directory)
        if (database := directory / "chroma.sqlite3").is_file():
            # Where it is damaged, Chroma's Rust code writes a trace of its own before Python hears of it. A chunk takes about
            # a hundred bytes of this file, so that this is quick.
            check_whole(database, self._mend)
        with self._reporting():
            self._client = chromadb.PersistentClient(path=str(directory), settings=Settings(anonymized_telemetry=False))
            self._collection = self._client.get_or_create_collection(
                "dateline-" + _UNSAFE.sub("-", embedder),
                # None: Chroma's default function would fetch a model; and a collection never names code to load.
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": 100}},
            )

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        size = self._client.get_max_batch_size()
        for start in range(0, len(chunks), size):
            batch = chunks[start : start + size]
            with self._reporting():
                self._collection.upsert(ids=[chunk.id for chunk in batch], embeddings=vectors[start : start + size])

    def search(self, vector: Vectors, k: int) -> list[tuple[ChunkId, float]]:
        with self._reporting():
            result = self._collection.query(query_embeddings=vector[np.newaxis, :], n_results=k, include=["distances"])
        distances = result["distances"] or [[]]
        return [(ChunkId(name), 1.0 - distance) for name, distance in zip(result["ids"][0], distances[0], strict=True)]

    def delete(self, chunk_ids: Sequence[ChunkId]) -> None:
        size = self._client.get_max_batch_size()
        # Chroma raises on an empty list of ids.
        for start in range(0, len(chunk_ids), size):
            with self._reporting():
                self._collection.delete(ids=list(chunk_ids[start : start + size]))

    def ids(self) -> set[ChunkId]:
        with self._reporting():
            return {ChunkId(name) for name in self._collection.get(include=[])["ids"]}

    def close(self) -> None:
        self._client.close()  # type: ignore[attr-defined]  # Client has it, the declared ClientAPI not yet

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Say what Chroma's error means for the folder."""
        try:
            yield
        except (ChromaError, ValueError) as error:
            raise self._store_error(error) from error
        except BaseException as error:
            # Where Chroma's Rust code meets what it did not expect; its class has no name that could be imported.
            if type(error).__name__ != "PanicException":
                raise
            raise self._store_error(error) from error

    def _store_error(self, error: BaseException) -> StoreError:
        if is_full(self._directory.parent):
            return full(self._directory)
        return damaged(self._directory, str(error).partition("\n")[0][:_LONGEST], self._mend)
