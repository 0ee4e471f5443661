"""Count what happens for Prometheus; no label holds anything that was asked, said or read, or who asked."""

import logging
import math
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Literal, get_args
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import ThreadingWSGIServer, choose_encoder
from prometheus_client.registry import Collector

from qa.domain.access import LimitScope
from qa.domain.answer import Abstained, AbstentionReason, Answer, DegradedReason, RejectionReason, Usage
from qa.errors import DatelineError, ServerError
from qa.ports import FeedStore, Library, Report

_LOGGER = logging.getLogger(__name__)

_NONE = "none"
"""The reason of an answer that is what was wanted: Prometheus takes an empty label for none at all."""
_PATIENCE = 10
"""Seconds for which a client may be silent on the metrics' own port."""
_OPEN_METRICS = "application/openmetrics-text"
_MOST_FEEDS = 500
"""Feeds that have a series of their own."""
_STAGES = ("retrieve", "evidence", "write", "verify")
"""Those of `timings_ms` that are stages; the others are sums and single moments."""
_ANSWER_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120)
_STAGE_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class PrometheusMetrics:
    """`Metrics` in a registry of its own, so that several may live in one process and none meets another library's."""

    def __init__(self, library: Library, feeds: FeedStore) -> None:
        """The library is asked for its size, and the feeds for how they went, when somebody reads the metrics."""
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        counter, histogram = partial(Counter, registry=registry), partial(Histogram, registry=registry)
        self._answers = counter("dateline_answers", "Answers by how they ended.", ["mode", "reason"])
        name, said = "dateline_answer_duration_seconds", "From an answer's turn to its end."
        self._seconds = histogram(name, said, ["mode"], buckets=_ANSWER_BUCKETS)
        name, said = "dateline_stage_duration_seconds", "Stages of answers that came to their end."
        self._stages = histogram(name, said, ["stage"], buckets=_STAGE_BUCKETS)
        name, said = "dateline_rejected_statements", "Written sentences that were not shown."
        self._rejected = counter(name, said, ["reason"])
        self._tokens = counter("dateline_llm_tokens", "Tokens of language models.", ["direction"])
        name, said = "dateline_llm_failures", "Texts of language models that were not to be had."
        self._failures = counter(name, said, ["reason"])
        name, said = (
            "dateline_request_duration_seconds",
            "Requests by their route's template, to the end of the response.",
        )
        self._requests = histogram(name, said, ["route", "status"], buckets=_ANSWER_BUCKETS)
        self._limited = counter("dateline_limited", "What limits refused or lowered.", ["scope"])
        self._begin()
        articles = Gauge("dateline_articles", "Articles that can be searched.", registry=registry)
        articles.set_function(_known(lambda: library.corpus().articles))
        pending = Gauge("dateline_journal_pending", "Changes whose vectors have not followed yet.", registry=registry)
        pending.set_function(_known(lambda: len(library.pending())))
        registry.register(_FeedCollector(feeds))

    def answered(self, answer: Answer, seconds: float) -> None:
        self._ended(answer.mode, _reason(answer), seconds)
        for stage in _STAGES:
            if stage in answer.trace.timings_ms:
                self._stages.labels(stage).observe(answer.trace.timings_ms[stage] / 1000)
        for rejection in answer.rejections:
            self._rejected.labels(rejection.reason).inc()

    def unanswered(self, how: Literal["cancelled", "failed"], seconds: float) -> None:
        self._ended(how, _NONE, seconds)

    def used(self, usage: Usage) -> None:
        self._tokens.labels("input").inc(usage.input_tokens)
        self._tokens.labels("output").inc(usage.output_tokens)

    def model_failed(self, reason: DegradedReason) -> None:
        self._failures.labels(reason).inc()

    def limited(self, scope: LimitScope) -> None:
        self._limited.labels(scope).inc()

    def requested(self, route: str, status: int | None, seconds: float) -> None:
        self._requests.labels(route, status or _NONE).observe(seconds)

    def report(self, accept: str) -> Report:
        # Untrusted: made safe here, for the library fails on a version that is none. Two formats are what anybody asks for.
        encode, media_type = choose_encoder(_OPEN_METRICS if _OPEN_METRICS in accept else "")
        return Report(media_type, encode(self._registry))

    @contextmanager
    def exposed(self, host: str, port: int) -> Iterator[None]:
        """Serve the report to whoever reaches the address, while the context lasts.

        Raises:
            ServerError: the address cannot be listened on.
        """
        # The library's own server fails, and prints so, on an `Accept` that it does not like, and waits for ever for its clients.
        listener = _Listener6 if ":" in host else _Listener
        try:
            server = make_server(host, port, self._responded, listener, _Quiet)
        except OSError as error:
            where = f"{host}, port {port} ({error.strerror})"
            raise ServerError(
                f"cannot listen on {where} for metrics; set QA_METRICS__HOST or QA_METRICS__PORT"
            ) from error
        thread = Thread(target=server.serve_forever, name="metrics", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def _responded(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        report = self.report(environ.get("HTTP_ACCEPT", ""))
        start_response("200 OK", [("Content-Type", report.media_type), ("Content-Length", str(len(report.body)))])
        return [report.body]

    def _ended(self, mode: str, reason: str, seconds: float) -> None:
        self._answers.labels(mode, reason).inc()
        self._seconds.labels(mode).observe(seconds)

    def _begin(self) -> None:
        """Show at 0 what has not happened yet: a rate needs the count before the first one."""
        for mode in ("extractive", "generated", "cancelled", "failed"):
            self._answers.labels(mode, _NONE)
            self._seconds.labels(mode)
        for abstention in get_args(AbstentionReason):
            self._answers.labels("abstained", abstention)
            self._seconds.labels("abstained")
        for stage in _STAGES:
            self._stages.labels(stage)
        for rejection in get_args(RejectionReason):
            self._rejected.labels(rejection)
        for failure in get_args(DegradedReason):
            self._failures.labels(failure)
        for scope in get_args(LimitScope):
            self._limited.labels(scope)
        self.used(Usage(0, 0))


class _Listener(ThreadingWSGIServer):
    """Ends without waiting for its clients."""

    daemon_threads = True
    block_on_close = False


class _Listener6(_Listener):
    address_family = socket.AF_INET6


class _Quiet(WSGIRequestHandler):
    """Logs no request, and waits for none of a client that stays silent."""

    timeout = _PATIENCE

    def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002 the name is the library's


def _reason(answer: Answer) -> str:
    if isinstance(answer, Abstained):
        return answer.abstention.reason
    return answer.degraded.reason if answer.degraded else _NONE


@dataclass(frozen=True, slots=True)
class _FeedCollector(Collector):
    """Tells when each feed was last read; a feed is named by its id, of which no more are told than an operator looks at."""

    feeds: FeedStore

    def collect(self) -> Iterator[Metric]:
        said = "When the feed was last read, changed or not; 0: never."
        family = GaugeMetricFamily("dateline_feed_last_success_timestamp_seconds", said, labels=["feed"])
        try:
            feeds = self.feeds.all()[:_MOST_FEEDS]
        except DatelineError as error:
            _LOGGER.warning("the feeds cannot be read for metrics: %s", error)
            feeds = []
        for feed in feeds:
            family.add_metric([feed.id], feed.succeeded_at.timestamp() if feed.succeeded_at else 0.0)
        yield family


def _known(read: Callable[[], int]) -> Callable[[], float]:
    """Return what reads a number, and gives "not a number" where the store cannot be used: the others are read all the same."""

    def number() -> float:
        try:
            return read()
        except DatelineError as error:
            _LOGGER.warning("a metric cannot be read: %s", error)
            return math.nan

    return number
