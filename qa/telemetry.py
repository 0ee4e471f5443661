"""Hold what counts and traces the work of a process, and what takes its place where nobody looks."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, TypeVar

from qa.domain.access import LimitScope
from qa.domain.answer import Answer, DegradedReason, Usage
from qa.errors import LanguageModelError
from qa.ports import Facts, Metrics, Report, Span, Tracer, Work

_Step = TypeVar("_Step")

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being served, in the tasks and threads that serve it: logs and traces are joined by it."""
CANCELLED = "cancelled"
"""What is called the end of work that nobody wanted any more, which is no failure."""


class NoMetrics:
    """Counts nothing, and reports so: an empty text is a whole report."""

    def answered(self, answer: Answer, seconds: float) -> None: ...

    def unanswered(self, how: Literal["cancelled", "failed"], seconds: float) -> None: ...

    def used(self, usage: Usage) -> None: ...

    def model_failed(self, reason: DegradedReason) -> None: ...

    def limited(self, scope: LimitScope) -> None: ...

    def requested(self, route: str, status: int | None, seconds: float) -> None: ...

    def report(self, accept: str) -> Report:  # noqa: ARG002 there is nothing to choose a format for
        return Report("text/plain; version=0.0.4; charset=utf-8", b"")


class NoSpan:
    """Records nothing."""

    def note(self, facts: Facts) -> None: ...

    def current(self) -> AbstractContextManager[object]:
        return _NOTHING

    def end(self, failure: str = "") -> None: ...


class NoTracer:
    """Records nothing."""

    def begin(self, work: Work, facts: Facts) -> Span:  # noqa: ARG002 nothing is done with them
        return _NO_SPAN

    def continued(self, headers: Mapping[str, str]) -> AbstractContextManager[object]:  # noqa: ARG002 nothing is done with them
        return _NOTHING


_NOTHING, _NO_SPAN = nullcontext(), NoSpan()


@dataclass(frozen=True, slots=True)
class Telemetry:
    """Who is told of the work."""

    metrics: Metrics = NoMetrics()  # noqa: RUF009 it holds nothing
    tracer: Tracer = NoTracer()  # noqa: RUF009 it holds nothing

    @contextmanager
    def traced(self, work: Work, facts: Facts) -> Iterator[Span]:
        """Trace the work within; nothing is to be yielded meanwhile."""
        span, failure = self.tracer.begin(work, facts), ""
        try:
            with span.current():
                yield span
        except BaseException as error:
            failure = _kind(error)
            raise
        finally:
            span.end(failure)


NO_TELEMETRY = Telemetry()


async def stepped(span: Span, steps: AsyncGenerator[_Step]) -> AsyncGenerator[_Step]:
    """Yield the steps, each made as a part of the span, which ends with them; what their reader does meanwhile is none."""
    failure = ""
    try:
        while True:
            with span.current():
                try:
                    step = await anext(steps)
                except StopAsyncIteration:
                    return
            yield step
    except GeneratorExit:
        # The reader has enough: of a model's text that is usual.
        raise
    except BaseException as error:
        failure = _kind(error)
        raise
    finally:
        try:
            with span.current():
                await steps.aclose()
        finally:
            span.end(failure)


def _kind(error: BaseException) -> str:
    """Return what is told of an error: never its message, which may repeat a question."""
    if isinstance(error, LanguageModelError):
        return error.reason
    return CANCELLED if isinstance(error, asyncio.CancelledError) else type(error).__name__
