"""Keep keys, quotas and disclosures in a database of SQL."""

import json
from collections.abc import Iterable
from datetime import date, datetime

from qa.adapters.database import Database, Row
from qa.domain.access import Key


class SqlKeys:
    """The `KeyStore`, `QuotaStore` and `DisclosureStore`."""

    def __init__(self, writing: Database, reading: Database) -> None:
        """Two, since a writer that waits for another process must hold up no reader; they may be one where none does."""
        self._writing = writing
        self._reading = reading

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
        sites = self._reading.members("keys.origins")
        sql = f"SELECT 1 FROM keys WHERE EXISTS (SELECT 1 FROM {sites} AS site WHERE site.value = ?) LIMIT 1"  # noqa: S608 no word of it is anybody else's
        return bool(self._reading.rows(sql, (origin,)))

    def revoke(self, key_id: str, when: datetime) -> bool:
        sql = "UPDATE keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ? RETURNING id"
        return bool(self._writing.rows(sql, (when.isoformat(), key_id)))

    def clear(self) -> None:
        self._writing.rows("DELETE FROM keys")

    def increment(self, subject: str, day: date, amount: int = 1) -> int:
        sql = """INSERT INTO quotas VALUES (?, ?, ?)
                 ON CONFLICT (subject, day) DO UPDATE SET used = quotas.used + excluded.used RETURNING used"""
        return int(self._writing.rows(sql, (subject, day.isoformat(), amount))[0]["used"])

    def used(self, subject: str, day: date) -> int:
        rows = self._reading.rows("SELECT used FROM quotas WHERE subject = ? AND day = ?", (subject, day.isoformat()))
        return int(rows[0]["used"]) if rows else 0

    def disclose(self, article_ids: Iterable[str]) -> None:
        # Most have been shown before: then there is nothing to write.
        for article_id in [article_id for article_id in article_ids if not self.is_disclosed(article_id)]:
            self._writing.rows("INSERT INTO shown VALUES (?) ON CONFLICT DO NOTHING", (article_id,))

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
