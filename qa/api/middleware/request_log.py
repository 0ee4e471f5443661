"""Log and count each request when it has ended: by its route's template, and never by a path, a question or a key."""

import logging
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.api.identity import KEY_ID
from qa.ports import Metrics

_LOGGER = logging.getLogger(__name__)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNKNOWN = "none"
"""What the metrics call the route of a request that came to none."""


class RequestLogMiddleware:
    """Logs below the level that is shown by default; the process's own log decides whether and how it is written."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = monotonic(), None

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        finally:
            seconds, route = monotonic() - began, _template(scope)
            self._metrics.requested(f"{scope['method']} {route}" if route else _UNKNOWN, status, seconds)
            _LOGGER.info("request", extra=_told(scope, route, status, seconds))


def _template(scope: Scope) -> str | None:
    """Untrusted: made safe here. The path, and the method of what has no route, may be anything that a client sends."""
    route = getattr(scope.get("route"), "path", None)
    return str(route) if route and scope["method"] in _METHODS else None


def _told(scope: Scope, route: str | None, status: int | None, seconds: float) -> dict[str, object]:
    return {
        "method": scope["method"] if scope["method"] in _METHODS else None,
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "key_id": scope["state"].get(KEY_ID),
    }
