"""Check sentences that somebody wrote against the articles, whole or as a stream."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request

from qa.api.asking import Asking
from qa.api.deps import ManageAccess, ServicesDep, TasksDep
from qa.api.event_stream import STREAMED, EventStream
from qa.api.problems import problem_of, request_id_of
from qa.api.schemas.checks import Check, CheckBody, CheckedSentenceBody
from qa.api.sse import MEDIA_TYPE, ServerSentEvent
from qa.errors import DatelineError

router = APIRouter(tags=["answers"])


async def _events(
    bodies: AsyncGenerator[CheckedSentenceBody | CheckBody], request_id: str
) -> AsyncGenerator[ServerSentEvent | None]:
    number = 0
    try:
        async with aclosing(bodies):
            async for body in bodies:
                number += 1
                yield ServerSentEvent(f"{request_id}:{number}", body.event_name, body.model_dump_json())
    except DatelineError as error:
        # The status has been sent; what went wrong is the last event, as in the stream of an answer.
        problem = problem_of(error, request_id)
        yield ServerSentEvent(f"{request_id}:{number + 1}", problem.event_name, problem.model_dump_json())


@router.post("/v1/checks", response_model=CheckBody, responses=STREAMED)
async def check(body: Check, request: Request, services: ServicesDep, tasks: TasksDep, caller: ManageAccess) -> Any:  # noqa: ANN401 a body or a stream of it
    """Checks a text sentence by sentence: what stands in the articles, and where it differs; streamed as answers are."""
    checking = await Asking(services, tasks, caller, request).check(body.text, body.stated())
    if MEDIA_TYPE in request.headers.get("accept", ""):
        events = _events(checking.sentences(), request_id_of(request.scope))
        return EventStream(events, untold=checking.place.leave)
    return await checking.whole()
