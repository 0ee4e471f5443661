"""Hand the events of answers in the making from one process to the others, over tables of PostgreSQL that no log keeps."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from secrets import randbelow
from threading import Lock
from time import monotonic
from typing import Any

import psycopg

from qa.adapters.postgres_database import PostgresDatabase, PostgresPool
from qa.adapters.postgres_errors import postgres_store_error
from qa.ports import Relayed, RelayedEvent

_MIGRATIONS = (
    (
        """CREATE UNLOGGED TABLE makings (
             answer_id TEXT COLLATE "C" PRIMARY KEY, maker BIGINT NOT NULL, begun_at TIMESTAMPTZ NOT NULL DEFAULT now())""",
        "CREATE INDEX makings_begun ON makings (begun_at)",
        """CREATE UNLOGGED TABLE events (
             answer_id TEXT COLLATE "C" NOT NULL REFERENCES makings ON DELETE CASCADE, number INTEGER NOT NULL,
             name TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (answer_id, number))""",
    ),
)
_MAKERS = 0x44415448
"""The number of our advisory locks that show which processes live."""
_PRUNE_SECONDS = 60.0
_KEPT = "15 minutes"
"""For which a stream may be taken up again on another process."""


class PostgresRelay:
    """The `EventRelay`: a process shows that it lives by a lock, which goes with it however it ends."""

    def __init__(self, pool: PostgresPool) -> None:
        """Open the tables; raises as `PostgresDatabase` does."""
        self._pool = pool
        self._database = PostgresDatabase(pool, "relay", _MIGRATIONS, "nothing else is")
        self._maker = randbelow(2**31)
        self._alive = ExitStack()
        self._lock = Lock()
        self._connection: psycopg.Connection[dict[str, Any]] | None = None
        self._pruned = monotonic()
        self._show_alive()

    def close(self) -> None:
        # The server would give the lock back by itself, a moment after the connection has ended.
        with self._lock, suppress(psycopg.Error):
            if self._connection is not None:
                self._connection.execute("SELECT pg_advisory_unlock_all()")
        self._alive.close()

    def begin(self, answer_id: str) -> None:
        self._show_alive()
        self._prune()
        self._database.rows("INSERT INTO makings (answer_id, maker) VALUES (?, ?)", (answer_id, self._maker))

    def add(self, event: RelayedEvent) -> None:
        self._database.rows("INSERT INTO events VALUES (?, ?, ?, ?)", tuple(event))

    def after(self, answer_id: str, number: int) -> Relayed | None:
        # Whether it lives is asked before what it has said: what it said last is not missed then.
        sql = """SELECT EXISTS (
                   SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = ? AND objid::bigint = maker
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS alive
                 FROM makings WHERE answer_id = ?"""
        made = self._database.rows(sql, (_MAKERS, answer_id))
        if not made:
            return None
        sql = "SELECT * FROM events WHERE answer_id = ? AND number > ? ORDER BY number"
        rows = self._database.rows(sql, (answer_id, number))
        events = tuple(RelayedEvent(row["answer_id"], row["number"], row["name"], row["data"]) for row in rows)
        return Relayed(events, alive=bool(made[0]["alive"]))

    def forget(self, answer_id: str) -> None:
        self._database.rows("DELETE FROM makings WHERE answer_id = ?", (answer_id,))

    def _show_alive(self) -> None:
        with self._lock, self._reporting():
            if self._connection is None or self._connection.broken or self._connection.closed:
                self._connection = self._alive.enter_context(self._pool.dedicated())
                self._connection.execute("SELECT pg_advisory_lock(%s, %s)", (_MAKERS, self._maker))

    def _prune(self) -> None:
        if monotonic() - self._pruned > _PRUNE_SECONDS:
            self._pruned = monotonic()
            self._database.rows(f"DELETE FROM makings WHERE begun_at < now() - interval '{_KEPT}'")  # noqa: S608 only a word of ours

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise postgres_store_error(self._pool.place, error, "nothing was changed") or error from error
