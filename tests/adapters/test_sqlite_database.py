"""A database is brought to the latest version of its schema, whole step by whole step, or refused."""

import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from qa.adapters.sqlite_database import Migration, open_database
from qa.errors import StoreBusyError, StoreDamagedError, StoreDeniedError, StoreVersionError

FIRST = ("CREATE TABLE IF NOT EXISTS people (name TEXT)",)
SECOND = ("ALTER TABLE people ADD COLUMN age INTEGER", "UPDATE people SET age = 7")
BROKEN = ("ALTER TABLE people ADD COLUMN age INTEGER", "INSERT INTO nowhere VALUES (1)")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.db"


def opened(path: Path, *migrations: Migration) -> None:
    open_database(path, migrations, "mend it").close()


def stored(path: Path, sql: str) -> list[Sequence[object]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql).fetchall()


def version(path: Path) -> object:
    return stored(path, "PRAGMA user_version")[0][0]


def unnumbered(path: Path) -> None:
    """A database as a release without version numbers left it."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript("CREATE TABLE people (name TEXT); INSERT INTO people VALUES ('Ada');")


def test_what_cannot_be_opened_is_refused_with_its_name(path: Path) -> None:
    path.mkdir()

    with pytest.raises(StoreDeniedError, match=r"people\.db' is a folder where a file belongs"):
        opened(path, FIRST)
    with pytest.raises(StoreDeniedError, match=r"null' is a file, and no folder"):
        opened(Path("/dev/null/none.db"), FIRST)


def test_an_empty_file_is_made_at_the_latest_version(path: Path) -> None:
    opened(path, FIRST, SECOND)

    assert version(path) == 2
    assert stored(path, "SELECT name, age FROM people") == []


def test_a_file_without_a_number_is_the_first_version_as_it_stands(path: Path) -> None:
    unnumbered(path)
    opened(path, FIRST)

    assert version(path) == 1
    assert stored(path, "SELECT name FROM people") == [("Ada",)]


def test_only_the_migrations_that_are_missing_are_applied(path: Path) -> None:
    unnumbered(path)
    for _ in range(2):
        opened(path, FIRST, SECOND)

    assert version(path) == 2
    assert stored(path, "SELECT name, age FROM people") == [("Ada", 7)]


def test_a_migration_that_breaks_off_leaves_the_version_before_it_whole(path: Path) -> None:
    unnumbered(path)
    with pytest.raises(StoreDamagedError, match=r"people\.db.*nowhere.*mend it"):
        opened(path, FIRST, BROKEN)

    assert version(path) == 1
    assert stored(path, "SELECT * FROM people") == [("Ada",)]
    opened(path, FIRST, SECOND)
    assert stored(path, "SELECT name, age FROM people") == [("Ada", 7)]


def test_a_file_of_a_newer_program_is_refused_and_left_alone(path: Path) -> None:
    opened(path, FIRST, SECOND)
    before = path.read_bytes()

    with pytest.raises(StoreVersionError, match=r"people\.db.*version 2.*knows 1.*upgrade Dateline"):
        opened(path, FIRST)

    assert path.read_bytes() == before


@pytest.mark.parametrize("trial", range(20))
def test_many_who_open_it_at_once_migrate_it_once(path: Path, trial: int) -> None:
    unnumbered(path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: opened(path, FIRST, SECOND), range(8)))

    assert version(path) == 2


def test_a_file_that_another_process_holds_is_busy_and_not_damaged(path: Path) -> None:
    unnumbered(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match="try again"):
            open_database(path, [FIRST], "mend it", timeout=0.0)
