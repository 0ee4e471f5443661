"""The bodies of questions and answers."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from qa.api.schemas.scope import ScopeBody, ScopeFields
from qa.api.schemas.wire import NOT_BLANK, SpanBody, Wire
from qa.domain.answer import (
    AbstentionReason,
    AnswerStanding,
    Attribute,
    CitationStanding,
    DegradedReason,
    DisagreementRelation,
    Provenance,
    QualificationRelation,
    QuestionKind,
    Ruling,
    SupersededReason,
    Verdict,
)
from qa.text.temporal import Precision, Rule


class TurnBody(Wire):
    """A question that was asked before and the text of its answer; they tell what a follow-up is about, and prove nothing."""

    question: Annotated[str, Field(min_length=1)]
    answer: str = ""


class Ask(ScopeFields, Wire):
    """The body of POST /v1/answers."""

    question: Annotated[
        str, Field(description="A question about the articles, 1 to 2,000 characters.", json_schema_extra=NOT_BLANK)
    ]
    history: list[TurnBody] = Field([], max_length=6, description="The turns before it, oldest first.")


class SupportBody(Wire):
    """Why the statement may be shown."""

    verdict: Verdict
    provenance: Provenance
    checks: dict[str, bool]
    reattributed: bool = False


class ShortAnswerBody(Wire):
    """The few words of a quote that answer; `span` is their place in the article's clean text."""

    text: str
    span: SpanBody


class CorrectionBody(Wire):
    """A word of the question that no article has, and the word of the articles that it was read as."""

    asked: str
    read_as: str


class QualificationBody(Wire):
    """A sentence that denies, corrects or limits what a statement quotes; `citation` by id."""

    relation: QualificationRelation
    citation: str


class DateBody(Wire):
    """A time that a quote names, and what it resolves to; `span` is its place in the article's clean text."""

    citation: str
    text: str
    span: SpanBody
    resolves_to: Annotated[
        str, Field(description="ISO 8601: a day, a week (2024-W04), a month, a year, or two days with a slash between.")
    ]
    precision: Precision
    rule: Rule


class StatementBody(Wire):
    """A statement and where it stands in the answer's text; the short answer is a part of its first citation's quote."""

    id: str
    text: str
    start: int
    end: int
    citations: list[str]
    support: SupportBody
    short_answer: ShortAnswerBody | None = None
    also: int = Field(0, ge=0, description="How many independent sources beside the first say the same.")
    qualifications: list[QualificationBody] = Field([])
    reported_at: datetime | None = Field(None, description="When the article of its first quote was published.")
    dates: list[DateBody] = Field([], description="The times that its quotes name.")


class PlaceBody(Wire):
    """Words of a version of an article, and where they stand in it."""

    version: str
    quote: str
    span: SpanBody
    raw_span: SpanBody


class CitationBody(Wire):
    """A verbatim quote; `source` is the number of the source, `number` the marker in the text."""

    id: str
    number: int
    source: int
    article_id: str
    version: str
    quote: str
    span: SpanBody
    raw_span: SpanBody
    deep_link: str | None
    standing: CitationStanding = "current"
    now: PlaceBody | None = Field(
        None,
        description="Where the quote stands now, or the sentence that took its place; null: as it was, or nowhere.",
    )


class SourceBody(Wire):
    """A cited article; null is unknown."""

    number: int
    article_id: str
    title: str | None
    publisher: str | None
    authors: list[str]
    url: str | None
    published_at: datetime | None
    also_in: list[str]
    origin: int | None = Field(
        None,
        description="The same for sources that are one voice, by copying, owner or agency; null where none is told.",
    )


class RejectionBody(Wire):
    """A sentence that was not shown as it was written; `message` says why in words for a reader."""

    event_name: ClassVar = "rejected"
    text: str
    reason: str
    message: str = ""


class PositionBody(Wire):
    """What some of the sources say; `citations` by id, `sources` counts those that say it on their own."""

    value: str
    citations: list[str]
    sources: int
    published_at: datetime | None


