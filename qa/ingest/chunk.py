"""Cut an article into chunks that stand at exact offsets, where a splitter proposes it."""

import hashlib
from collections.abc import Iterable, Iterator

from qa.domain.article import Article, ArticleId, Chunk, ChunkId, Span, Version
from qa.ports import Splitter


def chunk(article: Article, split: Splitter) -> tuple[Chunk, ...]:
    """Return the article's chunks, ascending and without overlap; `article.clean[chunk.span] == chunk.text` for each.

    Raises:
        ValueError: the splitter gave a piece that does not stand in the text where the last one ended.
    """
    if not article.clean:
        return ()
    return chunks_at(article, locate(article.clean, split(article.clean)))


def chunks_at(article: Article, spans: Iterable[Span]) -> tuple[Chunk, ...]:
    """Return the chunks that stand at these places of the article."""
    return tuple(
        Chunk(
            id=_chunk_id(article.id, article.version, span),
            article_id=article.id,
            version=article.version,
            span=span,
            text=span.of(article.clean),
            facets=article.facets,
        )
        for span in spans
    )


def locate(text: str, pieces: list[str]) -> Iterator[Span]:
    """Locate each piece from left to right: a repeated sentence is never mistaken for its first occurrence.

    Between pieces only white space may be left out.

    Raises:
        ValueError: a piece does not stand where the last one ended, or the pieces leave out text.
    """
    cursor = 0
    for piece in pieces:
        words = piece.strip()
        if not words:
            continue
        start = cursor + len(text[cursor:]) - len(text[cursor:].lstrip())
        if not text.startswith(words, start):
            raise ValueError(f"the splitter's piece {words[:40]!r} does not stand at offset {start}")
        cursor = start + len(words)
        yield Span(start, cursor)
    if text[cursor:].strip():
        raise ValueError(f"the splitter left out the text from offset {cursor}")


def _chunk_id(article_id: ArticleId, version: Version, span: Span) -> ChunkId:
    name = f"{article_id}\n{version}\n{span.start}-{span.end}"
    return ChunkId(hashlib.sha256(name.encode()).hexdigest()[:32])
