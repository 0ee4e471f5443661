"""Turns a question into the passages that may answer it: full text and vectors, fused by normalised scores."""

from collections.abc import Mapping
from dataclasses import dataclass

from qa.domain.article import ChunkId, Passage
from qa.ports import Embedder, FullText, VectorIndex, Vectors
from qa.text.places import NAMES
from qa.text.tokens import is_content, words

CANDIDATES = 50
"""Chunks asked of each side; deeper ranks changed nDCG@10 by less than 0.002."""


@dataclass(frozen=True, slots=True)
class Retriever:
    """Searches both sides and fuses them."""

    library: FullText
    index: VectorIndex
    embedder: Embedder

    def retrieve(self, question: str, k: int) -> list[Passage]:
        """The k best passages, best first."""
        return self.search(question, self.embedder.embed_query(question), k)

    def search(self, question: str, vector: Vectors, k: int) -> list[Passage]:
        """As `retrieve`, for a question whose vector (dimension,) is known."""
        depth = max(CANDIDATES, k)
        lexical = dict(self.library.search(query_terms(question), depth))
        semantic = dict(self.index.search(vector, depth))
        fused = fuse(lexical, semantic)[:k]
        chunks = self.library.chunks([item.chunk_id for item in fused])
        # A vector whose chunk is gone belongs to a change that the journal has not settled yet.
        return [
            Passage(chunks[item.chunk_id], item.lexical, item.semantic, item.score)
            for item in fused
            if item.chunk_id in chunks
        ]


@dataclass(frozen=True, slots=True)
class Fused:
    """A chunk with both normalised scores and their mean."""

    chunk_id: ChunkId
    lexical: float | None
    semantic: float | None
    score: float


def fuse(lexical: Mapping[ChunkId, float], semantic: Mapping[ChunkId, float]) -> list[Fused]:
    """All chunks by the mean of both sides' min-max normalised scores, best first; found on one side only counts 0 there.

    On news it beats reciprocal rank fusion, on Time the two are level (docs/evaluation.md). The formula is "CombSUM" of Fox and
    Shaw (TREC-2, 1994) over min-max scores.
    """
    words, meaning = _normalised(lexical), _normalised(semantic)
    fused = [
        Fused(name, words.get(name), meaning.get(name), (words.get(name, 0.0) + meaning.get(name, 0.0)) / 2)
        for name in {**lexical, **semantic}
    ]
    return sorted(fused, key=lambda item: (-item.score, item.chunk_id))


def _normalised(scores: Mapping[ChunkId, float]) -> dict[ChunkId, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    width = high - low
    return {name: (score - low) / width if width else 1.0 for name, score in scores.items()}


def query_terms(question: str) -> list[str]:
    """The words to look for in full text; a place brings its other names along."""
    found = [word for word in words(question) if is_content(word)]
    variants = ((word.text, *NAMES[word.term.lower()]) if word.named else (word.text,) for word in found)
    return list(dict.fromkeys(variant for names in variants for variant in names))
