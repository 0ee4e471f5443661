"""`qa mcp` answers from the folder of whoever starts it, or asks the server that holds it."""

import signal
from collections.abc import Iterator

import pytest

from qa.access.credentials import KeySpec, make_key
from qa.adapters.lock import owned
from qa.api.mcp.protocol import server_of
from qa.cli.mcp import LocalArticles
from qa.dateline import Dateline
from qa.services import Services
from qa.settings import Settings
from tests.driving import COMMAND_LINE
from tests.mcp_clients import Speaker
from tests.openai_clients import COST, FERRY, NOBODY, REPAIR, small_town
from tests.serving import Served, served
from tests.terminal import Run


@pytest.fixture(scope="module")
def town() -> Iterator[Services]:
    with small_town() as services:
        yield services


@pytest.fixture(scope="module")
def server(town: Services) -> Iterator[Served]:
    with served(town) as running:
        yield running


def test_beside_a_server_the_server_is_asked(server: Served, options: Settings) -> None:
    with owned(options.data, f"http://127.0.0.1:{server.port}", COMMAND_LINE), Dateline(options) as dateline:
        speaker = Speaker(server_of(LocalArticles(dateline, "")))
        answer = speaker.given("ask", question=COST)
        (citation,) = answer["citations"]
        abstained = speaker.given("ask", question=NOBODY)
        refused = speaker.refusal("ask", question=" ")
        found = speaker.given("search", query="ferry")["results"]
        (checked,) = speaker.given("check", text=REPAIR)["sentences"]
        ferry = speaker.resource("article://ferry%20boat").text

    assert (answer["text"], citation["quote"]) == (f"{REPAIR} [1]", REPAIR)
    assert abstained["abstention"]["message"]
    assert refused == "the question is empty; ask something about the articles"
    assert {it["id"] for it in found} == {"bridge", "ferry boat"}
    assert (checked["verdict"], ferry) == ("quoted", FERRY)


def test_a_server_that_does_not_know_it_refuses_in_words(server: Served, options: Settings) -> None:
    with (
        owned(options.data, f"http://127.0.0.1:{server.port}", make_key(KeySpec("secret"))[1]),
        Dateline(options) as dateline,
    ):
        speaker = Speaker(server_of(LocalArticles(dateline, "")))

        assert "the key is not known here" in speaker.refusal("ask", question=COST)


def test_a_folder_that_cannot_be_opened_is_told_as_by_every_command(qa: Run, options: Settings) -> None:
    options.data.write_text("no folder", encoding="utf-8")
    before = signal.getsignal(signal.SIGINT)
    code, out, err = qa("mcp")
    signal.signal(signal.SIGINT, before)

    assert (code, out) == (1, "")
    assert "is a file, and no folder for data" in err
