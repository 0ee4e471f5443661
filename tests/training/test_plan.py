"""The order in which targets are learnt, and how fast."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.small import seeded
from training.plan import batches, schedule

MIXED = [number * 7 % 100 + 1 for number in range(400)]


def filled(rows: Sequence[int], lengths: Sequence[int]) -> int:
    """Tokens of a batch: all rows are filled up to the longest."""
    return len(rows) * max(lengths[row] for row in rows)


@given(st.lists(st.integers(1, 200), max_size=400), st.integers(1, 500), st.integers(0, 9))
def test_every_row_is_in_one_batch_and_none_is_over_the_budget_unless_a_row_alone_is(
    lengths: list[int], tokens: int, seed: int
) -> None:
    plan = batches(lengths, tokens, seeded(seed))
    assert sorted(row for rows in plan for row in rows) == list(range(len(lengths)))
    assert all(len(rows) == 1 or filled(rows, lengths) <= tokens for rows in plan)


def test_a_batch_is_full_before_another_is_begun() -> None:
    plan = batches([10] * 95, 100, seeded(0))
    assert sorted(len(rows) for rows in plan) == [5, *[10] * 9]


def test_rows_of_a_batch_are_of_like_length_and_little_is_filled() -> None:
    plan = batches(MIXED, 400, seeded(0))
    assert sum(filled(rows, MIXED) for rows in plan) < 1.1 * sum(MIXED)


def test_batches_come_in_no_order_of_length() -> None:
    longest = [max(MIXED[row] for row in rows) for rows in batches(MIXED, 400, seeded(0))]
    assert longest not in (sorted(longest), sorted(longest, reverse=True))


def test_the_same_seed_gives_the_same_batches() -> None:
    assert batches(MIXED, 400, seeded(3)) == batches(MIXED, 400, seeded(3)) != batches(MIXED, 400, seeded(4))


def test_rows_are_put_beside_others_with_another_seed_where_there_are_many() -> None:
    lengths = [5] * 5000
    one, other = ({frozenset(rows) for rows in batches(lengths, 50, seeded(seed))} for seed in (0, 1))
    assert len(one & other) < 5


@given(st.integers(1, 500), st.floats(0, 0.5), st.floats(0, 0.5))
def test_the_rate_rises_stays_and_falls_and_is_never_over_its_highest_nor_nothing(
    steps: int, rise: float, fall: float
) -> None:
    rates = [schedule(step, steps, rise, fall) for step in range(steps)]
    assert all(0 < rate <= 1 for rate in rates)
    top = rates.index(max(rates))
    assert all(one <= two for one, two in pairwise(rates[: top + 1]))
    assert all(one >= two for one, two in pairwise(rates[top:]))


def test_the_rate_is_level_between_its_rise_and_its_fall() -> None:
    rates = [schedule(step, 100, 0.1, 0.2) for step in range(100)]
    assert rates[:3] == pytest.approx([0.1, 0.2, 0.3])
    assert rates[9:80] == [1.0] * 71
    assert rates[80:] == sorted(set(rates[80:]), reverse=True)
    assert rates[-1] == pytest.approx(0.01)


def test_without_a_rise_and_a_fall_the_rate_is_level_throughout() -> None:
    assert {schedule(step, 50, 0.0, 0.0) for step in range(50)} == {1.0}


def test_a_fall_over_all_steps_begins_at_the_highest_rate() -> None:
    rates = [schedule(step, 50, 0.0, 1.0) for step in range(50)]
    assert rates[0] == 1.0
    assert rates == sorted(rates, reverse=True)
