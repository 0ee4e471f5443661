"""Articles that were disclosed stay so, in the file and in the fake alike."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qa.adapters.sqlite_keys import SqliteKeys
from qa.ports import DisclosureStore
from tests.fakes import MemoryDisclosures


@pytest.fixture(params=["file", "fake"])
def disclosures(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DisclosureStore]:
    if request.param == "fake":
        yield MemoryDisclosures()
        return
    with closing(SqliteKeys(tmp_path / "keys.db")) as opened:
        yield opened


def test_articles_that_were_shown_are_remembered(disclosures: DisclosureStore) -> None:
    disclosures.disclose(["a", "city/b"])
    disclosures.disclose(["a", "c"])
    disclosures.disclose([])

    assert [disclosures.is_disclosed(name) for name in ("a", "city/b", "c", "d")] == [True, True, True, False]
