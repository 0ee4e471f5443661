"""Keep vectors in Qdrant."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from uuid import NAMESPACE_OID, uuid5

import httpx
import numpy as np
from qdrant_client import QdrantClient
from qdrant_client import models as wire
from qdrant_client.http.exceptions import ApiException, ResponseHandlingException, UnexpectedResponse

from qa.adapters.store_errors import mismatch
from qa.adapters.vector_server import VectorServer
from qa.domain.article import Chunk, ChunkId
from qa.domain.scope import EVERYTHING, Facets, Scope, instant
from qa.errors import StoreError
from qa.ports import Vectors

_PREFIX = "dateline-"
_OLDEST = (1, 10)
"""The first version whose interface has `query`."""
_NEWEST = 1
"""The last major version that is known."""
_PAGE, _LISTED = 500, 10_000
"""Vectors that are written or read at once, and ids."""
_EXACT = 10_000
"""Chunks within a scope up to which each is looked at: a graph that is filtered loses neighbours, and this takes no longer."""
_EF = 200
"""Candidates of a search in the graph."""
_SECONDS = 30


def connect(server: VectorServer) -> QdrantClient:
    """Return a client of a server.

    Raises:
        StoreUnavailableError: it does not answer.
        StoreDeniedError: it refuses the key, or wants one.
        StoreVersionError: it is no Qdrant server of a version that is spoken here.
    """
    # The key goes as a header: as `api_key` it would make the client warn of every address without https, loopback included.
    headers = {"api-key": server.key} if server.key else None
    client = QdrantClient(url=server.url, timeout=_SECONDS, check_compatibility=False, headers=headers)
    try:
        with reporting(server, strange=True):
            client.get_collections()  # `info` needs no key
            version = client.info().version
        major, minor = (int(part) for part in version.split(".")[:2])
    except ValueError as error:
        client.close()
        raise server.strange("does not say its version", "Qdrant 1") from error
    except StoreError:
        client.close()
        raise
    if (major, minor) < _OLDEST or major > _NEWEST:
        client.close()
        raise server.strange(f"says that it is of version {version[:20]!r}", "Qdrant 1.10 and later of version 1")
    return client


class QdrantIndex:
    """The `VectorIndex`: a collection for each library and embedder, so that libraries on one server never meet.

    A chunk's point has an id made of the chunk's, for Qdrant takes none but numbers and UUIDs.
    """

    def __init__(self, client: QdrantClient, server: VectorServer, library: tuple[str, str], embedder: str) -> None:
        """Use a client, which is closed with the index; the collection is made when the first vector tells its size.

        A library is named by its name, which begins no other's, and its generation.
        """
        self._client = client
        self._server = server
        name, generation = library
        self._family = f"{_PREFIX}{name}"
        self._library = f"{self._family}{f'g{generation}' if generation else ''}-"
        self._name = self._library + embedder.replace("/", "-")
        self._size: int | None = None

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        if not chunks:
            return
        if not self._fits(vectors.shape[1]):
            self._make(vectors.shape[1])
        for start in range(0, len(chunks), _PAGE):
            page = chunks[start : start + _PAGE]
            points = wire.Batch(
                ids=[_point(chunk.id) for chunk in page],
                vectors=vectors[start : start + _PAGE].tolist(),
                payloads=[_payload(chunk) for chunk in page],
            )
            with reporting(self._server):
                self._client.upsert(self._name, points, wait=True)

    def _make(self, size: int) -> None:
        with reporting(self._server):
            self._client.create_collection(
                self._name, vectors_config=wire.VectorParams(size=size, distance=wire.Distance.COSINE)
            )
            # Without these a filter reads every payload.
            for name in ("published", "known"):
                self._client.create_payload_index(self._name, name, wire.PayloadSchemaType.INTEGER)
            self._client.create_payload_index(self._name, "outlet", wire.PayloadSchemaType.KEYWORD)
        self._size = size

    def search(self, vector: Vectors, k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
        self._server.outage.check()
        if not self._fits(len(vector)):
            return []
        within = _filter(scope) if scope.limited else None
        with reporting(self._server):
            exact = within is not None and self._client.count(self._name, within).count <= _EXACT
            found = self._client.query_points(
                self._name,
                vector.tolist(),
                limit=k,
                query_filter=within,
                search_params=wire.SearchParams(exact=exact, hnsw_ef=_EF),
                with_payload=["chunk"],
            )
        return [(_chunk(point.payload), point.score) for point in found.points]

    def refile(self, chunks: Sequence[Chunk]) -> None:
        if not self._exists():
            return
        for start in range(0, len(chunks), _PAGE):
            page = chunks[start : start + _PAGE]
            with reporting(self._server):
                stored = self._client.retrieve(self._name, [_point(chunk.id) for chunk in page], with_payload=True)
                filed = {_chunk(point.payload): point.payload for point in stored}
                changes: list[wire.UpdateOperation] = [
                    wire.OverwritePayloadOperation(
                        overwrite_payload=wire.SetPayload(payload=_payload(chunk), points=[_point(chunk.id)])
                    )
                    for chunk in page
                    if chunk.id in filed and filed[chunk.id] != _payload(chunk)
                ]
                if changes:
                    self._client.batch_update_points(self._name, changes, wait=True)

    def delete(self, chunk_ids: Sequence[ChunkId]) -> None:
        # Qdrant raises on an empty list of ids.
        if not chunk_ids or not self._exists():
            return
        for start in range(0, len(chunk_ids), _LISTED):
            points: list[wire.ExtendedPointId] = [_point(name) for name in chunk_ids[start : start + _LISTED]]
            with reporting(self._server):
                self._client.delete(self._name, wire.PointIdsList(points=points), wait=True)

    def clear(self) -> None:
        # This library's alone, those of other embedders as well.
        self._delete(self._library, "")
        self._size = None

    def _delete(self, prefix: str, kept: str) -> None:
        with reporting(self._server):
            for collection in self._client.get_collections().collections:
                if collection.name.startswith(prefix) and collection.name != kept:
                    self._client.delete_collection(collection.name)

    def delete_others(self) -> None:
        """Delete the library's collections of all other generations and embedders."""
        self._delete(self._family, self._name)

    def ids(self) -> set[ChunkId]:
        return set(self._listed()) if self._exists() else set()

    def _listed(self) -> Iterator[ChunkId]:
        after: wire.ExtendedPointId | None = None
        while True:
            with reporting(self._server):
                points, after = self._client.scroll(
                    self._name, limit=_LISTED, offset=after, with_payload=["chunk"], with_vectors=False
                )
            yield from (_chunk(point.payload) for point in points)
            if after is None:
                return

    def vectors(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Vectors]:
        if not self._exists():
            return {}
        found: dict[ChunkId, Vectors] = {}
        for start in range(0, len(chunk_ids), _PAGE):
            names = [_point(name) for name in chunk_ids[start : start + _PAGE]]
            with reporting(self._server):
                points = self._client.retrieve(self._name, names, with_payload=["chunk"], with_vectors=True)
            found.update({_chunk(point.payload): np.array(point.vector, np.float32) for point in points})
        return found

    def close(self) -> None:
        self._client.close()

    def _exists(self) -> bool:
        """Return whether the collection is there; once seen it is not asked for again."""
        if self._size is None:
            with reporting(self._server):
                if self._client.collection_exists(self._name):
                    stored = self._client.get_collection(self._name).config.params.vectors
                    self._size = stored.size if isinstance(stored, wire.VectorParams) else None
        return self._size is not None

    def _fits(self, size: int) -> bool:
        """Return whether the collection is there.

        Raises:
            IndexMismatchError: its vectors are of another dimension.
        """
        if not self._exists():
            return False
        if size != self._size:
            raise mismatch(f"{self._size} dimensions, not {size}")
        return True


