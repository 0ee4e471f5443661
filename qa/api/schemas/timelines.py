"""The bodies of a timeline: what is asked for, and what happened in its order."""

from typing import Annotated, Literal

from pydantic import Field

from qa.api.schemas.answers import CitationBody, DegradedBody, SourceBody, StatementBody
from qa.api.schemas.scope import ScopeBody, ScopeFields
from qa.api.schemas.wire import NOT_BLANK, Wire


class TimelineAsk(ScopeFields, Wire):
    """The body of POST /v1/timelines."""

    topic: Annotated[str, Field(description="A few words, as `the talks on troops`.", json_schema_extra=NOT_BLANK)]
    limit: Annotated[int, Field(ge=1, le=50, strict=True)] = 20


class EntryBody(Wire):
    """What happened, in verbatim words, and when."""

    when: str = Field(
        description="ISO 8601: a day, a week (2024-W04), a month, a year, or two days with a slash between."
    )
    precision: Literal["day", "week", "month", "year", "interval"]
    dated_by: Literal["quote", "publication"] = Field(
        description="Whether the quote names the day, or it is that of the article, before which it may have happened."
    )
    statement: StatementBody


class TimelineBody(Wire):
    """What happened on a topic, the earliest first; without entries no article tells of it."""

    object: Literal["timeline"] = "timeline"
    topic: str
    entries: list[EntryBody]
    citations: list[CitationBody]
    sources: list[SourceBody]
    undated: int = Field(description="Sentences on the topic that were left out, since nobody says when.")
    scope: ScopeBody | None = None
    degraded: DegradedBody | None = None
    request_id: str
