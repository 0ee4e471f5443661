"""Hold what counts and traces the work of a process, and what takes its place where nobody looks."""

from dataclasses import dataclass
from typing import Literal

from qa.domain.access import LimitScope
from qa.domain.answer import Answer, DegradedReason, Usage
from qa.ports import Metrics, Report


class NoMetrics:
    """Counts nothing, and reports so: an empty text is a whole report."""

    def answered(self, answer: Answer, seconds: float) -> None: ...

    def unanswered(self, how: Literal["cancelled", "failed"], seconds: float) -> None: ...

    def used(self, usage: Usage) -> None: ...

    def model_failed(self, reason: DegradedReason) -> None: ...

    def limited(self, scope: LimitScope) -> None: ...

    def report(self, accept: str) -> Report:  # noqa: ARG002 there is nothing to choose a format for
        return Report("text/plain; version=0.0.4; charset=utf-8", b"")


@dataclass(frozen=True, slots=True)
class Telemetry:
    """Who is told of the work."""

    metrics: Metrics = NoMetrics()  # noqa: RUF009 it holds nothing


NO_TELEMETRY = Telemetry()
