"""Answers are kept on disk within limits, come back after a restart, and can be read and printed as pages."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from qa.__main__ import main
from qa.api.app import create_app
from qa.api.schemas.answers import AnswerBody
from qa.domain.answer import KeptAnswer
from qa.errors import StoreBusyError
from qa.services import Services
from qa.settings import AnswerSettings, Settings
from qa.wiring import open_services
from tests.driving import in_memory
from tests.fakes import MemoryAnswers
from tests.keyed_server import OWN
from tests.serving import local

QUESTION = "How many US troops are in Iraq?"
HOSTILE = "<img src=x onerror=alert(1)>"
BRIDGE = {"title": "Bridge", "text": "The old bridge was closed on Monday. The repair of the bridge costs 300 crowns."}
CORRECTED = {
    "title": "Bridge",
    "text": "The old bridge was closed on Monday. The repair of the bridge costs 900 crowns.",
}


@contextmanager
def started(settings: Settings) -> Iterator[TestClient]:
    """A server of its own on a data folder, with pages; one after another, as after a restart."""
    with open_services(settings) as services, local(create_app(services, answer_pages=True)) as client:
        yield client


@pytest.fixture
def small() -> Iterator[TestClient]:
    with in_memory() as services, local(create_app(services, answer_pages=True)) as client:
        client.put("/v1/articles/bridge", json=BRIDGE)
        yield client


def ask(client: TestClient, question: str = QUESTION) -> dict[str, object]:
    answer: dict[str, object] = client.post("/v1/answers", json={"question": question}).json()
    return answer


def page(client: TestClient, answer: dict[str, object]) -> str:
    response = client.get(f"/a/{answer['id']}")
    assert response.status_code == 200
    return response.text


def test_an_answer_is_as_it_was_after_a_restart_and_can_be_judged(seeds: Settings) -> None:
    with started(seeds) as client:
        given = ask(client)
    with started(seeds) as client:
        shown = client.get(f"/v1/answers/{given['id']}")
        cancelled = client.post(f"/v1/answers/{given['id']}/cancel")
        events = client.get(f"/v1/answers/{given['id']}/events")
        feedback = client.post("/v1/feedback", json={"answer_id": given["id"], "rating": "up"})

    assert (shown.json(), cancelled.json()) == (given, given)
    assert (events.status_code, feedback.status_code) == (410, 201)


def test_where_none_is_kept_a_restart_forgets_them(seeds: Settings) -> None:
    off = seeds.model_copy(update={"answers": AnswerSettings(kept=0)})
    with started(off) as client:
        given = ask(client)
        assert client.get(f"/v1/answers/{given['id']}").json() == given
    with started(off) as client:
        response = client.get(f"/v1/answers/{given['id']}")

    assert (response.status_code, response.json()["code"]) == (404, "unknown_answer")


def test_what_an_older_release_kept_opens_and_what_cannot_be_read_is_said(seeds: Settings) -> None:
    with started(seeds) as client:
        given = ask(client)
    with open_services(seeds) as services:
        older = {
            name: value for name, value in given.items() if name not in {"verifier", "corrections", "kind", "parts"}
        }
        older["disagreements"] = [{"kind": "number", "citations": ["cit_1"]}]
        for name, document in (("ans_older", older), ("ans_newer", given | {"unheard_of": 1})):
            kept = KeptAnswer(name, datetime.now(UTC), (), json.dumps(document))
            services.answers.add(kept)
    with started(seeds) as client:
        position = {"value": "", "citations": ["cit_1"], "sources": 1, "published_at": None}
        differing = {"attribute": "number", "relation": "conflict", "positions": [position]}
        assert client.get("/v1/answers/ans_older").json() == given | {"disagreements": [differing]}
        unread = client.get("/v1/answers/ans_newer")

    assert (unread.status_code, "another release" in unread.json()["detail"]) == (404, True)


def test_an_answer_on_disk_is_withdrawn_with_an_article_that_the_command_line_removes_and_gone_when_it_erases(
    seeds: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with started(seeds) as client:
        given, other = ask(client), ask(client, "When did the United States invade Iraq?")
    first, second = client_sources(given)[0], client_sources(other)[0]
    with pytest.raises(SystemExit):
        main(["--data", str(seeds.data), "articles", "remove", first])
    with started(seeds) as client:
        shown = client.get(f"/v1/answers/{given['id']}")
        assert client.get(f"/v1/answers/{other['id']}").json()["standing"] == "current"
    with pytest.raises(SystemExit):
        main(["--data", str(seeds.data), "articles", "remove", "--erase", second])
    with started(seeds) as client:
        assert client.get(f"/v1/answers/{other['id']}").status_code == 404

    assert (shown.json()["standing"], shown.json()["citations"][0]["quote"]) == ("withdrawn", "")
    assert AnswerBody.model_validate(given).citations[0].quote not in shown.text
    assert capsys.readouterr().out == "1 removed\n1 removed\n"


def client_sources(given: dict[str, object]) -> list[str]:
    sources = given["sources"]
    assert isinstance(sources, list)
    return [source["article_id"] for source in sources]


@dataclass(slots=True)
class BusyAnswers(MemoryAnswers):
    """A store that another process holds."""

    asked: list[str] = field(default_factory=list)

    def add(self, answer: KeptAnswer) -> None:
        raise StoreBusyError("the disk is full")


def test_an_answer_that_cannot_be_kept_is_given_all_the_same_and_the_log_says_so(
    seeded: Services, caplog: pytest.LogCaptureFixture
) -> None:
    busy = replace(seeded, adapters=replace(seeded.adapters, answers=BusyAnswers()))
    with local(create_app(busy)) as client, caplog.at_level(logging.WARNING):
        given = ask(client)

    assert given["status"] == "completed"
    assert f"answer {given['id']} is not kept on disk: the disk is full" in caplog.text


def test_a_page_has_question_answer_quotes_date_and_corpus(seeds: Settings) -> None:
    with started(seeds) as client:
        given = ask(client)
    with started(seeds) as client:
        response = client.get(f"/a/{given['id']}")

    assert response.headers["content-type"].startswith("text/html")
    assert (response.headers["x-robots-tag"], response.headers["cache-control"]) == ("noindex", "private, no-cache")
    today = datetime.now(UTC)
    for part in (QUESTION, "2,500", f"{today.day} {today:%B %Y}", "from 5 articles", 'href="#cit_1"', 'id="cit_1"'):
        assert part in response.text
    assert "has changed since" not in response.text


def test_a_page_says_where_an_article_has_changed_since(small: TestClient) -> None:
    cost, closed = ask(small, "What does the repair of the bridge cost?"), ask(small, "When was the old bridge closed?")
    small.put("/v1/articles/bridge", json=CORRECTED)

    assert "these words no longer stand in it" in page(small, cost)
    assert "these words still stand in it" in page(small, closed)


def test_a_page_says_where_an_article_is_gone() -> None:
    with in_memory() as services, local(create_app(services, answer_pages=True)) as client:
        client.put("/v1/articles/bridge", json=BRIDGE)
        given = ask(client, "What does the repair of the bridge cost?")
        services.articles.indexer.remove([services.articles.get("bridge").id])

        assert "no longer in the library" in page(client, given)


def test_a_refusal_has_a_page_with_the_nearest_passages(seeds: Settings) -> None:
    with started(seeds) as client:
        text = page(client, ask(client, "How many British troops are in Iraq?"))

    assert "The closest the articles come" in text
    assert "<blockquote" in text


def test_markup_in_question_title_and_text_stays_text(small: TestClient) -> None:
    text = f"The tower {HOSTILE} was painted by Ada Orme in May."
    small.put("/v1/articles/tower", json={"title": HOSTILE, "publisher": HOSTILE, "text": text})

    shown = page(small, ask(small, f"Who painted the tower {HOSTILE}?"))

    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert "<img" not in shown


@pytest.mark.parametrize("name", ["ans_0", "ans_00000000000000000000000000000000", "..%2f..%2fetc"])
def test_where_no_answer_is_a_page_says_so(small: TestClient, name: str) -> None:
    response = small.get(f"/a/{name}")

    assert response.status_code == 404


def test_there_are_no_pages_unless_the_owner_wants_them(seeded: Services) -> None:
    with local(create_app(seeded)) as client:
        assert client.get(f"/a/{ask(client)['id']}").status_code == 404
        assert client.get("/answer.css").status_code == 404


def test_without_keys_no_other_machine_is_shown_a_page(seeded: Services) -> None:
    app = create_app(seeded, answer_pages=True)
    with TestClient(app, base_url=OWN, client=("203.0.113.7", 50_000)) as client:
        response = client.get("/a/ans_00000000000000000000000000000000")

    assert (response.status_code, response.json()["code"]) == (403, "no_keys")
