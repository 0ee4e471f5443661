"""Write an answer as a response, whole or in events, with each annotation behind the sentence that it belongs to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from qa.api.bodies import AnswerIdentity
from qa.api.links import Permalinks
from qa.api.openai.errors import error_body
from qa.api.openai.facts import facts_of, usage_of
from qa.api.openai.response_schemas import (
    Failure,
    FileAnnotation,
    OutputMessage,
    OutputText,
    ResponseBody,
    ResponsesAsk,
    ResponseUsage,
    UrlAnnotation,
)
from qa.api.openai.schemas import ModelName
from qa.api.openai.told import ToldEvent, event_of
from qa.api.openai.transcript import Marker, Transcript, transcribed
from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.events import CreatedEvent, StatementEvent
from qa.api.schemas.problem import Problem
from qa.api.sse import ServerSentEvent


@dataclass(frozen=True, slots=True)
class ResponseFrame:
    """What is the same in a response from its first event to its last."""

    identity: AnswerIdentity
    model: ModelName
    metadata: Mapping[str, str]
    previous: str | None

    @classmethod
    def of(cls, identity: AnswerIdentity, ask: ResponsesAsk, model: ModelName) -> "ResponseFrame":
        """Return that of an answer to a request."""
        return cls(identity, model, ask.metadata or {}, ask.previous_response_id)

    @property
    def item_id(self) -> str:
        """The id of the one item of the output."""
        return self.identity.id.replace("ans_", "msg_")

    def message(self, status: Literal["in_progress", "completed"], content: list[OutputText]) -> OutputMessage:
        """Return the item."""
        return OutputMessage(id=self.item_id, status=status, content=content)

    def begun(self) -> ResponseBody:
        """Return the response of which nothing is there yet."""
        return ResponseBody(
            id=self.identity.id,
            created_at=int(self.identity.created_at.timestamp()),
            status="in_progress",
            metadata=dict(self.metadata),
            model=self.model,
            output=[],
            previous_response_id=self.previous,
        )

    def completed(self, answer: AnswerBody, transcript: Transcript) -> ResponseBody:
        """Return the whole response."""
        usage = usage_of(answer)
        total = usage.input_tokens + usage.output_tokens
        return self.begun().model_copy(
            update={
                "status": "completed",
                "output": [self.message("completed", [_content(transcript)])],
                "usage": ResponseUsage(**usage.model_dump(), total_tokens=total),
                "dateline": facts_of(answer, transcript.markers),
            }
        )

    def failed(self, problem: Problem) -> ResponseBody:
        """Return the response that came to nothing."""
        failure = Failure(code=problem.code, message=problem.detail)
        return self.begun().model_copy(update={"status": "failed", "error": failure})


def response_of(answer: AnswerBody, ask: ResponsesAsk, frame: ResponseFrame, permalinks: Permalinks) -> ResponseBody:
    """Return the whole answer as a response."""
    return frame.completed(answer, transcribed(answer, ask.citation_style, permalinks))


@dataclass(slots=True)
class ResponseEvents:
    """The events of one response, numbered from 0."""

    frame: ResponseFrame
    transcript: Transcript
    _number: int = 0
    _annotated: int = 0

    def events(self, event: ToldEvent) -> Iterator[ServerSentEvent]:
        """Yield what an event of the answer is in events of the response."""
        match event:
            case CreatedEvent():
                yield from self._beginning()
            case StatementEvent():
                piece = self.transcript.state(event.statement, event.citations, event.sources)
                yield self._in_part("output_text.delta", {"delta": piece.text, "logprobs": []})
                for marker in piece.markers:
                    yield self._annotation(marker)
            case AnswerBody():
                if text := self.transcript.end(event).text:
                    yield self._in_part("output_text.delta", {"delta": text, "logprobs": []})
                yield from self._ending(event)
            case Problem():
                yield self._event("response.failed", {"response": self.frame.failed(event).model_dump(mode="json")})
                # Clients raise what has the key `error`, and would take the failure alone for an early end.
                error = error_body(event).error
                told = {"code": error.code, "message": error.message, "param": error.param}
                yield self._event("error", {**told, "error": error.model_dump()})

    def _beginning(self) -> Iterator[ServerSentEvent]:
        response = self.frame.begun().model_dump(mode="json")
        yield self._event("response.created", {"response": response})
        yield self._event("response.in_progress", {"response": response})
        yield self._item("added", self.frame.message("in_progress", []))
        yield self._in_part("content_part.added", {"part": OutputText(text="", annotations=[]).model_dump()})

    def _ending(self, answer: AnswerBody) -> Iterator[ServerSentEvent]:
        content = _content(self.transcript)
        yield self._in_part("output_text.done", {"text": content.text, "logprobs": []})
        yield self._in_part("content_part.done", {"part": content.model_dump()})
        yield self._item("done", self.frame.message("completed", [content]))
        whole = self.frame.completed(answer, self.transcript)
        yield self._event("response.completed", {"response": whole.model_dump(mode="json")})

    def _annotation(self, marker: Marker) -> ServerSentEvent:
        self._annotated += 1
        return self._in_part(
            "output_text.annotation.added",
            {"annotation": _annotation(marker).model_dump(), "annotation_index": self._annotated - 1},
        )

    def _item(self, step: Literal["added", "done"], item: OutputMessage) -> ServerSentEvent:
        return self._event(f"response.output_item.{step}", {"output_index": 0, "item": item.model_dump()})

    def _in_part(self, name: str, data: Mapping[str, object]) -> ServerSentEvent:
        place = {"item_id": self.frame.item_id, "output_index": 0, "content_index": 0}
        return self._event(f"response.{name}", {**place, **data})

    def _event(self, name: str, data: Mapping[str, object]) -> ServerSentEvent:
        self._number += 1
        return event_of({"type": name, "sequence_number": self._number - 1, **data}, name)


def _content(transcript: Transcript) -> OutputText:
    return OutputText(text=transcript.text, annotations=[_annotation(marker) for marker in transcript.markers])


def _annotation(marker: Marker) -> UrlAnnotation | FileAnnotation:
    citation = marker.citation
    cited = {
        "number": citation.number,
        "article_id": citation.article_id,
        "version": citation.version,
        "quote": citation.quote,
        "span": citation.span,
        "raw_span": citation.raw_span,
        "start_index": marker.span.start,
        "end_index": marker.span.end,
        "utf16": marker.utf16,
    }
    if marker.url:
        return UrlAnnotation.model_validate({**cited, "url": marker.url, "title": marker.title})
    file = {"file_id": citation.article_id, "filename": marker.title, "index": marker.span.start}
    return FileAnnotation.model_validate({**cited, **file})
