"""Queue the work of answers: first come first served, so many at once, and no more in line than can be served in time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
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


class Place:
    """One request's place in the queue; all calls come from one event loop."""

    def __init__(self, queue: "AdmissionQueue") -> None:
        self._queue = queue
        self._held = True

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for the turn, and hold it while the context lasts."""
        async with self._queue.turns:
            began = monotonic()
            try:
                yield
            finally:
                self._queue.measured(monotonic() - began)

    def leave(self) -> None:
        """Give the place up; a second time does nothing."""
        if self._held:
            self._held = False
            self._queue.left()


class AdmissionQueue:
    """A bounded queue; its bound follows from how long answers take just now, so it is one of time and not of a count."""

    def __init__(self, limits: LoadLimits, telemetry: Telemetry = NO_TELEMETRY) -> None:
        self._limits = limits
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
        before = max(0, self._inside - self._limits.at_once + 1)
        return before * self._seconds / self._limits.at_once

    @property
    def busy(self) -> bool:
        """Whether anything is worked on, or waits."""
        return self._inside > 0

    def check(self) -> None:
        """Check that there is room.

        Raises:
            OverloadedError: one more would wait for too long.
        """
        wait = self.expected_wait
        if wait > self._limits.longest_wait:
            self._metrics.limited("queue")
            raise OverloadedError("more is asked than can be answered in time; try again a little later", wait)

    def enter(self) -> Place:
        """Take a place, before anything is looked up for it; whoever takes it leaves it; raises as `check` does."""
        self.check()
        self._inside += 1
        self.idle.clear()
        return Place(self)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Take a place, wait for the turn, and leave with the end of the context; raises as `enter` does."""
        place = self.enter()
        try:
            async with place.turn():
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
