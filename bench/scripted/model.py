"""Serve OpenAI's chat completions on this machine from a script of replies, well or badly."""

import asyncio
import json
import socket
import struct
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from threading import Semaphore, Thread
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

Message = Mapping[str, str]
HEAD: dict[str, object] = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": "scripted"}
"""What every chunk holds."""
_OPINION = "supported, contradicted or not_stated?"
"""How a prompt for a second opinion ends."""
_PATIENCE = 60.0
"""Seconds to wait for a client."""
_MODELS = {"object": "list", "data": [{"id": "scripted", "object": "model", "created": 0, "owned_by": "bench"}]}


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a completion; header names are in lower case."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]


class ClientLeftError(Exception):
    """Nobody reads the reply any more."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request, and the connection on which it is answered."""

    body: Mapping[str, Any]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    piece_sent: Callable[[], None]

    @property
    def messages(self) -> Sequence[Message]:
        messages: Sequence[Message] = self.body["messages"]
        return messages

    @property
    def wants_usage(self) -> bool:
        return bool(self.body.get("stream_options", {}).get("include_usage"))

    async def plain(self, status: int, headers: Mapping[str, str], body: object) -> None:
        """A whole response of JSON."""
        data = json.dumps(body).encode()
        known = {"Content-Type": "application/json", "Content-Length": str(len(data))}
        lines = [f"{name}: {value}" for name, value in (known | dict(headers)).items()]
        await self._send("\r\n".join([f"HTTP/1.1 {status} Scripted", *lines, "", ""]).encode() + data)

    async def begin(self) -> None:
        """The head of a stream."""
        await self._send(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
        )

    async def say(self, text: str, piece: int, delay: float = 0.0) -> None:
        """The text in deltas of `piece` characters, whose bytes are sent `piece` at a time."""
        for start in range(0, len(text), piece):
            await self.event(chunk({"content": text[start : start + piece]}), piece)
            self.piece_sent()
            # Also without a delay: the other connections, and the news that the client has left, get their turn.
            await asyncio.sleep(delay)

    async def event(self, data: object, piece: int = 65_536) -> None:
        await self.raw(b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n", piece)

    async def raw(self, data: bytes, piece: int = 65_536) -> None:
        """Each piece is a chunk of its own, so that the client sees the same pieces however the network joins them."""
        for start in range(0, len(data), piece):
            await self._send(_framed(data[start : start + piece]))

    async def end(self, data: bytes = b"", piece: int = 65_536) -> None:
        """The last bytes and, with the last of them, the end of the response, after which the connection stays."""
        cut = max(0, len(data) - piece)
        await self.raw(data[:cut], piece)
        # In one write, for a client that has read what it wants waits only a moment for the end.
        await self._send((_framed(data[cut:]) if data else b"") + b"0\r\n\r\n")

    async def until_left(self) -> None:
        """Never return: raise when the client is gone."""
        while await self.reader.read(1024):
            pass
        raise ClientLeftError

    def reset(self) -> None:
        """Close with an RST instead of a FIN."""
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def _send(self, data: bytes) -> None:
        if self.reader.at_eof():
            raise ClientLeftError
        self.writer.write(data)
        await self.writer.drain()


class Reply(Protocol):
    """What a server does with one request; it returns with the response whole, or with the connection closing."""

    async def send(self, to: Exchange) -> None: ...


@dataclass(frozen=True, slots=True)
class _Running:
    """What the server's thread hands to the thread that started it."""

    loop: asyncio.AbstractEventLoop
    stop: asyncio.Event
    port: int


class ScriptedModel:
    """Serves while its context lasts, on a free port, in a thread with an event loop of its own.

    Each request for a completion takes the next reply of the script; the last one is repeated. It speaks HTTP itself, for
    no framework lets a script break off in the middle of a token.
    """

    def __init__(self, *script: Reply, opinion: Reply | None = None) -> None:
        """`opinion` answers who asks for a second opinion; None: the script does that as well."""
        self.requests: list[Request] = []
        """Those for a completion."""
        self.connections = 0
        self.pieces_sent = 0
        self.disconnects = 0
        """Clients that left before their reply was whole."""
        self._asked, self._left = Semaphore(0), Semaphore(0)
        self._script = list(script)
        self._opinion = opinion
        self.opinions: list[Request] = []
        """Those for a second opinion, where these have a reply of their own."""
        self._running: Future[_Running] = Future()
        self._thread = Thread(target=lambda: asyncio.run(self._serve()), name="scripted-model")

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._running.result().port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        self._running.result(timeout=_PATIENCE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        running = self._running.result()
        running.loop.call_soon_threadsafe(running.stop.set)
        self._thread.join()

    def wait_until_asked(self) -> None:
        """Return once for each request for a completion.

        Raises:
            TimeoutError: none came.
        """
        _wait(self._asked, "nobody asks")

    def wait_until_left(self) -> None:
        """Return once for each client that left before its reply was whole.

        Raises:
            TimeoutError: none left.
        """
        _wait(self._left, "the client is still there")

    async def _serve(self) -> None:
        stop = asyncio.Event()
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        port: int = server.sockets[0].getsockname()[1]
        self._running.set_result(_Running(asyncio.get_running_loop(), stop, port))
        await stop.wait()
        server.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        # A server that ends cancels those who still wait for a request or a client.
        ended = suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError)
        try:
            with ended:
                while not writer.is_closing():
                    await self._answer(await _request(reader), reader, writer)
        finally:
            writer.close()
            with ended:
                await writer.wait_closed()

    async def _answer(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        exchange = Exchange(request.body, reader, writer, self._piece_sent)
        if request.path != "/v1/chat/completions":
            known = request.path == "/v1/models"
            return await exchange.plain(200 if known else 404, {}, _MODELS if known else {})
        if self._opinion is not None and _OPINION in request.body["messages"][-1]["content"]:
            self.opinions.append(request)
            reply = self._opinion
        else:
            self.requests.append(request)
            self._asked.release()
            reply = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        try:
            await reply.send(exchange)
        except (ClientLeftError, ConnectionError):
            self.disconnects += 1
            self._left.release()
            writer.close()

    def _piece_sent(self) -> None:
        self.pieces_sent += 1


def _wait(event: Semaphore, otherwise: str) -> None:
    if not event.acquire(timeout=_PATIENCE):
        raise TimeoutError(otherwise)


async def _request(reader: asyncio.StreamReader) -> Request:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("ascii").strip().split("\r\n")
    pairs = (line.split(":", 1) for line in lines)
    headers = {name.strip().lower(): value.strip() for name, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    # A client that takes this server for its proxy names the host too.
    return Request(urlsplit(first.split()[1]).path, headers, json.loads(body or b"{}"))


def _framed(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def chunk(delta: Message, finish: str | None = None) -> dict[str, object]:
    """A part of the text, as it is sent."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    return HEAD | {"choices": [choice], "usage": None}
