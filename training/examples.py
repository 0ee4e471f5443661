"""Labelled pairs, and the files that keep them."""

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qa.adapters.tokens import Pair

Task = Literal["evidence", "support"]


@dataclass(frozen=True, slots=True)
class Example:
    """A pair for one of the two heads."""

    task: Task
    pair: Pair
    label: bool
    """Whether it answers, or follows."""
    origin: str
    """Which maker it comes from: results and weights are told apart by it."""


def write(examples: Iterable[Example], path: Path) -> int:
    """Write one JSON object a line, gzipped; return how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=3) as file:
        for example in examples:
            row = [example.task, *example.pair, int(example.label), example.origin]
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def read(path: Path) -> list[Example]:
    """The examples of a file that `write` made."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [
        Example(task, Pair(question, statement, title), bool(label), origin)
        for task, question, statement, title, label, origin in rows
    ]
