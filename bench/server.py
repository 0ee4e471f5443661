"""Start a server on a data folder, as `qa serve` does, and time its answers."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep
from types import MappingProxyType

from bench.paths import ROOT

_HOST = "127.0.0.1"
_READY, _DEADLINE, _PAUSE = 200, 60.0, 0.02
"""The status that says so; seconds to wait for it at most, and between two looks."""


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A process that serves, and how long it took until it could answer."""

    pid: int
    port: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Memory:
    """What a process holds in memory now, and what it held at most; megabytes of 10^6 bytes."""

    now: float
    peak: float


@dataclass(frozen=True, slots=True)
class Reply:
    """Milliseconds from sending a question to having read its answer, and those of the stages that the answer tells of."""

    taken: float
    stages: Mapping[str, float]


@contextmanager
def running(
    data: Path, models: str = "builtin", more: Mapping[str, str] = MappingProxyType({}), root: Path = ROOT
) -> Iterator[RunningServer]:
    """A server on the data folder while the context lasts, with `QA_MODELS` and `more` settings of the environment as told.

    It runs the code of the checkout at `root`.

    Raises:
        RuntimeError: it ends or is not ready within a minute.
    """
    port = _free_port()
    command = [sys.executable, "-m", "qa", "--data", str(data), "serve", "--host", _HOST, "--port", str(port)]
    started = perf_counter()
    environment = {**os.environ, "QA_MODELS": models, **more}  # noqa: TID251 it is handed on, not read
    process = subprocess.Popen(command, cwd=root, stderr=subprocess.DEVNULL, env=environment)  # noqa: S603 - every word of it is ours
    try:
        while not _ready(port):
            if process.poll() is not None or perf_counter() - started > _DEADLINE:
                raise RuntimeError(f"{' '.join(command)!r} did not get ready")
            sleep(_PAUSE)
        yield RunningServer(process.pid, port, perf_counter() - started)
    finally:
        process.terminate()
        process.wait(_DEADLINE)


def ask(server: RunningServer, questions: Sequence[str]) -> list[Reply]:
    """The replies to the questions, asked one after the other over one connection."""
    with closing(HTTPConnection(_HOST, server.port)) as connection:
        return [_ask(connection, question) for question in questions]


def memory(pid: int) -> Memory | None:
    """The memory of a process, None where the system does not tell (it is read from /proc)."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return None
    facts = dict(re.findall(r"(Vm\w+):\s+(\d+) kB", status.read_text(encoding="utf-8")))
    return Memory(int(facts["VmRSS"]) * 1024 / 1e6, int(facts["VmHWM"]) * 1024 / 1e6)


def processor_seconds(pid: int) -> float | None:
    """How long processors have worked for a process, in all its threads; None where the system does not tell."""
    facts = Path(f"/proc/{pid}/stat")
    if not facts.exists():
        return None
    # The name in brackets may hold spaces; user and system time are fields 14 and 15 (man 5 proc).
    times = facts.read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def _ask(connection: HTTPConnection, question: str) -> Reply:
    body = json.dumps({"question": question})
    started = perf_counter()
    connection.request("POST", "/v1/answers", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = response.read()
    taken = (perf_counter() - started) * 1000
    if response.status != _READY:
        raise RuntimeError(f"{question!r} was answered by status {response.status}: {answer[:200]!r}")
    return Reply(taken, json.loads(answer)["timings_ms"])


def _ready(port: int) -> bool:
    with closing(HTTPConnection(_HOST, port, timeout=_DEADLINE)) as connection:
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == _READY
        except OSError:
            return False


def _free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind((_HOST, 0))
        port: int = listener.getsockname()[1]
        return port
