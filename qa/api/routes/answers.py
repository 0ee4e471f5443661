"""Answer questions, whole or as a stream, and show, resume and cancel the latest answers."""

import asyncio
import re
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response, StreamingResponse

from qa.api.asking import HEARTBEAT, Asking, Question
from qa.api.bodies import turns
from qa.api.deps import AskAccess, ReadAccess, ServicesDep, TasksDep
from qa.api.errors import AnswerNotFoundError, EventNotFoundError, EventsForgottenError
from qa.api.event_stream import STREAMED, EventStream
from qa.api.kept_answers import find_answer
from qa.api.schemas.answers import AnswerBody, Ask, UnfinishedBody
from qa.api.sse import MEDIA_TYPE

_ID = re.compile(r"ans_[0-9a-f]{32}")
_EVENT_ID = re.compile(r"(?P<answer>.*):(?P<number>[0-9]{1,9})")

router = APIRouter(tags=["answers"])


@router.post("/v1/answers", response_model=AnswerBody, responses=STREAMED)
async def answer(body: Ask, request: Request, services: ServicesDep, tasks: TasksDep, caller: AskAccess) -> Any:  # noqa: ANN401 a body or a stream of it
    """Answers a question in verified sentences, or abstains and says why; with `Accept: text/event-stream` as it goes."""
    asking = Asking(services, tasks, caller, request)
    task = await asking.begin(Question(body.question, turns(body.history)))
    if MEDIA_TYPE in request.headers.get("accept", ""):
        return EventStream(task.follow(0, heartbeat=HEARTBEAT), untold=task.cancel)
    return await asking.whole(task)


@router.get("/v1/answers/{answer_id}")
async def show_answer(
    answer_id: str, services: ServicesDep, tasks: TasksDep, _: ReadAccess
) -> AnswerBody | UnfinishedBody:
    """Shows an answer that is kept, or how far it has come."""
    return await asyncio.to_thread(find_answer, answer_id, tasks, services.answers)


@router.post("/v1/answers/{answer_id}/cancel")
async def cancel_answer(
    answer_id: str, services: ServicesDep, tasks: TasksDep, _: ReadAccess
) -> AnswerBody | UnfinishedBody:
    """Stops an answer, and its model at once; one that has ended stays as it is."""
    if task := tasks.get(answer_id):
        task.cancel()
        await asyncio.wait({task.ended})
    return await asyncio.to_thread(find_answer, answer_id, tasks, services.answers)


@router.get(
    "/v1/answers/{answer_id}/events",
    response_class=StreamingResponse,
    responses={**STREAMED, 204: {"description": "Nothing comes any more."}},
)
async def follow_answer(
    answer_id: str,
    tasks: TasksDep,
    _: ReadAccess,
    last_event_id: Annotated[str | None, Header()] = None,
    after: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """Goes on with a stream after the event that the client has seen last."""
    number = after if after is not None else _number(answer_id, last_event_id)
    if not _ID.fullmatch(answer_id):
        raise AnswerNotFoundError(f"there is no answer {answer_id!r}")
    task = tasks.get(answer_id)
    if task is None:
        raise EventsForgottenError(f"the events of answer {answer_id!r} are not kept any more; ask again")
    task.log.check(number)
    return (
        Response(status_code=204) if task.log.ends_at(number) else EventStream(task.follow(number, heartbeat=HEARTBEAT))
    )


def _number(answer_id: str, event_id: str | None) -> int:
    """Untrusted: the number in the id of an event, which must belong to this answer."""
    if not event_id:
        return 0
    match = _EVENT_ID.fullmatch(event_id)
    if match is None or match["answer"] != answer_id:
        raise EventNotFoundError(f"{event_id!r} is no event of answer {answer_id!r}")
    return int(match["number"])
