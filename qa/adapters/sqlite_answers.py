"""Keep the latest answers in one SQLite file of their own."""

from pathlib import Path
from shlex import quote

from qa.adapters.sql_answers import Clock, SqlAnswers, now
from qa.adapters.sqlite_database import open_database
from qa.domain.answer import KeptLimits

MIGRATIONS = (
    (
        """CREATE TABLE answers (
             id TEXT PRIMARY KEY, created_at TEXT NOT NULL, articles TEXT NOT NULL, document TEXT NOT NULL)""",
        "CREATE INDEX by_age ON answers (created_at)",
    ),
)
"""The file's schema. A change is a migration added at the end, never an edit of one that was released."""
_MEND = "articles and keys are safe: it only has answers that may be shown again. Delete it, as with `rm {}`"


class SqliteAnswers(SqlAnswers):
    """The answers in a file."""

    def __init__(self, path: Path, limits: KeptLimits, clock: Clock = now) -> None:
        """Open or make the file; raises as `open_database` does."""
        super().__init__(open_database(path, MIGRATIONS, _MEND.format(quote(str(path)))), limits, clock)
