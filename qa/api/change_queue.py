"""Queue the changes of the library: one at a time, and no request waits for its turn beyond its deadline."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from time import monotonic

from qa.api.admission_queue import AdmissionQueue, LoadLimits, Place
from qa.api.errors import OverloadedError
from qa.telemetry import NO_TELEMETRY, Telemetry

_MOST = 64
"""Requests in line; each holds its body, an article."""


class WaitingChange:
    """One request's place among the changes; whoever has it leaves it."""

    def __init__(self, changes: "ChangeQueue", place: Place, end: float) -> None:
        self._changes = changes
        self._place = place
        self._end = end

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for the turn, and hold it while the context lasts: a change that has begun is finished, and takes its time.

        Raises:
            OverloadedError: the turn did not come by the deadline, and nothing was changed.
        """
        async with self._changes.held(self._end):
            began = monotonic()
            try:
                yield
            finally:
                self._changes.queue.measured(monotonic() - began)

    def leave(self) -> None:
        """Give the place up; a second time does nothing."""
        self._place.leave()


class ChangeQueue:
    """The line of the changes; all calls come from one event loop."""

    def __init__(self, limits: LoadLimits, deadline: float, telemetry: Telemetry = NO_TELEMETRY) -> None:
        """`deadline` is the seconds that a request waits for its turn at most."""
        self.lock = asyncio.Lock()
        """Held by each change of the library; the server's own work waits for it as long as it takes."""
        self.queue = AdmissionQueue(replace(limits, at_once=1, most=_MOST), telemetry)
        self._deadline = deadline

    def enter(self, patience: float) -> WaitingChange:
        """Take a place for a client that waits for so many seconds, before its body is read.

        Raises:
            OverloadedError: it would wait for too long.
        """
        end = self.end(patience)
        return WaitingChange(self, self.queue.enter(patience), end)

    def end(self, patience: float) -> float:
        """Return the time of the loop by which a client that waits for so many seconds must have its turn."""
        return asyncio.get_running_loop().time() + min(patience, self._deadline)

    @asynccontextmanager
    async def held(self, end: float) -> AsyncIterator[None]:
        """Hold the lock while the context lasts; `end` is a time of the loop.

        Raises:
            OverloadedError: the lock could not be had by then.
        """
        try:
            async with asyncio.timeout_at(end):
                await self.lock.acquire()
        except TimeoutError as error:
            message = "other changes of the library took until its time was over, and nothing of this one was done; send it again"
            raise OverloadedError(message, self.queue.expected_wait) from error
        try:
            yield
        finally:
            self.lock.release()
