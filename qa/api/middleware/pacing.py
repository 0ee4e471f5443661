"""Begin few requests in one round of the event loop, so that a crowd that comes at once holds up nobody who asks for little."""

import asyncio
from collections import deque

from starlette.types import ASGIApp, Receive, Scope, Send

_A_ROUND = 4
"""Requests begun in one round: each costs about a millisecond until it is refused or waits."""
_AT_ONCE = frozenset({"/healthz"})
"""What is asked to learn whether the process lives."""


class PacingMiddleware:
    """Lets requests through in the order of their coming; all calls come from one event loop."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._begun = 0
        """Requests let through in this round."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in _AT_ONCE:
            await self._let_through()
        await self._app(scope, receive, send)

    async def _let_through(self) -> None:
        loop = asyncio.get_running_loop()
        if not self._begun:
            loop.call_soon(self._next_round)
        if self._begun < _A_ROUND:
            self._begun += 1
            return
        turn = loop.create_future()
        self._waiting.append(turn)
        await turn

    def _next_round(self) -> None:
        self._begun = 0
        while self._waiting and self._begun < _A_ROUND:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                self._begun += 1
        if self._begun:
            asyncio.get_running_loop().call_soon(self._next_round)
