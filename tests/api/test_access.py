"""With keys whoever shows one is answered: from where and for what the key is."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from threading import get_ident

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from qa.access.credentials import KeySpec, make_key
from qa.api.app import create_app
from qa.api.deps import WidgetOptions
from qa.api.middleware.cors import KeyCorsMiddleware
from qa.errors import StoreBusyError
from qa.services import Services
from tests.driving import gate
from tests.fakes import MemoryDisclosures, MemoryKeys
from tests.keyed_server import OTHER, OWN, SITE, STORY, KeyedServer, keyed_server, status_and_code


@pytest.fixture
def opened(seeded: Services) -> Iterator[KeyedServer]:
    with keyed_server(seeded) as server:
        yield server


def test_once_there_are_keys_nobody_asks_without_one_from_wherever(seeded: Services) -> None:
    with keyed_server(seeded, base="http://127.0.0.1:8000") as server:
        server.key()
        response = server.ask(None, address="127.0.0.1")
        unknown = server.ask("sk_" + "x" * 43)

    assert status_and_code(response) == (401, "key_missing")
    assert response.headers["www-authenticate"] == "Bearer"
    assert status_and_code(unknown) == (401, "key_unknown")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/openapi.json", "/widget.js"])
def test_what_tells_nothing_of_the_articles_needs_no_key(opened: KeyedServer, path: str) -> None:
    opened.key()
    assert opened.call("GET", path, None).status_code == 200


PUBLIC = [
    ("POST", "/v1/answers"), ("GET", "/v1/answers/ans_1"), ("GET", "/v1/answers/ans_1/events"),
    ("POST", "/v1/answers/ans_1/cancel"), ("POST", "/v1/feedback"),
    ("GET", "/v1/widget-config"),
    ("GET", "/v1/models"), ("GET", "/v1/models/dateline"), ("POST", "/v1/chat/completions"), ("POST", "/v1/responses"),
]  # fmt: skip


def operations(client: TestClient) -> set[tuple[str, str]]:
    paths = client.get("/openapi.json").json()["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods if path.startswith("/v1")}


def filled(path: str) -> str:
    names = {"answer_id": "ans_1", "article_id": "none", "model": "dateline", "job_id": "none", "feed_id": "none"}
    return path.format(**names)


def test_a_publishable_key_may_ask_and_nothing_else(opened: KeyedServer) -> None:
    _, secret = opened.key(SITE)
    calls = [(method, filled(path)) for method, path in operations(opened.client)]
    codes = {(*call, status_and_code(opened.call(*call, secret, {"Origin": SITE}))) for call in calls}

    assert {(method, path) for method, path, (status, _) in codes if status not in {401, 403}} == set(PUBLIC)
    assert {code for method, path, (_, code) in codes if (method, path) not in PUBLIC} == {"key_may_only_ask"}


def test_a_publishable_key_reads_only_what_an_answer_has_shown(opened: KeyedServer) -> None:
    (_, public), (_, secret) = opened.key(SITE), opened.key()
    other = "/v1/articles/000_ad558fa49324228e"
    before = [
        status_and_code(opened.call("GET", path, public, {"Origin": SITE}))
        for path in (STORY, other, "/v1/articles/none")
    ]
    answer = opened.ask(public, {"Origin": SITE}).json()
    cited = {source["article_id"] for source in answer["sources"]}
    after = {opened.call("GET", f"/v1/articles/{name}", public, {"Origin": SITE}).status_code for name in cited}

    assert before == [(403, "key_may_only_ask")] * 3
    assert cited
    assert after == {200}
    assert opened.call("GET", other, secret).status_code == 200
    assert "000_ad558fa49324228e" not in cited
    assert opened.call("GET", other, public, {"Origin": SITE}).status_code == 403


def test_the_nearest_passages_of_an_abstention_may_be_read(opened: KeyedServer) -> None:
    _, public = opened.key(SITE)
    headers = {"Authorization": f"Bearer {public}", "Origin": SITE}
    answer = opened.client.post("/v1/answers", json={"question": "Who won the 2022 World Cup?"}, headers=headers).json()
    near = answer["abstention"]["nearest"][0]["article_id"]

    assert opened.call("GET", f"/v1/articles/{near}", public, {"Origin": SITE}).status_code == 200


def test_while_the_store_is_held_up_an_answer_stands_and_its_articles_stay_shut(
    seeded: Services, caplog: pytest.LogCaptureFixture
) -> None:
    class Held(MemoryDisclosures):
        def disclose(self, article_ids: Iterable[str]) -> None:
            raise StoreBusyError("held")

    held = replace(seeded, gate=gate(disclosures=Held()))
    with TestClient(create_app(held), base_url=OWN) as client:
        _, secret = KeyedServer(held, client).key(SITE)
        answer = KeyedServer(held, client).ask(secret, {"Origin": SITE})
        article = KeyedServer(held, client).call("GET", STORY, secret, {"Origin": SITE})

    assert (answer.status_code, article.status_code) == (200, 403)
    assert "are not remembered" in caplog.text


def test_every_operation_on_articles_and_answers_needs_a_key(opened: KeyedServer) -> None:
    opened.key()
    calls = [(method, filled(path)) for method, path in operations(opened.client)]

    assert {status_and_code(opened.call(*call, None)) for call in calls} == {(401, "key_missing")}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": SITE},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-origin"},
        {"User-Agent": "Mozilla/5.0 (X11; Linux)"},
    ],
)
def test_a_secret_key_does_all_and_never_from_a_browser(opened: KeyedServer, headers: dict[str, str]) -> None:
    _, secret = opened.key()
    statuses = {opened.call(method, filled(path), secret).status_code for method, path in operations(opened.client)}

    assert not statuses & {401, 403}
    assert status_and_code(opened.ask(secret, headers)) == (403, "secret_key_in_browser")
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
def test_only_pages_of_the_keys_sites_may_show_it(opened: KeyedServer, origin: str, allowed: bool) -> None:
    _, secret = opened.key(SITE)
    wanted = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    preflight = opened.client.options("/v1/answers", headers={"Origin": origin, **wanted})
    response = opened.ask(secret, {"Origin": origin})

    allowed_origin = origin if allowed else None
    assert (preflight.status_code == 200) is allowed
    assert status_and_code(response) == ((200, None) if allowed else (403, "origin_not_allowed"))
    assert preflight.headers.get("access-control-allow-origin") == allowed_origin
    assert response.headers.get("access-control-allow-origin") == allowed_origin
    assert "Origin" in response.headers["vary"]
    assert "access-control-allow-credentials" not in response.headers


def test_a_page_may_send_what_clients_of_openai_add_and_read_whether_to_try_again(opened: KeyedServer) -> None:
    opened.key(SITE)
    added = "authorization,content-type,user-agent,openai-project,x-stainless-lang,x-stainless-runtime-version"
    wanted = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": added, "Origin": SITE}
    preflight = opened.client.options("/v1/responses", headers=wanted)
    refused = opened.call("POST", "/v1/responses", None, {"Origin": SITE})

    assert preflight.status_code == 200
    assert opened.client.options("/", headers={**wanted, "Access-Control-Request-Headers": "x-a"}).status_code == 400
    assert "X-Should-Retry" in refused.headers["access-control-expose-headers"]


def test_a_key_of_one_site_is_refused_on_another_that_has_its_own(opened: KeyedServer) -> None:
    (_, ours), _ = opened.key(SITE), opened.key(OTHER)
    response = opened.ask(ours, {"Origin": OTHER})

    assert status_and_code(response) == (403, "origin_not_allowed")
    assert response.headers["access-control-allow-origin"] == OTHER  # so that the page can say why


class Watched(MemoryKeys):
    """Notes which threads look sites up; held by another process where it is told so."""

    def __init__(self, held: bool) -> None:
        super().__init__()
        self.threads: set[int] = set()
        self._held = held

    def allows(self, origin: str) -> bool:
        self.threads.add(get_ident())
        if self._held:
            raise StoreBusyError("held")
        return super().allows(origin)


@pytest.mark.parametrize("held", [False, True])
def test_whether_a_site_is_known_is_looked_up_beside_the_event_loop_and_breaks_nothing(held: bool) -> None:
    loop: set[int] = set()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        loop.add(get_ident())
        await PlainTextResponse("hello")(scope, receive, send)

    keys = Watched(held)
    keys.add(make_key(KeySpec("publishable", origins=[SITE]))[0])
    response = TestClient(KeyCorsMiddleware(app, keys)).get("/", headers={"Origin": SITE})

    assert (response.text, keys.threads & loop, len(keys.threads)) == ("hello", set(), 1)
    assert response.headers.get("access-control-allow-origin") == (None if held else SITE)


def test_no_site_is_called_by_the_sign_for_all(opened: KeyedServer) -> None:
    opened.key(SITE)
    assert "access-control-allow-origin" not in opened.client.get("/healthz", headers={"Origin": "*"}).headers


def test_without_an_origin_a_publishable_key_is_for_our_own_pages_only(opened: KeyedServer) -> None:
    (_, page), (_, foreign) = opened.key(OWN), opened.key(SITE)

    assert opened.ask(page).status_code == 200
    assert status_and_code(opened.ask(foreign)) == (403, "origin_not_allowed")


def test_a_revoked_key_is_refused_with_the_next_request_and_opens_nothing(opened: KeyedServer) -> None:
    key, secret = opened.key(SITE)
    assert opened.ask(secret, {"Origin": SITE}).status_code == 200
    opened.services.gate.authorizer.keys.revoke(key.id, datetime.now(UTC))
    refused = opened.ask(secret, {"Origin": SITE})

    assert status_and_code(refused) == (401, "key_unknown")
    assert refused.headers["access-control-allow-origin"] == SITE  # so that the page can say why
    assert status_and_code(opened.ask(None)) == (401, "key_missing")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_no_page_may_change_articles(opened: KeyedServer, method: str) -> None:
    opened.key(SITE)
    wanted = {"Access-Control-Request-Method": method, "Origin": SITE}

    assert opened.client.options("/v1/articles/a", headers=wanted).status_code == 400


def test_a_page_can_read_that_its_question_was_too_large(opened: KeyedServer) -> None:
    _, secret = opened.key(SITE)
    headers = {"Authorization": f"Bearer {secret}", "Origin": SITE}
    response = opened.client.post("/v1/answers", json={"question": "x" * 300_000}, headers=headers)

    assert status_and_code(response) == (413, "body_too_large")
    assert response.headers["access-control-allow-origin"] == SITE


def test_the_command_line_of_the_same_folder_needs_no_key_of_its_own(opened: KeyedServer) -> None:
    opened.key()

    assert opened.ask(opened.services.gate.authorizer.token).status_code == 200
    assert opened.ask(opened.services.gate.authorizer.token[:-1]).status_code == 401


def test_the_page_shows_its_own_key_or_says_that_it_is_closed(seeded: Services) -> None:
    with keyed_server(seeded) as server:
        server.key(OWN)
        closed = server.call("GET", "/", None)
    with keyed_server(seeded, widget_options=WidgetOptions(page_key='pk_"><script>')) as server:
        page = server.call("GET", "/", None)

    assert (closed.status_code, "<qa-chat" in closed.text) == (403, False)
    assert "QA_PAGE_KEY" in closed.text
    assert f"--origin {OWN}" in closed.text
    assert '<qa-chat key="pk_&#34;&gt;&lt;script&gt;"></qa-chat>' in page.text


def test_a_chat_is_told_the_longest_question_and_the_owners_words(seeded: Services) -> None:
    with keyed_server(seeded, widget_options=WidgetOptions(texts={"notice": "Made by software."})) as server:
        _, secret = server.key(SITE)
        response = server.call("GET", "/v1/widget-config", secret, {"Origin": SITE})

    assert response.json() == {
        "object": "widget_config",
        "max_question": 2000,
        "texts": {"notice": "Made by software."},
        "corpus": {
            "articles": 5,
            "outlets": 1,
            "first_published_at": None,
            "last_published_at": None,
            "line": "5 articles · 1 named outlet",
        },
        "examples": [],
    }
    assert response.headers["cache-control"] == "private, max-age=300"
