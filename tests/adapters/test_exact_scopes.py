"""Vectors that are held in memory are those of the index, whatever changes, and answer for it within scopes."""

from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Thread
from time import monotonic, sleep

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.adapters.exact_scopes import ExactScopes
from qa.adapters.exact_vectors import ExactVectors
from qa.domain.article import ArticleId, Chunk, ChunkId, Span, Version
from qa.domain.scope import EVERYTHING, Facets, Scope, instant
from qa.errors import StoreFullError
from qa.ports import Vectors
from tests.fakes import MemoryIndex

DAY = datetime(2024, 1, 26, tzinfo=UTC)
QUESTION = np.full(4, 0.5, np.float32)
SCOPES = [
    Scope(as_of=DAY),
    Scope(since=DAY + timedelta(days=1)),
    Scope(as_of=DAY + timedelta(days=1), clock="known"),
    Scope(outlets=("post", "nobody")),
    Scope(outlets=("herald",), since=DAY),
]


def chunk(name: str, facets: Facets) -> Chunk:
    return Chunk(ChunkId(name), ArticleId("a"), Version("1"), Span(0, 1), "x", facets)


days = st.none() | st.integers(0, 2).map(lambda day: instant(DAY + timedelta(days=day)))
chunks = st.builds(
    chunk, st.sampled_from("abcdef"), st.builds(Facets, days, days, st.sampled_from(["", "post", "herald"]))
)
pages = st.lists(chunks, max_size=4, unique_by=lambda each: each.id)
changes = st.tuples(st.sampled_from(["upsert", "refile", "delete"]), pages)


@given(st.lists(changes, max_size=8))
def test_after_any_changes_the_same_is_found_as_when_each_is_looked_at(
    done: list[tuple[str, list[Chunk]]],
) -> None:
    generator, index = np.random.default_rng(0), MemoryIndex()
    held = ExactVectors()
    for change, page in done:
        vectors = unit(generator.normal(size=(len(page), 3)))
        if change == "upsert" and page:
            index.upsert(page, vectors)
            held.put({each.id: each.facets for each in page}, vectors)
        elif change == "refile":
            index.refile(page)
            held.refile({each.id: each.facets for each in page})
        elif change == "delete":
            index.delete([each.id for each in page])
            held.delete([each.id for each in page])
    question = unit(generator.normal(size=(1, 3)))[0]
    for scope in [EVERYTHING, *SCOPES]:
        for k in (1, 3, 10):
            expected = index.search(question, k, scope)
            found = held.search(question, k, scope)
            assert [name for name, _ in found] == [name for name, _ in expected]
            assert [cosine for _, cosine in found] == pytest.approx([cosine for _, cosine in expected], abs=1e-5)


@dataclass(slots=True)
class WatchedIndex(MemoryIndex):
    """An index that counts the scopes that it searches itself, and lets others change it while it is read."""

    searched: int = 0
    meanwhile: list[Thread] = field(default_factory=list)
    full: bool = False

    def search(self, vector: Vectors, k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
        self.searched += scope.limited
        return MemoryIndex.search(self, vector, k, scope)

    def vectors(self, chunk_ids: object) -> dict[ChunkId, Vectors]:
        if self.meanwhile:
            self.meanwhile.pop().start()
        return MemoryIndex.vectors(self, chunk_ids)  # type: ignore[arg-type]

    def upsert(self, chunks: object, vectors: Vectors) -> None:
        MemoryIndex.upsert(self, chunks, vectors)  # type: ignore[arg-type]
        if self.full:
            raise StoreFullError("the disk is full")

    def facets(self, chunk_ids: object) -> dict[ChunkId, Facets]:
        return {name: self.filed[name] for name in chunk_ids}  # type: ignore[attr-defined]

    def close(self) -> None:
        pass


def unit(vectors: np.ndarray) -> Vectors:
    scaled: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return scaled


def filled(index: MemoryIndex, count: int) -> None:
    facets = Facets(instant(DAY), instant(DAY), "post")
    vectors = unit(np.random.default_rng(0).normal(size=(count, 4)))
    index.upsert([chunk(str(number), facets) for number in range(count)], vectors)


def until_held(exact: ExactScopes, index: WatchedIndex) -> None:
    """Search until the index is not asked any more."""
    end, before = monotonic() + 60, -1
    while index.searched != before and monotonic() < end:
        sleep(0.01)
        before = index.searched
        exact.search(QUESTION, 3, SCOPES[0])
    assert index.searched == before


def test_what_changes_while_the_vectors_are_read_is_held_as_it_is_then() -> None:
    index = WatchedIndex()
    filled(index, 40)
    with closing(ExactScopes(index, page=2)) as exact:
        facets = Facets(instant(DAY), instant(DAY), "post")
        changing = [
            Thread(target=exact.delete, args=([ChunkId("0"), ChunkId("39")],)),
            Thread(target=exact.upsert, args=([chunk("new", facets)], unit(np.ones((1, 4))))),
        ]
        index.meanwhile = [*changing]
        until_held(exact, index)
        for change in changing:
            change.join()

        found = exact.search(QUESTION, 100, SCOPES[0])

        assert found[0][0] == "new"
        assert {name for name, _ in found} == index.ids() == {"new", *map(str, range(1, 39))}


def test_a_change_that_ends_half_done_is_read_anew_from_the_index() -> None:
    index = WatchedIndex()
    filled(index, 5)
    with closing(ExactScopes(index)) as exact:
        until_held(exact, index)
        index.full = True
        with pytest.raises(StoreFullError):
            exact.upsert([chunk("half", Facets(instant(DAY), instant(DAY), "post"))], unit(np.ones((1, 4))))

        assert exact.search(QUESTION, 1, SCOPES[0])[0][0] == "half"
        until_held(exact, index)
        assert exact.search(QUESTION, 1, SCOPES[0])[0][0] == "half"


def test_an_index_that_is_cleared_is_held_empty_and_takes_vectors_of_another_dimension() -> None:
    index = WatchedIndex()
    filled(index, 5)
    with closing(ExactScopes(index)) as exact:
        until_held(exact, index)
        exact.clear()
        assert exact.search(QUESTION, 3, SCOPES[0]) == []

        exact.upsert([chunk("a", Facets(instant(DAY), None, "post"))], np.eye(2, dtype=np.float32)[:1])

        before = index.searched
        assert exact.search(np.eye(2, dtype=np.float32)[0], 3, SCOPES[0]) == [("a", 1.0)]
        assert index.searched == before


def test_more_vectors_than_may_be_held_are_the_indexs_own_to_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.adapters.exact_scopes._MOST_BYTES", 4 * 4 * 5)
    index = WatchedIndex()
    filled(index, 5)
    with closing(ExactScopes(index, page=2)) as exact:
        until_held(exact, index)
        exact.upsert([chunk("one-too-many", Facets(instant(DAY), None, "post"))], unit(np.ones((1, 4))))
        before = index.searched

        for _ in range(3):
            assert exact.search(QUESTION, 1, SCOPES[0])[0][0] == "one-too-many"

        assert index.searched == before + 3
