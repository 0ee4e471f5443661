"""The scope of a question, a search or a check: what may be asked for, and what it came to."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from qa.api.schemas.wire import Wire
from qa.domain.scope import Clock, StatedScope

_Words = Annotated[str, Field(max_length=200)]


class ScopeFields(BaseModel):
    """Which articles may be looked at; without any of these, all."""

    model_config = ConfigDict(frozen=True)

    as_of: _Words | None = Field(
        None, description="A day, month, year or moment in ISO 8601, or `now`: nothing from after it is looked at."
    )
    since: _Words | None = Field(None, description="Likewise: nothing from before it is looked at.")
    clock: Clock = Field(
        "published", description="What both compare: when an article was published, or since when it is known here."
    )
    timezone: _Words = Field(
        "UTC", description="Of days and of moments without a zone, as `Europe/Berlin` or `+01:00`."
    )
    outlets: list[_Words] = Field([], max_length=50, description="By the names that articles have; none: all.")

    time_words: bool = Field(
        True, description="Whether a question's own time words, as `last week`, narrow it where `as_of` is given."
    )

    def stated(self) -> StatedScope:
        """Return the scope as it was stated, unchecked."""
        return StatedScope(self.as_of, self.since, self.clock, self.timezone, tuple(self.outlets), self.time_words)


class AskedScope(ScopeFields, Wire):
    """A scope by itself, as the Python interface takes it."""


class ExcludedBody(Wire):
    """How many of all articles lie outside a scope, each counted once, by the first reason that fits."""

    outlet: int = 0
    undated: int = 0
    later: int = 0
    earlier: int = 0


class TimeWindowBody(Wire):
    """The time that the question names for itself, in its words; null: open."""

    text: str
    since: datetime
    until: datetime | None


class ScopeBody(Wire):
    """The articles that were looked at; `outlets` as they are compared, and both ends count in."""

    as_of: datetime | None
    since: datetime | None
    clock: Clock
    outlets: list[str]
    window: TimeWindowBody | None
    excluded: ExcludedBody
