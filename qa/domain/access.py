"""Keys and rates of use; a day is a day in UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

KeyKind = Literal["publishable", "secret"]
"""A publishable key stands in pages for all to see and may only ask; a secret key may do everything and stays on servers."""

LimitScope = Literal["address_minute", "key_minute", "address_day", "key_day", "feedback_day", "queue"]
"""What limits requests: whose, and in what time; the queue is everybody's."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is stored: only its holder knows the secret."""

    id: str
    digest: str
    """SHA-256 (hex) of the secret."""
    kind: KeyKind
    label: str
    origins: tuple[str, ...]
    """The sites whose pages may send it, as browsers name them (RFC 6454); a secret key has none."""
    created_at: datetime
    per_minute: int | None = None
    """Questions a minute; None: as the settings say, 0: no limit."""
    per_day: int | None = None
    """Questions a day that a language model may answer; None: as the settings say, 0: no limit."""
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `times` uses in `seconds`."""

    times: int
    seconds: int


def until_midnight(now: datetime) -> float:
    """Return the seconds until the day of `now` ends, in its own time zone."""
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - now).total_seconds()
