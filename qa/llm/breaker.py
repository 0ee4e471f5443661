"""Set deadlines for each text of a language model, and pause its use after failures in a row."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NewType, TypeVar

from qa.errors import LanguageModelError

Ticket = NewType("Ticket", int)
"""One admitted call."""
_LONGEST = 86_400.0  # a day; a header may hold more digits than a number can
_T = TypeVar("_T")


class Breaker:
    """A circuit breaker. Closed: every call is let through. Open, after `failures` in a row: none for `pause` seconds, then one.

    The one that is tried decides: success closes the breaker, failure opens it for another pause, and where it is given up
    the next call is tried instead. Each admitted call reports how it ended, by one of the other methods.

    It has no lock, for no method waits half-way: all calls are to come from one thread's event loops.
    """

    def __init__(self, failures: int = 3, pause: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        """`failures` is at least 1; `pause`, and what `clock` returns, are seconds."""
        self._failures = failures
        self._pause = pause
        self._clock = clock
        self._in_a_row = 0
        self._open_until = 0.0
        self._last = ""
        self._tickets = 0
        self._tried: Ticket | None = None

    def admit(self) -> Ticket:
        """Let a call through.

        Raises:
            LanguageModelError: `llm_unavailable`, while the breaker is open or another call is tried; `retry_after` is what
                is left of the pause, and None once that is over.
        """
        self._tickets += 1
        ticket = Ticket(self._tickets)
        if self._in_a_row >= self._failures:
            left = self._open_until - self._clock()
            if left > 0 or self._tried is not None:
                raise self._refusal(left)
            self._tried = ticket
        return ticket

    def succeeded(self) -> None:
        """Record that the server answered a call, whichever: earlier failures are forgotten."""
        self._in_a_row = 0
        self._tried = None

    def failed(self, ticket: Ticket, why: str) -> None:
        """Record that the call failed; a refusal repeats why."""
        self._in_a_row += 1
        self._last = why
        # Calls that were under way when the breaker opened do not lengthen the pause when they fail too.
        if ticket == self._tried or self._in_a_row == self._failures:
            self._open_until = self._clock() + self._pause
        self.given_up(ticket)

    def given_up(self, ticket: Ticket) -> None:
        """Record that the call ended and shows nothing of the server; after `succeeded` and `failed` this does nothing."""
        if ticket == self._tried:
            self._tried = None

    def _refusal(self, left: float) -> LanguageModelError:
        when = f"for another {left:.0f} s" if left > 0 else "until it is known whether it works again"
        message = f"not asked {when}, after {self._in_a_row} failures in a row; the last: {self._last}"
        return LanguageModelError("llm_unavailable", message, left if left > 0 else None)


class Watch:
    """The deadlines of one text: for its first piece, for each next one, and for the whole."""

    def __init__(self, first: float, idle: float, total: float) -> None:
        """Seconds to the first piece and to the end, both from now, and between pieces, by the running event loop's clock."""
        self.begun = False
        self.finished = False
        """Set by whoever sees the end."""
        self._idle = idle
        now = asyncio.get_running_loop().time()
        self._next = (now + first, f"no text in {first:g} s")
        self._end = (now + total, f"not finished in {total:g} s")

    def piece_taken(self) -> None:
        """Start the deadline of the next piece now: the time that the reader took for the last one is not the server's."""
        self.begun = True
        self._next = (asyncio.get_running_loop().time() + self._idle, f"no further text in {self._idle:g} s")

    async def wait(self, step: Awaitable[_T]) -> _T:
        """Await a step and return its result: each alone, for a timeout around a generator's `yield` would cancel its reader.

        Raises:
            TimeoutError: a deadline has passed; the message says which.
        """
        deadline, message = min(self._next, self._end)
        try:
            async with asyncio.timeout_at(deadline):
                return await step
        except TimeoutError as error:
            raise TimeoutError(message) from error


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds, 0 or above, of a Retry-After header in either of its forms (RFC 9110, 10.2.3); None: in neither."""
    value = headers.get("retry-after", "")
    if value.isascii() and value.isdecimal():
        return min(float(value), _LONGEST)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (
        ValueError,
        TypeError,
        OverflowError,
    ):  # no date, one without a time zone, or of a year that no calendar has
        return None
