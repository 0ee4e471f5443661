"""Keep vectors in an embedded Chroma collection."""

import logging
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import Any, cast

import chromadb
import numpy as np
from chromadb import Collection, Where
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.config import Settings
from chromadb.errors import ChromaError

from qa.adapters.data_folder import make_folder
from qa.adapters.sealed_folder import SEAL, SealedFolder
from qa.adapters.sqlite_database import check_whole
from qa.adapters.store_errors import damaged, full, is_full, os_store_error
from qa.domain.article import Chunk, ChunkId
from qa.domain.scope import EVERYTHING, UNFILED, Facets, Scope, instant
from qa.errors import StoreError
from qa.ports import Vectors

_LOGGER = logging.getLogger(__name__)
_LONGEST = 200
"""Characters of what Chroma says of an error."""
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_HNSW: CreateHNSWConfiguration = {"space": "cosine", "ef_search": 100, "max_neighbors": 64, "ef_construction": 400}
"""With Chroma's 16 neighbours and 100 candidates one new library of 120 chunks in fifty had a chunk that no search could reach,
for the graph that is searched had no edge to it; with these none of 120 had. It takes 0.4 ms more for a chunk."""
_PAGE = 500
"""Vectors that are read at once."""
_WIDER = 4
"""How many times as many chunks are looked at under a scope before its filter is put to Chroma: of a scope that holds half of all
chunks the best are among them, and what they cost is a sixth of the filter's time."""


