"""Every vector index behaves like a dictionary that is searched by cosine."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import numpy as np
import pytest
from qdrant_client import QdrantClient

from qa.adapters.chroma import ChromaIndex
from qa.adapters.chroma_server import ChromaServerIndex
from qa.adapters.exact_scopes import ExactScopes
from qa.adapters.postgres_vectors import PgvectorIndex
from qa.adapters.qdrant import QdrantIndex
from qa.adapters.vector_server import VectorServer
from qa.domain.article import ArticleId, Chunk, ChunkId, Span, Version
from qa.domain.scope import UNFILED, Facets, Scope, instant
from qa.errors import IndexMismatchError
from qa.ports import VectorIndex, Vectors
from tests.fakes import MemoryIndex
from tests.vector_servers import ChromaProcess

pytestmark = [
    # In a process of its own Qdrant looks at every vector, and says so of each setting that has no use then.
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant:UserWarning"),
    pytest.mark.filterwarnings("ignore:Local mode performs exact:UserWarning"),
]

Opening = Callable[[str], AbstractContextManager[VectorIndex]]
"""Opens, or opens again, the vectors of an embedder's name."""


@contextmanager
def held(index: ExactScopes) -> Iterator[VectorIndex]:
    """The index with its vectors in memory, where every later change must be followed."""
    with closing(index):
        index.hold()
        yield index


@pytest.fixture
def qdrant_client() -> Iterator[QdrantClient]:
    with closing(QdrantClient(":memory:")) as client:
        yield client


def in_memory(_: pytest.FixtureRequest) -> Opening:
    kept: dict[str, MemoryIndex] = {}
    return lambda embedder: nullcontext(kept.setdefault(embedder, MemoryIndex()))


def in_a_folder(request: pytest.FixtureRequest) -> Opening:
    folder: Path = request.getfixturevalue("tmp_path")
    return lambda embedder: closing(ChromaIndex(folder, embedder))


def held_from_a_folder(request: pytest.FixtureRequest) -> Opening:
    folder: Path = request.getfixturevalue("tmp_path")
    return lambda embedder: held(ExactScopes(ChromaIndex(folder, embedder)))


def on_chroma(request: pytest.FixtureRequest) -> Opening:
    process: ChromaProcess = request.getfixturevalue("chroma_process")
    library = token_hex(4)
    return lambda embedder: closing(ChromaServerIndex(process.server, library, embedder))


def on_qdrant(request: pytest.FixtureRequest) -> Opening:
    # What stays from one opening to the next is the server's, and here its client's.
    client, server = request.getfixturevalue("qdrant_client"), VectorServer("Qdrant", "127.0.0.1", 6333)
    library = token_hex(4)
    return lambda embedder: nullcontext(QdrantIndex(client, server, (library, ""), embedder))


def on_postgres(request: pytest.FixtureRequest) -> Opening:
    pool = request.getfixturevalue("pool")
    PgvectorIndex(pool, "test").clear()
    return lambda embedder: nullcontext(PgvectorIndex(pool, embedder))


@pytest.fixture(params=[in_memory, in_a_folder, held_from_a_folder, on_chroma, on_qdrant, on_postgres])
def opening(request: pytest.FixtureRequest) -> Opening:
    made: Opening = request.param(request)
    return made


@pytest.fixture
def index(opening: Opening) -> Iterator[VectorIndex]:
    with opening("test") as opened:
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
    # Chroma's limit is 5,461; of Qdrant 500 are asked for at once, and in a process of its own it takes its time.
    count = 1_100 if isinstance(index, QdrantIndex) else 6_000
    angles = np.linspace(0, np.pi, count)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)

    index.upsert([chunk(str(number)) for number in range(count)], vectors)

    assert len(index.ids()) == count


def test_a_closed_index_opens_again_with_its_vectors_and_another_embedders_has_none(opening: Opening) -> None:
    with opening("test") as first:
        first.upsert([chunk("a", facets(0, "post"))], unit(1, 0)[np.newaxis, :])

    with opening("test") as again:
        assert [name for name, _ in again.search(unit(1, 0), 5, Scope(as_of=DAY))] == ["a"]
    with opening("other/model") as other:
        assert (other.ids(), other.vectors([ChunkId("a")]), other.search(unit(1, 0), 5)) == (set(), {}, [])


def test_vectors_of_another_dimension_are_refused_with_what_mends_it(index: VectorIndex) -> None:
    index.upsert([chunk("a")], unit(1, 0)[np.newaxis, :])

    for use in (
        lambda: index.search(unit(1, 0, 0), 5),
        lambda: index.upsert([chunk("b")], unit(1, 0, 0)[np.newaxis, :]),
        lambda: index.upsert([chunk("a")], unit(1, 0, 0)[np.newaxis, :]),
    ):
        with pytest.raises(IndexMismatchError, match="run `qa reindex` once"):
            use()

    index.clear()
    index.upsert([chunk("b")], unit(1, 0, 0)[np.newaxis, :])
    assert [name for name, _ in index.search(unit(1, 0, 0), 5)] == ["b"]


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


def test_of_scopes_of_any_size_the_nearest_chunks_are_found_as_when_each_is_looked_at(
    index: VectorIndex,
) -> None:
    # In a process of its own Qdrant looks at each vector anyhow.
    count, k = (600 if isinstance(index, QdrantIndex) else 3_000), 50
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
            for vector in vectors[:: count // 10]
        ]
        assert sum(map(len, same)) >= 0.99 * len(same) * min(k, share * count)
