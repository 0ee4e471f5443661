"""Copy a store's tables from one database of SQL to another, and prove both equal."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qa.adapters.database import Database

_PAGE = 500
"""Rows that are read at once."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that both databases have."""

    name: str
    key: tuple[str, ...]
    """The columns by which it is read, in an order that both have; a number that each database gives itself is not copied."""
    columns: tuple[str, ...]
    booleans: frozenset[str] = frozenset()
    """Those that one database keeps as 0 and 1."""


class Sum(NamedTuple):
    """What a table holds."""

    rows: int
    digest: str
    """The SHA-256 of all rows, in hex."""


def copy(source: Database, target: Database, table: Table) -> None:
    """Add all rows of a table to the other database's, in their order."""
    marks = ", ".join("?" for _ in table.columns)
    sql = f"INSERT INTO {table.name} ({_listed(table.columns)}) VALUES ({marks})"  # noqa: S608 only names of ours
    for page in _pages(source, table):
        target.insert(sql, page)


def summed(database: Database, table: Table) -> Sum:
    """Read a whole table."""
    digest, count = hashlib.sha256(), 0
    for page in _pages(database, table):
        for row in page:
            digest.update(json.dumps(row).encode() + b"\n")
        count += len(page)
    return Sum(count, digest.hexdigest())


def _pages(database: Database, table: Table) -> Iterator[list[tuple[object, ...]]]:
    names, marks = _listed(dict.fromkeys((*table.columns, *table.key))), ", ".join("?" for _ in table.key)
    after: tuple[object, ...] = ()
    while True:
        behind = f"WHERE ({_listed(table.key)}) > ({marks})" if after else ""
        sql = f"SELECT {names} FROM {table.name} {behind} ORDER BY {_listed(table.key)} LIMIT {_PAGE}"  # noqa: S608 only names of ours
        rows = database.rows(sql, after)
        if not rows:
            return
        yield [tuple(_value(row[name], name in table.booleans) for name in table.columns) for row in rows]
        after = tuple(rows[-1][name] for name in table.key)


def _value(value: object, is_boolean: bool) -> object:
    return bool(value) if is_boolean else value


def _listed(names: Sequence[str] | dict[str, None]) -> str:
    return ", ".join(f'"{name}"' for name in names)
