"""Compare full text in a SQLite file with the rows that it is made of, and make it anew."""

from collections.abc import Sequence

from qa.adapters.sqlite_database import Connection
from qa.errors import StoreDamagedError


def full_text_faults(connection: Connection, tables: Sequence[str]) -> list[str]:
    """Compare each FTS5 table over other tables' rows with those rows."""
    return [fault for table in tables for fault in _table_faults(connection, table)]


def _table_faults(connection: Connection, table: str) -> list[str]:
    try:
        # The rank asks for the comparison with the rows (sqlite.org/fts5.html, 6.4).
        connection.rows(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")  # noqa: S608 only a constant
    except StoreDamagedError:
        return [f"the full text {table!r} does not fit the chunks; `qa doctor --repair` makes it anew"]
    return []


def remake_full_text(connection: Connection, table: str, created_by: str) -> None:
    """Delete an FTS5 table, whatever is left of it, and make it of its rows again.

    `DROP TABLE` and FTS5's own `rebuild` open the table first, which they cannot do where its own rows are gone.
    """
    with connection.lock:
        connection.rows("PRAGMA writable_schema=ON")
        try:
            connection.rows("DELETE FROM sqlite_schema WHERE name = ?", (table,))
        finally:
            connection.rows("PRAGMA writable_schema=RESET")
        with connection.transaction():
            sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB ?"
            for row in connection.rows(sql, (f"{table}_*",)):
                connection.rows(f"DROP TABLE {row['name']}")
            connection.rows(created_by)
            connection.rows(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")  # noqa: S608 only a constant
