"""Articles that were disclosed stay so, in the file and in the fake alike."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qa.adapters.postgres_database import PostgresPool
from qa.adapters.postgres_stores import postgres_keys
from qa.adapters.sqlite_keys import SqliteKeys
from qa.ports import DisclosureStore
from tests.fakes import MemoryDisclosures


@pytest.fixture(params=["file", "postgres", "fake"])
def disclosures(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DisclosureStore]:
    if request.param == "fake":
        yield MemoryDisclosures()
        return
    if request.param == "postgres":
        with closing(PostgresPool(request.getfixturevalue("database_url"))) as pool:
            yield postgres_keys(pool)
        return
    with closing(SqliteKeys(tmp_path / "keys.db")) as opened:
        yield opened


def test_articles_that_were_shown_are_remembered(disclosures: DisclosureStore) -> None:
    disclosures.disclose(["a", "city/b"])
    disclosures.disclose(["a", "c"])
    disclosures.disclose([])

    assert [disclosures.is_disclosed(name) for name in ("a", "city/b", "c", "d")] == [True, True, True, False]
