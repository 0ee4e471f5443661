"""The options of what is asked that limit which articles are looked at."""

from typing import Annotated

import typer
from pydantic import ValidationError

from qa.api.schemas.scope import AskedScope
from qa.domain.scope import Clock
from qa.errors import InvalidScopeError

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help="Look at nothing from after this day, month, year or moment, as 2024-01-26 or now.",
    ),
]
Since = Annotated[str | None, typer.Option("--since", metavar="TIME", help="Look at nothing from before it.")]
Outlets = Annotated[
    list[str] | None, typer.Option("--outlet", metavar="NAME", help="Look at this outlet's articles; may be repeated.")
]
ByClock = Annotated[
    Clock, typer.Option("--clock", help="What --as-of and --since compare: when it was published, or known here.")
]
Timezone = Annotated[
    str, typer.Option("--timezone", metavar="ZONE", help="Of days and of moments without a zone, as Europe/Berlin.")
]


def asked_scope(
    as_of: str | None, since: str | None, outlets: list[str] | None, clock: Clock, timezone: str
) -> AskedScope:
    """Return what the options limit."""
    try:
        return AskedScope(as_of=as_of, since=since, outlets=outlets or [], clock=clock, timezone=timezone)
    except ValidationError as error:
        raise InvalidScopeError("give at most 50 outlets, and none, nor a time, of more than 200 characters") from error
