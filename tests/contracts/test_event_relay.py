"""Events of an answer are read by other processes, in PostgreSQL and in the fake alike."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from qa.adapters.postgres_database import PostgresPool
from qa.adapters.postgres_relay import PostgresRelay
from qa.ports import EventRelay, Relayed, RelayedEvent
from tests.fakes import MemoryRelay

Opener = Callable[[], tuple[EventRelay, Callable[[], None]]]
"""Opens the relay of a process, with what ends that process."""


@pytest.fixture(params=["postgres", "fake"])
def process(request: pytest.FixtureRequest) -> Iterator[Opener]:
    shared = MemoryRelay()
    with ExitStack() as stack:

        def begin() -> tuple[EventRelay, Callable[[], None]]:
            if request.param == "fake":
                joined = shared.joined()
                return joined, joined.close
            pool = stack.enter_context(closing(PostgresPool(request.getfixturevalue("database_url"))))
            relay = PostgresRelay(pool)
            stack.callback(relay.close)
            return relay, relay.close

        yield begin


def event(number: int) -> RelayedEvent:
    return RelayedEvent("ans_1", number, "status", f'{{"é": {number}}}')


def test_another_process_reads_the_events_after_a_number_while_they_come(process: Opener) -> None:
    (maker, _), (reader, _) = process(), process()
    assert reader.after("ans_1", 0) is None

    maker.begin("ans_1")
    assert reader.after("ans_1", 0) == Relayed((), alive=True)
    for number in (1, 2, 3):
        maker.add(event(number))
    assert reader.after("ans_1", 1) == Relayed((event(2), event(3)), alive=True)
    assert reader.after("ans_1", 3) == Relayed((), alive=True)

    maker.forget("ans_1")
    maker.forget("ans_unknown")
    assert reader.after("ans_1", 0) is None


def test_whoever_reads_is_told_when_the_process_that_makes_an_answer_is_gone(process: Opener) -> None:
    (maker, end), (reader, _) = process(), process()
    maker.begin("ans_1")
    maker.add(event(1))
    end()

    assert reader.after("ans_1", 0) == Relayed((event(1),), alive=False)
