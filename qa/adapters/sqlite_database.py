"""Open a SQLite file, bring its schema to the latest version, and share one connection between threads."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from threading import RLock
from time import monotonic, sleep
from typing import TypeVar

from qa.adapters.data_folder import make_folder, open_private, sync
from qa.adapters.database import UNREADABLE, Row
from qa.adapters.store_errors import damaged, database_files, os_store_error, sqlite_store_error
from qa.errors import InputError, StoreBusyError, StoreDamagedError, StoreVersionError

Migration = Sequence[str]
"""The SQL statements that lead from one version of a schema to the next."""
_RETRY_SECONDS = 0.01
_MEMORY = Path(":memory:")
_FAILURES = (
    sqlite3.OperationalError,
    sqlite3.IntegrityError,
    sqlite3.DataError,
    sqlite3.InternalError,
    UnicodeDecodeError,
)
"""What SQLite raises for the state of a file; all else is a fault of the program."""
_FIRST = "before that, `qa doctor --repair` mends what follows from the rest of the file"
_Value = TypeVar("_Value")


class Connection:
    """The `Database` in a file: one connection, used by one thread at a time.

    Every method raises the StoreError that says what is the matter with the file.
    """

    def __init__(self, path: Path, timeout: float, mend: str) -> None:
        """Open the file without reading it; `timeout` is the seconds that a change waits for another process.

        `mend` says what is safe where the file is damaged, and what to do.
        """
        self._path, self._mend = path, mend
        with self._reporting():
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=timeout)
        self._connection.row_factory = sqlite3.Row
        self.lock = RLock()

    def close(self) -> None:
        with self.lock:
            self._connection.close()

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[sqlite3.Row]:
        """Execute one statement and return its rows."""
        with self.lock, self._reporting():
            return self._connection.execute(sql, parameters).fetchall()

    def values(self, read: Callable[[Row], _Value], sql: str, parameters: Sequence[object] = ()) -> list[_Value]:
        """Execute one statement and return what `read` makes of each row."""
        rows = self.rows(sql, parameters)
        try:
            return [read(row) for row in rows]
        except UNREADABLE as error:
            raise self.damaged("a row in it is not what was written") from error

    def damaged(self, reason: str) -> StoreDamagedError:
        """Return the error of a file in which something is not what was written there."""
        return damaged(self._path, reason, self._mend)

    def insert(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Execute one statement once for each row of parameters."""
        with self.lock, self._reporting():
            self._connection.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what happens in the context, or nothing of it where the context raises."""
        with self.lock:
            self.rows("BEGIN IMMEDIATE")
            try:
                yield
                self.rows("COMMIT")
            except BaseException:
                # Some errors, such as a full disk, have ended the transaction already.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        with self.lock:
            yield

    def members(self, of: str) -> str:
        return f"(SELECT value FROM json_each({of}))"  # noqa: S608 only an expression of ours

    def moment(self, of: str) -> str:
        return f"datetime({of})"

    def by_index(self, name: str) -> str:
        return f"INDEXED BY {name}"

    def faults(self) -> list[str]:
        """Return what SQLite finds wrong with the file; it reads all of it."""
        try:
            (first, *_) = [row[0] for row in self.rows("PRAGMA integrity_check(1)")]
        except StoreDamagedError as raised:
            return [f"{raised}; {_FIRST}"]
        return [] if first == "ok" else [f"{self.damaged(' '.join(first.split()))}; {_FIRST}"]

    def mend(self) -> None:
        with suppress(StoreDamagedError):
            self.rows("REINDEX")

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except _FAILURES as error:
            raise sqlite_store_error(self._path, error, self._mend) from error
        except UnicodeEncodeError as error:
            # Untrusted: an argument of the command line may hold bytes that are no text.
            raise InputError(
                "what was given holds bytes that are no text in UTF-8, and so is not stored here"
            ) from error
        except sqlite3.DatabaseError as error:
            # ProgrammingError and its like are our own mistakes; the class itself is how SQLite says "malformed".
            if type(error) is not sqlite3.DatabaseError:
                raise
            raise sqlite_store_error(self._path, error, self._mend) from error


def open_database(path: Path, migrations: Sequence[Migration], mend: str, timeout: float = 5.0) -> Connection:
    """Open a file in WAL mode at the latest version of its schema; `mend` says what is safe in a damaged one, and what to do.

    Raises:
        StoreDamagedError: the file is empty, no database, or not one that the migrations fit.
        StoreDeniedError, StoreFullError: it may not be written, or cannot for want of space.
        StoreVersionError: a newer program wrote it.
        StoreBusyError: another process holds it for longer than `timeout` seconds.
    """
    if path != _MEMORY:
        make_folder(path.parent)
        if not os.path.lexists(path):
            _check_unused(path, mend)
            _make(path, migrations, mend, timeout)
    connection = Connection(path, timeout, mend)
    try:
        _check_filled(connection, path, mend)
        _write_durably(connection, timeout)
        _migrate(connection, migrations, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_filled(connection: Connection, path: Path, mend: str) -> None:
    """Refuse a file that was emptied: it must not pass for a new one, since without keys everybody on this machine may do all."""
    if path != _MEMORY and not connection.rows("SELECT 1 FROM sqlite_master LIMIT 1"):
        raise damaged(path, "it is empty", mend)


def _check_unused(path: Path, mend: str) -> None:
    """Refuse to make a file beside what is left of one of its name: SQLite would write the old one's log into the new one."""
    left = next((beside for beside in database_files(path) if os.path.lexists(beside)), None)
    # Another process that has just made the file made it before its log.
    if left and not os.path.lexists(path):
        raise damaged(path, f"it is gone, and {left.name} is left of it", mend)


