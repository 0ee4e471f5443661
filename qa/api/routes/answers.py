"""Turns questions over HTTP into answers, whole or as a stream, and gives those that were cut off once more."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response, StreamingResponse
from starlette.types import Send

from qa.api.access import AskAccess, FeedbackAccess, ReadAccess
from qa.api.answer_tasks import AnswerTask, AnswerTasks
from qa.api.bodies import named, turns
from qa.api.deps import MakingDep, ServicesDep, TasksDep
from qa.api.schemas.answers import AnswerBody, Ask, UnfinishedBody
from qa.api.schemas.feedback import FeedbackAsk, FeedbackReceipt, feedback_body
from qa.api.sse import HEADERS, HEARTBEAT, MEDIA_TYPE, OPENING, written
from qa.domain.answer import Inquiry
from qa.errors import AnswerNotFoundError, EventNotFoundError, EventsForgottenError

_BEAT = 10.0
"""Seconds of silence after which a stream shows that it lives: proxies close what is silent for 30 to 60."""
_ID = re.compile(r"ans_[0-9a-f]{32}")
_EVENT_ID = re.compile(r"(?P<answer>.*):(?P<number>[0-9]{1,9})")
_STREAM: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}

answers = APIRouter(tags=["answers"])


class EventStream(StreamingResponse):
    """A stream of events that is closed at once when its client leaves, and not when somebody collects garbage."""

    media_type = MEDIA_TYPE

    def __init__(self, events: AsyncGenerator[str]) -> None:
        super().__init__(events, headers=HEADERS)
        self._events = events

    async def stream_response(self, send: Send) -> None:
        """Sends the events."""
        async with aclosing(self._events):
            await super().stream_response(send)


@answers.post("/v1/answers", response_model=AnswerBody, responses=_STREAM)
async def answer(body: Ask, request: Request, making: MakingDep, caller: AskAccess) -> Any:  # noqa: ANN401 a body or a stream of it
    """Answers a question in verified sentences, or abstains and says why; with `Accept: text/event-stream` as it goes."""
    services = making.services
    question = await asyncio.to_thread(services.answerer.admitted, body.question)
    quoted = await asyncio.to_thread(services.gate.quoted, caller)
    corpus = await asyncio.to_thread(services.library.corpus)
    run = making.runs.start(Inquiry(question, quoted, turns(body.history)), corpus, named(making.request_id))
    if MEDIA_TYPE in request.headers.get("accept", ""):
        return EventStream(_told(run, 0))
    return await _whole(run, request)


@answers.get("/v1/answers/{answer_id}")
async def show_answer(answer_id: str, runs: TasksDep, _: ReadAccess) -> AnswerBody | UnfinishedBody:
    """Shows one of the latest answers, or how far it has come."""
    return _so_far(_run(runs, answer_id))


@answers.post("/v1/answers/{answer_id}/cancel")
async def cancel_answer(answer_id: str, runs: TasksDep, _: ReadAccess) -> AnswerBody | UnfinishedBody:
    """Stops an answer, and its model at once; one that has ended stays as it is."""
    run = _run(runs, answer_id)
    run.cancel()
    await run.ended()
    return _so_far(run)


@answers.get(
    "/v1/answers/{answer_id}/events",
    response_class=StreamingResponse,
    responses={**_STREAM, 204: {"description": "Nothing comes any more."}},
)
async def follow_answer(
    answer_id: str,
    runs: TasksDep,
    _: ReadAccess,
    last_event_id: Annotated[str | None, Header()] = None,
    after: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """Goes on with a stream after the event that the client has seen last."""
    seen = after if after is not None else _number(answer_id, last_event_id)
    if not _ID.fullmatch(answer_id):
        raise AnswerNotFoundError(f"there is no answer {answer_id!r}")
    run = runs.get(answer_id)
    if run is None:
        raise EventsForgottenError(f"the events of answer {answer_id!r} are not kept any more; ask again")
    run.check(seen)
    return Response(status_code=204) if run.over_after(seen) else EventStream(_told(run, seen))


@answers.post("/v1/feedback", status_code=201)
async def give_feedback(body: FeedbackAsk, services: ServicesDep, runs: TasksDep, _: FeedbackAccess) -> FeedbackReceipt:
    """Keeps what a reader says of one of the latest answers, with the answer as it was."""
    answer = _run(runs, body.answer_id).answer
    if answer is None:
        raise AnswerNotFoundError(f"answer {body.answer_id!r} is not finished")
    kept = feedback_body(body, answer)
    await asyncio.to_thread(services.feedback.add, kept.model_dump_json())
    return FeedbackReceipt(id=kept.id, answer_id=answer.id)


def _so_far(run: AnswerTask) -> AnswerBody | UnfinishedBody:
    if run.answer is not None:
        return run.answer
    return UnfinishedBody(id=run.name.id, status="in_progress" if run.status == "completed" else run.status)


def _run(runs: AnswerTasks, answer_id: str) -> AnswerTask:
    run = runs.get(answer_id)
    if run is None:
        raise AnswerNotFoundError(f"there is no answer {answer_id!r}, or it is not kept any more; ask again")
    return run


def _number(answer_id: str, event_id: str | None) -> int:
    """Untrusted: the number in the id of an event, which must belong to this answer."""
    if not event_id:
        return 0
    found = _EVENT_ID.fullmatch(event_id)
    if found is None or found["answer"] != answer_id:
        raise EventNotFoundError(f"{event_id!r} is no event of answer {answer_id!r}")
    return int(found["number"])


async def _told(run: AnswerTask, after: int) -> AsyncGenerator[str]:
    yield OPENING
    async with aclosing(run.follow(after, beat=_BEAT)) as events:
        async for event in events:
            yield HEARTBEAT if event is None else written(event)


async def _whole(run: AnswerTask, request: Request) -> AnswerBody | Response:
    """The finished answer; a client that leaves before has it cancelled at once, since it does not know its id."""
    ended, left = asyncio.create_task(run.ended()), asyncio.create_task(_left(request))
    try:
        await asyncio.wait({ended, left}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        run.cancel()
        left.cancel()
        ended.cancel()
    if run.error is not None:
        raise run.error
    # Nobody is there to read this one; the number is what access logs know such an end by.
    return run.answer or Response(status_code=499)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
