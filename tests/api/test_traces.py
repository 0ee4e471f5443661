"""Traces show what an answer was made of, as parts of one, and none of the words of anybody unless that is chosen."""

import asyncio
import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import grpc
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from starlette.testclient import TestClient

from bench.scripted.replies import Fail, Reset, Say, Silence
from qa.adapters.opentelemetry import OpenTelemetryTracer
from qa.domain.answer import Inquiry
from qa.services import Services
from qa.settings import Settings, TraceSettings
from qa.telemetry import Telemetry
from qa.wiring import open_services
from tests.conftest import ROOT
from tests.driving import watched
from tests.serving import client_of
from tests.writing import Writing, ask, writing

QUESTION = "How many US troops are in Iraq?"
FREE = "American troops, about 2,500 of them, are stationed in Iraq."
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@dataclass(frozen=True, slots=True)
class Traced:
    """Services whose spans are kept here."""

    services: Services
    kept: InMemorySpanExporter

    @property
    def spans(self) -> list[ReadableSpan]:
        """In the order in which they began."""
        return sorted(self.kept.get_finished_spans(), key=lambda span: span.start_time or 0)

    def named(self, name: str) -> ReadableSpan:
        (span,) = (span for span in self.spans if span.name == name)
        return span

    def tree(self) -> dict[str, set[str]]:
        """The names of each span's parts."""
        names = {span.context.span_id: span.name for span in self.spans if span.context}
        parts: dict[str, set[str]] = {}
        for span in self.spans:
            parent = names[span.parent.span_id] if span.parent and span.parent.span_id in names else ""
            parts.setdefault(parent, set()).add(span.name)
        return parts

    @property
    def text(self) -> str:
        return " ".join(span.to_json() for span in self.spans)


def attributes(span: ReadableSpan) -> Mapping[str, object]:
    return dict(span.attributes or {})


def traced(services: Services, *, content: bool = False) -> Traced:
    kept = InMemorySpanExporter()
    tracer = OpenTelemetryTracer(SimpleSpanProcessor(kept), "dateline-test", content=content)
    return Traced(watched(services, Telemetry(tracer=tracer)), kept)


@contextmanager
def asked(it: Traced, headers: Mapping[str, str] | None = None) -> Iterator[TestClient]:
    with client_of(it.services) as client:
        assert client.post("/v1/answers", json={"question": QUESTION}, headers=dict(headers or {})).status_code == 200
        yield client


def test_a_quoted_answer_is_one_trace_of_retrieval_reading_and_verification(seeded: Services) -> None:
    it = traced(seeded)
    with asked(it, {"X-Request-Id": "request-71"}):
        pass

    assert it.tree() == {
        "": {"invoke_workflow dateline.answer"},
        "invoke_workflow dateline.answer": {"retrieval library", "read", "verify"},
    }
    assert len({span.context.trace_id for span in it.spans if span.context}) == 1
    answer, retrieval = it.named("invoke_workflow dateline.answer"), it.named("retrieval library")
    assert attributes(answer) == {
        "gen_ai.operation.name": "invoke_workflow",
        "gen_ai.workflow.name": "dateline.answer",
        "dateline.request_id": "request-71",
        "dateline.answer.mode": "extractive",
    }
    assert retrieval.kind is SpanKind.INTERNAL
    assert (
        attributes(retrieval).items()
        >= {
            "gen_ai.operation.name": "retrieval",
            "gen_ai.data_source.id": "library",
            "gen_ai.retrieval.top_k": 10,
        }.items()
    )
    assert answer.resource.attributes["service.name"] == "dateline-test"


def test_a_written_answer_shows_each_call_of_a_model_and_each_verdict(seeded: Services) -> None:
    it = traced(seeded)
    false = "About 9,700 American troops are stationed in Iraq. [1]"
    with writing(it.services, Say(f"{FREE} [1] {false}")) as written, client_of(written.services) as client:
        assert client.post("/v1/answers", json={"question": QUESTION}).json()["mode"] == "generated"

    tree = it.tree()
    assert tree["invoke_workflow dateline.answer"] == {"retrieval library", "read", "write", "verify"}
    assert tree["write"] == {"chat scripted", "verify"}
    assert tree["verify"] == {"chat scripted"}
    verdicts = [attributes(span).get("gen_ai.evaluation.score.label") for span in it.spans if span.name == "verify"]
    assert sorted(filter(None, map(str, verdicts))) == ["None", "number_mismatch", "written"]
    chat = next(span for span in it.spans if span.name == "chat scripted")
    assert chat.kind is SpanKind.CLIENT
    shown = attributes(chat)
    assert (shown["gen_ai.operation.name"], shown["gen_ai.request.model"]) == ("chat", "scripted")
    assert int(str(shown["gen_ai.usage.input_tokens"])) > 0 < int(str(shown["gen_ai.usage.output_tokens"]))
    assert float(str(shown["gen_ai.response.time_to_first_chunk"])) > 0


