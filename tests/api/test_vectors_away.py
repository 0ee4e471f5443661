"""While the server that keeps the vectors is away, words alone find, every way in says so, and what it missed follows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import monotonic, sleep

import pytest
from starlette.testclient import TestClient

from qa.api.app import create_app
from qa.services import Services
from qa.settings import Settings
from qa.wiring import build_services
from tests.driving import COMMAND_LINE, in_memory
from tests.fakes import AwayIndex
from tests.serving import local

STORY = {"text": "The Lask bridge in Northport reopened on Monday, 4 March 2024, after two years of repairs."}
QUESTION = "When did the Lask bridge reopen?"
BY_WORDS = {"reason": "vectors_unavailable", "retry_after": None}


@dataclass(frozen=True, slots=True)
class Away:
    """A service whose vectors are on a server."""

    client: TestClient
    services: Services
    index: AwayIndex


@pytest.fixture
def served() -> Iterator[Away]:
    index = AwayIndex()
    with in_memory() as memory:
        services = build_services(Settings(), replace(memory.adapters, index=index), COMMAND_LINE)
        with local(create_app(services), raise_errors=False) as client:
            assert client.put("/v1/articles/bridge", json=STORY).status_code == 201
            yield Away(client, services, index)


@pytest.mark.parametrize(
    ("path", "body", "shown"),
    [
        ("/v1/answers", {"question": QUESTION}, "statements"),
        ("/v1/answers", {"question": "What did the minister of Sardovia eat?"}, "abstention"),
        ("/v1/search", {"query": QUESTION}, "passages"),
        ("/v1/timelines", {"topic": "the Lask bridge"}, "entries"),
        ("/v1/checks", {"text": "The Lask bridge in Northport reopened on Monday."}, "sentences"),
    ],
)
def test_words_alone_find_and_the_answer_says_so(
    served: Away, path: str, body: dict[str, str], shown: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert served.client.post(path, json=body).json()["degraded"] is None
    served.index.away = True

    response = served.client.post(path, json=body)

    assert response.status_code == 200
    assert response.json()["degraded"] == BY_WORDS
    assert response.json()[shown]
    assert "secret" not in response.text
    assert "found by words alone: the server at http://secret.example:8000" in caplog.text


def test_a_change_that_the_server_missed_follows_without_another_one(served: Away) -> None:
    served.index.away = True
    refused = served.client.put("/v1/articles/ferry", json={"text": "A ferry sank off Northport on Tuesday."})
    assert (refused.status_code, refused.json()["code"]) == (503, "storage_unavailable")
    assert served.client.get("/readyz").json()["code"] == "vectors_behind"

    served.index.away = False

    end = monotonic() + 60
    while served.client.get("/readyz").status_code != 200 and monotonic() < end:
        sleep(0.05)
    assert served.index.ids() == served.services.library.chunk_ids()
    assert served.client.get("/readyz").status_code == 200
