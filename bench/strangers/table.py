"""How the tables are set out: a row a figure, a column a way."""

from collections.abc import Iterable, Sequence

from bench.strangers.figures import mean
from qa.domain.answer import Statement

_NAME, _COUNT, _CELL = 26, 6, 16


def print_heading(columns: Iterable[str], name: str = "") -> None:
    """Name the columns; after the name of a row stands how many it is of."""
    print(f"{name:{_NAME}}{'n':>{_COUNT}}" + "".join(f"{column:>{_CELL}}" for column in columns))


def print_row(name: str, columns: Iterable[Sequence[float]]) -> None:
    """Print the mean of each column with its standard error; all columns are of the same questions."""
    values = list(columns)
    cells = "".join(f"{mean(each)!s:>{_CELL}}" for each in values)
    print(f"{name:{_NAME}}{len(values[0]):{_COUNT}}{cells}", flush=True)


def print_miss(what: str, question: str, gold: Sequence[str], statements: Sequence[Statement]) -> None:
    """Print a question, what answers it, and what was said instead."""
    print(f"\n{what}: {question}\n  gold: {' | '.join(gold) or 'nothing'}")
    for statement in statements:
        print(f"  said: {statement.text}")
    if not statements:
        print("  refused")
