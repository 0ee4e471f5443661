"""Who may ask, and how often; all that is counted by the day goes by UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

KeyKind = Literal["publishable", "secret"]
"""A publishable key stands in pages for all to see and may only ask; a secret one may do all and never leaves a server."""


@dataclass(frozen=True, slots=True)
class Key:
    """Leave to use the service, as it is kept: what its holder shows is known to nobody but the holder."""

    id: str
    digest: str
    """SHA-256 (hex) of what the holder shows."""
    kind: KeyKind
    label: str
    origins: tuple[str, ...]
    """The sites whose pages may show it, as browsers name them (RFC 6454); a secret key has none."""
    created_at: datetime
    per_minute: int | None = None
    """Questions; None: as the settings say."""
    per_day: int | None = None
    """Questions that a language model may answer; None: as the settings say."""
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """So many times in so many seconds."""

    times: int
    seconds: int


def until_midnight(now: datetime) -> float:
    """Seconds until the day of `now` ends, in its own time zone."""
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - now).total_seconds()
