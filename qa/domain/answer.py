"""Questions, answers, and what stands between them: citations, statements, prompts, reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from qa.domain.article import ArticleId, ChunkId, Metadata, Span, Version
from qa.domain.scope import EVERYTHING, Scope, ScopeUse

Verdict = Literal["verbatim", "supported"]
Provenance = Literal["quotation", "compression", "written"]
"""What a statement is: a quote to the letter; one quote with harmless phrases left out, which a rule proves; or a language
model's own words, which a second opinion found supported."""
YesNo = Literal["yes", "no"]
QuestionKind = Literal["fact", "yes_no", "reason", "manner", "comparison", "list", "definition", "overview", "several"]
"""What a question wants to be told."""
Ruling = Literal["yes", "no", "disputed"]
"""The answer in a word: disputed where the articles say both."""
QualificationRelation = Literal["denies", "corrects", "limits"]
Attribute = Literal["number", "date", "name", "place", "yes_no", "cause"]
"""What it is that sources give differently."""
DisagreementRelation = Literal["conflict", "update", "scope"]
"""A conflict: they cannot both be right; an update: the later one replaces the earlier; scope: they speak of different things."""
Opinion = Literal["supported", "contradicted", "not_stated"]
"""What a second opinion makes of a sentence beside quotes."""
AbstentionReason = Literal["no_evidence", "insufficient", "out_of_scope", "language"]
"""Why a question is not answered."""
DegradedReason = Literal[
    "llm_unavailable",
    "llm_timeout",
    "llm_refused",
    "llm_declined",
    "llm_cut",
    "overloaded",
    "budget_exhausted",
    "nothing_verified",
    "verifier_unavailable",
    "vectors_unavailable",
]
"""Why articles are quoted where a written answer was wanted; the last: why less was looked through than should be."""
CitationFault = Literal["quote_verbatim", "raw_agrees", "outside_removed"]
"""Why a span cannot be cited."""
DraftFault = Literal["link", "markup", "too_long"]
"""What no written sentence may hold, whatever its meaning."""
RejectionReason = Literal[
    CitationFault,
    DraftFault,
    "number_mismatch",
    "date_mismatch",
    "name_mismatch",
    "invented_quotation",
    "speaker_mismatch",
    "negation_mismatch",
    "modality_mismatch",
    "role_mismatch",
    "opposite_mismatch",
    "scope_mismatch",
    "not_in_quotes",
    "not_supported",
    "contradicted",
    "unconfirmed",
    "no_citation",
    "off_topic",
    "says_nothing",
]
"""Why a sentence is not shown; docs/http.md and the widget have words for each."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote and where it stands, in clean and in raw text; only `qa.answer.verify.citation` builds one."""

    article_id: ArticleId
    version: Version
    span: Span
    raw_span: Span
    quote: str


class Window(NamedTuple):
    """Neighbouring sentences of one article, which are read together, and its title, where known."""

    title: str
    sentences: tuple[str, ...]


class SentenceReading(NamedTuple):
    """What a reader makes of a sentence where it stands."""

    answers: float
    """How likely it answers the question, on a scale of the reader's own: higher is likelier."""
    short_answer: Span
    """The likeliest short answer in it, in code points of the sentence; empty where the reader marks none."""
    marked: float
    """How sure the reader is that the short answer stands there and nowhere else in the window: a log probability, at most 0."""


class WindowReading(NamedTuple):
    """What a reader makes of a window."""

    holds_answer: float
    """How likely any of its sentences answers, on a scale of the reader's own."""
    sentences: tuple[SentenceReading, ...]


