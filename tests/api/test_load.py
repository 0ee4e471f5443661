"""A crowd waits in line or is told when to come back, equal questions are answered once, and no answer takes for ever."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from math import inf
from socket import create_connection
from threading import Event

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from bench.scripted.replies import Say, Silence
from qa.access.credentials import KeySpec, make_key
from qa.api.admission_queue import AdmissionQueue, LoadLimits
from qa.api.answer_tasks import TaskLimits
from qa.api.app import create_app, make_tasks
from qa.api.change_queue import ChangeQueue
from qa.api.errors import OverloadedError
from qa.api.event_stream import EventStream
from qa.api.middleware.pacing import PacingMiddleware
from qa.api.patience import patience_of
from qa.ports import Embedder, Vectors
from qa.services import Services
from qa.settings import Settings
from qa.wiring import build_services
from tests.driving import COMMAND_LINE, gate, in_memory
from tests.keyed_server import SITE
from tests.serving import Refusal, Served, served
from tests.writing import QUESTION, TRUE, writing

STORY = "The Lask bridge in Northport reopened on Monday after a repair."
ONE_AT_ONCE = LoadLimits(at_once=1, longest_wait=0.1)


def test_what_cannot_be_answered_in_time_is_refused_at_once_with_the_time_to_come_back(seeded: Services) -> None:
    with writing(seeded, Silence(), Say(TRUE)) as written, served(written.services, load=ONE_AT_ONCE) as server:
        first = id_of(server, QUESTION)
        written.model.wait_until_asked()
        refused = server.refused(QUESTION + " Now?")
        server.cancel(first)
        after = server.ask(QUESTION)

    assert (refused.status, refused.code) == (503, "overloaded")
    assert int(refused.headers["retry-after"]) >= 1
    assert after[0] == 200


def test_a_page_of_a_key_s_site_may_read_when_to_come_back(seeded: Services) -> None:
    services = replace(seeded, gate=gate())
    services.gate.authorizer.keys.add(make_key(KeySpec("publishable", origins=[SITE]))[0])
    tasks = make_tasks(services, LoadLimits(at_once=1, longest_wait=0.1))
    with TestClient(create_app(services, tasks=tasks)) as client:
        place = tasks.queue.enter()
        refused = client.post("/v1/answers", json={"question": QUESTION}, headers={"Origin": SITE})
        place.leave()
        keyless = client.post("/v1/answers", json={"question": QUESTION}, headers={"Origin": SITE})

    assert (refused.status_code, keyless.status_code) == (503, 401)
    assert refused.headers["access-control-allow-origin"] == SITE
    assert "Retry-After" in refused.headers["access-control-expose-headers"]
    assert refused.json()["request_id"] == refused.headers["x-request-id"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/search", {"query": "troops"}),
        ("/v1/timelines", {"topic": "troops"}),
        ("/v1/checks", {"text": "Troops are in Iraq."}),
    ],
)
def test_searches_timelines_and_checks_wait_in_the_same_line(seeded: Services, path: str, body: object) -> None:
    with writing(seeded, Silence()) as written, served(written.services, load=ONE_AT_ONCE) as server:
        free = server.post(path, body).status
        server.stream(QUESTION, 1)
        refused = server.post(path, body)

    assert (free, refused.status, refused.code) == (200, 503, "overloaded")


def test_turns_are_taken_in_the_order_of_coming_and_left_however_they_end() -> None:
    async def queue_up() -> list[int]:
        queue, order = AdmissionQueue(LoadLimits(at_once=2, longest_wait=60)), []

        async def work(number: int) -> None:
            async with queue.turn():
                order.append(number)
                await asyncio.sleep(0)
                if number % 3 == 0:
                    raise ValueError

        await asyncio.gather(*(work(number) for number in range(20)), return_exceptions=True)
        assert queue.expected_wait == 0
        return order

    assert asyncio.run(queue_up()) == list(range(20))


def test_the_line_is_as_long_as_what_was_measured_lets_it_be() -> None:
    def let_in(seconds: float) -> int:
        queue, number = AdmissionQueue(LoadLimits(at_once=2, longest_wait=10)), 0
        for _ in range(200):
            queue.measured(seconds)
        with suppress(OverloadedError):
            while number < 10_000:
                queue.enter()
                number += 1
        return number

    assert let_in(0.1) == pytest.approx(200, abs=5)
    assert let_in(1.0) == pytest.approx(20, abs=3)


def test_equal_questions_at_once_are_written_once_and_each_has_an_answer_of_its_own(seeded: Services) -> None:
    load = LoadLimits(at_once=1, longest_wait=60)
    with (
        writing(seeded, Say(TRUE, delay=0.02)) as written,
        ThreadPoolExecutor(12) as pool,
        served(written.services, load=load) as server,
    ):
        answers = list(pool.map(server.ask, [QUESTION] * 12))
        asked = len(written.model.requests)
        other = server.ask(QUESTION)

    assert [status for status, _ in answers] == [200] * 12
    assert {answer["mode"] for _, answer in answers} == {"generated"}
    assert len({answer["id"] for _, answer in answers}) == 12
    assert (asked, len(written.model.requests)) == (1, 2)
    assert other[1]["text"] == answers[0][1]["text"]


def test_whoever_leaves_takes_nothing_from_those_with_the_same_question(seeded: Services) -> None:
    with writing(seeded, Silence(TRUE)) as written, served(written.services) as server:
        first = id_of(server, QUESTION)
        written.model.wait_until_asked()
        second = id_of(server, QUESTION)
        server.cancel(first)
        going_on = server.get(f"/v1/answers/{second}")[1]["status"]
        left = written.model.disconnects
        server.cancel(second)
        written.model.wait_until_left()

    assert (going_on, left, len(written.model.requests)) == ("in_progress", 0, 1)


def test_an_answer_that_takes_too_long_ends_with_a_problem(seeded: Services) -> None:
    with writing(seeded, Silence()) as written, served(written.services, limits=TaskLimits(deadline=0.5)) as server:
        refused = server.refused(QUESTION)
        last = server.stream(QUESTION)[-1]

    assert (refused.status, refused.code) == (503, "answer_timeout")
    assert (last.name, json.loads(last.data)["code"]) == ("failed", "answer_timeout")


def test_who_waits_for_an_answer_that_is_cancelled_is_told_so(seeded: Services) -> None:
    with writing(seeded, Silence()) as written, ThreadPoolExecutor(1) as pool:
        with served(written.services) as server:
            waiting = pool.submit(server.refused, QUESTION)
            written.model.wait_until_asked()
        refused = waiting.result()

    assert (refused.status, refused.code) == (503, "answer_cancelled")


def id_of(server: Served, question: str) -> str:
    return str(json.loads(server.stream(question, 1)[0].data)["id"])


def test_an_answer_is_made_only_for_as_long_as_its_client_waits(seeded: Services) -> None:
    with writing(seeded, Silence()) as written, served(written.services) as server:
        refused = server.post("/v1/answers", {"question": QUESTION}, {"Prefer": "respond-async, wait=1"})
        first = id_of(server, QUESTION + " Now?")
        written.model.wait_until_asked()
        held = [server.queue.enter() for _ in range(40)]
        at_once = server.post("/v1/search", {"query": "troops"}, {"Prefer": "wait=1"})
        for place in held:
            place.leave()
        server.cancel(first)

    assert (refused.status, refused.code) == (503, "answer_timeout")
    assert (at_once.status, at_once.code) == (503, "overloaded")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("wait=10", 10),
        ("respond-async, Wait = 10", 10),
        ('wait="7"; x=y', 7),
        ("wait=3,wait=9", 3),
        ("wait=", inf),
        ("wait=-1", inf),
        ("wait=1e3", inf),
        ("await=10", inf),
        ("wait=99999999", inf),
        ("," * 50_000 + "wait=1", inf),
        ("", inf),
    ],
)
def test_what_is_no_time_to_wait_shortens_none(header: str, seconds: float) -> None:
    assert patience_of({"prefer": header}) == seconds
    assert patience_of({}) == inf


@dataclass
class Slow:
    """An embedder that embeds nothing until it may."""

    embedder: Embedder
    begun: Event = field(default_factory=Event)
    free: Event = field(default_factory=Event)

    @property
    def name(self) -> str:
        return self.embedder.name

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        self.begun.set()
        assert self.free.wait(60)
        return self.embedder.embed_documents(texts)

    def embed_query(self, text: str) -> Vectors:
        return self.embedder.embed_query(text)


@contextmanager
def storing(load: LoadLimits, limits: TaskLimits) -> Iterator[tuple[Served, Slow, Future[Refusal]]]:
    """A server that stores an article until its embedder is free."""
    with in_memory() as services, ThreadPoolExecutor(1) as pool:
        slow = Slow(services.adapters.embedder)
        held = build_services(Settings(), replace(services.adapters, embedder=slow), COMMAND_LINE)
        with served(held, load=load, limits=limits) as server:
            first = pool.submit(server.send, "PUT", "/v1/articles/first", {"text": STORY})
            assert slow.begun.wait(60)
            try:
                yield server, slow, first
            finally:
                slow.free.set()


def test_a_change_that_does_not_get_its_turn_in_time_is_refused_and_not_made() -> None:
    with storing(LoadLimits(), TaskLimits(deadline=0.2)) as (server, slow, first):
        late = server.send("PUT", "/v1/articles/second", {"text": STORY})
        removal = server.send("DELETE", "/v1/articles/first", None)
        missing, _ = server.get("/v1/articles/second")
        diagnosis, problem = server.get("/v1/diagnosis")
        slow.free.set()
        stored = first.result()
        again = server.send("PUT", "/v1/articles/second", {"text": STORY})

    assert (late.status, late.code) == (removal.status, removal.code) == (503, "overloaded")
    assert int(late.headers["retry-after"]) >= 1
    assert (diagnosis, problem["code"], missing) == (503, "overloaded", 404)
    assert (stored.status, again.status) == (201, 201)


def test_a_change_that_would_wait_for_too_long_is_refused_before_its_body_is_read() -> None:
    head = b"PUT /v1/articles/second HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n"
    with (
        storing(LoadLimits(longest_wait=0.1), TaskLimits()) as (server, _, first),
        create_connection(("127.0.0.1", server.port), timeout=60) as client,
    ):
        client.sendall(head)
        told = client.recv(100)

    assert told.startswith(b"HTTP/1.1 503 ")
    assert first.result().status == 201


def test_no_more_changes_wait_than_their_bodies_find_room() -> None:
    async def let_in() -> int:
        changes, number = ChangeQueue(LoadLimits(longest_wait=10_000), 60), 0
        with suppress(OverloadedError):
            while number < 1_000:
                changes.enter(inf)
                number += 1
        return number

    assert asyncio.run(let_in()) == 64


def test_a_client_that_has_gone_before_the_first_event_stops_its_answer_at_once() -> None:
    async def gone() -> list[str]:
        told: list[str] = []

        async def receive() -> Message:
            return {"type": "http.disconnect"}

        async def send(_: Message) -> None:
            await asyncio.sleep(0)

        async def events() -> AsyncGenerator[None]:
            yield None

        stream = EventStream(events(), untold=lambda: told.append("untold"))
        await stream({"type": "http", "asgi": {"spec_version": "2.3"}}, receive, send)
        return told

    assert asyncio.run(gone()) == ["untold"]


def test_a_crowd_holds_up_nobody_who_asks_whether_the_server_lives() -> None:
    begun: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        begun.append(scope["path"])

    async def no_message() -> Message:
        raise AssertionError

    async def no_send(_: Message) -> None:
        raise AssertionError

    async def crowd() -> None:
        paced = PacingMiddleware(app)
        asked = ["/v1/answers"] * 100 + ["/healthz"] + ["/v1/answers"] * 100
        await asyncio.gather(*(paced({"type": "http", "path": path}, no_message, no_send) for path in asked))

    asyncio.run(crowd())
    assert begun.index("/healthz") < 10
    assert len(begun) == 201
