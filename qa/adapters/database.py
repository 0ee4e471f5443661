"""What a store asks of a database of SQL, so that SQLite and PostgreSQL run the same stores."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from qa.errors import StoreDamagedError

_Value = TypeVar("_Value")
UNREADABLE = (ValueError, TypeError, LookupError)
"""What reading a value from a row raises where the row is not what was written."""


class Row(Protocol):
    """A row of a result, whose columns have names."""

    def __getitem__(self, column: str, /) -> Any: ...  # noqa: ANN401 as every database of SQL has it


class Database(Protocol):
    """A database with one store's tables; safe from any thread, and a reader never sees half a transaction.

    A statement is in the SQL that SQLite and PostgreSQL share, with `?` or `:name` for its parameters; where they differ it
    asks this for the words. Text compares by its code points. Every method raises the StoreError that says what is the matter.
    """

    def close(self) -> None: ...

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> Sequence[Row]:
        """Execute one statement and return its rows."""
        ...

    def values(self, read: Callable[[Row], _Value], sql: str, parameters: Sequence[object] = ()) -> list[_Value]:
        """Execute one statement and return what `read` makes of each row."""
        ...

    def insert(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Execute one statement once for each row of parameters."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Commit what this thread does in the context, or nothing of it where that raises; no other one writes meanwhile."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Have this thread read one state in the context, whatever is committed meanwhile; nothing may be written in it."""
        ...

    def members(self, of: str) -> str:
        """Return a query whose column `value` has the members of a JSON list of texts, which is an expression of SQL."""
        ...

    def moment(self, of: str) -> str:
        """Return what a time as text (ISO 8601) is compared by, as an expression of SQL; a time without a zone is one of UTC."""
        ...

    def by_index(self, name: str) -> str:
        """Return what stands behind a table's name to have it read by an index, where a database needs to be told."""
        ...

    def damaged(self, reason: str) -> StoreDamagedError:
        """Return the error of a database in which something is not what was written there."""
        ...

    def faults(self) -> list[str]:
        """Return what is wrong with the files themselves, each with what mends it."""
        ...

    def mend(self) -> None:
        """Make all indexes anew; where the rows themselves are damaged nothing changes, and `faults` still says so."""
        ...
