"""Write an answer as a chat completion, whole or in chunks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa.api.bodies import AnswerIdentity
from qa.api.links import Permalinks
from qa.api.openai.errors import error_body
from qa.api.openai.facts import facts_of, usage_of
from qa.api.openai.schemas import (
    AssistantMessage,
    ChatAsk,
    ChatCompletion,
    ChatUsage,
    Choice,
    ModelName,
    UrlCitation,
    UrlPlace,
)
from qa.api.openai.told import ToldEvent, event_of
from qa.api.openai.transcript import Marker, Style, Transcript, transcribed
from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.events import CreatedEvent, StatementEvent
from qa.api.schemas.problem import Problem
from qa.api.sse import ServerSentEvent

_DONE = ServerSentEvent("", "", "[DONE]")


def chat_completion(answer: AnswerBody, ask: ChatAsk, model: ModelName, permalinks: Permalinks) -> ChatCompletion:
    """Return the whole answer."""
    transcript = transcribed(answer, _style(ask), permalinks)
    linked = _linked(transcript)
    message = AssistantMessage(content=transcript.text, annotations=_annotations(linked))
    return ChatCompletion(
        id=answer.id,
        created=int(answer.created_at.timestamp()),
        model=model,
        choices=[Choice(message=message)],
        usage=_usage(answer),
        dateline=facts_of(answer, linked),
    )


@dataclass(frozen=True, slots=True)
class ChatChunks:
    """The chunks of one answer: clients want all annotations in one of them, and choices in each but that of usage."""

    identity: AnswerIdentity
    ask: ChatAsk
    model: ModelName
    transcript: Transcript

    @classmethod
    def of(cls, identity: AnswerIdentity, ask: ChatAsk, model: ModelName, permalinks: Permalinks) -> "ChatChunks":
        """Return those of an answer that begins."""
        return cls(identity, ask, model, Transcript(identity.id, _style(ask), permalinks))

    def events(self, event: ToldEvent) -> Iterator[ServerSentEvent]:
        """Yield what an event of the answer is in chunks."""
        match event:
            case CreatedEvent():
                yield event_of(self._chunk({"role": "assistant", "content": ""}))
            case StatementEvent():
                yield from map(event_of, self._statement(event))
            case AnswerBody():
                yield from map(event_of, self._ending(event))
                yield _DONE
            case Problem():
                # Clients raise it; without [DONE], nobody takes what came before for the whole.
                yield event_of(error_body(event).model_dump())

    def _statement(self, event: StatementEvent) -> Iterator[dict[str, object]]:
        piece = self.transcript.state(event.statement, event.citations, event.sources)
        yield self._chunk({"content": piece.text})
        if self.ask.citation_style == "events":
            new = {citation.id for citation in event.citations}
            for marker in piece.markers:
                if marker.citation.id in new:
                    yield self._chunk({}, extra={"event": _source_event(marker)})

    def _ending(self, answer: AnswerBody) -> Iterator[dict[str, object]]:
        if text := self.transcript.end(answer).text:
            yield self._chunk({"content": text})
        linked = _linked(self.transcript)
        if linked and self.ask.citation_style != "events":
            yield self._chunk({"annotations": [annotation.model_dump() for annotation in _annotations(linked)]})
        facts = facts_of(answer, linked).model_dump(mode="json")
        yield self._chunk({}, finish="stop", extra={"dateline": facts})
        if self._tells_usage:
            yield self._frame([]) | {"usage": _usage(answer).model_dump()}

    @property
    def _tells_usage(self) -> bool:
        return bool(self.ask.stream_options and self.ask.stream_options.include_usage)

    def _chunk(
        self, delta: Mapping[str, object], finish: str | None = None, extra: Mapping[str, object] | None = None
    ) -> dict[str, object]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return self._frame([choice]) | ({"usage": None} if self._tells_usage else {}) | dict(extra or {})

    def _frame(self, choices: list[dict[str, object]]) -> dict[str, object]:
        return {
            "id": self.identity.id,
            "object": "chat.completion.chunk",
            "created": int(self.identity.created_at.timestamp()),
            "model": self.model,
            "choices": choices,
        }


def _style(ask: ChatAsk) -> Style:
    return "links" if ask.citation_style == "links" else "markers"


def _linked(transcript: Transcript) -> list[Marker]:
    """Return the markers that can be annotated: an annotation without an address fails its whole chunk."""
    return [marker for marker in transcript.markers if marker.url]


def _annotations(linked: Sequence[Marker]) -> list[UrlCitation]:
    return [
        UrlCitation(
            url_citation=UrlPlace(
                url=marker.url or "", title=marker.title, start_index=marker.span.start, end_index=marker.span.end
            )
        )
        for marker in linked
    ]


def _source_event(marker: Marker) -> dict[str, object]:
    """Return a source as Open WebUI shows it; it numbers them by the distinct values of `source`, which are in our order."""
    name = marker.url or f"{marker.citation.article_id} [{marker.citation.number}]"
    source = {"name": marker.title} | ({"url": marker.url} if marker.url else {})
    metadata = {"source": name, "name": marker.title}
    data = {"source": source, "document": [marker.citation.quote], "metadata": [metadata], "distances": []}
    return {"type": "source", "data": data}


def _usage(answer: AnswerBody) -> ChatUsage:
    usage = usage_of(answer)
    took, wrote = usage.input_tokens, usage.output_tokens
    return ChatUsage(prompt_tokens=took, completion_tokens=wrote, total_tokens=took + wrote)
