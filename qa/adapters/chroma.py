"""Keep vectors in an embedded Chroma collection."""

import re
from collections.abc import Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.errors import ChromaError

from qa.domain.article import Chunk, ChunkId
from qa.errors import StoreDamagedError
from qa.ports import Vectors

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class ChromaIndex:
    """The `VectorIndex`: one collection for each embedder, so that vectors of two models never meet.

    The caller must be the only process on `directory`: Chroma's local store is not safe for two.
    """

    def __init__(self, directory: Path, embedder: str) -> None:
        """Open or make the collection of an embedder's name.

        Raises:
            StoreDamagedError: Chroma cannot read its files.
        """
        directory.mkdir(parents=True, exist_ok=True)
        try:
            self._client = chromadb.PersistentClient(path=str(directory), settings=Settings(anonymized_telemetry=False))
            self._collection = self._client.get_or_create_collection(
                "dateline-" + _UNSAFE.sub("-", embedder),
                # None: Chroma's default function would fetch a model; and a collection never names code to load.
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": 100}},
            )
        except (ChromaError, ValueError) as error:
            raise StoreDamagedError(
                f"the vectors in {str(directory)!r} cannot be opened ({error}); "
                "they can be made again: delete that folder and run `qa reindex`"
            ) from error

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        size = self._client.get_max_batch_size()
        for start in range(0, len(chunks), size):
            batch = chunks[start : start + size]
            self._collection.upsert(ids=[chunk.id for chunk in batch], embeddings=vectors[start : start + size])

    def search(self, vector: Vectors, k: int) -> list[tuple[ChunkId, float]]:
        result = self._collection.query(query_embeddings=vector[np.newaxis, :], n_results=k, include=["distances"])
        distances = result["distances"] or [[]]
        return [(ChunkId(name), 1.0 - distance) for name, distance in zip(result["ids"][0], distances[0], strict=True)]

    def delete(self, chunk_ids: Sequence[ChunkId]) -> None:
        size = self._client.get_max_batch_size()
        # Chroma raises on an empty list of ids.
        for start in range(0, len(chunk_ids), size):
            self._collection.delete(ids=list(chunk_ids[start : start + size]))

    def ids(self) -> set[ChunkId]:
        return {ChunkId(name) for name in self._collection.get(include=[])["ids"]}

    def close(self) -> None:
        self._client.close()  # type: ignore[attr-defined]  # Client has it, the declared ClientAPI not yet
