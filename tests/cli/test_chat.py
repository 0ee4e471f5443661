"""`qa chat` answers line by line and keeps the turns, alone or beside a server."""

import io
import sys
from pathlib import Path

import pytest

from qa.adapters.lock import owned
from tests.conftest import Write
from tests.driving import COMMAND_LINE, in_memory, ingest
from tests.serving import served
from tests.terminal import Run

STORY = "In Northport 340 homes were flooded on Monday. In Tarn 12 homes were flooded on Monday."
TYPED = "How many homes were flooded in Northport?\nAnd in Tarn?\n"
UNDERSTOOD = "Understood as: How many homes were flooded in Tarn?"


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def chat(qa: Run) -> tuple[int, str, str]:
    """A chat that is over ends as every command does, so that nothing more is read."""
    return qa("chat")


def test_a_follow_up_is_understood_by_the_turn_before_it(
    qa: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    qa("ingest", str(write("flood.txt", STORY)))
    typed(monkeypatch, TYPED)

    code, out, err = chat(qa)

    assert (code, err) == (0, "")
    assert UNDERSTOOD in out
    assert "In Tarn 12 homes were flooded" in out.partition(UNDERSTOOD)[2]


def test_beside_a_server_it_is_the_server_that_answers(
    qa: Run, tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("flood.txt", STORY)
    with in_memory() as services, served(services) as server:
        ingest(services, path)
        with owned(tmp_path / "data", f"http://127.0.0.1:{server.port}", COMMAND_LINE):
            typed(monkeypatch, TYPED)
            code, out, _ = chat(qa)

    assert code == 0
    assert UNDERSTOOD in out


def test_a_question_that_is_refused_ends_no_conversation_and_an_empty_line_does(
    qa: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    qa("ingest", str(write("flood.txt", STORY)))
    typed(
        monkeypatch,
        f"{'why ' * 1_000}\nHow many homes were flooded in Tarn?\n\nHow many homes were flooded in Northport?\n",
    )

    code, out, err = chat(qa)

    assert code == 0
    assert "4,000" in err or "characters" in err
    assert "12 homes" in out
    assert "340 homes" not in out.partition("Quotes")[0]
