"""Refuse what cannot be served in time before the framework looks at it: a crowd is refused at a twentieth of the cost."""

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.api.admission_queue import AdmissionQueue
from qa.api.errors import OverloadedError
from qa.api.patience import patience_of
from qa.api.problems import on_dateline_error

_QUEUED = frozenset(
    {"/mcp", "/v1/answers", "/v1/chat/completions", "/v1/checks", "/v1/responses", "/v1/search", "/v1/timelines"}
)

_ARTICLES = "/v1/articles/"


class OverloadMiddleware:
    """Answers 503 while the queue is full, whoever asks; those whom it lets through take their place behind the gate."""

    def __init__(self, app: ASGIApp, queue: AdmissionQueue, changes: AdmissionQueue) -> None:
        self._app = app
        self._queue = queue
        self._changes = changes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        queue = self._queue_of(scope)
        if queue is not None:
            try:
                queue.check(patience_of(Headers(scope=scope)))
            except OverloadedError as error:
                response = await on_dateline_error(Request(scope), error)
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _queue_of(self, scope: Scope) -> AdmissionQueue | None:
        """Return the line that a request waits in."""
        if scope["type"] != "http":
            return None
        if scope["method"] == "POST" and scope["path"] in _QUEUED:
            return self._queue
        is_change = scope["method"] in {"PUT", "DELETE"} and scope["path"].startswith(_ARTICLES)
        return self._changes if is_change else None
