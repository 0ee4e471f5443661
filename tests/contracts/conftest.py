"""What real adapters are held to their contracts with: weights of the package and made-up ones, and a database."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from qa.adapters.onnx import OnnxEncoder
from qa.adapters.postgres_database import PostgresPool
from qa.wiring.adapters import WEIGHTS
from tests.training.tiny_bert import tiny_models


@pytest.fixture(scope="session")
def trained() -> OnnxEncoder:
    return OnnxEncoder(WEIGHTS)


@pytest.fixture(scope="session")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> OnnxEncoder:
    return OnnxEncoder(tiny_models(tmp_path_factory.mktemp("untrained")))


@pytest.fixture(scope="session")
def open_pool(postgres: str) -> Iterator[PostgresPool]:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE contracts")
    with closing(PostgresPool(postgres.replace("/postgres?", "/contracts?"))) as opened:
        yield opened


@pytest.fixture
def pool(open_pool: PostgresPool) -> PostgresPool:
    """A database for contract tests, whose tables are empty as new ones are: to make them anew takes half a second."""
    with open_pool.connection() as connection:
        kept = "schema_versions|totals|vectors_"
        sql = "SELECT tablename FROM pg_tables WHERE schemaname = 'dateline' AND tablename !~ %s"
        for row in connection.execute(sql, [f"^({kept})"]).fetchall():
            connection.execute(f"DELETE FROM {row['tablename']}")  # noqa: S608 only names of ours
        if connection.execute("SELECT to_regclass('totals') AS found").fetchone() != {"found": None}:
            connection.execute("UPDATE totals SET chunks = 0, words = 0")
    return open_pool
