"""The figures that `make bench` prints, on rankings and texts small enough to reckon by hand."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bench.metrics import (
    area,
    by_score,
    distinct,
    folded,
    hit,
    holds_words,
    ndcg,
    percentile,
    reciprocal_rank_fusion,
)

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


def test_reciprocal_rank_fusion_prefers_what_both_rankings_have() -> None:
    assert reciprocal_rank_fusion([["a", "b"], ["c", "b"]]) == ["b", "a", "c"]


@given(st.lists(_RANKINGS, max_size=4))
def test_fusion_loses_no_name_and_makes_none_up(rankings: list[list[int]]) -> None:
    fused = reciprocal_rank_fusion(rankings)
    assert len(fused) == len(set(fused))
    assert set(fused) == {name for ranking in rankings for name in ranking}


def test_names_are_ordered_by_falling_score() -> None:
    assert by_score({"a": 0.1, "b": 0.7, "c": 0.3}) == ["b", "c", "a"]


def test_folding_leaves_single_spaces_only() -> None:
    assert folded("  The talks\u00a0began\n\n on\tMonday. ") == "The talks began on Monday."


def test_an_answer_is_found_as_whole_words_whatever_case_and_punctuation() -> None:
    assert holds_words("It employs “2,500 people”, he said.", "2 500 People")
    assert not holds_words("It employs 12,500 people.", "2,500")
    assert not holds_words("Any text.", "—")


def test_percentiles_are_values_that_were_measured() -> None:
    times = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [percentile(times, percent) for percent in (0, 50, 95, 100)] == [1.0, 3.0, 5.0, 5.0]


def test_there_is_no_percentile_of_nothing() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


@pytest.mark.parametrize(
    ("scores", "found"),
    [
        ([0.9, 0.8, 0.2, 0.1], 1.0),
        ([0.1, 0.2, 0.8, 0.9], 0.0),
        ([0.5, 0.5, 0.5, 0.5], 0.5),
        ([0.9, 0.4, 0.6, 0.1], 0.75),
        ([0.9, 0.4, 0.4, 0.1], 0.875),
    ],
)
def test_the_area_is_how_often_a_positive_one_scores_over_another_and_a_tie_counts_half(
    scores: list[float], found: float
) -> None:
    assert area(scores, [True, True, False, False]) == found


@pytest.mark.parametrize("kinds", [[True, True], [False, False], []])
def test_without_both_kinds_there_is_no_area(kinds: list[bool]) -> None:
    with pytest.raises(ValueError, match="positive and negative"):
        area([0.5] * len(kinds), kinds)


@given(st.lists(st.tuples(st.integers(-9, 9), st.booleans()), min_size=2))
def test_the_area_asks_for_the_order_alone_and_turns_with_it(marked: list[tuple[int, bool]]) -> None:
    scores, kinds = [float(score) for score, _ in marked], [kind for _, kind in marked]
    assume(len(set(kinds)) == 2)
    found = area(scores, kinds)
    assert 0 <= found <= 1
    assert area([score**3 for score in scores], kinds) == found
    assert area([-score for score in scores], kinds) == pytest.approx(1 - found)
