"""Feeds that are asked for articles again and again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

SILENT = 3
"""Intervals without a word from a feed after which it counts as silent."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave with a document, to ask whether it has changed."""

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    """SHA-256 (hex) of the document, for servers that give neither."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, and how it went so far."""

    id: str
    source: str
    """An http or https address, or the absolute path of a file."""
    outlet: str | None
    """Who publishes its articles, where they do not say so."""
    interval: timedelta
    added_at: datetime
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    """When it was read last, changed or not."""
    problem: str | None = None
    """Why the last poll failed; None: it did not."""
    validators: Validators = Validators()

    @property
    def is_remote(self) -> bool:
        """Whether it must be fetched over the network."""
        return self.source.startswith(("http://", "https://"))

    def is_due(self, now: datetime) -> bool:
        """Return whether it is to be polled by now."""
        return self.polled_at is None or now - self.polled_at >= self.interval

    def is_silent(self, now: datetime) -> bool:
        """Return whether nothing was heard of it for `SILENT` intervals."""
        return now - (self.succeeded_at or self.added_at) >= SILENT * self.interval
