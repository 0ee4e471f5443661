"""The HTTP API answers in the wire format, and every refusal is a problem document."""

import json
import logging
from collections.abc import Callable, Iterator

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from qa.adapters.sqlite_library import SqliteLibrary
from qa.api.app import create_app
from qa.api.middleware.body_limit import BodyLimits
from qa.api.schemas.answers import AnswerBody
from qa.api.schemas.articles import ArticleBody
from qa.services import Services
from tests.conftest import Write
from tests.driving import in_memory, ingest, marking
from tests.serving import local

QUESTION = "How many US troops are in Iraq?"
MAX_BODY = BodyLimits().body


def client_of(services: Services) -> TestClient:
    return local(create_app(services), raise_errors=False)


@pytest.fixture(scope="module")
def client(seeded: Services) -> Iterator[TestClient]:
    with client_of(seeded) as running:
        yield running


def test_an_answer_carries_its_quotes_with_both_spans(client: TestClient) -> None:
    response = client.post("/v1/answers", json={"question": QUESTION})
    answer = AnswerBody.model_validate_json(response.content)
    articles = {
        source.article_id: ArticleBody.model_validate_json(client.get(f"/v1/articles/{source.article_id}").content)
        for source in answer.sources
    }

    assert (response.status_code, answer.mode, answer.abstention) == (200, "extractive", None)
    assert [answer.text[statement.start : statement.end] for statement in answer.statements] == [
        statement.text for statement in answer.statements
    ]
    for citation in answer.citations:
        article = articles[citation.article_id]
        assert article.clean[citation.span.start : citation.span.end] == citation.quote
        assert article.raw[citation.raw_span.start : citation.raw_span.end].split() == citation.quote.split()
        assert article.version == citation.version
    assert {citation.source for citation in answer.citations} == {source.number for source in answer.sources}
    assert answer.corpus.articles == 5


def test_a_short_answer_is_a_part_of_its_quote_and_of_its_statement(seeded: Services) -> None:
    with client_of(marking(seeded)) as client:
        response = client.post("/v1/answers", json={"question": QUESTION})
        answer = AnswerBody.model_validate_json(response.content)
        citations = {citation.id: citation for citation in answer.citations}
        first = citations[answer.statements[0].citations[0]]
        article = ArticleBody.model_validate_json(client.get(f"/v1/articles/{first.article_id}").content)

    short_answer = answer.statements[0].short_answer
    assert short_answer is not None
    assert short_answer.text == "2,500" == article.clean[short_answer.span.start : short_answer.span.end]
    place = answer.statements[0].start + short_answer.span.start - first.span.start
    assert answer.text[place:].startswith("2,500 ")


def test_where_no_reader_marks_a_short_answer_there_is_none(write: Write) -> None:
    with in_memory() as services, client_of(services) as client:
        ingest(services, write("a.txt", "Tarn was flooded.\n\nSome 340 homes were flooded in Tarn."))
        answer = client.post("/v1/answers", json={"question": "How many homes were flooded in Tarn?"}).json()

    assert answer["mode"] == "extractive"
    assert [statement["short_answer"] for statement in answer["statements"]] == [None] * len(answer["statements"])


def test_an_abstention_is_an_answer_with_a_reason_and_the_nearest_passages(client: TestClient) -> None:
    response = client.post("/v1/answers", json={"question": "How many British troops are in Iraq?"})
    answer = AnswerBody.model_validate_json(response.content)

    assert (response.status_code, answer.mode, answer.statements, answer.citations) == (200, "abstained", [], [])
    assert answer.abstention is not None
    assert answer.abstention.reason == "out_of_scope"
    assert answer.text == answer.abstention.message
    assert {citation.source for citation in answer.abstention.nearest} <= {source.number for source in answer.sources}


def test_an_answer_says_which_words_were_read_as_others(client: TestClient) -> None:
    body = client.post("/v1/answers", json={"question": "How many US trooops are in Iraq?"}).json()

    assert body["question"] == "How many US trooops are in Iraq?"
    assert body["corrections"] == [{"asked": "trooops", "read_as": "troops"}]
    assert "2,500" in body["text"]


def test_search_shows_both_scores(client: TestClient) -> None:
    body = client.post("/v1/search", json={"query": "troops in Syria", "limit": 3}).json()

    assert len(body["passages"]) == 3
    scores = [passage["score"] for passage in body["passages"]]
    assert scores == sorted(scores, reverse=True)
    assert {"lexical", "semantic", "title", "text", "span"} <= set(body["passages"][0])


