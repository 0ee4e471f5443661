"""Two rankings become one, and a question becomes the words to look for."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.retrieval import Fused, fuse, query_terms
from qa.domain.article import ChunkId
from tests.strategies import raw_texts

A, B, C = ChunkId("a"), ChunkId("b"), ChunkId("c")


def test_scores_are_the_mean_of_both_sides_each_stretched_to_zero_and_one() -> None:
    assert fuse({A: 12.0, B: 7.0, C: 2.0}, {C: 0.9, A: 0.5}) == [
        Fused(A, 1.0, 0.0, 0.5),
        Fused(C, 0.0, 1.0, 0.5),
        Fused(B, 0.5, None, 0.25),
    ]


@pytest.mark.parametrize(
    ("lexical", "semantic", "expected"),
    [
        ({}, {}, []),
        ({A: 3.0}, {}, [Fused(A, 1.0, None, 0.5)]),
        ({}, {B: 0.2, A: 0.1}, [Fused(B, None, 1.0, 0.5), Fused(A, None, 0.0, 0.0)]),
        ({B: 3.0, A: 3.0}, {}, [Fused(A, 1.0, None, 0.5), Fused(B, 1.0, None, 0.5)]),
        ({A: -3.0}, {A: -0.5}, [Fused(A, 1.0, 1.0, 1.0)]),
    ],
)
def test_one_side_alone_and_equal_scores_are_fused_too(
    lexical: dict[ChunkId, float], semantic: dict[ChunkId, float], expected: list[Fused]
) -> None:
    assert fuse(lexical, semantic) == expected


_SCORES = st.dictionaries(st.sampled_from([ChunkId(name) for name in "abcdefgh"]), st.floats(-1e6, 1e6))


@given(_SCORES, _SCORES)
def test_fused_scores_are_in_order_between_zero_and_one_and_lose_no_chunk(
    lexical: dict[ChunkId, float], semantic: dict[ChunkId, float]
) -> None:
    found = fuse(lexical, semantic)
    assert {it.chunk_id for it in found} == {*lexical, *semantic}
    assert len(found) == len({*lexical, *semantic})
    assert all(0 <= it.score <= 1 for it in found)
    assert [it.score for it in found] == sorted((it.score for it in found), reverse=True)
    assert {it.chunk_id for it in found if it.lexical is not None} == {*lexical}
    assert {it.chunk_id for it in found if it.semantic is not None} == {*semantic}


@given(_SCORES, _SCORES, st.randoms(use_true_random=False))
def test_the_order_of_the_lists_does_not_count(
    lexical: dict[ChunkId, float], semantic: dict[ChunkId, float], random: Random
) -> None:
    def shuffled(scores: dict[ChunkId, float]) -> dict[ChunkId, float]:
        return dict(random.sample(list(scores.items()), len(scores)))

    assert fuse(shuffled(lexical), shuffled(semantic)) == fuse(lexical, semantic)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many troops left the harbour?", ["troops", "left", "harbour"]),
        ("Why did they say so?", []),
        ("", []),
        ("Rents and rent, Rents", ["Rents"]),
        ("What did NATO say?", ["NATO", "North Atlantic Treaty Organization", "North Atlantic Treaty Organisation"]),
        ("What cost 2,500 euros?", ["cost", "2,500", "euros"]),
    ],
)
def test_the_words_to_look_for_are_those_that_carry_meaning(question: str, expected: list[str]) -> None:
    assert sorted(query_terms(question)) == sorted(expected)


def test_a_place_brings_its_other_names_along() -> None:
    found = query_terms("How many American troops are in Iraq?")
    assert {"United States", "US", "U.S.", "American", "troops", "Iraq", "Iraqi"} <= {*found}
    assert not {"How", "are", "in"} & {*found}


@pytest.mark.parametrize("question", ["What does Daesh want?", "What does ISIS want?", "What does Islamic State want?"])
def test_an_organisation_is_looked_for_by_all_its_names(question: str) -> None:
    assert {"Islamic State", "ISIS", "ISIL", "Daesh"} <= {*query_terms(question)}


def test_no_stem_is_looked_for_twice() -> None:
    assert "Americans" not in query_terms("How many American troops are in Iraq?")


@given(raw_texts())
def test_any_text_gives_distinct_words(text: str) -> None:
    found = query_terms(text)
    assert len(found) == len({*found})
    assert all(found)
