"""The bodies of batches of articles, and of the jobs that store them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from qa.api.schemas.articles import ArticlePut
from qa.api.schemas.wire import Wire
from qa.domain.article import FieldOrigin


class ReadFrom(Wire):
    """What a reader of files found out about an article, as `qa ingest` sends it."""

    origin: Annotated[str, Field(min_length=1, max_length=4_096)]
    """The file."""
    page: str | None = None
    """The page that the text was extracted from."""
    stated_id: bool = True
    """Whether the file itself says which article it is."""
    metadata_origins: Annotated[dict[str, FieldOrigin], Field(default_factory=dict)]
    """Where each fact stands."""


class BatchArticle(ArticlePut):
    """One article of a batch: the fields of PUT /v1/articles/{article_id}, and its id."""

    id: Annotated[str, Field(min_length=1)]
    read_from: ReadFrom | None = None


class RefusedBody(Wire):
    """An article that was not stored, by its place in the batch, from 1."""

    number: int
    article_id: str | None
    reason: str


class JobBody(Wire):
    """A batch of articles that was taken on, and what has come of it."""

    object: Literal["job"] = "job"
    id: str
    state: Literal["waiting", "running", "done"]
    created_at: datetime
    finished_at: datetime | None
    total: int
    done: int
    added: list[str]
    replaced: list[str]
    unchanged: list[str]
    withdrawn: list[str]
    held: list[str]
    refused: list[RefusedBody]
    notes: list[str]
    chunks: int
    problem: str | None
    """What keeps it from going on just now; it is tried again."""
