"""Connections that send nothing, or too slowly, give way to those that ask."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from time import sleep

import pytest

from qa.api.connections import ConnectionLimits, ConnectionWatch, most_connections
from qa.services import Services
from tests.serving import Served, served
from tests.writing import QUESTION

HEAD = b"POST /v1/answers HTTP/1.1\r\nHost: 127.0.0.1\r\n"
BODY = HEAD + b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"


@contextmanager
def connected(server: Served, sent: bytes = b"") -> Iterator[socket.socket]:
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=30)) as client:
        client.sendall(sent)
        yield client


def rest(client: socket.socket) -> bytes:
    """All that comes until the server closes the connection."""
    received = b""
    try:
        while piece := client.recv(65_536):
            received += piece
    except ConnectionResetError:
        pass
    return received


def test_connections_that_send_nothing_give_way_to_one_that_asks(seeded: Services) -> None:
    with served(seeded, connections=ConnectionLimits(most=16)) as server, ExitStack() as stack:
        idle = [stack.enter_context(connected(server)) for _ in range(64)]
        sleep(0.3)
        status, _ = server.ask(QUESTION)

        assert status == 200
        assert rest(idle[0]) == b""


@pytest.mark.parametrize("sent", [b"", HEAD])
def test_who_does_not_send_a_whole_request_is_let_go(seeded: Services, sent: bytes) -> None:
    with served(seeded, connections=ConnectionLimits(request=0.2)) as server, connected(server, sent) as client:
        assert rest(client) == b""


def test_who_sends_a_header_drop_by_drop_is_let_go_as_well(seeded: Services) -> None:
    def drip(client: socket.socket) -> None:
        for _ in range(100):
            client.sendall(b"X-More: drops\r\n")
            sleep(0.1)

    with (
        served(seeded, connections=ConnectionLimits(request=0.2)) as server,
        connected(server, HEAD) as client,
        pytest.raises(OSError, match=r"Broken pipe|reset"),
    ):
        drip(client)


def test_who_does_not_send_a_whole_body_is_told_so(seeded: Services) -> None:
    with served(seeded, connections=ConnectionLimits(body=0.2)) as server, connected(server, BODY) as client:
        head, _, body = rest(client).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 408 ")
    assert json.loads(body)["code"] == "request_timeout"


def test_the_system_allows_what_is_counted_on() -> None:
    assert 1 <= most_connections(10) <= 10


@dataclass(eq=False)
class Request:
    more_body: bool = False
    response_started: bool = False
    response_complete: bool = False


@dataclass(eq=False)
class Line:
    """A connection and its transport."""

    cycle: Request | None = None
    unread: int = 0
    ended: list[str] = field(default_factory=list)

    @property
    def transport(self) -> "Line":
        return self

    def get_write_buffer_size(self) -> int:
        return self.unread

    def write(self, data: bytes) -> None:
        self.ended.append("told")

    def close(self) -> None:
        self.ended.append("closed")

    def abort(self) -> None:
        self.ended.append("cut")


def watched(*lines: Line, most: int = 100, seconds: int = 40) -> list[list[str]]:
    """How each connection has ended after so many seconds in which nothing happened."""
    now = [0.0]
    watch = ConnectionWatch(ConnectionLimits(most=most), lambda: now[0])
    for second in range(seconds):
        now[0] = float(second)
        watch.sweep([line for line in lines if not line.ended])
    return [line.ended for line in lines]


def test_who_waits_for_an_answer_stays_and_who_takes_nothing_of_it_goes() -> None:
    waiting, unread = Line(Request()), Line(Request(response_started=True), unread=9)
    between = Line(Request(response_complete=True))
    assert watched(waiting, unread, between) == [[], ["cut"], ["cut"]]
    assert watched(Line(Request(more_body=True)), seconds=70) == [["told", "closed"]]


def test_who_goes_on_has_all_the_time_anew() -> None:
    now, line = [0.0], Line(Request(response_started=True), unread=1_000)
    watch = ConnectionWatch(ConnectionLimits(), lambda: now[0])
    for second in range(200):
        now[0] = float(second)
        line.unread -= second % 20 == 0
        watch.sweep([line])
    assert line.ended == []


def test_over_the_limit_those_without_a_request_go_first_and_then_the_newest(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    busy = [Line(Request()) for _ in range(3)]
    idle, newest = Line(), Line(Request())
    watch = ConnectionWatch(ConnectionLimits(most=4), lambda: now[0])
    watch.sweep([*busy, idle])
    now[0] = 1.0
    watch.sweep([*busy, idle, newest])
    assert (idle.ended, newest.ended) == (["cut"], [])
    now[0] = 2.0
    watch.sweep([*busy, newest, last := Line(Request())])
    assert [line.ended for line in (*busy, newest, last)] == [[], [], [], [], ["cut"]]
    assert "more than 4" in caplog.text
