"""Figures of rankings, small enough to reckon by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.ranking import distinct, hit, ndcg, recall, reciprocal_rank

_RANKINGS = st.lists(st.integers(0, 30), unique=True, max_size=20)


def test_passages_of_one_article_count_once_and_at_the_best_place() -> None:
    assert distinct(["b", "a", "b", "c", "a"], 2) == ["b", "a"]


def test_a_hit_is_a_relevant_name_among_the_first_k() -> None:
    assert hit(["a", "b"], {"b"}, 2)
    assert not hit(["a", "b"], {"b"}, 1)


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    assert ndcg(["a", "b", "c"], {"b"}, 10) == pytest.approx(1 / math.log2(3))
    assert ndcg(["a", "b", "c"], {"a", "c"}, 10) == pytest.approx((1 + 1 / 2) / (1 + 1 / math.log2(3)))


def test_more_relevant_names_than_places_can_still_be_ranked_perfectly() -> None:
    assert ndcg(["a", "b"], {"a", "b", "c"}, 2) == 1


def test_ndcg_of_nothing_relevant_is_an_error_and_not_a_number() -> None:
    with pytest.raises(ValueError, match="relevant"):
        ndcg(["a"], set(), 10)


@given(_RANKINGS, st.sets(st.integers(0, 30), min_size=1), st.integers(1, 20))
def test_ndcg_stays_between_0_and_1_and_is_0_just_where_nothing_is_hit(
    ranking: list[int], relevant: set[int], k: int
) -> None:
    value = ndcg(ranking, relevant, k)
    assert 0 <= value <= 1 + 1e-12
    assert (value > 0) == hit(ranking, relevant, k)


def test_recall_is_the_share_of_the_relevant_names_among_the_first_k() -> None:
    assert recall(["a", "b", "c"], {"a", "c", "d"}, 2) == pytest.approx(1 / 3)
    with pytest.raises(ValueError, match="relevant"):
        recall(["a"], set(), 10)


def test_the_reciprocal_rank_is_that_of_the_first_relevant_name() -> None:
    assert reciprocal_rank(["a", "b", "c"], {"b", "c"}, 10) == 1 / 2
    assert reciprocal_rank(["a", "b", "c"], {"c"}, 2) == 0