def test_articles_are_listed_page_by_page_until_the_cursor_ends(client: TestClient) -> None:
    seen, cursor = [], None
    while True:
        page = client.get("/v1/articles", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [summary["article_id"] for summary in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == 5


def test_an_article_shows_what_was_taken_out_of_it(client: TestClient) -> None:
    article = client.get("/v1/articles/004_e8f252f424966374").json()
    removed = {
        region["kind"]: article["raw"][region["raw_span"]["start"] : region["raw_span"]["end"]]
        for region in article["regions"]
        if region["kind"] != "body"
    }

    assert "ad blocker" in removed["ad-notice"]
    assert "ad blocker" not in article["clean"]


def pieces() -> Iterator[bytes]:
    return (b"x" * 9_999 for _ in range(30))


JSON, TEXT = {"content-type": "application/json"}, {"content-type": "text/plain"}
REFUSALS: list[tuple[str, Callable[[TestClient], Response], int, str]] = [
    ("an empty question", lambda c: c.post("/v1/answers", json={"question": " "}), 422, "invalid_question"),
    ("an over-long question", lambda c: c.post("/v1/answers", json={"question": "x" * 2_001}), 422, "invalid_question"),
    ("a question of the wrong type", lambda c: c.post("/v1/answers", json={"question": 12}), 422, "invalid_request"),
    ("a missing question", lambda c: c.post("/v1/answers", json={}), 422, "invalid_request"),
    ("an unknown field", lambda c: c.post("/v1/answers", json={"question": "x", "k": 1}), 422, "invalid_request"),
    ("a list for a body", lambda c: c.post("/v1/answers", json=[1]), 422, "invalid_request"),
    ("broken JSON", lambda c: c.post("/v1/answers", content=b"{", headers=JSON), 400, "invalid_json"),
    ("no JSON", lambda c: c.post("/v1/answers", content=b"hi", headers=TEXT), 415, "unsupported_media_type"),
    ("a body over its limit", lambda c: c.post("/v1/answers", json={"question": "x" * MAX_BODY}), 413, "body_too_large"),
    ("a body over its limit in pieces", lambda c: c.post("/v1/answers", content=pieces(), headers=JSON), 413, "body_too_large"),
    ("a body that is not UTF-8", lambda c: c.post("/v1/answers", content=b'"\xff"', headers=JSON), 400, "invalid_json"),
    ("too many passages", lambda c: c.post("/v1/search", json={"query": "x", "limit": 51}), 422, "invalid_request"),
    ("an empty search", lambda c: c.post("/v1/search", json={"query": ""}), 422, "invalid_question"),
    ("an unknown article", lambda c: c.get("/v1/articles/nope"), 404, "unknown_article"),
    ("a path for an article", lambda c: c.get("/v1/articles/../../etc/passwd"), 404, "not_found"),
    ("an encoded path for an article", lambda c: c.get("/v1/articles/%2e%2e%2fetc%2fpasswd"), 404, "unknown_article"),
    ("a foreign cursor", lambda c: c.get("/v1/articles?cursor=%C3%A9"), 422, "invalid_cursor"),
    ("an unknown page", lambda c: c.get("/nope"), 404, "not_found"),
    ("another method", lambda c: c.delete("/v1/answers"), 405, "method_not_allowed"),
]  # fmt: skip


@pytest.mark.parametrize(("send", "status", "code"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS])
def test_a_refusal_is_a_problem_that_says_what_to_do(
    client: TestClient, send: Callable[[TestClient], Response], status: int, code: str
) -> None:
    response = send(client)
    problem = response.json()

    assert (response.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["request_id"] == response.headers["x-request-id"]
    assert problem["detail"]
    assert "Traceback" not in json.dumps(problem)


def test_half_of_a_surrogate_pair_in_a_question_is_no_crash(client: TestClient) -> None:
    response = client.post(
        "/v1/answers", content=b'{"question": "troops \\ud800?"}', headers={"content-type": "application/json"}
    )

    assert (response.status_code, response.json()["code"]) == (422, "invalid_question")


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_a_body_that_is_nested_without_end_is_refused(client: TestClient, opening: str) -> None:
    content = f'{{"question": {opening * 40_000}'.encode()
    response = client.post("/v1/answers", content=content, headers={"content-type": "application/json"})

    assert (response.status_code, response.json()["code"]) == (400, "invalid_json")


def test_no_log_repeats_a_question(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        client.post("/v1/answers", json={"question": "How many troops wait for marker-71 in Iraq?"})
        client.post("/v1/answers", json={"question": "marker-71 " * 300})

    assert [record for record in caplog.records if "marker-71" in record.getMessage() and record.name != "httpx"] == []


def test_without_articles_the_service_is_alive_but_not_ready() -> None:
    with in_memory() as services, client_of(services) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        for response in (client.get("/readyz"), client.post("/v1/answers", json={"question": QUESTION})):
            assert (response.status_code, response.json()["code"]) == (503, "no_articles")


def test_a_defect_of_ours_is_a_problem_without_its_details() -> None:
    with in_memory() as services, client_of(services) as client:
        assert isinstance(services.library, SqliteLibrary)
        services.library.close()
        response = client.post("/v1/answers", json={"question": QUESTION})

    assert (response.status_code, response.json()["code"]) == (500, "internal")
    assert "sqlite" not in response.text.lower()


@pytest.mark.parametrize(
    ("request_id", "kept"), [("req-12345678", True), ("short", False), ("x" * 65, False), ("bad id\tid", False)]
)
def test_a_plain_request_id_is_kept_and_any_other_replaced(client: TestClient, request_id: str, kept: bool) -> None:
    response = client.post("/v1/answers", json={"question": QUESTION}, headers={"x-request-id": request_id})

    assert (response.headers["x-request-id"] == request_id) == kept
    assert response.json()["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize("path", ["/", "/page.css", "/favicon.svg"])
def test_the_page_comes_with_a_policy_that_lets_nothing_else_in(client: TestClient, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "http" not in response.text.replace("http://www.w3.org/2000/svg", "")
    assert client.head(path).status_code == 200


def test_the_api_describes_itself(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    assert set(paths) == {
        "/metrics",
        "/v1/models/{model}",
        "/v1/answers",
        "/v1/answers/{answer_id}",
        "/v1/answers/{answer_id}/cancel",
        "/v1/answers/{answer_id}/events",
        "/v1/chat/completions",
        "/v1/checks",
        "/v1/feedback",
        "/v1/feeds",
        "/v1/feeds/{feed_id}",
        "/v1/models",
        "/v1/responses",
        "/v1/search",
        "/v1/timelines",
        "/v1/widget-config",
        "/v1/articles",
        "/v1/articles/{article_id}",
        "/v1/articles:batch",
        "/v1/diagnosis",
        "/v1/reindex",
        "/v1/jobs/{job_id}",
        "/healthz",
        "/readyz",
    }
