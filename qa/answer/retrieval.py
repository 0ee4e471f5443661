"""Retrieve the passages that may answer a question: full text and vectors, fused by normalised scores."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from qa.current_index import CurrentIndex, IndexGeneration
from qa.domain.answer import Degraded
from qa.domain.article import ChunkId, Passage
from qa.domain.scope import EVERYTHING, Scope
from qa.errors import StoreUnavailableError
from qa.ports import FullText
from qa.telemetry import NO_TELEMETRY, Telemetry
from qa.text.places import NAMES
from qa.text.tokens import stems, tokens

_LOGGER = logging.getLogger(__name__)
_Result = TypeVar("_Result")
CANDIDATES = 50
"""Chunks retrieved from each side; deeper ranks changed nDCG@10 by less than 0.002."""


@dataclass(frozen=True, slots=True)
class Retriever:
    """Searches full text and vectors and fuses both rankings."""

    library: FullText
    current: CurrentIndex
    telemetry: Telemetry = NO_TELEMETRY
    scope: Scope = EVERYTHING
    """What lies outside of it is not found, on either side."""
    by_meaning: bool = True
    """Whether the vectors are asked; without them words alone find."""

    def retrieve(self, question: str, k: int) -> list[Passage]:
        """Return the k best passages, best first."""
        with self.telemetry.traced("retrieve", {"most": k, "query": question}) as span:
            with self.current.leased() as generation:
                passages = self._search(question, generation, k)
            documents = [{"id": passage.chunk.id, "score": round(passage.score, 4)} for passage in passages]
            span.note({"found": len(passages), "passages": json.dumps(documents)})
            return passages

    def degrading(self, look: Callable[["Retriever"], _Result]) -> tuple[_Result, Degraded | None]:
        """Return what is found with this retriever, or by words alone where the vectors' server is away, and then say so."""
        try:
            return look(self), None
        except StoreUnavailableError as error:
            _LOGGER.warning("found by words alone: %s", error)
            return look(replace(self, by_meaning=False)), Degraded("vectors_unavailable")

    def _search(self, question: str, generation: IndexGeneration, k: int) -> list[Passage]:
        depth = max(CANDIDATES, k)
        lexical = dict(self.library.search(query_terms(question), depth, self.scope))
        semantic = dict(self._nearest(question, generation, depth)) if self.by_meaning else {}
        fused = fuse(lexical, semantic)[:k]
        chunks = self.library.chunks([entry.chunk_id for entry in fused])
        # A vector whose chunk is gone belongs to a change that the journal has not settled yet.
        return [
            Passage(chunks[entry.chunk_id], entry.lexical, entry.semantic, entry.score)
            for entry in fused
            if entry.chunk_id in chunks
        ]

    def _nearest(self, question: str, generation: IndexGeneration, k: int) -> list[tuple[ChunkId, float]]:
        return generation.index.search(generation.embedder.embed_query(question), k, self.scope)


@dataclass(frozen=True, slots=True)
class Fused:
    """A chunk with both normalised scores and their mean."""

    chunk_id: ChunkId
    lexical: float | None
    semantic: float | None
    score: float


def fuse(lexical: Mapping[ChunkId, float], semantic: Mapping[ChunkId, float]) -> list[Fused]:
    """Rank all chunks by the mean of both sides' min-max normalised scores, best first; a side that lacks a chunk counts 0.

    On news it beats reciprocal rank fusion, on Time the two are level (docs/evaluation.md). The formula is "CombSUM" of Fox and
    Shaw (TREC-2, 1994) over min-max scores.
    """
    by_words, by_meaning = _normalised(lexical), _normalised(semantic)
    fused = [
        Fused(
            chunk_id,
            by_words.get(chunk_id),
            by_meaning.get(chunk_id),
            (by_words.get(chunk_id, 0.0) + by_meaning.get(chunk_id, 0.0)) / 2,
        )
        for chunk_id in {**lexical, **semantic}
    ]
    return sorted(fused, key=lambda chunk: (-chunk.score, chunk.chunk_id))


def _normalised(scores: Mapping[ChunkId, float]) -> dict[ChunkId, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    width = high - low
    return {chunk_id: (score - low) / width if width else 1.0 for chunk_id, score in scores.items()}


def query_terms(question: str) -> list[str]:
    """Return the words to search full text for: those with content, and all names of a place.

    Each stem counts once: full text adds the scores of all that is searched for, and "American OR Americans" would count
    one word twice (with them Time's nDCG@10 is .011 lower, and that of news .001).
    """
    content = [token for token in tokens(question) if token.content]
    variants = ((token.text, *NAMES[token.term.lower()]) if token.named else (token.text,) for token in content)
    by_stems: dict[tuple[str, ...], str] = {}
    for names in variants:
        for variant in names:
            by_stems.setdefault(stems(variant), variant)
    return list(by_stems.values())
