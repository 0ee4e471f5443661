"""Ask a server for `/healthz` all the time, from a process of its own: a thread would wait for the busy client beside it."""

import multiprocessing
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from multiprocessing.connection import Connection
from time import perf_counter

_PAUSE = 0.05
_DEADLINE = 120.0
"""Seconds after which a client gives up."""


@dataclass(slots=True)
class Pulse:
    """Milliseconds that `/healthz` took, one after the other; filled when the context that measures ends."""

    taken: list[float] = field(default_factory=list)
    failed: int = 0


@contextmanager
def pulse(host: str, port: int) -> Iterator[Pulse]:
    """Ask for `/healthz` over a new connection twenty times a second while the context lasts."""
    measured = Pulse()
    ours, theirs = multiprocessing.Pipe()
    # Spawned, since a copy of a process with threads may hang.
    process = multiprocessing.get_context("spawn").Process(target=_beat, args=(host, port, theirs))
    process.start()
    ours.recv()
    try:
        yield measured
    finally:
        ours.send(None)
        measured.taken, measured.failed = ours.recv()
        process.join()


def _beat(host: str, port: int, connection: Connection) -> None:
    taken, failed = [], 0
    connection.send(None)
    while not connection.poll(_PAUSE):
        started = perf_counter()
        try:
            with closing(HTTPConnection(host, port, timeout=_DEADLINE)) as client:
                client.request("GET", "/healthz")
                failed += client.getresponse().status != HTTPStatus.OK
        except OSError:
            failed += 1
        taken.append((perf_counter() - started) * 1000)
    connection.send((taken, failed))
