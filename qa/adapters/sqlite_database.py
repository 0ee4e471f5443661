"""Open a SQLite file, bring its schema to the latest version, and share one connection between threads."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from time import monotonic, sleep

from qa.adapters.durable import make_folder
from qa.errors import StoreBusyError, StoreDamagedError, StoreVersionError

Migration = Sequence[str]
"""The SQL statements that lead from one version of a schema to the next."""
_PRIMARY_CODE = 0xFF
"""The bits of an extended result code that hold the primary one (sqlite.org/rescode.html)."""
_RETRY_SECONDS = 0.01


class Connection:
    """One connection, used by one thread at a time; a reader never sees half a transaction."""

    def __init__(self, path: Path, timeout: float) -> None:
        """Open the file without reading it; `timeout` is the seconds that a change waits for another process."""
        make_folder(path.parent)
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=timeout)
        self._connection.row_factory = sqlite3.Row
        self.lock = RLock()

    def close(self) -> None:
        with self.lock:
            self._connection.close()

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[sqlite3.Row]:
        """Execute one statement and return its rows."""
        with self.lock:
            return self._connection.execute(sql, parameters).fetchall()

    def insert(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Execute one statement once for each row of parameters."""
        with self.lock:
            self._connection.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what happens in the context, or nothing of it where the context raises."""
        with self.lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                # Some errors, such as a full disk, have ended the transaction already.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


def open_database(path: Path, migrations: Sequence[Migration], mend: str, timeout: float = 5.0) -> Connection:
    """Open a file in WAL mode at the latest version of its schema; `mend` says what to do with a damaged one.

    Raises:
        StoreDamagedError: the file cannot be opened, is no database, or not one that the migrations fit.
        StoreVersionError: a newer program wrote it.
        StoreBusyError: another process holds it for longer than `timeout` seconds.
    """
    try:
        connection = Connection(path, timeout)
    except (OSError, sqlite3.OperationalError) as error:
        raise StoreDamagedError(
            f"{str(path)!r} cannot be opened ({error}); check that it is a file that you may read and write"
        ) from error
    try:
        _write_ahead(connection, timeout)
        # What is committed is on the disk: NORMAL would sync at checkpoints alone, and a power cut undo what was acknowledged.
        connection.rows("PRAGMA synchronous=FULL")
        # For macOS, whose fsync leaves it in the drive's cache; elsewhere nothing.
        connection.rows("PRAGMA fullfsync=ON")
        _migrate(connection, migrations, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        if error.sqlite_errorcode & _PRIMARY_CODE == sqlite3.SQLITE_BUSY:
            raise StoreBusyError(f"{str(path)!r} cannot be used just now ({error}); try again") from error
        raise StoreDamagedError(f"{str(path)!r} cannot be opened ({error}); {mend}") from error
    except StoreVersionError:
        connection.close()
        raise
    return connection


def _write_ahead(connection: Connection, timeout: float) -> None:
    """Switch the file to WAL mode within `timeout` seconds.

    SQLite does not wait for a lock where waiting could be a deadlock (sqlite.org/c3ref/busy_handler.html); this switch
    is such a place, when two programs open a new file at once.
    """
    deadline = monotonic() + timeout
    while True:
        try:
            connection.rows("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY_CODE != sqlite3.SQLITE_BUSY or monotonic() >= deadline:
                raise
            sleep(_RETRY_SECONDS)
        else:
            return


def _migrate(connection: Connection, migrations: Sequence[Migration], path: Path) -> None:
    """Apply the migrations that the database has not had; `PRAGMA user_version` says how many it has.

    A migration and its number are committed together, so that a crash leaves the version before it whole.
    """
    while (version := _version(connection)) < len(migrations):
        with connection.transaction():
            # Another process may have been quicker since the version was read.
            if _version(connection) == version:
                for statement in migrations[version]:
                    connection.rows(statement)
                connection.rows(f"PRAGMA user_version = {version + 1}")
    if version > len(migrations):
        raise StoreVersionError(
            f"{str(path)!r} was written by a newer Dateline (version {version} of its schema; this one knows "
            f"{len(migrations)}); upgrade Dateline, or name another folder with --data"
        )


def _version(connection: Connection) -> int:
    return int(connection.rows("PRAGMA user_version")[0][0])
