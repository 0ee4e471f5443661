"""Serve in tests: a real server on this machine, in a thread, whose streams can be read event by event and cut anywhere."""

import json
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from itertools import islice
from threading import Thread
from time import monotonic, sleep
from typing import Any

import uvicorn
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from qa.api.admission_queue import AdmissionQueue, LoadLimits
from qa.api.answer_tasks import TaskLimits
from qa.api.app import create_app, make_tasks
from qa.api.connections import ConnectionLimits
from qa.api.deps import WidgetOptions
from qa.api.server import DrainingServer
from qa.api.sse import MEDIA_TYPE, ServerSentEvent, decode
from qa.services import Services

_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A status, a problem's code, if it is one, and headers, names in lower case."""

    status: int
    code: str | None
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    port: int
    queue: AdmissionQueue
    """The line of its questions."""

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
        """Status and JSON."""
        with self._response("GET", path, None, headers or {}) as response:
            body = response.read()
            return response.status, json.loads(body) if body else None

    def ask(self, question: str) -> tuple[int, Any]:
        """Status and JSON of a whole answer."""
        with self._response("POST", "/v1/answers", {"question": question}, {}) as response:
            return response.status, json.loads(response.read())

    def refused(self, question: str) -> "Refusal":
        """What comes of a question that is not answered."""
        return self.post("/v1/answers", {"question": question})

    def post(self, path: str, body: object, headers: Mapping[str, str] | None = None) -> "Refusal":
        """What comes of a request."""
        return self.send("POST", path, body, headers)

    def send(self, method: str, path: str, body: object, headers: Mapping[str, str] | None = None) -> "Refusal":
        """What comes of a request."""
        with self._response(method, path, body, headers or {}) as response:
            told = {name.lower(): value for name, value in response.getheaders()}
            return Refusal(response.status, json.loads(response.read()).get("code"), told)

    def stream(self, question: str, most: int | None = None, history: Sequence[object] = ()) -> list[ServerSentEvent]:
        """The events of a stream; after `most` of them the connection is cut."""
        body = {"question": question, "history": list(history)}
        with self._response("POST", "/v1/answers", body, {"Accept": MEDIA_TYPE}) as response:
            assert response.status == 200, response.read()
            return list(islice(decode(_lines(response)), most))

    def opening(self, question: str) -> tuple[dict[str, str], bytes]:
        """The headers of a stream, names in lower case, and all its bytes."""
        with self._response("POST", "/v1/answers", {"question": question}, {"Accept": MEDIA_TYPE}) as response:
            return {name.lower(): value for name, value in response.getheaders()}, response.read()

    def resume(self, answer_id: str, last: str) -> list[ServerSentEvent]:
        """The events after one."""
        path, headers = f"/v1/answers/{answer_id}/events", {"Last-Event-ID": last}
        with self._response("GET", path, None, headers) as response:
            return list(decode(_lines(response)))

    def cancel(self, answer_id: str) -> tuple[int, Any]:
        """Status and JSON."""
        with self._response("POST", f"/v1/answers/{answer_id}/cancel", None, {}) as response:
            return response.status, json.loads(response.read())

    def leave(self, question: str, when: Callable[[], bool]) -> None:
        """Asks for a whole answer, and goes without it when the time has come."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=_SECONDS)) as connection:
            connection.request(
                "POST", "/v1/answers", json.dumps({"question": question}), {"Content-Type": "application/json"}
            )
            end = monotonic() + _SECONDS
            while not when() and monotonic() < end:
                sleep(0.01)

    @contextmanager
    def _response(self, method: str, path: str, body: object, headers: Mapping[str, str]) -> Iterator[HTTPResponse]:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=_SECONDS)) as connection:
            sent = json.dumps(body) if body is not None else None
            connection.request(method, path, sent, {"Content-Type": "application/json", **headers})
            with closing(connection.getresponse()) as response:
                yield response


def _lines(response: HTTPResponse) -> Iterator[str]:
    return (line.decode() for line in response)


def local(app: ASGIApp, raise_errors: bool = True) -> TestClient:
    """A client on this machine; used as a context it starts and stops the app."""
    return TestClient(
        app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50_000), raise_server_exceptions=raise_errors
    )


def client_of(services: Services) -> TestClient:
    """A client of the services on this machine."""
    return local(create_app(services))


@contextmanager
def served(
    services: Services,
    widget_options: WidgetOptions | None = None,
    load: LoadLimits | None = None,
    limits: TaskLimits | None = None,
    connections: ConnectionLimits | None = None,
) -> Iterator[Served]:
    """The services on a free port, while the context lasts."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        tasks = make_tasks(services, load or LoadLimits(), limits or TaskLimits())
        app = create_app(services, tasks=tasks, widget_options=widget_options or WidgetOptions())
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5, loop="asyncio", ws="none")
        server = DrainingServer(config, tasks, lambda: None, finish=0.1, limits=connections or ConnectionLimits())
        thread = Thread(target=server.run, args=([listener],), name="served")
        thread.start()
        while not server.started:
            assert thread.is_alive()
            sleep(0.01)
        try:
            yield Served(listener.getsockname()[1], tasks.queue)
        finally:
            server.should_exit = True
            thread.join()
