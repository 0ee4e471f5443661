"""Write events as the text of a server-sent stream, and parse such a text (WHATWG HTML, 9.2)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

MEDIA_TYPE = "text/event-stream"
HEADERS = {
    # Neither caches nor proxies may hold or repack a stream; nginx buffers unless this header forbids it.
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
}
OPENING = "retry: 2000\n\n"
"""Milliseconds that a client waits before it comes back."""
HEARTBEAT = ": hb\n\n"


class ServerSentEvent(NamedTuple):
    """An event of a stream: `id` is the answer's id and a number, as in `ans_…:3`; `data` is one line of JSON.

    An id or a name that is empty is not sent.
    """

    id: str
    name: str
    data: str


def encode(event: ServerSentEvent) -> str:
    """Return the event's text; line feeds alone separate its lines, since many parsers know no other ending."""
    identity = f"id: {event.id}\n" if event.id else ""
    name = f"event: {event.name}\n" if event.name else ""
    return f"{identity}{name}data: {event.data}\n\n"


def decode(lines: Iterable[str]) -> Iterator[ServerSentEvent]:
    """Yield the events in the lines of a stream; comments and unknown fields are skipped."""
    fields: dict[str, str] = {}
    for line in lines:
        text = line.rstrip("\r\n")
        if text:
            name, _, value = text.partition(":")
            fields[name] = value.removeprefix(" ")
        elif "data" in fields:
            yield ServerSentEvent(fields.get("id", ""), fields.get("event", "message"), fields["data"])
            fields = {}
