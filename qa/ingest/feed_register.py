"""The register of feeds: add, remove and find them; to poll them is another's."""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from qa.domain.feed import Feed
from qa.errors import FeedError, FeedNotFoundError
from qa.ingest.readers.metadata import is_web_address
from qa.ingest.readers.safe_text import safe_line, safe_path
from qa.ports import FeedStore

SHORTEST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class FeedRegister:
    """The feeds that are kept."""

    feeds: FeedStore
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def add(self, source: str, outlet: str | None, interval: timedelta) -> Feed:
        """Keep a feed, an address or a file; one that is there already gets this outlet and interval.

        Raises:
            FeedError: it is neither, or the interval is too short.
        """
        if interval < SHORTEST:
            raise FeedError("a feed is asked once a minute at most; give a longer --every")
        place = _place_of(source)
        name = f"feed_{hashlib.sha256(place.encode()).hexdigest()[:10]}"
        known = self.feeds.find(name)
        told = safe_line(outlet)[:200] if outlet else None
        feed = Feed(name, place, told, interval, known.added_at if known else self.clock())
        self.feeds.put(feed)
        return feed

    def remove(self, feed_id: str) -> None:
        """Forget a feed; its articles stay.

        Raises:
            FeedNotFoundError: there is none.
        """
        if not self.feeds.remove(feed_id):
            raise FeedNotFoundError(f"there is no feed {feed_id!r}; `qa feeds list` shows those there are")

    def chosen(self, feed_ids: Sequence[str]) -> list[Feed]:
        """Return these feeds, or all where none is named.

        Raises:
            FeedNotFoundError: one is not there.
        """
        found = {feed.id: feed for feed in self.feeds.all()}
        if unknown := [name for name in feed_ids if name not in found]:
            raise FeedNotFoundError(f"there is no feed {unknown[0]!r}; `qa feeds list` shows those there are")
        return [found[name] for name in feed_ids] or list(found.values())

    def due(self) -> list[Feed]:
        """Return the feeds whose interval has passed."""
        now = self.clock()
        return [feed for feed in self.feeds.all() if feed.is_due(now)]

    def silent(self) -> list[Feed]:
        """Return the feeds of which nothing was heard for three intervals."""
        now = self.clock()
        return [feed for feed in self.feeds.all() if feed.is_silent(now)]


def _place_of(source: str) -> str:
    """Return the address, or the absolute path of the file, that names a feed."""
    if "://" in source:
        if not is_web_address(source):
            raise FeedError(f"{source!r} is no http or https address without a user name; give one, or a file")
        return source
    if not Path(source).is_file():
        raise FeedError(f"{source!r} is no file that is there, and no address that begins with https://")
    return safe_path(os.path.abspath(source))  # noqa: PTH100 - resolve() would follow links
