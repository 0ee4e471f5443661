"""`qa doctor` finds what is damaged, and with `--repair` mends what follows from the rest."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from qa.adapters.chroma import ChromaIndex
from qa.adapters.sqlite_library import SqliteLibrary
from qa.settings import Settings
from qa.wiring import open_services
from tests.terminal import Run

Damage = Callable[[Path], None]


def sql(name: str, *statements: str) -> Damage:
    def run(data: Path) -> None:
        with closing(sqlite3.connect(data / name, isolation_level=None)) as database:
            for statement in statements:
                database.execute(statement)

    return run


def without_vectors(data: Path) -> None:
    shutil.rmtree(data / "chroma")


def with_other_vectors(data: Path) -> None:
    with closing(SqliteLibrary(data / "library.db")) as library:
        name = library.get_meta("embedder")
        chunks = list(library.chunks(sorted(library.chunk_ids())).values())
    assert name is not None
    vectors = np.random.default_rng(0).normal(size=(len(chunks), 384)).astype(np.float32)
    with closing(ChromaIndex(data / "chroma", name)) as index:
        index.upsert(chunks, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def with_a_vector_too_many(data: Path) -> None:
    sql("library.db", "DELETE FROM chunks WHERE key = (SELECT min(key) FROM chunks)")(data)


MENDED: list[tuple[Damage, str]] = [
    (sql("library.db", "INSERT INTO full_text (full_text) VALUES ('delete-all')"), "the full text 'full_text'"),
    (sql("library.db", "DELETE FROM full_text_data"), "the full text 'full_text'"),
    (sql("library.db", "DROP TABLE spelled"), "the full text 'spelled'"),
    (without_vectors, "chunks have no vector"),
    (with_other_vectors, "are not of their chunks' texts"),
    (with_a_vector_too_many, "1 vectors belong to no chunk"),
    (sql("library.db", "UPDATE chunks SET start = start + 1 WHERE key = 1"), "is not the text at"),
    (sql("library.db", "DELETE FROM chunks WHERE article_id LIKE '004%'"), "has no chunk, and no search finds it"),
    (sql("library.db", "UPDATE chunks SET article_id = 'nobody' WHERE key = 1"), "'nobody', which is no article"),
    (
        sql(
            "library.db",
            "PRAGMA writable_schema=ON",
            "CREATE TEMP TABLE kept AS SELECT * FROM sqlite_schema WHERE name = 'bands_of_article'",
            "DELETE FROM sqlite_schema WHERE name = 'bands_of_article'",
            "PRAGMA writable_schema=RESET",
            "INSERT INTO bands VALUES ('band', 'nobody')",
            "PRAGMA writable_schema=ON",
            "INSERT INTO sqlite_schema SELECT * FROM kept",
        ),
        "library.db' is damaged",
    ),
]


@pytest.mark.parametrize(("damage", "says"), MENDED)
def test_what_follows_from_the_rest_is_found_and_mended(seeds: Settings, damage: Damage, says: str) -> None:
    damage(seeds.data)

    with open_services(seeds, recover=False) as services:
        found = services.articles.diagnose()
        services.articles.repair(lambda _: lambda _: None)
        left = services.articles.diagnose()

    assert any(says in finding for finding in found)
    assert left == []


@pytest.mark.parametrize(("damage", "says"), [MENDED[0], MENDED[4]])
def test_reindex_mends_what_it_makes_anew(qa: Run, seeds: Settings, damage: Damage, says: str) -> None:
    damage(seeds.data)

    assert says in qa("doctor")[1]
    assert qa("reindex")[0] == 0
    assert qa("doctor")[:2] == (0, "library and vectors agree\n")


def test_what_cannot_be_mended_is_still_named_after_a_repair(qa: Run, seeds: Settings) -> None:
    path = seeds.data / "keys.db"
    with closing(sqlite3.connect(path)) as database:
        (root,) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'keys'").fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * 64)

    found, repaired = qa("doctor"), qa("doctor", "--repair")

    assert (found[0], repaired[0]) == (1, 1)
    for printed in (found[1], repaired[1]):
        assert "keys.db' is damaged" in printed
        assert "put back a copy" in printed


def test_what_was_found_and_mended_is_told(qa: Run, seeds: Settings) -> None:
    without_vectors(seeds.data)

    found, repaired, again = qa("doctor"), qa("doctor", "--repair"), qa("doctor", "--repair", "--json")

    finding = "13 chunks have no vector; the next start makes them, or `qa doctor --repair`\n"
    assert found[:2] == (1, finding)
    assert repaired[:2] == (0, f"mended: {finding}library and vectors agree\n")
    assert (again[0], json.loads(again[1])) == (0, {"findings": [], "mended": []})
