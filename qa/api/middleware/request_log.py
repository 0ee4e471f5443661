"""Log each request when it has ended: what was asked for by its route's template, and never by a path, a question or a key."""

import logging
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.api.identity import KEY_ID

_LOGGER = logging.getLogger(__name__)


class RequestLogMiddleware:
    """Logs below the level that is shown by default; the process's own log decides whether and how it is written."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _LOGGER.isEnabledFor(logging.INFO):
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
            _LOGGER.info("request", extra=_told(scope, status, monotonic() - began))


def _told(scope: Scope, status: int | None, seconds: float) -> dict[str, object]:
    return {
        "method": scope["method"],
        # The path itself may be anything that a client sends.
        "route": getattr(scope.get("route"), "path", None),
        "status": status,
        "ms": round(seconds * 1000, 1),
        "key_id": scope["state"].get(KEY_ID),
    }
