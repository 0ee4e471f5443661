"""How rankings of two ways to search become one."""

from hypothesis import given
from hypothesis import strategies as st

from bench.retrieval import by_score, reciprocal_rank_fusion

_RANKINGS = st.lists(st.integers(0, 30), unique=True, max_size=20)


def test_reciprocal_rank_fusion_prefers_what_both_rankings_have() -> None:
    assert reciprocal_rank_fusion([["a", "b"], ["c", "b"]]) == ["b", "a", "c"]


@given(st.lists(_RANKINGS, max_size=4))
def test_fusion_loses_no_name_and_makes_none_up(rankings: list[list[int]]) -> None:
    fused = reciprocal_rank_fusion(rankings)
    assert len(fused) == len(set(fused))
    assert set(fused) == {name for ranking in rankings for name in ranking}


def test_names_are_ordered_by_falling_score() -> None:
    assert by_score({"a": 0.1, "b": 0.7, "c": 0.3}) == ["b", "c", "a"]
