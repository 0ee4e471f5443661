"""A folder that is asked by other libraries."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from qa import Dateline


@pytest.fixture(scope="module")
def dateline(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dateline]:
    """The five seed articles, opened once for a file of tests, which only ask it."""
    folder = tmp_path_factory.mktemp("asked") / "data"
    copytree(ingested, folder)
    with Dateline(folder) as opened:
        yield opened
