"""Keep batches of articles, and what came of them, in a database of SQL: what was taken on survives a crash."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from secrets import token_hex

from qa.adapters.database import Database, Row
from qa.domain.job import Batch, Job, JobLimits, JobPart, Outcome, Refusal, WaitingArticle
from qa.errors import JobKeyReusedError, JobsFullError

_FULL_WAIT = 10.0
"""Seconds after which it is worth sending the next batch."""
_MOST_AT_ONCE = 500
"""Articles that one part has at most, however short they are."""
_ALL = 1_000_000_000
"""More rows than there are."""
Clock = Callable[[], datetime]
LIMITS = JobLimits()


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class SqlJobs:
    """The `JobStore`."""

    def __init__(self, database: Database, limits: JobLimits = LIMITS, clock: Clock = now) -> None:
        self._database = database
        self._limits = limits
        self._clock = clock

    def close(self) -> None:
        self._database.close()

    def faults(self) -> list[str]:
        return self._database.faults()

    def mend(self) -> None:
        self._database.mend()

    def add(self, batch: Batch) -> Job:
        with self._database.transaction():
            self._prune()
            if known := self._of_key(batch):
                return known
            unfinished = self._database.rows("SELECT count(*) AS n FROM jobs WHERE finished_at IS NULL")[0]["n"]
            if unfinished >= self._limits.unfinished:
                message = f"{unfinished} batches are waiting already; send this one again when one of them is done"
                raise JobsFullError(message, _FULL_WAIT)
            name = f"job_{token_hex(12)}"
            total = len(batch.articles) + len(batch.refused)
            sql = "INSERT INTO jobs (id, key, digest, created_at, total) VALUES (?, ?, ?, ?, ?)"
            self._database.rows(sql, (name, batch.key, batch.digest, _sortable(self._clock()), total))
            self._database.insert("INSERT INTO waiting VALUES (?, ?, ?, ?)", [(name, *it) for it in batch.articles])
            self._note(name, Outcome(refused=batch.refused))
            self._finish([name])
        return self._found(name)

    def find(self, job_id: str) -> Job | None:
        with self._database.snapshot():
            known = self._database.rows("SELECT 1 FROM jobs WHERE id = ?", (job_id,))
            return self._found(job_id) if known else None

    def next(self, characters: int) -> JobPart | None:
        sql = "SELECT id FROM jobs WHERE finished_at IS NULL ORDER BY place LIMIT 1"
        oldest = self._database.rows(sql)
        if not oldest:
            return None
        name = oldest[0]["id"]
        sql = """SELECT number, article_id, document FROM (
                   SELECT *, sum(length(document)) OVER (ORDER BY number) - length(document) AS before
                   FROM (SELECT * FROM waiting WHERE job = ? ORDER BY number LIMIT ?) AS first) AS sized
                 WHERE before < ? ORDER BY number"""
        return JobPart(name, tuple(self._database.values(_waiting, sql, (name, _MOST_AT_ONCE, characters))))

    def settle(self, part: JobPart, outcome: Outcome) -> None:
        with self._database.transaction():
            sql = "DELETE FROM waiting WHERE job = ? AND number = ? RETURNING number"
            waited = [self._database.rows(sql, (part.job_id, it.number)) for it in part.articles]
            # A process that was cut off, and took its time, finds that another has stored the part and told of it.
            if any(waited):
                self._note(part.job_id, outcome)
                self._finish([part.job_id])

    def withdraw(self, article_ids: Sequence[str], reason: str) -> set[str]:
        with self._database.transaction():
            found: list[tuple[str, int, str]] = []
            for article_id in article_ids:
                sql = "DELETE FROM waiting WHERE article_id = ? RETURNING job, number, article_id"
                rows = self._database.rows(sql, (article_id,))
                found += [(row["job"], row["number"], row["article_id"]) for row in rows]
            for job, number, article_id in found:
                self._note(job, Outcome(refused=(Refusal(number, article_id, reason),)))
            self._finish(sorted({job for job, _, _ in found}))
        return {article_id for _, _, article_id in found}

    def waiting(self, article_ids: Sequence[str]) -> set[str]:
        sql = "SELECT 1 FROM waiting WHERE article_id = ? LIMIT 1"
        return {name for name in article_ids if self._database.rows(sql, (name,))}

    def _of_key(self, batch: Batch) -> Job | None:
        """Return the job that was made under the batch's key before."""
        if batch.key is None:
            return None
        known = self._database.rows("SELECT id, digest FROM jobs WHERE key = ?", (batch.key,))
        if known and known[0]["digest"] != batch.digest:
            raise JobKeyReusedError(
                f"the Idempotency-Key {batch.key!r} came with another body before; a new batch takes a new key"
            )
        return self._found(known[0]["id"]) if known else None

    def _found(self, name: str) -> Job:
        with self._database.snapshot():
            row = self._database.rows("SELECT * FROM jobs WHERE id = ?", (name,))[0]
            waiting = self._database.rows("SELECT count(*) AS n FROM waiting WHERE job = ?", (name,))[0]["n"]
            rows = self._database.rows("SELECT * FROM outcomes WHERE job = ? ORDER BY place", (name,))
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
        self._database.insert("INSERT INTO outcomes (job, kind, number, article_id, told) VALUES (?, ?, ?, ?, ?)", rows)
        self._database.rows("UPDATE jobs SET chunks = chunks + ? WHERE id = ?", (outcome.chunks, name))

    def _finish(self, names: Sequence[str]) -> None:
        """Note that jobs are done of which nothing waits any more."""
        sql = """UPDATE jobs SET finished_at = ? WHERE id = ? AND finished_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM waiting WHERE job = jobs.id)"""
        self._database.insert(sql, [(_sortable(self._clock()), name) for name in names])

    def _prune(self) -> None:
        """Forget what was finished long ago, and the oldest of more than are kept."""
        sql = """DELETE FROM jobs WHERE finished_at < ? OR place IN (
                   SELECT place FROM jobs WHERE finished_at IS NOT NULL ORDER BY place DESC LIMIT ? OFFSET ?)"""
        self._database.rows(sql, (_sortable(self._clock() - self._limits.age), _ALL, self._limits.finished))
        self._database.rows("DELETE FROM outcomes WHERE job NOT IN (SELECT id FROM jobs)")


def _waiting(row: Row) -> WaitingArticle:
    return WaitingArticle(row["number"], row["article_id"], row["document"])


def _sortable(moment: datetime) -> str:
    """A time as text that sorts as the time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
