"""In-memory stand-ins for the seams; tests/contracts/ holds them to the same behaviour as the real adapters."""

import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np

from qa.answer.evidence.ranker import Candidate, Ranker
from qa.answer.question.parse import Question
from qa.current_index import IndexGeneration
from qa.domain.access import Key
from qa.domain.answer import Claim, KeptAnswer, KeptLimits, Prompt, SentenceReading, Usage, Window, WindowReading
from qa.domain.article import Article, ArticleId, Chunk, ChunkId, FieldOrigin, Passage, Span
from qa.domain.scope import EVERYTHING, Facets, Scope
from qa.errors import FeedbackFullError, IndexMismatchError, LanguageModelError, StoreFullError, StoreUnavailableError
from qa.ports import (
    Embedder,
    Fetched,
    Reader,
    Relayed,
    RelayedEvent,
    Splitter,
    SupportModel,
    VectorIndex,
    Vectors,
)
from qa.text.tokens import content, tokens

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

    stored: dict[ChunkId, Vectors] = field(default_factory=dict)
    filed: dict[ChunkId, Facets] = field(default_factory=dict)

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        if len(vectors):
            self._check(vectors[0])
        self.stored.update({chunk.id: vector for chunk, vector in zip(chunks, vectors, strict=True)})
        self.refile(chunks)

    def _check(self, vector: Vectors) -> None:
        if any(known.shape != vector.shape for known in self.stored.values()):
            raise IndexMismatchError("the stored vectors are of another size; run `qa reindex` once")

    def search(self, vector: Vectors, k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
        self._check(vector)
        within = {name: known for name, known in self.stored.items() if scope.admits(self.filed[name])}
        scored = [(name, float(known @ vector)) for name, known in within.items()]
        return sorted(scored, key=lambda item: -item[1])[:k]

    def refile(self, chunks: Sequence[Chunk]) -> None:
        self.filed.update({chunk.id: chunk.facets for chunk in chunks if chunk.id in self.stored})

    def delete(self, chunk_ids: Sequence[ChunkId]) -> None:
        for name in chunk_ids:
            self.stored.pop(name, None)

    def clear(self) -> None:
        self.stored.clear()

    def ids(self) -> set[ChunkId]:
        return set(self.stored)

    def vectors(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Vectors]:
        return {name: self.stored[name] for name in chunk_ids if name in self.stored}


def paragraph_splitter(text: str) -> list[str]:
    """A paragraph a piece."""
    return text.split("\n\n")


@dataclass(slots=True)
class MemoryGenerations:
    """Makes generations in memory, with what an owner may have changed in his settings meanwhile."""

    split: Splitter = paragraph_splitter
    embedder: Embedder = field(default_factory=HashingEmbedder)
    index: Callable[[], VectorIndex] = MemoryIndex
    retained: list[str] = field(default_factory=list)

    def next(self) -> IndexGeneration:
        return IndexGeneration(self.split, self.embedder, self.index(), str(len(self.retained) + 1), "as set")

    def newer(self, name: str) -> IndexGeneration | None:  # what is in memory, no other process makes
        return None

    def retain(self, name: str) -> None:
        self.retained.append(name)


@dataclass(slots=True)
class FailingIndex(MemoryIndex):
    """An index whose disk is full after `writes` more writes."""

    writes: int = 0

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        if self.writes == 0:
            raise StoreFullError("the disk is full")
        self.writes -= 1
        MemoryIndex.upsert(self, chunks, vectors)


@dataclass(slots=True)
class AwayIndex(MemoryIndex):
    """An index on a server that may be away."""

    away: bool = False

    def _ask(self) -> None:
        if self.away:
            raise StoreUnavailableError("the server at http://secret.example:8000 does not answer")

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self._ask()
        MemoryIndex.upsert(self, chunks, vectors)

    def search(self, vector: Vectors, k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
        self._ask()
        return MemoryIndex.search(self, vector, k, scope)


@dataclass(slots=True)
class ReportingIndex(MemoryIndex):
    """An index that tells when it is written to."""

    writing: Callable[[], object] = bool

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self.writing()
        MemoryIndex.upsert(self, chunks, vectors)


@dataclass(slots=True)
class ForgetfulIndex(MemoryIndex):
    """An index that lists vectors which it has lost, as Chroma does."""

    forgotten: set[ChunkId] = field(default_factory=set)

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self.forgotten -= {chunk.id for chunk in chunks}
        MemoryIndex.upsert(self, chunks, vectors)

    def vectors(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Vectors]:
        return MemoryIndex.vectors(self, [name for name in chunk_ids if name not in self.forgotten])


@dataclass(slots=True)
class DisconnectedIndex(MemoryIndex):
    """An index that has vectors which its searches do not reach, until it is made anew."""

    unreachable: set[ChunkId] = field(default_factory=set)

    def search(self, vector: Vectors, k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
        hits = MemoryIndex.search(self, vector, k + len(self.unreachable), scope)
        return [hit for hit in hits if hit[0] not in self.unreachable][:k]

    def clear(self) -> None:
        self.unreachable.clear()
        MemoryIndex.clear(self)


@dataclass(frozen=True, slots=True)
class OverlapReader:
    """Reads the share of the question's content words that a sentence has, and marks its first other one; ignores titles."""

    name: str = "overlap-reader"

    def read(self, question: str, windows: Sequence[Window]) -> list[WindowReading]:
        return [_overlap(question, window) for window in windows]


def _overlap(question: str, window: Window) -> WindowReading:
    shares = [_share(question, sentence) for sentence in window.sentences]
    return WindowReading(
        max(shares, default=0.0),
        tuple(
            _marked(question, sentence, share, sum(shares))
            for sentence, share in zip(window.sentences, shares, strict=True)
        ),
    )


def _marked(question: str, sentence: str, share: float, shares: float) -> SentenceReading:
    """The reading of a sentence: of the window's shares its own is the chance that the short answer stands here."""
    asked = set(content(question))
    new = next((word for word in tokens(sentence) if word.content and word.term not in asked), None)
    if new is None or share == 0:
        return SentenceReading(share, Span(0, 0), -math.inf)
    return SentenceReading(share, new.span, math.log(share / shares))


@dataclass(frozen=True, slots=True)
class OverlapSupport:
    """The share of the statement's content words that the quotes have; 1 where it stands in them word for word."""

    name: str = "overlap-support"

    def score(self, claims: Sequence[Claim]) -> list[float]:
        return [_supported(claim.statement, " ".join(claim.quotes)) for claim in claims]


@dataclass(slots=True)
class ReadingReader:
    """Reads as `OverlapReader` does, and keeps the windows of each call."""

    seen: list[list[Window]] = field(default_factory=list)
    name: str = "reading-reader"

    def read(self, question: str, windows: Sequence[Window]) -> list[WindowReading]:
        self.seen.append(list(windows))
        return OverlapReader().read(question, windows)


@dataclass(frozen=True, slots=True)
class RememberingReader:
    """Has another reader read each window for each question once: what it makes of them depends on nothing else."""

    reader: Reader
    known: dict[tuple[str, Window], WindowReading] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.reader.name

    def read(self, question: str, windows: Sequence[Window]) -> list[WindowReading]:
        new = [window for window in dict.fromkeys(windows) if (question, window) not in self.known]
        for window, reading in zip(new, self.reader.read(question, new), strict=True):
            self.known[question, window] = reading
        return [self.known[question, window] for window in windows]


@dataclass(frozen=True, slots=True)
class RememberingSupport:
    """Has another model score each claim once: what it says of it depends on nothing else."""

    model: SupportModel
    known: dict[Claim, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.model.name

    def score(self, claims: Sequence[Claim]) -> list[float]:
        new = [claim for claim in dict.fromkeys(claims) if claim not in self.known]
        self.known.update(zip(new, self.model.score(new), strict=True))
        return [self.known[claim] for claim in claims]


@dataclass(frozen=True, slots=True)
class MarkingRanker(Ranker):
    """Ranks as `Ranker` does, and marks the first number of each quote as its short answer."""

    def rank(
        self,
        question: Question,
        passages: Sequence[Passage],
        articles: Mapping[ArticleId, Article],
        quoted: Collection[ArticleId] = (),
    ) -> list[Candidate]:
        candidates = Ranker.rank(self, question, passages, articles, quoted)
        return [replace(candidate, short_answer=_first_number(candidate)) for candidate in candidates]


def _first_number(candidate: Candidate) -> Span | None:
    """Return where it stands in the article's clean text."""
    match = re.search(r"\d+(?:[.,]\d+)*", candidate.text)
    return match and Span(candidate.span.start + match.start(), candidate.span.start + match.end())


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


def no_page(page: str) -> tuple[str, dict[str, object], dict[str, FieldOrigin]]:
    """An extractor that finds no text in any page."""
    return "", {}, {}


_GERMAN = frozenset("der die das und ist nicht wie viele wer warum wann wurde sind im".split())


def guess_language(text: str) -> dict[str, float]:
    """A text is German as far as its words are some of German grammar, and Chinese where its first letter is; else English."""
    words = re.findall(r"\w+", text.lower()) or [""]
    german = sum(word in _GERMAN for word in words) / len(words)
    chinese = float("\u4e00" <= words[0][:1] <= "\u9fff")
    return {"zh": chinese, "de": (1 - chinese) * german, "en": (1 - chinese) * (1 - german)}


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
    most: int = 1_000_000

    def add(self, name: str, document: str) -> bool:
        if any(json.loads(line).get("id") == name for line in self.kept):
            return False
        if sum(len(line.encode()) + 1 for line in [*self.kept, document]) > self.most:
            raise FeedbackFullError("full")
        self.kept.append(document)
        return True

    def documents(self) -> Iterator[str]:
        yield from self.kept


_HUNDRED = KeptLimits(100, timedelta())


@dataclass(slots=True)
class MemoryAnswers:
    """Answers in a dictionary."""

    limits: KeptLimits = _HUNDRED
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _kept: dict[str, KeptAnswer] = field(default_factory=dict)

    def faults(self) -> list[str]:
        return []

    def mend(self) -> None:
        pass

    def add(self, answer: KeptAnswer) -> None:
        self._kept[answer.id] = answer
        latest = sorted(self._kept.values(), key=lambda kept: kept.created_at, reverse=True)
        self._kept = {kept.id: kept for kept in latest[: self.limits.most]}

    def find(self, answer_id: str) -> str | None:
        kept = self._kept.get(answer_id)
        old = kept and self.limits.age and kept.created_at < self.clock() - self.limits.age
        return None if kept is None or old else kept.document

    def citing(self, article_id: str, before: tuple[datetime, str] | None, limit: int) -> list[KeptAnswer]:
        named = [kept for kept in self._kept.values() if article_id in kept.article_ids and self.find(kept.id)]
        latest = sorted(named, key=lambda kept: (kept.created_at, kept.id), reverse=True)
        return [kept for kept in latest if before is None or (kept.created_at, kept.id) < before][:limit]

    def forget(self, article_ids: Sequence[str]) -> None:
        gone = set(article_ids)
        self._kept = {name: kept for name, kept in self._kept.items() if not gone & set(kept.article_ids)}


class MemoryKeys:
    """Keys in a dictionary."""

    def __init__(self) -> None:
        self._keys: dict[str, Key] = {}

    def faults(self) -> list[str]:
        return []

    def mend(self) -> None:
        pass

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


@dataclass(slots=True)
class PageFetcher:
    """A web of pages, each with its ETag: asked with the one it has, it answers 304."""

    pages: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    """Which addresses were asked, and with what status it answered."""

    def fetch(self, url: str, headers: Mapping[str, str]) -> Fetched:
        page = self.pages.get(url)
        tag = f'"{hashlib.sha256(page or b"").hexdigest()}"'
        status = 404 if page is None else 304 if headers.get("If-None-Match") == tag else 200
        self.asked.append((url, status))
        return Fetched(status, page or b"" if status == 200 else b"", {"etag": tag}, url)


class MemoryRelay:
    """The `EventRelay` of one of several that share what they hold; closed it is a process that has gone."""

    def __init__(
        self, makers: "dict[str, MemoryRelay] | None" = None, events: list[RelayedEvent] | None = None
    ) -> None:
        self._makers: dict[str, MemoryRelay] = {} if makers is None else makers
        self._events: list[RelayedEvent] = [] if events is None else events
        self.alive = True

    def joined(self) -> "MemoryRelay":
        """Another process's."""
        return MemoryRelay(self._makers, self._events)

    def close(self) -> None:
        self.alive = False

    def begin(self, answer_id: str) -> None:
        self._makers[answer_id] = self

    def add(self, event: RelayedEvent) -> None:
        self._events.append(event)

    def after(self, answer_id: str, number: int) -> Relayed | None:
        maker = self._makers.get(answer_id)
        events = tuple(event for event in self._events if event.answer_id == answer_id and event.number > number)
        return Relayed(events, alive=maker.alive) if maker else None

    def forget(self, answer_id: str) -> None:
        self._makers.pop(answer_id, None)
