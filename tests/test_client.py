"""A server that breaks off, or answers in a way that nobody knows, is said in a sentence."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread

import pytest

from qa import client
from qa.client import LocalServer
from qa.errors import InputError, ServerError

JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
REPLIES = {
    "a body that is cut": JSON + b'Content-Length: 500\r\n\r\n{"object": "sea',
    "a cut body without a length": JSON + b'Connection: close\r\n\r\n{"object": "sea',
    "a cut chunk": JSON + b'Transfer-Encoding: chunked\r\n\r\n40\r\n{"object',
    "half of a letter": JSON + b'Content-Length: 4\r\n\r\n"\xc3"\n',
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n",
    "nothing": b"",
    "a refusal in no form": b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\n<hr>",
    "a refusal that is cut": b"HTTP/1.1 503 Busy\r\nContent-Length: 400\r\n\r\n{",
}


@contextmanager
def replying(reply: bytes) -> Iterator[LocalServer]:
    """A server that gives each of two requests this reply and closes the connection."""

    def serve() -> None:
        for _ in range(2):
            connection, _ = listener.accept()
            with closing(connection):
                connection.recv(65_536)
                connection.sendall(reply)

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield LocalServer(f"http://127.0.0.1:{listener.getsockname()[1]}", "token")
        thread.join()


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_a_reply_that_is_none_is_said_in_a_sentence(reply: bytes) -> None:
    with replying(reply) as server:
        for ask in (lambda: client.search(server, "troops", 3), lambda: client.ask(server, "Who?", lambda _: None)):
            with pytest.raises(ServerError, match="the server at http://127"):
                ask()


def test_a_refusal_says_what_the_server_says() -> None:
    body = b'{"type": "urn:x", "title": "t", "status": 503, "detail": "come back later", "code": "overloaded", "request_id": "r"}'
    with replying(b"HTTP/1.1 503 Busy\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)) as server:
        for _ in range(2):
            with pytest.raises(InputError, match="come back later"):
                client.search(server, "troops", 3)
