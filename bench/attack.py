"""Load a server as a crowd or a hostile client would: bounded in number and time, over loopback, one row for each figure."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bench import corpora, hostile, libraries, server
from bench.paths import BenchPaths
from bench.pulse import Pulse, pulse
from bench.scripted.model import ScriptedModel
from bench.scripted.replies import Say
from bench.server import RunningServer
from eval.metrics.summary import percentile
from qa.adapters.sqlite_keys import SqliteKeys
from qa.llm.budget import TOKENS
from qa.wiring import open_services

_HOST = "127.0.0.1"
_CROWD, _IDLE = 1_000, 306
_WRITERS, _TOKENS = 60, 100
_DEADLINE = 120.0
"""Seconds after which a client gives up."""
_LONGEST_WAIT = 45.0
"""Seconds for which a connection is watched that should be closed."""
_HALF_HEADERS = b"POST /v1/answers HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_HALF_BODY = _HALF_HEADERS + b'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"quest'


@dataclass(frozen=True, slots=True)
class Reply:
    """What a client got: a status, 0 where there was none, after so many seconds."""

    status: int
    seconds: float


def load(paths: BenchPaths) -> None:
    """Print what a thousand questions at once, the same question of a thousand, and clients that only hold on do to a server."""
    questions = [case.question for case in corpora.cases(paths.cases)]
    with TemporaryDirectory(prefix="dateline-bench-") as folder:
        with open_services(paths.settings(Path(folder))) as services:
            libraries.ingest_files(services, paths, paths.seeds)
        with server.running(Path(folder)) as running:
            server.ask(running, questions[:20])
            different = [f"{text} ({n})" for n, text in enumerate(islice(cycle(questions), _CROWD))]
            _crowd(running, f"{_CROWD:,} questions at once", different)
            _crowd(running, f"one question of {_CROWD:,} at once", [questions[0]] * _CROWD)
            _holders(running, questions[0])
            _texts(running)
        _model(Path(folder), questions)


def _texts(running: RunningServer) -> None:
    """Articles and questions that cost more than their length: each is put or asked, and a question after it."""
    with pulse(_HOST, running.port) as beats, closing(HTTPConnection(_HOST, running.port, timeout=_DEADLINE)) as client:
        for name, text in hostile.ARTICLES.items():
            _send(client, "PUT", f"/v1/articles/{name}", {"text": text})
            _send(client, "POST", "/v1/answers", {"question": hostile.QUESTION})
        for question in hostile.QUESTIONS:
            _send(client, "POST", "/v1/answers", {"question": question})
        for sentence in hostile.SENTENCES:
            _send(client, "POST", "/v1/checks", {"text": sentence})
    _pulse_row("hostile articles, questions and checks", beats)


def _send(client: HTTPConnection, method: str, path: str, body: Mapping[str, str]) -> None:
    client.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
    client.getresponse().read()


def _crowd(running: RunningServer, name: str, questions: Sequence[str]) -> None:
    started = perf_counter()
    with pulse(_HOST, running.port) as beats:
        replies = asyncio.run(_ask_all(running.port, questions))
    seconds = perf_counter() - started
    answered = sorted(reply.seconds for reply in replies if reply.status == HTTPStatus.OK)
    refused = sorted(reply.seconds for reply in replies if reply.status == HTTPStatus.SERVICE_UNAVAILABLE)
    _row(f"{name}: statuses", ", ".join(f"{status}: {n}" for status, n in Counter(it.status for it in replies).items()))
    if answered:
        _row(f"{name}: an answer took", f"p50 {median(answered):.1f} s, at most {answered[-1]:.1f} s")
        _row(f"{name}: answers a second", f"{len(answered) / seconds:.0f}")
    if refused:
        _row(f"{name}: a refusal took", f"p50 {median(refused):.1f} s, at most {refused[-1]:.1f} s")
    _pulse_row(name, beats)


def _model(folder: Path, questions: Sequence[str]) -> None:
    """What a model is asked and given by many at once, equal and different, where the day has a hundred tokens."""
    with ScriptedModel(Say("Nothing of this can be shown.", delay=0.02)) as model:
        limits = {
            "QA_LLM__DAILY_TOKENS": str(_TOKENS),
            "QA_LLM__CONCURRENCY": str(_WRITERS),
            "QA_VERIFIER__MODEL": "none",
        }
        settings = {"QA_LLM__MODEL": "scripted", "QA_LLM__BASE_URL": model.base_url, **limits}
        with server.running(folder, more=settings) as running:
            asyncio.run(_ask_all(running.port, questions[:_WRITERS]))
        with closing(SqliteKeys(folder / "keys.db")) as keys:
            spent = keys.used(TOKENS, datetime.now(UTC).date())
        asked = len(model.requests)
        _row(
            f"{_WRITERS} different questions at once, {_TOKENS} tokens a day",
            f"{spent} tokens in {asked} calls of the model",
        )
        unlimited = settings | {"QA_LLM__DAILY_TOKENS": "0"}
        with server.running(folder, more=unlimited) as running:
            replies = asyncio.run(_ask_all(running.port, [questions[0]] * _WRITERS))
        answered = sum(reply.status == HTTPStatus.OK for reply in replies)
        _row(
            f"one question of {_WRITERS} at once",
            f"{answered} answered by {len(model.requests) - asked} calls of the model",
        )


def _holders(running: RunningServer, question: str) -> None:
    """Clients that connect and send nothing, half of the headers, or half of a body, each as many as locked a server before."""
    for name, sent in (("silent", b""), ("half their headers", _HALF_HEADERS), ("half their body", _HALF_BODY)):
        with pulse(_HOST, running.port) as beats:
            reply, closed = asyncio.run(_hold(running.port, sent, question))
        _row(f"{_IDLE} connections, {name}: an answer", f"status {reply.status} after {reply.seconds:.2f} s")
        _row(f"{_IDLE} connections, {name}: closed", closed)
        _pulse_row(f"{_IDLE} connections, {name}", beats)


async def _hold(port: int, sent: bytes, question: str) -> tuple[Reply, str]:
    started = perf_counter()
    streams = await asyncio.gather(*(asyncio.open_connection(_HOST, port) for _ in range(_IDLE)))
    try:
        for _, writer in streams:
            writer.write(sent)
        reply = await _asked(port, question)
        ends = asyncio.gather(*(reader.read() for reader, _ in streams), return_exceptions=True)
        try:
            await asyncio.wait_for(ends, _LONGEST_WAIT)
        except TimeoutError:
            return reply, f"not within {_LONGEST_WAIT:.0f} s"
        return reply, f"after {perf_counter() - started:.0f} s"
    finally:
        for _, writer in streams:
            writer.close()


async def _ask_all(port: int, questions: Sequence[str]) -> list[Reply]:
    return await asyncio.gather(*(_asked(port, question) for question in questions))


async def _asked(port: int, question: str) -> Reply:
    """Ask over a connection of its own, as a reader's browser does."""
    body = json.dumps({"question": question}).encode()
    head = f"POST /v1/answers HTTP/1.1\r\nHost: {_HOST}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    started = perf_counter()
    try:
        async with asyncio.timeout(_DEADLINE):
            reader, writer = await asyncio.open_connection(_HOST, port)
            with closing(writer):
                writer.write(head.encode() + b"Connection: close\r\n\r\n" + body)
                answer = await reader.read()
    except (OSError, TimeoutError):
        answer = b""
    status = int(answer.split(b" ", 2)[1]) if answer else 0
    return Reply(status, perf_counter() - started)


def _pulse_row(name: str, beats: Pulse) -> None:
    times = beats.taken
    told = f"p50 {percentile(times, 50):.0f} ms, p95 {percentile(times, 95):.0f} ms, at most {max(times):.0f} ms"
    _row(f"{name}: /healthz", f"{told}, {beats.failed} of {len(times)} failed")


def _row(name: str, figure: str) -> None:
    print(f"{name:58}{figure}", flush=True)
