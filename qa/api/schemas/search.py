"""The bodies of a search and of the passages that it finds."""

from typing import Annotated, Literal

from pydantic import Field

from qa.api.schemas.answers import DegradedBody
from qa.api.schemas.scope import ScopeBody, ScopeFields
from qa.api.schemas.wire import NOT_BLANK, SpanBody, Wire


class Search(ScopeFields, Wire):
    """The body of POST /v1/search."""

    query: Annotated[str, Field(description="A question or a few words.", json_schema_extra=NOT_BLANK)]
    limit: Annotated[int, Field(ge=1, le=50, strict=True)] = 10


class PassageBody(Wire):
    """A retrieved chunk with both normalised scores; null: not found that way."""

    chunk_id: str
    article_id: str
    version: str
    title: str | None
    url: str | None
    text: str
    span: SpanBody
    lexical: float | None
    semantic: float | None
    score: float


class SearchBody(Wire):
    """Passages, best first."""

    object: Literal["search"] = "search"
    query: str
    passages: list[PassageBody]
    scope: ScopeBody | None = None
    degraded: DegradedBody | None = None
    request_id: str
