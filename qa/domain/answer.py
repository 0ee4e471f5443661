"""Questions, answers, and what stands between them: citations, statements, prompts, reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from qa.domain.article import ArticleId, ChunkId, Metadata, Span, Version

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


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote and where it stands, in clean and in raw text; only `qa.answer.verify.citation` builds one."""

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