@pytest.mark.parametrize("stream", [False, True])
def test_by_default_no_trace_has_a_word_of_anybody(seeded: Services, stream: bool) -> None:
    it = traced(seeded)
    accept = {"Accept": "text/event-stream"} if stream else {}
    with writing(it.services, Say(f"{FREE} [1]"), Fail(500)) as written, client_of(written.services) as client:
        client.post("/v1/answers", json={"question": QUESTION}, headers=accept)
        client.post("/v1/answers", json={"question": "Who waits for marker-71 in Iraq?"}, headers=accept)
        client.post("/v1/checks", json={"text": "About 2,500 marker-71 are in Iraq."})
        client.post("/v1/search", json={"query": "marker-71 troops"})

    articles = [article.id for article in seeded.library.articles(limit=10)]
    assert len(it.spans) > 10
    assert [word for word in ("marker-71", "troops", "2,500", "stationed", *articles) if word in it.text] == []


def test_content_is_a_choice(seeded: Services) -> None:
    it = traced(seeded, content=True)
    with writing(it.services, Say(f"{FREE} [1]")) as written:
        ask(written.services, QUESTION)

    answer, retrieval = it.named("invoke_workflow dateline.answer"), it.named("retrieval library")
    part = {"type": "text", "content": QUESTION}
    assert json.loads(str(attributes(answer)["gen_ai.input.messages"])) == [{"role": "user", "parts": [part]}]
    assert FREE in str(attributes(answer)["gen_ai.output.messages"])
    assert attributes(retrieval)["gen_ai.retrieval.query.text"] == QUESTION
    assert json.loads(str(attributes(retrieval)["gen_ai.retrieval.documents"]))[0].keys() == {"id", "score"}
    chat = attributes(next(span for span in it.spans if span.name == "chat scripted"))
    assert "passages" in str(chat["gen_ai.system_instructions"]) + str(chat["gen_ai.input.messages"])
    assert FREE in str(chat["gen_ai.output.messages"])


def test_the_trace_of_a_request_goes_on(seeded: Services) -> None:
    it = traced(seeded)
    with asked(it, {"traceparent": f"00-{TRACE}-{PARENT}-01", "baggage": "marker=71"}):
        pass

    answer = it.named("invoke_workflow dateline.answer")
    assert answer.context is not None
    assert f"{answer.context.trace_id:032x}" == TRACE
    assert answer.parent is not None
    assert f"{answer.parent.span_id:016x}" == PARENT
    assert "marker" not in it.text


@pytest.mark.parametrize(
    "header", ["nonsense", f"00-{'0' * 32}-{PARENT}-01", f"00-{TRACE}-{PARENT}-01-\x7f", "0" * 9000]
)
def test_a_header_that_names_no_trace_begins_one(seeded: Services, header: str) -> None:
    it = traced(seeded)
    with asked(it, {"traceparent": header}):
        pass

    assert it.named("invoke_workflow dateline.answer").parent is None


def test_what_a_model_fails_at_is_told_by_its_kind_alone(seeded: Services) -> None:
    it = traced(seeded)
    with writing(it.services, Fail(401, body={"error": {"message": "the key marker-71"}})) as written:
        ask(written.services)

    chat = it.named("chat scripted")
    assert (chat.status.status_code, attributes(chat)["error.type"]) == (StatusCode.ERROR, "llm_unavailable")
    assert (chat.status.description, chat.events) == (None, ())
    assert attributes(it.named("invoke_workflow dateline.answer"))["dateline.answer.reason"] == "llm_unavailable"
    assert "marker-71" not in it.text


def test_a_follow_up_shows_that_it_was_completed(seeded: Services) -> None:
    it = traced(seeded)
    turn = {"question": QUESTION, "answer": "There are about 2,500 US troops in Iraq."}
    with client_of(it.services) as client:
        client.post("/v1/answers", json={"question": "And in Syria?", "history": [turn]})

    assert "contextualize" in it.tree()["invoke_workflow dateline.answer"]


def test_a_check_is_one_trace(seeded: Services) -> None:
    it = traced(seeded)
    with client_of(it.services) as client:
        assert client.post("/v1/checks", json={"text": "About 2,500 troops are in Iraq."}).status_code == 200

    assert it.tree() == {
        "": {"invoke_workflow dateline.check"},
        "invoke_workflow dateline.check": {"retrieval library"},
    }


