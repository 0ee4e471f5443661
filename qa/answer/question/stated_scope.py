"""Read a scope from the words of whoever asks: days, months and years have two ends, and which it is the field tells."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from qa.domain.scope import ALL, EVERYTHING, Scope, StatedScope, outlet_key
from qa.errors import InvalidScopeError

NOW = "now"
_PERIOD = re.compile(r"\d{4}(?:-\d\d){0,2}", re.ASCII)
_OFFSET = re.compile(r"[+-]\d\d:\d\d", re.ASCII)
_DECEMBER = 12
_EARLIEST, _LATEST = 1600, 2200
"""Years, as in articles."""


def read_scope(stated: StatedScope, now: datetime) -> Scope:
    """Return the scope; `as_of` goes to the last microsecond of a day, month or year, and `since` begins with its first.

    They are those of the stated time zone, and so is a moment without a zone of its own.

    Raises:
        InvalidScopeError: a moment, a zone or an outlet is none, or the scope ends before it begins.
    """
    if stated == ALL:
        return EVERYTHING
    zone = _zone(stated.timezone)
    as_of = _moment("as_of", stated.as_of, zone, now, last=True)
    since = _moment("since", stated.since, zone, now, last=False)
    if as_of is not None and since is not None and since > as_of:
        raise InvalidScopeError(
            f"the scope begins ({since.isoformat()}) after it ends ({as_of.isoformat()}); swap them"
        )
    outlets = tuple(outlet_key(name) for name in stated.outlets)
    if not all(outlets):
        raise InvalidScopeError("an outlet of the scope is empty; give its name as articles have it, or leave it out")
    return Scope(as_of, since, stated.clock, tuple(sorted(set(outlets))), stated.time_words)


def _zone(name: str) -> tzinfo:
    """Untrusted: the name of a zone is looked up as a file, and only names of zones are."""
    try:
        return (
            datetime.fromisoformat(f"2000-01-01T00:00{name}").tzinfo or UTC
            if _OFFSET.fullmatch(name)
            else ZoneInfo(name)
        )
    except (ValueError, OSError, KeyError) as error:
        raise InvalidScopeError(f"{name!r} is no time zone; give one such as Europe/Berlin or +01:00") from error


def _moment(field: str, text: str | None, zone: tzinfo, now: datetime, *, last: bool) -> datetime | None:
    if text is None:
        return None
    if text == NOW:
        return now.astimezone(zone)
    try:
        moment = _end(text, zone, last=last) if _PERIOD.fullmatch(text) else datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidScopeError(
            f"{field!r} is no day, month, year or moment, such as 2024-01-26, 2024-01, 2024 or 2024-01-26T09:30:00Z: {text!r}"
        ) from error
    if not _EARLIEST <= moment.year <= _LATEST:
        raise InvalidScopeError(f"{field!r} lies outside the years {_EARLIEST} to {_LATEST}: {text!r}")
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _end(period: str, zone: tzinfo, *, last: bool) -> datetime:
    """Return the first or the last moment of a year, a month or a day."""
    year, month, day, *_ = [*map(int, period.split("-")), 0, 0]
    if not last:
        return datetime.combine(date(year, month or 1, day or 1), time.min, zone)
    month = month or _DECEMBER
    return datetime.combine(date(year, month, day or monthrange(year, month)[1]), time.max, zone)
