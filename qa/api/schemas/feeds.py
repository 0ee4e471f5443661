"""The bodies of feeds."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from qa.api.schemas.wire import Wire


class FeedAdd(Wire):
    """The body of POST /v1/feeds."""

    source: Annotated[str, Field(min_length=1, max_length=2_000, description="An http or https address.")]
    outlet: Annotated[str | None, Field(max_length=200)] = None
    """Who publishes its articles, where they do not say so."""
    every_seconds: Annotated[int, Field(ge=60, le=30 * 86_400)] = 900
    """How often it is asked."""


class FeedBody(Wire):
    """A feed that is asked for articles again and again, and how that went."""

    object: Literal["feed"] = "feed"
    id: str
    source: str
    outlet: str | None
    every_seconds: int
    added_at: datetime
    polled_at: datetime | None
    succeeded_at: datetime | None
    problem: str | None
    """What was wrong with the last poll."""
    silent: bool
    """Whether nothing was heard of it for three intervals."""


class FeedList(Wire):
    """All feeds."""

    object: Literal["list"] = "list"
    data: list[FeedBody]
    fetching: bool
    """Whether this server fetches anything over the network; without it no address is asked."""