class DisagreementBody(Wire):
    """Sources that differ on what was asked; of an update the latest position comes first."""

    attribute: Attribute
    relation: DisagreementRelation
    positions: list[PositionBody]

    @model_validator(mode="before")
    @classmethod
    def _of_first_release(cls, values: object) -> object:
        """Read what answers kept until November 2026 have: figures that differ, as bare citations."""
        match values:
            case {"kind": "number", "citations": [*citations]}:
                positions = [
                    PositionBody(value="", citations=[str(name)], sources=1, published_at=None) for name in citations
                ]
                return {"attribute": "number", "relation": "conflict", "positions": positions}
        return values


class OlderTextBody(Wire):
    """What an article said in a version that another has replaced."""

    article_id: str
    version: str
    quote: str


class SupersededBody(Wire):
    """What was so before; the statement `by` holds in its place."""

    by: str
    reason: SupersededReason
    statement: str | None = Field(None, description="The older statement of the answer.")
    was: OlderTextBody | None = Field(None, description="Of a newer version: what the older one said.")


class PremiseBody(Wire):
    """Something untrue that the question takes for granted, and what the articles say instead."""

    asked: str
    stands: str
    citations: list[CitationBody]


class AbstentionBody(Wire):
    """Why there is no answer, and what came nearest."""

    reason: AbstentionReason
    message: str
    nearest: list[CitationBody]
    missing: list[str] = Field([], description="Words of the question that nothing near it has.")
    premise: PremiseBody | None = None


class PartBody(Wire):
    """One of several questions in one; `statements` by id, none where nothing answers it."""

    question: str
    statements: list[str]


class CorpusBody(Wire):
    """What the answer was drawn from."""

    fingerprint: str
    articles: int


class FreshnessBody(Wire):
    """How old what was answered from is; null is unknown."""

    newest_source_at: datetime | None
    oldest_source_at: datetime | None
    library_updated_at: datetime | None = Field(description="When the library last got a new article or a new version.")
    stale_feeds: list[str] = Field(
        [], description="Feeds, by their ids, of which nothing was heard for three intervals: articles may be missing."
    )


class DegradedBody(Wire):
    """Why sentences of articles stand where written ones were wanted, the writing broke off, or less was looked through."""

    reason: DegradedReason
    retry_after: float | None = None


class UsageBody(Wire):
    """What the language model took, in its own tokens."""

    input_tokens: int
    output_tokens: int


class AnswerBody(Wire):
    """The answer."""

    event_name: ClassVar = "completed"
    id: str
    object: Literal["answer"] = "answer"
    created_at: datetime
    status: Literal["completed"] = "completed"
    standing: AnswerStanding = "current"
    mode: Literal["extractive", "generated", "abstained"]
    question: str
    standalone_question: str | None = None
    corrections: list[CorrectionBody] = Field([])
    kind: QuestionKind = "fact"
    verdict: Ruling | None = None
    text: str
    index_unit: Literal["codepoint"] = "codepoint"
    statements: list[StatementBody]
    rejected: list[RejectionBody]
    citations: list[CitationBody]
    sources: list[SourceBody]
    parts: list[PartBody] = Field([])
    disagreements: list[DisagreementBody]
    superseded: list[SupersededBody] = Field([])
    abstention: AbstentionBody | None
    scope: ScopeBody | None = None
    freshness: FreshnessBody | None = None
    degraded: DegradedBody | None = None
    corpus: CorpusBody
    timings_ms: dict[str, float]
    usage: UsageBody | None = None
    model: str
    verifier: str | None = None
    prompt_digest: str | None
    request_id: str


class AffectedCitationBody(Wire):
    """A quote of an article that has changed since, or is gone."""

    id: str
    standing: CitationStanding


class AffectedBody(Wire):
    """A kept answer whose quotes of an article do not stand any more."""

    id: str
    created_at: datetime
    question: str
    standing: AnswerStanding
    citations: list[AffectedCitationBody]


class AffectedPage(Wire):
    """Kept answers, the latest first; `next_cursor` goes into the next request's `cursor`."""

    object: Literal["list"] = "list"
    data: list[AffectedBody]
    unreadable: int = Field(
        description="Answers of other releases on this page that name the article and cannot be read."
    )
    next_cursor: str | None


class UnfinishedBody(Wire):
    """An answer that is not there: still being made, or given up."""

    id: str
    object: Literal["answer"] = "answer"
    status: Literal["in_progress", "failed", "cancelled"]
