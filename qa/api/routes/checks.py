"""Check sentences that somebody wrote against the articles, whole or as a stream."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from starlette.types import Send

from qa.api.checking import checked
from qa.api.deps import ManageAccess, RequestIdDep, ServicesDep
from qa.api.schemas.checks import Check, CheckBody, CheckedSentenceBody
from qa.api.sse import HEADERS, MEDIA_TYPE, OPENING, ServerSentEvent, encode

router = APIRouter(tags=["answers"])

_STREAM: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}


class CheckStream(StreamingResponse):
    """The sentences as events; their making ends as soon as the client leaves."""

    media_type = MEDIA_TYPE

    def __init__(self, bodies: AsyncGenerator[CheckedSentenceBody | CheckBody], request_id: str) -> None:
        self._events = _encoded(bodies, request_id)
        super().__init__(self._events, headers=HEADERS)

    async def stream_response(self, send: Send) -> None:
        """Send the events."""
        async with aclosing(self._events):
            await super().stream_response(send)


async def _encoded(bodies: AsyncGenerator[CheckedSentenceBody | CheckBody], request_id: str) -> AsyncGenerator[str]:
    yield OPENING
    number = 0
    async with aclosing(bodies):
        async for body in bodies:
            number += 1
            yield encode(ServerSentEvent(f"{request_id}:{number}", body.event_name, body.model_dump_json()))


@router.post("/v1/checks", response_model=CheckBody, responses=_STREAM)
async def check(
    body: Check, request: Request, services: ServicesDep, request_id: RequestIdDep, caller: ManageAccess
) -> Any:  # noqa: ANN401 a body or a stream of it
    """Checks a text sentence by sentence: what stands in the articles, and where it differs; streamed as answers are."""
    # Untrusted: the text is compared and quoted back to its sender, and goes to a model only between marks.
    await asyncio.to_thread(services.answerer.ready)
    services.checker.admitted(body.text)
    limit = await asyncio.to_thread(services.gate.limiter.count_question, caller)
    bodies = checked(services, body.text, request_id, limit)
    if MEDIA_TYPE in request.headers.get("accept", ""):
        return CheckStream(bodies, request_id)
    async with aclosing(bodies):
        async for each in bodies:
            whole = each
    return whole
