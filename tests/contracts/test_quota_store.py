"""What is used is counted by subject and day, by the file and by the fake alike."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from qa.adapters.postgres_database import PostgresPool
from qa.adapters.postgres_stores import postgres_keys
from qa.adapters.sqlite_keys import SqliteKeys
from qa.ports import QuotaStore
from tests.fakes import MemoryQuotas

DAY = date(2026, 11, 27)


@pytest.fixture(params=["file", "postgres", "fake"])
def quotas(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[QuotaStore]:
    if request.param == "fake":
        yield MemoryQuotas()
        return
    if request.param == "postgres":
        with closing(PostgresPool(request.getfixturevalue("database_url"))) as pool:
            yield postgres_keys(pool)
        return
    with closing(SqliteKeys(tmp_path / "keys.db")) as opened:
        yield opened


def test_questions_are_counted_by_key_and_day(quotas: QuotaStore) -> None:
    assert [quotas.increment("key_a", DAY) for _ in range(3)] == [1, 2, 3]
    assert quotas.increment("key_a", date(2026, 11, 28)) == 1
    assert (quotas.used("key_a", DAY), quotas.used("key_b", DAY)) == (3, 0)


def test_several_are_counted_at_once(quotas: QuotaStore) -> None:
    assert [quotas.increment("tokens", DAY, amount) for amount in (40, 2)] == [40, 42]
    assert quotas.used("tokens", DAY) == 42
