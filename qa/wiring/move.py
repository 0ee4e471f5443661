"""Copy a data folder into a PostgreSQL database, in one transaction, and prove both equal before it is committed."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pydantic import SecretStr

from qa.adapters.sql_copy import Sum, Table, copy, summed
from qa.adapters.sqlite_database import Connection
from qa.current_index import GENERATION
from qa.errors import InputError, StoreDamagedError
from qa.ingest.index import EMBEDDER
from qa.lazy import lazy
from qa.ports import Library, VectorIndex
from qa.services import Services
from qa.settings import Settings
from qa.wiring.stores import Stores, open_stores

if TYPE_CHECKING:
    from qa.adapters import postgres_database
else:
    postgres_database = lazy("qa.adapters.postgres_database")

_PAGE = 250
"""Vectors that are copied at once."""
_TABLES: dict[str, dict[str, tuple[str, ...]]] = {
    "library.db": {
        "settings": ("key",),
        "articles": ("rowid",),
        "chunks": ("key",),
        "bands": ("band", "article_id"),
        "examples": ("position",),
        "held": ("article_id",),
        "withdrawn": ("article_id",),
        "feeds": ("id",),
    },
    "keys.db": {"keys": ("id",), "shown": ("article",), "quotas": ("subject", "day")},
    "answers.db": {"answers": ("id",)},
    "jobs.db": {"jobs": ("place",), "waiting": ("job", "number"), "outcomes": ("place",)},
}
"""Each file's tables, with what they are read by."""


class Moved(NamedTuple):
    """What both stores hold."""

    tables: dict[str, Sum]
    vectors: int
    fingerprint: str


def move(settings: Settings, services: Services, url: str) -> Moved:
    """Copy all that is in the data folder, whose services are open and idle; a copy that is broken off leaves nothing.

    Raises:
        InputError: the database has something in it already.
        StoreDamagedError: what was written is not what was read; then nothing is kept.
        StoreDeniedError, SettingsError: the database cannot be used.
    """
    target = settings.model_copy(update={"store": SecretStr(url)})
    with open_stores(target) as stores, closing(postgres_database.PostgresPool(url)) as pool:
        tables = _described(postgres_database.PostgresDatabase(pool, "move", (), ""))
        with stores.together():
            database = stores.library.database
            if used := [table.name for table in tables if database.rows(f"SELECT 1 FROM {table.name} LIMIT 1")]:  # noqa: S608 only names of ours
                raise InputError(
                    f"the database is not empty (its table {used[0]!r} is not); name one that nobody has used yet"
                )
            return _copied(settings.data, services, stores, tables)


def _move_feedback(services: Services, stores: Stores) -> None:
    for document in services.feedback.documents():
        # What an earlier release kept has no name, and gets one of its own.
        name = json.loads(document).get("id") or f"fb_{sha256(document.encode()).hexdigest()[:32]}"
        stores.feedback.add(name, document)


def _copied(data: Path, services: Services, stores: Stores, tables: list[Table]) -> Moved:
    sums = {}
    for table in tables:
        with _file_of(data, table.name) as source:
            copy(source, stores.library.database, table)
            sums[table.name] = summed(source, table)
        if summed(stores.library.database, table) != sums[table.name]:
            raise StoreDamagedError(f"the table {table.name!r} did not arrive as it was; nothing was kept, try again")
    _move_feedback(services, stores)
    # Full text is made of the chunks.
    stores.library.mend()
    library, index = services.library, services.adapters.index
    made_by = library.get_meta(EMBEDDER) or services.adapters.embedder.name
    with closing(stores.vectors.open(library.get_meta(GENERATION) or "", made_by)) as copied:
        count = _copy_vectors(library, index, copied)
        _compare(services, stores, copied)
    # Until the planner knows how much there is it chooses slower ways through it.
    stores.library.database.rows("ANALYZE")
    return Moved(sums, count, library.corpus().fingerprint)


def _copy_vectors(library: Library, index: VectorIndex, copied: VectorIndex) -> int:
    names = sorted(library.chunk_ids())
    for start in range(0, len(names), _PAGE):
        vectors = index.vectors(names[start : start + _PAGE])
        chunks = [*library.chunks([*vectors]).values()]
        copied.upsert(chunks, np.stack([vectors[it.id] for it in chunks]))
    return len(names)


def _compare(services: Services, stores: Stores, copied: VectorIndex) -> None:
    if stores.library.corpus().fingerprint != services.library.corpus().fingerprint:
        raise StoreDamagedError("the articles have another fingerprint than those of the folder; nothing was kept")
    if copied.ids() != services.library.chunk_ids() or stores.library.faults():
        raise StoreDamagedError(
            "vectors or full text do not fit the chunks; nothing was kept; `qa doctor` checks the folder"
        )


def _described(database: "postgres_database.PostgresDatabase") -> list[Table]:
    """Return the tables with the columns that PostgreSQL does not fill by itself."""
    described = []
    for name, key in (entry for file in _TABLES.values() for entry in file.items()):
        sql = """SELECT column_name, data_type FROM information_schema.columns
                 WHERE table_schema = 'dateline' AND table_name = ? AND is_identity = 'NO' ORDER BY ordinal_position"""
        columns = {row["column_name"]: row["data_type"] for row in database.rows(sql, (name,))}
        booleans = frozenset(column for column, kind in columns.items() if kind == "boolean")
        described.append(Table(name, key, tuple(columns), booleans))
    return described


@contextmanager
def _file_of(data: Path, table: str) -> Iterator[Connection]:
    file = next(file for file, tables in _TABLES.items() if table in tables)
    with closing(Connection(data / file, 5.0, "nothing was copied")) as connection:
        yield connection
