"""Search within scopes exactly: their vectors are looked at one by one in memory, and without a scope the index is asked."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock, Thread
from typing import Protocol

import numpy as np

from qa.adapters.exact_vectors import ExactVectors
from qa.domain.article import Chunk, ChunkId
from qa.domain.scope import EVERYTHING, Facets, Scope
from qa.errors import DatelineError
from qa.ports import VectorIndex, Vectors

_LOGGER = logging.getLogger(__name__)
_PAGE = 1_000
"""Vectors that are read at once; a change waits for as long as that takes."""
_MOST_BYTES = 400_000_000
"""Of vectors that are held: 260,000 of 384 numbers. Beyond that scopes are the index's own to search, as until then."""


class HoldableIndex(VectorIndex, Protocol):
    """An index whose vectors can be held in memory: no other process changes them."""

    def facets(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Facets]:
        """Return the facets of those chunks that are there."""
        ...

    def close(self) -> None: ...


class ExactScopes:
    """The `VectorIndex`: another one, beside which its vectors are held from the first search within a scope on.

    They are read in a thread of their own; until that has ended, and where they are too many, the index searches scopes itself.
    A command that asks one question so never waits for them.
    """

    def __init__(self, index: HoldableIndex, page: int = _PAGE) -> None:
        """Take an index, which is closed with this one, and of which so many vectors are read at once."""
        self._index = index
        self._page = page
        self._changing = Lock()
        """Held by a change, and by the reading of a page, so that what is read is never older than a change that is done."""
        self._filling: ExactVectors | None = None
        """What is in step with the index as far as it has been read."""
        self._held: ExactVectors | None = None
        """The same once all has been read."""
        self._reading: Thread | None = None
        self._starting = Lock()
        self._given_up = False
        """Whether they are too many, could not be read, or are closed."""

    def search(self, vector: Vectors, k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
        held = self._held
        if scope.limited and held is None:
            self._start_reading()
        # Vectors of another dimension are the index's to refuse.
        if not scope.limited or held is None or held.dimension not in {None, len(vector)}:
            return self._index.search(vector, k, scope)
        return held.search(vector, k, scope)

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        with self._change() as filling:
            self._index.upsert(chunks, vectors)
            if filling is not None and chunks:
                filling.put({chunk.id: chunk.facets for chunk in chunks}, vectors)
                if filling.size > _MOST_BYTES:
                    self._give_up()

    def refile(self, chunks: Sequence[Chunk]) -> None:
        with self._change() as filling:
            self._index.refile(chunks)
            if filling is not None:
                filling.refile({chunk.id: chunk.facets for chunk in chunks})

    def delete(self, chunk_ids: Sequence[ChunkId]) -> None:
        with self._change() as filling:
            self._index.delete(chunk_ids)
            if filling is not None:
                filling.delete(chunk_ids)

    def clear(self) -> None:
        with self._change():
            self._index.clear()
            # An index without vectors is held by nothing.
            self._filling = ExactVectors()
            self._held = self._filling if self._held is not None else None

    def ids(self) -> set[ChunkId]:
        return self._index.ids()

    def vectors(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Vectors]:
        return self._index.vectors(chunk_ids)

    def close(self) -> None:
        with self._changing:
            self._give_up()
        if self._reading is not None:
            self._reading.join()
        self._index.close()

    def hold(self) -> None:
        """Read all vectors into memory; return when that is done, or the index is changed as a whole meanwhile."""
        with self._changing:
            if self._given_up:
                return
            self._filling = filling = ExactVectors()
            names = sorted(self._index.ids())
        for start in range(0, len(names), self._page):
            with self._changing:
                if self._filling is not filling:
                    return
                self._read(names[start : start + self._page], filling)
            if filling.size * len(names) > _MOST_BYTES * min(start + self._page, len(names)):
                # As many bytes for each as for those that were read.
                with self._changing:
                    self._give_up()
                return
        with self._changing:
            self._held = self._filling

    def _read(self, names: Sequence[ChunkId], filling: ExactVectors) -> None:
        stored = self._index.vectors(names)
        filed = self._index.facets([*stored])
        if filed:
            filling.put(filed, np.stack([stored[name] for name in filed]))

    def _start_reading(self) -> None:
        with self._starting:
            if not self._given_up and (self._reading is None or not self._reading.is_alive()):
                self._reading = Thread(target=self._read_all, name="exact-scopes", daemon=True)
                self._reading.start()

    def _read_all(self) -> None:
        try:
            self.hold()
        except DatelineError as error:
            # Whoever searches, or changes, meets the same error and is told.
            self._give_up()
            _LOGGER.warning("vectors are not held in memory, and searches within scopes take longer: %s", error)

    @contextmanager
    def _change(self) -> Iterator[ExactVectors | None]:
        """Make a change of the index and of what is held; where that ends half done, all is read anew."""
        with self._changing:
            try:
                yield self._filling
            except BaseException:
                self._forget()
                raise

    def _forget(self) -> None:
        self._held = self._filling = None

    def _give_up(self) -> None:
        self._forget()
        self._given_up = True
