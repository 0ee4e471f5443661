"""A server makes its index anew while it answers from the old one, for whoever may manage it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest
from starlette.testclient import TestClient

from qa.api.app import create_app
from qa.client import LocalServer
from qa.domain.article import Chunk
from qa.ingest.doctor import diagnose
from qa.ports import Vectors
from qa.services import Services
from qa.settings import Settings
from qa.wiring import build_services, open_services
from tests.conftest import Write
from tests.driving import COMMAND_LINE, in_memory, ingest
from tests.fakes import FailingIndex, HashingEmbedder, MemoryGenerations, MemoryIndex
from tests.serving import local
from tests.terminal import Run
from tests.test_served_articles import held
from tests.wiring.test_embedding import QUESTION, TEXT, WORDS

REINDEX = "/v1/reindex"
BRIDGE = "The Lask bridge reopened on Monday.\n\nThe repair cost 4 million euros."
ASKED = {"question": "What did the repair of the Lask bridge cost?"}


class WaitingIndex(MemoryIndex):
    """An index that is written to when the test says so."""

    begun, goes_on = Event(), Event()

    def upsert(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self.begun.set()
        assert self.goes_on.wait(60)
        MemoryIndex.upsert(self, chunks, vectors)


def whole(text: str) -> list[str]:
    return [text]


@contextmanager
def serving(generations: MemoryGenerations) -> Iterator[tuple[Services, TestClient]]:
    with in_memory() as memory:
        services = build_services(Settings(), replace(memory.adapters, generations=generations), COMMAND_LINE)
        with local(create_app(services), raise_errors=False) as client:
            client.put("/v1/articles/bridge", json={"text": BRIDGE})
            yield services, client


@pytest.fixture
def waiting() -> Iterator[type[WaitingIndex]]:
    WaitingIndex.begun.clear()
    WaitingIndex.goes_on.clear()
    yield WaitingIndex
    WaitingIndex.goes_on.set()


def ended(client: TestClient) -> dict[str, object]:
    end = monotonic() + 60
    while True:
        body: dict[str, object] = client.get(REINDEX).json()
        if body["state"] != "running" or monotonic() > end:
            return body
        sleep(0.01)


def test_it_answers_and_takes_articles_while_an_index_is_made_and_then_all_is_in_the_new_one(
    waiting: type[WaitingIndex],
) -> None:
    with serving(MemoryGenerations(whole, HashingEmbedder("other"), waiting)) as (services, client):
        idle = client.get(REINDEX).json()
        before = services.library.chunk_ids()
        begun = client.post(REINDEX)
        assert waiting.begun.wait(60)
        second = client.post(REINDEX, json={"settings": "as set"}).json()
        answer = client.post("/v1/answers", json=ASKED).json()
        client.put("/v1/articles/ferry", json={"text": "The ferry to Holm left.\n\nIt was full."})
        client.put("/v1/articles/gone", json={"text": "The tram runs."})
        client.delete("/v1/articles/gone")
        meanwhile = (services.articles.indexer.embedder.name, before <= services.library.chunk_ids())
        waiting.goes_on.set()
        told = ended(client)
        again = client.post("/v1/answers", json=ASKED).json()

        assert (idle["state"], idle["embedder"], begun.status_code) == ("none", "hashing", 202)
        assert (begun.json()["state"], begun.json()["embedder"], begun.json()["total"]) == ("running", "other", 1)
        assert second["started_at"] == begun.json()["started_at"]
        assert meanwhile == ("hashing", True)
        assert all("4 million euros" in given["text"] for given in (answer, again))
        assert (told["state"], told["problem"]) == ("done", None)
        assert len(services.library.chunk_ids()) == 2
        assert diagnose(services.articles.indexer, []) == []
        assert client.get("/readyz").status_code == 200


def test_an_index_that_cannot_be_made_leaves_the_old_one_and_says_why() -> None:
    generations = MemoryGenerations(index=FailingIndex)
    with serving(generations) as (_, client):
        client.post(REINDEX)
        told = ended(client)

        assert (told["state"], str(told["problem"]).split(",")[0]) == ("failed", "the server's disk is full")
        assert generations.retained == [""]
        assert client.post("/v1/answers", json=ASKED).json()["mode"] == "extractive"


def test_a_server_that_stops_leaves_the_old_index(waiting: type[WaitingIndex]) -> None:
    generations = MemoryGenerations(index=waiting)
    with serving(generations) as (services, client):
        client.post(REINDEX)
        assert waiting.begun.wait(60)
        waiting.goes_on.set()

    assert generations.retained[-1] == services.articles.indexer.current.generation.name


def test_who_wants_other_settings_than_the_server_has_is_refused() -> None:
    generations = MemoryGenerations()
    with serving(generations) as (_, client):
        refused = client.post(REINDEX, json={"settings": "others"})

        assert (refused.status_code, refused.json()["code"]) == (409, "reindex_settings")
        assert "qa.toml" in refused.json()["detail"]
        assert (client.get(REINDEX).json()["state"], generations.retained) == ("none", [""])


def test_a_command_beside_a_server_shows_its_progress_and_follows_qa_toml(
    options: Settings, qa: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On real stores: the folder of the new vectors takes the place of the old one."""
    named = options.model_copy(update={"embedding": WORDS})
    with open_services(options, reread=lambda: named) as services:
        ingest(services, write("flood.txt", TEXT))
    with open_services(options, reread=lambda: named) as services, beside(services, options):
        differs = qa("reindex")
        other = qa("reindex", "--embedding", WORDS)
        asked = services.answerer.ask(QUESTION)
    folders = sorted(path.name for path in options.data.glob("chroma*"))

    assert (differs[0], "would index by other settings than yours" in differs[2]) == (2, True)
    assert other[:2] == (0, "library and vectors agree\n")
    assert asked.mode == "extractive"
    assert folders == ["chroma-1"]
    assert qa("doctor", "--embedding", WORDS)[0] == 0
    (options.data / "chroma-2").mkdir()
    assert json.loads(qa("search", QUESTION, "--json", "--embedding", WORDS)[1])["passages"][0]["semantic"] is not None
    assert not (options.data / "chroma-2").exists()


@contextmanager
def beside(services: Services, options: Settings) -> Iterator[LocalServer]:
    """Serve what holds the folder already."""
    with held(services, options.model_copy(update={"data": options.data / "unused"})) as server:
        owner = {"pid": 1, "url": server.url, "token": server.token}
        (options.data / "owner.json").write_text(json.dumps(owner), encoding="utf-8")
        yield server
