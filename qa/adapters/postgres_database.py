"""Open a PostgreSQL database, bring its schema to the latest version, and share its connections between threads and stores."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from threading import local
from typing import Any, TypeVar
from zlib import crc32

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from qa.adapters.database import UNREADABLE, Row
from qa.adapters.postgres_errors import connection_error, damaged, no_vectors, postgres_store_error
from qa.errors import InputError, LibraryBusyError, SettingsError, StoreDamagedError, StoreVersionError

Migration = Sequence[str]
"""The SQL statements that lead from one version of a schema to the next."""
SCHEMA = "dateline"
"""The schema of all tables, so that a database that others use as well is not mixed with theirs."""
_CONNECT_SECONDS = 5
_WAIT_SECONDS = 10.0
"""How long a statement waits for a connection or a lock before the store is busy."""
_CONNECTIONS = 10
_TRANSACTIONS, _WRITERS = 0x44415445, 0x44415446
"""Numbers of our advisory locks, with a store's: one is held in a transaction, the other while a process writes."""
_PARAMETER = re.compile(r"%|\?|(?<![:\w]):([a-z_]\w*)")
_Value = TypeVar("_Value")
_Connection = psycopg.Connection[dict[str, Any]]


class PostgresPool:
    """Connections to one database, which all stores share; a thread's transaction has one of its own."""

    def __init__(self, url: str) -> None:
        """Connect, and make our schema where there is none.

        Raises:
            SettingsError: the URL cannot be read.
            StoreDeniedError: nothing listens there, or the user, the password or the database is another.
        """
        self.place = place_of(url)
        self._url = url
        self._mine = local()
        with self.dedicated() as connection:
            _make_schema(connection, self.place)
        self._pool: ConnectionPool[_Connection] = ConnectionPool(
            url,
            connection_class=_Connection,
            kwargs=_OPTIONS,
            configure=_configure,
            min_size=1,
            max_size=_CONNECTIONS,
            timeout=_WAIT_SECONDS,
            open=True,
        )

    def close(self) -> None:
        self._pool.close()

    @contextmanager
    def connection(self) -> Iterator[_Connection]:
        """Have the connection of this thread's transaction, or any for one statement."""
        current: _Connection | None = getattr(self._mine, "connection", None)
        if current is not None:
            yield current
            return
        with self._pool.connection() as lent:
            try:
                yield lent
            except psycopg.OperationalError:
                # The server was started anew, or the network was cut: the others are lost as well, and one error is enough.
                if lent.closed:
                    self._pool.check()
                raise

    @contextmanager
    def transaction(self, begin: str) -> Iterator[_Connection]:
        """Keep one connection for all that this thread does meanwhile; within another transaction it is a part of that."""
        if getattr(self._mine, "connection", None) is not None:
            yield self._mine.connection
            return
        with self.connection() as lent:
            lent.execute(begin)
            self._mine.connection = lent
            try:
                yield lent
                lent.execute("COMMIT")
            except BaseException:
                if not lent.closed:
                    lent.execute("ROLLBACK")
                raise
            finally:
                self._mine.connection = None

    @contextmanager
    def writer(self, store: str) -> Iterator[None]:
        """Be the one process that writes a store for as long as the context lasts; the lock goes with the process.

        Raises:
            LibraryBusyError: another process is.
        """
        with self.dedicated() as connection:
            taken = connection.execute("SELECT pg_try_advisory_lock(%s, %s) AS taken", (_WRITERS, lock_number(store)))
            if not (row := taken.fetchone()) or not row["taken"]:
                raise LibraryBusyError(
                    f"another process is changing the {store} in {self.place}; wait until it has finished"
                )
            yield

    @contextmanager
    def dedicated(self) -> Iterator[_Connection]:
        """Have a connection that is none of the pool's, which says why there is none."""
        try:
            connection = _Connection.connect(self._url, **_OPTIONS)
        except psycopg.Error as error:
            raise connection_error(self.place, error) from error
        with connection:
            _configure(connection)
            yield connection


_OPTIONS: dict[str, Any] = {"autocommit": True, "row_factory": dict_row, "connect_timeout": _CONNECT_SECONDS}


