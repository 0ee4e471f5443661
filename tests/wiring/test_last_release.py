"""A data folder that the last release wrote opens, answers, and is brought up to date.

`data-0.1.0.zip` is what 0.1.0 left behind: two invented articles, `ferry` in two versions, and one publishable key.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest

from qa.access.credentials import digest_of
from qa.adapters import sqlite_keys, sqlite_schema
from qa.domain.answer import Answer, statements_of
from qa.services import Services
from qa.settings import Settings
from qa.wiring import open_services
from tests.conftest import ROOT
from tests.driving import broken_citations

KEY = "pk_RzkaXfbzIwL0NQlpyFDVMLz7PN35ecXaB2C-O5OZXzQ"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    unpacked = tmp_path_factory.mktemp("data")
    with ZipFile(ROOT / "tests" / "fixtures" / "data-0.1.0.zip") as archive:
        archive.extractall(unpacked)
    return unpacked


@pytest.fixture(scope="module")
def upgraded(folder: Path) -> Iterator[Services]:
    with open_services(Settings(data=folder)) as services:
        yield services


def quotes(answer: Answer) -> str:
    return " ".join(statement.text for statement in statements_of(answer))


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("How much did the harbour wall cost?", "14 million crowns"),
        ("How many people took the ferry last year?", "people took the ferry last year"),
        ("How many people took the ferrry last yaer?", "people took the ferry last year"),
    ],
)
def test_questions_are_answered_with_quotes_that_stand(upgraded: Services, question: str, quote: str) -> None:
    answer = upgraded.answerer.ask(question)

    assert quote in quotes(answer)
    assert broken_citations(upgraded, [cited for said in statements_of(answer) for cited in said.citations]) == []


def test_library_and_vectors_agree(upgraded: Services) -> None:
    assert upgraded.articles.diagnose() == []


def test_the_key_is_still_valid(upgraded: Services) -> None:
    key = upgraded.adapters.keys.find(digest_of(KEY))

    assert key is not None
    assert (key.label, key.origins) == ("post", ("https://orley.example",))


def test_the_files_are_at_the_latest_version_and_keep_what_they_held(upgraded: Services, folder: Path) -> None:
    with (
        closing(sqlite3.connect(folder / "library.db")) as library,
        closing(sqlite3.connect(folder / "keys.db")) as keys,
    ):
        versions = [database.execute("PRAGMA user_version").fetchone()[0] for database in (library, keys)]
        ferries = library.execute("SELECT current FROM articles WHERE id = 'ferry' ORDER BY current").fetchall()

    assert versions == [len(sqlite_schema.MIGRATIONS), len(sqlite_keys.MIGRATIONS)]
    assert ferries == [(0,), (1,)]
