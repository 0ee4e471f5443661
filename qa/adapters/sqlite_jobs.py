"""Keep batches of articles, and what came of them, in one SQLite file: what was taken on survives a crash."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from shlex import quote

from qa.adapters.database import Row
from qa.adapters.sqlite_database import open_database
from qa.domain.job import Batch, Job, JobLimits, JobPart, Outcome, Refusal, WaitingArticle
from qa.errors import JobKeyReusedError, JobsFullError

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
_FULL_WAIT = 10.0
"""Seconds after which it is worth sending the next batch."""
_MOST_AT_ONCE = 500
"""Articles that one part has at most, however short they are."""
Clock = Callable[[], datetime]
_LIMITS = JobLimits()


def _now() -> datetime:
    return datetime.now(UTC)


class SqliteJobs:
    """The `JobStore` in a file."""

    def __init__(self, path: Path, limits: JobLimits = _LIMITS, clock: Clock = _now) -> None:
        """Open or make the file; raises as `open_database` does."""
        self._connection = open_database(path, MIGRATIONS, _MEND.format(quote(str(path))))
        self._limits = limits
        self._clock = clock

    def close(self) -> None:
        self._connection.close()

    def faults(self) -> list[str]:
        return self._connection.faults()

    def mend(self) -> None:
        self._connection.mend()

    def add(self, batch: Batch) -> Job:
        with self._connection.transaction():
            self._prune()
            if known := self._of_key(batch):
                return known
            unfinished = self._connection.rows("SELECT count(*) AS n FROM jobs WHERE finished_at IS NULL")[0]["n"]
            if unfinished >= self._limits.unfinished:
                message = f"{unfinished} batches are waiting already; send this one again when one of them is done"
                raise JobsFullError(message, _FULL_WAIT)
            name = f"job_{token_hex(12)}"
            total = len(batch.articles) + len(batch.refused)
            sql = "INSERT INTO jobs (id, key, digest, created_at, total) VALUES (?, ?, ?, ?, ?)"
            self._connection.rows(sql, (name, batch.key, batch.digest, _sortable(self._clock()), total))
            self._connection.insert("INSERT INTO waiting VALUES (?, ?, ?, ?)", [(name, *it) for it in batch.articles])
            self._note(name, Outcome(refused=batch.refused))
            self._finish([name])
        return self._found(name)

    def find(self, job_id: str) -> Job | None:
        with self._connection.lock:
            known = self._connection.rows("SELECT 1 FROM jobs WHERE id = ?", (job_id,))
            return self._found(job_id) if known else None

    def next(self, characters: int) -> JobPart | None:
        sql = "SELECT id FROM jobs WHERE finished_at IS NULL ORDER BY place LIMIT 1"
        oldest = self._connection.rows(sql)
        if not oldest:
            return None
        name = oldest[0]["id"]
        sql = """SELECT number, article_id, document FROM (
                   SELECT *, sum(length(document)) OVER (ORDER BY number) - length(document) AS before
                   FROM (SELECT * FROM waiting WHERE job = ? ORDER BY number LIMIT ?))
                 WHERE before < ? ORDER BY number"""
        return JobPart(name, tuple(self._connection.values(_waiting, sql, (name, _MOST_AT_ONCE, characters))))

    def settle(self, part: JobPart, outcome: Outcome) -> None:
        with self._connection.transaction():
            self._connection.insert(
                "DELETE FROM waiting WHERE job = ? AND number = ?", [(part.job_id, it.number) for it in part.articles]
            )
            self._note(part.job_id, outcome)
            self._finish([part.job_id])

    def withdraw(self, article_ids: Sequence[str], reason: str) -> set[str]:
        with self._connection.transaction():
            found: list[tuple[str, int, str]] = []
            for article_id in article_ids:
                sql = "DELETE FROM waiting WHERE article_id = ? RETURNING job, number, article_id"
                found += [tuple(row) for row in self._connection.rows(sql, (article_id,))]
            for job, number, article_id in found:
                self._note(job, Outcome(refused=(Refusal(number, article_id, reason),)))
            self._finish(sorted({job for job, _, _ in found}))
        return {article_id for _, _, article_id in found}

    def waiting(self, article_ids: Sequence[str]) -> set[str]:
        sql = "SELECT 1 FROM waiting WHERE article_id = ? LIMIT 1"
        return {name for name in article_ids if self._connection.rows(sql, (name,))}

    def _of_key(self, batch: Batch) -> Job | None:
        """Return the job that was made under the batch's key before."""
        if batch.key is None:
            return None
        known = self._connection.rows("SELECT id, digest FROM jobs WHERE key = ?", (batch.key,))
        if known and known[0]["digest"] != batch.digest:
            raise JobKeyReusedError(
                f"the Idempotency-Key {batch.key!r} came with another body before; a new batch takes a new key"
            )
        return self._found(known[0]["id"]) if known else None

    def _found(self, name: str) -> Job:
        with self._connection.lock:
            row = self._connection.rows("SELECT * FROM jobs WHERE id = ?", (name,))[0]
            waiting = self._connection.rows("SELECT count(*) AS n FROM waiting WHERE job = ?", (name,))[0]["n"]
            rows = self._connection.rows("SELECT * FROM outcomes WHERE job = ? ORDER BY place", (name,))
        refused = tuple(Refusal(it["number"], it["article_id"], it["told"]) for it in rows if it["kind"] == "refused")
        outcome = Outcome(
            changes=tuple((it["kind"], it["article_id"]) for it in rows if it["kind"] not in {"refused", "note"}),
            refused=refused,
            notes=tuple(it["told"] for it in rows if it["kind"] == "note"),
            chunks=row["chunks"],
        )
        finished = datetime.fromisoformat(row["finished_at"]) if row["finished_at"] else None
        created = datetime.fromisoformat(row["created_at"])
        return Job(name, created, finished, row["total"], waiting, waiting < row["total"] - len(refused), outcome)

    def _note(self, name: str, outcome: Outcome) -> None:
        rows = [
            *((name, kind, None, article_id, None) for kind, article_id in outcome.changes),
            *((name, "refused", *refusal) for refusal in outcome.refused),
            *((name, "note", None, None, note) for note in outcome.notes),
        ]
        self._connection.insert(
            "INSERT INTO outcomes (job, kind, number, article_id, told) VALUES (?, ?, ?, ?, ?)", rows
        )
        self._connection.rows("UPDATE jobs SET chunks = chunks + ? WHERE id = ?", (outcome.chunks, name))

    def _finish(self, names: Sequence[str]) -> None:
        """Note that jobs are done of which nothing waits any more."""
        sql = """UPDATE jobs SET finished_at = ? WHERE id = ? AND finished_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM waiting WHERE job = jobs.id)"""
        self._connection.insert(sql, [(_sortable(self._clock()), name) for name in names])

    def _prune(self) -> None:
        """Forget what was finished long ago, and the oldest of more than are kept."""
        sql = """DELETE FROM jobs WHERE finished_at < ? OR place IN (
                   SELECT place FROM jobs WHERE finished_at IS NOT NULL ORDER BY place DESC LIMIT -1 OFFSET ?)"""
        self._connection.rows(sql, (_sortable(self._clock() - self._limits.age), self._limits.finished))
        self._connection.rows("DELETE FROM outcomes WHERE job NOT IN (SELECT id FROM jobs)")


def _waiting(row: Row) -> WaitingArticle:
    return WaitingArticle(row["number"], row["article_id"], row["document"])


def _sortable(moment: datetime) -> str:
    """A time as text that sorts as the time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
