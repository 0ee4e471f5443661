"""Keep keys, quotas, disclosures, answers and jobs in PostgreSQL: the stores that SQLite has, with tables of their own."""

from qa.adapters.postgres_database import PostgresDatabase, PostgresPool
from qa.adapters.sql_answers import Clock, SqlAnswers, now
from qa.adapters.sql_jobs import LIMITS, SqlJobs
from qa.adapters.sql_keys import SqlKeys
from qa.domain.answer import KeptLimits
from qa.domain.job import JobLimits

_KEYS = (
    (
        """CREATE TABLE keys (
             id TEXT COLLATE "C" PRIMARY KEY, digest TEXT COLLATE "C" NOT NULL UNIQUE, kind TEXT NOT NULL,
             label TEXT NOT NULL, origins TEXT NOT NULL, created_at TEXT COLLATE "C" NOT NULL,
             per_minute BIGINT, per_day BIGINT, revoked_at TEXT)""",
        'CREATE TABLE shown (article TEXT COLLATE "C" PRIMARY KEY)',
        """CREATE TABLE quotas (
             subject TEXT COLLATE "C" NOT NULL, day TEXT COLLATE "C" NOT NULL, used BIGINT NOT NULL,
             PRIMARY KEY (subject, day))""",
    ),
)
_ANSWERS = (
    (
        """CREATE TABLE answers (
             id TEXT COLLATE "C" PRIMARY KEY, created_at TEXT COLLATE "C" NOT NULL, articles TEXT NOT NULL,
             document TEXT NOT NULL)""",
        "CREATE INDEX answers_by_age ON answers (created_at)",
    ),
)
_JOBS = (
    (
        """CREATE TABLE jobs (
             place BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id TEXT COLLATE "C" NOT NULL UNIQUE,
             key TEXT COLLATE "C" UNIQUE, digest TEXT NOT NULL, created_at TEXT COLLATE "C" NOT NULL,
             finished_at TEXT COLLATE "C", total INTEGER NOT NULL, chunks INTEGER NOT NULL DEFAULT 0)""",
        """CREATE TABLE waiting (
             job TEXT COLLATE "C" NOT NULL, number INTEGER NOT NULL, article_id TEXT COLLATE "C" NOT NULL,
             document TEXT NOT NULL, PRIMARY KEY (job, number))""",
        "CREATE INDEX waiting_article ON waiting (article_id)",
        """CREATE TABLE outcomes (
             place BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, job TEXT COLLATE "C" NOT NULL, kind TEXT NOT NULL,
             number INTEGER, article_id TEXT, told TEXT)""",
        "CREATE INDEX outcomes_of ON outcomes (job)",
    ),
)
# Schemas of released versions change by a migration added at the end, as those of the files do.
_MEND = "put back a copy of the database"


def postgres_keys(pool: PostgresPool) -> SqlKeys:
    """Open keys, quotas and disclosures; raises as `PostgresDatabase` does."""
    database = PostgresDatabase(pool, "keys", _KEYS, _MEND)
    return SqlKeys(database, database)


def postgres_answers(pool: PostgresPool, limits: KeptLimits, clock: Clock = now) -> SqlAnswers:
    """Open the kept answers; raises as `PostgresDatabase` does."""
    return SqlAnswers(PostgresDatabase(pool, "answers", _ANSWERS, _MEND), limits, clock)


def postgres_jobs(pool: PostgresPool, limits: JobLimits = LIMITS, clock: Clock = now) -> SqlJobs:
    """Open the jobs; raises as `PostgresDatabase` does."""
    return SqlJobs(PostgresDatabase(pool, "jobs", _JOBS, _MEND), limits, clock)
