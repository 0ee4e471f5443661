"""Turns the `limits` library into the `RateLimiter`: counts in this process's memory, gone with a restart."""

from threading import Lock
from time import time

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from qa.domain.access import Rate


class MemoryRates:
    """A sliding window, weighed over two fixed ones.

    The library's exact window keeps an entry for every address that it has ever seen; this one forgets them.
    """

    def __init__(self) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        # The library looks at a window and counts in two steps, and starts its timer in two as well.
        self._lock = Lock()

    def take(self, who: str, rate: Rate) -> float | None:
        item = RateLimitItemPerSecond(rate.times, rate.seconds)
        with self._lock:
            if self._limiter.hit(item, who):
                return None
            # Never "at once", by the clock's last digit: who is told so asks in a loop.
            return max(0.001, self._limiter.get_window_stats(item, who).reset_time - time())
