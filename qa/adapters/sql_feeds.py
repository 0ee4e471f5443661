"""Keep feeds in the library's database, which other processes may use meanwhile."""

from datetime import datetime, timedelta

from qa.adapters.database import Database, Row
from qa.adapters.sql_held import instant_text
from qa.domain.feed import Feed, Validators

_POLLED = ("polled_at", "succeeded_at", "problem", "etag", "last_modified", "digest")


class SqlFeeds:
    """The `FeedStore` in the library's database; whoever opened that closes it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, feed: Feed) -> None:
        row = _row(feed)
        values = ", ".join(f":{name}" for name in row)
        with self._database.transaction():
            self._database.rows("DELETE FROM feeds WHERE id = :id OR source = :source", row)
            self._database.rows(f"INSERT INTO feeds ({', '.join(row)}) VALUES ({values})", row)  # noqa: S608 only constants

    def update(self, feed: Feed) -> bool:
        # Not what another process may have changed meanwhile: its outlet, its interval.
        row = _row(feed)
        assigned = ", ".join(f"{name} = :{name}" for name in _POLLED)
        return bool(self._database.rows(f"UPDATE feeds SET {assigned} WHERE id = :id RETURNING id", row))  # noqa: S608 only constants

    def all(self) -> list[Feed]:
        return self._database.values(_feed_of, "SELECT * FROM feeds ORDER BY added_at, id")

    def find(self, feed_id: str) -> Feed | None:
        return next(iter(self._database.values(_feed_of, "SELECT * FROM feeds WHERE id = ?", (feed_id,))), None)

    def remove(self, feed_id: str) -> bool:
        return bool(self._database.rows("DELETE FROM feeds WHERE id = ? RETURNING id", (feed_id,)))


def _row(feed: Feed) -> dict[str, object]:
    return {
        "id": feed.id,
        "source": feed.source,
        "outlet": feed.outlet,
        "seconds": feed.interval.total_seconds(),
        "added_at": instant_text(feed.added_at),
        "polled_at": feed.polled_at and instant_text(feed.polled_at),
        "succeeded_at": feed.succeeded_at and instant_text(feed.succeeded_at),
        "problem": feed.problem,
        "etag": feed.validators.etag,
        "last_modified": feed.validators.last_modified,
        "digest": feed.validators.digest,
    }


def _feed_of(row: Row) -> Feed:
    return Feed(
        id=row["id"],
        source=row["source"],
        outlet=row["outlet"],
        interval=timedelta(seconds=row["seconds"]),
        added_at=datetime.fromisoformat(row["added_at"]),
        polled_at=_moment(row["polled_at"]),
        succeeded_at=_moment(row["succeeded_at"]),
        problem=row["problem"],
        validators=Validators(row["etag"], row["last_modified"], row["digest"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
