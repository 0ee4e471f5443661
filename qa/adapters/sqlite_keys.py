"""Keep keys, quotas and disclosures in one small SQLite file, apart from the library, which a server holds alone."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from qa.adapters.database import Row
from qa.adapters.sqlite_database import Connection, open_database
from qa.domain.access import Key

_TIMEOUT = 2.0
"""Seconds that a change waits for another process's."""
MIGRATIONS = (
    # Version 1 is what 0.1.0 wrote without a number: its tables are taken as they stand.
    (
        """CREATE TABLE IF NOT EXISTS keys (
             id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, label TEXT NOT NULL,
             origins TEXT NOT NULL, created_at TEXT NOT NULL, per_minute INTEGER, per_day INTEGER, revoked_at TEXT)""",
        "CREATE TABLE IF NOT EXISTS shown (article TEXT PRIMARY KEY) WITHOUT ROWID",
        """CREATE TABLE IF NOT EXISTS asked (
             key TEXT NOT NULL, day TEXT NOT NULL, questions INTEGER NOT NULL, PRIMARY KEY (key, day)) WITHOUT ROWID""",
    ),
    # Not questions of keys alone are counted: the language model's tokens were in library.db before.
    (
        "ALTER TABLE asked RENAME TO quotas",
        "ALTER TABLE quotas RENAME COLUMN key TO subject",
        "ALTER TABLE quotas RENAME COLUMN questions TO used",
    ),
)
"""The file's schema. A change is a migration added at the end, never an edit of one that was released."""
_MEND = (
    "the articles are safe, and nobody is answered until it is whole. Stop the server and put back a copy of the file; "
    "without one, `qa keys clear` puts it aside and forgets all keys"
)


class SqliteKeys:
    """The `KeyStore`, `QuotaStore` and `DisclosureStore` in one file, which the command line may change while a server runs."""

    def __init__(self, path: Path) -> None:
        """Open or make the file; raises as `open_database` does."""
        # Two connections, so that a writer that waits for another process holds up no reader.
        self._writing = open_database(path, MIGRATIONS, _MEND, _TIMEOUT)
        self._reading = Connection(path, _TIMEOUT, _MEND)

    def close(self) -> None:
        self._reading.close()
        self._writing.close()

    def faults(self) -> list[str]:
        return self._writing.faults()

    def mend(self) -> None:
        self._writing.mend()

    def add(self, key: Key) -> None:
        values = (key.id, key.digest, key.kind, key.label, json.dumps(key.origins), key.created_at.isoformat())
        sql = "INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)"
        self._writing.rows(sql, (*values, key.per_minute, key.per_day))

    def all(self) -> list[Key]:
        return self._reading.values(_key_of, "SELECT * FROM keys ORDER BY created_at, id")

    def find(self, digest: str) -> Key | None:
        sql = "SELECT * FROM keys WHERE digest = ? AND revoked_at IS NULL"
        return next(iter(self._reading.values(_key_of, sql, (digest,))), None)

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
        sql = """INSERT INTO quotas VALUES (?, ?, ?)
                 ON CONFLICT (subject, day) DO UPDATE SET used = used + excluded.used RETURNING used"""
        return int(self._writing.rows(sql, (subject, day.isoformat(), amount))[0]["used"])

    def used(self, subject: str, day: date) -> int:
        rows = self._reading.rows("SELECT used FROM quotas WHERE subject = ? AND day = ?", (subject, day.isoformat()))
        return int(rows[0]["used"]) if rows else 0

    def disclose(self, article_ids: Iterable[str]) -> None:
        # Most have been shown before: then there is nothing to write.
        for article_id in [article_id for article_id in article_ids if not self.is_disclosed(article_id)]:
            self._writing.rows("INSERT OR IGNORE INTO shown VALUES (?)", (article_id,))

    def is_disclosed(self, article_id: str) -> bool:
        return bool(self._reading.rows("SELECT 1 FROM shown WHERE article = ?", (article_id,)))


def _key_of(row: Row) -> Key:
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
