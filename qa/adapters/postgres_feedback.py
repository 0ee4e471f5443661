"""Keep feedback in PostgreSQL."""

from collections.abc import Iterator

from qa.adapters.postgres_database import PostgresDatabase, PostgresPool
from qa.errors import FeedbackFullError

_MIGRATIONS = (
    (
        """CREATE TABLE feedback (
             place BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name TEXT COLLATE "C" NOT NULL UNIQUE,
             document TEXT NOT NULL, size INTEGER NOT NULL)""",
    ),
)
_PAGE = 1_000


class PostgresFeedback:
    """The `FeedbackStore` in a table."""

    def __init__(self, pool: PostgresPool, most: int) -> None:
        """`most` is the most bytes of all documents, each with an end of its line; raises as `PostgresDatabase` does."""
        self._database = PostgresDatabase(pool, "feedback", _MIGRATIONS, "put back a copy of the database")
        self._most = most

    def add(self, name: str, document: str) -> bool:
        size = len(document.encode()) + 1
        sql = """INSERT INTO feedback (name, document, size)
                 SELECT :name, :document, :size WHERE (SELECT coalesce(sum(size), 0) FROM feedback) + :size <= :most
                 ON CONFLICT (name) DO NOTHING RETURNING place"""
        if self._database.rows(sql, {"name": name, "document": document, "size": size, "most": self._most}):
            return True
        if self._database.rows("SELECT 1 FROM feedback WHERE name = ?", (name,)):
            return False
        raise FeedbackFullError(
            f"the feedback has the {self._most} bytes that it may have; delete rows of its table, or set QA_MAX_FEEDBACK"
        )

    def documents(self) -> Iterator[str]:
        last = 0
        sql = "SELECT place, document FROM feedback WHERE place > ? ORDER BY place LIMIT ?"
        while rows := self._database.rows(sql, (last, _PAGE)):
            yield from (row["document"] for row in rows)
            last = rows[-1]["place"]
