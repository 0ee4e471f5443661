"""The bodies in which the service says that it is up, and that it can answer."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel


class Health(BaseModel):
    """The process is up."""

    status: Literal["ok"] = "ok"


class LibraryFreshness(BaseModel):
    """How old what can be answered from is; null is unknown."""

    newest_article_at: datetime | None
    """When the latest of the articles was published."""
    library_updated_at: datetime | None
    """When the library last got a new article or a new version."""
    stale_feeds: list[str] = []
    """The same as `silent_feeds` below, by the name that answers have for it."""


class Readiness(BaseModel):
    """The library, the vectors and the model are there and belong together."""

    status: Literal["ready"] = "ready"
    articles: int
    freshness: LibraryFreshness
    model: str | None = None
    verifier: str | None = None
    silent_feeds: list[str] = []
    """Feeds, by their ids, of which nothing was heard for three intervals; articles that they would have brought are missing."""


class DiagnosisBody(BaseModel):
    """What is damaged, or does not agree, in the data folder, each with what mends it; empty where all is well."""

    object: Literal["diagnosis"] = "diagnosis"
    findings: list[str]
