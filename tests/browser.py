"""Drive a browser in tests: Chromium, a real server, and a relay between them that cuts, refuses and hosts pages."""

import json
import os
import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import sleep

from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import ROOT

CHROMIUM = Path("/usr/bin/chromium")
WIDGET = ROOT / "widget"
_SECONDS = 60.0
_PASSED_ON = (
    *("accept", "accept-encoding", "authorization", "content-type", "host", "last-event-id"),
    *("access-control-request-headers", "access-control-request-method", "origin", "sec-fetch-site"),
)
_OURS = {"connection", "content-length", "date", "server", "transfer-encoding"}


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that came in; the names of its headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Rules:
    """What the relay does besides passing on."""

    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    """HTML and its policy, by path."""
    answers: dict[str, tuple[int, Mapping[str, str], object]] = field(default_factory=dict)
    """Status, headers, and JSON or text instead of the server's, by the beginning of a path."""
    cuts: list[int] = field(default_factory=list)
    """After how many events the next streams are cut."""
    reset: bool = False
    """Whether a cut is a reset of the connection, and no end of it."""
    hold: threading.Event = field(default_factory=threading.Event)
    """While it is not set, streams stop after `held` events."""
    held: int | None = None
    seen: list[Seen] = field(default_factory=list)


class _Relay(BaseHTTPRequestHandler):
    rules: Rules
    upstream: int

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_OPTIONS(self) -> None:
        self._handle()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name of the standard library
        """Nothing: what matters is in `seen`."""

    def _handle(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        self.rules.seen.append(Seen(self.command, self.path, headers, body))
        if page := self.rules.pages.get(self.path):
            headers_sent = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": page[1]}
            self._whole(200, headers_sent, page[0].encode())
        elif answer := next((reply for path, reply in self.rules.answers.items() if self.path.startswith(path)), None):
            text = answer[2] if isinstance(answer[2], str) else json.dumps(answer[2])
            self._whole(answer[0], {"Content-Type": "application/json"} | dict(answer[1]), text.encode())
        elif (module := WIDGET / self.path.removeprefix("/modules/")).is_file():
            self._whole(200, {"Content-Type": "text/javascript"}, module.read_bytes())
        else:
            self._pass_on(headers, body)

    def _pass_on(self, headers: Mapping[str, str], body: bytes) -> None:
        with closing(HTTPConnection("127.0.0.1", self.upstream, timeout=_SECONDS)) as connection:
            sent = {name: value for name, value in headers.items() if name in _PASSED_ON}
            connection.request(self.command, self.path, body or None, sent)
            with closing(connection.getresponse()) as response:
                headers_sent = {name: value for name, value in response.getheaders() if name.lower() not in _OURS}
                if "event-stream" in response.headers.get("content-type", ""):
                    self._stream(response, headers_sent)
                else:
                    self._whole(response.status, headers_sent, response.read())

    def _whole(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self._head(status, headers)
        self.wfile.write(body)

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _stream(self, response: HTTPResponse, headers: Mapping[str, str]) -> None:
        """Event by event; HTTP/1.0 ends with the connection, so a cut looks like an end."""
        cut = self.rules.cuts.pop(0) if self.rules.cuts else None
        self._head(response.status, headers)
        passed = 0
        for line in response:
            self.wfile.write(line)
            self.wfile.flush()
            passed += line.startswith(b"data:")
            if line == b"\n" and passed == self.rules.held:
                self.rules.hold.wait(_SECONDS)
            if line == b"\n" and cut is not None and passed >= cut:
                if self.rules.reset:
                    _reset(self.connection)
                return


def _reset(connection: socket.socket) -> None:
    """Closes at once and throws away what is on its way, so that the other end is told of a reset (socket(7), SO_LINGER)."""
    # What has arrived and was not read yet goes as well: the browser gets the time to read it.
    sleep(0.1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(connection.detach())


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that leaves is no error."""


@contextmanager
def relayed(upstream: int) -> Iterator[tuple[str, Rules]]:
    """A relay's address and its rules, while the context lasts."""
    rules = Rules()
    handler = type("Relay", (_Relay,), {"rules": rules, "upstream": upstream})
    with _Quiet(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="relay")
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", rules
        finally:
            rules.hold.set()
            server.shutdown()
            thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium without a window, which asks nobody but the pages it is told to open."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass(frozen=True, slots=True)
class Sight:
    """A page, and what it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@contextmanager
def opened(browser: Browser, url: str, *, width: int = 1000, height: int = 800, dark: bool = False) -> Iterator[Sight]:
    """A page in a context of its own: nothing is left of the one before."""
    with browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    ) as context:
        sight = Sight(context.new_page())
        sight.page.set_default_timeout(20_000)
        sight.page.on("request", lambda request: sight.requests.append(request.url))
        sight.page.on("pageerror", lambda error: sight.errors.append(str(error)))
        sight.page.on("console", lambda message: sight.errors.append(message.text) if message.type == "error" else None)
        sight.page.goto(url)
        yield sight
