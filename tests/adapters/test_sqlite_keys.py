"""The file with the keys is shared between processes, and says so when it cannot be used."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qa.access.credentials import KeySpec, digest_of, make_key
from qa.adapters.sqlite_keys import MIGRATIONS, SqliteKeys
from qa.errors import StoreBusyError, StoreDamagedError

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
DAY = NOW.date()


def test_another_process_sees_a_change_at_once_and_a_restart_keeps_it(tmp_path: Path) -> None:
    key, secret = make_key(KeySpec("secret", "cron"))
    with closing(SqliteKeys(tmp_path / "keys.db")) as server, closing(SqliteKeys(tmp_path / "keys.db")) as command:
        command.add(key)
        assert server.find(digest_of(secret)) == key
        server.increment(key.id, DAY)
        command.revoke(key.id, NOW)
        assert server.find(digest_of(secret)) is None

    with closing(SqliteKeys(tmp_path / "keys.db")) as again:
        assert [stored.label for stored in again.all()] == ["cron"]
        assert again.used(key.id, DAY) == 1
    assert secret.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_writer_that_waits_for_another_process_holds_up_no_reader_and_says_so(tmp_path: Path) -> None:
    key, secret = make_key(KeySpec("secret"))
    with closing(SqliteKeys(tmp_path / "keys.db")) as keys, closing(sqlite3.connect(tmp_path / "keys.db")) as other:
        keys.add(key)
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(1) as pool:
            counting = pool.submit(keys.increment, key.id, DAY)
            assert keys.find(digest_of(secret)) == key
            assert not counting.done()
            with pytest.raises(StoreBusyError, match="try again"):
                counting.result()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys.db").write_bytes(b"no database, whatever its name says" * 40)

    with pytest.raises(StoreDamagedError, match=r"keys\.db"):
        SqliteKeys(tmp_path / "keys.db")


def test_what_the_last_release_counted_goes_on_being_counted(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "keys.db")) as database:
        for statement in MIGRATIONS[0]:
            database.execute(statement)
        database.execute("INSERT INTO asked VALUES ('key_a', ?, 3)", (DAY.isoformat(),))
        database.commit()

    with closing(SqliteKeys(tmp_path / "keys.db")) as keys:
        assert (keys.used("key_a", DAY), keys.increment("key_a", DAY)) == (3, 4)