class PostgresDatabase:
    """One store's tables in a PostgreSQL database: the `Database` of that store."""

    def __init__(self, pool: PostgresPool, store: str, migrations: Sequence[Migration], mend: str) -> None:
        """Bring a store's tables to the latest version of their schema; `mend` says what is safe in a damaged one.

        Raises:
            StoreVersionError: a newer program wrote it.
            StoreDeniedError: its user may not, or pgvector is not installed.
        """
        self._pool, self._store, self._mend = pool, store, mend
        self._migrate(migrations)

    def close(self) -> None:
        """Whoever opened the pool closes it."""

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[dict[str, Any]]:
        with self._reporting(), self._pool.connection() as connection:
            cursor = connection.execute(_translated(sql), parameters)
            return cursor.fetchall() if cursor.description else []

    def values(self, read: Callable[[Row], _Value], sql: str, parameters: Sequence[object] = ()) -> list[_Value]:
        rows = self.rows(sql, parameters)
        try:
            return [read(row) for row in rows]
        except UNREADABLE as error:
            raise self.damaged("a row in it is not what was written") from error

    def insert(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        with self._reporting(), self._pool.transaction("BEGIN") as connection, connection.cursor() as cursor:
            cursor.executemany(_translated(sql), rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._reporting(), self._pool.transaction("BEGIN") as connection:
            # Until it ends no other transaction of this store begins, in whichever process.
            connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (_TRANSACTIONS, lock_number(self._store)))
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        with self._reporting(), self._pool.transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"):
            yield

    def members(self, of: str) -> str:
        return f"(SELECT jsonb_array_elements_text(({of})::jsonb) AS value)"

    def moment(self, of: str) -> str:
        # A function of the library's schema: PostgreSQL has none that an index may hold.
        return f"moment({of})"

    def by_index(self, name: str) -> str:  # noqa: ARG002 the planner finds it by itself
        return ""

    def damaged(self, reason: str) -> StoreDamagedError:
        return damaged(self._pool.place, reason, self._mend)

    def faults(self) -> list[str]:
        # The server guards its pages by checksums; `pg_amcheck` reads all of them, which no user of the database may.
        return []

    def mend(self) -> None:
        """Leave the indexes to the server's administrator."""

    def _migrate(self, migrations: Sequence[Migration]) -> None:
        if (version := self._version()) < len(migrations):
            with self.transaction():
                # Another process may have been quicker since the version was read.
                for statement in (sql for migration in migrations[self._version() :] for sql in migration):
                    self._apply(statement)
                sql = """INSERT INTO schema_versions (store, version) VALUES (?, ?)
                         ON CONFLICT (store) DO UPDATE SET version = excluded.version"""
                self.rows(sql, (self._store, len(migrations)))
        if version > len(migrations):
            raise StoreVersionError(
                f"the {self._store} in {self._pool.place} was written by a newer Dateline (version {version} of its schema; this "
                f"one knows {len(migrations)}); upgrade Dateline, or name another database in QA_STORE"
            )

    def _apply(self, statement: str) -> None:
        with self._pool.connection() as connection:
            try:
                connection.execute(statement)
            except (
                psycopg.errors.FeatureNotSupported,
                psycopg.errors.UndefinedFile,
                psycopg.errors.InsufficientPrivilege,
            ) as error:
                if not statement.startswith("CREATE EXTENSION"):
                    raise
                raise no_vectors(self._pool.place, error) from error

    def _version(self) -> int:
        found = self.rows("SELECT version FROM schema_versions WHERE store = ?", (self._store,))
        return int(found[0]["version"]) if found else 0

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raised = postgres_store_error(self._pool.place, error, self._mend)
            if raised is None:
                raise
            raise raised from error
        except UnicodeEncodeError as error:
            # Untrusted: an argument of the command line may hold bytes that are no text.
            raise InputError(
                "what was given holds bytes that are no text in UTF-8, and so is not stored here"
            ) from error


def place_of(url: str) -> str:
    """Return a database's URL without the password and all else that may be secret in it.

    Raises:
        SettingsError: it cannot be read; nothing of it is repeated, since what is wrong may be the password.
    """
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise SettingsError(
            "QA_STORE is no URL that PostgreSQL reads: it is `postgresql://USER:PASSWORD@HOST:PORT/DATABASE`, with all that is "
            "no letter or digit in user and password percent-encoded"
        ) from None
    user = f"{parts['user']}@" if parts.get("user") else ""
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"postgresql://{user}{parts.get('host') or 'localhost'}{port}/{parts.get('dbname') or ''}"


def lock_number(store: str) -> int:
    """Return the number of a store's advisory locks: 32 bits with a sign, as PostgreSQL has them."""
    return crc32(store.encode()) - 0x8000_0000


def _make_schema(connection: _Connection, place: str) -> None:
    """Make our schema and the table of its versions; two processes may do it at once."""
    try:
        found = connection.execute(f"SELECT to_regclass('{SCHEMA}.schema_versions') AS found").fetchone()
        if found and found["found"]:
            return
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s, 0)", (_TRANSACTIONS,))
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS schema_versions (store TEXT PRIMARY KEY, version INTEGER NOT NULL)"
            )
    except psycopg.Error as error:
        raised = postgres_store_error(place, error, "nothing was changed")
        if raised is None:
            raise
        raise raised from error


def _configure(connection: _Connection) -> None:
    # An administrator may have put pgvector into another schema: `extensions` is where hosted databases have it.
    connection.execute(f"SET search_path = {SCHEMA}, public, extensions")
    connection.execute(f"SET lock_timeout = '{_WAIT_SECONDS}s'")
    connection.execute("SET timezone = 'UTC'")
    # To compile a query takes longer than any of these.
    connection.execute("SET jit = off")
    # pgvector reads these when it is first used. As it comes, a search of its graph under a filter ends with what is left of the
    # first 40 chunks; these have it go on until there are enough.
    connection.execute("SET hnsw.ef_search = 200")
    connection.execute("SET hnsw.iterative_scan = 'relaxed_order'")
    connection.execute("SET hnsw.max_scan_tuples = 100000")


@lru_cache(maxsize=512)
def _translated(sql: str) -> str:
    """Return a statement with the placeholders of psycopg: nothing that was asked for ever stands in the SQL."""
    return _PARAMETER.sub(_placeholder, sql)


def _placeholder(found: re.Match[str]) -> str:
    if found[0] == "%":
        return "%%"
    return f"%({found[1]})s" if found[1] else "%s"
