"""Queue the work of answers: first come first served, so many at once, and no more in line than can be served in time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import inf
from time import monotonic

from qa.api.errors import OverloadedError
from qa.telemetry import NO_TELEMETRY, Telemetry

_FIRST_GUESS = 0.2
"""Seconds that an answer is taken to need before any was measured."""
_NEWEST = 0.1
"""How much the newest measurement counts against all before it."""


@dataclass(frozen=True, slots=True)
class LoadLimits:
    """How much work is taken on."""

    at_once: int = 2
    """Answers, checks and searches that are worked on at once; the others wait."""
    longest_wait: float = 10.0
    """Seconds that whoever is let in may expect to wait."""
    most: int = 10_000
    """Places, however quick the work is."""


class Place:
    """One request's place in the queue; all calls come from one event loop."""

    def __init__(self, queue: "AdmissionQueue") -> None:
        self._queue = queue
        self._held = True

    @asynccontextmanager
    async def turn(self, patience: float = inf) -> AsyncIterator[None]:
        """Wait for the turn, and hold it while the context lasts.

        Raises:
            OverloadedError: it did not come within so many seconds.
        """
        await self._queue.wait(patience)
        began = monotonic()
        try:
            yield
        finally:
            self._queue.turns.release()
            self._queue.measured(monotonic() - began)

    def leave(self) -> None:
        """Give the place up; a second time does nothing."""
        if self._held:
            self._held = False
            self._queue.left()


class AdmissionQueue:
    """A bounded queue; its bound follows from how long answers take just now, so it is one of time and not of a count."""

    def __init__(self, limits: LoadLimits, telemetry: Telemetry = NO_TELEMETRY) -> None:
        self.limits = limits
        self._metrics = telemetry.metrics
        self._inside = 0
        self._seconds = _FIRST_GUESS
        self.turns = asyncio.Semaphore(limits.at_once)
        """Taken in the order of asking."""
        self.idle = asyncio.Event()
        """Set while nothing is worked on and nobody waits."""
        self.idle.set()

    @property
    def expected_wait(self) -> float:
        """The seconds that one more would wait: by Little's law, as long as those before it take."""
        before = max(0, self._inside - self.limits.at_once + 1)
        return before * self._seconds / self.limits.at_once

    @property
    def busy(self) -> bool:
        """Whether anything is worked on, or waits."""
        return self._inside > 0

    def check(self, patience: float = inf) -> None:
        """Check that there is room for a client that waits for so many seconds.

        Raises:
            OverloadedError: one more would wait for too long.
        """
        wait = self.expected_wait
        if wait > min(self.limits.longest_wait, patience) or self._inside >= self.limits.most:
            raise self._refused(wait)

    async def wait(self, patience: float) -> None:
        """Wait for a turn, which is to be released; raises as `check` does, where it does not come in so many seconds."""
        try:
            async with asyncio.timeout(None if patience == inf else patience):
                await self.turns.acquire()
        except TimeoutError as error:
            raise self._refused(self.expected_wait) from error

    def enter(self, patience: float = inf) -> Place:
        """Take a place, before anything is looked up for it; whoever takes it leaves it; raises as `check` does."""
        self.check(patience)
        self._inside += 1
        self.idle.clear()
        return Place(self)

    @asynccontextmanager
    async def turn(self, patience: float = inf) -> AsyncIterator[None]:
        """Take a place, wait for the turn, and leave with the end of the context; raises as `enter` does."""
        place = self.enter(patience)
        try:
            async with place.turn(patience):
                yield
        finally:
            place.leave()

    def measured(self, seconds: float) -> None:
        """Take note of how long a turn was held."""
        self._seconds += _NEWEST * (seconds - self._seconds)

    def left(self) -> None:
        """Take note that a place was given up."""
        self._inside -= 1
        if not self._inside:
            self.idle.set()

    def _refused(self, wait: float) -> OverloadedError:
        self._metrics.limited("queue")
        return OverloadedError("more is asked than can be answered in time; try again a little later", wait)
