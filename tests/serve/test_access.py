"""Who may ask what: without keys this machine alone, with keys whoever shows one, from where and for what it is."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest
from httpx2 import Response
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from qa.access.gate import Caller, Limits
from qa.access.keys import Wish, exact_origin, make_key
from qa.domain import Key, Rate
from qa.errors import InputError, SettingsError, StoreBusyError
from qa.serve.front import Front
from qa.serve.http import create_app
from qa.settings import Settings
from qa.wiring import Services
from qa.wiring.access import make_gate, trusted_proxies
from tests.driving import UNLIMITED, gate, in_memory
from tests.fakes import MemoryKeys
from tests.scripted_replies import Say
from tests.writing import QUESTION, TRUE, writing

SITE, OTHER, OWN = "https://news.example", "https://other.example", "https://qa.example"
READER, STORY = "203.0.113.7", "/v1/articles/004_e8f252f424966374"
ASK = {"question": QUESTION}


@dataclass(frozen=True, slots=True)
class Door:
    """A server in the open, its keys, and readers of many addresses."""

    services: Services
    client: TestClient

    def key(self, *origins: str, per_minute: int | None = None, per_day: int | None = None) -> tuple[Key, str]:
        made = make_key(Wish("publishable" if origins else "secret", "", origins, per_minute, per_day))
        self.services.gate.keys.add(made[0])
        return made

    def ask(self, secret: str | None, headers: Mapping[str, str] | None = None, address: str = READER) -> Response:
        return self.call("POST", "/v1/answers", secret, headers, address)

    def call(
        self,
        method: str,
        path: str,
        secret: str | None,
        headers: Mapping[str, str] | None = None,
        address: str = READER,
    ) -> Response:
        shown = {**({"Authorization": f"Bearer {secret}"} if secret else {}), **(headers or {})}
        self.client._transport.client = (address, 50_000)  # type: ignore[attr-defined]
        body = ASK if path == "/v1/answers" and method == "POST" else None
        return self.client.request(method, path, json=body, headers=shown)


@contextmanager
def door(services: Services, limits: Limits = UNLIMITED, front: Front | None = None, base: str = OWN) -> Iterator[Door]:
    opened = replace(services, gate=gate(limits=limits))
    app = create_app(opened, front=front or Front())
    with TestClient(app, base_url=base) as client:
        yield Door(opened, client)


@pytest.fixture
def opened(seeded: Services) -> Iterator[Door]:
    with door(seeded) as it:
        yield it


def said(response: Response) -> tuple[int, str | None]:
    """The status, and the code of a problem."""
    body = response.json()
    return response.status_code, body.get("code")


@pytest.mark.parametrize(
    ("address", "base", "status"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", 200),
        ("::1", "http://[::1]:8000", 200),
        ("::ffff:127.0.0.1", "http://localhost:8000", 200),
        ("127.0.0.1", "http://qa.localhost:8000", 200),
        ("203.0.113.7", "http://127.0.0.1:8000", 403),
        ("192.168.1.5", "http://192.168.1.4:8000", 403),
        ("127.0.0.1", "http://local_host:8000", 403),
        # A page of evil.example had its own name lead to this machine.
        ("127.0.0.1", "http://evil.example:8000", 403),
        ("127.0.0.1", "http://127.0.0.1.evil.example:8000", 403),
        ("unknown", "http://localhost:8000", 403),
    ],
)
def test_without_keys_only_this_machine_is_answered(seeded: Services, address: str, base: str, status: int) -> None:
    with door(seeded, base=base) as it:
        response = it.ask(None, address=address)
        page = it.call("GET", "/", None, address=address)

    assert said(response) == (status, None if status == 200 else "no_keys")
    assert "qa keys create" in response.text or status == 200
    assert (page.status_code, "<qa-chat>" in page.text) == (status, status == 200)


@pytest.mark.parametrize(("address", "status"), [("172.18.0.1", 200), ("172.32.0.1", 403), ("127.0.0.1", 200)])
def test_networks_that_are_named_count_as_this_machine(seeded: Services, address: str, status: int) -> None:
    named = make_gate(Settings(local_networks="172.16.0.0/12 fd00::/8"), MemoryKeys(), "token")
    with TestClient(create_app(replace(seeded, gate=named)), base_url="http://localhost:8000") as client:
        assert Door(seeded, client).ask(None, address=address).status_code == status


def test_a_network_that_is_none_is_named() -> None:
    with pytest.raises(SettingsError, match=r"QA_LOCAL_NETWORKS: .*172\.16\.0\.1/12"):
        make_gate(Settings(local_networks="172.16.0.1/12"), MemoryKeys(), "token")
    for proxies in ("*", "10.0.0.1,10.0.0.2", "proxy"):
        with pytest.raises(SettingsError, match="QA_PROXIES"):
            trusted_proxies(Settings(proxies=proxies))
    assert trusted_proxies(Settings(proxies="10.0.0.1 fd00::/8")) == ["10.0.0.1/32", "fd00::/8"]


def test_without_keys_no_page_of_another_site_is_answered(seeded: Services) -> None:
    with door(seeded, base="http://127.0.0.1:8000") as it:
        own = it.ask(None, {"Origin": "http://127.0.0.1:8000"}, "127.0.0.1")
        foreign = it.ask(None, {"Origin": SITE}, "127.0.0.1")

    assert (said(own), said(foreign)) == ((200, None), (403, "origin_not_allowed"))
    assert "access-control-allow-origin" not in foreign.headers


@pytest.mark.parametrize("name", ["Forwarded", "Via", "X-Forwarded-For", "X-Real-IP", "X-Forwarded-Proto"])
def test_what_a_proxy_passes_on_is_not_from_this_machine(seeded: Services, name: str) -> None:
    with door(seeded, base="http://127.0.0.1:8000") as it:
        assert said(it.ask(None, {name: "127.0.0.1"}, "127.0.0.1")) == (403, "no_keys")


@pytest.mark.parametrize(
    "host", ["", "[::1", "[::::]", "[.]", "localhost:99999", "a b", "localhost:999999", "evil@localhost", "localhost/x"]
)
def test_a_name_that_is_none_is_no_name_of_this_machine(seeded: Services, host: str) -> None:
    with door(seeded, base="http://127.0.0.1:8000") as it:
        assert said(it.ask(None, {"Host": host}, "127.0.0.1")) == (403, "no_keys")


def test_once_there_are_keys_nobody_asks_without_one_from_wherever(seeded: Services) -> None:
    with door(seeded, base="http://127.0.0.1:8000") as it:
        it.key()
        response = it.ask(None, address="127.0.0.1")
        unknown = it.ask("sk_" + "x" * 43)

    assert said(response) == (401, "key_missing")
    assert response.headers["www-authenticate"] == "Bearer"
    assert said(unknown) == (401, "key_unknown")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/openapi.json", "/widget.js"])
def test_what_tells_nothing_of_the_articles_needs_no_key(opened: Door, path: str) -> None:
    opened.key()
    assert opened.call("GET", path, None).status_code == 200


PUBLIC = [
    ("POST", "/v1/answers"), ("GET", "/v1/answers/ans_1"), ("GET", "/v1/answers/ans_1/events"),
    ("POST", "/v1/answers/ans_1/cancel"), ("POST", "/v1/feedback"),
    ("GET", "/v1/widget-config"),
]  # fmt: skip


def operations(client: TestClient) -> set[tuple[str, str]]:
    paths = client.get("/openapi.json").json()["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods if path.startswith("/v1")}


def filled(path: str) -> str:
    return path.replace("{answer_id}", "ans_1").replace("{article_id}", "none")


def test_a_publishable_key_may_ask_and_nothing_else(opened: Door) -> None:
    _, secret = opened.key(SITE)
    calls = [(method, filled(path)) for method, path in operations(opened.client)]
    codes = {(*it, said(opened.call(*it, secret, {"Origin": SITE}))) for it in calls}

    assert {(method, path) for method, path, (status, _) in codes if status not in {401, 403}} == set(PUBLIC)
    assert {code for method, path, (_, code) in codes if (method, path) not in PUBLIC} == {"key_may_only_ask"}


def test_a_publishable_key_reads_only_what_an_answer_has_shown(opened: Door) -> None:
    (_, public), (_, secret) = opened.key(SITE), opened.key()
    other = "/v1/articles/000_ad558fa49324228e"
    before = [said(opened.call("GET", path, public, {"Origin": SITE})) for path in (STORY, other, "/v1/articles/none")]
    answer = opened.ask(public, {"Origin": SITE}).json()
    cited = {it["article_id"] for it in answer["sources"]}
    after = {it: opened.call("GET", f"/v1/articles/{it}", public, {"Origin": SITE}).status_code for it in cited}

    assert before == [(403, "key_may_only_ask")] * 3
    assert cited
    assert set(after.values()) == {200}
    assert opened.call("GET", other, secret).status_code == 200
    assert "000_ad558fa49324228e" not in cited
    assert opened.call("GET", other, public, {"Origin": SITE}).status_code == 403


def test_the_nearest_passages_of_an_abstention_may_be_read(opened: Door) -> None:
    _, public = opened.key(SITE)
    headers = {"Authorization": f"Bearer {public}", "Origin": SITE}
    answer = opened.client.post("/v1/answers", json={"question": "Who won the 2022 World Cup?"}, headers=headers).json()
    near = answer["abstention"]["nearest"][0]["article_id"]

    assert opened.call("GET", f"/v1/articles/{near}", public, {"Origin": SITE}).status_code == 200


def test_while_the_store_is_held_up_an_answer_stands_and_its_articles_stay_shut(
    seeded: Services, caplog: pytest.LogCaptureFixture
) -> None:
    class Held(MemoryKeys):
        def show(self, article_ids: Iterable[str]) -> None:
            raise StoreBusyError("held")

    held = replace(seeded, gate=gate(Held()))
    with TestClient(create_app(held), base_url=OWN) as client:
        _, secret = Door(held, client).key(SITE)
        answer = Door(held, client).ask(secret, {"Origin": SITE})
        article = Door(held, client).call("GET", STORY, secret, {"Origin": SITE})

    assert (answer.status_code, article.status_code) == (200, 403)
    assert "are not remembered" in caplog.text


def test_every_operation_on_articles_and_answers_needs_a_key(opened: Door) -> None:
    opened.key()
    calls = [(method, filled(path)) for method, path in operations(opened.client)]

    assert {said(opened.call(*it, None)) for it in calls} == {(401, "key_missing")}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": SITE},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-origin"},
        {"User-Agent": "Mozilla/5.0 (X11; Linux)"},
    ],
)
def test_a_secret_key_does_all_and_never_from_a_browser(opened: Door, headers: dict[str, str]) -> None:
    _, secret = opened.key()
    statuses = {opened.call(method, filled(path), secret).status_code for method, path in operations(opened.client)}

    assert not statuses & {401, 403}
    assert said(opened.ask(secret, headers)) == (403, "secret_key_in_browser")
    assert opened.ask(secret, {"Sec-Fetch-Mode": "cors"}).status_code == 200  # as Node's fetch sends it


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (SITE, True),
        ("https://news.example.evil.example", False),
        ("https://evil-news.example", False),
        ("http://news.example", False),
        ("https://news.example:8443", False),
        ("https://NEWS.example", False),
        ("null", False),
    ],
)
def test_only_pages_of_the_keys_sites_may_show_it(opened: Door, origin: str, allowed: bool) -> None:
    _, secret = opened.key(SITE)
    wanted = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    preflight = opened.client.options("/v1/answers", headers={"Origin": origin, **wanted})
    asked = opened.ask(secret, {"Origin": origin})

    told = origin if allowed else None
    assert (preflight.status_code == 200) is allowed
    assert said(asked) == ((200, None) if allowed else (403, "origin_not_allowed"))
    assert preflight.headers.get("access-control-allow-origin") == told
    assert asked.headers.get("access-control-allow-origin") == told
    assert "Origin" in asked.headers["vary"]
    assert "access-control-allow-credentials" not in asked.headers


def test_a_key_of_one_site_is_refused_on_another_that_has_its_own(opened: Door) -> None:
    (_, ours), _ = opened.key(SITE), opened.key(OTHER)
    response = opened.ask(ours, {"Origin": OTHER})

    assert said(response) == (403, "origin_not_allowed")
    assert response.headers["access-control-allow-origin"] == OTHER  # so that the page can say why


def test_without_an_origin_a_publishable_key_is_for_our_own_pages_only(opened: Door) -> None:
    (_, page), (_, foreign) = opened.key(OWN), opened.key(SITE)

    assert opened.ask(page).status_code == 200
    assert said(opened.ask(foreign)) == (403, "origin_not_allowed")


def test_a_revoked_key_is_refused_with_the_next_request_and_opens_nothing(opened: Door) -> None:
    key, secret = opened.key(SITE)
    assert opened.ask(secret, {"Origin": SITE}).status_code == 200
    opened.services.gate.keys.revoke(key.id, datetime.now(UTC))
    refused = opened.ask(secret, {"Origin": SITE})

    assert said(refused) == (401, "key_unknown")
    assert refused.headers["access-control-allow-origin"] == SITE  # so that the page can say why
    assert said(opened.ask(None)) == (401, "key_missing")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_no_page_may_change_articles(opened: Door, method: str) -> None:
    opened.key(SITE)
    wanted = {"Access-Control-Request-Method": method, "Origin": SITE}

    assert opened.client.options("/v1/articles/a", headers=wanted).status_code == 400


def test_a_page_can_read_that_its_question_was_too_large(opened: Door) -> None:
    _, secret = opened.key(SITE)
    headers = {"Authorization": f"Bearer {secret}", "Origin": SITE}
    response = opened.client.post("/v1/answers", json={"question": "x" * 300_000}, headers=headers)

    assert said(response) == (413, "body_too_large")
    assert response.headers["access-control-allow-origin"] == SITE


def test_the_command_line_of_the_same_folder_needs_no_key_of_its_own(opened: Door) -> None:
    opened.key()

    assert opened.ask(opened.services.gate.token).status_code == 200
    assert opened.ask(opened.services.gate.token[:-1]).status_code == 401


def test_the_page_shows_its_own_key_or_says_that_it_is_closed(seeded: Services) -> None:
    with door(seeded) as it:
        it.key(OWN)
        closed = it.call("GET", "/", None)
    with door(seeded, front=Front(page_key='pk_"><script>')) as it:
        shown = it.call("GET", "/", None)

    assert (closed.status_code, "<qa-chat" in closed.text) == (403, False)
    assert "QA_PAGE_KEY" in closed.text
    assert f"--origin {OWN}" in closed.text
    assert '<qa-chat key="pk_&quot;&gt;&lt;script&gt;"></qa-chat>' in shown.text


def test_a_chat_is_told_the_longest_question_and_the_owners_words(seeded: Services) -> None:
    with door(seeded, front=Front(texts={"notice": "Made by software."})) as it:
        _, secret = it.key(SITE)
        response = it.call("GET", "/v1/widget-config", secret, {"Origin": SITE})

    assert response.json() == {
        "object": "widget_config",
        "max_question": 2000,
        "texts": {"notice": "Made by software."},
    }
    assert response.headers["cache-control"] == "private, max-age=300"


LIMITED = replace(UNLIMITED, address_per_minute=2)


def test_an_address_that_asks_too_often_is_told_when_to_come_back(seeded: Services) -> None:
    with door(seeded, LIMITED) as it:
        _, secret = it.key(SITE)
        responses = [it.ask(secret, {"Origin": SITE}) for _ in range(3)]
        elsewhere = it.ask(secret, {"Origin": SITE}, "203.0.113.8")
        it.services.gate.show(["004_e8f252f424966374"])
        article = it.call("GET", STORY, secret, {"Origin": SITE})

    assert [it.status_code for it in responses] == [200, 200, 429]
    assert said(responses[-1]) == (429, "too_many_requests")
    assert 1 <= int(responses[-1].headers["retry-after"]) <= 60
    assert "Retry-After" in responses[-1].headers["access-control-expose-headers"]
    assert (elsewhere.status_code, article.status_code) == (200, 200)


def test_one_reader_who_asks_too_often_takes_nothing_from_the_others(seeded: Services) -> None:
    with door(seeded, replace(UNLIMITED, address_per_minute=2, key_per_minute=10)) as it:
        _, secret = it.key(SITE)
        greedy = [it.ask(secret, {"Origin": SITE}).status_code for _ in range(20)]

        assert greedy == [200] * 2 + [429] * 18
        assert it.ask(secret, {"Origin": SITE}, "203.0.113.8").status_code == 200


def test_a_wait_is_told_in_whole_seconds_and_never_too_short(seeded: Services) -> None:
    with door(seeded, LIMITED) as it:
        _, secret = it.key(SITE)
        waits = [it.ask(secret, {"Origin": SITE}).headers.get("retry-after") for _ in range(3)]
        limiter = it.services.gate.rates
        key = it.services.gate.keys.all()[0]

        assert waits[:2] == [None, None]
        assert int(waits[2] or 0) >= (limiter.take(f"ask {key.id} {READER}", Rate(2, 60)) or 0)


def test_a_line_with_many_ipv6_addresses_is_one_reader(seeded: Services) -> None:
    with door(seeded, LIMITED) as it:
        _, secret = it.key(SITE)
        near = [it.ask(secret, {"Origin": SITE}, f"2001:db8::{n:x}").status_code for n in range(1, 4)]
        far = it.ask(secret, {"Origin": SITE}, "2001:db8:0:1::1").status_code

    assert (near, far) == ([200, 200, 429], 200)


def test_opinions_and_articles_are_limited_as_well(seeded: Services) -> None:
    with door(seeded, replace(UNLIMITED, address_per_minute=1)) as it:
        _, secret = it.key(SITE)
        it.services.gate.show(["004_e8f252f424966374"])
        articles = [it.call("GET", STORY, secret, {"Origin": SITE}).status_code for _ in range(11)]
        opinions = [it.call("POST", "/v1/feedback", secret, {"Origin": SITE}).status_code for _ in range(2)]

    assert articles == [200] * 3 + [429] * 8
    assert opinions == [422, 429]  # without a body; it counts all the same


def test_a_key_is_limited_over_all_addresses_and_its_own_limit_goes_before(seeded: Services) -> None:
    with door(seeded, replace(UNLIMITED, key_per_minute=2)) as it:
        (_, usual), (_, own) = it.key(SITE), it.key(SITE, per_minute=3)
        addresses = [f"203.0.113.{n}" for n in range(4)]
        shared = [it.ask(usual, {"Origin": SITE}, address).status_code for address in addresses]
        more = [it.ask(own, {"Origin": SITE}, address).status_code for address in addresses]

    assert shared == [200, 200, 429, 429]
    assert more == [200, 200, 200, 429]


def test_a_secret_key_has_only_the_limits_that_it_was_given(seeded: Services) -> None:
    with writing(seeded, Say(TRUE)) as written, door(written.services, Limits(1, 1, 1, 1)) as it:
        (_, free), limited = it.key(), make_key(Wish("secret", per_minute=2, per_day=1))
        it.services.gate.keys.add(limited[0])

        assert [it.ask(free).json()["mode"] for _ in range(3)] == ["generated"] * 3
        assert [it.ask(limited[1]).json().get("mode") for _ in range(3)] == ["generated", "extractive", None]


def test_a_reader_over_their_day_takes_nothing_from_the_others(seeded: Services) -> None:
    limits = replace(UNLIMITED, address_per_day=1, key_per_day=2)
    with writing(seeded, Say(TRUE)) as written, door(written.services, limits) as it:
        _, secret = it.key(SITE)
        greedy = [it.ask(secret, {"Origin": SITE}).json()["mode"] for _ in range(5)]
        other = it.ask(secret, {"Origin": SITE}, "203.0.113.8").json()["mode"]

    assert greedy == ["generated"] + ["extractive"] * 4
    assert other == "generated"


@pytest.mark.parametrize("limits", [replace(UNLIMITED, key_per_day=1), replace(UNLIMITED, address_per_day=1)])
def test_a_day_ends_at_midnight_utc_for_keys_and_addresses(limits: Limits) -> None:
    late, next_day = datetime(2026, 11, 27, 23, tzinfo=UTC), datetime(2026, 11, 28, 0, 0, 1, tzinfo=UTC)
    clock = iter([late, late, next_day])
    guard = replace(gate(limits=limits), now=lambda: next(clock))
    key, _ = make_key(Wish("publishable", origins=[SITE]))
    told = [guard.quoted(Caller(key, READER)) for _ in range(3)]

    assert [it and it.retry_after for it in told] == [None, 3_600.0, None]


def test_opinions_end_with_the_day_as_well(seeded: Services) -> None:
    with door(seeded, replace(UNLIMITED, address_per_day=1)) as it:
        _, secret = it.key(SITE)
        responses = [it.call("POST", "/v1/feedback", secret, {"Origin": SITE}) for _ in range(2)]

    assert [it.status_code for it in responses] == [422, 429]
    assert int(responses[1].headers["retry-after"]) <= 86_400


def test_while_counting_is_held_up_an_answer_is_quoted(seeded: Services) -> None:
    class Held(MemoryKeys):
        def count(self, key_id: str, day: date) -> int:
            raise StoreBusyError("held")

    with writing(seeded, Say(TRUE)) as written:
        held = replace(written.services, gate=gate(Held()))
        with TestClient(create_app(held), base_url=OWN) as client:
            _, secret = Door(held, client).key(SITE)
            body = Door(held, client).ask(secret, {"Origin": SITE}).json()

    assert (body["mode"], body["degraded"]) == ("extractive", {"reason": "overloaded", "retry_after": 1.0})


@pytest.mark.parametrize(
    ("limits", "counted"), [(replace(UNLIMITED, key_per_day=1), 2), (replace(UNLIMITED, address_per_day=1), 1)]
)
def test_over_the_cap_of_the_day_the_articles_are_quoted(seeded: Services, limits: Limits, counted: int) -> None:
    with writing(seeded, Say(TRUE), Say(TRUE)) as written, door(written.services, limits) as it:
        key, secret = it.key(SITE)
        first, second = (it.ask(secret, {"Origin": SITE}).json() for _ in range(2))
        asked = it.services.gate.keys.counted(key.id, datetime.now(UTC).date())

    assert [first["mode"], second["mode"]] == ["generated", "extractive"]
    assert second["degraded"]["reason"] == "budget_exhausted"
    assert 0 < second["degraded"]["retry_after"] <= 86_400
    assert asked == counted


ODD = st.text("abz09.:/[]@-_*%,;= 'xn--é", max_size=30)


@given(st.dictionaries(st.sampled_from(["Host", "Origin", "Authorization", "Sec-Fetch-Site", "X-Forwarded-For"]), ODD))
def test_no_header_opens_anything_or_breaks_it(headers: dict[str, str]) -> None:
    with in_memory() as services:
        keyed = replace(services, gate=gate())
        keyed.gate.keys.add(make_key(Wish("publishable", origins=[SITE]))[0])
        sent = [(name.encode(), value.encode()) for name, value in headers.items()]
        for opened in (services, keyed):
            with TestClient(create_app(opened), base_url=OWN, client=(READER, 50_000)) as client:
                response = client.get("/v1/widget-config", headers=sent)
                assert response.status_code in {401, 403}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://News.Example/", "https://news.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("https://news.example:443", "https://news.example"),
        ("http://[::1]:80", "http://[::1]"),
        ("https://zürich.example", "https://xn--zrich-kva.example"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("http://[0:0::1]:8000", "http://[::1]:8000"),
        ("http://my_host", "http://my_host"),
    ],
)
def test_a_site_is_kept_as_browsers_name_it(typed: str, meant: str) -> None:
    assert exact_origin(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["news.example", "https://", "ftp://news.example", "https://news.example/news", "https://a.example?x", "*", "null",
     "https://*.news.example", "https://user@news.example", "https://news.example:99999", "https://a b.example",
     "http://[::1", "http://127.1", "http://a.example:0", "http://:pw@a.example", "https://ü_.example"],
)  # fmt: skip
def test_what_is_no_site_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="is no site"):
        exact_origin(typed)


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (Wish("publishable"), "needs the sites"),
        (Wish("secret", origins=[SITE]), "never works from a page"),
        (Wish("secret", "x" * 81), "at most 80"),
        (Wish("secret", "a\nb"), "printable"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(wish: Wish, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make_key(wish)


def test_a_secret_has_256_bits_and_says_what_it_is_for() -> None:
    made = [make_key(Wish("secret"))[1] for _ in range(50)]

    assert len(set(made)) == 50
    assert {len(it) for it in made} == {3 + 43}
    assert all(it.startswith("sk_") for it in made)
