"""Send events as a response that ends its source as soon as the client leaves, not when garbage is collected."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from qa.api.sse import HEADERS, HEARTBEAT, MEDIA_TYPE, OPENING, ServerSentEvent, encode

STREAMED: dict[int | str, dict[str, object]] = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}
"""What routes that may stream add to their description."""


class EventStream(StreamingResponse):
    """The events in their order; None among them shows that the stream lives."""

    media_type = MEDIA_TYPE

    def __init__(
        self,
        events: AsyncGenerator[ServerSentEvent | None],
        untold: Callable[[], None] = lambda: None,
        *,
        opening: str = OPENING,
    ) -> None:
        """`untold` is called where the client has gone before the first event: it does not know what it could come back to."""
        self._opening = opening
        self._encoded = self._encode(events)
        self._untold = untold
        self._told = False
        super().__init__(self._encoded, headers=HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if not self._told:
                self._untold()

    async def stream_response(self, send: Send) -> None:
        """Send the events."""
        async with aclosing(self._encoded):
            await super().stream_response(send)

    async def _encode(self, events: AsyncGenerator[ServerSentEvent | None]) -> AsyncGenerator[str]:
        if self._opening:
            yield self._opening
        async with aclosing(events):
            async for event in events:
                if event is None:
                    yield HEARTBEAT
                else:
                    self._told = True
                    yield encode(event)
