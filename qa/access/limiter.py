"""Count what callers do, and refuse or lower what goes beyond their limits by the minute and by the day."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from qa.access.caller import Action, Caller
from qa.domain.access import Key, LimitScope, Rate, until_midnight
from qa.domain.answer import Degraded
from qa.errors import RateLimitError, StoreError
from qa.ports import QuotaStore, RateLimiter
from qa.telemetry import NO_TELEMETRY, Telemetry

_MINUTE, _DAY = 60, 86_400
_READS = 3
"""Quotes opened and streams resumed for each question that a limit allows."""


@dataclass(frozen=True, slots=True)
class QuestionLimits:
    """How much whoever shows a publishable key may ask; 0: no limit."""

    address_per_minute: int
    address_per_day: int
    """Questions of one address that a language model may answer."""
    key_per_minute: int
    key_per_day: int
    """Questions of one key that a language model may answer."""


_UNLIMITED = QuestionLimits(0, 0, 0, 0)


@dataclass(frozen=True, slots=True, repr=False)
class Limiter:
    """Counts the requests and questions of keys; callers without a key have no limits."""

    rates: RateLimiter
    quotas: QuotaStore
    limits: QuestionLimits
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    telemetry: Telemetry = NO_TELEMETRY

    def count_request(self, caller: Caller, action: Action) -> None:
        """Count a request.

        Raises:
            RateLimitError: there were too many in the last minute, or too much feedback today.
        """
        if caller.key is None:
            return
        limits = self._limits_of(caller.key)
        factor = 1 if action in {"ask", "feedback"} else _READS
        # The address first: what is refused there must not use up what the key's other readers may ask.
        subject = f"{action} {caller.key.id}"
        self._count_minute(f"{subject} {caller.subscriber}", limits.address_per_minute * factor, "address_minute")
        self._count_minute(subject, limits.key_per_minute * factor, "key_minute")
        if action == "feedback":
            now = self.now()
            if self._is_over_day(f"feedback {caller.subscriber}", limits.address_per_day, now):
                self.telemetry.metrics.limited("feedback_day")
                raise RateLimitError("that was enough for today; try again tomorrow", until_midnight(now))

    def count_question(self, caller: Caller) -> Degraded | None:
        """Count a question of today (UTC); return why no language model may answer it, if so."""
        if caller.key is None:
            return None
        limits, now = self._limits_of(caller.key), self.now()
        # The address first: what one reader asks beyond their own cap must not use up everybody's.
        over: LimitScope | None = None
        if self._is_over_day(f"ask {caller.subscriber}", limits.address_per_day, now):
            over = "address_day"
        try:
            if over is None and self.quotas.increment(caller.key.id, now.date()) > limits.key_per_day > 0:
                over = "key_day"
        except StoreError:
            return Degraded("overloaded", 1.0)
        if over is None:
            return None
        self.telemetry.metrics.limited(over)
        return Degraded("budget_exhausted", until_midnight(now))

    def _limits_of(self, key: Key) -> QuestionLimits:
        """Return the limits of a key: its own go before the general ones, of which a secret key has none."""
        limits = self.limits if key.kind == "publishable" else _UNLIMITED
        return replace(
            limits,
            key_per_minute=limits.key_per_minute if key.per_minute is None else key.per_minute,
            key_per_day=limits.key_per_day if key.per_day is None else key.per_day,
        )

    def _count_minute(self, subject: str, limit: int, scope: LimitScope) -> None:
        wait = self.rates.take(subject, Rate(limit, _MINUTE)) if limit else None
        if wait is not None:
            self.telemetry.metrics.limited(scope)
            raise RateLimitError("too many requests at once; try again a little later", wait)

    def _is_over_day(self, subject: str, limit: int, now: datetime) -> bool:
        """Count something of today (UTC); return whether that was once too often."""
        return limit > 0 and self.rates.take(f"{now.date()} {subject}", Rate(limit, _DAY)) is not None
