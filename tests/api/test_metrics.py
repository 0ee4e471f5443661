"""What happens is counted for Prometheus, and nothing that was asked or read, nor by whom, is ever a label."""

import asyncio
import json
import math
import re
import socket
from collections.abc import Iterable, Iterator
from contextlib import aclosing, closing
from dataclasses import dataclass, replace
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import prometheus_client
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as families
from prometheus_client.samples import Sample

from bench.scripted.replies import Fail, Say
from qa.access.limiter import QuestionLimits
from qa.adapters.prometheus import PrometheusMetrics
from qa.adapters.sqlite_library import SqliteLibrary
from qa.api.admission_queue import AdmissionQueue, LoadLimits
from qa.api.errors import OverloadedError
from qa.domain.answer import Inquiry
from qa.domain.article import ChunkId, Corpus
from qa.domain.scope import EVERYTHING, Scope
from qa.errors import QuestionError, ServerError, StoreBusyError
from qa.ports import Metrics, Vectors
from qa.services import Services
from qa.telemetry import NO_TELEMETRY
from tests.conftest import ROOT, Write
from tests.driving import in_memory, ingest, watched
from tests.fakes import MemoryIndex
from tests.keyed_server import OTHER, OWN, SITE, keyed_server
from tests.serving import client_of
from tests.writing import QUESTION, TRUE, ask, writing

NONSENSE = "Which striker won marker-71 in Reykjavik?"


@dataclass(frozen=True, slots=True)
class Counts:
    """The samples of a report."""

    samples: tuple[Sample, ...]

    def value(self, name: str, *labels: str) -> float:
        """The value of the one sample with these values of labels."""
        (found,) = (it.value for it in self.samples if it.name == name and tuple(it.labels.values()) == labels)
        return found

    def above_zero(self, name: str) -> dict[tuple[str, ...], float]:
        return {tuple(it.labels.values()): it.value for it in self.samples if it.name == name and it.value}


def read(text: str) -> Counts:
    return Counts(tuple(sample for family in families(text) for sample in family.samples))


def counts(metrics: Metrics) -> Counts:
    return read(metrics.report("").body.decode())


def test_answers_are_counted_by_how_they_ended_and_timed_by_stage(seeded: Services) -> None:
    with client_of(watched(seeded)) as client:
        for question in (QUESTION, NONSENSE):
            assert client.post("/v1/answers", json={"question": question}).status_code == 200
        response = client.get("/metrics")

    found = read(response.text)
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert found.above_zero("dateline_answers_total") == {("extractive", "none"): 1, ("abstained", "out_of_scope"): 1}
    assert found.value("dateline_answer_duration_seconds_count", "extractive") == 1
    assert found.value("dateline_answer_duration_seconds_sum", "extractive") > 0
    assert {stage for (stage,) in found.above_zero("dateline_stage_duration_seconds_count")} == {
        "retrieve",
        "evidence",
        "verify",
    }
    assert (found.value("dateline_articles"), found.value("dateline_journal_pending")) == (5, 0)
    assert found.value("process_resident_memory_bytes") > 1_000_000


def test_what_has_not_happened_yet_is_shown_at_zero(seeded: Services) -> None:
    found = counts(watched(seeded).telemetry.metrics)

    assert found.value("dateline_llm_failures_total", "llm_timeout") == 0
    assert found.value("dateline_rejected_statements_total", "number_mismatch") == 0
    assert found.value("dateline_limited_total", "queue") == 0
    assert found.value("dateline_answers_total", "failed", "none") == 0


def test_what_a_model_writes_takes_and_fails_at_is_counted(seeded: Services) -> None:
    false = "About 9,700 American troops are stationed in Iraq. [1]"
    with writing(watched(seeded), Say(f"{TRUE} {false}"), Fail(400)) as written:
        metrics = written.services.telemetry.metrics
        assert ask(written.services).mode == "generated"
        assert ask(written.services, "What did Iraq's prime minister say about US troops?").degraded

    found = counts(metrics)
    assert found.above_zero("dateline_rejected_statements_total") == {("number_mismatch",): 1}
    assert found.above_zero("dateline_llm_failures_total") == {("llm_unavailable",): 1}
    assert found.value("dateline_answers_total", "generated", "none") == 1
    assert found.value("dateline_answers_total", "extractive", "llm_unavailable") == 1
    assert found.value("dateline_stage_duration_seconds_count", "write") == 2
    assert found.value("dateline_llm_tokens_total", "input") > found.value("dateline_llm_tokens_total", "output") > 0


def test_a_second_opinion_that_is_none_is_a_failure_of_the_model(seeded: Services) -> None:
    with writing(
        watched(seeded), Say("American troops, about 2,500 of them, are stationed in Iraq. [1]"), opinion=Say("perhaps")
    ) as it:
        ask(it.services)

    assert counts(it.services.telemetry.metrics).above_zero("dateline_llm_failures_total") == {("llm_unavailable",): 1}


