"""Send events as a response that ends its source as soon as the client leaves, not when garbage is collected."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from fastapi.responses import StreamingResponse
from starlette.types import Send

from qa.api.sse import HEADERS, HEARTBEAT, MEDIA_TYPE, OPENING, ServerSentEvent, encode

STREAMED: dict[int | str, dict[str, object]] = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}
"""What routes that may stream add to their description."""


class EventStream(StreamingResponse):
    """The events in their order; None among them shows that the stream lives."""

    media_type = MEDIA_TYPE

    def __init__(self, events: AsyncGenerator[ServerSentEvent | None]) -> None:
        self._encoded = _encoded(events)
        super().__init__(self._encoded, headers=HEADERS)

    async def stream_response(self, send: Send) -> None:
        """Send the events."""
        async with aclosing(self._encoded):
            await super().stream_response(send)


async def _encoded(events: AsyncGenerator[ServerSentEvent | None]) -> AsyncGenerator[str]:
    yield OPENING
    async with aclosing(events):
        async for event in events:
            yield HEARTBEAT if event is None else encode(event)
