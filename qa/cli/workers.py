"""Keep several server processes on one address: all accept from the same socket, and one that dies is replaced."""

import logging
import os
import signal
import socket
from collections.abc import Callable
from contextlib import closing
from multiprocessing import connection, get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from time import monotonic
from typing import Any

from qa.errors import ServerError, SettingsError
from qa.settings import Settings

_LOGGER = logging.getLogger(__name__)
_BACKLOG = 2_048
_YOUNG, _MOST_YOUNG = 10.0, 3
"""Seconds within which a process that ends has not served, and how many of these in a row are too many."""
_GRACE = 20.0
"""Seconds after which a process that was told to stop is ended: longer than it gives running requests."""
Serve = Callable[[Any, socket.socket, bool], None]
"""Serves from a socket; the flag says whether it tells where."""


def check_workers(settings: Settings, workers: int) -> None:
    """Check that there may be so many processes.

    Raises:
        SettingsError: the store is for one process, or the metrics' port is.
    """
    if workers > 1 and not settings.store.get_secret_value():
        raise SettingsError(
            "a data folder is for one process, since its databases are files that one process writes; set "
            "QA_STORE=postgresql://USER:PASSWORD@HOST/DATABASE to serve with several"
        )
    if workers > 1 and settings.metrics.port:
        raise SettingsError(
            "QA_METRICS__PORT is for one process, and each has counts of its own; take it out, or --workers"
        )


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address.

    Raises:
        ServerError: it cannot.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        message = f"cannot listen on {host}, port {port} ({error.strerror}); name another with --host and --port"
        raise ServerError(message) from error


class Workers:
    """Processes that serve alike; all but their number is the same, and each opens the stores for itself."""

    def __init__(self, serve: Serve, given: Any, listener: socket.socket, count: int) -> None:  # noqa: ANN401 whatever can be sent to a process
        self._make: Callable[[bool], BaseProcess] = lambda tells: get_context("spawn").Process(
            target=_child, args=(serve, given, listener, tells)
        )
        self._count = count
        self._begun: dict[BaseProcess, float] = {}
        self._failures = 0
        self._stopping = False

    def run(self) -> None:
        """Serve until a signal comes; then no process takes anything more on, and each finishes what it has begun.

        Raises:
            ServerError: the processes end as soon as they begin; they have said why.
        """
        for ends in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ends, self._stop)
        for number in range(self._count):
            self._start(tells=number == 0)
        while self._begun and not (self._stopping or self._failures >= _MOST_YOUNG):
            connection.wait([process.sentinel for process in self._begun], timeout=1.0)
            self._replace()
        self._end()
        if self._failures >= _MOST_YOUNG:
            raise ServerError("its processes end as soon as they begin; what they say above tells why")

    def _start(self, *, tells: bool) -> None:
        process = self._make(tells)
        process.start()
        self._begun[process] = monotonic()

    def _replace(self) -> None:
        for process in [process for process in self._begun if process.exitcode is not None]:
            young = monotonic() - self._begun.pop(process) < _YOUNG
            # One that was told to stop, by whomever, has ended as it should; it is replaced all the same.
            self._failures = self._failures + 1 if young and process.exitcode != -signal.SIGKILL else 0
            if not self._stopping and self._failures < _MOST_YOUNG:
                _LOGGER.warning("process %s has ended (%s) and is replaced", process.pid, process.exitcode)
                self._start(tells=False)

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _end(self) -> None:
        for process in self._begun:
            process.terminate()
        end = monotonic() + _GRACE
        for process in self._begun:
            process.join(max(0.0, end - monotonic()))
            if process.exitcode is None:
                process.kill()
                process.join()


def _child(serve: Serve, given: Any, listener: socket.socket, tells: bool) -> None:  # noqa: ANN401 as they come from `Process`
    Thread(target=_end_with_parent, name="parent", daemon=True).start()
    with closing(listener):
        serve(given, listener, tells)


def _end_with_parent() -> None:
    """Stop when whoever began this process is gone, so that nobody serves on without being looked after."""
    if parent := parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
