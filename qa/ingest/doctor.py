"""Find what is damaged, or does not agree, in the stores of a data folder, and mend it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from qa.domain.article import Article, ArticleId, Chunk, ChunkId
from qa.ingest.dedupe import bands, signature
from qa.ingest.index import BandedArticle, Indexer, lost_vectors
from qa.ingest.report import StartProgress
from qa.ports import ArticleStore, Library, SelfChecking, VectorIndex, Vectors

_PAGE = 100
_SAMPLE = 200
"""Chunks of which the vector is made anew and searched for."""
_ALIKE = 0.99
"""Cosine of two vectors that one model made of one text, whatever it was embedded together with."""
_NEAREST = 10
"""Hits among which a chunk must be when its own vector is searched for."""


def diagnose(indexer: Indexer, stores: Sequence[SelfChecking]) -> list[str]:
    """Return everything that is wrong, each with what mends it; empty where all is well."""
    if faults := list(chain.from_iterable(store.faults() for store in stores)):
        return [*faults, "what else there may be is looked for once this is mended"]
    library = indexer.library
    strays = [f"{stray.message}; `qa doctor --repair` makes it anew" for stray in _strays(library)]
    return [*_journal(library), *_vectors(indexer), *strays, *_regions(library)]


def repair(indexer: Indexer, stores: Sequence[SelfChecking], started: StartProgress) -> None:
    """Mend what `diagnose` finds, as far as it follows from the rest; `started` takes the number of vectors to make."""
    for store in stores:
        if store.faults():
            store.mend()
    for stray in list(_strays(indexer.library)):
        if stray.article is None:
            indexer.remove([stray.article_id])
        else:
            indexer.put([BandedArticle(stray.article, bands(signature(stray.article.clean)))])
    if _misplaced(indexer):
        # Single ones cannot be told among those that were not looked at.
        indexer.index.clear()
    indexer.finish()
    indexer.complete(started)


def _journal(library: Library) -> Iterator[str]:
    pending = len(library.pending())
    if pending:
        yield f"{pending} changes are unfinished; the next start finishes them"


def _vectors(indexer: Indexer) -> Iterator[str]:
    library, index = indexer.library, indexer.index
    if missing := len(lost_vectors(library, index)):
        yield f"{missing} chunks have no vector; the next start makes them, or `qa doctor --repair`"
    if stale := len(index.ids() - library.chunk_ids()):
        yield f"{stale} vectors belong to no chunk; the next start removes them, or `qa doctor --repair`"
    yield from _misplaced(indexer)


def _misplaced(indexer: Indexer) -> list[str]:
    """Ask for the vectors of some chunks: each must be what its text has, and be found when it is searched for."""
    names = sorted(indexer.library.chunk_ids())
    stored = indexer.index.vectors(names[:: max(1, len(names) // _SAMPLE)])
    chunks = indexer.library.chunks(list(stored))
    expected = indexer.embedder.embed_documents([chunks[name].text for name in stored])
    pairs = zip(stored.items(), expected, strict=True)
    wrong = [name for (name, vector), known in pairs if vector.shape != known.shape or float(vector @ known) < _ALIKE]
    hidden = [name for name, vector in stored.items() if not _is_found(indexer.index, name, vector)]
    findings = {
        "are not of their chunks' texts": len(wrong),
        "are found by no search": len(hidden),
    }
    return [
        f"{count} of {len(stored)} vectors that were looked at {what}; `qa doctor --repair` makes all anew"
        for what, count in findings.items()
        if count
    ]


def _is_found(index: VectorIndex, name: ChunkId, vector: Vectors) -> bool:
    hits = index.search(vector, _NEAREST)
    # Texts that are told by many articles have one vector: then others stand in its place.
    return name in dict(hits) or (len(hits) == _NEAREST and hits[-1][1] >= _ALIKE)


class _Stray(NamedTuple):
    """An article whose chunks are not what they should be; None where it is no article at all."""

    article_id: ArticleId
    article: Article | None
    message: str


def _strays(library: Library) -> Iterator[_Stray]:
    chunks: dict[ArticleId, list[Chunk]] = {}
    for chunk in library.chunks(sorted(library.chunk_ids())).values():
        chunks.setdefault(chunk.article_id, []).append(chunk)
    for article in every_article(library):
        yield from _stray(article, chunks.pop(article.id, []))
    for article_id, (chunk, *_) in chunks.items():
        yield _Stray(article_id, None, f"chunk {chunk.id} is of {article_id!r}, which is no article")


def _stray(article: Article, chunks: Iterable[Chunk]) -> Iterator[_Stray]:
    """Yield the article where it has no chunk, or one that is not its text."""
    wrong = [c for c in chunks if c.version != article.version or c.span.of(article.clean) != c.text]
    for chunk in wrong[:1]:
        yield _Stray(article.id, article, f"chunk {chunk.id} is not the text at {chunk.span} of {article.id!r}")
    if not chunks and article.clean.strip():
        yield _Stray(article.id, article, f"{article.id!r} has no chunk, and no search finds it")


def _regions(library: ArticleStore) -> Iterator[str]:
    for article in every_article(library):
        for run in article.cleaned.runs:
            clean = article.clean[run.clean : run.clean + run.length]
            if clean != article.raw[run.raw : run.raw + run.length]:
                yield f"clean and raw text of {article.id!r} differ at offset {run.clean}; ingest its file again"
                break


def every_article(library: ArticleStore) -> Iterator[Article]:
    """Yield all current articles, in the order of their ids; they are read a page at a time."""
    after: ArticleId | None = None
    while batch := library.articles(after=after, limit=_PAGE):
        yield from batch
        after = batch[-1].id