def test_the_names_of_the_conventions_stand_in_one_module() -> None:
    modules = [path for path in sorted((ROOT / "qa").rglob("*.py")) if "gen_ai." in path.read_text(encoding="utf-8")]

    assert [path.name for path in modules] == ["opentelemetry.py"]


def test_every_span_and_attribute_is_in_the_page(seeded: Services) -> None:
    module = (ROOT / "qa/adapters/opentelemetry.py").read_text(encoding="utf-8")
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")

    names = set(re.findall(r'"((?:gen_ai|dateline)\.[a-z_.]+)"', module))
    assert len(names) > 15
    assert sorted(name for name in names if f"`{name}`" not in page) == []


def test_without_a_collector_nothing_of_ours_loads_what_would_send_traces(tmp_path: Path) -> None:
    # Chroma imports OpenTelemetry itself, exporter and all, and does nothing with it: what counts is who else does.
    program = dedent(
        """
        import sys
        importers = set()
        def note(event, arguments):
            if event == "import" and arguments[0].startswith(("opentelemetry.sdk", "opentelemetry.exporter")):
                frame = sys._getframe(1)
                while frame is not None:
                    name = frame.f_globals.get("__name__", "")
                    if not name.startswith(("importlib", "_frozen_importlib", "opentelemetry")):
                        break
                    frame = frame.f_back
                importers.add(name.partition(".")[0] if name.startswith("chromadb.") else name)
        sys.addaudithook(note)
        from pathlib import Path
        from qa.api.app import create_app
        from qa.cli import serve
        from qa.settings import Settings
        from qa.wiring import open_services
        with open_services(Settings(data=Path(sys.argv[1]))) as services:
            create_app(services)
        from opentelemetry import trace
        import threading
        print(sorted(importers), trace._TRACER_PROVIDER, sorted(it.name for it in threading.enumerate() if "Otel" in it.name))
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "data")],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False, env={"CHROMA_OTEL_GRANULARITY": "all"},
    )  # fmt: skip

    assert (done.stdout.strip(), done.stderr) == ("['chromadb'] None []", "")


@contextmanager
def collector() -> Iterator[tuple[str, list[str]]]:
    """A collector's address, and the names of the spans that it was sent."""
    names: list[str] = []

    def export(request: ExportTraceServiceRequest, _: grpc.ServicerContext) -> ExportTraceServiceResponse:
        names.extend(span.name for each in request.resource_spans for it in each.scope_spans for span in it.spans)
        return ExportTraceServiceResponse()

    server = grpc.server(ThreadPoolExecutor(1))
    handler = grpc.unary_unary_rpc_method_handler(
        export, ExportTraceServiceRequest.FromString, ExportTraceServiceResponse.SerializeToString
    )
    service = "opentelemetry.proto.collector.trace.v1.TraceService"
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, {"Export": handler}),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"http://127.0.0.1:{port}", names
    finally:
        server.stop(None).wait()


def test_a_collector_that_is_named_is_sent_every_span(seeds: Settings) -> None:
    with collector() as (endpoint, names):
        traces = TraceSettings(endpoint=endpoint)
        with open_services(seeds.model_copy(update={"traces": traces})) as services:
            ask(services)

    assert sorted(names) == ["invoke_workflow dateline.answer", "read", "retrieval library", "verify"]


def test_a_collector_that_is_down_takes_no_answer_and_no_end(seeds: Settings, caplog: pytest.LogCaptureFixture) -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        traces = TraceSettings(endpoint=f"http://127.0.0.1:{free.getsockname()[1]}")
        with open_services(seeds.model_copy(update={"traces": traces})) as services:
            assert ask(services).mode == "extractive"

    assert "marker" not in caplog.text


def test_what_nobody_waits_for_any_more_is_cancelled_and_no_error(seeded: Services) -> None:
    it = traced(seeded)

    async def leave(written: Writing) -> None:
        answering = asyncio.create_task(written.services.responder.ask(Inquiry(QUESTION)))
        await asyncio.to_thread(written.model.wait_until_asked)
        answering.cancel()
        await asyncio.wait({answering})

    with writing(it.services, Silence()) as written:
        asyncio.run(leave(written))

    answer = it.named("invoke_workflow dateline.answer")
    assert (attributes(answer)["dateline.cancelled"], answer.status.status_code) == (True, StatusCode.UNSET)


def test_an_unfinished_stream_ends_its_spans(seeded: Services) -> None:
    it = traced(seeded)
    with writing(it.services, Reset()) as written, client_of(written.services) as client:
        client.post("/v1/answers", json={"question": QUESTION})

    assert all(span.end_time for span in it.spans)
    assert {"invoke_workflow dateline.answer", "write", "chat scripted"} <= {span.name for span in it.spans}
