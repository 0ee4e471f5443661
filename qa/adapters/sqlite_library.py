"""Open the library in one SQLite file, with FTS5 for its full text."""

from collections.abc import Sequence
from pathlib import Path

from qa.adapters.sql_library import SqlLibrary
from qa.adapters.sql_rows import FACETS, article_of, condition, facet_columns, facets_of
from qa.adapters.sqlite_database import Connection, open_database
from qa.adapters.sqlite_repair import full_text_faults, remake_full_text
from qa.adapters.sqlite_schema import FULL_TEXT, MIGRATIONS
from qa.domain.article import ArticleId, ChunkId, Frequencies
from qa.domain.scope import Facets, Scope

_PAGE = 500
"""Articles that are filed at once."""
_WIDER = 4
"""How many times as many chunks are looked at under a scope before full text is asked within it."""
_WEIGHTS = "1.0, 0.25, 1.0"
"""BM25 weights of a match in the title, in the article's opening and in the text. A title is short, so BM25's length norm favours
it already; the opening tells what the article is about, and not what the chunk says (docs/evaluation.md)."""
_MEND = (
    "keys and kept answers are safe, the articles in it may not be. Put back a copy of it and run `qa reindex`; "
    "without one, rename it and run `qa ingest` on the articles' files"
)
_LAST = "\U0010ffff"
"""A character that sorts behind all others."""


class SqliteLibrary(SqlLibrary):
    """The `Library` on one connection: SQLite answers in milliseconds."""

    def __init__(self, path: Path) -> None:
        """Open or make the file; raises as `open_database` does."""
        connection = open_database(path, MIGRATIONS, _MEND)
        super().__init__(connection, SqliteFullText(connection))
        _file(connection)


def _file(connection: Connection) -> None:
    """File the articles that a release before scopes has stored."""
    sql = "SELECT * FROM articles INDEXED BY article_facets WHERE current AND outlet IS NULL LIMIT ?"
    while articles := connection.values(article_of, sql, (_PAGE,)):
        filed = [(*facet_columns(article.facets).values(), article.id) for article in articles]
        assigned = ", ".join(f"{name} = ?" for name in FACETS)
        with connection.transaction():
            connection.insert(f"UPDATE chunks SET {assigned} WHERE article_id = ?", filed)  # noqa: S608 only constants
            connection.insert(f"UPDATE articles SET {assigned} WHERE id = ? AND current", filed)  # noqa: S608 only constants


class SqliteFullText:
    """The `FullTextIndex` of FTS5; triggers keep its tables with the chunks'."""

    def __init__(self, connection: Connection) -> None:
        self._database = connection

    def add(self, chunk_ids: Sequence[ChunkId]) -> None:
        """Leave it to the triggers."""

    def remove(self, article_ids: Sequence[ArticleId]) -> None:
        """Leave it to the triggers."""

    def search(self, words: Sequence[str], k: int, scope: Scope) -> list[tuple[ChunkId, float]]:
        query = " OR ".join(_quoted(word) for word in words if word)
        if not query:
            return []
        if not scope.limited:
            return [(name, score) for name, score, _ in self._best(query, k)]
        # Of a wide scope the best are among these, and to ask for the whole scope takes twice as long.
        best = self._best(query, _WIDER * k)
        within = [(name, score) for name, score, facets in best if scope.admits(facets)]
        return within[:k] if len(within) >= k or len(best) < _WIDER * k else self._search_within(query, k, scope)

    def _best(self, query: str, k: int) -> list[tuple[ChunkId, float, Facets]]:
        sql = f"""SELECT chunks.id AS id, -matches.score AS score, {", ".join(FACETS)}
                  FROM (SELECT rowid, bm25(full_text, {_WEIGHTS}) AS score FROM full_text
                        WHERE full_text MATCH ? ORDER BY score LIMIT ?) AS matches
                  JOIN chunks ON chunks.key = matches.rowid ORDER BY matches.score, chunks.id"""  # noqa: S608 only constants
        return [(ChunkId(row["id"]), row["score"], facets_of(row)) for row in self._database.rows(sql, (query, k))]

    def _search_within(self, query: str, k: int, scope: Scope) -> list[tuple[ChunkId, float]]:
        within, parameters = condition(self._database, scope)
        # The scope is looked at before the best are taken: of the best of all articles none may lie within. The sign keeps SQLite
        # from asking full text once for each row of the scope.
        sql = f"""SELECT chunks.id AS id, -matches.score AS score
                  FROM (SELECT rowid, bm25(full_text, {_WEIGHTS}) AS score FROM full_text
                        WHERE full_text MATCH ? AND +rowid IN (SELECT key FROM chunks INDEXED BY chunk_facets WHERE {within})
                        ORDER BY score LIMIT ?) AS matches
                  JOIN chunks ON chunks.key = matches.rowid ORDER BY matches.score, chunks.id"""  # noqa: S608 only constants
        rows = self._database.rows(sql, (query, *parameters, k))
        return [(ChunkId(row["id"]), row["score"]) for row in rows]

    def frequencies(self, phrases: Sequence[str]) -> Frequencies:
        sql = "SELECT count(*) AS chunks FROM full_text WHERE full_text MATCH ?"
        # A chunk holds what it says and what its article is called, not what the article opens with.
        found = {phrase: self._database.rows(sql, (f"{{title text}} : {_quoted(phrase)}",)) for phrase in phrases}
        counts = {phrase: rows[0]["chunks"] for phrase, rows in found.items()}
        return Frequencies(counts, self._database.rows("SELECT count(*) AS chunks FROM chunks")[0]["chunks"])

    def words(self, beginning: str) -> dict[str, int]:
        sql = "SELECT term, doc FROM spellings WHERE term >= ? AND term < ?"
        rows = self._database.rows(sql, (beginning, f"{beginning}{_LAST}"))
        return {row["term"]: row["doc"] for row in rows}

    def holds(self, word: str, scope: Scope) -> bool:
        within, parameters = condition(self._database, scope)
        sql = f"""SELECT 1 FROM spelled JOIN chunks ON chunks.key = spelled.rowid
                  WHERE spelled MATCH ? AND {within} LIMIT 1"""  # noqa: S608 only constants
        return bool(self._database.rows(sql, (_quoted(word), *parameters)))

    def having(self, words: str) -> tuple[str, list[object]]:
        return "key IN (SELECT rowid FROM full_text WHERE full_text MATCH ?)", [_quoted(words)]

    def faults(self) -> list[str]:
        return full_text_faults(self._database, list(FULL_TEXT))

    def mend(self) -> None:
        for table, created_by in FULL_TEXT.items():
            remake_full_text(self._database, table, created_by)


def _quoted(phrase: str) -> str:
    """Quote words from a question, which are untrusted: in quotes they are plain terms and never FTS5 query syntax."""
    return '"' + phrase.replace('"', '""').replace("\0", " ") + '"'
