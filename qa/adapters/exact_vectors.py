"""Hold vectors in memory, and find the nearest of a scope by looking at each that lies within."""

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from qa.domain.article import ChunkId
from qa.domain.scope import Clock, Facets, Scope, instant
from qa.ports import Vectors

_Number = TypeVar("_Number", bound=np.generic)
_UNKNOWN = np.iinfo(np.int64).min
"""The instant of what has none."""
_FEW = 0.1
"""The share of the rows up to which copying those of a scope costs less than looking at all."""


class ExactVectors:
    """A row for each chunk, in no order; safe from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._names: list[ChunkId] = []
        self._rows: dict[ChunkId, int] = {}
        self._vectors = np.empty((0, 0), np.float32)
        self._instants: dict[Clock, NDArray[np.int64]] = {
            "published": np.empty(0, np.int64),
            "known": np.empty(0, np.int64),
        }
        self._outlets = np.empty(0, np.int32)
        self._outlet_numbers: dict[str, int] = {}

    @property
    def dimension(self) -> int | None:
        """Of the vectors; None: there has been none."""
        return self._vectors.shape[1] or None

    @property
    def size(self) -> int:
        """The bytes of the vectors that are there."""
        return len(self._names) * self._vectors.shape[1] * self._vectors.itemsize

    def put(self, filed: Mapping[ChunkId, Facets], vectors: Vectors) -> None:
        """Store vectors (chunks, dimension) in the order of their facets; a chunk that is there already is replaced."""
        with self._lock:
            if not self._names:
                self._vectors = np.empty((len(self._vectors), vectors.shape[1]), np.float32)
            new = [name for name in filed if name not in self._rows]
            self._grow(len(self._names) + len(new))
            for name in new:
                self._rows[name] = len(self._names)
                self._names.append(name)
            self._vectors[[self._rows[name] for name in filed]] = vectors
            self._file(filed)

    def refile(self, filed: Mapping[ChunkId, Facets]) -> None:
        """Store the facets of those chunks that are there."""
        with self._lock:
            self._file({name: facets for name, facets in filed.items() if name in self._rows})

    def _file(self, filed: Mapping[ChunkId, Facets]) -> None:
        for name, facets in filed.items():
            row = self._rows[name]
            self._instants["published"][row] = _UNKNOWN if facets.published is None else facets.published
            self._instants["known"][row] = _UNKNOWN if facets.known is None else facets.known
            self._outlets[row] = self._outlet_numbers.setdefault(facets.outlet, len(self._outlet_numbers))

    def _grow(self, size: int) -> None:
        """Make room for so many rows, and for half as many again, so that the rows are copied a few times at all."""
        if size > len(self._vectors):
            room = size + size // 2
            self._vectors = _wider(self._vectors, room)
            self._outlets = _wider(self._outlets, room)
            self._instants = {clock: _wider(instants, room) for clock, instants in self._instants.items()}

    def delete(self, names: Sequence[ChunkId]) -> None:
        """Delete chunks; the last row takes the place of each."""
        with self._lock:
            for name in names:
                row = self._rows.pop(name, None)
                if row is not None:
                    self._move_last_to(row)

    def _move_last_to(self, row: int) -> None:
        last = self._names.pop()
        end = len(self._names)
        if row != end:
            self._names[row], self._rows[last] = last, row
            self._vectors[row], self._outlets[row] = self._vectors[end], self._outlets[end]
            for instants in self._instants.values():
                instants[row] = instants[end]

    def search(self, vector: Vectors, k: int, scope: Scope) -> list[tuple[ChunkId, float]]:
        """Return the k nearest chunks of the scope with their cosine, best first; all vectors are unit vectors."""
        with self._lock:
            if not self._names:
                return []
            rows = np.flatnonzero(self._within(scope))
            stored = self._vectors[: len(self._names)]
            cosines = stored[rows] @ vector if len(rows) <= _FEW * len(stored) else (stored @ vector)[rows]
            best = np.argpartition(-cosines, k - 1)[:k] if len(rows) > k else np.arange(len(rows))
            best = best[np.argsort(-cosines[best], kind="stable")]
            return [(self._names[rows[n]], float(cosines[n])) for n in best]

    def _within(self, scope: Scope) -> NDArray[np.bool_]:
        """Return which rows a scope admits, as `Scope.admits` says it of one."""
        size = len(self._names)
        within = np.ones(size, np.bool_)
        if scope.outlets:
            wanted = [self._outlet_numbers[name] for name in scope.outlets if name in self._outlet_numbers]
            within &= np.isin(self._outlets[:size], wanted)
        if scope.dated:
            instants = self._instants[scope.clock][:size]
            within &= instants != _UNKNOWN
            if scope.last is not None:
                within &= instants <= instant(scope.last)
            if scope.first is not None:
                within &= instants >= instant(scope.first)
        return within


def _wider(column: NDArray[_Number], room: int) -> NDArray[_Number]:
    """Return the rows of a column in one with more room."""
    wider = np.empty((room, *column.shape[1:]), column.dtype)
    wider[: len(column)] = column
    return wider
