"""Turns the app into a running server which, when it is told to stop, ends answers in words and not by a cut."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from qa.api.answer_tasks import AnswerTasks
from qa.errors import ServerError

_FINISH = 5.0
"""Seconds that answers in the making get when the server stops; then their streams end with `cancelled`."""
_GRACEFUL = 10
"""Seconds after which connections are cut; the default would wait for ever for clients that never leave."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen, and whose word on a reader's address is taken."""

    host: str
    port: int
    proxies: Sequence[str]


def run(app: ASGIApp, runs: AnswerTasks, address: Address, ready: Callable[[], None]) -> None:
    """Serves until a signal; `ready` is told when it listens.

    Raises:
        ServerError: the address cannot be listened on; uvicorn has logged why.
    """
    config = uvicorn.Config(
        app,
        host=address.host,
        port=address.port,
        log_level="warning",
        server_header=False,
        forwarded_allow_ips=list(address.proxies),
        timeout_graceful_shutdown=_GRACEFUL,
    )
    server = DrainingServer(config, runs, ready)
    try:
        server.run()
    except SystemExit as error:
        if server.started:
            raise
        message = f"cannot listen on {address.host}, port {address.port}; name another with --host and --port"
        raise ServerError(message) from error


class DrainingServer(uvicorn.Server):
    """Uvicorn stops the app itself only when all streams are over, which is too late to end them."""

    def __init__(
        self, config: uvicorn.Config, runs: AnswerTasks, ready: Callable[[], None], finish: float = _FINISH
    ) -> None:
        super().__init__(config)
        self._finish = finish
        self._runs = runs
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        ending = asyncio.create_task(self._end())
        await super().shutdown(sockets)
        ending.cancel()

    async def _end(self) -> None:
        await asyncio.sleep(self._finish)
        await self._runs.close()
