"""Queue the changes of the library: one at a time, and no request waits for its turn beyond its deadline."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from time import monotonic

from qa.api.admission_queue import AdmissionQueue, LoadLimits, Place
from qa.api.errors import OverloadedError
from qa.errors import StoreBusyError
from qa.peers import ALONE
from qa.ports import Peers
from qa.telemetry import NO_TELEMETRY, Telemetry

_MOST = 64
"""Requests in line; each holds its body, an article."""
_ONE_TRY = 5.0
"""Seconds for which a thread waits for other processes; then it looks whether it still should."""
_TOOK_TOO_LONG = (
    "other changes of the library took until its time was over, and nothing of this one was done; send it again"
)


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

    def __init__(
        self, limits: LoadLimits, deadline: float, telemetry: Telemetry = NO_TELEMETRY, peers: Peers = ALONE
    ) -> None:
        """`deadline` is the seconds that a request waits for its turn at most."""
        self._peers = peers
        self.lock = asyncio.Lock()
        """Held by each change of the library that this process makes."""
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
        """Let no other change be made while the context lasts, here or in another process; `end` is a time of the loop.

        Raises:
            OverloadedError: the lock could not be had by then.
        """
        try:
            async with asyncio.timeout_at(end):
                await self.lock.acquire()
        except TimeoutError as error:
            raise OverloadedError(_TOOK_TOO_LONG, self.queue.expected_wait) from error
        try:
            async with self._alone(end):
                yield
        finally:
            self.lock.release()

    @asynccontextmanager
    async def _alone(self, end: float) -> AsyncIterator[None]:
        """Be the one process that changes the articles while the context lasts; raises as `held` does."""
        if self._peers is ALONE:
            yield
            return
        clock = asyncio.get_running_loop().time
        while True:
            turn = self._peers.turn(min(_ONE_TRY, max(0.0, end - clock())))
            try:
                # Never given up halfway: what came of it then would be held by nobody.
                await asyncio.shield(asyncio.to_thread(turn.__enter__))
                break
            except StoreBusyError as error:
                if clock() >= end:
                    raise OverloadedError(_TOOK_TOO_LONG, self.queue.expected_wait) from error
        try:
            yield
        finally:
            await asyncio.shield(asyncio.to_thread(turn.__exit__, None, None, None))
