"""Watch a server's connections: who sends no request, or takes too long over one, gives way to those who do."""

import logging
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Literal, NamedTuple, Protocol

from qa.api.problems import MEDIA_TYPE, request_timed_out

if sys.platform != "win32":
    import resource

_LOGGER = logging.getLogger(__name__)
MOST = 2_000
"""Connections, unless the settings say otherwise."""
_OTHER_FILES = 128
"""Files that a process needs beside its connections: databases, vectors, weights, a model's server."""

Phase = Literal["request", "body", "answer", "unread"]
"""What a connection waits for: a request, the rest of its body, our answer, or its client to take what it was sent."""


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How many connections there may be, and the seconds that each may take over what its client does."""

    most: int = MOST
    request: float = 10.0
    """Until a request's headers are whole."""
    body: float = 30.0
    """Until its body is whole."""
    unread: float = 30.0
    """Without taking anything of what it was sent."""


class Exchange(Protocol):
    """A request and its response, as Uvicorn has them."""

    more_body: bool
    response_started: bool
    response_complete: bool


class Transport(Protocol):
    """What is needed of asyncio's."""

    def write(self, data: bytes) -> None: ...
    def close(self) -> None: ...
    def abort(self) -> None: ...
    def get_write_buffer_size(self) -> int: ...


class Connection(Protocol):
    """One of Uvicorn's, of either kind of HTTP."""

    @property
    def transport(self) -> Transport: ...
    @property
    def cycle(self) -> Exchange | None: ...


class _Seen(NamedTuple):
    phase: Phase
    exchange: Exchange | None
    unread: int
    since: float


class ConnectionWatch:
    """Closes connections that overstep the limits; all calls come from the event loop that has them."""

    def __init__(self, limits: ConnectionLimits, clock: Callable[[], float] = monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._seen: dict[Connection, _Seen] = {}

    @property
    def most(self) -> int:
        """The most connections that there may be."""
        return self._limits.most

    def sweep(self, connections: Iterable[Connection]) -> None:
        """Look at all connections; times are as exact as this is often."""
        now = self._clock()
        self._seen = {connection: self._look(connection, now) for connection in connections}
        late = {connection for connection, seen in self._seen.items() if now - seen.since >= self._allowed(seen.phase)}
        for connection in late:
            self._close(connection, self._seen.pop(connection))
        over = len(self._seen) - self._limits.most
        if over > 0:
            self._make_room(over)

    def _look(self, connection: Connection, now: float) -> _Seen:
        exchange, unread = connection.cycle, connection.transport.get_write_buffer_size()
        # The exchange and what is unread tell a client that goes on from one that stands still.
        seen = _Seen(_phase(exchange, unread), exchange, unread, now)
        before = self._seen.get(connection)
        same = before is not None and before[:3] == seen[:3]
        return before if before is not None and same else seen

    def _allowed(self, phase: Phase) -> float:
        limits = self._limits
        times: dict[Phase, float] = {"request": limits.request, "body": limits.body, "unread": limits.unread}
        return times.get(phase, float("inf"))

    def _make_room(self, over: int) -> None:
        """Close those that have sent no request for the longest, and where all have, the newest."""
        idle = [connection for connection, seen in self._seen.items() if seen.phase == "request"]
        idle.sort(key=lambda connection: self._seen[connection].since)
        others = [connection for connection in self._seen if connection not in set(idle)]
        others.sort(key=lambda connection: self._seen[connection].since, reverse=True)
        for connection in (idle + others)[:over]:
            self._close(connection, self._seen.pop(connection))
        _LOGGER.warning("%d connections were closed: there were more than %d", over, self._limits.most)

    @staticmethod
    def _close(connection: Connection, seen: _Seen) -> None:
        transport, exchange = connection.transport, seen.exchange
        if seen.phase == "body" and exchange is not None and not exchange.response_started:
            transport.write(_TIMED_OUT)
            transport.close()
        else:
            # What nobody takes would be waited for.
            transport.abort()


def _phase(exchange: Exchange | None, unread: int) -> Phase:
    if unread:
        return "unread"
    if exchange is None or exchange.response_complete:
        return "request"
    return "body" if exchange.more_body else "answer"


def _timed_out() -> bytes:
    body = request_timed_out().model_dump_json().encode()
    head = f"Content-Type: {MEDIA_TYPE}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return b"HTTP/1.1 408 Request Timeout\r\n" + head.encode() + body


_TIMED_OUT = _timed_out()


def most_connections(wanted: int) -> int:
    """Have the system allow so many connections, and return how many it does; some systems allow 256 files in all."""
    if sys.platform == "win32":
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + _OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else min(wanted, max(1, soft - _OTHER_FILES))
