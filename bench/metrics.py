"""Turns rankings, texts and measured values into the figures that are printed; pure functions."""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)

_NOT_WORDS = re.compile(r"[\W_]+")


def distinct(names: Sequence[Name], k: int) -> list[Name]:
    """The first `k` different names, in their order: passages' articles as a ranking of articles."""
    return list(dict.fromkeys(names))[:k]


def hit(ranking: Sequence[Name], relevant: Collection[Name], k: int) -> bool:
    """Whether one of the first `k` is relevant."""
    return any(name in relevant for name in ranking[:k])


def ndcg(ranking: Sequence[Name], relevant: Collection[Name], k: int) -> float:
    """Normalised discounted cumulative gain at `k`, 0..1, for judgements of yes or no (Järvelin and Kekäläinen 2002).

    Raises ValueError where nothing is relevant: then there is nothing to be found.
    """
    if not relevant:
        raise ValueError("nothing is relevant")
    gain = sum(1 / math.log2(position + 2) for position, name in enumerate(ranking[:k]) if name in relevant)
    return gain / sum(1 / math.log2(position + 2) for position in range(min(k, len(relevant))))


def reciprocal_rank_fusion(rankings: Sequence[Sequence[Name]], k: int = 60) -> list[Name]:
    """All names by the sum of 1 / (k + rank), best first, ranks from 1 (Cormack, Clarke and Büttcher 2009, whose k is 60)."""
    scores: dict[Name, float] = {}
    for ranking in rankings:
        for rank, name in enumerate(ranking, start=1):
            scores[name] = scores.get(name, 0.0) + 1 / (k + rank)
    return sorted(scores, key=lambda name: -scores[name])


def by_score(scores: Mapping[Name, float]) -> list[Name]:
    """The names, highest score first."""
    return sorted(scores, key=lambda name: -scores[name])


def area(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """Area under the ROC curve: how often a positive one scores over another, a tie counting half (Hanley and McNeil 1982).

    Raises ValueError where one of the two kinds is missing.
    """
    above, below = (sorted(s for s, p in zip(scores, positive, strict=True) if p is kind) for kind in (True, False))
    if not above or not below:
        raise ValueError("positive and negative ones are needed")
    wins = sum(bisect_left(below, score) + bisect_right(below, score) for score in above)
    return wins / (2 * len(above) * len(below))


def folded(text: str) -> str:
    """The text with every stretch of white space as one space."""
    return " ".join(text.split())


def holds_words(text: str, answer: str) -> bool:
    """Whether the answer's words stand in the text side by side; case, punctuation and white space do not count."""
    wanted = _bare(answer)
    return bool(wanted) and f" {wanted} " in f" {_bare(text)} "


def percentile(values: Sequence[float], percent: float) -> float:
    """The least value that `percent` per cent of the values do not exceed (nearest rank).

    Raises ValueError where there are none.
    """
    if not values:
        raise ValueError("no values")
    return sorted(values)[max(0, math.ceil(percent / 100 * len(values)) - 1)]


def _bare(text: str) -> str:
    return _NOT_WORDS.sub(" ", text.casefold()).strip()
