"""Keep batches of articles, and what came of them, in one SQLite file."""

from pathlib import Path
from shlex import quote

from qa.adapters.sql_jobs import LIMITS, Clock, SqlJobs, now
from qa.adapters.sqlite_database import open_database
from qa.domain.job import JobLimits

MIGRATIONS = (
    (
        """CREATE TABLE jobs (
             place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, key TEXT UNIQUE, digest TEXT NOT NULL,
             created_at TEXT NOT NULL, finished_at TEXT, total INTEGER NOT NULL, chunks INTEGER NOT NULL DEFAULT 0)""",
        """CREATE TABLE waiting (
             job TEXT NOT NULL, number INTEGER NOT NULL, article_id TEXT NOT NULL, document TEXT NOT NULL,
             PRIMARY KEY (job, number))""",
        "CREATE INDEX waiting_article ON waiting (article_id)",
        """CREATE TABLE outcomes (
             place INTEGER PRIMARY KEY, job TEXT NOT NULL, kind TEXT NOT NULL, number INTEGER, article_id TEXT, told TEXT)""",
        "CREATE INDEX outcomes_of ON outcomes (job)",
    ),
)
"""The file's schema. A change is a migration added at the end, never an edit of one that was released."""
_MEND = "articles and keys are safe: it only has batches that are not stored yet. Delete it, as with `rm {}`, and send them again"


class SqliteJobs(SqlJobs):
    """The jobs in a file."""

    def __init__(self, path: Path, limits: JobLimits = LIMITS, clock: Clock = now) -> None:
        """Open or make the file; raises as `open_database` does."""
        super().__init__(open_database(path, MIGRATIONS, _MEND.format(quote(str(path)))), limits, clock)
