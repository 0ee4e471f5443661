"""Many values in one."""

import pytest

from eval.metrics.summary import percentile


def test_percentiles_are_values_that_were_measured() -> None:
    times = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [percentile(times, percent) for percent in (0, 50, 95, 100)] == [1.0, 3.0, 5.0, 5.0]


def test_there_is_no_percentile_of_nothing() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)
