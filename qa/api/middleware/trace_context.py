"""Make what a request has done a part of the trace that its headers name (W3C Trace Context)."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.ports import Tracer


class TraceContextMiddleware:
    """Hands the headers to the tracer, which judges them."""

    def __init__(self, app: ASGIApp, tracer: Tracer) -> None:
        self._app = app
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with self._tracer.continued(Headers(scope=scope)):
            await self._app(scope, receive, send)
