"""Every vector index behaves like a dictionary that is searched by cosine."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from qa.adapters.chroma import ChromaIndex
from qa.domain.article import ArticleId, Chunk, ChunkId, Span, Version
from qa.ports import VectorIndex, Vectors
from tests.fakes import MemoryIndex


@pytest.fixture(params=["memory", "chroma"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    if request.param == "memory":
        yield MemoryIndex()
        return
    with closing(ChromaIndex(tmp_path, "test")) as opened:
        yield opened


def chunk(name: str) -> Chunk:
    return Chunk(ChunkId(name), ArticleId("a"), Version("1"), Span(0, 1), "x")


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
