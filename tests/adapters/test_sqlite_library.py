"""The SQLite library keeps old versions over a restart, and says what mends a damaged file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qa.adapters.chroma import ChromaIndex
from qa.adapters.sqlite_library import SqliteLibrary
from qa.domain.article import ChunkedArticle
from qa.errors import StoreDamagedError
from tests.strategies import article


def test_a_changed_article_keeps_its_old_text_over_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    for text in ("Some 2,500 troops are in the country.", "Some 900 troops are in the country."):
        with closing(SqliteLibrary(path)) as library:
            library.put([ChunkedArticle(article(text), ())])

    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT raw, current FROM articles ORDER BY current").fetchall()
    assert rows == [("Some 2,500 troops are in the country.", 0), ("Some 900 troops are in the country.", 1)]


def test_a_damaged_library_is_named_with_what_mends_it(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(b"no database " * 1_000)

    with pytest.raises(StoreDamagedError, match="put back a copy"):
        SqliteLibrary(path)


def test_a_damaged_index_is_named_with_what_mends_it(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"no database " * 1_000)

    with pytest.raises(StoreDamagedError, match="qa reindex"):
        ChromaIndex(tmp_path, "test")
