"""Trace the work for OpenTelemetry, by its conventions for generative AI; what was asked, read or written only by choice.

The conventions are in development, and names of theirs have changed: all of them stand here.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple

from opentelemetry import context
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span as OtelSpan
from opentelemetry.trace import SpanKind, StatusCode, use_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from qa.ports import Content, Fact, Facts, Work
from qa.telemetry import CANCELLED, REQUEST_ID

_OPERATION = "gen_ai.operation.name"
_LIBRARY = "library"
"""What is searched: our own articles, which have no other name."""


class _Kind(NamedTuple):
    name: str
    attributes: Mapping[str, str] = {}
    kind: SpanKind = SpanKind.INTERNAL


_WORK: Mapping[Work, _Kind] = {
    "answer": _Kind(
        "invoke_workflow dateline.answer", {_OPERATION: "invoke_workflow", "gen_ai.workflow.name": "dateline.answer"}
    ),
    "check": _Kind(
        "invoke_workflow dateline.check", {_OPERATION: "invoke_workflow", "gen_ai.workflow.name": "dateline.check"}
    ),
    "contextualize": _Kind("contextualize"),
    "retrieve": _Kind(f"retrieval {_LIBRARY}", {_OPERATION: "retrieval", "gen_ai.data_source.id": _LIBRARY}),
    "read": _Kind("read"),
    "write": _Kind("write"),
    # What speaks OpenAI's chat completions is of that provider, as far as a client can tell.
    "model": _Kind("chat", {_OPERATION: "chat", "gen_ai.provider.name": "openai"}, SpanKind.CLIENT),
    "verify": _Kind("verify", {"gen_ai.evaluation.name": "support"}),
}
_FACTS: Mapping[Fact | Content, str] = {
    "mode": "dateline.answer.mode",
    "reason": "dateline.answer.reason",
    "outcome": "gen_ai.evaluation.score.label",
    "most": "gen_ai.retrieval.top_k",
    "found": "dateline.found",
    "model": "gen_ai.request.model",
    "input_tokens": "gen_ai.usage.input_tokens",
    "output_tokens": "gen_ai.usage.output_tokens",
    "first_piece_seconds": "gen_ai.response.time_to_first_chunk",
}
_CONTENT: Mapping[Fact | Content, str] = {
    "question": "gen_ai.input.messages",
    "answer": "gen_ai.output.messages",
    "query": "gen_ai.retrieval.query.text",
    "passages": "gen_ai.retrieval.documents",
    "instructions": "gen_ai.system_instructions",
    "prompt": "gen_ai.input.messages",
    "text": "gen_ai.output.messages",
    "sentence": "dateline.sentence",
}
_ROLES: Mapping[Fact | Content, str] = {
    "question": "user",
    "answer": "assistant",
    "prompt": "user",
    "text": "assistant",
}
_REQUEST = "dateline.request_id"
_PATIENCE = 3.0
"""Seconds for which a collector is tried with one batch; a process that ends waits as long."""


def exporting(endpoint: str) -> SpanProcessor:
    """Return what sends spans to a collector by OTLP over gRPC, in the background; `http://…` without encryption.

    Headers, certificates and the rest come from the variables that OpenTelemetry has for them (`OTEL_EXPORTER_OTLP_…`).
    """
    return BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, timeout=_PATIENCE))


class OpenTelemetryTracer:
    """The `Tracer`: a provider of its own, so that no other library's spans are sent with ours, nor ours with theirs."""

    def __init__(self, processor: SpanProcessor, service: str, *, content: bool) -> None:
        """`content`: whether questions, prompts and answers are sent as well."""
        resource = Resource.create({SERVICE_NAME: service})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("dateline")
        self._content = content

    def begin(self, work: Work, facts: Facts) -> "OpenTelemetrySpan":
        kind = _WORK[work]
        name = f"{kind.name} {facts['model']}" if work == "model" else kind.name
        begun = OpenTelemetrySpan(
            self._tracer.start_span(name, kind=kind.kind, attributes=kind.attributes), self._content
        )
        if request_id := REQUEST_ID.get():
            begun.span.set_attribute(_REQUEST, request_id)
        begun.note(facts)
        return begun

    @contextmanager
    def continued(self, headers: Mapping[str, str]) -> Iterator[None]:
        """Untrusted: the library reads ids of a fixed form, and nothing else of the headers, such as baggage, goes along."""
        token = context.attach(TraceContextTextMapPropagator().extract(headers))
        try:
            yield
        finally:
            context.detach(token)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


class OpenTelemetrySpan:
    """The `Span`."""

    def __init__(self, span: OtelSpan, content: bool) -> None:
        self.span = span
        self._content = content

    def note(self, facts: Facts) -> None:
        for fact, value in facts.items():
            if fact in _FACTS:
                self.span.set_attribute(_FACTS[fact], _sent(value))
            elif self._content and fact in _CONTENT:
                self.span.set_attribute(_CONTENT[fact], _worded(fact, str(value)))

    def current(self) -> AbstractContextManager[object]:
        # An error's message may repeat a question: only its kind is told, at the end.
        return use_span(self.span, record_exception=False, set_status_on_exception=False)

    def end(self, failure: str = "") -> None:
        if failure == CANCELLED:
            self.span.set_attribute("dateline.cancelled", True)
        elif failure:
            self.span.set_attribute("error.type", failure)
            self.span.set_status(StatusCode.ERROR)
        self.span.end()


def _worded(content: Fact | Content, text: str) -> str:
    """Return content in the form of the conventions: messages are JSON."""
    part = {"type": "text", "content": text}
    if content == "instructions":
        return json.dumps([part])
    if content in _ROLES:
        return json.dumps([{"role": _ROLES[content], "parts": [part]}])
    return str(_sent(text))


def _sent(value: str | int | float) -> str | int | float:
    """Untrusted: made safe here. Half of a surrogate pair in one text would keep a whole batch of spans from being sent."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else value
