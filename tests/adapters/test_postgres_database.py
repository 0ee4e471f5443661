"""A PostgreSQL database is opened at the right version or not at all, and whoever reads why learns no password."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import psycopg
import pytest

from qa.adapters.postgres_database import PostgresDatabase, PostgresPool, place_of
from qa.errors import (
    InputError,
    LibraryBusyError,
    SettingsError,
    StoreBusyError,
    StoreDamagedError,
    StoreDeniedError,
    StoreError,
    StoreVersionError,
)

FIRST = ('CREATE TABLE words (word TEXT COLLATE "C" PRIMARY KEY, note TEXT)',)
MEND = "say so"


@pytest.fixture
def pool(database_url: str) -> Iterator[PostgresPool]:
    with closing(PostgresPool(database_url)) as opened:
        yield opened


@pytest.fixture
def words(pool: PostgresPool) -> PostgresDatabase:
    return PostgresDatabase(pool, "words", [FIRST], MEND)


def test_a_statement_for_sqlite_is_one_for_postgresql(words: PostgresDatabase) -> None:
    words.insert("INSERT INTO words VALUES (?, ?)", [("100 %", "a"), ("?", None)])
    words.rows("INSERT INTO words VALUES (:word, :note)", {"word": ":x", "note": "b"})

    found = words.values(
        lambda row: (row["word"], row["note"]), "SELECT * FROM words WHERE word LIKE '%' ORDER BY word"
    )

    assert found == [("100 %", "a"), (":x", "b"), ("?", None)]


def test_what_fails_halfway_leaves_nothing_and_a_transaction_within_is_a_part_of_the_outer_one(
    words: PostgresDatabase,
) -> None:
    def fail_after_writing() -> None:
        with words.transaction():
            with words.transaction():
                words.rows("INSERT INTO words VALUES ('a', NULL)")
            raise LookupError

    with pytest.raises(LookupError):
        fail_after_writing()

    assert not words.rows("SELECT * FROM words")


def test_transactions_of_two_processes_come_one_after_the_other(database_url: str, words: PostgresDatabase) -> None:
    words.rows("INSERT INTO words VALUES ('n', '0')")
    together = Barrier(4)

    def count() -> None:
        with closing(PostgresPool(database_url)) as pool:
            database = PostgresDatabase(pool, "words", [FIRST], MEND)
            together.wait()
            for _ in range(5):
                with database.transaction():
                    (row,) = database.rows("SELECT note FROM words")
                    database.rows("UPDATE words SET note = ?", (str(int(row["note"]) + 1),))

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(count) for _ in range(4)]:
            done.result()

    assert words.rows("SELECT note FROM words")[0]["note"] == "20"


def test_a_snapshot_reads_one_state(pool: PostgresPool, words: PostgresDatabase) -> None:
    other = PostgresDatabase(pool, "words", [FIRST], MEND)

    with words.snapshot(), ThreadPoolExecutor(1) as elsewhere:
        before = words.rows("SELECT * FROM words")
        elsewhere.submit(other.rows, "INSERT INTO words VALUES ('a', NULL)").result()
        assert words.rows("SELECT * FROM words") == before

    assert words.rows("SELECT * FROM words") != before


def test_migrations_are_applied_once_and_a_newer_schema_is_refused(pool: PostgresPool, words: PostgresDatabase) -> None:
    words.rows("INSERT INTO words VALUES ('kept', NULL)")
    second = ("ALTER TABLE words ADD COLUMN more TEXT",)

    upgraded = PostgresDatabase(pool, "words", [FIRST, second], MEND)

    assert upgraded.rows("SELECT more FROM words WHERE word = 'kept'")
    with pytest.raises(StoreVersionError, match="upgrade Dateline"):
        PostgresDatabase(pool, "words", [FIRST], MEND)


def test_one_process_writes_at_a_time_and_its_lock_goes_with_it(database_url: str, pool: PostgresPool) -> None:
    with closing(PostgresPool(database_url)) as other:
        with pool.writer("library"), pytest.raises(LibraryBusyError, match="another process"), other.writer("library"):
            pass
        with other.writer("library"):
            pass


def test_a_server_that_was_started_anew_costs_one_statement(
    database_url: str, postgres: str, words: PostgresDatabase
) -> None:
    name = psycopg.conninfo.conninfo_to_dict(database_url)["dbname"]
    words.rows("SELECT 1")
    with psycopg.connect(postgres) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))

    with pytest.raises(StoreBusyError, match="try again"):
        words.rows("SELECT 1")

    assert words.rows("SELECT 1 AS one") == [{"one": 1}]


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        (("postgres:@", "guarded:wr%3Aong@"), StoreDeniedError, "refuses the user or the password"),
        (("postgres:@", "nobody:wr%3Aong@"), StoreDeniedError, "no such database or user"),
        (("/test_", "/absent_"), StoreDeniedError, "createdb"),
        (("?host=/", "?host=/nowhere/"), StoreDeniedError, "cannot be reached"),
        (("?host=", "?password=wr%3Aong&host=127.0.0.1&port=1&x="), SettingsError, "percent-encoded"),
        (("?host=", "?password=wr%3Aong&port=1&hostaddr=127.0.0.1&host="), StoreDeniedError, "cannot be reached"),
    ],
)
def test_why_there_is_no_connection_is_said_without_the_password(
    database_url: str, change: tuple[str, str], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said) as raised:
        PostgresPool(database_url.replace(*change))

    assert "ong" not in str(raised.value)


def test_a_place_is_named_without_its_password() -> None:
    assert (
        place_of("postgresql://ann:se%3Acret@db.example:6432/news?sslmode=require")
        == "postgresql://ann@db.example:6432/news"
    )
    assert place_of("postgresql://db.example/news?password=secret") == "postgresql://db.example/news"


def test_a_database_without_pgvector_is_refused_with_what_to_install(pool: PostgresPool) -> None:
    with pytest.raises(StoreDeniedError, match="Install pgvector"):
        PostgresDatabase(pool, "vectors", [("CREATE EXTENSION no_such_extension",)], MEND)


def test_a_user_who_may_not_is_told_what_is_to_be_granted(database_url: str, words: PostgresDatabase) -> None:
    words.rows("INSERT INTO words VALUES ('a', NULL)")
    with pytest.raises(StoreDeniedError, match="permission denied"):
        PostgresPool(database_url.replace("postgres:@", "guarded:se%3Acret@"))


@pytest.mark.parametrize(
    ("sql", "parameters", "error"),
    [
        ("SELECT * FROM gone", (), StoreDamagedError),
        ("INSERT INTO words VALUES (?, ?)", ("a\0b", None), InputError),
        ("INSERT INTO words VALUES (?, ?)", ("a\udcff", None), InputError),
        ("INSERT INTO words VALUES (NULL, NULL)", (), StoreDamagedError),
    ],
)
def test_what_a_statement_meets_is_said(
    words: PostgresDatabase, sql: str, parameters: tuple[object, ...], error: type[StoreError]
) -> None:
    with pytest.raises(error):
        words.rows(sql, parameters)


def test_a_mistake_of_the_program_is_no_damage(words: PostgresDatabase) -> None:
    with pytest.raises(psycopg.errors.SyntaxError):
        words.rows("SELEC 1")