def _make(path: Path, migrations: Sequence[Migration], mend: str, timeout: float) -> None:
    """Make the file under another name and give it its own when it is whole, so that none is ever there empty."""
    draft = path.with_name(f"{path.name}.{token_hex(4)}.new")
    try:
        os.close(open_private(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL))
        with closing(Connection(draft, timeout, mend)) as connection:
            _write_durably(connection, timeout)
            _migrate(connection, migrations, path)
        # Unlike a renaming, this replaces no file that another process has made meanwhile.
        path.hardlink_to(draft)
        sync(path.parent)
    except FileExistsError:
        pass
    except OSError as error:
        raise os_store_error(path, error) from error
    finally:
        for file in database_files(draft):
            # What could not be made is not there, and no error here may hide the first.
            with suppress(OSError):
                file.unlink()


def check_whole(path: Path, mend: str) -> None:
    """Check that a file that is not ours is whole, page by page; raises as `open_database` does."""
    with closing(Connection(path, 0.0, mend)) as connection:
        connection.rows("SELECT * FROM sqlite_master")
        if found := [row[0] for row in connection.rows("PRAGMA quick_check(1)") if row[0] != "ok"]:
            raise connection.damaged(" ".join(found[0].split()))


def set_aside(path: Path) -> Path:
    """Give a damaged file another name, with what SQLite keeps beside it, and return that name."""
    aside = path.with_name(f"{path.name}.damaged-{token_hex(4)}")
    try:
        for file, name in zip(database_files(path), database_files(aside), strict=True):
            if os.path.lexists(file):
                file.rename(name)
    except OSError as error:
        raise os_store_error(path, error) from error
    return aside


def _write_durably(connection: Connection, timeout: float) -> None:
    """Have what is committed on the disk, and let readers read on meanwhile."""
    _write_ahead(connection, timeout)
    # NORMAL would sync at checkpoints alone, and a power cut undo what was acknowledged.
    connection.rows("PRAGMA synchronous=FULL")
    # For macOS, whose fsync leaves it in the drive's cache; elsewhere nothing.
    connection.rows("PRAGMA fullfsync=ON")


def _write_ahead(connection: Connection, timeout: float) -> None:
    """Switch the file to WAL mode within `timeout` seconds.

    SQLite does not wait for a lock where waiting could be a deadlock (sqlite.org/c3ref/busy_handler.html); this switch
    is such a place, when two programs open a new file at once.
    """
    deadline = monotonic() + timeout
    while True:
        try:
            connection.rows("PRAGMA journal_mode=WAL")
        except StoreBusyError:
            if monotonic() >= deadline:
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
