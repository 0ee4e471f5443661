"""Store articles and make them searchable: the library first, then the vectors, with a journal between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qa.domain.article import Article, ArticleId, ChunkedArticle, JournalEntry
from qa.errors import IndexMismatchError
from qa.ingest.chunk import chunk
from qa.ingest.dedupe import bands, signature
from qa.ingest.report import Progress
from qa.ports import Embedder, Library, MetaStore, Splitter, VectorIndex

EMBEDDER = "embedder"
"""The key under which the library keeps the name of the embedder that made the vectors."""
_BATCH = 32
"""Articles whose chunks are sorted by length and embedded together."""


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
        """Store new or changed articles; return how many chunks they have."""
        chunked = [
            ChunkedArticle(banded.article, chunk(banded.article, self.split), banded.bands) for banded in articles
        ]
        self._follow(self.library.put(chunked))
        return sum(len(article.chunks) for article in chunked)

    def remove(self, article_ids: Sequence[ArticleId]) -> None:
        """Take articles out of the library, vectors included."""
        self._follow(self.library.remove(article_ids))

    def recover(self) -> int:
        """Finish what a crash interrupted; return how many changes that were."""
        pending = self.library.pending()
        for entry in pending:
            self._follow(entry)
        return len(pending)

    def rebuild(self, progress: Progress) -> None:
        """Chunk and embed every article anew and delete every other vector; `progress` counts articles."""
        after: ArticleId | None = None
        while batch := self.library.articles(after=after, limit=_BATCH):
            self.put([BandedArticle(article, bands(signature(article.clean))) for article in batch])
            progress(len(batch))
            after = batch[-1].id
        self.index.delete(sorted(self.index.ids() - self.library.chunk_ids()))
        self.library.set_meta(EMBEDDER, self.embedder.name)

    def _follow(self, entry: JournalEntry) -> None:
        """Make the vectors agree with a change of the library, and take it off the journal."""
        # A chunk of an unfinished change may be gone by a later one: then its vector must go as well.
        chunks = self.library.chunks(entry.upsert)
        current = [chunks[chunk_id] for chunk_id in entry.upsert if chunk_id in chunks]
        if current:
            self.index.upsert(current, self.embedder.embed_documents([piece.text for piece in current]))
        self.index.delete([chunk_id for chunk_id in (*entry.upsert, *entry.delete) if chunk_id not in chunks])
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
