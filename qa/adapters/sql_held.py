"""Keep articles under embargo, and when others were withdrawn, in tables that no search, count or list reads."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from qa.adapters.database import Database, Row
from qa.domain.article import ArticleId, HeldArticle


def hold(database: Database, article: HeldArticle) -> None:
    """Keep an article until its embargo ends, in place of one with the same id."""
    row = (article.id, instant_text(article.until), article.document)
    database.rows(
        """INSERT INTO held (article_id, until, document) VALUES (?, ?, ?)
           ON CONFLICT (article_id) DO UPDATE SET until = excluded.until, document = excluded.document""",
        row,
    )


def held(database: Database, article_id: ArticleId) -> HeldArticle | None:
    """Return the article that is held under this id."""
    rows = database.values(_held_of, "SELECT * FROM held WHERE article_id = ?", (article_id,))
    return next(iter(rows), None)


def due(database: Database, now: datetime) -> list[HeldArticle]:
    """Return the articles whose embargo has ended, in the order in which it did."""
    sql = "SELECT * FROM held WHERE until <= ? ORDER BY until, article_id"
    return database.values(_held_of, sql, (instant_text(now),))


def drop(database: Database, article_ids: Sequence[ArticleId]) -> None:
    """Hold these articles no more; an unknown id is no error."""
    database.rows(f"DELETE FROM held WHERE article_id IN {database.members('?')}", (json.dumps(article_ids),))  # noqa: S608 only constants


def note_withdrawal(database: Database, article_id: ArticleId, updated_at: datetime) -> None:
    """Keep when an article was withdrawn, by its publisher's word."""
    row = (article_id, instant_text(updated_at))
    database.rows(
        """INSERT INTO withdrawn (article_id, updated_at) VALUES (?, ?)
           ON CONFLICT (article_id) DO UPDATE SET updated_at = excluded.updated_at""",
        row,
    )


def withdrawn_at(database: Database, article_id: ArticleId) -> datetime | None:
    """Return when an article was withdrawn last; None: it was not, or nobody said when."""
    rows = database.rows("SELECT updated_at FROM withdrawn WHERE article_id = ?", (article_id,))
    return datetime.fromisoformat(rows[0]["updated_at"]) if rows else None


def forget(database: Database, article_ids: Sequence[ArticleId]) -> None:
    """Keep nothing about these articles; an unknown id is no error."""
    drop(database, article_ids)
    database.rows(f"DELETE FROM withdrawn WHERE article_id IN {database.members('?')}", (json.dumps(article_ids),))  # noqa: S608 only constants


def instant_text(moment: datetime) -> str:
    """Return a moment in UTC with all its digits, so that moments compare as their texts do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _held_of(row: Row) -> HeldArticle:
    return HeldArticle(ArticleId(row["article_id"]), datetime.fromisoformat(row["until"]), row["document"])
