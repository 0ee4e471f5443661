"""How rankings are judged, and how those of two ways to search become one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.corpora import Query
from bench.retrieval import by_score, judged, reciprocal_rank_fusion
from qa.domain.article import ArticleId, Chunk, ChunkId, Span, Version

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


def chunk(article: str, text: str) -> Chunk:
    return Chunk(ChunkId(text), ArticleId(article), Version("1"), Span(0, len(text)), text)


def test_articles_are_judged_by_their_best_passage_and_passages_by_the_words_of_the_answer() -> None:
    other = [chunk("other", f"Nothing of it, part {part}.") for part in range(6)]
    query = Query("Where is the ferry?", frozenset({ArticleId("ferry"), ArticleId("harbour")}), ("Orley",))

    quality = judged([query], [[*other, chunk("ferry", "The ferry lies at Orley.")]])

    assert (quality.hit_at_1, quality.hit_at_10) == (0, 1)
    assert (quality.recall_at_10, quality.recall_at_20) == (0.5, 0.5)
    assert quality.ndcg == pytest.approx(0.387, abs=0.001)
    assert quality.answered == (0, 1, 1)


def test_where_no_query_names_its_answers_none_are_looked_for() -> None:
    assert judged([Query("?", frozenset({ArticleId("a")}))], [[chunk("a", "A text.")]]).answered == ()
