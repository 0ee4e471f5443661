"""Find what does not agree between a library and its vectors."""

from collections.abc import Iterator

from qa.domain.article import Article, ArticleId
from qa.ports import ArticleStore, Library, VectorIndex

_PAGE = 100


def diagnose(library: Library, index: VectorIndex) -> list[str]:
    """Return every disagreement, each with what mends it; empty where all is well."""
    return [*_journal(library), *_vectors(library, index), *_chunks(library), *_regions(library)]


def _journal(library: Library) -> Iterator[str]:
    pending = len(library.pending())
    if pending:
        yield f"{pending} changes are unfinished; the next start finishes them"


def _vectors(library: Library, index: VectorIndex) -> Iterator[str]:
    chunks, vectors = library.chunk_ids(), index.ids()
    if missing := len(chunks - vectors):
        yield f"{missing} chunks have no vector; `qa reindex` makes them"
    if stale := len(vectors - chunks):
        yield f"{stale} vectors belong to no chunk; `qa reindex` removes them"


def _chunks(library: Library) -> Iterator[str]:
    articles = {article.id: article for article in every_article(library)}
    for chunk in library.chunks(sorted(library.chunk_ids())).values():
        article = articles.get(chunk.article_id)
        if article is None or article.version != chunk.version or chunk.span.of(article.clean) != chunk.text:
            yield f"chunk {chunk.id} is not the text at {chunk.span} of {chunk.article_id!r}; `qa reindex` makes it anew"


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
