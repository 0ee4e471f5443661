"""Keep keys, quotas and disclosures in one small SQLite file, apart from the library, which a server holds alone."""

from pathlib import Path

from qa.adapters.sql_keys import SqlKeys
from qa.adapters.sqlite_database import Connection, open_database

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


class SqliteKeys(SqlKeys):
    """The keys in a file, which the command line may change while a server runs."""

    def __init__(self, path: Path) -> None:
        """Open or make the file; raises as `open_database` does."""
        super().__init__(open_database(path, MIGRATIONS, _MEND, _TIMEOUT), Connection(path, _TIMEOUT, _MEND))
