"""`qa chat` asks one question after another with the turns before it, from piped lines as from a terminal."""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.adapters.lock import owned
from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.raw_article import RawArticle
from qa.settings import Settings
from tests.browser import relayed
from tests.chat import Site
from tests.driving import COMMAND_LINE, in_memory
from tests.serving import served
from tests.terminal import Run

FIRST, SECOND = "How many homes were flooded in Northport?", "Who counted the homes in Northport?"


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """What comes out of the pipe."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Site]:
    """A server that holds the data folder, and what it is asked."""
    text = "In Northport 340 homes were flooded on Monday. The harbour office counted the homes in Northport."
    with in_memory() as services, served(services) as server, relayed(server.port) as (url, rules):
        services.articles.store([RawArticle(ArticleId("a"), text, Metadata(), "a.txt")], lambda _: None)
        with owned(tmp_path / "data", url, COMMAND_LINE):
            yield url, rules


def histories(site: Site) -> list[list[dict[str, str]]]:
    return [json.loads(request.body)["history"] for request in site[1].seen if request.method == "POST"]


def test_each_question_goes_with_the_turns_before_it(qa: Run, running: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, FIRST, "", "  ", SECOND, "Who won the cup?", FIRST)

    code, out, err = qa("chat")

    assert (code, err) == (0, "")
    assert [line for line in out.splitlines() if line.startswith("> ")] == [
        f"> {line}" for line in (FIRST, SECOND, "Who won the cup?", FIRST)
    ]
    assert "In Northport 340 homes were flooded on Monday. [1]" in out
    history = histories(running)
    assert [len(turns) for turns in history] == [0, 1, 2, 3]
    assert history[1] == [{"question": FIRST, "answer": "In Northport 340 homes were flooded on Monday. [1]"}]
    assert history[3][2] == {"question": "Who won the cup?", "answer": ""}


def test_every_turn_of_a_chat_is_asked_within_its_scope(
    qa: Run, running: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, FIRST, SECOND)

    code, out, _ = qa("chat", "--since", "2024", "--outlet", "Nobody")

    assert (code, out.count("Since 1 January 2024, 00:00 UTC of nobody")) == (0, 2)
    asked = [json.loads(request.body) for request in running[1].seen if request.method == "POST"]
    assert [(it["since"], it["outlets"]) for it in asked] == [("2024", ["Nobody"])] * 2


def test_without_any_input_the_chat_says_so(qa: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)

    code, out, err = qa("chat")

    assert (code, out, "no standard input" in err) == (2, "", True)


def test_no_more_turns_go_with_a_question_than_a_server_takes(
    qa: Run, running: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, *[FIRST, SECOND] * 4)

    assert qa("chat")[0] == 0
    assert [len(turns) for turns in histories(running)] == [0, 1, 2, 3, 4, 5, 6, 6]
    assert histories(running)[-1][-1]["question"] == FIRST


def test_the_turns_are_forgotten_and_the_end_comes_when_it_is_said(
    qa: Run, running: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, FIRST, "/clear", SECOND, "/forget", "/quit", FIRST)

    code, _, err = qa("chat")

    assert (code, err) == (0, "qa: there is no /forget: /clear forgets the questions so far, /quit ends\n")
    assert histories(running) == [[], []]


def test_a_question_that_is_refused_is_said_and_the_chat_goes_on(
    qa: Run, running: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "x" * 2_001, SECOND)

    code, out, err = qa("chat")

    assert code == 0
    assert "2000 are allowed" in err.replace(",", "")
    assert "The harbour office counted the homes" in out
    assert histories(running) == [[], []]


def test_what_is_piped_in_cannot_write_to_the_terminal_by_itself(
    qa: Run, running: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "Who \x1b[2J counted?", "/\x1b[2J")

    _, out, err = qa("chat")

    assert "\x1b" not in out + err
    assert histories(running)


def test_a_follow_up_is_answered_by_the_library_itself(
    qa: Run, seeds: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert seeds.data.is_dir()
    typed(monkeypatch, "How many US troops are in Iraq?", "And in Syria?")

    code, out, err = qa("chat")

    assert (code, err) == (0, "")
    first, second = out.split("> And in Syria?")
    assert "2,500" in first
    assert "900" in second


def test_without_articles_it_says_what_to_do(qa: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, FIRST)

    code, _, err = qa("chat")

    assert code == 1
    assert "qa ingest" in err
