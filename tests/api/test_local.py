"""Without keys this machine alone is answered, whatever a request says of itself."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from qa.access.credentials import KeySpec, make_key
from qa.api.app import create_app
from qa.errors import SettingsError
from qa.services import Services
from qa.settings import Settings
from qa.wiring.gate import make_gate, trusted_proxies
from tests.driving import gate, in_memory
from tests.keyed_server import OWN, READER, SITE, KeyedServer, keyed_server, status_and_code


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
    with keyed_server(seeded, base=base) as server:
        response = server.ask(None, address=address)
        page = server.call("GET", "/", None, address=address)

    assert status_and_code(response) == (status, None if status == 200 else "no_keys")
    assert "qa keys create" in response.text or status == 200
    assert (page.status_code, "<qa-chat>" in page.text) == (status, status == 200)


@pytest.mark.parametrize("token", ["unused", "sk-proj-of-openai", "x"])
def test_without_keys_what_fills_the_place_of_one_opens_what_none_opens(seeded: Services, token: str) -> None:
    with keyed_server(seeded, base="http://127.0.0.1:8000") as server:
        here = server.ask(token, address="127.0.0.1")
        elsewhere = server.ask(token)
        foreign = server.ask(token, {"Origin": SITE}, "127.0.0.1")
        passed_on = server.ask(token, {"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1")
        rebound = server.ask(token, {"Host": "evil.example"}, "127.0.0.1")
        server.key()
        later = server.ask(token, address="127.0.0.1")

    assert status_and_code(here) == (200, None)
    assert [status_and_code(it) for it in (elsewhere, passed_on, rebound)] == [(403, "no_keys")] * 3
    assert status_and_code(foreign) == (403, "origin_not_allowed")
    assert status_and_code(later) == (401, "key_unknown")


@pytest.mark.parametrize("token", ["sk_" + "x" * 43, "pk_" + "x" * 43, "cl_" + "x" * 43])
def test_without_keys_what_looks_like_one_is_refused_as_unknown(seeded: Services, token: str) -> None:
    with keyed_server(seeded, base="http://127.0.0.1:8000") as server:
        response = server.ask(token, address="127.0.0.1")

    assert status_and_code(response) == (401, "key_unknown")


@pytest.mark.parametrize(("address", "status"), [("172.18.0.1", 200), ("172.32.0.1", 403), ("127.0.0.1", 200)])
def test_networks_that_are_named_count_as_this_machine(seeded: Services, address: str, status: int) -> None:
    named = make_gate(Settings(local_networks="172.16.0.0/12 fd00::/8"), seeded.adapters, "token")
    with TestClient(create_app(replace(seeded, gate=named)), base_url="http://localhost:8000") as client:
        assert KeyedServer(seeded, client).ask(None, address=address).status_code == status


def test_a_network_that_is_none_is_named(seeded: Services) -> None:
    with pytest.raises(SettingsError, match=r"QA_LOCAL_NETWORKS: .*172\.16\.0\.1/12"):
        make_gate(Settings(local_networks="172.16.0.1/12"), seeded.adapters, "token")
    for proxies in ("*", "10.0.0.1,10.0.0.2", "proxy"):
        with pytest.raises(SettingsError, match="QA_PROXIES"):
            trusted_proxies(Settings(proxies=proxies))
    assert trusted_proxies(Settings(proxies="10.0.0.1 fd00::/8")) == ["10.0.0.1/32", "fd00::/8"]


def test_without_keys_no_page_of_another_site_is_answered(seeded: Services) -> None:
    with keyed_server(seeded, base="http://127.0.0.1:8000") as server:
        own = server.ask(None, {"Origin": "http://127.0.0.1:8000"}, "127.0.0.1")
        foreign = server.ask(None, {"Origin": SITE}, "127.0.0.1")

    assert (status_and_code(own), status_and_code(foreign)) == ((200, None), (403, "origin_not_allowed"))
    assert "access-control-allow-origin" not in foreign.headers


PROXIES = (
    "Forwarded Via X-Forwarded-For X-Real-IP X-Forwarded-Proto CF-Connecting-IP True-Client-IP X-Client-IP X-Host CDN-Loop "
    "X-Original-Forwarded-For X-Envoy-External-Address X-Cluster-Client-IP Fastly-Client-IP Fly-Client-IP X-Azure-ClientIP "
    "X-ProxyUser-Ip WL-Proxy-Client-IP X-Remote-Addr X-AppEngine-User-IP X-Forwarded X-Original-Host X-Sucuri-ClientIP "
    "Remote-Host"
).split()
CALLERS = (
    "X-Request-Id Traceparent User-Agent Accept-Language X-Requested-With X-Stainless-Os Priority DNT Zip-Code X-Description"
).split()


@pytest.mark.parametrize("name", PROXIES)
def test_what_a_proxy_passes_on_is_not_from_this_machine(seeded: Services, name: str) -> None:
    with keyed_server(seeded, base="http://127.0.0.1:8000") as server:
        assert status_and_code(server.ask(None, {name: "127.0.0.1"}, "127.0.0.1")) == (403, "no_keys")


@pytest.mark.parametrize("name", CALLERS)
def test_a_header_that_no_proxy_sets_keeps_nobody_out(seeded: Services, name: str) -> None:
    with keyed_server(seeded, base="http://127.0.0.1:8000") as server:
        assert status_and_code(server.ask(None, {name: "plain"}, "127.0.0.1")) == (200, None)


@pytest.mark.parametrize("second", ["evil.example", "127.0.0.1:8000"])
def test_a_request_with_two_names_for_this_server_is_not_from_this_machine(seeded: Services, second: str) -> None:
    with keyed_server(seeded, base="http://127.0.0.1:8000") as server:
        server.client._transport.client = ("127.0.0.1", 50_000)  # type: ignore[attr-defined]
        hosts = [("Host", "127.0.0.1:8000"), ("Host", second)]
        responses = [server.client.get(path, headers=hosts) for path in ("/v1/widget-config", "/")]

    assert [response.status_code for response in responses] == [403, 403]
    assert responses[0].json()["code"] == "no_keys"


@pytest.mark.parametrize(
    "host", ["", "[::1", "[::::]", "[.]", "localhost:99999", "a b", "localhost:999999", "evil@localhost", "localhost/x"]
)
def test_a_name_that_is_none_is_no_name_of_this_machine(seeded: Services, host: str) -> None:
    with keyed_server(seeded, base="http://127.0.0.1:8000") as server:
        assert status_and_code(server.ask(None, {"Host": host}, "127.0.0.1")) == (403, "no_keys")


ODD = st.text("abz09.:/[]@-_*%,;= 'xn--é", max_size=30)


@pytest.fixture(scope="module")
def readers() -> Iterator[list[TestClient]]:
    """Readers out in the open, of a server without keys and of one with a key."""
    with ExitStack() as stack:
        services = stack.enter_context(in_memory())
        keyed = replace(services, gate=gate())
        keyed.gate.authorizer.keys.add(make_key(KeySpec("publishable", origins=[SITE]))[0])
        clients = [TestClient(create_app(it), base_url=OWN, client=(READER, 50_000)) for it in (services, keyed)]
        yield [stack.enter_context(client) for client in clients]


@given(
    headers=st.dictionaries(
        st.sampled_from(["Host", "Origin", "Authorization", "Sec-Fetch-Site", "X-Forwarded-For"]), ODD
    )
)
def test_no_header_opens_anything_or_breaks_it(readers: list[TestClient], headers: dict[str, str]) -> None:
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    for client in readers:
        assert client.get("/v1/widget-config", headers=sent).status_code in {401, 403}
