"""Take turns with the other processes on one PostgreSQL, and tell them what they have to know at once."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from secrets import token_hex
from threading import Event, Lock, Thread
from typing import Any

import psycopg

from qa.adapters.postgres_database import PostgresPool
from qa.adapters.postgres_errors import postgres_store_error
from qa.errors import StoreBusyError, StoreError

_LOGGER = logging.getLogger(__name__)
_CHANNEL = "dateline"
_CHANGES, _LEADS = 1, 2
_LOCKS = 0x44415447
"""The number of our advisory locks of processes; the transactions of stores have others."""
_LOOK_SECONDS = 0.5
"""Between two looks of the listener whether it is to end."""
_AGAIN_SECONDS, _FIRST_SECONDS = 1.0, 10.0
_Connection = psycopg.Connection[dict[str, Any]]


class PostgresPeers:
    """The `Peers`: locks of sessions, which go with their process however that ends, and LISTEN and NOTIFY."""

    def __init__(self, pool: PostgresPool) -> None:
        self._pool = pool
        self._name = token_hex(8)
        """Tells what others say from what this process said."""
        self._leading = ExitStack()
        self._leader: _Connection | None = None
        self._turn = False
        """Whether this process changes the articles: it makes one change at a time (`qa.api.change_queue`)."""
        self._lock = Lock()

    def close(self) -> None:
        self._leading.close()

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        if self._turn:
            # Whoever has it in this process calls what takes it by itself, as a command does.
            yield
            return
        with self._pool.dedicated() as connection:
            try:
                connection.execute(f"SET lock_timeout = {max(1, int(seconds * 1000))}")
                connection.execute("SELECT pg_advisory_lock(%s, %s)", (_LOCKS, _CHANGES))
            except psycopg.errors.LockNotAvailable as error:
                raise StoreBusyError("another process is changing the articles just now; try again") from error
            except psycopg.Error as error:
                raise self._store_error(error) from error
            self._turn = True
            try:
                yield
            finally:
                self._turn = False

    def leads(self) -> bool:
        with self._lock:
            try:
                if self._leader is None:
                    self._leader = self._leading.enter_context(self._pool.dedicated())
                # Held already it is held once more, which changes nothing; and it shows that the connection still is.
                row = self._leader.execute("SELECT pg_try_advisory_lock(%s, %s) AS taken", (_LOCKS, _LEADS)).fetchone()
                return bool(row and row["taken"])
            except (psycopg.Error, StoreError):
                # Whoever is cut off leads nobody: the server has given the lock back.
                self._leader = None
                with suppress(psycopg.Error):
                    self._leading.close()
                return False

    def tell(self, subject: str, text: str) -> None:
        try:
            with self._pool.connection() as connection:
                message = json.dumps([self._name, subject, text])
                connection.execute("SELECT pg_notify(%s, %s)", (_CHANNEL, message))
        except psycopg.Error as error:
            raise self._store_error(error) from error

    @contextmanager
    def listening(self, heard: Callable[[str, str], None]) -> Iterator[None]:
        ending, ready = Event(), Event()
        thread = Thread(target=self._listen, args=(heard, ending, ready), name="peers", daemon=True)
        thread.start()
        # Whatever is told from now on is heard.
        ready.wait(_FIRST_SECONDS)
        try:
            yield
        finally:
            ending.set()
            thread.join()

    def _listen(self, heard: Callable[[str, str], None], ending: Event, ready: Event) -> None:
        while not ending.is_set():
            try:
                with self._pool.dedicated() as connection:
                    connection.execute(f"LISTEN {_CHANNEL}")
                    ready.set()
                    while not ending.is_set():
                        for notice in connection.notifies(timeout=_LOOK_SECONDS):
                            self._hear(notice.payload, heard)
            except (psycopg.Error, StoreError) as error:
                _LOGGER.warning("what other processes tell is not heard just now: %s", error)
                ending.wait(_AGAIN_SECONDS)

    def _hear(self, message: str, heard: Callable[[str, str], None]) -> None:
        """Pass on what another process of ours says; anybody with access to the database may say anything on the channel."""
        try:
            name, subject, text = json.loads(message)
        except ValueError:
            return
        if name != self._name:
            heard(str(subject), str(text))

    def _store_error(self, error: psycopg.Error) -> Exception:
        return postgres_store_error(self._pool.place, error, "nothing was changed") or error
