"""Turns a bare ASGI app into one that names every request, sets safe headers and speaks problems even when it refuses a body."""

import json
import re
from dataclasses import dataclass
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.api.problems import MEDIA_TYPE, REQUEST_ID

# Untrusted: a caller's id reaches our log and our answers, so only a plain short one is taken over.
_PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_TOO_LARGE = 413
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    # The page needs its own files and this server, nothing else; no text of an article can become markup, run or load anything.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    ),
}


@dataclass(frozen=True, slots=True)
class Sizes:
    """The largest request bodies, in bytes."""

    body: int = 262_144
    article: int = 2_000_000
    """Of one that brings an article."""


class Envelope:
    """Outermost layer, so that it sees what the framework's own layers answer."""

    def __init__(self, app: ASGIApp, sizes: Sizes) -> None:
        self._app = app
        self._sizes = sizes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _PLAIN_ID.fullmatch(given) else f"req_{uuid4().hex}"
        scope.setdefault("state", {})[REQUEST_ID] = request_id
        most = self._sizes.article if scope["method"] == "PUT" else self._sizes.body
        await self._app(scope, receive, _Outgoing(send, request_id, most))


class _Outgoing:
    """Passes a response on with our headers; a 413, which the framework words in several ways, becomes one problem."""

    def __init__(self, send: Send, request_id: str, max_body: int) -> None:
        self._send = send
        self._request_id = request_id
        self._max_body = max_body
        self._replaced = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._start(message)
        elif not self._replaced:
            await self._send(message)

    async def _start(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        headers["X-Request-Id"] = self._request_id
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        self._replaced = message["status"] == _TOO_LARGE
        if not self._replaced:
            await self._send(message)
            return
        body = self._too_large()
        headers["Content-Type"] = MEDIA_TYPE
        headers["Content-Length"] = str(len(body))
        await self._send(message)
        await self._send({"type": "http.response.body", "body": body})

    def _too_large(self) -> bytes:
        body = {
            "type": "urn:dateline:problem:body_too_large",
            "title": "Content Too Large",
            "status": _TOO_LARGE,
            "detail": f"the request body is larger than {self._max_body} bytes",
            "code": "body_too_large",
            "request_id": self._request_id,
            "errors": [],
        }
        return json.dumps(body).encode()
