"""Several processes serve one PostgreSQL: what one of them acknowledged outlives it, and is there once."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import psycopg
import pytest

from qa.settings import Settings
from tests.conftest import ROOT
from tests.processes import SECONDS, free_port, wait_for
from tests.terminal import Run

pytestmark = pytest.mark.e2e
QUESTION = "How many US troops are in Iraq?"


@dataclass(frozen=True, slots=True)
class Crowd:
    """A server of several processes."""

    process: subprocess.Popen[bytes]
    port: int

    def send(self, method: str, path: str, body: object = None) -> tuple[int, dict[str, object]]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, path, sent, {"Content-Type": "application/json"})
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    @property
    def workers(self) -> list[int]:
        """The processes that serve."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="utf-8")
        commands = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes() for pid in listed.split()}
        return [pid for pid, command in commands.items() if b"spawn_main" in command]


def environment(url: str) -> Mapping[str, str]:
    return {**os.environ, "QA_STORE": url, "QA_EXAMPLES": "false", "QA_THREADS": "1"}  # noqa: TID251 the child's settings


@contextmanager
def crowd(url: str, data: Path, workers: int) -> Iterator[Crowd]:
    command = [sys.executable, "-m", "qa", "--data", str(data)]
    subprocess.run([*command, "ingest", str(ROOT / "seeds")], env=environment(url), check=True, capture_output=True)
    port = free_port()
    serve = [*command, "serve", "--port", str(port), "--workers", str(workers)]
    with subprocess.Popen(serve, env=environment(url)) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", process)
            yield Crowd(process, port)
        finally:
            process.terminate()
            process.wait(SECONDS)


def test_what_was_acknowledged_outlives_the_kill_of_one_process_of_three_and_is_there_once(
    database_url: str, tmp_path: Path
) -> None:
    acknowledged: dict[str, object] = {}
    stored: set[str] = set()
    enough, number = Event(), count()

    def ask() -> None:
        while not enough.is_set():
            with suppress(OSError, HTTPException):
                status, answer = server.send("POST", "/v1/answers", {"question": f"{QUESTION} ({next(number)})"})
                if status == 200:
                    acknowledged[str(answer["id"])] = answer["text"]

    def put() -> None:
        while not enough.is_set():
            name = f"bridge-{next(number)}"
            with suppress(OSError, HTTPException):
                text = f"The Lask bridge number {name} reopened on Monday."
                status, _ = server.send("PUT", f"/v1/articles/{name}", {"text": text})
                if status == 201:
                    stored.add(name)

    with crowd(database_url, tmp_path, 3) as server:
        until(lambda: len(server.workers) == 3)
        batch = [{"id": f"ferry-{each}", "text": f"The ferry to Holm {each} was cancelled."} for each in range(40)]
        job = server.send("POST", "/v1/articles:batch", batch)[1]
        with ThreadPoolExecutor(4) as clients:
            running = [clients.submit(work) for work in (ask, ask, ask, put)]
            until(lambda: len(acknowledged) >= 6)
            killed = server.workers[0]
            os.kill(killed, signal.SIGKILL)
            before = len(acknowledged)
            until(lambda: len(acknowledged) >= before + 6)
            enough.set()
            for work in running:
                work.result()
        until(lambda: len(set(server.workers) - {killed}) == 3)
        until(lambda: server.send("GET", f"/v1/jobs/{job['id']}")[1]["state"] == "done")
        told = server.send("GET", f"/v1/jobs/{job['id']}")[1]
        shown = {name: server.send("GET", f"/v1/answers/{name}")[1].get("text") for name in acknowledged}
        there = {name for name in stored if server.send("GET", f"/v1/articles/{name}")[0] == 200}
        findings = server.send("GET", "/v1/diagnosis")[1]["findings"]

    with psycopg.connect(database_url) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM dateline.answers").fetchall()]
    assert shown == acknowledged
    assert set(acknowledged) <= set(ids)
    assert len(ids) == len(set(ids))
    assert there == stored
    assert sorted([*told["added"], *told["unchanged"]]) == sorted(str(each["id"]) for each in batch)  # type: ignore[misc]
    assert findings == []
    assert server.process.returncode == 0


def until(done: object) -> None:
    """Wait until something is so; bounded."""
    assert callable(done)
    end = monotonic() + SECONDS
    while not done():
        assert monotonic() < end
        sleep(0.05)


def test_with_a_folder_it_says_why_there_is_one_process_and_what_to_set(qa: Run, seeds: Settings) -> None:
    code, _, told = qa("serve", "--workers", "2")

    assert code != 0
    assert "a data folder is for one process" in told
    assert "QA_STORE=postgresql://" in told
