"""Measure the retrieved passages against the gold of a case, by article and by quote.

None where a case has no gold, and where the target shows no passages.
"""

from collections.abc import Callable, Sequence

from eval.cases import Case
from eval.metrics import ranking
from eval.metrics.text import folded
from eval.record import Outcome, Score

DEPTH = 10
"""How far down a ranking is read where no other depth is given."""

_Figure = Callable[[Sequence[str], frozenset[str]], float]
"""Of the ranked articles and the gold ones."""


def hit(case: Case, outcome: Outcome, k: int) -> Score:
    """Whether a gold article is among the first `k` articles."""
    return _of_articles(case, outcome, lambda articles, gold: float(ranking.hit(articles, gold, k)))


def recall(case: Case, outcome: Outcome) -> Score:
    """The share of gold articles among the first ten."""
    return _of_articles(case, outcome, lambda articles, gold: ranking.recall(articles, gold, DEPTH))


def reciprocal_rank(case: Case, outcome: Outcome) -> Score:
    """1 / rank of the first gold article, 0 beyond the tenth."""
    return _of_articles(case, outcome, lambda articles, gold: ranking.reciprocal_rank(articles, gold, DEPTH))


def ndcg(case: Case, outcome: Outcome) -> Score:
    """Normalised discounted cumulative gain of the gold articles at ten."""
    return _of_articles(case, outcome, lambda articles, gold: ranking.ndcg(articles, gold, DEPTH))


def quote_hit(case: Case, outcome: Outcome, k: int) -> Score:
    """Whether one of the first `k` passages holds a gold quote (Hits@k of MultiHop-RAG, Tang and Yang 2024)."""
    held = _gold_held(case, outcome, k)
    return None if held is None else float(any(held))


def quote_recall(case: Case, outcome: Outcome) -> Score:
    """The share of gold quotes that the first ten passages hold."""
    held = _gold_held(case, outcome, DEPTH)
    return None if held is None else sum(held) / len(held)


def _of_articles(case: Case, outcome: Outcome, figure: _Figure) -> Score:
    gold = frozenset((*case.articles, *(quote.article for quote in case.answering)))
    if not gold or outcome.passages is None:
        return None
    return figure(ranking.distinct([passage.article for passage in outcome.passages], DEPTH), gold)


def _gold_held(case: Case, outcome: Outcome, k: int) -> Sequence[bool] | None:
    """Of each gold quote whether one of the first `k` passages holds it."""
    if not case.answering or outcome.passages is None:
        return None
    texts = [folded(passage.text) for passage in outcome.passages[:k]]
    return [any(folded(gold.quote) in text for text in texts) for gold in case.answering]
