"""How features are weighed and scores calibrated, on rows that were drawn from known weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.regression import Line, Numbers, logistic, platt


def test_calibration_finds_the_line_that_made_the_marks() -> None:
    random = np.random.default_rng(0)
    scores = random.normal(0, 2, 20_000)
    right = random.random(scores.size) < 1 / (1 + np.exp(-(1.5 * scores - 0.5)))
    line = platt(scores, right)
    assert (line.slope, line.intercept) == pytest.approx((1.5, -0.5), abs=0.1)


def test_calibration_stays_finite_where_a_score_parts_right_from_wrong() -> None:
    line = platt(np.array([-2.0, -1.0, 1.0, 2.0]), np.array([False, False, True, True]))
    assert isinstance(line, Line)
    assert 0 < line.slope < 10


def _drawn(direction: list[float], rows: int = 20_000) -> tuple[Numbers, Numbers]:
    """Inputs, and marks that a logistic regression with these weights and an intercept of -0.5 makes of them."""
    random = np.random.default_rng(1)
    inputs = random.normal(0, 1, (rows, len(direction)))
    return inputs, (random.random(rows) < 1 / (1 + np.exp(0.5 - inputs @ np.array(direction)))).astype(float)


def test_regression_finds_the_weights_that_made_the_marks() -> None:
    inputs, marks = _drawn([2.0, -1.0, 0.0])
    line = logistic(inputs, marks, np.ones(len(marks)), penalty=0.0)
    assert line.tolist() == pytest.approx([2.0, -1.0, 0.0, -0.5], abs=0.1)


def test_of_what_can_be_parted_regression_finds_the_direction_and_a_penalty_keeps_it_finite() -> None:
    inputs, _ = _drawn([2.0, -1.0, 0.0], 500)
    marks = (inputs @ [2.0, -1.0, 0.0] > 0).astype(float)
    weights = logistic(inputs, marks, np.ones(len(marks)), penalty=1.0)[:-1]
    towards = weights @ [2.0, -1.0, 0.0] / np.linalg.norm(weights) / 5**0.5
    assert towards > 0.99
    assert np.isfinite(weights).all()


def test_a_greater_penalty_means_smaller_weights_and_leaves_the_share_of_marks() -> None:
    inputs, marks = _drawn([2.0, -1.0, 0.0], 500)
    lines = [logistic(inputs, marks, np.ones(len(marks)), penalty=penalty) for penalty in (0.0, 1.0, 30.0, 1e6)]
    sizes = [float(np.linalg.norm(line[:-1])) for line in lines]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < 0.01
    assert 1 / (1 + np.exp(-lines[-1][-1])) == pytest.approx(marks.mean(), abs=0.01)


_ROWS = st.lists(
    st.tuples(st.floats(-3, 3), st.floats(-3, 3), st.sampled_from([0.0, 0.3, 1.0]), st.integers(1, 4)), min_size=1
)


@given(_ROWS)
def test_a_row_that_counts_so_often_is_as_good_as_so_many_rows(rows: list[tuple[float, float, float, int]]) -> None:
    table = np.array([*rows, (0.0, 0.0, 0.0, 1), (0.0, 0.0, 1.0, 1)])
    inputs, marks, counts = table[:, :2], table[:, 2], table[:, 3]
    often = counts.astype(int)
    counted = logistic(inputs, marks, counts, penalty=1.0)
    repeated = logistic(np.repeat(inputs, often, axis=0), np.repeat(marks, often), np.ones(often.sum()), penalty=1.0)
    assert counted.tolist() == pytest.approx(repeated.tolist(), abs=1e-6)
