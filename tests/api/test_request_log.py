"""A log in JSON has a line for each request, joined to all else by its id, and nothing of what was asked."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.scripted.replies import Fail
from qa.adapters.sqlite_library import SqliteLibrary
from qa.api.app import create_app
from qa.cli.json_log import JsonFormatter
from qa.services import Services
from qa.telemetry import REQUEST_ID
from tests.driving import in_memory
from tests.keyed_server import SITE, keyed_server
from tests.serving import client_of, local
from tests.writing import QUESTION, writing

REQUESTS = "qa.api.middleware.request_log"


class Log:
    """What was logged, line by line."""

    def __init__(self, written: StringIO) -> None:
        self.written = written

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.written.getvalue().splitlines()]

    @property
    def requests(self) -> list[dict[str, Any]]:
        return [record for record in self.records if record["logger"] == REQUESTS]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[Log]:
    """Logs as `qa serve` does with `QA_LOGS=json`."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    logging.getLogger("qa").addHandler(handler)
    with caplog.at_level(logging.INFO, REQUESTS):
        yield Log(written)
    logging.getLogger("qa").removeHandler(handler)


def test_a_request_is_logged_by_its_template_with_its_id_and_its_key(seeded: Services, log: Log) -> None:
    with keyed_server(seeded) as server:
        key, secret = server.key(SITE)
        answer = server.ask(secret, {"Origin": SITE, "X-Request-Id": "request-71"})
        server.call("GET", "/v1/articles/marker-71?x=marker-71", secret, {"Origin": SITE})
        server.call("GET", "/marker-71", secret)
        server.call("GET", "/v1/articles", None)
        server.call("POST", "/mcp", secret, {"Origin": SITE})
        server.call("POST", "/v1/chat/completions", secret, {"Origin": SITE})

    asked, *others = log.requests
    assert asked.keys() == {
        "time",
        "level",
        "logger",
        "message",
        "request_id",
        "method",
        "route",
        "status",
        "ms",
        "key_id",
    }
    assert (asked["request_id"], asked["method"], asked["route"]) == ("request-71", "POST", "/v1/answers")
    assert (asked["status"], asked["key_id"], answer.status_code) == (200, key.id, 200)
    assert asked["ms"] > 0
    assert [(it["route"], it["status"], it["key_id"]) for it in others] == [
        ("/v1/articles/{article_id:path}", 403, key.id),
        (None, 404, None),
        ("/v1/articles", 401, None),
        ("/mcp", 400, key.id),
        ("/v1/chat/completions", 422, key.id),
    ]
    assert [
        word for word in ("marker-71", "troops", "Iraq", secret, "news.example") if word in log.written.getvalue()
    ] == []


def test_what_goes_wrong_for_a_request_has_its_id(seeded: Services, log: Log) -> None:
    with writing(seeded, Fail(401)) as written, client_of(written.services) as client:
        client.post("/v1/answers", json={"question": QUESTION}, headers={"X-Request-Id": "request-71"})

    warning, request = log.records
    assert (warning["level"], warning["request_id"], request["request_id"]) == ("warning", "request-71", "request-71")
    assert "llm_unavailable" in warning["message"]


def test_a_defect_is_one_line_with_its_trace(log: Log) -> None:
    with in_memory() as services, local(create_app(services), raise_errors=False) as client:
        assert isinstance(services.library, SqliteLibrary)
        services.library.close()
        client.post("/v1/answers", json={"question": "Who is marker-71?"}, headers={"X-Request-Id": "request-71"})

    # The server's housekeeping may meet the same defect meanwhile.
    error, request = (record for record in log.records if record["logger"] != "qa.api.housekeeping")
    assert (error["level"], error["request_id"], request["status"]) == ("error", "request-71", 500)
    assert error["trace"].startswith("Traceback")
    assert "marker-71" not in log.written.getvalue()


def test_a_stream_is_logged_once_at_its_end(seeded: Services, log: Log) -> None:
    with client_of(seeded) as client:
        client.post("/v1/answers", json={"question": QUESTION}, headers={"Accept": "text/event-stream"})

    assert [(it["route"], it["status"]) for it in log.requests] == [("/v1/answers", 200)]


@given(text=st.text(), request_id=st.text())
def test_whatever_is_logged_is_one_line_of_plain_ascii(text: str, request_id: str) -> None:
    token = REQUEST_ID.set(request_id)
    record = logging.LogRecord("qa", logging.WARNING, "", 0, "%s", (text,), None)
    line = JsonFormatter().format(record)
    REQUEST_ID.reset(token)

    assert all(" " <= character <= "~" for character in line)
    assert json.loads(line)["message"] == text


def test_a_log_of_warnings_has_no_requests(seeded: Services, caplog: pytest.LogCaptureFixture) -> None:
    with client_of(seeded) as client:
        client.post("/v1/answers", json={"question": QUESTION})

    assert [record for record in caplog.records if record.name == REQUESTS] == []
