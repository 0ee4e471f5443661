"""A folder is embedded by the embedding that settings or command line name, and by no other unnoticed."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from qa import Dateline
from qa.api.app import create_app
from qa.errors import EmbeddingError, IndexMismatchError
from qa.services import Services
from qa.settings import Settings
from qa.wiring import open_services
from tests.conftest import ROOT, Write
from tests.driving import ingest
from tests.serving import local
from tests.terminal import Run

WORDS = "tests.llama_index_objects:WordEmbedding"
DOWN = "tests.llama_index_objects:DownEmbedding"
TEXT = "Flood\n\nIn Northport 340 homes were flooded on Monday, the harbour office said.\n"
QUESTION = "How many homes were flooded in Northport?"


def test_a_folder_is_filled_asked_and_searched_with_a_named_embedding(qa: Run, write: Write) -> None:
    path = write("flood.txt", TEXT)

    assert qa("ingest", str(path), "--embedding", WORDS)[0] == 0
    assert "340 homes" in qa("ask", QUESTION, f"--embedding={WORDS}")[1]
    found = json.loads(qa("search", QUESTION, "--json", "--embedding", WORDS)[1])
    assert found["passages"][0]["semantic"] is not None
    assert qa("doctor", "--embedding", WORDS)[:2] == (0, "library and vectors agree\n")


def test_another_embedding_on_the_folder_is_refused_until_it_is_reindexed(
    qa: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert qa("ingest", str(write("flood.txt", TEXT)))[0] == 0
    monkeypatch.setenv("QA_EMBEDDING", WORDS)

    for command in (["ask", QUESTION], ["ingest", str(ROOT / "seeds")], ["serve"], ["doctor"]):
        code, _, err = qa(*command)
        assert (code, "run `qa reindex` once" in err, "WordEmbedding/words/" in err) == (1, True, True)
    assert qa("reindex")[0] == 0
    assert "340 homes" in qa("ask", QUESTION)[1]

    monkeypatch.setenv("QA_EMBEDDING_ARGUMENTS", '{"weight": 2}')
    assert "run `qa reindex` once" in qa("ask", QUESTION)[2]
    monkeypatch.delenv("QA_EMBEDDING_ARGUMENTS")
    monkeypatch.delenv("QA_EMBEDDING")
    assert "run `qa reindex` once" in qa("ask", QUESTION)[2]


def test_python_uses_the_embedding_of_the_settings(options: Settings, write: Write) -> None:
    settings = options.model_copy(update={"embedding": WORDS, "embedding_arguments": {"weight": 2.0}})
    with Dateline(settings) as dateline:
        dateline.ingest(write("flood.txt", TEXT))
        assert "340 homes" in dateline.ask(QUESTION).text
        assert "340 homes" in asyncio.run(dateline.aask(QUESTION)).text
    with pytest.raises(IndexMismatchError, match="run `qa reindex` once"):
        Dateline(options.data).open()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("QA_EMBEDDING", "WordEmbedding", "must be written as module:Class"),
        ("QA_EMBEDDING_ARGUMENTS", "{", "setting QA_EMBEDDING_ARGUMENTS: Value error, it is not JSON"),
        ("QA_EMBEDDING_ARGUMENTS", "[]", "setting QA_EMBEDDING_ARGUMENTS: Input should be a valid dictionary"),
    ],
)
def test_what_names_no_embedding_is_an_error_of_use(
    qa: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    code, _, err = qa("ask", QUESTION)

    assert (code, says in err) == (2, True)


def test_a_table_of_the_file_has_the_arguments(
    qa: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "qa.toml").write_text(
        'embedding = "llama_index.core.embeddings:MockEmbedding"\n[embedding_arguments]\nembed_dim = 8\n',
        encoding="utf-8",
    )
    assert qa("ingest", str(write("flood.txt", TEXT)))[0] == 0
    assert "340 homes" in qa("ask", QUESTION)[1]


def test_an_embedding_that_fails_as_articles_come_stops_the_ingest_and_stores_none_of_them(
    qa: Run, write: Write
) -> None:
    code, out, err = qa("ingest", str(write("flood.txt", TEXT)), "--embedding", DOWN)

    assert (code, out.startswith("0 added")) == (1, True)
    assert "stopped after 0 new articles" in err
    assert "no route to the host" in err
    assert "flood" not in qa("articles", "list")[1]
    assert qa("reindex")[0] == 0
    assert qa("ingest", str(write("flood.txt", TEXT)))[1].startswith("1 added")
    assert "340 homes" in qa("ask", QUESTION)[1]


def test_an_embedding_that_fails_as_a_question_comes_is_told_to_the_operator_alone(
    options: Settings, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    with open_services(options) as services:
        ingest(services, write("flood.txt", TEXT))
    with (
        open_services(options.model_copy(update={"embedding": DOWN}), check_embedder=False) as services,
        local(create_app(services)) as client,
    ):
        refused = client.post("/v1/answers", json={"question": QUESTION})
        with pytest.raises(EmbeddingError):
            services.answerer.ask(QUESTION)

    assert (refused.status_code, refused.json()["code"]) == (503, "embedding_failed")
    assert "DownEmbedding" not in refused.text
    assert "DownEmbedding' failed (ConnectionError)" in caplog.text
    assert QUESTION not in caplog.text


NAMED = {"embedding": "this:d", "embedding_arguments": {}, "reader": "this:d", "reader_arguments": {}}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/answers", {"question": QUESTION}),
        ("POST", "/v1/search", {"query": QUESTION}),
        ("POST", "/v1/checks", {"text": TEXT}),
        ("PUT", "/v1/articles/flood", {"text": TEXT}),
        ("POST", "/v1/chat/completions", {"model": "dateline", "messages": [{"role": "user", "content": QUESTION}]}),
        ("POST", "/v1/responses", {"model": "dateline", "input": QUESTION}),
    ],
)
def test_no_request_names_code_to_run(seeded: Services, method: str, path: str, body: dict[str, object]) -> None:
    with local(create_app(seeded)) as client:
        reply = client.request(method, path, json={**body, **NAMED})

    # OpenAI's clients send fields that are passed over; everywhere else each is named as one that does not exist.
    refused = set() if "model" in body else {f"/{name}" for name in NAMED}
    assert {error["pointer"] for error in reply.json().get("errors", ())} == refused
    assert (reply.status_code, "this" in sys.modules) == (422 if refused else 200, False)
