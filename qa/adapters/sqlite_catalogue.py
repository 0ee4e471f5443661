"""Tell what the library's articles are, and list them by outlet, day and words."""

import json
from datetime import datetime

from qa.adapters.database import Database
from qa.adapters.sqlite_rows import article_of, quoted
from qa.domain.article import Holdings, Listing, Selection

_ORDER = "datetime(published_at) DESC, id"
"""The index `newest` has it: SQLite puts what has no date last."""


def holdings_of(database: Database) -> Holdings:
    """Count articles and outlets, and find the first and last day of publication."""
    counted = database.rows(
        "SELECT publisher, count(*) AS articles, count(published_at) AS dated FROM articles WHERE current GROUP BY publisher"
    )
    ends = {
        end: database.rows(
            f"""SELECT published_at FROM articles WHERE current AND published_at IS NOT NULL
                ORDER BY datetime(published_at) {direction} LIMIT 1"""  # noqa: S608 only constants
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


def listing_of(database: Database, selection: Selection, skip: int, limit: int) -> Listing:
    """Select articles, and read those of one page."""
    where, parameters = _condition(selection)
    with database.snapshot():
        total = database.rows(f"SELECT count(*) AS n FROM articles WHERE {where}", parameters)[0]["n"]  # noqa: S608 only constants
        page = f"SELECT id FROM articles WHERE {where} ORDER BY {_ORDER} LIMIT ? OFFSET ?"  # noqa: S608 only constants
        ids = [row["id"] for row in database.rows(page, (*parameters, limit, skip))]
        sql = f"SELECT * FROM articles WHERE current AND id IN {database.members('?')}"  # noqa: S608 only constants
        found = {article.id: article for article in database.values(article_of, sql, (json.dumps(ids),))}
    return Listing(tuple(found[name] for name in ids), total)


def _condition(selection: Selection) -> tuple[str, tuple[object, ...]]:
    """Return the SQL condition, and its parameters: nothing that was asked for stands in the SQL."""
    conditions, parameters = ["current"], list[object]()
    for word in selection.words:
        conditions.append(
            """id IN (SELECT article_id FROM full_text JOIN chunks ON chunks.key = full_text.rowid
                      WHERE full_text MATCH ?)"""
        )
        parameters.append(quoted(word))
    if selection.outlet is not None:
        conditions.append("publisher = ?")
        parameters.append(selection.outlet)
    # The day as the article states it, and as readers are shown it.
    for bound, comparison in ((selection.since, ">="), (selection.until, "<=")):
        if bound is not None:
            conditions.append(f"substr(published_at, 1, 10) {comparison} ?")
            parameters.append(bound.isoformat())
    return " AND ".join(conditions), tuple(parameters)
