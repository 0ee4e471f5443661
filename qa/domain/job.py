"""Batches of articles that were taken on, and what has come of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

Change = Literal["added", "replaced", "unchanged", "withdrawn", "held"]
"""What storing an article changed."""


class WaitingArticle(NamedTuple):
    """An article of a batch that is not stored yet."""

    number: int
    """Its place in the batch, from 1."""
    article_id: str
    document: str
    """Its checked fields, as a JSON object."""


class Refusal(NamedTuple):
    """An article of a batch that could not be stored, and why."""

    number: int
    article_id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What a request brings: the articles to store, and those that could not be read at all."""

    articles: tuple[WaitingArticle, ...]
    refused: tuple[Refusal, ...] = ()
    key: str | None = None
    """The client's name for the request, under which it may be sent again."""
    digest: str = ""
    """SHA-256 of the request's body, which tells whether it is the same again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has come of some of a job's articles."""

    changes: tuple[tuple[Change, str], ...] = ()
    """What was stored, in its order, by the ids that it has now."""
    refused: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    chunks: int = 0


class JobPart(NamedTuple):
    """The articles of a job that are stored next."""

    job_id: str
    articles: tuple[WaitingArticle, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """A batch that was taken on, and how far it has come."""

    id: str
    created_at: datetime
    finished_at: datetime | None
    """When the last of its articles was stored or refused; None: some are waiting."""
    total: int
    waiting: int
    begun: bool
    """Whether anything has come of it yet."""
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class JobLimits:
    """How many jobs are kept, and for how long."""

    unfinished: int = 16
    """Jobs that may wait; each has at most the bytes of one request."""
    finished: int = 1_000
    age: timedelta = timedelta(days=1)
    """For which a finished job is remembered."""
