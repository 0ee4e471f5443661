"""Articles come, change and go while the server runs, and answers follow at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from starlette.testclient import TestClient

from qa.api.app import create_app
from qa.api.middleware.body_limit import BodyLimits
from qa.domain.feed import Feed
from qa.services import Services
from tests.serving import local

PATH = "/v1/articles/city/bridge-2026"
STORY = {
    "text": "The Lask bridge in Northport reopened on Monday. The repair cost 4 million euros, the council said.",
    "title": "Lask bridge reopens", "publisher": "Northport Post", "authors": ["Ann Lee"],
    "url": "https://post.example/bridge", "published_at": "2026-05-03", "language": "en",
}  # fmt: skip


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with local(create_app(services, limits=BodyLimits(article=4_000))) as running:
        yield running


def answer_to(client: TestClient, question: str) -> str:
    body = client.post("/v1/answers", json={"question": question}).json()
    return str(body["text"]) if body.get("mode") == "extractive" else str(body.get("mode", body.get("code")))


def test_an_article_is_stored_answered_from_changed_and_removed(client: TestClient, services: Services) -> None:
    question = "How much did the repair of the Lask bridge cost?"
    added = client.put(PATH, json=STORY)
    assert (added.status_code, added.json()["change"], added.json()["article_id"]) == (201, "added", "city/bridge-2026")
    assert added.json()["publisher"] == "Northport Post"
    assert "4 million euros" in answer_to(client, question)

    again = client.put(PATH, json=STORY)
    assert (again.status_code, again.json()["change"], again.json()["version"]) == (
        200,
        "unchanged",
        added.json()["version"],
    )

    changed = client.put(PATH, json={**STORY, "text": STORY["text"].replace("4 million", "5 million")})  # type: ignore[attr-defined]
    assert (changed.status_code, changed.json()["change"]) == (200, "replaced")
    assert "5 million euros" in answer_to(client, question)

    assert (client.delete(PATH).status_code, client.delete(PATH).status_code) == (204, 404)
    assert answer_to(client, question) == "no_articles"
    assert services.articles.diagnose() == []


def test_what_was_left_out_is_told(client: TestClient) -> None:
    stored = client.put(PATH, json={**STORY, "url": "javascript:alert(1)"}).json()

    assert stored["url"] is None
    assert "only http and https" in stored["notes"][0]


@pytest.mark.parametrize(
    ("path", "fields", "code", "says"),
    [
        ("a b", {}, "invalid_article", "a-b"),
        ("..%2Fx", {}, "invalid_article", "can"),
        ("x", {"text": " "}, "invalid_article", "'text' is missing"),
        ("x", {"text": "a\x00b"}, "invalid_article", "NUL"),
        ("x", {"published_at": "yesterday"}, "invalid_article", "ISO 8601"),
        ("x", {"title": "y" * 501}, "invalid_article", "longer than 500"),
        ("x", {"colour": "red"}, "invalid_request", "/colour"),
        ("x", {"text": "long " * 1_000}, "body_too_large", "4000 bytes"),
    ],
)
def test_what_cannot_be_stored_is_refused_and_says_why(
    client: TestClient, path: str, fields: dict[str, str], code: str, says: str
) -> None:
    response = client.put(f"/v1/articles/{path}", json={**STORY, **fields})

    assert (response.json()["code"], response.status_code // 100) == (code, 4)
    assert says in response.json()["detail"]
    assert client.get("/v1/articles").json()["data"] == []


def test_an_article_may_be_larger_than_a_question(services: Services) -> None:
    with local(create_app(services, limits=BodyLimits(body=500, article=4_000))) as client:
        stored = client.put(PATH, json={**STORY, "text": STORY["text"] + " It rained." * 100})  # type: ignore[operator]
        asked_too_long = client.post("/v1/answers", json={"question": "x" * 600})

    assert stored.status_code == 201
    assert asked_too_long.status_code == 413


def test_articles_that_come_at_once_are_stored_one_by_one(client: TestClient, services: Services) -> None:
    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(lambda n: client.put(f"/v1/articles/copy-{n}", json=STORY).status_code, range(4)))

    assert codes == [201] * 4
    assert {len(services.answerer.assembler.also_in(article)) for article in services.articles.all()} == {3}
    assert services.articles.diagnose() == []


def test_a_canceled_article_is_gone_when_the_request_returns_and_so_are_the_answers_that_quote_it(
    client: TestClient,
) -> None:
    client.put(PATH, json=STORY)
    kept = client.post("/v1/answers", json={"question": "How much did the repair of the Lask bridge cost?"}).json()

    canceled = client.put(PATH, json={"text": "", "status": "canceled"})

    assert (canceled.status_code, canceled.json()["change"]) == (200, "withdrawn")
    assert [client.get(path).status_code for path in (PATH, f"/v1/answers/{kept['id']}")] == [404, 404]
    assert answer_to(client, "How much did the repair of the Lask bridge cost?") == "no_articles"


def test_an_embargoed_article_is_shown_to_nobody_until_the_server_lets_it_in(services: Services) -> None:
    now = [datetime(2026, 3, 2, 12, tzinfo=UTC)]
    timed = replace(services, articles=replace(services.articles, clock=lambda: now[0]))
    with local(create_app(timed)) as client:
        held = client.put(PATH, json={**STORY, "embargoed_until": "2026-03-02T13:00:00Z"})
        hidden = [client.get(PATH).status_code, client.get("/v1/articles").json()["data"]]
        now[0] += timedelta(hours=1)

        assert held.json()["change"] == "held"
        assert hidden == [404, []]
        deadline = monotonic() + 10
        while client.get(PATH).status_code == 404 and monotonic() < deadline:
            sleep(0.05)
        assert client.get(PATH).status_code == 200


def test_a_server_polls_its_feeds_and_flags_a_silent_one(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    item = f"<item><guid>1</guid><description>{STORY['text']}</description></item>"
    path.write_text(f"<rss version='2.0'><channel>{item}</channel></rss>", encoding="utf-8")
    services.feeds.add(str(path), "Northport Post", timedelta(minutes=1))
    long_ago = datetime.now(UTC) - timedelta(days=9)
    services.feeds.feeds.put(Feed("feed_0123456789", "https://gone.example/f", None, timedelta(days=1), long_ago))

    with local(create_app(services)) as client:
        deadline = monotonic() + 10
        while not client.get("/v1/articles").json()["data"] and monotonic() < deadline:
            sleep(0.05)

        assert [article["publisher"] for article in client.get("/v1/articles").json()["data"]] == ["Northport Post"]
        assert client.get("/readyz").json()["silent_feeds"] == ["feed_0123456789"]
