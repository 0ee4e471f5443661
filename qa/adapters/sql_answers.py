"""Keep the latest answers in a database of SQL, so that they can be shown again after a restart."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from qa.adapters.database import Database
from qa.domain.answer import KeptAnswer, KeptLimits

_LAST = "\U0010ffff"
"""Sorts behind every time."""
_ALL = 1_000_000_000
"""More rows than there are."""
Clock = Callable[[], datetime]


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class SqlAnswers:
    """The `AnswerStore`; what is over the limits is deleted when it is opened and with each answer that is kept."""

    def __init__(self, database: Database, limits: KeptLimits, clock: Clock = now) -> None:
        self._database = database
        self._limits = limits
        self._clock = clock
        self._prune()

    def close(self) -> None:
        self._database.close()

    def faults(self) -> list[str]:
        return self._database.faults()

    def mend(self) -> None:
        self._database.mend()

    def add(self, answer: KeptAnswer) -> None:
        if self._limits.most:
            values = (answer.id, _sortable(answer.created_at), json.dumps(answer.article_ids), answer.document)
            sql = """INSERT INTO answers VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
                       created_at = excluded.created_at, articles = excluded.articles, document = excluded.document"""
            self._database.rows(sql, values)
            self._prune()

    def find(self, answer_id: str) -> str | None:
        sql = "SELECT document FROM answers WHERE id = ? AND created_at >= ?"
        rows = self._database.rows(sql, (answer_id, self._oldest()))
        return rows[0]["document"] if rows else None

    def citing(self, article_id: str, before: tuple[datetime, str] | None, limit: int) -> list[KeptAnswer]:
        moment, name = (_sortable(before[0]), before[1]) if before else (_LAST, "")
        sql = f"""SELECT * FROM answers
                 WHERE created_at >= ? AND (created_at, id) < (?, ?)
                   AND EXISTS (SELECT 1 FROM {self._database.members("articles")} AS shown WHERE shown.value = ?)
                 ORDER BY created_at DESC, id DESC LIMIT ?"""  # noqa: S608 no word of it is anybody else's
        rows = self._database.rows(sql, (self._oldest(), moment, name, article_id, limit))
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
        shown, gone = self._database.members("answers.articles"), self._database.members("?")
        sql = f"DELETE FROM answers WHERE EXISTS (SELECT 1 FROM {shown} AS shown JOIN {gone} AS gone ON shown.value = gone.value)"  # noqa: S608 as above
        self._database.rows(sql, (json.dumps(list(article_ids)),))

    def _prune(self) -> None:
        self._database.rows("DELETE FROM answers WHERE created_at < ?", (self._oldest(),))
        sql = "DELETE FROM answers WHERE id IN (SELECT id FROM answers ORDER BY created_at DESC, id LIMIT ? OFFSET ?)"
        self._database.rows(sql, (_ALL, self._limits.most))

    def _oldest(self) -> str:
        """When the oldest answer that is still kept was made; before all of them where age is no limit."""
        return _sortable(self._clock() - self._limits.age) if self._limits.age else ""


def _sortable(moment: datetime) -> str:
    """A time as text that sorts as the time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
