"""Turns events into the text of a server-sent stream, and such a text back into events (WHATWG HTML, 9.2)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

MEDIA_TYPE = "text/event-stream"
HEADERS = {
    # Neither caches nor proxies may hold or repack a stream; nginx buffers unless it is told.
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
}
OPENING = "retry: 2000\n\n"
"""Milliseconds that a client waits before it comes back."""
HEARTBEAT = ": hb\n\n"


class Sent(NamedTuple):
    """An event of a stream: `id` is the answer's id and a number, as in `ans_…:3`; `data` is one line of JSON."""

    id: str
    name: str
    data: str


def written(event: Sent) -> str:
    """The event's text; line feeds alone separate, since many readers know no other."""
    return f"id: {event.id}\nevent: {event.name}\ndata: {event.data}\n\n"


def read(lines: Iterable[str]) -> Iterator[Sent]:
    """The events in the lines of a stream; comments, and fields that are not ours, are skipped."""
    fields: dict[str, str] = {}
    for line in lines:
        text = line.rstrip("\r\n")
        if text:
            name, _, value = text.partition(":")
            fields[name] = value.removeprefix(" ")
        elif "data" in fields:
            yield Sent(fields.get("id", ""), fields.get("event", "message"), fields["data"])
            fields = {}
