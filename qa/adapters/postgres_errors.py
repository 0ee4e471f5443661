"""Say of a PostgreSQL database that cannot be used what happened, what is safe, and what mends it."""

import psycopg

from qa.errors import (
    InputError,
    StoreBusyError,
    StoreDamagedError,
    StoreDeniedError,
    StoreError,
    StoreFullError,
)

_LONGEST = 300
"""Characters of what PostgreSQL says of an error."""
_FULL = ("53100",)
_BUSY = ("08", "40", "53", "55P03", "57")
"""Connections that are lost, transactions that met, too many connections, locks that were waited for, and shutdowns."""
_DENIED = ("25006", "28", "3D000", "42501")
_NO_TEXT = ("22021", "22P05")
_DAMAGED = ("22", "23", "42P01", "42703", "42883", "3F000", "XX001", "XX002")
"""Values, tables or columns that are not what was written there."""


def connection_error(place: str, error: psycopg.Error) -> StoreError:
    """Return why a database could not be connected to; the password stands in nothing of it."""
    reason = _first_line(error)
    if "password authentication failed" in reason or "no password supplied" in reason:
        mend = "set the right user and password in QA_STORE (what is no letter or digit in them percent-encoded)"
        return StoreDeniedError(f"PostgreSQL at {place} refuses the user or the password; {mend}")
    if "does not exist" in reason:
        return StoreDeniedError(
            f"PostgreSQL at {place} has no such database or user ({reason}); make it, as with `createdb`, "
            "or name another in QA_STORE"
        )
    if "no pg_hba.conf entry" in reason or "too many" in reason or "starting up" in reason:
        return StoreBusyError(f"PostgreSQL at {place} takes no connection just now ({reason}); nothing is lost")
    return StoreDeniedError(
        f"PostgreSQL at {place} cannot be reached ({reason}); start it, or set the right host and port in QA_STORE"
    )


def postgres_store_error(place: str, error: psycopg.Error, mend: str) -> Exception | None:
    """Return what an error of a statement means for its database; None where it is a fault of the program."""
    state, reason = error.sqlstate or "", _first_line(error)
    if state in _NO_TEXT or (isinstance(error, psycopg.DataError) and "NUL" in reason):
        return InputError(
            "what was given holds characters that PostgreSQL cannot store, such as NUL, and so is not stored"
        )
    if state in _FULL:
        return StoreFullError(
            f"the disk of PostgreSQL at {place} is full; what was stored before is safe. Free some space there, and try again"
        )
    # A connection that broke has no state.
    if state.startswith(_BUSY) or (not state and isinstance(error, psycopg.OperationalError)):
        return StoreBusyError(f"PostgreSQL at {place} cannot be used just now ({reason}); nothing is lost, try again")
    return _lasting(place, state, reason, mend)


def _lasting(place: str, state: str, reason: str, mend: str) -> Exception | None:
    """Return what an error means that comes again whenever it is tried."""
    if state.startswith(_DENIED):
        return StoreDeniedError(
            f"PostgreSQL at {place} does not let its user do that ({reason}); nothing was changed. "
            "Grant it, or name a user in QA_STORE who may"
        )
    return damaged(place, reason, mend) if state.startswith(_DAMAGED) else None


def no_vectors(place: str, error: psycopg.Error) -> StoreDeniedError:
    """Return the error of a database without pgvector."""
    return StoreDeniedError(
        f"PostgreSQL at {place} has no extension `vector` ({_first_line(error)}); nothing was changed. Install pgvector on its "
        "machine (github.com/pgvector/pgvector), and where its user may not, have an administrator give `CREATE EXTENSION vector`"
    )


def damaged(place: str, reason: str, mend: str) -> StoreDamagedError:
    """Return the error of a database that is not what was written there; `mend` says what is safe and what to do."""
    return StoreDamagedError(f"the PostgreSQL database {place} is damaged ({reason}); {mend}")


def _first_line(error: psycopg.Error) -> str:
    said = error.diag.message_primary or str(error).strip().partition("\n")[0]
    return said.removeprefix("connection failed: ")[:_LONGEST]
