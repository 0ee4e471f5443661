"""Turns the passages that were retrieved and the gold of a case into hits, recall and rank: by article and by quote.

None where a case has no gold, and where the target shows no passages.
"""

import math
from collections.abc import Callable, Sequence

from eval.cases import Case
from eval.metrics.text import folded
from eval.record import Outcome, Score

DEPTH = 10
"""How far down a ranking is read, unless told otherwise."""

_Figure = Callable[[Sequence[int]], float]
"""Of the ranks, from 1, at which gold articles stand."""


def hit(case: Case, outcome: Outcome, k: int) -> Score:
    """Whether a gold article is among the first `k` articles."""
    return _of_articles(case, outcome, lambda ranks: float(any(rank <= k for rank in ranks)))


def recall(case: Case, outcome: Outcome) -> Score:
    """The share of gold articles among the first ten."""
    return _of_articles(case, outcome, lambda ranks: len(ranks) / len(_gold(case)))


def reciprocal_rank(case: Case, outcome: Outcome) -> Score:
    """1 / rank of the first gold article, 0 beyond the tenth (MRR: Voorhees 1999)."""
    return _of_articles(case, outcome, lambda ranks: 1 / ranks[0] if ranks else 0.0)


def ndcg(case: Case, outcome: Outcome) -> Score:
    """Normalised discounted cumulative gain at ten, for judgements of yes or no (Järvelin and Kekäläinen 2002)."""
    best = sum(_gain(rank) for rank in range(1, min(DEPTH, len(_gold(case))) + 1))
    return _of_articles(case, outcome, lambda ranks: sum(_gain(rank) for rank in ranks) / best)


def quote_hit(case: Case, outcome: Outcome, k: int) -> Score:
    """Whether one of the first `k` passages holds a gold quote (Hits@k of MultiHop-RAG, Tang and Yang 2024)."""
    found = _quotes_found(case, outcome, k)
    return None if found is None else float(any(found))


def quote_recall(case: Case, outcome: Outcome) -> Score:
    """The share of gold quotes that the first ten passages hold."""
    found = _quotes_found(case, outcome, DEPTH)
    return None if found is None else sum(found) / len(found)


def _gold(case: Case) -> frozenset[str]:
    return frozenset(gold.article for gold in case.gold)


def _of_articles(case: Case, outcome: Outcome, figure: _Figure) -> Score:
    gold = _gold(case)
    if not gold or outcome.passages is None:
        return None
    ranking = list(dict.fromkeys(passage.article for passage in outcome.passages))[:DEPTH]
    return figure([rank for rank, article in enumerate(ranking, start=1) if article in gold])


def _gain(rank: int) -> float:
    return 1 / math.log2(rank + 1)


def _quotes_found(case: Case, outcome: Outcome, k: int) -> Sequence[bool] | None:
    if not case.gold or outcome.passages is None:
        return None
    shown = [folded(passage.text) for passage in outcome.passages[:k]]
    return [any(folded(gold.quote) in text for text in shown) for gold in case.gold]
