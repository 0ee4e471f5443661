"""Keep, list and forget the feeds that the server asks for articles."""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Response

from qa.api.deps import ManageAccess, ServicesDep
from qa.api.schemas.feeds import FeedAdd, FeedBody, FeedList
from qa.domain.feed import Feed
from qa.errors import FeedError

router = APIRouter(tags=["feeds"])


@router.get("/v1/feeds")
def list_feeds(services: ServicesDep, _: ManageAccess) -> FeedList:
    """Lists all feeds, and how each of them does."""
    fetching = services.poller.fetcher is not None
    return FeedList(data=[_body(feed) for feed in services.feeds.feeds.all()], fetching=fetching)


@router.post("/v1/feeds")
def add_feed(body: FeedAdd, services: ServicesDep, _: ManageAccess) -> FeedBody:
    """Keeps a feed, which is asked from then on; one that is there already gets this outlet and interval."""
    # Untrusted: made safe here. By the name of a file whoever has a key could have any file of this machine read.
    if "://" not in body.source:
        raise FeedError(
            "over HTTP a feed is an address that begins with https:// or http://; files are for `qa feeds add`"
        )
    # Where an address leads is looked at with each poll, by whoever connects.
    return _body(services.feeds.add(body.source, body.outlet, timedelta(seconds=body.every_seconds)))


@router.delete("/v1/feeds/{feed_id}", status_code=204)
def remove_feed(feed_id: str, services: ServicesDep, _: ManageAccess) -> Response:
    """Forgets a feed; its articles stay."""
    services.feeds.remove(feed_id)
    return Response(status_code=204)


def _body(feed: Feed) -> FeedBody:
    return FeedBody(
        id=feed.id,
        source=feed.source,
        outlet=feed.outlet,
        every_seconds=int(feed.interval.total_seconds()),
        added_at=feed.added_at,
        polled_at=feed.polled_at,
        succeeded_at=feed.succeeded_at,
        problem=feed.problem,
        silent=feed.is_silent(datetime.now(UTC)),
    )
