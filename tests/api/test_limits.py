"""Who asks too often waits, or reads quotes, and takes nothing from the others."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from starlette.testclient import TestClient

from bench.scripted.replies import Say
from qa.access.caller import Caller
from qa.access.credentials import KeySpec, make_key
from qa.access.limiter import QuestionLimits
from qa.api.app import create_app
from qa.domain.access import Rate
from qa.errors import StoreBusyError
from qa.services import Services
from tests.driving import UNLIMITED, gate
from tests.fakes import MemoryQuotas
from tests.keyed_server import OWN, READER, SITE, STORY, KeyedServer, keyed_server, status_and_code
from tests.writing import TRUE, writing

LIMITED = replace(UNLIMITED, address_per_minute=2)


def test_an_address_that_asks_too_often_is_told_when_to_come_back(seeded: Services) -> None:
    with keyed_server(seeded, LIMITED) as server:
        _, secret = server.key(SITE)
        responses = [server.ask(secret, {"Origin": SITE}) for _ in range(3)]
        elsewhere = server.ask(secret, {"Origin": SITE}, "203.0.113.8")
        server.services.gate.authorizer.disclose(["004_e8f252f424966374"])
        article = server.call("GET", STORY, secret, {"Origin": SITE})

    assert [response.status_code for response in responses] == [200, 200, 429]
    assert status_and_code(responses[-1]) == (429, "too_many_requests")
    assert 1 <= int(responses[-1].headers["retry-after"]) <= 60
    assert "Retry-After" in responses[-1].headers["access-control-expose-headers"]
    assert (elsewhere.status_code, article.status_code) == (200, 200)


def test_one_reader_who_asks_too_often_takes_nothing_from_the_others(seeded: Services) -> None:
    with keyed_server(seeded, replace(UNLIMITED, address_per_minute=2, key_per_minute=10)) as server:
        _, secret = server.key(SITE)
        greedy = [server.ask(secret, {"Origin": SITE}).status_code for _ in range(20)]

        assert greedy == [200] * 2 + [429] * 18
        assert server.ask(secret, {"Origin": SITE}, "203.0.113.8").status_code == 200


def test_a_wait_is_told_in_whole_seconds_and_never_too_short(seeded: Services) -> None:
    with keyed_server(seeded, LIMITED) as server:
        _, secret = server.key(SITE)
        waits = [server.ask(secret, {"Origin": SITE}).headers.get("retry-after") for _ in range(3)]
        limiter = server.services.gate.limiter.rates
        key = server.services.gate.authorizer.keys.all()[0]

        assert waits[:2] == [None, None]
        assert int(waits[2] or 0) >= (limiter.take(f"ask {key.id} {READER}", Rate(2, 60)) or 0)


def test_a_line_with_many_ipv6_addresses_is_one_reader(seeded: Services) -> None:
    with keyed_server(seeded, LIMITED) as server:
        _, secret = server.key(SITE)
        near = [server.ask(secret, {"Origin": SITE}, f"2001:db8::{n:x}").status_code for n in range(1, 4)]
        far = server.ask(secret, {"Origin": SITE}, "2001:db8:0:1::1").status_code

    assert (near, far) == ([200, 200, 429], 200)


def test_opinions_and_articles_are_limited_as_well(seeded: Services) -> None:
    with keyed_server(seeded, replace(UNLIMITED, address_per_minute=1)) as server:
        _, secret = server.key(SITE)
        server.services.gate.authorizer.disclose(["004_e8f252f424966374"])
        articles = [server.call("GET", STORY, secret, {"Origin": SITE}).status_code for _ in range(11)]
        opinions = [server.call("POST", "/v1/feedback", secret, {"Origin": SITE}).status_code for _ in range(2)]

    assert articles == [200] * 3 + [429] * 8
    assert opinions == [422, 429]  # without a body; it counts all the same


def test_a_key_is_limited_over_all_addresses_and_its_own_limit_goes_before(seeded: Services) -> None:
    with keyed_server(seeded, replace(UNLIMITED, key_per_minute=2)) as server:
        (_, usual), (_, own) = server.key(SITE), server.key(SITE, per_minute=3)
        addresses = [f"203.0.113.{n}" for n in range(4)]
        shared = [server.ask(usual, {"Origin": SITE}, address).status_code for address in addresses]
        more = [server.ask(own, {"Origin": SITE}, address).status_code for address in addresses]

    assert shared == [200, 200, 429, 429]
    assert more == [200, 200, 200, 429]


def test_a_secret_key_has_only_the_limits_that_it_was_given(seeded: Services) -> None:
    with writing(seeded, Say(TRUE)) as written, keyed_server(written.services, QuestionLimits(1, 1, 1, 1)) as server:
        (_, free), limited = server.key(), make_key(KeySpec("secret", per_minute=2, per_day=1))
        server.services.gate.authorizer.keys.add(limited[0])

        assert [server.ask(free).json()["mode"] for _ in range(3)] == ["generated"] * 3
        assert [server.ask(limited[1]).json().get("mode") for _ in range(3)] == ["generated", "extractive", None]


def test_a_reader_over_their_day_takes_nothing_from_the_others(seeded: Services) -> None:
    limits = replace(UNLIMITED, address_per_day=1, key_per_day=2)
    with writing(seeded, Say(TRUE)) as written, keyed_server(written.services, limits) as server:
        _, secret = server.key(SITE)
        greedy = [server.ask(secret, {"Origin": SITE}).json()["mode"] for _ in range(5)]
        other = server.ask(secret, {"Origin": SITE}, "203.0.113.8").json()["mode"]

    assert greedy == ["generated"] + ["extractive"] * 4
    assert other == "generated"


@pytest.mark.parametrize("limits", [replace(UNLIMITED, key_per_day=1), replace(UNLIMITED, address_per_day=1)])
def test_a_day_ends_at_midnight_utc_for_keys_and_addresses(limits: QuestionLimits) -> None:
    late, next_day = datetime(2026, 11, 27, 23, tzinfo=UTC), datetime(2026, 11, 28, 0, 0, 1, tzinfo=UTC)
    clock = iter([late, late, next_day])
    limiter = replace(gate(limits=limits).limiter, now=lambda: next(clock))
    key, _ = make_key(KeySpec("publishable", origins=[SITE]))
    degraded = [limiter.count_question(Caller(key, READER)) for _ in range(3)]

    assert [reason and reason.retry_after for reason in degraded] == [None, 3_600.0, None]


def test_opinions_end_with_the_day_as_well(seeded: Services) -> None:
    with keyed_server(seeded, replace(UNLIMITED, address_per_day=1)) as server:
        _, secret = server.key(SITE)
        responses = [server.call("POST", "/v1/feedback", secret, {"Origin": SITE}) for _ in range(2)]

    assert [response.status_code for response in responses] == [422, 429]
    assert int(responses[1].headers["retry-after"]) <= 86_400


def test_while_counting_is_held_up_an_answer_is_quoted(seeded: Services) -> None:
    class Held(MemoryQuotas):
        def increment(self, subject: str, day: date, amount: int = 1) -> int:
            raise StoreBusyError("held")

    with writing(seeded, Say(TRUE)) as written:
        held = replace(written.services, gate=gate(quotas=Held()))
        with TestClient(create_app(held), base_url=OWN) as client:
            _, secret = KeyedServer(held, client).key(SITE)
            body = KeyedServer(held, client).ask(secret, {"Origin": SITE}).json()

    assert (body["mode"], body["degraded"]) == ("extractive", {"reason": "overloaded", "retry_after": 1.0})


@pytest.mark.parametrize(
    ("limits", "counted"), [(replace(UNLIMITED, key_per_day=1), 2), (replace(UNLIMITED, address_per_day=1), 1)]
)
def test_over_the_cap_of_the_day_the_articles_are_quoted(
    seeded: Services, limits: QuestionLimits, counted: int
) -> None:
    with writing(seeded, Say(TRUE), Say(TRUE)) as written, keyed_server(written.services, limits) as server:
        key, secret = server.key(SITE)
        first, second = (server.ask(secret, {"Origin": SITE}).json() for _ in range(2))
        used = server.services.gate.limiter.quotas.used(key.id, datetime.now(UTC).date())

    assert [first["mode"], second["mode"]] == ["generated", "extractive"]
    assert second["degraded"]["reason"] == "budget_exhausted"
    assert 0 < second["degraded"]["retry_after"] <= 86_400
    assert used == counted
