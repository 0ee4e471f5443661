"""The seams: what the flow needs of its adapters. Opening and closing them is the wiring's business.

tests/fakes.py has a fake of each but `Library` and `RateLimiter`, whose adapters run in memory as well.
"""

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from qa.domain.access import Key, LimitScope, Rate
from qa.domain.answer import Answer, Claim, DegradedReason, Example, KeptAnswer, Prompt, Usage, Window, WindowReading
from qa.domain.article import (
    Article,
    ArticleId,
    Chunk,
    ChunkedArticle,
    ChunkId,
    Corpus,
    Frequencies,
    HeldArticle,
    Holdings,
    JournalEntry,
    Listing,
    Selection,
)
from qa.domain.feed import Feed
from qa.domain.job import Batch, Job, JobPart, Outcome
from qa.domain.scope import EVERYTHING, Exclusion, Scope

Vectors = NDArray[np.float32]
"""Rows of unit length, shape (texts, dimension)."""


class Embedder(Protocol):
    """Embeds texts as unit vectors; `name` identifies model, precision and version, so that vectors are never mixed."""

    @property
    def name(self) -> str: ...

    def embed_documents(self, texts: Sequence[str]) -> Vectors: ...

    def embed_query(self, text: str) -> Vectors:
        """Return one vector, shape (dimension,)."""
        ...


