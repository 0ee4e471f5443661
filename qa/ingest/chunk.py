"""Turns an article and the pieces that a splitter proposes into chunks that stand at exact offsets."""

import hashlib
from collections.abc import Iterator

from qa.domain.article import Article, ArticleId, Chunk, ChunkId, Span, Version
from qa.ports import Splitter


def chunk(article: Article, split: Splitter) -> tuple[Chunk, ...]:
    """The chunks of an article, ascending and without overlap; `article.clean[chunk.span] == chunk.text` for each.

    Raises:
        ValueError: the splitter gave a piece that does not stand in the text where the last one ended.
    """
    if not article.clean:
        return ()
    pieces = split(article.clean)
    return tuple(
        Chunk(_chunk_id(article.id, article.version, span), article.id, article.version, span, span.of(article.clean))
        for span in locate(article.clean, pieces)
    )


def locate(text: str, pieces: list[str]) -> Iterator[Span]:
    """Where each piece stands, from left to right: a repeated sentence is never mistaken for its first occurrence.

    Between pieces only white space may be left out.
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
