"""Every vector index behaves like a dictionary that is searched by cosine."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from qa.adapters.chroma import ChromaIndex
from qa.adapters.postgres_vectors import PgvectorIndex
from qa.domain.article import ArticleId, Chunk, ChunkId, Span, Version
from qa.domain.scope import UNFILED, Facets, Scope, instant
from qa.errors import StoreDamagedError
from qa.ports import VectorIndex, Vectors
from tests.fakes import MemoryIndex


@pytest.fixture(params=["memory", "chroma", "pgvector"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    if request.param == "memory":
        yield MemoryIndex()
        return
    if request.param == "pgvector":
        index = PgvectorIndex(request.getfixturevalue("pool"), "test")
        index.clear()
        yield index
        return
    with closing(ChromaIndex(tmp_path, "test")) as opened:
        yield opened


def chunk(name: str, facets: Facets = UNFILED) -> Chunk:
    return Chunk(ChunkId(name), ArticleId("a"), Version("1"), Span(0, 1), "x", facets)


def unit(*values: float) -> Vectors:
    vector = np.array(values, np.float32)
    unit_vector: Vectors = vector / np.linalg.norm(vector)
    return unit_vector


def test_the_nearest_chunks_come_first_with_their_cosine(index: VectorIndex) -> None:
    index.upsert([chunk("east"), chunk("north-east"), chunk("north")], np.stack([unit(1, 0), unit(1, 1), unit(0, 1)]))

    hits = index.search(unit(1, 0.1), 2)

    assert [name for name, _ in hits] == ["east", "north-east"]
    assert [cosine for _, cosine in hits] == pytest.approx([0.995, 0.774], abs=0.001)


def test_a_chunk_put_in_again_has_its_new_vector(index: VectorIndex) -> None:
    index.upsert([chunk("a"), chunk("b")], np.stack([unit(1, 0), unit(0, 1)]))

    index.upsert([chunk("a")], unit(-1, 0)[np.newaxis, :])

    assert index.search(unit(-1, 0), 1)[0][0] == "a"
    assert index.ids() == {"a", "b"}


def test_deleted_chunks_are_gone_and_unknown_or_no_ids_are_no_error(index: VectorIndex) -> None:
    index.upsert([chunk("a"), chunk("b")], np.stack([unit(1, 0), unit(0, 1)]))

    index.delete([ChunkId("a"), ChunkId("never-there")])
    index.delete([])

    assert index.ids() == {"b"}
    assert [name for name, _ in index.search(unit(1, 0), 5)] == ["b"]


def test_an_empty_index_finds_nothing(index: VectorIndex) -> None:
    assert index.search(unit(1, 0), 5) == []
    assert index.ids() == set()


def test_more_chunks_go_in_than_the_vendor_takes_at_once(index: VectorIndex) -> None:
    count = 6_000  # Chroma's local limit is 5,461
    angles = np.linspace(0, np.pi, count)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)

    index.upsert([chunk(str(number)) for number in range(count)], vectors)

    assert len(index.ids()) == count


def test_a_closed_chroma_index_opens_again_with_its_vectors(tmp_path: Path) -> None:
    with closing(ChromaIndex(tmp_path, "test")) as first:
        first.upsert([chunk("a")], unit(1, 0)[np.newaxis, :])

    with closing(ChromaIndex(tmp_path, "test")) as again, closing(ChromaIndex(tmp_path, "other/model")) as other:
        assert again.ids() == {"a"}
        assert other.ids() == set()


def test_the_vectors_that_the_index_has_come_back_and_others_are_left_out(index: VectorIndex) -> None:
    index.upsert([chunk("a"), chunk("b")], np.stack([unit(1, 0), unit(0, 1)]))
    index.delete([ChunkId("b")])

    vectors = index.vectors([ChunkId("a"), ChunkId("b"), ChunkId("never-there")])

    assert {name: vector.tolist() for name, vector in vectors.items()} == {"a": [1.0, 0.0]}
    assert index.vectors([]) == {}


def test_a_cleared_index_is_empty_and_takes_vectors_again(index: VectorIndex) -> None:
    index.upsert([chunk("a"), chunk("b")], np.stack([unit(1, 0), unit(0, 1)]))

    index.clear()

    assert (index.ids(), index.search(unit(1, 0), 5)) == (set(), [])
    index.upsert([chunk("b")], unit(0, 1)[np.newaxis, :])
    assert [name for name, _ in index.search(unit(1, 0), 5)] == ["b"]


DAY = datetime(2024, 1, 26, tzinfo=UTC)
"""The day on which the first of `filed` was published; each was known ten days later."""


def filed(index: VectorIndex, count: int, vectors: Vectors) -> None:
    """Put in chunks "0", "1", … of one day after another, every other one by the Herald."""
    index.upsert([chunk(str(day), facets(day, "herald" if day % 2 else "post")) for day in range(count)], vectors)


def facets(day: int, outlet: str) -> Facets:
    return Facets(instant(DAY + timedelta(days=day)), instant(DAY + timedelta(days=day + 10)), outlet)


@pytest.mark.parametrize(
    ("scope", "within"),
    [
        (Scope(as_of=DAY + timedelta(days=2)), {"0", "1", "2"}),
        (Scope(since=DAY + timedelta(days=3)), {"3", "4"}),
        (Scope(as_of=DAY + timedelta(days=3), since=DAY + timedelta(days=2)), {"2", "3"}),
        (Scope(as_of=DAY + timedelta(days=11), clock="known"), {"0", "1"}),
        (Scope(outlets=("herald",)), {"1", "3"}),
        (Scope(outlets=("herald", "post"), since=DAY + timedelta(days=4)), {"4"}),
        (Scope(outlets=("nobody",)), set()),
        (Scope(as_of=DAY - timedelta(days=1)), set()),
    ],
)
def test_a_search_finds_what_lies_in_its_scope_and_nothing_else(
    index: VectorIndex, scope: Scope, within: set[str]
) -> None:
    filed(index, 5, np.stack([unit(1, 0.1 * day) for day in range(5)]))

    assert {name for name, _ in index.search(unit(1, 0), 5, scope)} == within
    assert len(index.search(unit(1, 0), 1, scope)) == min(1, len(within))


def test_a_chunk_without_a_date_lies_in_no_scope_with_an_end_and_in_any_without(index: VectorIndex) -> None:
    index.upsert([chunk("undated", Facets(outlet="post"))], unit(1, 0)[np.newaxis, :])

    assert index.search(unit(1, 0), 5, Scope(since=DAY)) == []
    assert [name for name, _ in index.search(unit(1, 0), 5, Scope(outlets=("post",)))] == ["undated"]


def test_a_chunk_that_is_filed_anew_or_put_in_again_has_its_new_facets(index: VectorIndex) -> None:
    vectors = np.stack([unit(1, 0), unit(0, 1)])
    index.upsert([chunk("a"), chunk("b")], vectors)

    index.refile([chunk("a", facets(0, "post")), chunk("never-there", facets(0, "post"))])
    index.upsert([chunk("b", facets(1, "post"))], vectors[1:])

    assert [name for name, _ in index.search(unit(1, 0), 5, Scope(as_of=DAY))] == ["a"]
    assert [name for name, _ in index.search(unit(1, 0), 5, Scope(since=DAY))] == ["a", "b"]
    assert index.ids() == {"a", "b"}


def test_of_scopes_of_any_size_the_nearest_chunks_are_found_as_when_each_is_looked_at(index: VectorIndex) -> None:
    count, k = 3_000, 50
    generator = np.random.default_rng(1)
    clusters = generator.normal(size=(60, 48))
    vectors = clusters[generator.integers(0, 60, count)] + 0.7 * generator.normal(size=(count, 48))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    exact = MemoryIndex()
    filed(exact, count, vectors)
    filed(index, count, vectors)
    for share in (0.01, 0.1, 0.5):
        scope = Scope(as_of=DAY + timedelta(days=share * count - 1))
        same = [
            {name for name, _ in index.search(vector, k, scope)} & {name for name, _ in exact.search(vector, k, scope)}
            for vector in vectors[::100]
        ]
        assert sum(map(len, same)) >= 0.99 * len(same) * min(k, share * count)


def test_vectors_of_another_length_are_refused_and_change_nothing(index: VectorIndex) -> None:
    if isinstance(index, MemoryIndex):
        pytest.skip("a dictionary takes any")
    index.upsert([chunk("a")], unit(1, 0)[np.newaxis, :])

    with pytest.raises(StoreDamagedError, match="qa reindex"):
        index.upsert([chunk("b")], unit(1, 0, 0)[np.newaxis, :])

    assert index.ids() == {"a"}
