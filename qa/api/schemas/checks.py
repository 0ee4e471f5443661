"""The bodies of a check of sentences that somebody wrote."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from qa.api.schemas.answers import CorpusBody, DegradedBody
from qa.api.schemas.scope import ScopeBody, ScopeFields
from qa.api.schemas.wire import NOT_BLANK, SpanBody, Wire
from qa.domain.answer import CheckVerdict, DifferenceKind


class Check(ScopeFields, Wire):
    """The body of POST /v1/checks."""

    text: Annotated[
        str,
        Field(
            min_length=1,
            json_schema_extra=NOT_BLANK,
            description="A sentence, a paragraph or a whole text, up to 200 sentences of up to 2,000 characters.",
        ),
    ]


class DifferenceBody(Wire):
    """A number, name or word that the quotes do not have; `span` is its place in the text that was sent."""

    kind: DifferenceKind
    text: str
    span: SpanBody


class QuoteBody(Wire):
    """A verbatim quote that is near a sentence, and the article that it stands in; null is unknown."""

    article_id: str
    version: str
    title: str | None
    publisher: str | None
    published_at: datetime | None
    quote: str
    span: SpanBody
    raw_span: SpanBody
    deep_link: str | None


class CheckedSentenceBody(Wire):
    """A sentence of the text, and what the articles say to it."""

    event_name: ClassVar = "checked"
    text: str
    start: int
    end: int
    verdict: CheckVerdict
    quotes: list[QuoteBody]
    differences: list[DifferenceBody]


class CheckBody(Wire):
    """All sentences, in order."""

    event_name: ClassVar = "completed"
    object: Literal["check"] = "check"
    index_unit: Literal["codepoint"] = "codepoint"
    sentences: list[CheckedSentenceBody]
    verifier: str | None
    degraded: DegradedBody | None
    corpus: CorpusBody
    scope: ScopeBody | None = None
    request_id: str
