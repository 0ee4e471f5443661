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


PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Northport Post</title>
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Lask bridge reopens",
"datePublished": "2026-05-03T08:00:00Z", "dateModified": "2026-05-04T08:00:00Z",
"publisher": {"name": "Northport Post"}, "author": {"name": "Ann Lee"}}</script>
</head><body><nav><a href="/">Home</a></nav><article><h1>Lask bridge reopens</h1>
<p>The Lask bridge in Northport reopened on Monday after two years, and the first lorries crossed it at six.</p>
<p>The repair of the Lask bridge cost 4 million euros, the council said – it was “overdue”.</p></article></body></html>"""
MARKDOWN = """---
title: Lask bridge reopens
date: 2026-05-03
---
The Lask bridge in Northport reopened on Monday after *two* years.

The repair of the Lask bridge cost [4 million euros](https://post.example/b), the council said – it was “overdue”.
"""
TEXT = """Lask bridge reopens

The Lask bridge in Northport reopened on Monday.

The repair of the Lask bridge cost 4 million euros, the council said – it was “overdue”.
"""


@pytest.mark.parametrize(
    "page",
    [
        ("text/html", "bridge.html", PAGE),
        ("application/xhtml+xml", "bridge.html", PAGE),
        ("text/html; charset=windows-1252", "bridge.html", PAGE.replace("utf-8", "windows-1252")),
        ("text/markdown; charset=UTF-8", "bridge.md", MARKDOWN),
        ("text/plain", "bridge.txt", TEXT),
    ],
)
def test_a_page_is_read_as_its_file_is(
    client: TestClient, services: Services, tmp_path: Path, page: tuple[str, str, str]
) -> None:
    media_type, name, content = page
    sent = content.encode("windows-1252" if "1252" in media_type else "utf-8")
    file = tmp_path / name
    file.write_bytes(sent)
    added = client.put(PATH, content=sent, headers={"Content-Type": media_type})
    services.articles.ingest([file], started=lambda _: lambda _: None, limit=100_000)
    by_request, by_file = services.articles.get("city/bridge-2026"), services.articles.get("bridge")

    assert (added.status_code, added.json()["title"]) == (201, "Lask bridge reopens")
    assert (by_request.raw, by_request.page, by_request.cleaned) == (by_file.raw, by_file.page, by_file.cleaned)
    assert by_request.metadata == by_file.metadata
    assert "“overdue”" in by_request.clean
    assert "4 million euros" in answer_to(client, "How much did the repair of the Lask bridge cost?")


def test_what_the_request_says_of_the_encoding_wins_over_the_page(client: TestClient) -> None:
    sent = PAGE.replace("utf-8", "windows-1251").encode()
    client.put(PATH, content=sent, headers={"Content-Type": 'text/html; charset="utf-8"'})

    assert "“overdue”" in client.get(PATH).json()["clean"]


@pytest.mark.parametrize(
    ("media_type", "content", "told"),
    [
        ("text/html", b"<html><body><script>x()</script></body></html>", (422, "invalid_article", "no main text")),
        ("text/html; charset=klingon", PAGE.encode(), (422, "invalid_article", "unknown encoding")),
        ("text/html; charset=rot13", PAGE.encode(), (422, "invalid_article", "web pages do not have")),
        ("text/plain", b" \n", (422, "invalid_article", "white space")),
        ("text/plain", b"\xff\xfeh\x00i\x00", (422, "invalid_article", "UTF-16")),
        ("text/markdown", b"caf\xe9", (422, "invalid_article", "not UTF-8")),
        ("text/html", b"<p>" + b"x" * 4_000, (413, "body_too_large", "4000 bytes")),
        ("text/csv", b"a,b", (415, "unsupported_media_type", "text/html")),
        ("", b"a", (415, "unsupported_media_type", "Content-Type")),
        ("application/json", b'{"text": ', (400, "invalid_json", "character 9")),
        ("application/json", b"\xff", (400, "invalid_json", "UTF-8")),
        ("application/json", b"[" * 3_000, (400, "invalid_json", "nested")),
        ("application/json", b"", (400, "invalid_json", "character 0")),
        ("application/json", b"[]", (422, "invalid_request", "body")),
    ],
)
def test_a_page_that_cannot_be_read_is_refused_and_says_why(
    client: TestClient, media_type: str, content: bytes, told: tuple[int, str, str]
) -> None:
    status, code, says = told
    response = client.put(PATH, content=content, headers={"Content-Type": media_type} if media_type else {})

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert says in response.json()["detail"]
    assert client.get("/v1/articles").json()["data"] == []


def test_a_canceled_article_is_gone_when_the_request_returns_and_so_are_its_words_in_answers(
    client: TestClient,
) -> None:
    client.put(PATH, json=STORY)
    kept = client.post("/v1/answers", json={"question": "How much did the repair of the Lask bridge cost?"}).json()

    canceled = client.put(PATH, json={"text": "", "status": "canceled"})

    assert (canceled.status_code, canceled.json()["change"]) == (200, "withdrawn")
    assert client.get(PATH).status_code == 404
    shown = client.get(f"/v1/answers/{kept['id']}").json()
    assert (shown["standing"], shown["statements"], shown["text"]) == ("withdrawn", [], "")
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


def test_feeds_are_kept_listed_and_forgotten_over_http(services: Services) -> None:
    with local(create_app(services)) as client:
        source = "https://alder.example/feed.xml"
        added = client.post("/v1/feeds", json={"source": source, "outlet": "Alder Herald", "every_seconds": 3600})
        again = client.post("/v1/feeds", json={"source": source}).json()
        listed = client.get("/v1/feeds").json()
        removed = [client.delete(f"/v1/feeds/{again['id']}").status_code for _ in range(2)]

        assert (added.status_code, added.json()["outlet"], added.json()["silent"]) == (200, "Alder Herald", False)
        assert (again["id"], again["outlet"], again["every_seconds"]) == (added.json()["id"], None, 900)
        assert ([feed["id"] for feed in listed["data"]], listed["fetching"]) == ([again["id"]], False)
        assert (removed, client.get("/v1/feeds").json()["data"]) == ([204, 404], [])
        for place in (
            "/etc/passwd",
            "file:///etc/passwd",
            "https://user:word@alder.example/",
            "feed.xml",
            "ftp://alder.example/",
        ):
            refused = client.post("/v1/feeds", json={"source": place})
            assert (refused.status_code, refused.json()["code"]) == (422, "invalid_feed"), place


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
        ready = client.get("/readyz").json()
        answer = client.post("/v1/answers", json={"question": "What is the harbour?"}).json()
        assert ready["silent_feeds"] == ["feed_0123456789"]
        assert ready["freshness"]["stale_feeds"] == answer["freshness"]["stale_feeds"] == ["feed_0123456789"]
        told = client.get("/metrics").text
        assert 'dateline_feed_last_success_timestamp_seconds{feed="feed_0123456789"} 0.0' in told
        assert told.count("dateline_feed_last_success_timestamp_seconds{") == 2
