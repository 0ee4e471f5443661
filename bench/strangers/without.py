"""A library as if some of its articles were not there: search skips them, and no score is scaled by theirs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from qa.answer.answerer import Answerer
from qa.current_index import CurrentIndex
from qa.domain.article import ArticleId, Chunk, ChunkId, Frequencies
from qa.domain.scope import EVERYTHING, Scope
from qa.ports import FullText, Library, VectorIndex, Vectors

Name = TypeVar("Name")


def without(answerer: Answerer, library: Library, articles: Collection[ArticleId]) -> Answerer:
    """The answerer over its library without some articles; they still count where a word's rarity is told."""
    chunks = library.chunks(sorted(library.chunk_ids())).values()
    skipped = frozenset(chunk.id for chunk in chunks if chunk.article_id in articles)
    found, generation = answerer.retriever, answerer.retriever.current.generation
    return replace(
        answerer,
        retriever=replace(
            found,
            library=TextWithout(found.library, skipped),
            current=CurrentIndex(replace(generation, index=VectorsWithout(generation.index, skipped))),
        ),
    )


@dataclass(frozen=True, slots=True)
class TextWithout:
    """A `FullText` that does not find some chunks."""

    library: FullText
    skipped: frozenset[ChunkId]

    def search(self, words: Sequence[str], k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
        return kept(self.library.search(words, k + len(self.skipped), scope), self.skipped, k)

    def frequencies(self, phrases: Sequence[str]) -> Frequencies:
        return self.library.frequencies(phrases)

    def chunks(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Chunk]:
        return self.library.chunks(chunk_ids)


@dataclass(frozen=True, slots=True)
class VectorsWithout:
    """A `VectorIndex` that does not find some chunks."""

    index: VectorIndex
    skipped: frozenset[ChunkId]

    def search(self, vector: Vectors, k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
        return kept(self.index.search(vector, k + len(self.skipped), scope), self.skipped, k)

    def refile(self, chunks: Sequence[Chunk]) -> None:
        self.index.refile(chunks)

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self.index.upsert(chunks, vectors)

    def delete(self, chunk_ids: Sequence[ChunkId]) -> None:
        self.index.delete(chunk_ids)

    def clear(self) -> None:
        self.index.clear()

    def ids(self) -> set[ChunkId]:
        return self.index.ids() - self.skipped

    def vectors(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Vectors]:
        return self.index.vectors([name for name in chunk_ids if name not in self.skipped])


def kept(found: Sequence[tuple[Name, float]], skipped: Collection[Name], k: int) -> list[tuple[Name, float]]:
    """The best `k` of what was found, without those that are skipped."""
    return [(name, score) for name, score in found if name not in skipped][:k]
