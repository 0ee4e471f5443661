"""Refuse what cannot be served in time before the framework looks at it: a crowd is refused at a twentieth of the cost."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.api.admission_queue import AdmissionQueue
from qa.api.errors import OverloadedError
from qa.api.problems import on_dateline_error

_QUEUED = frozenset(
    {"/mcp", "/v1/answers", "/v1/chat/completions", "/v1/checks", "/v1/responses", "/v1/search", "/v1/timelines"}
)


class OverloadMiddleware:
    """Answers 503 while the queue is full, whoever asks; those whom it lets through take their place behind the gate."""

    def __init__(self, app: ASGIApp, queue: AdmissionQueue) -> None:
        self._app = app
        self._queue = queue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"] in _QUEUED:
            try:
                self._queue.check()
            except OverloadedError as error:
                response = await on_dateline_error(Request(scope), error)
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)
