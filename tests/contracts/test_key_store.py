"""Keys are found by their digest until they are revoked, by the file and by the fake alike."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from qa.access.credentials import Wish, digest_of, make_key
from qa.adapters.sqlite_keys import SqliteKeys
from qa.errors import StoreBusyError, StoreDamagedError
from qa.ports import KeyStore
from tests.fakes import MemoryKeys

MAKERS: dict[str, Callable[[Path], KeyStore]] = {
    "file": lambda folder: SqliteKeys(folder / "keys.db"),
    "fake": lambda folder: MemoryKeys(),
}
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
DAY = NOW.date()


@pytest.fixture(params=MAKERS)
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KeyStore]:
    with closing(MAKERS[request.param](tmp_path)) as opened:
        yield opened


def test_a_key_is_found_as_it_was_until_it_is_revoked(keys: KeyStore) -> None:
    key, secret = make_key(Wish("publishable", "front page", ["https://a.example", "https://b.example"], 5, 0))
    assert not keys.any()

    keys.add(key)
    assert keys.find(digest_of(secret)) == key
    assert keys.find(digest_of(secret + "x")) is None
    assert (keys.all(), keys.any()) == ([key], True)

    assert keys.revoke(key.id, NOW)
    assert keys.find(digest_of(secret)) is None
    assert keys.any()
    assert [it.revoked_at for it in keys.all()] == [NOW]


def test_to_revoke_again_changes_nothing_and_a_key_that_is_not_there_is_told(keys: KeyStore) -> None:
    key, _ = make_key(Wish("secret"))
    keys.add(key)

    assert keys.revoke(key.id, NOW)
    assert keys.revoke(key.id, NOW.replace(year=2030))
    assert [it.revoked_at for it in keys.all()] == [NOW]
    assert not keys.revoke("key_none", NOW)


def test_only_to_forget_all_keys_leaves_none(keys: KeyStore) -> None:
    key, secret = make_key(Wish("publishable", origins=["https://a.example"]))
    keys.add(key)
    keys.clear()

    assert (keys.any(), keys.all(), keys.find(digest_of(secret)), keys.allows("https://a.example")) == (
        False,
        [],
        None,
        False,
    )


def test_a_site_is_allowed_as_long_as_a_key_names_it_to_the_letter_and_be_it_revoked(keys: KeyStore) -> None:
    made = [make_key(Wish("publishable", origins=sites))[0] for sites in (["https://a.example"], ["https://b.example"])]
    for key in made:
        keys.add(key)

    assert keys.allows("https://a.example")
    assert not keys.allows("https://a.example.evil.example")
    assert not keys.allows("null")
    keys.revoke(made[0].id, NOW)
    assert keys.allows("https://a.example")
    assert keys.allows("https://b.example")


def test_questions_are_counted_by_key_and_day(keys: KeyStore) -> None:
    assert [keys.count("key_a", DAY) for _ in range(3)] == [1, 2, 3]
    assert keys.count("key_a", date(2026, 11, 28)) == 1
    assert (keys.counted("key_a", DAY), keys.counted("key_b", DAY)) == (3, 0)


def test_articles_that_were_shown_are_remembered(keys: KeyStore) -> None:
    keys.show(["a", "city/b"])
    keys.show(["a", "c"])
    keys.show([])

    assert [keys.shown(it) for it in ("a", "city/b", "c", "d")] == [True, True, True, False]


def test_another_process_sees_a_change_at_once_and_a_restart_keeps_it(tmp_path: Path) -> None:
    key, secret = make_key(Wish("secret", "cron"))
    with closing(SqliteKeys(tmp_path / "keys.db")) as server, closing(SqliteKeys(tmp_path / "keys.db")) as command:
        command.add(key)
        assert server.find(digest_of(secret)) == key
        server.count(key.id, DAY)
        command.revoke(key.id, NOW)
        assert server.find(digest_of(secret)) is None

    with closing(SqliteKeys(tmp_path / "keys.db")) as again:
        assert [it.label for it in again.all()] == ["cron"]
        assert again.counted(key.id, DAY) == 1
    assert secret.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_writer_that_waits_for_another_process_holds_up_no_reader_and_says_so(tmp_path: Path) -> None:
    key, secret = make_key(Wish("secret"))
    with closing(SqliteKeys(tmp_path / "keys.db")) as keys, closing(sqlite3.connect(tmp_path / "keys.db")) as other:
        keys.add(key)
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(1) as pool:
            counting = pool.submit(keys.count, key.id, DAY)
            assert keys.find(digest_of(secret)) == key
            assert not counting.done()
            with pytest.raises(StoreBusyError, match="try again"):
                counting.result()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys.db").write_bytes(b"no database, whatever its name says" * 40)

    with pytest.raises(StoreDamagedError, match=r"keys\.db"):
        SqliteKeys(tmp_path / "keys.db")
