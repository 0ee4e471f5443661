"""The endpoints that OpenAI's clients call."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from qa.api.asking import Asking, Question
from qa.api.deps import AskAccess, PermalinksDep, ReadAccess, ServicesDep, TasksDep
from qa.api.event_stream import STREAMED, EventStream
from qa.api.kept_answers import find_answer
from qa.api.openai.chat import ChatChunks, chat_completion
from qa.api.openai.messages import MODELS, messages_of, model_of, question_of, turn_of
from qa.api.openai.response_schemas import ResponseBody, ResponsesAsk
from qa.api.openai.responses import ResponseEvents, ResponseFrame, response_of
from qa.api.openai.schemas import ChatAsk, ChatCompletion, ErrorBody, Message, ModelBody, ModelName, ModelsBody
from qa.api.openai.told import told
from qa.api.openai.transcript import Transcript
from qa.api.schemas.answers import AnswerBody, UnfinishedBody

_SINCE = int(datetime(2026, 11, 29, tzinfo=UTC).timestamp())
"""When the models could be named first."""

router = APIRouter(tags=["openai"], responses={"default": {"model": ErrorBody, "description": "A refusal."}})


def _asking(request: Request, services: ServicesDep, tasks: TasksDep, caller: AskAccess) -> Asking:
    return Asking(services, tasks, caller, request)


_AskingDep = Annotated[Asking, Depends(_asking)]


@router.get("/v1/models")
async def list_models(_: ReadAccess) -> ModelsBody:
    """Lists the names that a client may give as its model."""
    return ModelsBody(data=[ModelBody(id=name, created=_SINCE) for name in MODELS])


@router.get("/v1/models/{model}")
async def show_model(model: str, _: ReadAccess) -> ModelBody:
    """Shows one of these names, as clients ask before they use it."""
    return ModelBody(id=model_of(model), created=_SINCE)


@router.post("/v1/chat/completions", response_model=ChatCompletion, responses=STREAMED)
async def complete_chat(body: ChatAsk, asking: _AskingDep, links: PermalinksDep) -> Any:  # noqa: ANN401 a body or a stream of it
    """Answers the last message in verified sentences, whole or with `stream` as they come, or abstains in words."""
    model = model_of(body.model)
    task = await asking.begin(replace(question_of(body.messages, model), scope=body.stated()))
    if body.stream:
        chunks = ChatChunks.of(task.identity, body, model, links)
        # Not the usual opening: their parsers take it for an event without data.
        return EventStream(told(task, chunks.events), untold=task.cancel, opening="")
    return chat_completion(await asking.whole(task), body, model, links)


@router.post("/v1/responses", response_model=ResponseBody, responses=STREAMED)
async def respond(body: ResponsesAsk, asking: _AskingDep, links: PermalinksDep) -> Any:  # noqa: ANN401 as above
    """Answers the input as chat completions do, with quote, span and version on each annotation."""
    model = model_of(body.model)
    find = partial(find_answer, tasks=asking.tasks, services=asking.services)
    task = await asking.begin(await asyncio.to_thread(_question, body, model, find))
    frame = ResponseFrame.of(task.identity, body, model)
    if body.stream:
        events = ResponseEvents(frame, Transcript(task.identity.id, body.citation_style, links))
        return EventStream(told(task, events.events), untold=task.cancel, opening="")
    return response_of(await asking.whole(task), body, frame, links)


def _question(body: ResponsesAsk, model: ModelName, find: Callable[[str], AnswerBody | UnfinishedBody]) -> Question:
    """Return what the input asks; answers of ours that it only names are looked up among those that are kept."""
    messages = (
        [Message(role="user", content=body.input)] if isinstance(body.input, str) else messages_of(body.input, find)
    )
    before = [turn_of(find(body.previous_response_id))] if body.previous_response_id else []
    return replace(question_of(messages, model, before), scope=body.stated())
