"""Limit rates with the `limits` library, in this process's memory: a restart forgets all counts."""

from threading import Lock
from time import time

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from qa.domain.access import Rate


class MemoryRates:
    """The `RateLimiter` as a sliding window, weighed over two fixed ones.

    The library's exact window keeps an entry for every address that it has ever seen; this one forgets them.
    """

    def __init__(self) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        # The library looks at a window and counts in two steps, and starts its timer in two as well.
        self._lock = Lock()

    def take(self, name: str, rate: Rate) -> float | None:
        limit = RateLimitItemPerSecond(rate.times, rate.seconds)
        with self._lock:
            if self._limiter.hit(limit, name):
                return None
            # Never 0, by the clock's last digit: a caller that need not wait asks in a loop.
            return max(0.001, self._limiter.get_window_stats(limit, name).reset_time - time())
