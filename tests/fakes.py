"""In-memory stand-ins for the seams; tests/contracts/ holds them to the same behaviour as the real adapters."""

import hashlib
import re
from collections import Counter
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import numpy as np

from qa.domain.access import Key
from qa.domain.answer import Claim, Prompt, Quote, Usage
from qa.domain.article import Chunk, ChunkId
from qa.errors import LanguageModelError
from qa.ports import Vectors
from qa.text.tokens import content

_DIMENSION = 256


@dataclass(frozen=True, slots=True)
class HashingEmbedder:
    """A bag of words, each at the place that its hash gives it: texts that share words are near each other."""

    name: str = "hashing"

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        rows = [self.embed_query(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, _DIMENSION), np.float32)

    def embed_query(self, text: str) -> Vectors:
        vector = np.zeros(_DIMENSION, np.float32)
        for word in re.findall(r"\w+", text.lower()) or [""]:
            vector[int(hashlib.sha256(word.encode("utf-8", "surrogatepass")).hexdigest(), 16) % _DIMENSION] += 1
        unit: Vectors = vector / np.linalg.norm(vector)
        return unit


@dataclass(slots=True)
class MemoryIndex:
    """Vectors in a dictionary, searched one by one."""

    vectors: dict[ChunkId, Vectors] = field(default_factory=dict)

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self.vectors.update({chunk.id: vector for chunk, vector in zip(chunks, vectors, strict=True)})

    def search(self, vector: Vectors, k: int) -> list[tuple[ChunkId, float]]:
        scored = [(name, float(known @ vector)) for name, known in self.vectors.items()]
        return sorted(scored, key=lambda item: -item[1])[:k]

    def delete(self, chunk_ids: Sequence[ChunkId]) -> None:
        for name in chunk_ids:
            self.vectors.pop(name, None)

    def ids(self) -> set[ChunkId]:
        return set(self.vectors)


@dataclass(slots=True)
class FailingIndex(MemoryIndex):
    """An index whose disk is full after `writes` more writes."""

    writes: int = 0

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        if self.writes == 0:
            raise OSError("no space left on device")
        self.writes -= 1
        MemoryIndex.upsert(self, chunks, vectors)


@dataclass(frozen=True, slots=True)
class OverlapEvidence:
    """The share of the question's content words that the quote has; titles are not read."""

    name: str = "overlap-evidence"

    def score(self, question: str, quotes: Sequence[Quote]) -> list[float]:
        return [_share(question, quote.text) for quote in quotes]


@dataclass(frozen=True, slots=True)
class OverlapSupport:
    """The share of the statement's content words that the quotes have; 1 where it stands in them word for word."""

    name: str = "overlap-support"

    def score(self, claims: Sequence[Claim]) -> list[float]:
        return [_supported(claim.statement, " ".join(claim.quotes)) for claim in claims]


@dataclass(slots=True)
class ReadingEvidence:
    """Scores as `OverlapEvidence` does, and keeps the quotes of each call."""

    read: list[list[Quote]] = field(default_factory=list)
    name: str = "reading-evidence"

    def score(self, question: str, quotes: Sequence[Quote]) -> list[float]:
        self.read.append(list(quotes))
        return OverlapEvidence().score(question, quotes)


@dataclass(slots=True)
class AgreeableSupport:
    """Takes every statement for supported, and keeps the claims that it scored."""

    asked: list[Claim] = field(default_factory=list)
    name: str = "agreeable-support"

    def score(self, claims: Sequence[Claim]) -> list[float]:
        self.asked += claims
        return [1.0] * len(claims)


def _supported(statement: str, quotes: str) -> float:
    return 1.0 if statement in quotes else _share(statement, quotes)


def _share(text: str, reference: str) -> float:
    """Return the share of the text's content words that the reference has."""
    terms = set(content(text))
    return len(terms & set(content(reference))) / len(terms) if terms else 0.0


def no_page(page: str) -> tuple[str, dict[str, object]]:
    """An extractor that finds no text in any page."""
    return "", {}


def paragraph_splitter(text: str) -> list[str]:
    """A paragraph a piece."""
    return text.split("\n\n")


def usual_word(word: str) -> bool:
    """Three words are usual English."""
    return word in {"score", "condition", "government"}


@dataclass(slots=True)
class FakeLanguageModel:
    """Writes the pieces, whatever it is asked, up to an error among them; keeps the prompts, and counts who left early."""

    pieces: Sequence[str | LanguageModelError]
    usage: Usage | None = None
    name: str = "fake-language-model"
    asked: list[Prompt] = field(default_factory=list)
    left: int = 0

    async def write(self, prompt: Prompt) -> AsyncGenerator[str | Usage]:
        self.asked.append(prompt)
        try:
            for piece in self.pieces:
                if isinstance(piece, LanguageModelError):
                    raise piece
                yield piece
        except GeneratorExit:
            self.left += 1
            raise
        if self.usage is not None:
            yield self.usage

    async def aclose(self) -> None:
        pass


@dataclass(slots=True)
class MemoryFeedback:
    """Feedback in a list."""

    kept: list[str] = field(default_factory=list)

    def add(self, document: str) -> None:
        self.kept.append(document)

    def documents(self) -> Iterator[str]:
        yield from self.kept


class MemoryKeys:
    """Keys in a dictionary."""

    def __init__(self) -> None:
        self._keys: dict[str, Key] = {}

    def add(self, key: Key) -> None:
        self._keys[key.id] = key

    def all(self) -> list[Key]:
        return sorted(self._keys.values(), key=lambda key: (key.created_at, key.id))

    def find(self, digest: str) -> Key | None:
        return next((key for key in self._keys.values() if key.digest == digest and key.revoked_at is None), None)

    def any(self) -> bool:
        return bool(self._keys)

    def allows(self, origin: str) -> bool:
        return any(origin in key.origins for key in self._keys.values())

    def clear(self) -> None:
        self._keys.clear()

    def revoke(self, key_id: str, when: datetime) -> bool:
        key = self._keys.get(key_id)
        if key is not None and key.revoked_at is None:
            self._keys[key_id] = replace(key, revoked_at=when)
        return key is not None


class MemoryQuotas:
    """Questions counted in a dictionary."""

    def __init__(self) -> None:
        self._used: Counter[tuple[str, date]] = Counter()

    def increment(self, subject: str, day: date, amount: int = 1) -> int:
        self._used[subject, day] += amount
        return self._used[subject, day]

    def used(self, subject: str, day: date) -> int:
        return self._used[subject, day]


class MemoryDisclosures:
    """Ids of disclosed articles in a set."""

    def __init__(self) -> None:
        self._article_ids: set[str] = set()

    def disclose(self, article_ids: Iterable[str]) -> None:
        self._article_ids |= set(article_ids)

    def is_disclosed(self, article_id: str) -> bool:
        return article_id in self._article_ids
