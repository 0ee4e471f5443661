"""The bodies of making the index anew."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from qa.api.schemas.wire import Wire


class ReindexAsk(Wire):
    """What a reindex must be like; nothing has to be said."""

    settings: Annotated[str, Field(max_length=64)] | None = None
    """A digest of the settings of the command that asks: the server refuses where its own are others. It is compared, and
    names nothing."""


class ReindexBody(Wire):
    """How far the last reindex since the server's start has come."""

    object: Literal["reindex"] = "reindex"
    state: Literal["none", "running", "done", "failed"]
    embedder: str
    total: int
    done: int
    started_at: datetime | None
    finished_at: datetime | None
    problem: str | None