class VectorIndex(Protocol):
    """Finds the nearest chunks by cosine; synchronous and safe from any thread.

    What a change has done is on the disk when it returns; a change that is broken off may take any vector with it.
    """

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        """Store the vectors, with the facets of their chunks."""
        ...

    def search(self, vector: Vectors, k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
        """Return the k nearest chunks of the scope with their cosine similarity, best first."""
        ...

    def refile(self, chunks: Sequence[Chunk]) -> None:
        """Store the facets anew of those chunks that the index has."""
        ...

    def delete(self, chunk_ids: Sequence[ChunkId]) -> None:
        """Delete these chunks; an unknown id is no error."""
        ...

    def clear(self) -> None:
        """Delete all vectors, and with them whatever was damaged."""
        ...

    def ids(self) -> set[ChunkId]:
        """Return the chunks that the index should have vectors of; `vectors` tells which it has."""
        ...

    def vectors(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Vectors]:
        """Return the vectors, each of shape (dimension,), as the search has them; what it has lost is left out."""
        ...


class Splitter(Protocol):
    """Proposes pieces of a text for retrieval: in order, and together holding every word of it."""

    def __call__(self, text: str) -> list[str]: ...


class Document(NamedTuple):
    """A text as another library's reader gives it; nothing of it is checked."""

    id: str
    text: str
    metadata: Mapping[str, object]


class DocumentReader(Protocol):
    """Loads documents that another library can read; `name` is the one that messages have."""

    @property
    def name(self) -> str: ...

    def load(self, path: Path | None) -> Iterator[Document]:
        """Yield the documents of a path; None: those of what the reader was made with.

        Raises:
            InputError: the reader fails, or gives no documents; some may have come before.
        """
        ...


class ArticleStore(Protocol):
    """Reads the current version of every article."""

    def article(self, article_id: ArticleId) -> Article | None: ...

    def articles(self, *, after: ArticleId | None = None, limit: int) -> list[Article]:
        """Return a page of articles in the order of their ids."""
        ...

    def group(self, name: str) -> list[ArticleId]:
        """Return the articles that are near-duplicates of each other under this name."""
        ...

    def corpus(self) -> Corpus: ...

    def excluded(self, scope: Scope) -> Mapping[Exclusion, int]:
        """Return how many articles lie outside a scope, by the reason; a reason that excludes none is left out."""
        ...


class VersionStore(Protocol):
    """Reads the versions that an article has had; one without a current version has none, for it was taken back."""

    def version(self, article_id: ArticleId, version: str) -> Article | None:
        """Return a version, the current one or one that another has replaced."""
        ...

    def versions(self, article_id: ArticleId) -> list[Article]:
        """Return all versions, in the order in which they were first seen."""
        ...


class VersionedArticles(ArticleStore, VersionStore, Protocol):
    """Articles as they stand, and as they stood."""


class Catalogue(Protocol):
    """Tells what there is to read, and lists it."""

    def holdings(self) -> Holdings: ...

    def listing(self, selection: Selection, *, skip: int, limit: int) -> Listing:
        """Return so many of the current articles that are selected, after the first `skip`."""
        ...


class FullText(Protocol):
    """Finds the current chunks by their words."""

    def search(self, words: Sequence[str], k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
        """Return the k best chunks of the scope that hold any of the words, with their BM25 score (higher is better), best first.

        The score weighs a word by all chunks, those outside the scope as well.
        """
        ...

    def frequencies(self, phrases: Sequence[str]) -> Frequencies:
        """Count the chunks that hold each phrase."""
        ...

    def chunks(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Chunk]:
        """Return those of the chunks that are current."""
        ...


class Vocabulary(Protocol):
    """Knows the words of the current chunks and of their articles' titles."""

    def words(self, beginning: str) -> Mapping[str, int]:
        """Return the words that begin like this, in lower case and without accents, and in how many chunks each occurs."""
        ...

    def holds(self, word: str, scope: Scope) -> bool:
        """Return whether a chunk of the scope has a word of `words`."""
        ...

    def frequencies(self, phrases: Sequence[str]) -> Frequencies:
        """Count the chunks that hold each phrase."""
        ...


class UsualWords(Protocol):
    """Tells whether a word, in lower case, is a usual one of English; it need not know them all."""

    def __call__(self, word: str) -> bool: ...


class LanguageGuesser(Protocol):
    """Guesses which language a text is in; safe from any thread."""

    def __call__(self, text: str) -> Mapping[str, float]:
        """Return how likely the text is in each language, by its code (ISO 639); together 1."""
        ...


class MetaStore(Protocol):
    """Keeps facts about the stored data, such as the embedder that made the vectors."""

    def get_meta(self, key: str) -> str | None: ...

    def set_meta(self, key: str, value: str) -> None: ...


class ExampleStore(Protocol):
    """Keeps the example questions; one whose article changes or goes is forgotten with it."""

    def examples(self) -> list[Example]: ...

    def examples_made_of(self) -> str | None:
        """Return the note that the examples were kept with; None: none were ever made."""
        ...

    def keep_examples(self, examples: Sequence[Example], fingerprint: str, made_of: str) -> bool:
        """Keep examples in place of those before, with a note of what they were made of; return whether they are kept.

        They are not where the articles are no longer those with the fingerprint.
        """
        ...


class SelfChecking(Protocol):
    """Tells whether its own files are whole, and mends what can be made again of the rest."""

    def faults(self) -> list[str]:
        """Return what is wrong, each with what mends it; to find that out takes as long as to read all of it."""
        ...

    def mend(self) -> None:
        """Make anew what follows from the rest, such as indexes."""
        ...


class HeldArticles(Protocol):
    """Keeps articles until their embargo ends; nothing else of a library finds, counts or lists them."""

    def hold(self, article: HeldArticle) -> None:
        """Keep an article, in place of one with the same id."""
        ...

    def held(self, article_id: ArticleId) -> HeldArticle | None: ...

    def due(self, now: datetime) -> list[HeldArticle]:
        """Return those whose embargo has ended, in the order in which it did."""
        ...

    def drop_held(self, article_ids: Sequence[ArticleId]) -> None:
        """Keep these no more; an unknown id is no error."""
        ...


class Library(
    VersionedArticles,
    Catalogue,
    FullText,
    Vocabulary,
    MetaStore,
    ExampleStore,
    SelfChecking,
    HeldArticles,
    Protocol,
):
    """The truth: articles with all their versions, chunks, full text and journal, in one transactional store.

    The journal holds the changes that the vectors have not followed yet; an entry is written in one transaction with the
    articles that it is about.
    """

    def chunk_ids(self) -> set[ChunkId]: ...

    def near_duplicates(self, bands: Sequence[str], limit: int) -> list[Article]:
        """Return the current articles that share the most bands, at least one: `limit` of them, those that share more first."""
        ...

    def put(self, articles: Sequence[ChunkedArticle]) -> JournalEntry:
        """Store new or changed articles; a changed one keeps its old version's text.

        A version that has been stored before keeps the time at which it was first seen.
        """
        ...

    def remove(self, article_ids: Sequence[ArticleId]) -> JournalEntry:
        """Remove articles with all their versions, and those that are held under these ids."""
        ...

    def withdraw(self, article_ids: Sequence[ArticleId]) -> JournalEntry:
        """Take articles out of every search, count and list; their texts stay as old versions. An unknown id is no error."""
        ...

    def knows(self, article_id: ArticleId) -> bool:
        """Return whether anything is kept under this id: an article, one that was withdrawn, or one that is held."""
        ...

    def note_withdrawal(self, article_id: ArticleId, updated_at: datetime) -> None:
        """Keep when an article was withdrawn, by its publisher's word, until it is removed."""
        ...

    def withdrawn_at(self, article_id: ArticleId) -> datetime | None:
        """Return when an article was withdrawn last; None: it was not, or nobody said when."""
        ...

    def expired(self, now: datetime) -> list[ArticleId]:
        """Return the current articles that may not be used any more."""
        ...

    def rechunk(self, articles: Iterable[ChunkedArticle], facts: Mapping[str, str]) -> None:
        """Give current articles other chunks, keep facts as `set_meta` does, and empty the journal: all of it in one transaction.

        For vectors that have followed every change, these chunks among them.
        """
        ...

    def pending(self) -> list[JournalEntry]:
        """Return the journal's entries, oldest first."""
        ...

    def settle(self, entry: JournalEntry) -> None:
        """Take an entry out of the journal: the vectors have followed."""
        ...


class FeedStore(Protocol):
    """Keeps feeds; safe from any thread, and several processes see each other's changes at once."""

    def put(self, feed: Feed) -> None:
        """Keep a feed, in place of one with the same id or source."""
        ...

    def update(self, feed: Feed) -> bool:
        """Keep how a poll of a feed went; return whether it is still there: one that was removed does not come back."""
        ...

    def all(self) -> list[Feed]:
        """Return all feeds, oldest first."""
        ...

    def find(self, feed_id: str) -> Feed | None: ...

    def remove(self, feed_id: str) -> bool:
        """Remove a feed, and none of its articles; return whether there was one."""
        ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered; names of headers are in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    url: str


class Fetcher(Protocol):
    """Fetches public addresses over HTTP; synchronous and safe from any thread."""

    def fetch(self, url: str, headers: Mapping[str, str]) -> Fetched:
        """Return what stands there, after any redirects.

        Raises:
            FetchError: it cannot be fetched, is too large, takes too long, or leads to what is not public.
        """
        ...


class Reader(Protocol):
    """Reads windows of text with a question and tells which sentences answer it, each window on its own; safe from any thread."""

    @property
    def name(self) -> str: ...

    def read(self, question: str, windows: Sequence[Window]) -> list[WindowReading]:
        """Return a reading for each window, in their order, with one for each of its sentences."""
        ...


class SupportModel(Protocol):
    """Estimates how likely a statement follows from its quotes; safe from any thread."""

    @property
    def name(self) -> str: ...

    def score(self, claims: Sequence[Claim]) -> list[float]:
        """Return a probability for each claim, 0..1, that the statement follows from its quotes alone."""
        ...


class FeedbackStore(Protocol):
    """Keeps what readers said of answers, each thing once; safe from any thread."""

    def add(self, name: str, document: str) -> bool:
        """Keep a JSON object on one line, which begins with its name as `id`; return False where one of that name is kept.

        Raises:
            FeedbackFullError: there is as much as may be kept.
        """
        ...

    def documents(self) -> Iterator[str]:
        """Yield all documents, oldest first."""
        ...


class AnswerStore(SelfChecking, Protocol):
    """Keeps the latest answers within limits of count and age; safe from any thread.

    Every method raises StoreBusyError where the store cannot be used just now.
    """

    def add(self, answer: KeptAnswer) -> None:
        """Keep an answer in place of one with the same id, and delete what is over the limits."""
        ...

    def find(self, answer_id: str) -> str | None:
        """Return the document of an answer; None where it is not kept, or not any more."""
        ...

    def citing(self, article_id: str, before: tuple[datetime, str] | None, limit: int) -> list[KeptAnswer]:
        """Return so many of the answers that name or quote an article, the latest first.

        `before` is when one was made, and its id: only those behind it are returned.
        """
        ...

    def forget(self, article_ids: Sequence[str]) -> None:
        """Delete the answers that name or quote any of these articles; an unknown id is no error."""
        ...


class JobStore(SelfChecking, Protocol):
    """Keeps batches of articles until they are stored, and for a while what came of them; safe from any thread.

    What a method has done is on the disk when it returns. Every method raises a StoreError where the file cannot be used.
    """

    def add(self, batch: Batch) -> Job:
        """Take a batch on, or return the job that its key has made before.

        Raises:
            JobKeyReusedError: its key came with another body.
            JobsFullError: as many are waiting as may.
        """
        ...

    def find(self, job_id: str) -> Job | None:
        """Return a job; None where there is none, or it is forgotten."""
        ...

    def next(self, characters: int) -> JobPart | None:
        """Return the next articles of the oldest job that is not finished: at least one, and no more than fill `characters`."""
        ...

    def settle(self, part: JobPart, outcome: Outcome) -> None:
        """Note what has come of the articles of a part, which wait no longer."""
        ...

    def withdraw(self, article_ids: Sequence[str], reason: str) -> set[str]:
        """Refuse what waits under these ids for a reason that came later; return those of which something did."""
        ...

    def waiting(self, article_ids: Sequence[str]) -> set[str]:
        """Return those ids under which something waits."""
        ...


class KeyStore(SelfChecking, Protocol):
    """Keeps the keys that may use the service; safe from any thread, and several processes see each other's changes at once.

    Every method that changes the store raises StoreBusyError where another process holds it for too long.
    """

    def add(self, key: Key) -> None: ...

    def all(self) -> list[Key]:
        """Return all keys, revoked ones too, oldest first."""
        ...

    def find(self, digest: str) -> Key | None:
        """Return the key with this digest, unless it is revoked."""
        ...

    def any(self) -> bool:
        """Return whether there is a key, even a revoked one: revoking the last key must not open the service."""
        ...

    def allows(self, origin: str) -> bool:
        """Return whether a site belongs to a key, even a revoked one: its pages may read why they are refused."""
        ...

    def revoke(self, key_id: str, when: datetime) -> bool:
        """Revoke a key; return whether there is one. Revoking it again keeps the first time."""
        ...

    def clear(self) -> None:
        """Delete all keys."""
        ...


class QuotaStore(Protocol):
    """Counts by the day what is limited: questions of a key, tokens of the language model.

    Safe from any thread and across processes, kept over a restart.
    """

    def increment(self, subject: str, day: date, amount: int = 1) -> int:
        """Count so much more for a subject on a day; return how much that is now.

        Raises:
            StoreBusyError: another process holds the store for too long.
        """
        ...

    def used(self, subject: str, day: date) -> int:
        """Return how much was counted for a subject on a day; 0 for an unknown one."""
        ...


class DisclosureStore(Protocol):
    """Records which articles answers have disclosed; safe from any thread and across processes, kept over a restart."""

    def disclose(self, article_ids: Iterable[str]) -> None:
        """Record that answers have shown these articles.

        Raises:
            StoreBusyError: another process holds the store for too long.
        """
        ...

    def is_disclosed(self, article_id: str) -> bool:
        """Return whether an answer has shown the article."""
        ...


class RateLimiter(Protocol):
    """Limits how often something is done; safe from any thread."""

    def take(self, name: str, rate: Rate) -> float | None:
        """Count one use under a name and return None; over the rate, return the seconds until it is worth trying again."""
        ...


class Peers(Protocol):
    """The other processes on the same store; safe from any thread. What a process holds goes with it, however it ends."""

    def turn(self, seconds: float) -> AbstractContextManager[None]:
        """Be the one process that changes the articles while the context lasts.

        Raises:
            StoreBusyError: another process was, for so many seconds.
        """
        ...

    def leads(self) -> bool:
        """Return whether this process does what only one has to: the first that asked, for as long as it lives."""
        ...

    def tell(self, subject: str, text: str) -> None:
        """Tell all others at once; the text has at most 7,000 bytes in UTF-8."""
        ...

    def listening(self, heard: Callable[[str, str], None]) -> AbstractContextManager[None]:
        """Have `heard` called, in a thread of its own, with the subject and text of what others tell while the context lasts.

        What is told while the store cannot be reached is not heard.
        """
        ...


class RelayedEvent(NamedTuple):
    """An event of an answer in the making, as it went over the wire."""

    answer_id: str
    number: int
    """From 1."""
    name: str
    data: str


class Relayed(NamedTuple):
    """What another process knows of an answer."""

    events: tuple[RelayedEvent, ...]
    alive: bool
    """Whether the process that makes it is there; else no event comes any more."""


class EventRelay(Protocol):
    """Hands the events of answers in the making to the other processes on the same store, for a while; safe from any thread."""

    def begin(self, answer_id: str) -> None:
        """Say that this process makes an answer."""
        ...

    def add(self, event: RelayedEvent) -> None:
        """Add the next event of an answer that was begun here."""
        ...

    def after(self, answer_id: str, number: int) -> Relayed | None:
        """Return the events after a number; None: no process has begun such an answer, or not lately."""
        ...

    def forget(self, answer_id: str) -> None:
        """Forget an answer's events."""
        ...


class LanguageModel(Protocol):
    """Writes text piece by piece."""

    @property
    def name(self) -> str: ...

    def write(self, prompt: Prompt) -> AsyncGenerator[str | Usage]:
        """Yield the pieces of text as they come, and last the usage where the model reports it.

        Closing the generator ends the writing at its source.

        Raises:
            LanguageModelError: it cannot be reached, takes too long, refuses, or breaks off; pieces may have come before.
        """
        ...

    async def aclose(self) -> None:
        """Close the connections; to write again opens new ones."""
        ...


class Report(NamedTuple):
    """What a monitoring system reads, and its media type."""

    media_type: str
    body: bytes


class Metrics(Protocol):
    """Counts what happens, without a word of what was asked or said, or by whom; safe from any thread, and never fails."""

    def answered(self, answer: Answer, seconds: float) -> None:
        """Count an answer or an abstention, with its stages and what was rejected; `seconds`: from its turn to its end."""
        ...

    def unanswered(self, how: Literal["cancelled", "failed"], seconds: float) -> None:
        """Count an answer that did not come to its end: nobody wanted it any more, or an error ended it."""
        ...

    def used(self, usage: Usage) -> None:
        """Count what a language model was given and what it wrote."""
        ...

    def model_failed(self, reason: DegradedReason) -> None:
        """Count a text of a language model that was not to be had."""
        ...

    def limited(self, scope: LimitScope) -> None:
        """Count what a limit refused or lowered."""
        ...

    def requested(self, route: str, status: int | None, seconds: float) -> None:
        """Count a request that has ended, by method and template of its route; None: it has had no response."""
        ...

    def report(self, accept: str) -> Report:
        """Return all of it, in the format that a header `Accept` prefers."""
        ...


Work = Literal["answer", "check", "contextualize", "retrieve", "read", "write", "model", "verify"]
"""Kinds of work that a trace shows."""
Fact = Literal[
    "mode", "reason", "outcome", "most", "found", "model", "input_tokens", "output_tokens", "first_piece_seconds"
]
"""What is told of work."""
Content = Literal["question", "answer", "query", "passages", "instructions", "prompt", "text", "sentence"]
"""What was asked, read or written; a trace has it only where its operator chose so."""
Facts = Mapping[Fact | Content, str | int | float]


class Span(Protocol):
    """A piece of work while it lasts."""

    def note(self, facts: Facts) -> None:
        """Add facts."""
        ...

    def current(self) -> AbstractContextManager[object]:
        """Have whatever begins meanwhile, in threads and tasks as well, be a part of it; nothing is to be yielded meanwhile."""
        ...

    def end(self, failure: str = "") -> None:
        """End it; `failure` is the kind of error that ended it, never its message, which may repeat a text."""
        ...


class Tracer(Protocol):
    """Records which work was done for what, and how long it took; safe from any thread, and never fails."""

    def begin(self, work: Work, facts: Facts) -> Span:
        """Begin a piece of work, as a part of whatever is current."""
        ...

    def continued(self, headers: Mapping[str, str]) -> AbstractContextManager[object]:
        """Have whatever begins meanwhile be a part of the work that the headers of a request name, if any (W3C Trace Context)."""
        ...