class Claim(NamedTuple):
    """A statement and the quotes that it must follow from."""

    statement: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """Why a statement may be shown: what it is, and each named check with its result."""

    provenance: Provenance
    checks: Mapping[str, bool]
    reattributed: bool = False
    """The model cited another passage than the one that supports the statement, which is cited instead."""

    @property
    def verdict(self) -> Verdict:
        """Return how the statement stands to its quotes."""
        return "verbatim" if self.provenance == "quotation" else "supported"


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The few words of a quote that answer; only `qa.answer.verify.citation` builds one."""

    text: str
    span: Span
    """In the clean text of the quoted article, inside the span of the quote."""


class Qualification(NamedTuple):
    """A sentence of the articles without which a statement would mislead, though it proves nothing of it."""

    relation: QualificationRelation
    citation: Citation


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer with the quotes it stands on (at least one)."""

    text: str
    citations: tuple[Citation, ...]
    support: Support
    short_answer: ShortAnswer | None = None
    """A part of the first quote, which then is the statement's text to the letter; None: none is known."""
    also: int = 0
    """How many sources beside the first say the same on their own: copies and one outlet's articles count once."""
    qualifications: tuple[Qualification, ...] = ()

    @property
    def quoted(self) -> tuple[Citation, ...]:
        """Return all that is quoted with it: what it stands on, and what qualifies it."""
        return (*self.citations, *(qualification.citation for qualification in self.qualifications))


@dataclass(frozen=True, slots=True)
class Rejection:
    """A sentence that was not shown, and why."""

    text: str
    reason: RejectionReason


DifferenceKind = Literal["number", "name", "word"]
CheckVerdict = Literal["quoted", "compressed", "supported", "contradicted", "unproved", "not_found"]
"""What the articles say to a sentence: the first two are proved, the next two rest on a second opinion; unproved: the nearest
quotes are shown, and nobody can tell; not found: nothing in them is near."""


class Difference(NamedTuple):
    """A number, name or word of a sentence that its quotes do not have."""

    kind: DifferenceKind
    span: Span
    """In the sentence."""


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence that somebody wrote, and what the articles say to it."""

    text: str
    span: Span
    """In the text that was checked."""
    verdict: CheckVerdict
    citations: tuple[Citation, ...] = ()
    """The nearest quotes, best first."""
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An article as an answer names it; numbers count from 1 in the order of first use."""

    number: int
    article_id: ArticleId
    metadata: Metadata
    also_in: tuple[ArticleId, ...] = ()
    """Near-duplicates of it that stand in the library."""
    origin: int | None = None
    """The same for all sources of the answer that are one voice: by copying, owner or agency; None: it was not asked."""


@dataclass(frozen=True, slots=True)
class Position:
    """What some of the sources say where sources differ."""

    value: str
    """In the words of its first quote."""
    citations: tuple[Citation, ...]
    sources: int
    """Those that say it on their own: copies, one owner's outlets and one agency's stories count once."""
    published_at: datetime | None = None
    """When the latest of its articles was published, where known."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Sources that say different things on one question; the answer states them all, an update with the latest first."""

    attribute: Attribute
    relation: DisagreementRelation
    positions: tuple[Position, ...]


SupersededReason = Literal["correction", "update", "version"]
"""By a published correction, by a later word on the same, or by a newer version of the article itself."""


class OlderText(NamedTuple):
    """What an article said in a version that another has replaced."""

    article_id: ArticleId
    version: Version
    quote: str


@dataclass(frozen=True, slots=True)
class Superseded:
    """What was so before, and the statement of the answer that holds in its place."""

    by: Statement
    reason: SupersededReason
    statement: Statement | None = None
    """The older statement of the answer; None: only an older version of the article said it."""
    was: OlderText | None = None
    """Of a version: what it said."""


