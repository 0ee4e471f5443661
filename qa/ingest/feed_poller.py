"""Poll feeds: a poll fetches, which may take its time, and then stores, which holds the library."""

import hashlib
import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from qa.domain.article import Metadata
from qa.domain.feed import Feed, Validators
from qa.errors import DatelineError, FetchError, InputError
from qa.ingest.article_service import ArticleService
from qa.ingest.feed_register import FeedRegister
from qa.ingest.readers.decoding import decode_page
from qa.ingest.readers.items import Item, Items, Source, identity_of, raw_articles
from qa.ingest.readers.metadata import is_web_address
from qa.ingest.readers.news_formats import MAX_DOCUMENT, read_items
from qa.ingest.readers.opening import read_bytes
from qa.ingest.report import IngestReport
from qa.ports import Fetcher

_LOGGER = logging.getLogger(__name__)
_OK, _UNCHANGED = 200, 304
_OFF = "is fetched over the network, which is off; set QA_FEEDS__FETCH=true"
_UNFORESEEN = "met an error that Dateline did not expect; the log has it"
_NONE, _NOTHING = Validators(), IngestReport()
_LONGEST_HEADER = 1_000
_MOST_PAGES = 50
"""Pages behind its links that one poll of a feed fetches; the next poll goes on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a feed was found to be: its items, that it has not changed (None), or why it could not be read."""

    items: Items | None = None
    validators: Validators = _NONE
    problem: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PollReport:
    """What a poll did."""

    feed_id: str
    outcome: Literal["read", "unchanged", "failed"]
    problem: str | None = None
    report: IngestReport = _NOTHING


@dataclass(frozen=True, slots=True)
class Poller:
    """Asks feeds for articles, and stores what they bring."""

    register: FeedRegister
    articles: ArticleService
    fetcher: Fetcher | None
    """None: nothing is fetched over the network."""
    pages: bool = False
    """Whether the pages behind a feed's links are fetched where it has no full text."""

    def poll(self, feed: Feed) -> PollReport:
        """Fetch a feed and store what it brings."""
        return self.take(feed, self.fetch(feed))

    def fetch(self, feed: Feed) -> Reading:
        """Return what a feed holds now; nothing is stored."""
        try:
            document, validators = self._document(feed)
            if document is None:
                return Reading(validators=validators)
            items = read_items(document, self.articles.extractors)
            notes: tuple[str, ...] = ()
            if self.pages:
                items, notes = self._with_pages(feed, items)
            # What is still to be fetched is looked for again with the next poll, whether the feed has changed or not.
            return Reading(items, Validators() if notes else validators, notes=notes)
        except (FetchError, InputError) as error:
            return Reading(validators=feed.validators, problem=str(error))
        except Exception:
            # Whatever a document can do to us, it must not keep the feeds behind it from being polled.
            _LOGGER.exception("the feed %s cannot be read", feed.id)
            return Reading(validators=feed.validators, problem=_UNFORESEEN)

    def take(self, feed: Feed, reading: Reading) -> PollReport:
        """Store what a reading brings, and note how the poll went; the library must be held by nobody else."""
        now, problem, report = self.register.clock(), reading.problem, IngestReport()
        if reading.items is not None:
            try:
                stated = Metadata(publisher=feed.outlet, origins={"publisher": "feed"} if feed.outlet else {})
                place = Source(feed.source, feed.source, stated, key=feed.source)
                report = self.articles.store(raw_articles(reading.items, place), lambda _: None)
                report = replace(report, notes=(*report.notes, *reading.notes))
            except DatelineError as error:
                problem = str(error)
            except Exception:
                _LOGGER.exception("the articles of the feed %s cannot be stored", feed.id)
                problem = _UNFORESEEN
        noted = replace(feed, polled_at=now, problem=problem)
        if problem is None:
            noted = replace(noted, succeeded_at=now, validators=reading.validators)
        else:
            _LOGGER.warning("the feed %s %s", feed.id, problem)
        self.register.feeds.update(noted)
        outcome: Literal["read", "unchanged"] = "read" if reading.items is not None else "unchanged"
        return PollReport(feed.id, "failed" if problem else outcome, problem, report)

    def _document(self, feed: Feed) -> tuple[bytes | None, Validators]:
        """Return the document, None where it is the one of the last poll, and what tells that the next time."""
        known = feed.validators
        if not feed.is_remote:
            document = read_bytes(Path(feed.source), MAX_DOCUMENT)
            return _unless_known(document, Validators(digest=_digest(document)), known)
        if self.fetcher is None:
            raise FetchError(_OFF)
        asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        fetched = self.fetcher.fetch(feed.source, {name: value for name, value in asked.items() if value})
        if fetched.status == _UNCHANGED and known != Validators():
            return None, known
        if fetched.status != _OK:
            raise FetchError(f"is answered with status {fetched.status}")
        headers = fetched.headers
        told = (_header(headers.get("etag")), _header(headers.get("last-modified")))
        return _unless_known(fetched.body, Validators(*told, _digest(fetched.body)), known)

    def _with_pages(self, feed: Feed, items: Items) -> tuple[Items, tuple[str, ...]]:
        """Put the text of its page to each item that has no full text; one whose page cannot be had now is left for later.

        A page is fetched once: an article that is stored keeps its text.
        """
        complete: list[Item] = []
        notes: list[str] = []
        fetched = 0
        for item in items.items:
            if not _lacks_text(item):
                complete.append(item)
            elif self.articles.library.article(identity_of(item, feed.source)) is not None:
                continue
            elif fetched >= _MOST_PAGES:
                notes.append(f"{_link(item)}: is left for the next poll, which reads on")
            else:
                fetched += 1
                try:
                    complete.append(self._with_page(item))
                except (FetchError, InputError) as error:
                    notes.append(f"{_link(item)}: the page {error}")
        return replace(items, items=complete), tuple(notes)

    def _with_page(self, item: Item) -> Item:
        if self.fetcher is None:
            raise FetchError(_OFF)
        fetched = self.fetcher.fetch(_link(item), {})
        if fetched.status != _OK:
            raise FetchError(f"is answered with status {fetched.status}")
        page = decode_page(fetched.body)
        text, fields, _ = self.articles.extractors.html(page)
        if not text.strip():
            raise InputError("has no main text")
        return replace(item, text=text, page=page, is_summary=False, fields={**fields, **item.fields})


def _unless_known(document: bytes, found: Validators, known: Validators) -> tuple[bytes | None, Validators]:
    return (None if found.digest == known.digest else document), found


def _digest(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()


def _header(value: str | None) -> str | None:
    # Untrusted: made safe here. It is sent back as a header of ours.
    return value if value and value.isascii() and value.isprintable() and len(value) <= _LONGEST_HEADER else None


def _lacks_text(item: Item) -> bool:
    usable = str(item.fields.get("status") or "usable") == "usable"
    return usable and (item.is_summary or not item.text.strip()) and bool(_link(item))


def _link(item: Item) -> str:
    url = item.fields.get("url")
    return url if isinstance(url, str) and is_web_address(url) else ""
