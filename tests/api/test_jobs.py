"""Batches of articles are acknowledged when they are on the disk, stored beside the answers, and told of one by one."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from starlette.testclient import TestClient

from qa.adapters.sqlite_jobs import SqliteJobs
from qa.api.app import create_app
from qa.api.middleware.body_limit import BodyLimits
from qa.domain.article import ArticleId, Metadata
from qa.domain.job import JobLimits
from qa.errors import EmbeddingError
from qa.ingest.article_service import ArticleService
from qa.ingest.readers.raw_article import RawArticle, ReadResult
from qa.ingest.report import IngestReport, Progress
from qa.ports import JobStore
from qa.services import Services
from qa.settings import Settings
from qa.wiring import build_services
from tests.driving import COMMAND_LINE, in_memory
from tests.serving import local

BATCH = "/v1/articles:batch"
STORY = {
    "id": "bridge",
    "text": "The Lask bridge reopened on Monday. The repair cost 4 million euros.",
    "title": "Lask bridge",
}
FERRY = {"id": "ferry", "text": "The ferry to Holm was cancelled on Tuesday because of the storm."}
LINES = {"Content-Type": "application/x-ndjson"}


@pytest.fixture
def fake() -> Iterator[Services]:
    with in_memory() as services:
        yield services


@pytest.fixture
def client(fake: Services) -> Iterator[TestClient]:
    with local(create_app(fake, limits=BodyLimits(batch=5_000))) as running:
        yield running


def done(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    """The job when nothing of it waits any more."""
    end = monotonic() + 30
    while (job := client.get(f"/v1/jobs/{job['id']}").json())["state"] != "done":
        assert monotonic() < end, job
        sleep(0.01)
    return job


@pytest.mark.parametrize("lines", [False, True])
def test_a_batch_is_stored_and_what_came_of_each_article_is_told(
    client: TestClient, fake: Services, lines: bool
) -> None:
    client.put("/v1/articles/bridge", json={"text": STORY["text"]})
    client.put("/v1/articles/ferry", json={"text": FERRY["text"]})
    articles = [STORY, FERRY, {**FERRY, "id": "boat", "url": "ftp://x"}, {"id": "a b", "text": "x"}, {"id": "c"}, 7,
                {"id": "d", "text": "x", "colour": "red"}, {"id": "e", "text": "x", "published_at": "soon"}]  # fmt: skip
    body = "\n".join(map(json.dumps, articles)) if lines else json.dumps(articles)
    taken = client.post(BATCH, content=body, headers=LINES if lines else {"Content-Type": "application/json"})
    job = done(client, taken.json())

    assert (taken.status_code, taken.headers["location"]) == (202, f"/v1/jobs/{job['id']}")
    assert (job["total"], job["done"], job["problem"]) == (8, 8, None)
    assert (job["added"], job["replaced"], job["unchanged"]) == (["boat"], ["bridge"], ["ferry"])
    assert "only http and https" in job["notes"][0]
    refused = {refusal["number"]: (refusal["article_id"], refusal["reason"]) for refusal in job["refused"]}
    assert [(number, refused[number][0]) for number in sorted(refused)] == [
        (4, "a b"), (5, "c"), (6, None), (7, "d"), (8, "e"),
    ]  # fmt: skip
    for number, says in ((4, "a-b"), (5, "/text"), (6, "must be an object"), (7, "/colour"), (8, "ISO 8601")):
        assert says in refused[number][1]
    assert client.get("/v1/articles/bridge").json()["title"] == "Lask bridge"
    assert fake.articles.diagnose() == []


@pytest.mark.parametrize(
    ("body", "media_type", "status", "code"),
    [
        ("[]", "application/json", 422, "invalid_batch"),
        ("{}", "application/json", 422, "invalid_batch"),
        ("[{]", "application/json", 400, "invalid_json"),
        ("\n\n", "application/x-ndjson", 422, "invalid_batch"),
        ("[" + "{}," * 10_000 + "{}]", "application/json", 422, "invalid_batch"),
        ("<p>", "text/html", 415, "unsupported_media_type"),
        ("[" + " " * 40_000 + "]", "application/json", 413, "body_too_large"),
    ],
)
def test_what_is_no_batch_is_refused_whole(fake: Services, body: str, media_type: str, status: int, code: str) -> None:
    with local(create_app(fake, limits=BodyLimits(batch=40_000))) as client:
        refused = client.post(BATCH, content=body, headers={"Content-Type": media_type})

    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_the_same_key_gives_the_same_job_and_never_another_batch(client: TestClient) -> None:
    first = client.post(BATCH, json=[STORY], headers={"Idempotency-Key": '"8e03978e-40d5"'}).json()
    done(client, first)
    again = client.post(BATCH, json=[STORY], headers={"Idempotency-Key": "8e03978e-40d5"})
    other = client.post(BATCH, json=[FERRY], headers={"Idempotency-Key": '"8e03978e-40d5"'})
    nameless = client.post(BATCH, json=[STORY]).json()
    bad = client.post(BATCH, json=[STORY], headers={"Idempotency-Key": "a b"})

    assert (again.status_code, again.json()["id"], again.json()["added"]) == (202, first["id"], ["bridge"])
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert nameless["id"] != first["id"]
    assert (bad.status_code, bad.json()["code"]) == (422, "invalid_request")


def test_what_was_taken_on_is_stored_by_the_next_start(fake: Services, tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    held = with_jobs(fake, SqliteJobs(path), FailingArticles)
    with local(create_app(held)) as client:
        job = client.post(BATCH, json=[STORY, FERRY]).json()
        end = monotonic() + 30
        while not (shown := client.get(f"/v1/jobs/{job['id']}").json())["problem"]:
            assert monotonic() < end
            sleep(0.01)
        assert (shown["state"], shown["done"]) == ("waiting", 0)
        assert "tried again" in shown["problem"]
    with local(create_app(with_jobs(fake, SqliteJobs(path), ArticleService))) as client:
        assert done(client, job)["added"] == ["bridge", "ferry"]


def test_what_comes_later_is_newer_than_what_waits(fake: Services, tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with local(create_app(with_jobs(fake, SqliteJobs(path), FailingArticles))) as client:
        job = client.post(BATCH, json=[STORY, FERRY, {**FERRY, "id": "boat"}]).json()
        assert client.delete("/v1/articles/ferry").status_code == 204
        assert client.delete("/v1/articles/ferry").status_code == 404
    services = with_jobs(fake, SqliteJobs(path), ArticleService)
    services.articles.put(RawArticle(ArticleId("boat"), "New.", Metadata(), "http:boat", stated_id=True))
    with local(create_app(services)) as client:
        told = done(client, job)
        texts = {name: client.get(f"/v1/articles/{name}").status_code for name in ("bridge", "ferry", "boat")}
        boat = client.get("/v1/articles/boat").json()["clean"]

    assert (told["added"], texts, boat) == (["bridge"], {"bridge": 200, "ferry": 404, "boat": 200}, "New.")
    assert {refusal["article_id"]: refusal["reason"].split()[-1] for refusal in told["refused"]} == {
        "ferry": "waited",
        "boat": "waited",
    }


def test_an_article_that_breaks_something_is_refused_alone(fake: Services) -> None:
    services = with_jobs(fake, fake.jobs, BreakingArticles)
    with local(create_app(services)) as client:
        told = done(client, client.post(BATCH, json=[STORY, {**FERRY, "id": "broken"}, FERRY]).json())

    assert (told["added"], [it["article_id"] for it in told["refused"]]) == (["bridge", "ferry"], ["broken"])
    assert "did not expect" in told["refused"][0]["reason"]


def test_only_so_many_batches_wait(fake: Services, tmp_path: Path) -> None:
    jobs = SqliteJobs(tmp_path / "jobs.db", JobLimits(unfinished=2))
    with local(create_app(with_jobs(fake, jobs, FailingArticles))) as client:
        statuses = [client.post(BATCH, json=[STORY]).status_code for _ in range(3)]
        refused = client.post(BATCH, json=[STORY])

    assert statuses == [202, 202, 503]
    assert (refused.json()["code"], refused.headers["retry-after"]) == ("jobs_full", "10")


def test_what_a_file_says_of_its_article_is_stored_as_the_file_would_be(client: TestClient, fake: Services) -> None:
    origins = {"title": "json-ld"}
    named = {**origins, "\u00b8": "json-ld", "foreign": "json-ld"}
    source = {"origin": "/news/x.html", "page": "<p>Rain.</p>", "stated_id": False, "metadata_origins": named}
    done(client, client.post(BATCH, json=[{"id": "x", "text": "Rain.", "title": "T", "read_from": source}]).json())
    stored = fake.articles.get("x")

    assert (stored.origin, stored.page, dict(stored.metadata.origins)) == ("/news/x.html", "<p>Rain.</p>", origins)
    other = {**source, "origin": "/other/x.html"}
    second = client.post(BATCH, json=[{"id": "x", "text": "Snow.", "read_from": other}]).json()
    assert done(client, second)["added"] != ["x"]
    assert fake.articles.get("x").raw == "Rain."


class FailingArticles(ArticleService):
    """Nothing can be embedded."""

    def store_waiting(self, readings: Iterable[ReadResult], progress: Progress) -> IngestReport:
        raise EmbeddingError("down")


class BreakingArticles(ArticleService):
    """One article meets a defect."""

    def store_waiting(self, readings: Iterable[ReadResult], progress: Progress) -> IngestReport:
        given = list(readings)
        if any(isinstance(it, RawArticle) and it.id == "broken" for it in given):
            raise ZeroDivisionError
        return ArticleService.store_waiting(self, given, progress)


def with_jobs(services: Services, jobs: JobStore, articles: type[ArticleService]) -> Services:
    """The services with other jobs, and articles that are stored otherwise."""
    made = build_services(Settings(), replace(services.adapters, jobs=jobs), COMMAND_LINE)
    old = made.articles
    return replace(
        made,
        articles=articles(
            old.indexer, old.extractors, old.answers, old.guess_language, old.keys, jobs, old.generations
        ),
    )


def test_a_batch_may_withdraw_an_article_and_hold_another(client: TestClient) -> None:
    client.put("/v1/articles/bridge", json={"text": STORY["text"]})
    kept = client.post("/v1/answers", json={"question": "When did the Lask bridge reopen?"}).json()
    later = {**FERRY, "embargoed_until": "2199-01-01T00:00:00Z"}
    told = done(client, client.post(BATCH, json=[{"id": "bridge", "text": "", "status": "canceled"}, later]).json())

    assert (told["withdrawn"], told["held"], told["added"]) == (["bridge"], ["ferry"], [])
    assert [client.get(f"/v1/articles/{name}").status_code for name in ("bridge", "ferry")] == [404, 404]
    assert client.get(f"/v1/answers/{kept['id']}").json()["standing"] == "withdrawn"
