"""The bodies in which articles come, are listed and are read."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from qa.api.schemas.wire import SpanBody, Wire
from qa.domain.article import FieldOrigin, RegionKind, Status
from qa.domain.scope import Precision

Change = Literal["added", "replaced", "unchanged", "withdrawn", "held"]


class RegionBody(Wire):
    """A span of the raw text and what it is."""

    kind: RegionKind
    raw_span: SpanBody


class ArticleSummary(Wire):
    """An article without its text."""

    article_id: str
    version: str
    title: str | None
    publisher: str | None
    authors: list[str]
    url: str | None
    published_at: datetime | None
    published_precision: Precision | None
    """`day` where only the day is known."""
    updated_at: datetime | None
    first_seen_at: datetime | None
    """Since when the library has had this version; null only for what was never stored."""
    language: str | None
    characters: int
    also_in: list[str]
    expires_at: datetime | None = None
    """From then on it is answered from no more."""
    correction: str | None = None
    """What its publisher says was corrected in it."""


class ArticleBody(ArticleSummary):
    """An article with clean text, raw text and regions, so that a quote can be shown in its place."""

    object: Literal["article"] = "article"
    current_version: str = Field(description="Another than `version` where that has been replaced.")
    metadata_origins: dict[str, FieldOrigin]
    """Where each fact about it stands that is known, by the name of its field."""
    clean: str
    raw: str
    regions: list[RegionBody]


class VersionBody(Wire):
    """A version of an article, without its text."""

    version: str
    current: bool
    title: str | None
    published_at: datetime | None
    updated_at: datetime | None
    first_seen_at: datetime | None
    characters: int


class HistoryBody(Wire):
    """The versions that an article has had, in the order in which they were first seen."""

    article_id: str
    versions: list[VersionBody]


class StoredBody(ArticleSummary):
    """An article as it is stored now, and what that changed; `withdrawn` and `held` are shown to nobody."""

    object: Literal["article"] = "article"
    change: Change
    notes: list[str]
    """What was left out on purpose."""


class ArticlePage(Wire):
    """Articles in the order of their ids; `next_cursor` goes into the next request's `cursor`."""

    object: Literal["list"] = "list"
    data: list[ArticleSummary]
    next_cursor: str | None


class ArticlePut(Wire):
    """The body of PUT /v1/articles/{article_id}: an article as text, and what is known of it."""

    text: str
    title: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    published_at: Annotated[str | None, Field(description="ISO 8601, with a time zone where it has a time.")] = None
    updated_at: Annotated[str | None, Field(description="When the outlet last changed it, in the same form.")] = None
    language: Annotated[str | None, Field(description="A language tag, as in `en`.")] = None
    status: Annotated[
        Status | None,
        Field(description="`withheld` and `canceled` take the article out of all answers; `text` may be empty then."),
    ] = None
    embargoed_until: Annotated[
        str | None, Field(description="Nobody sees the article before; ISO 8601, with a time zone.")
    ] = None
    expires_at: Annotated[str | None, Field(description="From then on it is answered from no more.")] = None
    correction: Annotated[str | None, Field(description="What was corrected in it, for readers.")] = None
