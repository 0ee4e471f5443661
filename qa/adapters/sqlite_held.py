"""Keep articles under embargo, and when others were withdrawn, in tables that no search, count or list reads."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from qa.adapters.sqlite_database import Connection
from qa.domain.article import ArticleId, HeldArticle


def hold(database: Connection, article: HeldArticle) -> None:
    """Keep an article until its embargo ends, in place of one with the same id."""
    row = (article.id, instant_text(article.until), article.document)
    database.rows("INSERT OR REPLACE INTO held (article_id, until, document) VALUES (?, ?, ?)", row)


def held(database: Connection, article_id: ArticleId) -> HeldArticle | None:
    """Return the article that is held under this id."""
    rows = database.values(_held_of, "SELECT * FROM held WHERE article_id = ?", (article_id,))
    return next(iter(rows), None)


def due(database: Connection, now: datetime) -> list[HeldArticle]:
    """Return the articles whose embargo has ended, in the order in which it did."""
    sql = "SELECT * FROM held WHERE until <= ? ORDER BY until, article_id"
    return database.values(_held_of, sql, (instant_text(now),))


def drop(database: Connection, article_ids: Sequence[ArticleId]) -> None:
    """Hold these articles no more; an unknown id is no error."""
    database.rows("DELETE FROM held WHERE article_id IN (SELECT value FROM json_each(?))", (json.dumps(article_ids),))


def note_withdrawal(database: Connection, article_id: ArticleId, updated_at: datetime) -> None:
    """Keep when an article was withdrawn, by its publisher's word."""
    row = (article_id, instant_text(updated_at))
    database.rows("INSERT OR REPLACE INTO withdrawn (article_id, updated_at) VALUES (?, ?)", row)


def withdrawn_at(database: Connection, article_id: ArticleId) -> datetime | None:
    """Return when an article was withdrawn last; None: it was not, or nobody said when."""
    rows = database.rows("SELECT updated_at FROM withdrawn WHERE article_id = ?", (article_id,))
    return datetime.fromisoformat(rows[0]["updated_at"]) if rows else None


def forget(database: Connection, article_ids: Sequence[ArticleId]) -> None:
    """Keep nothing about these articles; an unknown id is no error."""
    drop(database, article_ids)
    database.rows(
        "DELETE FROM withdrawn WHERE article_id IN (SELECT value FROM json_each(?))", (json.dumps(article_ids),)
    )


def instant_text(moment: datetime) -> str:
    """Return a moment in UTC with all its digits, so that moments compare as their texts do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _held_of(row: sqlite3.Row) -> HeldArticle:
    return HeldArticle(ArticleId(row["article_id"]), datetime.fromisoformat(row["until"]), row["document"])
