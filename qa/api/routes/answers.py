"""Answer questions, whole or as a stream, and show, resume and cancel the latest answers."""

import asyncio
import re
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response, StreamingResponse

from qa.api.asking import HEARTBEAT, Asking, Question
from qa.api.bodies import turns
from qa.api.deps import AskAccess, ManageAccess, ReadAccess, ServicesDep, TasksDep
from qa.api.errors import AnswerNotFoundError, EventNotFoundError, EventsForgottenError
from qa.api.event_stream import STREAMED, EventStream
from qa.api.exports import FORMATS, accepted_format
from qa.api.kept_answers import affected_by as answers_affected_by
from qa.api.kept_answers import find_answer, relayed_events
from qa.api.relayed_events import RelayedEvents
from qa.api.schemas.answers import AffectedPage, AnswerBody, Ask, UnfinishedBody
from qa.api.sse import MEDIA_TYPE

_ID = re.compile(r"ans_[0-9a-f]{32}")
_VARY = {"Vary": "Accept"}
_EVENT_ID = re.compile(r"(?P<answer>.*):(?P<number>[0-9]{1,9})")

router = APIRouter(tags=["answers"])


def _exported(streamed: dict[str, object] | None = None) -> dict[int | str, dict[str, Any]]:
    """Return the description of what else an answer may be had as."""
    texts = {each.media_type: {"schema": {"type": "string"}} for each in FORMATS.values()}
    texts[FORMATS["csl"].media_type] = {"schema": {"type": "array"}}
    return {200: {"content": {**(streamed or {}), **texts}}}


@router.post(
    "/v1/answers", response_model=AnswerBody, responses=_exported({MEDIA_TYPE: {"schema": {"type": "string"}}})
)
async def answer(body: Ask, request: Request, services: ServicesDep, tasks: TasksDep, caller: AskAccess) -> Any:  # noqa: ANN401 a body or a stream of it
    """Answers a question in verified sentences, or abstains and says why; with `Accept: text/event-stream` as it goes."""
    asking = Asking(services, tasks, caller, request)
    task = await asking.begin(Question(body.question, turns(body.history), scope=body.stated()))
    if MEDIA_TYPE in request.headers.get("accept", ""):
        return EventStream(task.follow(0, heartbeat=HEARTBEAT), untold=task.cancel)
    return await asyncio.to_thread(_as_accepted, await asking.whole(task), request)


def _as_accepted(body: AnswerBody | UnfinishedBody, request: Request) -> Response:
    """Return an answer in the format that the request prefers; one that is not finished is JSON always."""
    chosen = accepted_format(request.headers.get("accept", "")) if isinstance(body, AnswerBody) else None
    if chosen is None or isinstance(body, UnfinishedBody):
        return Response(body.model_dump_json(), media_type="application/json", headers=_VARY)
    return Response(chosen.write(body), media_type=chosen.media_type, headers=_VARY)


@router.get("/v1/answers")
def list_affected(
    services: ServicesDep,
    _: ManageAccess,
    affected_by: Annotated[str, Query(description="An article's id.")],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: str | None = None,
) -> AffectedPage:
    """Lists the kept answers that quote an article in words which do not stand in it any more, the latest first."""
    return answers_affected_by(affected_by, services, limit, cursor)


@router.get("/v1/answers/{answer_id}", response_model=AnswerBody | UnfinishedBody, responses=_exported())
async def show_answer(
    answer_id: str, request: Request, services: ServicesDep, tasks: TasksDep, _: ReadAccess
) -> Response:
    """Shows an answer that is kept, in the format that `Accept` prefers, or how far it has come."""
    body = await asyncio.to_thread(find_answer, answer_id, tasks, services)
    return await asyncio.to_thread(_as_accepted, body, request)


@router.post("/v1/answers/{answer_id}/cancel")
async def cancel_answer(
    answer_id: str, services: ServicesDep, tasks: TasksDep, _: ReadAccess
) -> AnswerBody | UnfinishedBody:
    """Stops an answer, and its model at once; one that has ended stays as it is."""
    if task := tasks.get(answer_id):
        task.cancel()
        await asyncio.wait({task.ended})
    elif elsewhere := relayed_events(tasks, services):
        await asyncio.to_thread(tasks.cancel_elsewhere, answer_id)
        await elsewhere.wait(answer_id)
    return await asyncio.to_thread(find_answer, answer_id, tasks, services)


@router.get(
    "/v1/answers/{answer_id}/events",
    response_class=StreamingResponse,
    responses={**STREAMED, 204: {"description": "Nothing comes any more."}},
)
async def follow_answer(
    answer_id: str,
    services: ServicesDep,
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
        return await _follow_elsewhere(answer_id, number, relayed_events(tasks, services))
    task.log.check(number)
    return (
        Response(status_code=204) if task.log.ends_at(number) else EventStream(task.follow(number, heartbeat=HEARTBEAT))
    )


async def _follow_elsewhere(answer_id: str, number: int, elsewhere: RelayedEvents | None) -> Response:
    """Go on with a stream that another process began."""
    if elsewhere is None or await asyncio.to_thread(elsewhere.status, answer_id) is None:
        raise EventsForgottenError(f"the events of answer {answer_id!r} are not kept any more; ask again")
    if await asyncio.to_thread(elsewhere.ends_at, answer_id, number):
        return Response(status_code=204)
    return EventStream(elsewhere.follow(answer_id, number, HEARTBEAT))


def _number(answer_id: str, event_id: str | None) -> int:
    """Untrusted: the number in the id of an event, which must belong to this answer."""
    if not event_id:
        return 0
    match = _EVENT_ID.fullmatch(event_id)
    if match is None or match["answer"] != answer_id:
        raise EventNotFoundError(f"{event_id!r} is no event of answer {answer_id!r}")
    return int(match["number"])
