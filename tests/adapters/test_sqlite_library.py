"""The SQLite library keeps old versions over a restart, and says what mends a damaged file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from qa.adapters.chroma import ChromaIndex
from qa.adapters.sql_rows import article_row
from qa.adapters.sqlite_database import open_database
from qa.adapters.sqlite_library import SqliteLibrary
from qa.adapters.sqlite_schema import MIGRATIONS
from qa.domain.article import ArticleId, Chunk, ChunkedArticle, ChunkId, Span, Version
from qa.errors import StoreDamagedError
from qa.ingest.chunk import chunk
from qa.settings import Settings
from tests.fakes import paragraph_splitter
from tests.strategies import article


def test_a_changed_article_keeps_its_old_text_over_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    for text in ("Some 2,500 troops are in the country.", "Some 900 troops are in the country."):
        with closing(SqliteLibrary(path)) as library:
            library.put([ChunkedArticle(article(text), ())])

    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT raw, current FROM articles ORDER BY current").fetchall()
    assert rows == [("Some 2,500 troops are in the country.", 0), ("Some 900 troops are in the country.", 1)]


def test_an_older_library_is_searched_as_a_new_one_of_the_same_articles(tmp_path: Path) -> None:
    opening = (
        "The harbour of Northport was closed on Monday after a crane had fallen on two ferries that lay there. " * 3
    )
    told = article(f"{opening}\n\nNobody was hurt.\n\nThe café by the pier stayed open.", "Crane falls")
    stored = ChunkedArticle(told, chunk(told, paragraph_splitter))
    with closing(open_database(tmp_path / "old.db", MIGRATIONS[:1], "")) as old:
        columns = {it["name"] for it in old.rows("PRAGMA table_info(articles)")}
        row = {name: value for name, value in article_row(told).items() if name in columns}
        marks = ", ".join("?" * len(row))
        old.insert(f"INSERT INTO articles ({', '.join(row)}) VALUES ({marks})", [[*row.values()]])  # noqa: S608 only names
        old.insert(
            "INSERT INTO chunks (id, article_id, version, start, end, title, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(it.id, told.id, it.version, it.span.start, it.span.end, "Crane falls", it.text) for it in stored.chunks],
        )

    with closing(SqliteLibrary(tmp_path / "old.db")) as old, closing(SqliteLibrary(tmp_path / "new.db")) as new:
        new.put([stored])

        assert len(new.search(["harbour"], 5)) == len(stored.chunks) == 3
        for words in (["harbour"], ["crane", "hurt"], ["cafe"]):
            assert old.search(words, 5) == new.search(words, 5)
        assert old.words("c") == new.words("c") == {"cafe": 1, "closed": 1, "crane": 3}


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT publisher, count(*), count(published_at) FROM articles WHERE current GROUP BY publisher",
        "SELECT id FROM articles WHERE current ORDER BY datetime(published_at) DESC NULLS LAST, id LIMIT 20 OFFSET 40",
        "SELECT count(*) FROM articles WHERE current AND publisher = 'x' AND substr(published_at, 1, 10) >= '2026-01-01'",
    ],
)
def test_to_count_and_list_articles_reads_none_of_their_texts(tmp_path: Path, sql: str) -> None:
    with closing(SqliteLibrary(tmp_path / "library.db")), closing(sqlite3.connect(tmp_path / "library.db")) as database:
        plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {sql}")]

    assert plan[0] == "SCAN articles USING COVERING INDEX newest"


def test_a_damaged_library_is_named_with_what_mends_it(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(b"no database " * 1_000)

    with pytest.raises(StoreDamagedError, match="Put back a copy"):
        SqliteLibrary(path)


def test_a_damaged_index_is_named_with_what_mends_it(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"no database " * 1_000)

    with pytest.raises(StoreDamagedError, match="qa reindex"):
        ChromaIndex(tmp_path, "test")


def test_a_row_that_is_not_what_was_written_is_damage_and_repeats_none_of_it(seeds: Settings) -> None:
    path = seeds.data / "library.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE articles SET regions = '[[\u001b[31m'")
        database.commit()

    with (
        closing(SqliteLibrary(path)) as library,
        pytest.raises(StoreDamagedError, match="is not what was written") as told,
    ):
        library.articles(limit=10)
    assert "\x1b" not in str(told.value)


def test_an_index_that_is_damaged_while_it_is_open_says_so_and_what_mends_it(tmp_path: Path) -> None:
    directory = tmp_path / "vectors"
    pieces = [Chunk(ChunkId(name), ArticleId("a"), Version("1"), Span(0, 1), "x") for name in ("a:1", "a:2")]
    with closing(ChromaIndex(directory, "test")) as index:
        index.upsert(pieces, np.eye(2, 384, dtype=np.float32))
        for file in directory.glob("chroma.sqlite3*"):
            file.write_bytes(b"no database " * 1_000)
        with pytest.raises(StoreDamagedError, match=r"the articles are safe.*`rm -r .*vectors`, then `qa reindex`"):
            index.delete([piece.id for piece in pieces])
