"""Keep feedback in PostgreSQL."""

from collections.abc import Iterator

from qa.adapters.postgres_database import PostgresDatabase, PostgresPool
from qa.errors import FeedbackFullError

_MIGRATIONS = (
    (
        """CREATE TABLE feedback (
             place BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, document TEXT NOT NULL, size INTEGER NOT NULL)""",
    ),
)
_PAGE = 1_000


class PostgresFeedback:
    """The `FeedbackStore` in a table."""

    def __init__(self, pool: PostgresPool, most: int) -> None:
        """`most` is the most bytes of all documents, each with an end of its line; raises as `PostgresDatabase` does."""
        self._database = PostgresDatabase(pool, "feedback", _MIGRATIONS, "put back a copy of the database")
        self._most = most

    def add(self, document: str) -> None:
        size = len(document.encode()) + 1
        sql = """INSERT INTO feedback (document, size)
                 SELECT :document, :size WHERE (SELECT coalesce(sum(size), 0) FROM feedback) + :size <= :most RETURNING place"""
        if not self._database.rows(sql, {"document": document, "size": size, "most": self._most}):
            raise FeedbackFullError(
                f"the feedback has the {self._most} bytes that it may have; delete rows of its table, or set QA_MAX_FEEDBACK"
            )

    def documents(self) -> Iterator[str]:
        last = 0
        sql = "SELECT place, document FROM feedback WHERE place > ? ORDER BY place LIMIT ?"
        while rows := self._database.rows(sql, (last, _PAGE)):
            yield from (row["document"] for row in rows)
            last = rows[-1]["place"]
