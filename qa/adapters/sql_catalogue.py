"""Tell what the library's articles are, and list them by outlet, day and words."""

import json
from collections.abc import Callable
from datetime import datetime

from qa.adapters.database import Database
from qa.adapters.sql_rows import article_of
from qa.domain.article import Holdings, Listing, Selection

Having = Callable[[str], tuple[str, list[object]]]
"""Returns the condition that a chunk has these words, in SQL about its `key`, and its parameters."""


def holdings_of(database: Database) -> Holdings:
    """Count articles and outlets, and find the first and last day of publication."""
    counted = database.rows(
        "SELECT publisher, count(*) AS articles, count(published_at) AS dated FROM articles WHERE current GROUP BY publisher"
    )
    ends = {
        end: database.rows(
            f"""SELECT published_at FROM articles WHERE current AND published_at IS NOT NULL
                ORDER BY {database.moment("published_at")} {direction} LIMIT 1"""  # noqa: S608 only constants
        )
        for end, direction in (("earliest", "ASC"), ("latest", "DESC"))
    }
    earliest, latest = (
        next((datetime.fromisoformat(row["published_at"]) for row in ends[end]), None) for end in ("earliest", "latest")
    )
    outlets = {row["publisher"]: row["articles"] for row in counted if row["publisher"]}
    return Holdings(
        articles=sum(row["articles"] for row in counted),
        outlets=dict(sorted(outlets.items(), key=lambda outlet: (-outlet[1], outlet[0]))),
        dated=sum(row["dated"] for row in counted),
        earliest=earliest,
        latest=latest,
    )


def listing_of(database: Database, having: Having, selection: Selection, page: tuple[int, int]) -> Listing:
    """Select articles, the newest first and what has no date last, and read a page of them: so many skipped, so many read."""
    where, parameters = _condition(having, selection)
    # The index `newest` has this order.
    order, (skip, limit) = f"{database.moment('published_at')} DESC NULLS LAST, id", page
    with database.snapshot():
        total = database.rows(f"SELECT count(*) AS n FROM articles WHERE {where}", parameters)[0]["n"]  # noqa: S608 only constants
        sql = f"SELECT id FROM articles WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"  # noqa: S608 only constants
        ids = [row["id"] for row in database.rows(sql, (*parameters, limit, skip))]
        sql = f"SELECT * FROM articles WHERE current AND id IN {database.members('?')}"  # noqa: S608 only constants
        found = {article.id: article for article in database.values(article_of, sql, (json.dumps(ids),))}
    return Listing(tuple(found[name] for name in ids), total)


def _condition(having: Having, selection: Selection) -> tuple[str, tuple[object, ...]]:
    """Return the SQL condition, and its parameters: nothing that was asked for stands in the SQL."""
    conditions, parameters = ["current"], list[object]()
    for word in selection.words:
        has, values = having(word)
        conditions.append(f"id IN (SELECT article_id FROM chunks WHERE {has})")  # noqa: S608 only constants
        parameters += values
    if selection.outlet is not None:
        conditions.append("publisher = ?")
        parameters.append(selection.outlet)
    # The day as the article states it, and as readers are shown it.
    for bound, comparison in ((selection.since, ">="), (selection.until, "<=")):
        if bound is not None:
            conditions.append(f"substr(published_at, 1, 10) {comparison} ?")
            parameters.append(bound.isoformat())
    return " AND ".join(conditions), tuple(parameters)
