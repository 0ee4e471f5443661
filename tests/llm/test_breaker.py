"""A server that is silent is left in time, and one that fails again and again is left alone for a while."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from qa.errors import LanguageModelError
from qa.llm.breaker import Breaker, Ticket, Watch, retry_after


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(failures=3, pause=30.0, clock=clock)


def refusal(breaker: Breaker) -> LanguageModelError:
    with pytest.raises(LanguageModelError) as caught:
        breaker.admit()
    return caught.value


def fail(breaker: Breaker, times: int = 1) -> None:
    for _ in range(times):
        breaker.failed(breaker.admit(), "no route")


def tried(breaker: Breaker, clock: Clock) -> Ticket:
    """The call that decides, after a breaker has opened and its pause is over."""
    fail(breaker, 3)
    clock.now += 30.0
    return breaker.admit()


def test_failures_in_a_row_open_it_and_the_refusal_says_how_long_and_why(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 12.5

    error = refusal(breaker)

    assert (error.reason, error.retry_after) == ("llm_unavailable", 17.5)
    assert "no route" in str(error)


def test_a_success_between_failures_keeps_it_closed(breaker: Breaker) -> None:
    fail(breaker, 2)
    breaker.succeeded()

    fail(breaker, 2)

    breaker.admit()


def test_calls_that_are_given_up_are_no_failures_and_no_successes(breaker: Breaker) -> None:
    fail(breaker, 2)
    breaker.given_up(breaker.admit())

    fail(breaker)

    assert refusal(breaker).retry_after == 30.0


def test_after_the_pause_one_call_is_tried_and_the_others_are_refused(breaker: Breaker, clock: Clock) -> None:
    tried(breaker, clock)

    assert refusal(breaker).retry_after is None


def test_the_success_of_the_call_that_is_tried_closes_it(breaker: Breaker, clock: Clock) -> None:
    tried(breaker, clock)

    breaker.succeeded()

    fail(breaker, 2)
    breaker.admit()


def test_the_failure_of_the_call_that_is_tried_opens_it_for_another_pause(breaker: Breaker, clock: Clock) -> None:
    breaker.failed(tried(breaker, clock), "still no route")

    assert refusal(breaker).retry_after == 30.0
    clock.now += 30.0
    breaker.admit()


def test_where_the_call_that_is_tried_is_given_up_the_next_is_tried(breaker: Breaker, clock: Clock) -> None:
    breaker.given_up(tried(breaker, clock))

    breaker.admit()
    refusal(breaker)


def test_calls_that_were_under_way_do_not_lengthen_the_pause_or_end_the_trial(breaker: Breaker, clock: Clock) -> None:
    first, second = breaker.admit(), breaker.admit()
    fail(breaker, 3)
    clock.now += 20.0
    breaker.failed(first, "late")
    assert refusal(breaker).retry_after == 10.0

    clock.now += 10.0
    breaker.admit()
    breaker.failed(second, "later")
    assert refusal(breaker).retry_after is None


async def step(watch: Watch, wait: float = 0.0) -> str:
    await watch.wait(asyncio.sleep(wait))
    return "in time"


def test_the_nearest_deadline_ends_a_step_and_says_which_it_was() -> None:
    async def late(watch: Watch) -> str:
        with pytest.raises(TimeoutError) as caught:
            await step(watch, 60.0)
        return str(caught.value)

    async def three() -> list[str]:
        idle = Watch(60.0, 0.01, 60.0)
        idle.piece_taken()
        return [await late(Watch(0.01, 60.0, 60.0)), await late(idle), await late(Watch(60.0, 60.0, 0.01))]

    assert asyncio.run(three()) == ["no text in 0.01 s", "no further text in 0.01 s", "not finished in 0.01 s"]


def test_the_time_that_the_reader_takes_is_not_idling() -> None:
    async def read() -> str:
        watch = Watch(0.01, 0.01, 60.0)
        await asyncio.sleep(0.02)
        watch.piece_taken()
        return await step(watch)

    assert asyncio.run(read()) == "in time"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        ("9" * 400, 86_400.0),
        ("", None),
        ("soon", None),
        ("Mon, 02 Mar 2026 999999999909:30:00 +0200", None),
        ("-1", None),
        ("1.5", None),
        ("²", None),
    ],
)
def test_the_seconds_of_a_retry_after_are_read(header: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": header}) == seconds


def test_the_date_of_a_retry_after_is_read() -> None:
    now = datetime.now(UTC)
    hour = timedelta(hours=1)

    ahead = retry_after({"retry-after": format_datetime(now + hour, usegmt=True)})

    assert ahead is not None
    assert 0 < ahead <= hour.total_seconds()
    assert retry_after({"retry-after": format_datetime(now - hour, usegmt=True)}) == 0.0
    assert retry_after({"retry-after": "Mon, 30 Nov 2026 10:00:00 -0000"}) is None
    assert retry_after({}) is None
