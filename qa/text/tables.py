"""Load the word lists in `qa/text/data`: tab-separated, under a header row; a line that begins with "#" is a comment."""

import csv
from collections.abc import Mapping, Sequence
from importlib.resources import files

Row = Mapping[str, str]
"""A line, by the names of its columns; "" where a column is empty."""


def rows(name: str) -> Sequence[Row]:
    """All rows of the table `data/{name}.tsv`, in order."""
    text = files("qa.text").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


def column(table: Sequence[Row], name: str) -> frozenset[str]:
    """What a column holds in any of the rows, the empty ones aside."""
    return frozenset(row[name] for row in table if row[name])


def by_kind(name: str) -> Mapping[str, frozenset[str]]:
    """The first column of a table, grouped by its column "kind"."""
    table = rows(name)
    first = next(iter(table[0]))
    return {kind: column([row for row in table if row["kind"] == kind], first) for kind in column(table, "kind")}


def mapped(table: Sequence[Row], key: str, value: str) -> Mapping[str, str]:
    """One column by another."""
    return {row[key]: row[value] for row in table}
