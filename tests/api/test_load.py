"""A crowd waits in line or is told when to come back, equal questions are answered once, and no answer takes for ever."""

import asyncio
import json
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from bench.scripted.replies import Say, Silence
from qa.access.credentials import KeySpec, make_key
from qa.api.admission_queue import AdmissionQueue, LoadLimits
from qa.api.answer_tasks import TaskLimits
from qa.api.app import create_app, make_tasks
from qa.api.errors import OverloadedError
from qa.api.event_stream import EventStream
from qa.api.middleware.pacing import PacingMiddleware
from qa.services import Services
from tests.driving import gate
from tests.keyed_server import SITE
from tests.serving import Served, served
from tests.writing import QUESTION, TRUE, writing

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
