"""The pages for people: the front page, the list to search and browse, and an article to read."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from qa.access.credentials import KeySpec, make_key
from qa.api.deps import WidgetOptions
from qa.api.wording import corpus_line
from qa.domain.article import Holdings
from qa.services import Services
from tests.keyed_server import OWN, keyed_server
from tests.reading import ARTICLES, HOSTILE, stocked
from tests.serving import client_of

MARCH, MAY, LATER = datetime(2024, 3, 3, tzinfo=UTC), datetime(2024, 5, 9, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with stocked(tmp_path_factory.mktemp("pages"), [*ARTICLES, *HOSTILE]) as services:
        yield services


@pytest.fixture(scope="module")
def client(news: Services) -> Iterator[TestClient]:
    with client_of(news) as running:
        yield running


def titles(client: TestClient, **wanted: str) -> list[str]:
    response = client.get("/articles", params={name.rstrip("_"): value for name, value in wanted.items()})
    assert response.status_code == 200
    return re.findall(r"<h2[^>]*><a [^>]*>([^<]*)</a></h2>", response.text)


@pytest.mark.parametrize(
    ("holdings", "line"),
    [
        (Holdings(1, {}, 0, None, None), "1 article"),
        (Holdings(1200, {"A": 1200}, 1200, MARCH, MARCH), "1,200 articles · 1 outlet · 3 March 2024"),
        (Holdings(5, {"A": 3, "B": 2}, 5, MARCH, MAY), "5 articles · 2 outlets · March to May 2024"),
        (Holdings(5, {"A": 1}, 0, None, None), "5 articles · 1 named outlet"),
        (Holdings(2, {}, 1, MARCH, LATER), "2 articles · dated March 2024 to January 2025"),
        (Holdings(2, {}, 2, MARCH, MARCH.replace(day=9)), "2 articles · March 2024"),
    ],
)
def test_the_corpus_line_tells_only_what_is_known(holdings: Holdings, line: str) -> None:
    assert corpus_line(holdings) == line


def test_the_front_page_has_the_promise_the_corpus_line_and_the_latest_articles(client: TestClient) -> None:
    page = client.get("/").text

    assert "Every sentence stands on a quote" in page
    assert "10 articles · 9 named outlets · dated 3 March 2026 to" not in page
    assert "<p>10 articles · 9 named outlets · dated March 2026</p>" in page
    latest = re.findall(r'<h3 dir="auto"[^>]*><a href="([^"]*)" data-read="([^"]*)">([^<]*)</a>', page)
    assert latest[0] == ("/articles/flood-post", "flood-post", "Tarn counts the cost")
    assert len(latest) == 6
    assert '<time datetime="2026-03-05T00:00:00+00:00">5 March 2026</time>' in page


def test_articles_without_a_day_are_not_called_the_latest(tmp_path: Path) -> None:
    with (
        stocked(
            tmp_path, [{"id": "dam", "title": "Dam", "text": "The Vell dam in Tarn was closed for repairs."}]
        ) as services,
        client_of(services) as client,
    ):
        pages = client.get("/").text + client.get("/articles").text

    assert "Latest" not in pages
    assert "newest" not in pages


def test_an_empty_server_says_how_to_add_articles(services: Services) -> None:
    with client_of(services) as client:
        page = client.get("/").text

        assert "There are no articles here yet" in page
        assert "qa ingest articles/" in page
        assert "http://127.0.0.1:8000/v1/articles/first" in page
        assert "<qa-chat" not in page
        assert "There are no articles here yet" in client.get("/articles").text


def test_the_list_is_searched_and_filtered_by_an_address(client: TestClient) -> None:
    assert titles(client, q="homes insurers") == ["Tarn counts the cost"]
    assert titles(client, outlet="Vell Wire") == ["Tarn: homes under water"]
    assert titles(client, from_="2026-03-05") == ["Tarn counts the cost"]
    assert titles(client, to="2026-03-04", outlet="", q="") == [
        "Tarn: homes under water",
        "Hundreds of homes under water in Tarn",
    ]
    assert titles(client, q="zeppelin") == []
    assert "No article has all of that" in client.get("/articles?q=zeppelin").text
    assert len(titles(client, page="x", q='" OR ')) == 0
    assert len(titles(client, page="9" * 5)) == 0


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("from=2026-02-31", "“2026-02-31” is no day"),
        ("from=2026-03-05&to=2026-03-04", "The first day comes after the last"),
    ],
)
def test_days_that_cannot_be_are_named(client: TestClient, query: str, fault: str) -> None:
    response = client.get(f"/articles?{query}")

    assert response.status_code == 400
    assert fault in response.text


def test_a_long_list_has_pages_that_keep_the_search(tmp_path: Path) -> None:
    rows = [{"id": f"s{n}", "title": f"Story {n}", "text": f"The ferry number {n} sails at noon."} for n in range(25)]
    with stocked(tmp_path, rows) as services, client_of(services) as client:
        first = client.get("/articles?q=ferry")
        older = re.findall(r'href="([^"]*)" rel="next"', first.text)
        second = client.get(older[0].replace("&amp;", "&"))

        assert older == ["/articles?q=ferry&amp;page=2"]
        assert "25 articles · page 1 of 2" in first.text
        assert len(re.findall("<h2", second.text)) == 5
        assert re.findall(r'href="([^"]*)" rel="prev"', second.text) == ["/articles?q=ferry"]


def test_an_article_is_read_at_its_address_with_what_is_known_of_it(client: TestClient) -> None:
    page = client.get("/articles/flood-herald").text

    for shown in ("Hundreds of homes under water in Tarn</h1>", "Ada Lind", "Tarn Herald", "3 March 2026"):
        assert shown in page
    assert "340 homes were flooded in Tarn on Monday." in page
    assert '<a href="https://herald.example/flood" rel="noopener noreferrer">' in page
    assert '<a href="/articles/flood-copy" dir="auto">Tarn: homes under water</a>' in page
    assert "Vell dam reopens</h1>" in client.get("/articles/dam%2Freopened").text
    assert (client.get("/articles/none").status_code, client.head("/articles/flood-post").status_code) == (404, 200)


def test_credits_stand_apart_from_the_story(tmp_path: Path) -> None:
    told = (
        "---\ntitle: Dam reopens\nauthor: Ines Roth\ndate: 2026-06-12\n---\nThe dam reopened on Friday after repairs.\n"
    )
    (tmp_path / "dam.md").write_text(told, encoding="utf-8")
    with stocked(tmp_path, []) as services, client_of(services) as client:
        services.articles.ingest([tmp_path / "dam.md"], started=lambda _: lambda _: None, limit=10_000)

        assert (
            '<p class="opening" dir="auto">The dam reopened on Friday after repairs.</p>'
            in client.get("/articles").text
        )
        page = client.get("/articles/dam").text
        assert "<p>The dam reopened on Friday after repairs.</p>" in page
        assert "Ines Roth" in page.partition('<footer class="facts"')[2]


@pytest.mark.parametrize("path", ["/", "/articles", "/articles?q=<script>alert(1)</script>", "/articles/hostile-Orm"])
def test_nothing_untrusted_becomes_markup(client: TestClient, path: str) -> None:
    response = client.get(path)

    assert re.findall(r'<script[^>]*>|<img|<svg|="javascript:', response.text) in (
        [],
        ['<script src="/widget.js" async>', '<script src="/page.js" defer>'],
    )
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "private, no-cache"


def test_a_server_with_keys_shows_no_articles_without_one(news: Services) -> None:
    with keyed_server(news) as server:
        server.key(OWN)
        closed = {path: server.call("GET", path, None) for path in ("/", "/articles", "/articles/flood-post")}

    assert {path: response.status_code for path, response in closed.items()} == dict.fromkeys(closed, 403)
    assert not [path for path, response in closed.items() if "Tarn" in response.text]


def test_the_page_s_key_shows_the_corpus_line_and_what_answers_have_shown(news: Services) -> None:
    key, secret = make_key(KeySpec("publishable", "", (OWN,)))
    with keyed_server(news, widget_options=WidgetOptions(page_key=secret)) as server:
        server.services.gate.authorizer.keys.add(key)
        page, listing = server.call("GET", "/", None), server.call("GET", "/articles", None)
        before = server.call("GET", "/articles/dam%2Freopened", None)
        server.services.gate.authorizer.disclose(["dam/reopened"])
        after = server.call("GET", "/articles/dam%2Freopened", None)

    assert "10 articles" in page.text
    assert "Latest articles" not in page.text
    assert (listing.status_code, before.status_code, after.status_code) == (403, 403, 200)
    assert 'href="/articles"' not in after.text