@contextmanager
def reporting(server: VectorServer, *, strange: bool = False) -> Iterator[None]:
    """Say what Qdrant's error, or the network's, means for the server; `strange`: it may be no Qdrant."""
    try:
        yield
    except ResponseHandlingException as error:
        if isinstance(error.source, ValueError):
            raise server.strange("does not answer as Qdrant does", "Qdrant 1") from error
        raise server.unavailable(error.source, late=isinstance(error.source, httpx.TimeoutException)) from error
    except UnexpectedResponse as error:
        if error.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise server.denied() from error
        if error.status_code == HTTPStatus.NOT_FOUND:
            raise (
                server.strange("does not know what Qdrant knows", "Qdrant 1") if strange else server.lost()
            ) from error
        raise server.failed(f"status {error.status_code}") from error
    except ApiException as error:
        raise server.failed(error) from error


def _point(name: ChunkId) -> str:
    return str(uuid5(NAMESPACE_OID, name))


def _payload(chunk: Chunk) -> dict[str, str | int]:
    """Return a chunk's id and facets as Qdrant keeps them: what is unknown is not there, and no range finds it."""
    facets: Facets = chunk.facets
    stated = {"published": facets.published, "known": facets.known}
    known = {name: at for name, at in stated.items() if at is not None}
    return {"chunk": chunk.id, "outlet": facets.outlet, **known}


def _chunk(payload: wire.Payload | None) -> ChunkId:
    return ChunkId((payload or {}).get("chunk", ""))


def _filter(scope: Scope) -> wire.Filter:
    """Return a scope with a limit as Qdrant's filter; its numbers are doubles, which hold the microseconds of 280 years."""
    terms: list[wire.Condition] = []
    if scope.outlets:
        terms.append(wire.FieldCondition(key="outlet", match=wire.MatchAny(any=list(scope.outlets))))
    if scope.dated:
        ends = {name: instant(at) for name, at in (("lte", scope.last), ("gte", scope.first)) if at is not None}
        terms.append(wire.FieldCondition(key=scope.clock, range=wire.Range(**ends)))
    return wire.Filter(must=terms)
