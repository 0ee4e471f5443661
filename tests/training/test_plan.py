"""The order in which examples are learnt, and how fast."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.training.small import seeded
from training.plan import batches, schedule


@given(st.lists(st.integers(1, 200), max_size=400), st.integers(1, 50), st.integers(0, 9))
def test_every_row_is_in_one_batch_and_no_batch_is_too_large(lengths: list[int], size: int, seed: int) -> None:
    plan = batches(lengths, size, seeded(seed))
    assert sorted(row for rows in plan for row in rows) == list(range(len(lengths)))
    assert all(1 <= len(rows) <= size for rows in plan)


def test_rows_of_a_batch_are_of_like_length() -> None:
    lengths = [number * 7 % 100 for number in range(400)]
    plan = batches(lengths, 10, seeded(0))
    assert all(max(map(lengths.__getitem__, rows)) - min(map(lengths.__getitem__, rows)) <= 3 for rows in plan)


def test_the_same_seed_gives_the_same_batches() -> None:
    lengths = [number * 7 % 100 for number in range(400)]
    assert batches(lengths, 10, seeded(3)) == batches(lengths, 10, seeded(3)) != batches(lengths, 10, seeded(4))


@given(st.integers(1, 500), st.floats(0.01, 0.9))
def test_the_rate_rises_then_falls_and_passes_its_highest_by_no_more_than_a_step(steps: int, rise: float) -> None:
    rates = [schedule(step, steps, rise) for step in range(steps)]
    top = rates.index(max(rates))
    assert all(0 < rate <= 1 + 1 / steps + 1e-9 for rate in rates)
    assert all(one < two for one, two in pairwise(rates[: top + 1]))
    assert all(one > two for one, two in pairwise(rates[top:]))