class ChromaIndex:
    """The `VectorIndex`: one collection for each embedder, so that vectors of two models never meet.

    The caller must be the only process on `directory`: Chroma's local store is not safe for two.

    Chroma syncs its SQLite file and nothing else: every thousandth change it writes the graph in place and forgets the
    changes, so that a power cut could take any vector. The folder is sealed after each change; what does not fit the
    seal is deleted unread, for a torn graph can end the process, and the vectors are made again from the library.
    """

    def __init__(self, directory: Path, embedder: str) -> None:
        """Open or make the collection of an embedder's name.

        Raises:
            StoreDamagedError: Chroma cannot read its files.
            StoreFullError: its disk is full; so do all other methods.
        """
        self._directory = directory
        self._mend = (
            f"the articles are safe, and vectors can be made again: `rm -r {quote(str(directory))}`, then `qa reindex`"
        )
        self._files = SealedFolder(directory)
        self._name = "dateline-" + _UNSAFE.sub("-", embedder)
        if directory.exists() and not directory.is_dir():
            raise damaged(directory, "it is a file and no folder", self._mend)
        with self._reporting():
            self._delete_torn()
            make_folder(directory)
            if not self._files.is_sealed():
                # A new folder, or one of 0.1.0, which is taken as it is.
                self._files.seal()
        if (database := directory / "chroma.sqlite3").is_file():
            # Where it is damaged, Chroma's Rust code writes a trace of its own before Python hears of it. A chunk takes about
            # a hundred bytes of this file, so that this is quick.
            check_whole(database, self._mend)
        with self._reporting():
            self._client = chromadb.PersistentClient(path=str(directory), settings=Settings(anonymized_telemetry=False))
            self._collection = self._opened()

    def _delete_torn(self) -> None:
        """Delete the vectors' files where they are not what was sealed."""
        if self._files.is_sealed() and not self._files.is_whole():
            _LOGGER.warning(
                "the vectors' files in %r were not whole, after a crash or by damage: deleted", str(self._directory)
            )
            shutil.rmtree(self._directory)

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
        self._refile([chunks[n] for n in sorted(kept)])
        # A vector that is changed in its place, or put in once more, costs its neighbours their edges in the graph, and
        # then no search may find one of them: the start after a crash did that.
        self._delete([chunks[n].id for n in new if chunks[n].id in known])
        size = self._client.get_max_batch_size()
        for start in range(0, len(new), size):
            batch = new[start : start + size]
            with self._reporting():
                self._collection.upsert(
                    ids=[chunks[n].id for n in batch],
                    embeddings=vectors[batch],
                    metadatas=[_filed(chunks[n].facets) for n in batch],
                )
        self._seal()

    def search(self, vector: Vectors, k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
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
        with self._reporting():
            result = self._collection.query(
                query_embeddings=vector[np.newaxis, :],
                n_results=k,
                where=where,
                include=["distances", "metadatas"] if with_facets else ["distances"],
            )
        names, (distances, *_) = result["ids"][0], result["distances"] or [[]]
        filed = result["metadatas"][0] if result["metadatas"] else [None] * len(names)
        return [
            (ChunkId(name), 1.0 - distance, _facets(facets) if with_facets else UNFILED)
            for name, distance, facets in zip(names, distances, filed, strict=True)
        ]

    def refile(self, chunks: Sequence[Chunk]) -> None:
        self._refile(chunks)
        self._seal()

    def _refile(self, chunks: Sequence[Chunk]) -> None:
        """Write the facets alone: the graph stays as it is."""
        for start in range(0, len(chunks), _PAGE):
            page = chunks[start : start + _PAGE]
            with self._reporting():
                result = self._collection.get(ids=[chunk.id for chunk in page], include=["metadatas"])
            filed = dict(zip(result["ids"], result["metadatas"] or [], strict=True))
            changed = [it for it in page if it.id in filed and filed[it.id] != _filed(it.facets)]
            if changed:
                with self._reporting():
                    self._collection.update(
                        ids=[chunk.id for chunk in changed], metadatas=[_filed(chunk.facets) for chunk in changed]
                    )

    def delete(self, chunk_ids: Sequence[ChunkId]) -> None:
        if chunk_ids:
            self._delete(chunk_ids)
            self._seal()

    def _delete(self, chunk_ids: Sequence[ChunkId]) -> None:
        size = self._client.get_max_batch_size()
        # Chroma raises on an empty list of ids.
        for start in range(0, len(chunk_ids), size):
            with self._reporting():
                self._collection.delete(ids=list(chunk_ids[start : start + size]))

    def clear(self) -> None:
        # Those of other embedders as well: nothing but `qa reindex` with that model would ever read them.
        with self._reporting():
            for collection in self._client.list_collections():
                self._client.delete_collection(collection.name)
            # Chroma forgets a collection and leaves its files.
            for folder in self._directory.glob("*/"):
                shutil.rmtree(folder)
            self._collection = self._opened()
        self._seal()

    def ids(self) -> set[ChunkId]:
        with self._reporting():
            return {ChunkId(name) for name in self._collection.get(include=[])["ids"]}

    def vectors(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Vectors]:
        pages = (chunk_ids[start : start + _PAGE] for start in range(0, len(chunk_ids), _PAGE))
        with self._reporting():
            return {name: vector for page in pages for name, vector in self._page(page).items()}

    def _page(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Vectors]:
        try:
            result = self._collection.get(ids=list(chunk_ids), include=["embeddings"])
        except ChromaError:
            # It answers for all or for none, and does not say which of them the graph lacks.
            half = len(chunk_ids) // 2
            return {**self._page(chunk_ids[:half]), **self._page(chunk_ids[half:])} if half else {}
        embeddings = np.asarray(result["embeddings"], np.float32)
        return {ChunkId(name): vector for name, vector in zip(result["ids"], embeddings, strict=True)}

    def close(self) -> None:
        self._client.close()  # type: ignore[attr-defined]  # Client has it, the declared ClientAPI not yet

    def _seal(self) -> None:
        with self._reporting():
            self._files.seal()

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Say what Chroma's error, or the system's, means for the folder."""
        try:
            yield
        except OSError as error:
            raise os_store_error(self._directory / SEAL, error) from error
        except (ChromaError, ValueError) as error:
            raise self._store_error(error) from error
        except BaseException as error:
            # Where Chroma's Rust code meets what it did not expect; its class has no name that could be imported.
            if type(error).__name__ != "PanicException":
                raise
            raise self._store_error(error) from error

    def _store_error(self, error: BaseException) -> StoreError:
        if is_full(self._directory.parent):
            return full(self._directory)
        return damaged(self._directory, str(error).partition("\n")[0][:_LONGEST], self._mend)


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
    return known is not None and np.allclose(known, vector, atol=1e-5)
