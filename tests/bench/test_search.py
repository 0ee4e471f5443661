"""How weights are judged and searched, on examples made for it."""

import numpy as np

from bench.examples import Examples
from bench.search import best, climb, order


def _examples() -> Examples:
    """Three questions of at most two candidates; the last one cannot be answered, the second has one candidate."""
    return Examples(
        features=np.array([[[1.0, 0.0], [0.0, 1.0]], [[0.5, 0.5], [9.0, 9.0]], [[0.2, 0.1], [0.1, 0.0]]]),
        present=np.array([[True, True], [True, False], [True, True]]),
        right=np.array([[False, True], [True, False], [False, False]]),
        answerable=np.array([True, True, False]),
    )


def test_the_order_counts_answerable_questions_and_passes_over_what_is_padding() -> None:
    ranked = order(_examples(), np.array([1.0, 0.0]))
    assert (ranked.first, ranked.three, ranked.possible) == (0.5, 1.0, 1.0)
    assert order(_examples(), np.array([0.0, 1.0])).first == 1.0


def test_the_best_candidate_of_each_question_keeps_its_score_and_its_mark() -> None:
    chosen = best(_examples(), np.array([0.0, 1.0]))
    assert chosen.scores.tolist() == [1.0, 0.5, 0.1]
    assert chosen.right.tolist() == [True, True, False]
    assert chosen.answerable.tolist() == [True, True, False]


def test_a_climb_never_ends_below_its_start_and_is_the_same_again() -> None:
    def goal(weights: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        return -float(np.square(weights - 2).sum())

    start = np.array([1.0, -1.0])
    weights = climb(start, goal, steps=200, seed=3)
    assert goal(weights) > goal(start)
    assert climb(start, goal, steps=200, seed=3).tolist() == weights.tolist()
