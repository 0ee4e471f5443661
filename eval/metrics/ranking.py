"""Measure a ranking against the names that are relevant: yes or no for each, ranks from 1."""

import math
from collections.abc import Collection, Hashable, Sequence
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)


def distinct(names: Sequence[Name], k: int) -> list[Name]:
    """The first `k` different names, in their order: a ranking of passages as a ranking of articles."""
    return list(dict.fromkeys(names))[:k]


def hit(ranking: Sequence[Name], relevant: Collection[Name], k: int) -> bool:
    """Whether one of the first `k` is relevant."""
    return any(name in relevant for name in ranking[:k])


def recall(ranking: Sequence[Name], relevant: Collection[Name], k: int) -> float:
    """The share of the relevant names among the first `k`, 0..1.

    Raises:
        ValueError: nothing is relevant.
    """
    return sum(name in relevant for name in ranking[:k]) / _count(relevant)


def reciprocal_rank(ranking: Sequence[Name], relevant: Collection[Name], k: int) -> float:
    """1 / rank of the first relevant name, 0 where none is among the first `k` (MRR: Voorhees 1999)."""
    return next((1 / rank for rank, name in enumerate(ranking[:k], start=1) if name in relevant), 0.0)


def ndcg(ranking: Sequence[Name], relevant: Collection[Name], k: int) -> float:
    """Normalised discounted cumulative gain at `k`, 0..1 (Järvelin and Kekäläinen 2002).

    Raises:
        ValueError: nothing is relevant.
    """
    best = sum(map(_gain, range(1, min(k, _count(relevant)) + 1)))
    return sum(_gain(rank) for rank, name in enumerate(ranking[:k], start=1) if name in relevant) / best


def _gain(rank: int) -> float:
    return 1 / math.log2(rank + 1)


def _count(relevant: Collection[Name]) -> int:
    if not relevant:
        raise ValueError("nothing is relevant")
    return len(relevant)
