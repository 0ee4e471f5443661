"""Chunk and embed every article anew beside the index that is searched, and put the new one in its place in one step."""

import logging
from collections.abc import Iterator, Sequence
from itertools import chain

from qa.current_index import GENERATION, IndexGenerations
from qa.domain.article import Article, ArticleId, Chunk, ChunkedArticle, ChunkId, Span
from qa.errors import StoreError
from qa.ingest.chunk import chunk, chunks_at
from qa.ingest.dedupe import bands, signature
from qa.ingest.index import EMBEDDER, FILED, Indexer

_LOGGER = logging.getLogger(__name__)
BATCH = 32
"""Articles whose chunks are embedded together."""


class Rebuild:
    """Fills the generation that is to come.

    Articles that change meanwhile are indexed again, in both. The library's one transaction in `finish` decides which
    generation it is: a crash before it leaves the old one, and the next start deletes what is half made.
    """

    def __init__(self, indexer: Indexer, generations: IndexGenerations) -> None:
        """Begin; raises as `IndexGenerations.next` does."""
        self._indexer, self._library = indexer, indexer.library
        # Damage is said before anything is made.
        self._library.chunk_ids()
        self.total = self._library.corpus().articles
        self._generations = generations
        self.generation = generations.next()
        self._after: ArticleId | None = None
        self._chunks: dict[ArticleId, tuple[ChunkId, ...]] = {}
        self._others: dict[ArticleId, tuple[Span, ...]] = {}
        """Where the chunks of those articles are to stand that have other ones in the library."""
        indexer.changes.watch()

    def step(self, most: int = BATCH) -> int:
        """Index the next articles, at most so many, and return how many these are: 0 when all are done."""
        articles = self._library.articles(after=self._after, limit=most)
        self._index(articles)
        if articles:
            self._after = articles[-1].id
        return len(articles)

    def catch_up(self) -> int:
        """Index anew what has changed since it was last asked for, and return how many articles that are."""
        changed = sorted(self._indexer.changes.taken())
        for start in range(0, len(changed), BATCH):
            self._renew(changed[start : start + BATCH])
        return len(changed)

    def finish(self) -> None:
        """Put the new index, and the new chunks, in the place of the old ones; nothing may change the library meanwhile."""
        self.catch_up()
        self._find_leftovers()
        generation = self.generation
        facts = {EMBEDDER: generation.embedder.name, GENERATION: generation.name, FILED: "1"}
        self._library.rechunk(self._rechunked(), facts)
        self._indexer.changes.end()
        self._indexer.current.swap(generation)
        self._delete_others()

    def abandon(self) -> None:
        """Delete what is half made."""
        self._indexer.changes.end()
        self._delete_others()

    def _delete_others(self) -> None:
        try:
            self._generations.retain(self._indexer.current.generation.name)
        except StoreError as error:
            # What is in use is decided already.
            _LOGGER.warning(
                "an index that is not in use any more could not be deleted; the next start does it: %s", error
            )

    def _renew(self, article_ids: Sequence[ArticleId]) -> None:
        stale = [name for article_id in article_ids for name in self._chunks.pop(article_id, ())]
        for article_id in article_ids:
            self._others.pop(article_id, None)
        found = [self._library.article(article_id) for article_id in article_ids]
        self.generation.index.delete(stale)
        self._index([article for article in found if article is not None])

    def _index(self, articles: Sequence[Article]) -> None:
        chunked = {article.id: chunk(article, self.generation.split) for article in articles}
        stored = self._library.chunks([piece.id for pieces in chunked.values() for piece in pieces])
        for article_id, pieces in chunked.items():
            self._chunks[article_id] = tuple(piece.id for piece in pieces)
            if any(stored.get(piece.id) != piece for piece in pieces):
                self._others[article_id] = tuple(piece.span for piece in pieces)
        self._embed(list(chain.from_iterable(chunked.values())))

    def _embed(self, pieces: list[Chunk]) -> None:
        if pieces:
            vectors = self.generation.embedder.embed_documents([piece.text for piece in pieces])
            self.generation.index.upsert(pieces, vectors)

    def _find_leftovers(self) -> None:
        """Note the articles of which the library has a chunk that they have no more."""
        leftovers = self._library.chunk_ids().difference(chain.from_iterable(self._chunks.values()))
        for piece in self._library.chunks(sorted(leftovers)).values():
            article = self._library.article(piece.article_id)
            if article is not None and piece.article_id not in self._others:
                pieces = chunk(article, self.generation.split)
                self._others[article.id] = tuple(piece.span for piece in pieces)

    def _rechunked(self) -> Iterator[ChunkedArticle]:
        for article_id, spans in self._others.items():
            if (article := self._library.article(article_id)) is not None:
                yield ChunkedArticle(article, chunks_at(article, spans), bands(signature(article.clean)))
