"""Run the app on a server which, when it stops, ends open answers with an event instead of a cut."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from qa.api.answer_tasks import AnswerTasks
from qa.api.connections import MOST, ConnectionLimits, ConnectionWatch, most_connections
from qa.api.stalls import no_stalls
from qa.errors import ServerError

_FINISH = 5.0
"""Seconds that answers in the making get when the server stops; then their streams end with `cancelled`."""
_CONNECTION_LIMITS = ConnectionLimits()
_LOOK = 10
"""Ticks of the server, of a tenth of a second, after which it looks at its connections."""
GRACEFUL = 10
"""Seconds after which connections are cut; the default would wait for ever for clients that never leave."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen, and which proxies are trusted to name a reader's address."""

    host: str
    port: int
    proxies: Sequence[str]
    connections: int = MOST
    """The most that may be open at once."""
    listener: socket.socket | None = None
    """A socket that listens there already, from which others may accept as well."""


def run(app: ASGIApp, tasks: AnswerTasks, address: Address, ready: Callable[[], None]) -> None:
    """Serve until a signal comes; `ready` is called once the server listens.

    Raises:
        ServerError: the address cannot be listened on; uvicorn has logged why.
    """
    config = uvicorn.Config(
        app,
        host=address.host,
        port=address.port,
        # The other loop that Uvicorn knows takes one new connection a round: in a crowd `/healthz` would wait for all before it.
        loop="asyncio",
        ws="none",
        log_level="warning",
        # Its own would print what a client sent as it came; the process's shows nothing that rewrites a terminal.
        log_config=None,
        # It has paths and addresses; ours has neither.
        access_log=False,
        server_header=False,
        forwarded_allow_ips=list(address.proxies),
        timeout_graceful_shutdown=GRACEFUL,
    )
    limits = ConnectionLimits(most_connections(address.connections))
    server = DrainingServer(config, tasks, ready, limits=limits)
    try:
        with no_stalls():
            server.run([address.listener] if address.listener else None)
    except SystemExit as error:
        if server.started:
            raise
        message = f"cannot listen on {address.host}, port {address.port}; name another with --host and --port"
        raise ServerError(message) from error


class DrainingServer(uvicorn.Server):
    """Watches its connections, and ends the answers while it stops: Uvicorn stops the app when all streams are over, too late."""

    def __init__(
        self,
        config: uvicorn.Config,
        tasks: AnswerTasks,
        ready: Callable[[], None],
        *,
        finish: float = _FINISH,
        limits: ConnectionLimits = _CONNECTION_LIMITS,
    ) -> None:
        super().__init__(config)
        self._watch = ConnectionWatch(limits)
        self._finish = finish
        self._tasks = tasks
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def on_tick(self, counter: int) -> bool:
        # Ten times a second; a look at all connections takes a millisecond for each thousand.
        connections = self.server_state.connections
        if counter % _LOOK == 0 or len(connections) > self._watch.most:
            self._watch.sweep(connections)  # type: ignore[arg-type]  # a WebSocket would have none of it, and `ws` allows none
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        ending = asyncio.create_task(self._end())
        await super().shutdown(sockets)
        ending.cancel()

    async def _end(self) -> None:
        await asyncio.sleep(self._finish)
        await self._tasks.close()
