"""Several servers on one store: an answer begun on one is followed, shown and cancelled on another, and survives its end."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from time import monotonic, sleep

import pytest
from pydantic import SecretStr

from bench.scripted.replies import Silence
from qa.adapters.postgres_database import PostgresPool
from qa.adapters.postgres_peers import PostgresPeers
from qa.adapters.postgres_relay import PostgresRelay
from qa.adapters.postgres_stores import postgres_answers
from qa.api.sse import ServerSentEvent
from qa.domain.answer import KeptLimits
from qa.services import Services
from qa.settings import Settings
from qa.wiring import open_services
from tests.conftest import ROOT
from tests.driving import ingest
from tests.serving import Served, served
from tests.writing import QUESTION, TRUE, Writing, writing


@dataclass(frozen=True, slots=True)
class Joined:
    """A process of its own, as far as others can tell."""

    server: Served
    relay: PostgresRelay


@contextmanager
def joined(services: Services, url: str) -> Iterator[Joined]:
    """A server on a database, beside others."""
    with ExitStack() as stack:
        pool = stack.enter_context(closing(PostgresPool(url)))
        peers = stack.enter_context(closing(PostgresPeers(pool)))
        relay = stack.enter_context(closing(PostgresRelay(pool)))
        answers = postgres_answers(pool, KeptLimits(100, timedelta(days=1)))
        adapters = replace(services.adapters, peers=peers, relay=relay, answers=answers)
        yield Joined(stack.enter_context(served(replace(services, adapters=adapters))), relay)


@pytest.fixture
def writer(seeded: Services) -> Iterator[Writing]:
    with writing(seeded, Silence(TRUE)) as written:
        yield written


def id_of(events: list[ServerSentEvent]) -> str:
    return str(json.loads(events[0].data)["id"])


def test_an_answer_begun_on_one_server_is_followed_shown_and_cancelled_on_another(
    writer: Writing, database_url: str
) -> None:
    with joined(writer.services, database_url) as one, joined(writer.services, database_url) as other:
        seen = one.server.stream(QUESTION, 2)
        answer = id_of(seen)
        writer.model.wait_until_asked()
        meanwhile = other.server.get(f"/v1/answers/{answer}")
        stopped = other.server.cancel(answer)
        rest = other.server.resume(answer, seen[-1].id)
        at_home = one.server.resume(answer, seen[-1].id)
        over = other.server.get(f"/v1/answers/{answer}/events?after={len(seen) + len(rest)}")

    assert (meanwhile[0], meanwhile[1]["status"]) == (200, "in_progress")
    assert (stopped[0], stopped[1]["status"]) == (200, "cancelled")
    assert rest == at_home
    assert rest[-1].name == "cancelled"
    assert over == (204, None)


def test_an_answer_of_a_server_that_is_gone_ends_as_it_was_kept_or_as_cancelled(
    seeded: Services, database_url: str
) -> None:
    lost = f"ans_{'1' * 32}"
    with joined(seeded, database_url) as one, joined(seeded, database_url) as other:
        whole = one.server.stream(QUESTION)
        answer = id_of(whole)
        shown = [each.server.get(f"/v1/answers/{answer}") for each in (one, other)]
        followed = other.server.resume(answer, whole[0].id)
        # As if it had been killed before it could say how the answer ended.
        one.relay.forget(answer)
        one.relay.begin(answer)
        one.relay.begin(lost)
        one.relay.close()
        kept = other.server.resume(answer, whole[-2].id)
        gone = other.server.resume(lost, f"{lost}:1")
        told = other.server.get(f"/v1/answers/{lost}")
        unknown = other.server.get(f"/v1/answers/ans_{'2' * 32}/events")

    assert shown[0] == shown[1]
    assert followed == whole[1:]
    assert [(event.id, event.name) for event in kept] == [(whole[-1].id, whole[-1].name)]
    assert [event.name for event in gone] == ["cancelled"]
    assert told[1]["status"] == "cancelled"
    assert unknown[1]["code"] == "events_gone"


def test_an_index_that_another_process_has_made_is_taken_up_without_a_new_start(
    database_url: str, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path / "data", store=SecretStr(database_url))
    with open_services(settings) as services:
        ingest(services, ROOT / "seeds")
        with served(services) as server:
            with open_services(settings) as other:
                other.articles.reindex(lambda _: lambda _: None)
            end = monotonic() + 30
            while services.articles.is_index_replaced() and monotonic() < end:
                sleep(0.05)
            status, answer = server.ask("How many US troops are in Iraq?")

        assert status == HTTPStatus.OK
        assert answer["statements"]
        assert services.articles.diagnose() == []