@dataclass(frozen=True, slots=True)
class Premise:
    """Something untrue that a question takes for granted."""

    asked: str
    """The words of the question that take it for granted."""
    stands: str
    """What the articles say instead: the first quote."""
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One of several questions in one."""

    question: str
    statements: tuple[Statement, ...]
    """None: nothing answers it."""


@dataclass(frozen=True, slots=True)
class Abstention:
    """A typed refusal to answer: a result, not an error."""

    reason: AbstentionReason
    message: str
    nearest: tuple[Citation, ...] = ()
    missing: tuple[str, ...] = ()
    """Words of the question that nothing near it has."""
    premise: Premise | None = None


class Prompt(NamedTuple):
    """The text for a language model, and which exact wording it was rendered from."""

    system: str
    user: str
    digest: str
    """SHA-256 (hex) of the wording, without the question and the passages."""
    choices: tuple[str, ...] = ()
    """The words of which the model is to write one; empty: it writes freely."""


class Usage(NamedTuple):
    """What a language model was given and what it wrote, in its own tokens."""

    input_tokens: int
    output_tokens: int


def total_usage(usages: Sequence[Usage]) -> Usage | None:
    """Return the sum; None of none."""
    if not usages:
        return None
    return Usage(sum(usage.input_tokens for usage in usages), sum(usage.output_tokens for usage in usages))


@dataclass(frozen=True, slots=True)
class Degraded:
    """Why an answer is not the one that was wanted."""

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
    verifier: str | None = None
    """The model that gave second opinions on what was written; None: none did."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked before, and what was answered, both as the client sent them: untrusted, and no source."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question as it comes in, and how it is to be answered."""

    text: str
    quoted: Degraded | None = None
    """Why no language model may write for it; None: one may, where it is set."""
    history: tuple[Turn, ...] = ()
    """The turns before it, oldest first."""
    extractive: bool = False
    """Whether the asker wants quotes alone: that no model writes is then no loss."""
    scope: Scope = EVERYTHING
    """The articles that may be looked at."""

    @property
    def may_write(self) -> bool:
        """Whether a language model may be asked for it, where one is set."""
        return self.quoted is None and not self.extractive


class Correction(NamedTuple):
    """A word of a question that no article has, and the word of the articles that it was read as."""

    asked: str
    read_as: str


@dataclass(frozen=True, slots=True)
class Answered:
    """At least one statement, each on quotes that were checked."""

    question: str
    mode: Literal["extractive", "generated"]
    statements: tuple[Statement, ...]
    sources: tuple[Source, ...]
    trace: Trace
    disagreements: tuple[Disagreement, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    degraded: Degraded | None = None
    usage: Usage | None = None
    """What the language model took for it; None: none wrote, or it did not report any."""
    standalone: str | None = None
    """The question that was searched for; None: the one that was typed."""
    corrections: tuple[Correction, ...] = ()
    """Words of that question that were taken for misspelt; it is given as it was asked."""
    verdict: Ruling | None = None
    """The answer in a word, where the question wants one and the quotes bear it."""
    kind: QuestionKind = "fact"
    parts: tuple[Part, ...] = ()
    """The questions in it, where there are several."""
    superseded: tuple[Superseded, ...] = ()
    scope: ScopeUse | None = None
    """The articles that it was drawn from; None: all."""


@dataclass(frozen=True, slots=True)
class Abstained:
    """No statement, and why; the fields that it shares with `Answered` mean the same."""

    question: str
    abstention: Abstention
    sources: tuple[Source, ...]
    """The articles of the nearest passages."""
    trace: Trace
    rejections: tuple[Rejection, ...] = ()
    degraded: Degraded | None = None
    usage: Usage | None = None
    standalone: str | None = None
    corrections: tuple[Correction, ...] = ()
    kind: QuestionKind = "fact"
    scope: ScopeUse | None = None

    @property
    def mode(self) -> Literal["abstained"]:
        """Return the value that `Answered` has in a field."""
        return "abstained"


Answer = Answered | Abstained
"""The result of one question; to abstain is a result and no error."""


class Example(NamedTuple):
    """A question that the library was asked, and of which it is known what becomes."""

    question: str
    article_ids: tuple[ArticleId, ...]
    """The articles that its answer quotes; none: they do not answer it."""


AnswerStanding = Literal["current", "corrected", "withdrawn"]
"""How a kept answer stands: as it was; with a quote whose words have changed; with an article that is gone."""
CitationStanding = Literal["current", "moved", "changed", "withdrawn"]
"""How its quotes stand: in the version that was quoted; to the letter in a newer one; no more in it; in no article."""


class KeptAnswer(NamedTuple):
    """An answer as it went over the wire, kept to be shown again."""

    id: str
    created_at: datetime
    article_ids: tuple[str, ...]
    """The articles that it names or quotes."""
    document: str
    """JSON."""


class KeptLimits(NamedTuple):
    """How many answers are kept, and for how long."""

    most: int
    """The latest ones; 0: none."""
    age: timedelta
    """Older ones are deleted; zero: none is for its age."""


def statements_of(answer: Answer) -> tuple[Statement, ...]:
    """Return the statements of an answer; none where it abstains."""
    return answer.statements if isinstance(answer, Answered) else ()