def test_an_answer_that_nobody_wants_any_more_and_one_that_fails_are_counted_apart(write: Write) -> None:
    with in_memory() as services:
        ingest(services, write("troops.txt", "The US has 2,500 troops in Iraq.\n"))
        services = watched(replace(services, adapters=replace(services.adapters, index=BusyIndex())))
        asyncio.run(_leave(services))
        with pytest.raises(StoreBusyError):
            ask(services)
        found = counts(services.telemetry.metrics)

    assert found.above_zero("dateline_answers_total") == {
        ("cancelled", "none"): 1,
        ("failed", "none"): 1,
    }


def test_what_is_no_question_is_no_answer(seeded: Services) -> None:
    services = watched(seeded)
    with pytest.raises(QuestionError):
        ask(services, " ")

    assert counts(services.telemetry.metrics).above_zero("dateline_answers_total") == {}


async def _leave(services: Services) -> None:
    async with aclosing(services.responder.events(Inquiry(QUESTION))) as events:
        await anext(events)


class BusyIndex(MemoryIndex):
    """An index that cannot be searched."""

    def search(self, vector: Vectors, k: int, scope: Scope = EVERYTHING) -> list[tuple[ChunkId, float]]:
        raise StoreBusyError("the vectors are busy")


class BusyLibrary(SqliteLibrary):
    """A library that does not tell its size."""

    def corpus(self) -> Corpus:
        raise StoreBusyError("the library is busy")


@dataclass(frozen=True, slots=True)
class Limited:
    """A limit, and what is asked under it."""

    scope: str
    limits: QuestionLimits


@pytest.mark.parametrize(
    "limited",
    [
        Limited("address_minute", QuestionLimits(1, 0, 0, 0)),
        Limited("key_minute", QuestionLimits(0, 0, 1, 0)),
        Limited("address_day", QuestionLimits(0, 1, 0, 0)),
        Limited("key_day", QuestionLimits(0, 0, 0, 1)),
    ],
    ids=lambda limited: limited.scope,
)
def test_what_a_limit_refuses_or_lowers_is_counted_by_whose_it_is(seeded: Services, limited: Limited) -> None:
    with keyed_server(watched(seeded), limited.limits) as server:
        _, secret = server.key(SITE)
        for _ in range(2):
            server.ask(secret, {"Origin": SITE})
        found = counts(server.services.telemetry.metrics)

    assert found.above_zero("dateline_limited_total") == {(limited.scope,): 1}


def test_what_the_queue_refuses_is_counted(seeded: Services) -> None:
    telemetry = watched(seeded).telemetry
    queue = AdmissionQueue(LoadLimits(at_once=1, longest_wait=0.01), telemetry)
    queue.enter()
    with pytest.raises(OverloadedError):
        queue.enter()

    assert counts(telemetry.metrics).above_zero("dateline_limited_total") == {("queue",): 1}


def test_no_label_has_a_question_an_article_a_key_or_a_site(seeded: Services) -> None:
    with keyed_server(watched(seeded), QuestionLimits(2, 2, 2, 2)) as server:
        key, secret = server.key(SITE)
        for path in ("/v1/answers", "/v1/articles/marker-71", "/marker-71"):
            server.call("POST", path, secret, {"Origin": SITE, "User-Agent": "marker-71"})
        with client_of(watched(seeded)) as client:
            client.post("/v1/answers", json={"question": NONSENSE})
        text = server.services.telemetry.metrics.report("").body.decode()

    assert {label for sample in read(text).samples for label in sample.labels} == {
        "mode", "reason", "stage", "direction", "scope", "route", "status", "le",
    }  # fmt: skip
    articles = [article.id for article in seeded.library.articles(limit=10)]
    assert [word for word in ("marker-71", key.id, "news.example", "troops", *articles) if word in text] == []


def test_on_the_port_of_the_api_the_metrics_take_a_secret_key(seeded: Services) -> None:
    with keyed_server(watched(seeded)) as server:
        _, secret = server.key()
        _, publishable = server.key(OWN)
        statuses = [
            server.call("GET", "/metrics", shown, headers).status_code
            for shown, headers in ((None, {}), (publishable, {}), (publishable, {"Origin": OTHER}), (secret, {}))
        ]

    assert statuses == [401, 403, 403, 200]


def test_who_prefers_open_metrics_gets_it(seeded: Services) -> None:
    with client_of(watched(seeded)) as client:
        response = client.get(
            "/metrics", headers={"Accept": "application/openmetrics-text;version=1.0.0,text/plain;q=.5"}
        )

    assert response.headers["Content-Type"].startswith("application/openmetrics-text")
    assert "dateline_answers" in {family.name for family in openmetrics(response.text)}  # type: ignore[no-untyped-call]  # the library's


