"""Feeds are polled: what is unchanged changes nothing, a new text is a new version, and a silent feed is flagged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qa.adapters import trafilatura
from qa.domain.feed import Feed
from qa.errors import FeedNotFoundError, FetchError, InputError
from qa.ingest.feed_poller import Poller, PollReport
from qa.ports import Fetched
from qa.services import Services
from tests.driving import in_memory
from tests.fakes import PageFetcher

URL = "https://alder.example/feed.xml"
HOUR = timedelta(hours=1)
STORY = "The harbour wall of Port Alder cost 14 million crowns, the council said on Monday."


@dataclass(slots=True)
class Polled:
    """Services with a web of their own and a clock."""

    services: Services
    web: PageFetcher = field(default_factory=PageFetcher)
    now: datetime = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def poller(self, *, pages: bool = False) -> Poller:
        register = replace(self.services.feeds, clock=lambda: self.now)
        extractors = replace(self.services.articles.extractors, html=trafilatura.extract)
        articles = replace(self.services.articles, clock=lambda: self.now, extractors=extractors)
        return Poller(register, articles, self.web, pages)

    def add(self, source: str = URL, outlet: str | None = None) -> Feed:
        return self.poller().register.add(source, outlet, HOUR)

    def poll(self, feed: Feed, *, pages: bool = False) -> PollReport:
        """Poll a feed as it is kept now, an hour later."""
        self.now += HOUR
        poller = self.poller(pages=pages)
        [kept] = poller.register.chosen([feed.id])
        return poller.poll(kept)

    def texts(self) -> list[str]:
        return [article.raw for article in self.services.articles.all()]


@pytest.fixture
def polled() -> Iterator[Polled]:
    with in_memory() as services:
        yield Polled(services)


def rss(*items: tuple[str, str], link: str = "https://alder.example/", extra: str = "") -> bytes:
    told = "".join(f"<item><guid>{name}</guid><description>{text}</description>{extra}</item>" for name, text in items)
    return f"<rss version='2.0'><channel><title>Alder</title><link>{link}</link>{told}</channel></rss>".encode()


@pytest.mark.no_cover  # many times the same
def test_a_thousand_polls_of_an_unchanged_feed_make_no_new_version(polled: Polled) -> None:
    feed = polled.add()
    polled.web.pages[URL] = rss(("a", STORY), ("b", "Another story of Port Alder, at some length."))
    first = polled.poll(feed)
    corpus = polled.services.library.corpus()

    outcomes = {polled.poll(feed).outcome for _ in range(500)}
    # The feed's own date changes, as where its server makes it anew: the document is another one, and no article is.
    for n in range(500):
        polled.web.pages[URL] = (
            rss(("a", STORY), ("b", "Another story of Port Alder, at some length.")) + f"<!-- {n} -->".encode()
        )
        report = polled.poll(feed).report
        assert (report.added, report.replaced, len(report.unchanged)) == ((), (), 2)

    assert len(first.report.added) == 2
    assert outcomes == {"unchanged"}
    assert [status for _, status in polled.web.asked[:501]] == [200, *[304] * 500]
    assert polled.services.library.corpus() == corpus
    assert polled.services.articles.diagnose() == []


def test_the_same_guid_with_a_new_text_is_a_new_version_of_the_same_article(polled: Polled) -> None:
    feed = polled.add()
    polled.web.pages[URL] = rss(("a", STORY))
    [name] = polled.poll(feed).report.added

    polled.web.pages[URL] = rss(("a", STORY.replace("14", "40")))

    assert polled.poll(feed).report.replaced == (name,)
    assert polled.texts() == [STORY.replace("14", "40")]


@dataclass(frozen=True, slots=True)
class Defective:
    """A fetcher that has a defect on one of the addresses."""

    web: PageFetcher
    address: str

    def fetch(self, url: str, headers: Mapping[str, str]) -> Fetched:
        if url == self.address:
            raise RuntimeError("what nobody thought of")
        return self.web.fetch(url, headers)


def test_a_feed_that_meets_a_defect_of_ours_fails_alone_and_waits_for_its_next_turn(polled: Polled) -> None:
    bad, good = polled.add(), polled.add("https://birch.example/feed.xml")
    polled.web.pages[good.source] = rss(("a", STORY))
    poller = replace(polled.poller(), fetcher=Defective(polled.web, bad.source))
    polled.now += HOUR
    reports = {feed.id: poller.poll(feed) for feed in poller.register.due()}

    assert (reports[bad.id].outcome, reports[good.id].report.added != ()) == ("failed", True)
    assert "did not expect" in str(poller.register.chosen([bad.id])[0].problem)
    assert poller.register.due() == []


def test_what_leaves_a_feed_stays_and_one_that_is_removed_takes_no_article_along(polled: Polled) -> None:
    feed = polled.add()
    polled.web.pages[URL] = rss(("a", STORY))
    polled.poll(feed)
    polled.web.pages[URL] = rss(("b", "Another story of Port Alder, at some length."))
    polled.poll(feed)

    polled.poller().register.remove(feed.id)

    assert len(polled.texts()) == 2
    with pytest.raises(FeedNotFoundError):
        polled.poller().register.remove(feed.id)
    with pytest.raises(FeedNotFoundError):
        polled.poller().register.chosen([feed.id])


def test_one_story_in_two_feeds_is_one_group_and_neither_takes_the_others_place(polled: Polled) -> None:
    feeds = [
        polled.add(url, outlet) for url, outlet in ((URL, "Alder Herald"), ("https://birch.example/f", "Birch Post"))
    ]
    for feed in feeds:
        # The second one even claims the first one's address.
        polled.web.pages[feed.source] = rss(("https://alder.example/wall", STORY))
    for feed in [*feeds, *feeds]:
        polled.poll(feed)

    stored = list(polled.services.articles.all())
    assert sorted(article.metadata.publisher or "" for article in stored) == ["Alder Herald", "Birch Post"]
    assert len({article.group for article in stored}) == 1


def test_a_feed_of_an_agency_holds_and_withdraws(polled: Polled) -> None:
    feed = polled.add()
    item = '{"uri": "urn:alder:1", "body_text": "%s", "pubstatus": "%s"}'
    polled.web.pages[URL] = (item % (STORY, "usable")).encode()
    [name] = polled.poll(feed).report.added
    polled.web.pages[URL] = (item % ("", "canceled")).encode()

    assert polled.poll(feed).report.withdrawn == (name,)
    assert polled.texts() == []


def test_a_feed_that_fails_keeps_its_articles_says_why_and_is_silent_after_three_intervals(polled: Polled) -> None:
    feed = polled.add()
    polled.web.pages[URL] = rss(("a", STORY))
    polled.poll(feed)
    silent = polled.poller().register.silent

    del polled.web.pages[URL]
    failed = [polled.poll(feed) for _ in range(2)]
    assert (failed[0].outcome, failed[0].problem, silent()) == ("failed", "is answered with status 404", [])

    polled.poll(feed)
    assert [(each.id, each.problem) for each in silent()] == [(feed.id, "is answered with status 404")]
    assert polled.texts() == [STORY]

    polled.web.pages[URL] = rss(("a", STORY))
    assert (polled.poll(feed).outcome, silent()) == ("unchanged", [])


def test_a_feed_is_due_when_its_interval_has_passed(polled: Polled) -> None:
    feed = polled.add()
    polled.web.pages[URL] = rss(("a", STORY))
    assert [each.id for each in polled.poller().register.due()] == [feed.id]
    polled.poll(feed)

    assert polled.poller().register.due() == []
    polled.now += HOUR
    assert [each.id for each in polled.poller().register.due()] == [feed.id]


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (b"<html><body>Sign in</body></html>", "but no RSS, Atom"),
        (b"", "is empty"),
        (b'<!DOCTYPE rss [<!ENTITY a "b">]><rss/>', "declares entities"),
        (b"<rss version='2.0'><channel><item><guid>1</guid></item></channel></rss>", "no text of articles"),
    ],
)
def test_a_document_that_is_no_feed_is_a_problem_of_its_feed(page: bytes, problem: str, polled: Polled) -> None:
    feed = polled.add()
    polled.web.pages[URL] = page

    assert problem in str(polled.poll(feed).problem)


def test_a_file_is_a_feed_too(polled: Polled, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(rss(("a", STORY)))
    feed = polled.add(str(path), "Alder Herald")

    assert [polled.poll(feed).outcome for _ in range(2)] == ["read", "unchanged"]
    path.unlink()
    assert "is there and readable" in str(polled.poll(feed).problem)
    assert polled.web.asked == []


def test_nothing_is_fetched_unless_it_is_set(polled: Polled) -> None:
    feed = polled.add()

    poller = replace(polled.poller(), fetcher=None)

    assert poller.poll(feed).problem == "is fetched over the network, which is off; set QA_FEEDS__FETCH=true"


BODY = f"<article><p>{STORY}</p><p>{'It is nine metres high. ' * 8}</p></article>"
PAGE = f"<html><head><title>Wall</title></head><body>{BODY}</body></html>"


def test_pages_behind_links_are_fetched_once_and_only_where_that_is_set(polled: Polled) -> None:
    feed, link = polled.add(), "https://alder.example/wall"
    polled.web.pages |= {URL: rss(("a", "Short."), extra=f"<link>{link}</link>"), link: PAGE.encode()}

    polled.poll(feed)
    assert polled.texts() == ["Short."]

    polled.services.articles.remove([article.id for article in polled.services.articles.all()])
    feed = polled.add()
    polled.poll(feed, pages=True)
    [text] = polled.texts()
    assert STORY in text

    polled.web.pages[URL] += b"<!-- anew -->"
    assert polled.poll(feed, pages=True).report.replaced == ()
    assert polled.texts() == [text]
    assert [url for url, _ in polled.web.asked].count(link) == 1


def test_a_sitemap_is_read_by_the_pages_behind_it_and_a_page_that_fails_is_asked_for_again(polled: Polled) -> None:
    feed, link = polled.add(), "https://alder.example/wall"
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{link}</loc></url></urlset>'
    polled.web.pages[URL] = sitemap.encode()

    assert "no text of articles" in str(polled.poll(feed).problem)
    missed = polled.poll(feed, pages=True)
    assert missed.report.notes == (f"{link}: the page is answered with status 404",)

    polled.web.pages[link] = PAGE.encode()
    assert len(polled.poll(feed, pages=True).report.added) == 1


@pytest.mark.parametrize(
    "source", ["ftp://alder.example/f", "https://user:pw@alder.example/f", "missing.xml", "javascript://x"]
)
def test_what_is_no_address_and_no_file_is_no_feed(source: str, polled: Polled) -> None:
    with pytest.raises(InputError, match="is no"):
        polled.add(source)


def test_a_feed_is_asked_once_a_minute_at_most(polled: Polled) -> None:
    with pytest.raises(InputError, match="once a minute"):
        polled.poller().register.add(URL, None, timedelta(seconds=59))


def test_a_feed_that_is_added_again_gets_its_new_outlet_with_the_next_poll(polled: Polled) -> None:
    feed = polled.add()
    polled.web.pages[URL] = rss(("a", STORY))
    polled.poll(feed)

    assert polled.add(outlet="Alder Herald").id == feed.id
    polled.poll(feed)

    assert [article.metadata.publisher for article in polled.services.articles.all()] == ["Alder Herald"]


@dataclass(frozen=True, slots=True)
class Refusing:
    """A fetcher that may fetch nothing."""

    def fetch(self, url: str, headers: Mapping[str, str]) -> Fetched:
        raise FetchError("leads to an address that is not public")


def test_what_may_not_be_fetched_is_a_problem_of_its_feed(polled: Polled) -> None:
    feed = polled.add()

    assert replace(polled.poller(), fetcher=Refusing()).poll(feed).problem == "leads to an address that is not public"
