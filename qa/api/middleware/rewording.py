"""Word problems as the clients of some paths read them, whichever layer made them."""

from collections.abc import Callable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.api.problems import MEDIA_TYPE
from qa.api.schemas.problem import Problem

Words = Callable[[Problem, MutableHeaders], bytes]
"""Gives the JSON that a problem is in other words; it may add headers."""


class RewordingMiddleware:
    """Replaces the problem documents that come from some paths."""

    def __init__(self, app: ASGIApp, words: Mapping[str, Words]) -> None:
        """`words` has the paths, each of which stands for all below it as well."""
        self._app = app
        self._words = words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        words = self._words_at(scope["path"]) if scope["type"] == "http" else None
        await self._app(scope, receive, _Rewording(send, words) if words else send)

    def _words_at(self, path: str) -> Words | None:
        return next((words for above, words in self._words.items() if f"{path}/".startswith(f"{above}/")), None)


class _Rewording:
    """Sends a response on, a problem in other words."""

    def __init__(self, send: Send, words: Words) -> None:
        self._send = send
        self._words = words
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
            self._body = self._words(Problem.model_validate_json(self._body), headers)
            headers["content-length"] = str(len(self._body))
        headers["content-type"] = "application/json"
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": self._body})
