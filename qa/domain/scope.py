"""Scopes: which articles a search may find, by when they were published or became known, and by their outlet.

A moment is compared as the whole microseconds since 1970 in UTC, the same in SQL, in the vectors' filter and here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Literal

Clock = Literal["published", "known"]
"""When an article was published, by its own word; or since when this library has had its text."""
Precision = Literal["day", "moment"]
Exclusion = Literal["undated", "later", "earlier", "outlet"]
"""Why an article lies outside a scope."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)


def precision_of(moment: datetime) -> Precision:
    """Return how exactly a moment is known: whoever knows only the day writes midnight, in UTC or in a zone of his own."""
    return "day" if moment.timetz().replace(tzinfo=None) == time.min else "moment"


def latest_of(moment: datetime) -> datetime:
    """Return the last moment that it may have been: the end of the day where only the day is known."""
    return moment + _DAY - _MICROSECOND if precision_of(moment) == "day" else moment


def instant(moment: datetime) -> int:
    """Return the microseconds since 1970; a moment without a zone is one of UTC."""
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH) // _MICROSECOND


def moment_of(instant: int) -> datetime:
    """Return the moment of so many microseconds since 1970, in UTC."""
    return _EPOCH + instant * _MICROSECOND


def outlet_key(name: str) -> str:
    """Return an outlet's name as it is compared: without regard to capitals and to white space around and between words."""
    return " ".join(name.split()).casefold()


@dataclass(frozen=True, slots=True)
class Facets:
    """What a scope asks of an article."""

    published: int | None = None
    """The last instant at which its text may have been published, or changed by its outlet; None: nobody knows."""
    known: int | None = None
    """The instant since which the library has had this text; None: it has not been stored yet."""
    outlet: str = ""
    """Its outlet's `outlet_key`; empty: unknown."""


UNFILED = Facets()


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """The time that a question names for itself."""

    text: str
    """Its words."""
    since: datetime
    until: datetime | None
    """The last moment; None: it has no end but that of the scope."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles that a search may find; both ends count in, and the empty scope holds every article."""

    as_of: datetime | None = None
    """The last moment; nothing from after it is found."""
    since: datetime | None = None
    """The first moment."""
    clock: Clock = "published"
    outlets: tuple[str, ...] = ()
    """Their `outlet_key`s; empty: all."""
    time_words: bool = True
    """Whether a question's own time words narrow it."""
    window: TimeWindow | None = None
    """What they narrow it to."""

    @property
    def first(self) -> datetime | None:
        """The first moment that lies within it and its window."""
        return max((it for it in (self.since, self.window and self.window.since) if it), default=None)

    @property
    def last(self) -> datetime | None:
        """The last one."""
        return min((it for it in (self.as_of, self.window and self.window.until) if it), default=None)

    @property
    def dated(self) -> bool:
        """Whether it has an end, so that an article without a date lies outside."""
        return self.first is not None or self.last is not None

    @property
    def limited(self) -> bool:
        """Whether any article may lie outside."""
        return self.dated or bool(self.outlets)

    def exclusion(self, facets: Facets) -> Exclusion | None:
        """Return why an article lies outside; None: it lies within. Of several reasons it is the first of these."""
        at = facets.published if self.clock == "published" else facets.known
        if self.outlets and facets.outlet not in self.outlets:
            return "outlet"
        if not self.dated:
            return None
        if at is None:
            return "undated"
        if self.last is not None and at > instant(self.last):
            return "later"
        return "earlier" if self.first is not None and at < instant(self.first) else None

    def admits(self, facets: Facets) -> bool:
        """Return whether an article lies within."""
        return self.exclusion(facets) is None


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class ScopeUse:
    """A scope as an answer was drawn from it."""

    scope: Scope
    excluded: Mapping[Exclusion, int] = field(default_factory=dict)
    """How many articles of the library lie outside, by the reason."""


@dataclass(frozen=True, slots=True)
class StatedScope:
    """A scope in the words of whoever asks, as yet unchecked."""

    as_of: str | None = None
    since: str | None = None
    clock: Clock = "published"
    timezone: str = "UTC"
    outlets: tuple[str, ...] = ()
    time_words: bool = True


ALL = StatedScope()
"""What nobody has limited."""
