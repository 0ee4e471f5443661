"""Keep the latest answers in one SQLite file of their own, so that they can be shown again after a restart."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote

from qa.adapters.sqlite_database import open_database
from qa.domain.answer import KeptAnswer, KeptLimits

MIGRATIONS = (
    (
        """CREATE TABLE answers (
             id TEXT PRIMARY KEY, created_at TEXT NOT NULL, articles TEXT NOT NULL, document TEXT NOT NULL)""",
        "CREATE INDEX by_age ON answers (created_at)",
    ),
)
"""The file's schema. A change is a migration added at the end, never an edit of one that was released."""
_MEND = "articles and keys are safe: it only has answers that may be shown again. Delete it, as with `rm {}`"
_LAST = "\U0010ffff"
"""Sorts behind every time."""
Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


class SqliteAnswers:
    """The `AnswerStore` in a file; what is over the limits is deleted when it is opened and with each answer that is kept."""

    def __init__(self, path: Path, limits: KeptLimits, clock: Clock = _now) -> None:
        """Open or make the file; raises as `open_database` does."""
        self._connection = open_database(path, MIGRATIONS, _MEND.format(quote(str(path))))
        self._limits = limits
        self._clock = clock
        self._prune()

    def close(self) -> None:
        self._connection.close()

    def faults(self) -> list[str]:
        return self._connection.faults()

    def mend(self) -> None:
        self._connection.mend()

    def add(self, answer: KeptAnswer) -> None:
        if self._limits.most:
            values = (answer.id, _sortable(answer.created_at), json.dumps(answer.article_ids), answer.document)
            self._connection.rows("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", values)
            self._prune()

    def find(self, answer_id: str) -> str | None:
        sql = "SELECT document FROM answers WHERE id = ? AND created_at >= ?"
        rows = self._connection.rows(sql, (answer_id, self._oldest()))
        return rows[0]["document"] if rows else None

    def citing(self, article_id: str, before: tuple[datetime, str] | None, limit: int) -> list[KeptAnswer]:
        moment, name = (_sortable(before[0]), before[1]) if before else (_LAST, "")
        sql = """SELECT * FROM answers
                 WHERE created_at >= ? AND (created_at, id) < (?, ?)
                   AND EXISTS (SELECT 1 FROM json_each(articles) WHERE value = ?)
                 ORDER BY created_at DESC, id DESC LIMIT ?"""
        rows = self._connection.rows(sql, (self._oldest(), moment, name, article_id, limit))
        return [
            KeptAnswer(
                row["id"],
                datetime.fromisoformat(row["created_at"]),
                tuple(json.loads(row["articles"])),
                row["document"],
            )
            for row in rows
        ]

    def forget(self, article_ids: Sequence[str]) -> None:
        sql = """DELETE FROM answers WHERE EXISTS (
                   SELECT 1 FROM json_each(answers.articles) AS shown JOIN json_each(?) AS gone ON shown.value = gone.value)"""
        self._connection.rows(sql, (json.dumps(list(article_ids)),))

    def _prune(self) -> None:
        self._connection.rows("DELETE FROM answers WHERE created_at < ?", (self._oldest(),))
        sql = "DELETE FROM answers WHERE id IN (SELECT id FROM answers ORDER BY created_at DESC, id LIMIT -1 OFFSET ?)"
        self._connection.rows(sql, (self._limits.most,))

    def _oldest(self) -> str:
        """When the oldest answer that is still kept was made; before all of them where age is no limit."""
        return _sortable(self._clock() - self._limits.age) if self._limits.age else ""


def _sortable(moment: datetime) -> str:
    """A time as text that sorts as the time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
