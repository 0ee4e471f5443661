"""The seams: what the flow asks of its adapters, each with a second implementation in tests/fakes.py."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa.domain import Article, ArticleId, Chunk, ChunkId, Corpus

Vectors = NDArray[np.float32]
"""Rows of unit length, shape (texts, dimension)."""


class Embedder(Protocol):
    """Texts to unit vectors; `name` identifies model, precision and version, so that vectors are never mixed."""

    @property
    def name(self) -> str: ...

    def embed_documents(self, texts: Sequence[str]) -> Vectors: ...

    def embed_query(self, text: str) -> Vectors:
        """One vector, shape (dimension,)."""
        ...


class VectorIndex(Protocol):
    """Nearest chunks by cosine. All calls are synchronous and safe from any thread."""

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None: ...

    def search(self, vector: Vectors, k: int) -> list[tuple[ChunkId, float]]:
        """The k nearest chunks with their cosine similarity, best first."""
        ...

    def delete(self, chunk_ids: Sequence[ChunkId]) -> None:
        """Forget these chunks; ids that are not there are no error."""
        ...

    def ids(self) -> set[ChunkId]: ...

    def close(self) -> None: ...
