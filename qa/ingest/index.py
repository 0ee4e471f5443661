"""Store articles and make them searchable: the library first, then the vectors, with a journal between them."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from threading import Lock
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from qa.current_index import CurrentIndex
from qa.domain.article import Article, ArticleId, Chunk, ChunkedArticle, ChunkId, JournalEntry
from qa.errors import IndexMismatchError
from qa.ingest.chunk import chunk
from qa.ingest.report import StartProgress
from qa.ports import Embedder, Library, MetaStore, VectorIndex, Vectors

_LOGGER = logging.getLogger(__name__)
EMBEDDER = "embedder"
"""The key under which the library keeps the name of the embedder that made the vectors."""
FILED = "vectors_filed"
"""The key under which it keeps that the vectors have the facets of their chunks, which those of earlier releases have not."""
_PAGE = 250
"""Chunks that are looked up, or embedded, at once."""


class BandedArticle(NamedTuple):
    """An article and the keys by which near-duplicates find it (`qa.ingest.dedupe.bands`)."""

    article: Article
    bands: tuple[str, ...]


class Changes:
    """Notes which articles are changed while somebody watches; safe from any thread."""

    def __init__(self) -> None:
        self._noted: set[ArticleId] | None = None
        self._lock = Lock()

    def watch(self) -> None:
        """Note changes from now on."""
        with self._lock:
            self._noted = set()

    def note(self, article_ids: Iterable[ArticleId]) -> None:
        with self._lock:
            if self._noted is not None:
                self._noted.update(article_ids)

    def taken(self) -> set[ArticleId]:
        """Return what was noted since the last time."""
        with self._lock:
            noted = self._noted or set()
            self._noted = set()
            return noted

    def end(self) -> None:
        """Note nothing any more."""
        with self._lock:
            self._noted = None


@dataclass(frozen=True, slots=True)
class Indexer:
    """Keeps library and vectors in step.

    The library's transaction writes a journal entry, the vectors follow, and then the entry goes. A crash at any point
    leaves an entry behind, and `recover` finishes it: the library is the truth, and the vectors are derived from it.
    Where the vectors cannot follow, the entry stays, and the next change begins with it. In one database both are one
    transaction (`together`), so that nobody ever sees an entry.
    """

    library: Library
    current: CurrentIndex
    changes: Changes = field(default_factory=Changes)
    """What has changed, for the index that is made meanwhile."""
    together: Callable[[], AbstractContextManager[object]] = nullcontext
    """Commits what is done in it to library and vectors as one, where they are in one database."""

    @property
    def index(self) -> VectorIndex:
        """The index that is searched; no change of the library goes on while another takes its place."""
        return self.current.generation.index

    @property
    def embedder(self) -> Embedder:
        """The embedder that makes its vectors."""
        return self.current.generation.embedder

    def put(self, articles: Sequence[BandedArticle]) -> int:
        """Store new or changed articles; return how many chunks they have."""
        split = self.current.generation.split
        chunked = [ChunkedArticle(banded.article, chunk(banded.article, split), banded.bands) for banded in articles]
        # Before anybody has to wait for it.
        made = self._embedded([piece for article in chunked for piece in article.chunks])
        with self.together():
            self.finish()
            entry = self.library.put(chunked)
            self.changes.note(banded.article.id for banded in articles)
            self._follow(entry, made)
        return sum(len(article.chunks) for article in chunked)

    def remove(self, article_ids: Sequence[ArticleId]) -> None:
        """Take articles out of the library, vectors included."""
        with self.together():
            self.finish()
            entry = self.library.remove(article_ids)
            self.changes.note(article_ids)
            self._follow(entry)

    def withdraw(self, article_ids: Sequence[ArticleId]) -> None:
        """Take articles out of every search, vectors included, and keep their texts as old versions."""
        with self.together():
            self.finish()
            entry = self.library.withdraw(article_ids)
            self.changes.note(article_ids)
            self._follow(entry)

    def finish(self) -> int:
        """Finish the changes that the vectors have not followed; return how many that were."""
        pending = self.library.pending()
        for entry in pending:
            self._follow(entry)
        return len(pending)

    def recover(self) -> int:
        """Finish what a crash interrupted, and make again what the vectors have lost; return how many changes that were."""
        with self.together():
            # Damage of the library is said before the index is touched, which writes to its files when it is first asked.
            known = self.library.chunk_ids()
            finished = self.finish()
            self._file()
            # The write that was interrupted may have taken vectors of earlier changes along, whose entries are gone.
            if finished or self.index.ids() != known:
                self.complete()
            return finished

    def complete(self, started: StartProgress = lambda _: lambda _: None) -> None:
        """Make every vector that the index does not have, and delete those that belong to no chunk; `started` takes how many."""
        self.index.delete(sorted(self.index.ids() - self.library.chunk_ids()))
        missing = lost_vectors(self.library, self.index)
        if missing:
            _LOGGER.warning("%d chunks have lost their vectors, which are made again", len(missing))
        progress = started(len(missing))
        for start in range(0, len(missing), _PAGE):
            page = missing[start : start + _PAGE]
            self._embed(page)
            progress(len(page))

    def _file(self) -> None:
        """Give vectors that an earlier release has made the facets of their chunks."""
        if self.library.get_meta(FILED) is None:
            names = sorted(self.library.chunk_ids())
            for start in range(0, len(names), _PAGE):
                self.index.refile([*self.library.chunks(names[start : start + _PAGE]).values()])
            self.library.set_meta(FILED, "1")

    def _follow(self, entry: JournalEntry, made: Mapping[ChunkId, Vectors] = MappingProxyType({})) -> None:
        """Make the vectors agree with a change of the library, and take it off the journal; `made` are vectors that are there."""
        # A chunk of an unfinished change may be gone by a later one: then its vector must go as well.
        chunks = self.library.chunks((*entry.upsert, *entry.delete))
        self._embed([chunk_id for chunk_id in entry.upsert if chunk_id in chunks], made)
        self.index.delete([chunk_id for chunk_id in (*entry.upsert, *entry.delete) if chunk_id not in chunks])
        self.library.settle(entry)

    def _embed(self, chunk_ids: Sequence[ChunkId], made: Mapping[ChunkId, Vectors] = MappingProxyType({})) -> None:
        if chunk_ids:
            chunks = self.library.chunks(chunk_ids)
            current = [chunks[chunk_id] for chunk_id in chunk_ids]
            vectors = {**made, **self._embedded([piece for piece in current if piece.id not in made])}
            self.index.upsert(current, np.stack([vectors[piece.id] for piece in current]))

    def _embedded(self, chunks: Sequence[Chunk]) -> dict[ChunkId, Vectors]:
        if not chunks:
            return {}
        vectors = self.embedder.embed_documents([piece.text for piece in chunks])
        return {piece.id: vector for piece, vector in zip(chunks, vectors, strict=True)}


def lost_vectors(library: Library, index: VectorIndex) -> list[ChunkId]:
    """Return the chunks that the index has no vector of, whatever it lists."""
    names = sorted(library.chunk_ids())
    pages = (names[start : start + _PAGE] for start in range(0, len(names), _PAGE))
    return [name for page in pages for name in _absent(page, index)]


def _absent(chunk_ids: Sequence[ChunkId], index: VectorIndex) -> list[ChunkId]:
    present = index.vectors(chunk_ids)
    return [chunk_id for chunk_id in chunk_ids if chunk_id not in present]


def check_embedder(library: MetaStore, embedder: Embedder) -> None:
    """Raise IndexMismatchError where another embedder made the vectors; a new library remembers this one."""
    made_by = library.get_meta(EMBEDDER)
    if made_by is None:
        library.set_meta(EMBEDDER, embedder.name)
    elif made_by != embedder.name:
        raise IndexMismatchError(
            f"the vectors were made by {made_by!r} and the model is now {embedder.name!r}; run `qa reindex` once, "
            "or name the one that made them (QA_EMBEDDING)"
        )
