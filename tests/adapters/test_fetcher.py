"""Only public addresses are fetched, each at the address that was looked at, within bounds of time, bytes and redirects.

The resolver is a table, and what would connect to the address that it gives connects to a server on this machine.
"""

import gzip
import os
import socket
import ssl
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread
from time import monotonic, sleep
from typing import ClassVar

import pytest

from qa.adapters.fetcher import FetchLimits, HttpFetcher, is_public
from qa.errors import FetchError

PUBLIC, OTHER = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
Serve = Callable[[socket.socket, bytes], None]
"""Answer the request that came on a connection."""


@dataclass(slots=True)
class Web:
    """A resolver, and a server that stands for every public one; it notes what it was asked, by whom it was taken for."""

    port: int
    names: dict[str, Sequence[str]] = field(default_factory=lambda: {"alder.example": [PUBLIC]})
    connected: list[tuple[str, int]] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)

    def resolve(self, host: str, port: int) -> Sequence[str]:
        self.resolved.append(host)
        if host not in self.names:
            raise OSError("no such host")
        return self.names[host]

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        self.connected.append((address, port))
        return socket.create_connection(("127.0.0.1", self.port), seconds)

    def fetcher(self, limits: FetchLimits | None = None) -> HttpFetcher:
        return HttpFetcher(limits or FetchLimits(size=100_000, seconds=5), self.resolve, self.connect)


@contextmanager
def served(serve: Serve) -> Iterator[Web]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        web = Web(listening.getsockname()[1])

        def run() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection, suppress(OSError):
                        request = connection.recv(65_536)
                        web.requests.append(request)
                        serve(connection, request)

        thread = Thread(target=run, daemon=True)
        thread.start()
        try:
            yield web
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def answering(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> Serve:
    told = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers, "", ""]
    return lambda connection, _: connection.sendall("\r\n".join(told).encode() + body)


def redirecting(*places: str) -> Serve:
    """Lead from one place to the next with each request."""
    left = iter(places)

    def serve(connection: socket.socket, _: bytes) -> None:
        place = next(left, None)
        answer = f"302 Found\r\nLocation: {place}" if place else "200 OK"
        connection.sendall(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n".encode())

    return serve


def test_a_public_address_is_resolved_once_and_asked_by_its_name_at_that_address() -> None:
    with served(answering(b"<rss/>", 'ETag: "1"')) as web:
        fetched = web.fetcher().fetch("http://alder.example/feed.xml?a=b#c", {"If-None-Match": '"0"'})

    assert (fetched.status, fetched.body, fetched.headers["etag"]) == (200, b"<rss/>", '"1"')
    assert (web.resolved, web.connected) == (["alder.example"], [(PUBLIC, 80)])
    lines = web.requests[0].decode().split("\r\n")
    assert lines[0] == "GET /feed.xml?a=b HTTP/1.1"
    assert {"Host: alder.example", 'If-None-Match: "0"'} <= set(lines)


# ruff: noqa: E501, S104 - a case stands on a line; nothing is bound to these addresses
NOT_PUBLIC = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1",
    "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.88.99.1",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:93.184.215.14",
    "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::5db8:d70e", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:5db8:d70e::1", "2001::1",
    "2001:db8::1", "100::1", "3fff::1", "5f00::1", "fec0::1", "", "alder.example", "0x7f.1", "2130706433",
]  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_public_is_refused_before_anything_connects(address: str) -> None:
    web = Web(1, {"alder.example": [PUBLIC, address], "only.example": [address]})

    for host in web.names:
        with pytest.raises(FetchError, match="not public"):
            web.fetcher().fetch(f"http://{host}/", {})

    assert web.connected == []


def test_public_addresses_of_both_kinds_are_public() -> None:
    assert [is_public(address) for address in (PUBLIC, OTHER)] == [True, True]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://alder.example/", "gopher://alder.example/", "http:///x", "http://user@alder.example/",
        "http://alder.example:22/", "https://alder.example:80/", "http://alder.example:8080/", "http://alder.example:x/",
        "http://alder.example/\r\nX: y", "http://alder.example/a b", "http://[::1", "//alder.example/", "http://älder.example/", "",
    ],
)  # fmt: skip
def test_an_address_of_another_kind_is_refused_before_its_name_is_looked_up(url: str) -> None:
    web = Web(1)

    with pytest.raises(FetchError, match=r"address|port"):
        web.fetcher().fetch(url, {})

    assert (web.resolved, web.connected) == ([], [])


@pytest.mark.parametrize("literal", ["127.0.0.1", "[::1]", "[::ffff:7f00:1]", "2130706433", "0177.0.0.1", "localhost"])
def test_an_address_in_the_place_of_a_name_is_looked_at_as_the_system_reads_it(literal: str) -> None:
    connected: list[str] = []

    def connect(address: str, port: int, seconds: float) -> socket.socket:
        connected.append(address)
        raise OSError

    # The system's own resolver, which reads these without asking anybody.
    with pytest.raises(FetchError):
        HttpFetcher(connect=connect).fetch(f"http://{literal}/", {})

    assert connected == []


@pytest.mark.parametrize(
    "place",
    ["http://inner.example/", "http://127.0.0.1/", "//inner.example/x", "file:///etc/passwd", "http://alder.example:6379/", "https://inner.example/", "http://[", "//[::1/"],
)  # fmt: skip
def test_each_redirect_is_looked_at_anew(place: str) -> None:
    with served(redirecting(place)) as web:
        web.names |= {"inner.example": ["10.0.0.1"], "127.0.0.1": ["127.0.0.1"]}
        with pytest.raises(FetchError):
            web.fetcher().fetch("http://alder.example/", {})

    assert web.connected == [(PUBLIC, 80)]


