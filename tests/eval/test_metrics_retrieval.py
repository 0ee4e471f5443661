"""Figures of rankings that are small enough to reckon by hand."""

import math

import pytest

from eval.cases import Case, Gold
from eval.metrics.retrieval import hit, ndcg, quote_hit, quote_recall, recall, reciprocal_rank
from eval.record import Outcome
from tests.eval.answers import BRIDGE, COST, NOBODY, OPENED, REFUSED, gold, retrieved


def test_passages_of_one_article_count_once_and_at_the_best_place() -> None:
    ranked = retrieved("a", "a", "b", "a", "c")
    assert [hit(gold("b"), ranked, k) for k in (1, 2)] == [0, 1]
    assert reciprocal_rank(gold("c"), ranked) == pytest.approx(1 / 3)


def test_recall_is_the_share_of_gold_articles_among_ten() -> None:
    assert recall(gold("a", "b", "x"), retrieved("b", "c", "a")) == pytest.approx(2 / 3)


def test_what_stands_beyond_the_tenth_article_is_not_found() -> None:
    ranked = retrieved(*"abcdefghijk")
    figures = [hit(gold("k"), ranked, 10), recall(gold("k"), ranked), reciprocal_rank(gold("k"), ranked)]
    assert [*figures, ndcg(gold("k"), ranked)] == [0, 0, 0, 0]


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    assert ndcg(gold("b"), retrieved("a", "b")) == pytest.approx(1 / math.log2(3))
    assert ndcg(gold("a", "c"), retrieved("a", "b", "c")) == pytest.approx((1 + 1 / 2) / (1 + 1 / math.log2(3)))


def test_more_gold_articles_than_ten_can_still_be_ranked_perfectly() -> None:
    assert ndcg(gold(*"abcdefghijkl"), retrieved(*"abcdefghij")) == pytest.approx(1)


def test_a_gold_quote_is_found_where_a_passage_holds_it_whatever_the_white_space() -> None:
    case = BRIDGE.model_copy(update={"gold": (Gold(article="north", quote="The bridge\ncost  $1.2 billion."),)})
    assert quote_hit(case, retrieved("south", "north"), 1) == 0
    assert quote_hit(case, retrieved("south", "north"), 2) == 1


def test_quotes_are_sought_in_passages_and_not_in_articles() -> None:
    assert quote_hit(BRIDGE, retrieved("south", "south", "north"), 2) == 0


def test_quote_recall_is_the_share_of_gold_quotes_in_ten_passages() -> None:
    quotes = tuple(Gold(article="north", quote=quote) for quote in (COST, OPENED, "It was never built."))
    case = BRIDGE.model_copy(update={"gold": quotes})
    assert quote_recall(case, retrieved("north")) == pytest.approx(2 / 3)
    assert quote_recall(case, retrieved(*["south"] * 10, "north")) == 0


@pytest.mark.parametrize(("case", "outcome"), [(NOBODY, retrieved("a")), (BRIDGE, REFUSED)])
def test_without_gold_or_without_passages_nothing_is_measured(case: Case, outcome: Outcome) -> None:
    ranked = [hit(case, outcome, 1), recall(case, outcome), reciprocal_rank(case, outcome), ndcg(case, outcome)]
    assert {*ranked, quote_hit(case, outcome, 5), quote_recall(case, outcome)} == {None}
