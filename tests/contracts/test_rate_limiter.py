"""Uses are counted by name within a sliding window, in one process's memory and for all processes together alike."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from time import sleep

import pytest

from qa.adapters.postgres_database import PostgresPool
from qa.adapters.postgres_rates import PostgresRates
from qa.adapters.rates import MemoryRates
from qa.domain.access import Rate
from qa.ports import RateLimiter


@pytest.fixture(params=["memory", "postgres"])
def rates(request: pytest.FixtureRequest) -> Iterator[RateLimiter]:
    if request.param == "memory":
        yield MemoryRates()
        return
    with closing(PostgresPool(request.getfixturevalue("database_url"))) as pool:
        yield PostgresRates(pool)


def test_what_is_over_the_rate_is_refused_with_a_wait_and_takes_nothing_from_others(rates: RateLimiter) -> None:
    rate = Rate(3, 3_600)
    taken = [rates.take("ask 203.0.113.7", rate) for _ in range(6)]
    other = rates.take("ask 203.0.113.8", rate)

    assert (taken[:3], other) == ([None] * 3, None)
    assert all(wait is not None and 0 < wait <= 2 * 3_600 for wait in taken[3:])


def test_who_waits_for_as_long_as_told_is_let_in(rates: RateLimiter) -> None:
    rate = Rate(2, 1)
    while (wait := rates.take("ask", rate)) is None:
        pass
    while wait is not None:
        assert wait <= 2
        sleep(wait)
        wait = rates.take("ask", rate)


def test_however_many_processes_count_no_use_is_let_in_twice(database_url: str) -> None:
    with (
        closing(PostgresPool(database_url)) as one,
        closing(PostgresPool(database_url)) as other,
        ThreadPoolExecutor(8) as threads,
    ):
        processes = [PostgresRates(one), PostgresRates(other)]
        rate = Rate(50, 86_400)
        waits = list(threads.map(lambda number: processes[number % 2].take("ask", rate), range(120)))

    assert waits.count(None) == 50
