"""Word the refusals of OpenAI's endpoints as its clients read them, and say whether they should try again."""

import json
import re
from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.api.openai.schemas import ErrorBody, ErrorDetail
from qa.api.problems import MEDIA_TYPE
from qa.api.schemas.problem import Problem

_PATHS = re.compile(r"/v1/(?:models(?:/.*)?|chat/completions|responses)", re.DOTALL)
_TYPES: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: "authentication_error",
    HTTPStatus.FORBIDDEN: "permission_error",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
}
_PASSING = frozenset({"busy", "overloaded", "too_many_requests"})
"""Codes of what passes by itself."""
_LONGEST_WAIT = 120
"""Seconds: what clients wait at most, who would come too early where more are asked for."""


def error_body(problem: Problem) -> ErrorBody:
    """Return a problem as OpenAI words it."""
    own = "server_error" if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
    param = problem.errors[0]["pointer"].strip("/").replace("/", ".") if problem.errors else ""
    return ErrorBody(
        error=ErrorDetail(
            message=problem.detail, type=_TYPES.get(problem.status, own), param=param or None, code=problem.code
        )
    )


class OpenAiErrorMiddleware:
    """Replaces the problem documents that come from those paths, whichever layer made them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _PATHS.fullmatch(scope["path"]):
            await self._app(scope, receive, _Rewording(send))
        else:
            await self._app(scope, receive, send)


class _Rewording:
    """Sends a response on, a problem in other words."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if (
            message["type"] == "http.response.start"
            and Headers(raw=message["headers"]).get("content-type") == MEDIA_TYPE
        ):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._reword(self._start)

    async def _reword(self, start: Message) -> None:
        headers = MutableHeaders(raw=start["headers"])
        # A response to HEAD has no body to be worded.
        if self._body:
            problem = Problem.model_validate(json.loads(self._body))
            waits = int(headers.get("retry-after", "0"))
            headers["x-should-retry"] = str(problem.code in _PASSING and waits <= _LONGEST_WAIT).lower()
            self._body = error_body(problem).model_dump_json().encode()
            headers["content-length"] = str(len(self._body))
        headers["content-type"] = "application/json"
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": self._body})
