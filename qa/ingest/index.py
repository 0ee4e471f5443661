"""Turns articles into stored, searchable ones: the library first, then the vectors, with a journal between them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qa.domain.article import Article, ArticleId, ChunkedArticle, JournalEntry
from qa.errors import IndexMismatchError
from qa.ingest.chunk import chunk
from qa.ingest.dedupe import bands, signature
from qa.ports import Embedder, Library, MetaStore, Splitter, VectorIndex

EMBEDDER = "embedder"
"""Under this name the library remembers which embedder made the vectors."""
Progress = Callable[[int], None]
"""Told how many articles have been dealt with since the last call."""


class BandedArticle(NamedTuple):
    """An article and the keys by which near-duplicates find it (`qa.ingest.dedupe.bands`)."""

    article: Article
    bands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indexer:
    """Keeps library and vectors in step.

    The library's transaction writes a journal entry, the vectors follow, and then the entry goes. A crash at any point
    leaves an entry behind, and `recover` finishes it: the library is the truth, and the vectors are derived from it.
    """

    library: Library
    index: VectorIndex
    embedder: Embedder
    split: Splitter

    def put(self, articles: Sequence[BandedArticle]) -> int:
        """Stores new or changed articles; returns how many chunks they have."""
        prepared = [ChunkedArticle(it.article, chunk(it.article, self.split), it.bands) for it in articles]
        self._follow(self.library.put(prepared))
        return sum(len(it.chunks) for it in prepared)

    def remove(self, article_ids: Sequence[ArticleId]) -> None:
        """Takes articles out of search, vectors included."""
        self._follow(self.library.remove(article_ids))

    def recover(self) -> int:
        """Finishes what a crash interrupted; returns how many changes it finished."""
        pending = self.library.pending()
        for entry in pending:
            self._follow(entry)
        return len(pending)

    def rebuild(self, progress: Progress) -> None:
        """Chunks and embeds every article anew and forgets every other vector."""
        after: ArticleId | None = None
        while batch := self.library.articles(after=after, limit=_ARTICLES):
            self.put([BandedArticle(it, bands(signature(it.clean))) for it in batch])
            progress(len(batch))
            after = batch[-1].id
        self.index.delete(sorted(self.index.ids() - self.library.chunk_ids()))
        self.library.set_meta(EMBEDDER, self.embedder.name)

    def _follow(self, entry: JournalEntry) -> None:
        # A chunk of an unfinished change may be gone by a later one: then its vector must go as well.
        chunks = self.library.chunks(entry.upsert)
        current = [chunks[name] for name in entry.upsert if name in chunks]
        if current:
            self.index.upsert(current, self.embedder.embed_documents([it.text for it in current]))
        self.index.delete([name for name in (*entry.upsert, *entry.delete) if name not in chunks])
        self.library.settle(entry)


def check_embedder(library: MetaStore, embedder: Embedder) -> None:
    """Raise IndexMismatchError where another embedder made the vectors; a new library remembers this one."""
    made_by = library.get_meta(EMBEDDER)
    if made_by is None:
        library.set_meta(EMBEDDER, embedder.name)
    elif made_by != embedder.name:
        raise IndexMismatchError(
            f"the vectors were made by {made_by!r} and the model is now {embedder.name!r}; run `qa reindex` once"
        )


_ARTICLES = 32
"""Articles whose chunks are sorted by length and embedded together."""
