"""Keys are found by their digest until they are revoked, by the file and by the fake alike."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qa.access.credentials import KeySpec, digest_of, make_key
from qa.adapters.postgres_database import PostgresPool
from qa.adapters.postgres_stores import postgres_keys
from qa.adapters.sqlite_keys import SqliteKeys
from qa.ports import KeyStore
from tests.fakes import MemoryKeys

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture(params=["file", "postgres", "fake"])
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KeyStore]:
    if request.param == "fake":
        yield MemoryKeys()
        return
    if request.param == "postgres":
        with closing(PostgresPool(request.getfixturevalue("database_url"))) as pool:
            yield postgres_keys(pool)
        return
    with closing(SqliteKeys(tmp_path / "keys.db")) as opened:
        yield opened


def test_a_key_is_found_as_it_was_until_it_is_revoked(keys: KeyStore) -> None:
    key, secret = make_key(KeySpec("publishable", "front page", ["https://a.example", "https://b.example"], 5, 0))
    assert not keys.any()

    keys.add(key)
    assert keys.find(digest_of(secret)) == key
    assert keys.find(digest_of(secret + "x")) is None
    assert (keys.all(), keys.any()) == ([key], True)

    assert keys.revoke(key.id, NOW)
    assert keys.find(digest_of(secret)) is None
    assert keys.any()
    assert [stored.revoked_at for stored in keys.all()] == [NOW]


def test_to_revoke_again_changes_nothing_and_a_key_that_is_not_there_is_told(keys: KeyStore) -> None:
    key, _ = make_key(KeySpec("secret"))
    keys.add(key)

    assert keys.revoke(key.id, NOW)
    assert keys.revoke(key.id, NOW.replace(year=2030))
    assert [stored.revoked_at for stored in keys.all()] == [NOW]
    assert not keys.revoke("key_none", NOW)


def test_only_to_forget_all_keys_leaves_none(keys: KeyStore) -> None:
    key, secret = make_key(KeySpec("publishable", origins=["https://a.example"]))
    keys.add(key)
    keys.clear()

    assert (keys.any(), keys.all(), keys.find(digest_of(secret)), keys.allows("https://a.example")) == (
        False,
        [],
        None,
        False,
    )


def test_a_site_is_allowed_as_long_as_a_key_names_it_to_the_letter_and_be_it_revoked(keys: KeyStore) -> None:
    made = [
        make_key(KeySpec("publishable", origins=sites))[0] for sites in (["https://a.example"], ["https://b.example"])
    ]
    for key in made:
        keys.add(key)

    assert keys.allows("https://a.example")
    assert not keys.allows("https://a.example.evil.example")
    assert not keys.allows("null")
    keys.revoke(made[0].id, NOW)
    assert keys.allows("https://a.example")
    assert keys.allows("https://b.example")