def test_a_name_that_leads_elsewhere_the_second_time_is_looked_at_again_with_each_redirect() -> None:
    with served(redirecting("/again")) as web:
        answers = iter([[PUBLIC], ["127.0.0.1"]])
        fetcher = HttpFetcher(FetchLimits(seconds=5), lambda host, port: next(answers), web.connect)
        with pytest.raises(FetchError, match="not public"):
            fetcher.fetch("http://alder.example/", {})

    assert web.connected == [(PUBLIC, 80)]


def test_redirects_are_followed_up_to_a_bound() -> None:
    with served(redirecting("/1", "http://birch.example/2", "/3")) as web:
        web.names["birch.example"] = [OTHER]
        assert web.fetcher().fetch("http://alder.example/", {}).url == "http://birch.example/3"
    with served(redirecting(*["/on"] * 9)) as web:
        with pytest.raises(FetchError, match="leads on more than 5 times"):
            web.fetcher().fetch("http://alder.example/", {})
        assert len(web.requests) == 6


def test_the_next_address_is_tried_where_one_cannot_be_reached() -> None:
    with served(answering(b"x")) as web:
        web.names["alder.example"] = [OTHER, PUBLIC]

        def connect(address: str, port: int, seconds: float) -> socket.socket:
            if address == OTHER:
                raise OSError("no route")
            return web.connect(address, port, seconds)

        assert HttpFetcher(FetchLimits(), web.resolve, connect).fetch("http://alder.example/", {}).body == b"x"


def test_a_packed_body_is_unpacked() -> None:
    with served(answering(gzip.compress(b"<rss/>"), "Content-Encoding: gzip")) as web:
        assert web.fetcher().fetch("http://alder.example/", {}).body == b"<rss/>"


BOMB = gzip.compress(bytes(300_000_000))
TOO_MUCH = {
    "a body that is too large": (answering(b"x" * 200_000), "larger than"),
    "a body without a length": (lambda connection, _: connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 200_000), "larger than"),
    "a body that grows as it is unpacked": (answering(BOMB, "Content-Encoding: gzip"), "larger than"),
    "a body that is cut short": (answering(b"<rss>", length=9), "cut short"),
    "a packed body that is cut short": (answering(gzip.compress(os.urandom(999))[:-9], "Content-Encoding: gzip"), "cut short"),
    "a body that is not packed as it says": (answering(b"<rss/>", "Content-Encoding: gzip"), "cannot be fetched"),
    "a packing that was not asked for": (answering(b"x", "Content-Encoding: br"), "packed in a way"),
    "headers without end": (lambda connection, _: connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 9_999), "cannot be fetched"),
    "no HTTP": (lambda connection, _: connection.sendall(b"220 smtp ready\r\n"), "cannot be fetched"),
    "nothing": (lambda connection, _: None, "cannot be fetched"),
    "no encryption where it is asked for": (answering(b"x"), "cannot be fetched"),
}  # fmt: skip


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_is_too_much_or_broken_is_refused_with_flat_memory(name: str) -> None:
    serve, message = TOO_MUCH[name]
    scheme = "https" if "encryption" in name else "http"
    with served(serve) as web:
        tracemalloc.start()
        with pytest.raises(FetchError, match=message):
            web.fetcher().fetch(f"{scheme}://alder.example/", {})
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert peak < 5_000_000


def _trickling(head: bytes) -> Serve:
    def serve(connection: socket.socket, _: bytes) -> None:
        connection.sendall(head)
        for _n in range(500):
            connection.sendall(b"x")
            sleep(0.02)

    return serve


@pytest.mark.parametrize(
    "head",
    [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\n"],
)
def test_a_server_that_sends_a_byte_now_and_then_is_left_in_time(head: bytes) -> None:
    with served(_trickling(head)) as web:
        start = monotonic()
        with pytest.raises(FetchError, match=r"took longer than 0\.3 seconds"):
            web.fetcher(FetchLimits(seconds=0.3)).fetch("http://alder.example/", {})
        # Of one run: a server that could hold us would do so for the ten seconds that it sends.
        assert monotonic() - start < 8


def test_a_host_that_is_not_there_is_said() -> None:
    with pytest.raises(FetchError, match=r"host that cannot be found: nowhere\.example"):
        Web(1).fetcher().fetch("http://nowhere.example/", {})


class Recording(ssl.SSLContext):
    """Notes for which name a connection is to be encrypted, and goes no further."""

    names: ClassVar[list[str]] = []

    def wrap_socket(self, *_: object, server_hostname: str | bytes | None = None, **_options: object) -> ssl.SSLSocket:
        self.names.append(str(server_hostname))
        raise OSError("far enough")


def test_an_encrypted_connection_is_made_for_the_name_and_not_for_the_address() -> None:
    with served(answering(b"x")) as web:
        fetcher = HttpFetcher(FetchLimits(), web.resolve, web.connect, lambda: Recording(ssl.PROTOCOL_TLS_CLIENT))
        with pytest.raises(FetchError, match="far enough"):
            fetcher.fetch("https://alder.example/", {})

    assert (Recording.names, web.connected) == (["alder.example"], [(PUBLIC, 443)])
    assert HttpFetcher().context().check_hostname