def test_requests_are_timed_by_the_template_of_their_route_and_their_status(seeded: Services) -> None:
    services = watched(seeded)
    with client_of(services) as client:
        for method, path in (
            ("GET", "/healthz"),
            ("GET", "/v1/articles/marker-71"),
            ("DELETE", "/v1/articles/marker-71"),
            ("GET", "/marker-71"),
            ("MARKER", "/healthz"),
            ("POST", "/healthz"),
        ):
            client.request(method, path)
        client.post("/v1/answers", json={"question": QUESTION}, headers={"Accept": "text/event-stream"})

    assert counts(services.telemetry.metrics).above_zero("dateline_request_duration_seconds_count") == {
        ("GET /healthz", "200"): 1,
        ("GET /v1/articles/{article_id:path}", "404"): 1,
        ("DELETE /v1/articles/{article_id:path}", "404"): 1,
        ("none", "404"): 1,
        ("none", "405"): 1,
        ("POST /healthz", "405"): 1,
        ("POST /v1/answers", "200"): 1,
    }


@pytest.mark.parametrize("accept", ["nonsense", ";;;,,,=", "application/openmetrics-text;version=x", "a" * 5000])
def test_any_other_wish_for_a_format_is_answered(seeded: Services, accept: str) -> None:
    with client_of(watched(seeded)) as client:
        assert client.get("/metrics", headers={"Accept": accept}).status_code == 200


def test_a_store_that_cannot_be_read_takes_only_its_own_numbers(caplog: pytest.LogCaptureFixture) -> None:
    with closing(BusyLibrary(Path(":memory:"))) as library:
        found = counts(PrometheusMetrics(library, library.feeds))

    assert math.isnan(found.value("dateline_articles"))
    assert found.value("dateline_journal_pending") == 0
    assert "the library is busy" in caplog.text


def test_the_registry_of_every_other_library_is_left_alone(seeded: Services) -> None:
    watched(seeded)
    assert [it.name for it in prometheus_client.REGISTRY.collect() if it.name.startswith("dateline")] == []


@pytest.fixture
def port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def got(host: str, port: int, accept: str = "") -> str:
    with closing(HTTPConnection(host, port, timeout=10)) as connection:
        connection.request("GET", "/metrics", headers={"Accept": accept})
        return connection.getresponse().read().decode()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_port_of_their_own_shows_the_metrics_without_a_key_and_ends_with_the_server(
    seeded: Services, port: int, host: str, capfd: pytest.CaptureFixture[str]
) -> None:
    metrics = PrometheusMetrics(seeded.library, seeded.adapters.feeds)
    with metrics.exposed(host, port):
        assert read(got(host, port)).value("dateline_articles") == 5
        assert "dateline_articles 5.0" in got(host, port, "application/openmetrics-text;version=x")
        with pytest.raises(ServerError, match="QA_METRICS__PORT"), metrics.exposed(host, port):
            pass

    with pytest.raises(ConnectionRefusedError):
        got(host, port)
    assert capfd.readouterr() == ("", "")


def test_who_connects_and_says_nothing_keeps_nobody_waiting(seeded: Services, port: int) -> None:
    metrics = PrometheusMetrics(seeded.library, seeded.adapters.feeds)
    with metrics.exposed("127.0.0.1", port), closing(socket.create_connection(("127.0.0.1", port))):
        assert "dateline_articles" in got("127.0.0.1", port)


def test_who_is_told_nothing_reports_nothing() -> None:
    assert list(families(NO_TELEMETRY.metrics.report("").body.decode())) == []


def expressions(value: object) -> Iterator[str]:
    """Every query of a dashboard."""
    if isinstance(value, dict):
        yield from (it for key, it in value.items() if key in {"expr", "query"} and isinstance(it, str))
    inner: Iterable[object] = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from expressions(each)


def after_a_request(seeded: Services) -> str:
    """A report in which every metric has a sample."""
    services = watched(seeded)
    with client_of(services) as client:
        client.get("/healthz")
    feed = services.feeds.add("https://alder.example/feed.xml", None, timedelta(minutes=15))
    try:
        return services.telemetry.metrics.report("").body.decode()
    finally:
        services.feeds.remove(feed.id)


def test_the_dashboard_and_the_alerts_name_metrics_that_are_there(seeded: Services) -> None:
    dashboard = json.loads((ROOT / "docs/grafana-dashboard.json").read_text(encoding="utf-8"))
    alerts = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    families_shown = list(families(after_a_request(seeded)))
    shown = {sample.name for family in families_shown for sample in family.samples}
    named = [*expressions(dashboard), *re.findall(r"expr: (.*)", alerts)]
    wanted = set(re.findall(r"\b(?:dateline|process)_[a-z_]+", " ".join(named)))

    assert sorted(wanted - shown) == []
    ours = {
        family.name
        for family in families_shown
        if family.name.startswith("dateline") and not family.name.endswith("_created")
    }
    assert {name for name in ours if not any(it.startswith(name) for it in wanted)} == set()


def test_the_page_lists_every_metric_with_its_labels_and_no_other(seeded: Services) -> None:
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(dateline_\w+)` \|([^|]*)\|", page, re.MULTILINE)
    listed = {name: set(re.findall(r"`([a-z]+)`", labels)) for name, labels in rows}
    shown: dict[str, set[str]] = {}
    for family in families(after_a_request(seeded)):
        name = f"{family.name}_total" if family.type == "counter" else family.name
        if name.startswith("dateline") and not name.endswith("_created"):
            shown[name] = {label for sample in family.samples for label in sample.labels} - {"le"}

    assert listed == shown
