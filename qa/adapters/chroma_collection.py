"""Keep vectors in a collection of Chroma, whether it runs in this process or is a server."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar, cast

import numpy as np
from chromadb import Collection, Where
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.errors import ChromaError, InvalidArgumentError, NotFoundError

from qa.adapters.store_errors import mismatch
from qa.domain.article import Chunk, ChunkId
from qa.domain.scope import UNFILED, Facets, Scope, instant
from qa.ports import Vectors

COLLECTION = "dateline-"
"""What the names of collections begin with."""
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_HNSW: CreateHNSWConfiguration = {"space": "cosine", "ef_search": 100, "max_neighbors": 64, "ef_construction": 400}
"""With Chroma's 16 neighbours and 100 candidates one new library of 120 chunks in fifty had a chunk that no search could reach,
for the graph that is searched had no edge to it; with these none of 120 had. It takes 0.4 ms more for a chunk."""
_PAGE = 500
"""Vectors that are read at once."""
_WIDER = 4
"""How many times as many chunks are looked at under a scope before its filter is put to Chroma: of a scope that holds half of all
chunks the best are among them, and what they cost is a sixth of the filter's time."""
_Result = TypeVar("_Result")


class ChromaCollection:
    """A collection of one embedder's vectors; `reporting` says what an error of Chroma means for whoever opened it."""

    def __init__(self, client: ClientAPI, name: str, reporting: Callable[[], AbstractContextManager[None]]) -> None:
        self._client = client
        self._name = name
        self._reporting = reporting
        with reporting():
            self._collection = self._opened()
            self._most = client.get_max_batch_size()

    def _opened(self) -> Collection:
        return self._client.get_or_create_collection(
            self._name,
            # None: Chroma's default function would fetch a model; and a collection never names code to load.
            embedding_function=None,
            configuration={"hnsw": _HNSW},
        )

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        known = self.vectors([chunk.id for chunk in chunks])
        new = [n for n, chunk in enumerate(chunks) if not _same(known.get(chunk.id), vectors[n])]
        kept = set(range(len(chunks))) - set(new)
        self.refile([chunks[n] for n in sorted(kept)])
        # A vector that is changed in its place, or put in once more, costs its neighbours their edges in the graph, and
        # then no search may find one of them: the start after a crash did that.
        self.delete([chunks[n].id for n in new if chunks[n].id in known])
        for start in range(0, len(new), self._most):
            self._put([chunks[n] for n in new[start : start + self._most]], vectors[new[start : start + self._most]])

    def _put(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self._asked(
            lambda collection: collection.upsert(
                ids=[chunk.id for chunk in chunks],
                embeddings=vectors,
                metadatas=[_filed(chunk.facets) for chunk in chunks],
            )
        )

    def search(self, vector: Vectors, k: int, scope: Scope) -> list[tuple[ChunkId, float]]:
        if not scope.limited:
            return [(name, cosine) for name, cosine, _ in self._nearest(vector, k)]
        # Chroma takes ten times as long under a filter that most chunks pass as it does without one.
        near = self._nearest(vector, _WIDER * k, with_facets=True)
        within = [(name, cosine) for name, cosine, facets in near if scope.admits(facets)]
        if len(within) >= k or len(near) < _WIDER * k:
            return within[:k]
        return [(name, cosine) for name, cosine, _ in self._nearest(vector, k, where=_where(scope))]

    def _nearest(
        self, vector: Vectors, k: int, *, where: Where | None = None, with_facets: bool = False
    ) -> list[tuple[ChunkId, float, Facets]]:
        """The nearest chunks; their facets are none where they are not asked for."""
        result = self._asked(
            lambda collection: collection.query(
                query_embeddings=vector[np.newaxis, :],
                n_results=k,
                where=where,
                include=["distances", "metadatas"] if with_facets else ["distances"],
            )
        )
        names, (distances, *_) = result["ids"][0], result["distances"] or [[]]
        filed = result["metadatas"][0] if result["metadatas"] else [None] * len(names)
        return [
            (ChunkId(name), 1.0 - distance, _facets(facets) if with_facets else UNFILED)
            for name, distance, facets in zip(names, distances, filed, strict=True)
        ]

    def refile(self, chunks: Sequence[Chunk]) -> None:
        """Write the facets alone: the graph stays as it is."""
        for start in range(0, len(chunks), _PAGE):
            self._refile_page(chunks[start : start + _PAGE])

    def _refile_page(self, chunks: Sequence[Chunk]) -> None:
        names = [str(chunk.id) for chunk in chunks]
        result = self._asked(lambda collection: collection.get(ids=names, include=["metadatas"]))
        filed = dict(zip(result["ids"], result["metadatas"] or [], strict=True))
        changed = {it.id: _filed(it.facets) for it in chunks if it.id in filed and filed[it.id] != _filed(it.facets)}
        if changed:
            self._asked(lambda collection: collection.update(ids=[*changed], metadatas=[*changed.values()]))

    def delete(self, chunk_ids: Sequence[ChunkId]) -> None:
        # Chroma raises on an empty list of ids.
        for start in range(0, len(chunk_ids), self._most):
            self._delete_page([str(name) for name in chunk_ids[start : start + self._most]])

    def _delete_page(self, names: list[str]) -> None:
        self._asked(lambda collection: collection.delete(ids=names))

    def clear(self, prefix: str, emptied: Callable[[], None] = lambda: None) -> None:
        """Delete all collections whose names begin so, do what else there is to do then, and make this one anew."""
        with self._reporting():
            self._delete(prefix, "")
            emptied()
            self._collection = self._opened()

    def delete_others(self, prefix: str) -> None:
        """Delete all collections whose names begin so but this one."""
        with self._reporting():
            self._delete(prefix, self._name)

    def _delete(self, prefix: str, kept: str) -> None:
        for collection in self._client.list_collections():
            if collection.name.startswith(prefix) and collection.name != kept:
                self._client.delete_collection(collection.name)

    def ids(self) -> set[ChunkId]:
        return {ChunkId(name) for name in self._asked(lambda collection: collection.get(include=[]))["ids"]}

    def facets(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Facets]:
        """Return the facets of those chunks that are there."""
        names = [str(name) for name in chunk_ids]
        result = self._asked(lambda collection: collection.get(ids=names, include=["metadatas"]))
        return {
            ChunkId(name): _facets(filed) for name, filed in zip(result["ids"], result["metadatas"] or [], strict=True)
        }

    def vectors(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Vectors]:
        pages = (chunk_ids[start : start + _PAGE] for start in range(0, len(chunk_ids), _PAGE))
        return {name: vector for page in pages for name, vector in self._page(page).items()}

    def _page(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Vectors]:
        names = [str(name) for name in chunk_ids]
        with self._reporting():
            try:
                result = self._retried(lambda collection: collection.get(ids=names, include=["embeddings"]))
            except ChromaError:
                # It answers for all or for none, and does not say which of them the graph lacks.
                half = len(chunk_ids) // 2
                return {**self._page(chunk_ids[:half]), **self._page(chunk_ids[half:])} if half else {}
        embeddings = np.asarray(result["embeddings"], np.float32)
        return {ChunkId(name): vector for name, vector in zip(result["ids"], embeddings, strict=True)}

    def _asked(self, ask: Callable[[Collection], _Result]) -> _Result:
        """Return what Chroma answers.

        Raises:
            IndexMismatchError: the collection has vectors of another dimension; and whatever `reporting` makes of an error.
        """
        with self._reporting():
            try:
                return self._retried(ask)
            except InvalidArgumentError as error:
                if "dimension" not in str(error):
                    raise
                raise mismatch(str(error)) from error

    def _retried(self, ask: Callable[[Collection], _Result]) -> _Result:
        try:
            return ask(self._collection)
        except NotFoundError:
            # Somebody has made it anew, as `qa reindex` does, under another id. It is not made here: an empty one would pass
            # for one that has nothing near.
            self._collection = self._client.get_collection(self._name, embedding_function=None)
            return ask(self._collection)


def safe_name(embedder: str) -> str:
    """Return an embedder's name as a part of a collection's."""
    return _UNSAFE.sub("-", embedder)


def _filed(facets: Facets) -> dict[str, str | int]:
    """Return facets as Chroma keeps them: what is unknown is not there, and no comparison finds it."""
    stated = {"published": facets.published, "known": facets.known}
    return {"outlet": facets.outlet, **{name: at for name, at in stated.items() if at is not None}}


def _facets(filed: Mapping[str, Any] | None) -> Facets:
    known = filed or {}
    return Facets(known.get("published"), known.get("known"), known.get("outlet", ""))


def _where(scope: Scope) -> Where:
    """Return a scope with a limit as Chroma's filter."""
    terms: list[dict[str, Any]] = []
    if scope.outlets:
        terms.append({"outlet": {"$in": list(scope.outlets)}})
    if scope.last is not None:
        terms.append({scope.clock: {"$lte": instant(scope.last)}})
    if scope.first is not None:
        terms.append({scope.clock: {"$gte": instant(scope.first)}})
    return cast("Where", terms[0] if len(terms) == 1 else {"$and": terms})


def _same(known: Vectors | None, vector: Vectors) -> bool:
    return known is not None and known.shape == vector.shape and bool(np.allclose(known, vector, atol=1e-5))
