"""Clients leave at any moment, and that is no error: the log stays empty, and the next one is served."""

import json
import logging
import socket
import struct
from collections.abc import Iterator
from contextlib import closing
from time import sleep

import pytest

from bench.scripted.replies import Silence
from qa.api.sse import MEDIA_TYPE
from qa.services import Services
from tests.serving import Served, served
from tests.writing import QUESTION, TRUE, Writing, writing

BODIES = {
    "/v1/answers": {"question": QUESTION},
    "/v1/chat/completions": {"messages": [{"role": "user", "content": QUESTION}], "stream": True},
    "/v1/responses": {"input": QUESTION, "stream": True},
    "/v1/search": {"query": QUESTION},
    "/mcp": {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "ask", "arguments": {"question": QUESTION}},
    },
    "/v1/checks": {"text": TRUE},
    "/v1/feedback": {"answer_id": "ans_1", "rating": "up"},
    "/v1/articles/left": {"text": "Nobody waits for this."},
}
WHOLE = ("/v1/answers", "/mcp")
"""Nothing of these answers comes before all of it does."""
WHEN = ("in the headers", "in the body", "before the answer", "in the answer")


class Kept(logging.Handler):
    """Keeps what is logged, by whomever."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Kept]:
    kept = Kept()
    loggers = [logging.getLogger(name) for name in (None, "uvicorn.error", "asyncio")]
    for logger in loggers:
        logger.addHandler(kept)
    yield kept
    for logger in loggers:
        logger.removeHandler(kept)


@pytest.fixture(scope="module")
def writer(seeded: Services) -> Iterator[Writing]:
    with writing(seeded, Silence(TRUE)) as written:
        yield written


@pytest.fixture(scope="module")
def server(writer: Writing) -> Iterator[Served]:
    with served(writer.services) as running:
        yield running


def leave(server: Served, path: str, accept: str, when: str) -> None:
    """Ask, and break the connection off with a reset."""
    body = json.dumps(BODIES[path]).encode()
    method = "PUT" if "articles" in path else "POST"
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.sendall({"in the headers": head[:40], "in the body": head + body[:5]}.get(when, head + body))
        if when == "in the answer" and (accept == MEDIA_TYPE or path not in WHOLE):
            client.recv(20)
        else:
            sleep(0.05)


@pytest.mark.parametrize("when", WHEN)
def test_who_leaves_is_no_error_in_the_log_and_nobody_else_s_loss(server: Served, log: Kept, when: str) -> None:
    for path in BODIES:
        for accept in ("application/json", MEDIA_TYPE):
            if path != "/v1/articles/left" or when in {"in the headers", "in the body"}:
                leave(server, path, accept, when)
    sleep(0.2)

    assert server.get("/healthz") == (200, {"status": "ok"})
    assert log.messages == []
