"""How long a search of vectors takes within a scope and without one, and how much of what is nearest it finds."""

import resource
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time

import numpy as np
from numpy.typing import NDArray

from bench.paths import BenchPaths
from eval.metrics.summary import percentile
from qa.adapters.chroma import ChromaIndex
from qa.adapters.exact_scopes import ExactScopes
from qa.adapters.exact_vectors import ExactVectors
from qa.domain.article import ArticleId, Chunk, ChunkId, Span, Version
from qa.domain.scope import EVERYTHING, Facets, Scope, instant
from qa.ports import Vectors

_CHUNKS, _MANY = 20_000, 100_000
_DIMENSIONS, _CLUSTERS, _NOISE = 384, 256, 0.7
_BATCH = 500
_NEAREST, _ASKED = 50, 100
_START = datetime(2024, 1, 26, tzinfo=UTC)
_SHARES = (0.01, 0.1, 0.5, 1.0)
Search = Callable[[Vectors, int, Scope], list[tuple[ChunkId, float]]]


@dataclass(frozen=True, slots=True)
class _Made:
    """Vectors in clusters; each is of an article a minute after the one before."""

    chunks: Sequence[Chunk]
    vectors: Vectors

    def scope(self, share: float) -> Scope:
        return Scope(as_of=_START + timedelta(minutes=share * len(self.chunks) - 0.5))

    def questions(self) -> Vectors:
        """Vectors near stored ones."""
        near = self.vectors[:: len(self.vectors) // _ASKED]
        noise = np.random.default_rng(2).normal(size=near.shape) / np.sqrt(_DIMENSIONS)
        return _unit(near + 0.5 * noise)


def scopes(paths: BenchPaths) -> None:
    """Print the index as it is, and with its vectors held in memory, one after the other in one process.

    The index is kept in the cache: to make it takes minutes.
    """
    made = _made(_CHUNKS)
    print(f"{_CHUNKS:,} vectors of {_DIMENSIONS} in clusters, the {_NEAREST} nearest of {_ASKED} questions")
    index = ChromaIndex(paths.cache / f"scopes-{_CHUNKS}", "test")
    with closing(ExactScopes(index)) as exact:
        if len(exact.ids()) < _CHUNKS:
            for start in range(0, _CHUNKS, _BATCH):
                exact.upsert(made.chunks[start : start + _BATCH], made.vectors[start : start + _BATCH])
        _print("Chroma", made, index.search)
        before, started = _peak(), perf_counter()
        exact.hold()
        print(f"read into memory in {perf_counter() - started:.2f} s; {_peak() - before:.0f} MB more at the peak")
        _print("held", made, exact.search)
    for count in (_CHUNKS, _MANY):
        many = made if count == _CHUNKS else _made(count)
        held = ExactVectors()
        held.put({chunk.id: chunk.facets for chunk in many.chunks}, many.vectors)
        _print(f"held, {count:,}", many, held.search)


def _print(name: str, made: _Made, search: Search) -> None:
    scopes = {"no scope": EVERYTHING, **{f"{share:.0%}": made.scope(share) for share in _SHARES}}
    for label, scope in scopes.items():
        taken, worked, found = [], [], []
        within = sum(scope.admits(chunk.facets) for chunk in made.chunks)
        for question in made.questions():
            started, before = perf_counter(), process_time()
            hits = search(question, _NEAREST, scope)
            taken.append(1000 * (perf_counter() - started))
            worked.append(1000 * (process_time() - before))
            nearest = _nearest(made, question, within)
            found.append(len(nearest & {name for name, _ in hits}) / len(nearest))
        recall = sum(found) / len(found)
        times = f"p50 {percentile(taken, 50):6.1f} ms  p99 {percentile(taken, 99):6.1f} ms  least {min(taken):5.1f} ms"
        print(
            f"{name:16}{label:10}{times}  processors {percentile(worked, 50):5.1f} ms  recall {recall:.4f}", flush=True
        )


def _nearest(made: _Made, question: Vectors, within: int) -> set[ChunkId]:
    """The nearest of the first so many, each looked at."""
    best = np.argsort(-(made.vectors[:within] @ question))[:_NEAREST]
    return {made.chunks[row].id for row in best}


def _made(count: int) -> _Made:
    random = np.random.default_rng(1)
    centres = random.normal(size=(_CLUSTERS, _DIMENSIONS))
    vectors = _unit(centres[random.integers(0, _CLUSTERS, count)] + _NOISE * random.normal(size=(count, _DIMENSIONS)))
    return _Made([_chunk(number) for number in range(count)], vectors)


def _chunk(number: int) -> Chunk:
    at = instant(_START + timedelta(minutes=number))
    facets = Facets(at, at, "herald" if number % 2 else "post")
    return Chunk(ChunkId(f"{number:032x}"), ArticleId("a"), Version("1"), Span(0, 1), "x", facets)


def _unit(vectors: NDArray[np.floating]) -> Vectors:
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _peak() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
