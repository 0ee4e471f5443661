"""Keep keys, quotas and disclosures in one small SQLite file, apart from the library, which a server holds alone."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from threading import RLock

from qa.domain.access import Key
from qa.errors import StoreBusyError, StoreDamagedError

_PATIENCE = 2.0
"""Seconds that a change waits for another process's."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS keys (
  id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, label TEXT NOT NULL, origins TEXT NOT NULL,
  created_at TEXT NOT NULL, per_minute INTEGER, per_day INTEGER, revoked_at TEXT);
CREATE TABLE IF NOT EXISTS shown (article TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS asked (
  key TEXT NOT NULL, day TEXT NOT NULL, questions INTEGER NOT NULL, PRIMARY KEY (key, day)) WITHOUT ROWID;
"""


class SqliteKeys:
    """The `KeyStore`, `QuotaStore` and `DisclosureStore` in one file, which the command line may change while a server runs."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two, so that a writer that waits for another process holds up no reader.
        self._reading, self._writing = _Connection(path), _Connection(path)
        try:
            self._writing.script("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
            self._writing.script(_SCHEMA)
        except sqlite3.DatabaseError as error:
            self.close()
            raise StoreDamagedError(
                f"the keys {str(path)!r} cannot be opened ({error}); stop the server that uses them, and put back a copy, "
                "or delete the file and make new keys"
            ) from error

    def close(self) -> None:
        self._reading.close()
        self._writing.close()

    def add(self, key: Key) -> None:
        values = (key.id, key.digest, key.kind, key.label, json.dumps(key.origins), key.created_at.isoformat())
        sql = "INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)"
        self._writing.rows(sql, (*values, key.per_minute, key.per_day))

    def all(self) -> list[Key]:
        return [_key_of(row) for row in self._reading.rows("SELECT * FROM keys ORDER BY created_at, id")]

    def find(self, digest: str) -> Key | None:
        rows = self._reading.rows("SELECT * FROM keys WHERE digest = ? AND revoked_at IS NULL", (digest,))
        return _key_of(rows[0]) if rows else None

    def any(self) -> bool:
        return bool(self._reading.rows("SELECT 1 FROM keys LIMIT 1"))

    def allows(self, origin: str) -> bool:
        sql = "SELECT 1 FROM keys, json_each(keys.origins) AS site WHERE site.value = ? LIMIT 1"
        return bool(self._reading.rows(sql, (origin,)))

    def revoke(self, key_id: str, when: datetime) -> bool:
        sql = "UPDATE keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ? RETURNING id"
        return bool(self._writing.rows(sql, (when.isoformat(), key_id)))

    def clear(self) -> None:
        self._writing.rows("DELETE FROM keys")

    def increment(self, subject: str, day: date, amount: int = 1) -> int:
        sql = """INSERT INTO asked VALUES (?, ?, ?)
                 ON CONFLICT (key, day) DO UPDATE SET questions = questions + excluded.questions RETURNING questions"""
        return int(self._writing.rows(sql, (subject, day.isoformat(), amount))[0]["questions"])

    def used(self, subject: str, day: date) -> int:
        rows = self._reading.rows("SELECT questions FROM asked WHERE key = ? AND day = ?", (subject, day.isoformat()))
        return int(rows[0]["questions"]) if rows else 0

    def disclose(self, article_ids: Iterable[str]) -> None:
        # Most have been shown before: then there is nothing to write.
        for article_id in [article_id for article_id in article_ids if not self.is_disclosed(article_id)]:
            self._writing.rows("INSERT OR IGNORE INTO shown VALUES (?)", (article_id,))

    def is_disclosed(self, article_id: str) -> bool:
        return bool(self._reading.rows("SELECT 1 FROM shown WHERE article = ?", (article_id,)))


class _Connection:
    """One connection, used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=_PATIENCE)
        self._connection.row_factory = sqlite3.Row
        self._lock = RLock()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        try:
            with self._lock:
                return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.OperationalError as error:
            raise StoreBusyError(f"the keys cannot be used just now ({error}); try again") from error

    def script(self, sql: str) -> None:
        with self._lock:
            self._connection.executescript(sql)

    def close(self) -> None:
        with self._lock:
            self._connection.close()


def _key_of(row: sqlite3.Row) -> Key:
    return Key(
        id=row["id"],
        digest=row["digest"],
        kind=row["kind"],
        label=row["label"],
        origins=tuple(json.loads(row["origins"])),
        created_at=datetime.fromisoformat(row["created_at"]),
        per_minute=row["per_minute"],
        per_day=row["per_day"],
        revoked_at=row["revoked_at"] and datetime.fromisoformat(row["revoked_at"]),
    )
