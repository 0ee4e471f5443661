"""The values that travel from an article file to a cited answer: frozen, without I/O.

All offsets are Unicode code points, zero-based and half-open, as Python slices are.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple, NewType

ArticleId = NewType("ArticleId", str)
ChunkId = NewType("ChunkId", str)
Version = NewType("Version", str)
"""SHA-256 (hex) of an article's raw text in UTF-8."""

RegionKind = Literal[
    "body",
    "title",
    "comment-form",
    "navigation",
    "promotion",
    "ad-notice",
    "share",
    "caption",
    "credit",
    "notice",
    "duplicate-paragraph",
]
AbstentionReason = Literal["no_evidence", "insufficient", "out_of_scope"]
Verdict = Literal["verbatim", "supported"]
DegradedReason = Literal[
    "llm_unavailable",
    "llm_timeout",
    "llm_refused",
    "llm_declined",
    "llm_cut",
    "overloaded",
    "budget_exhausted",
    "nothing_verified",
]
Mode = Literal["extractive", "generated", "abstained"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, `0 <= start <= end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Region:
    """A span of the raw text and what it is: body, or the reason why cleaning took it out."""

    kind: RegionKind
    span: Span


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch that stands in clean and raw text alike: `clean[c : c + n] == raw[r : r + n]`."""

    clean: int
    raw: int
    length: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Clean text with the way back: `runs` are in ascending order and cover every non-space character of it."""

    text: str
    regions: tuple[Region, ...]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of an article beside its text; None is unknown and is never filled by a guess."""

    title: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    published_at: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One stored version of one article."""

    id: ArticleId
    version: Version
    raw: str
    cleaned: Cleaned
    metadata: Metadata
    origin: str
    """Where it came from: the file's path, with `#line` for a row of JSON Lines."""
    page: str | None = None
    """The page as it was, where `raw` was extracted from HTML or Markdown."""
    group: str | None = None
    """Articles that are near-duplicates of each other share this name."""

    @property
    def clean(self) -> str:
        """The text that is chunked, searched and quoted."""
        return self.cleaned.text

    def raw_span(self, span: Span) -> Span:
        """The raw text's span for a clean span whose first and last characters are not white space.

        Raises:
            ValueError: the span is empty or starts or ends on white space that cleaning put in.
        """
        if not 0 <= span.start < span.end <= len(self.clean):
            raise ValueError(f"{span!r} is not a span of the clean text of {self.id!r}")
        return Span(self._raw_offset(span.start), self._raw_offset(span.end - 1) + 1)

    def removed(self) -> tuple[Region, ...]:
        """The regions that are not body, in raw order."""
        return tuple(region for region in self.cleaned.regions if region.kind != "body")

    def _raw_offset(self, offset: int) -> int:
        runs = self.cleaned.runs
        found = bisect_right(runs, offset, key=lambda candidate: candidate.clean)
        run = runs[found - 1] if found else Run(0, 0, 0)
        if not run.clean <= offset < run.clean + run.length:
            raise ValueError(f"offset {offset} of {self.id!r} is white space that cleaning put in")
        return run.raw + offset - run.clean


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of an article for retrieval; `article.clean[span] == text` always holds."""

    id: ChunkId
    article_id: ArticleId
    version: Version
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved chunk; scores are min-max normalised over the candidates to 0..1, None: not found that way."""

    chunk: Chunk
    lexical: float | None
    semantic: float | None
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote and where it stands, in clean and in raw text; only `qa.answer.verify` builds one."""

    article_id: ArticleId
    version: Version
    span: Span
    raw_span: Span
    quote: str


class Quote(NamedTuple):
    """What is shown to a model: a quote and its article's title, where known."""

    text: str
    title: str = ""


class Claim(NamedTuple):
    """A statement and the quotes that it must follow from."""

    statement: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """Why a statement may be shown: a verdict, and each named check with its result."""

    verdict: Verdict
    checks: Mapping[str, bool]
    reattributed: bool = False
    """The model cited another passage than the one that supports the statement, which is cited instead."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer with the quotes it stands on (at least one)."""

    text: str
    citations: tuple[Citation, ...]
    support: Support


@dataclass(frozen=True, slots=True)
class Rejection:
    """A sentence that was not shown, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """An article as an answer names it; numbers count from 1 in the order of first use."""

    number: int
    article_id: ArticleId
    metadata: Metadata
    also_in: tuple[ArticleId, ...] = ()
    """Near-duplicates of it that stand in the library."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Quotes of different sources that give different figures for the same thing; the answer states them all."""

    kind: Literal["number"]
    positions: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Abstention:
    """A typed refusal to answer: a result, not an error."""

    reason: AbstentionReason
    message: str
    nearest: tuple[Citation, ...] = ()


class Prompt(NamedTuple):
    """What a language model is asked, and which exact wording asked it."""

    system: str
    user: str
    digest: str
    """SHA-256 (hex) of the wording, without the question and the passages."""


class Usage(NamedTuple):
    """What a language model was given and what it wrote, in its own tokens."""

    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class Degraded:
    """Why an answer is not the written one that was wanted."""

    reason: DegradedReason
    retry_after: float | None = None
    """Seconds after which it is worth asking again, where known."""


@dataclass(frozen=True, slots=True)
class Trace:
    """How an answer came about: what is needed to reproduce and to time it."""

    model: str
    prompt_digest: str | None
    passages: tuple[ChunkId, ...]
    timings_ms: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked before, and what was answered, both as the client tells them: untrusted, and no source."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question as it comes in, and how it is to be answered."""

    text: str
    quoted: Degraded | None = None
    """Why no language model may be asked for it, where one is there; None: it may."""
    history: tuple[Turn, ...] = ()
    """The turns before it, oldest first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one question: statements, or an abstention, never both."""

    question: str
    mode: Mode
    statements: tuple[Statement, ...]
    sources: tuple[Source, ...]
    trace: Trace
    rejections: tuple[Rejection, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    abstention: Abstention | None = None
    degraded: Degraded | None = None
    usage: Usage | None = None
    """What the language model took for it; None: it was not asked, or did not say."""
    standalone: str | None = None
    """The question that was asked of the articles; None: the one that was typed."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """What the library holds, as a fingerprint that changes with any article."""

    fingerprint: str
    articles: int


@dataclass(frozen=True, slots=True)
class Frequencies:
    """In how many of `chunks` chunks each phrase occurs."""

    counts: Mapping[str, int]
    chunks: int


@dataclass(frozen=True, slots=True)
class FileProblem:
    """An input that did not go in, where it is and what to do about it."""

    path: str
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, by article id."""

    added: tuple[ArticleId, ...] = ()
    replaced: tuple[ArticleId, ...] = ()
    unchanged: tuple[ArticleId, ...] = ()
    problems: tuple[FileProblem, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple[str, ...])
    chunks: int = 0


@dataclass(frozen=True, slots=True)
class ChunkedArticle:
    """An article ready to be stored: its chunks, and the keys by which near-duplicates find each other."""

    article: Article
    chunks: tuple[Chunk, ...]
    bands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A change of the library that the vectors have not followed yet."""

    id: int
    upsert: tuple[ChunkId, ...]
    delete: tuple[ChunkId, ...]
