"""Word the refusal of a too large request body as one problem.

The framework counts the bytes and refuses, at several places and in several wordings; each of them has the status 413.
"""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.api.problems import MEDIA_TYPE, body_too_large, request_id_of


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """The largest request bodies, in bytes."""

    body: int = 262_144
    article: int = 2_000_000
    """Of a request that brings an article."""
    batch: int = 8_000_000
    """Of one that brings many."""

    def of(self, method: str, path: str) -> int:
        """Return the limit of a request."""
        if method == "PUT":
            return self.article
        return self.batch if path.endswith("/v1/articles:batch") else self.body


class BodyLimitMiddleware:
    """Replaces every response with the status 413."""

    def __init__(self, app: ASGIApp, limits: BodyLimits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = False

        async def send_worded(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                refused = True
                await self._refuse(scope, message, send)
            elif not refused:
                await send(message)

        await self._app(scope, receive, send_worded)

    async def _refuse(self, scope: Scope, start: Message, send: Send) -> None:
        limit = self._limits.of(scope["method"], scope["path"])
        body = body_too_large(limit, request_id_of(scope)).model_dump_json().encode()
        headers = MutableHeaders(scope=start)
        headers["Content-Type"] = MEDIA_TYPE
        headers["Content-Length"] = str(len(body))
        await send(start)
        await send({"type": "http.response.body", "body": body})
