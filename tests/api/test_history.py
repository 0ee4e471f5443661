"""A client sends the last turns with a question, and a follow-up is answered as the question that it stands for."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from starlette.testclient import TestClient

from bench.scripted.replies import Say
from qa.api.app import create_app
from qa.api.sse import ServerSentEvent
from qa.services import Services
from tests.serving import local, served
from tests.writing import QUESTION, writing

TURN = {"question": QUESTION, "answer": "Presently, around 2,500 American troops are stationed in Iraq. [1]"}
IN_SYRIA = "How many US troops are in Syria?"


@pytest.fixture(scope="module")
def client(seeded: Services) -> Iterator[TestClient]:
    with local(create_app(seeded)) as running:
        yield running


def answer_to(client: TestClient, question: str, *history: object) -> Mapping[str, Any]:
    response = client.post("/v1/answers", json={"question": question, "history": list(history)})
    assert response.status_code == 200, response.text
    answer: Mapping[str, Any] = response.json()
    return answer


def test_a_follow_up_is_answered_as_the_question_that_it_stands_for(client: TestClient) -> None:
    answer, whole = answer_to(client, "And in Syria?", TURN), answer_to(client, IN_SYRIA)

    assert (answer["question"], answer["standalone_question"]) == ("And in Syria?", IN_SYRIA)
    assert "900 in Syria" in answer["text"]
    assert (answer["mode"], answer["statements"]) == ("extractive", whole["statements"])
    assert whole["standalone_question"] is None
    assert list(answer)[list(answer).index("question") + 1] == "standalone_question"


def test_a_follow_up_of_a_follow_up_is_answered(client: TestClient) -> None:
    answer = answer_to(
        client, "And in Syria?", {"question": "Who is Lloyd Austin?"}, TURN, {"question": "British ones?"}
    )

    assert (answer["standalone_question"], answer["mode"]) == ("How many British troops are in Syria?", "abstained")


def test_what_is_asked_in_full_is_asked_as_it_was_typed(client: TestClient) -> None:
    answer = answer_to(client, "Who is Iraq's Defense Minister?", TURN)

    assert (answer["question"], answer["standalone_question"]) == ("Who is Iraq's Defense Minister?", None)
    assert "Thabit al-Abbasi" in answer["text"]


def test_the_kept_answer_tells_the_same(client: TestClient) -> None:
    answer = answer_to(client, "And in Syria?", TURN)

    assert client.get(f"/v1/answers/{answer['id']}").json() == answer


@pytest.mark.parametrize(
    ("history", "pointer"),
    [
        ([TURN] * 7, "/history"),
        ([{"question": ""}], "/history/0/question"),
        ([{"answer": "No question."}], "/history/0/question"),
        ([{"question": "Who?", "role": "system"}], "/history/0/role"),
        ("And in Syria?", "/history"),
        (None, "/history"),
    ],
)
def test_turns_that_are_too_many_or_none_are_refused(client: TestClient, history: object, pointer: str) -> None:
    response = client.post("/v1/answers", json={"question": "And in Syria?", "history": history})

    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


def test_long_turns_are_read_as_far_as_they_need_to_be(client: TestClient) -> None:
    answer = answer_to(client, "And in Syria?", *[{"question": "x" * 9_000, "answer": "y" * 20_000}] * 5, TURN)

    assert answer["standalone_question"] == IN_SYRIA


def test_a_turn_with_half_of_a_character_is_refused(client: TestClient) -> None:
    half = json.dumps({"question": "And in Syria?", "history": [{"question": "How \ud800 many?"}]})

    response = client.post("/v1/answers", content=half, headers={"Content-Type": "application/json"})

    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


def test_a_stream_tells_that_a_follow_up_is_read_and_ends_with_the_question_that_was_asked(seeded: Services) -> None:
    with served(seeded) as server:
        events, whole = server.stream("And in Syria?", history=[TURN]), server.stream(QUESTION, history=[TURN])

    def stages(events: Sequence[ServerSentEvent]) -> list[str]:
        return [json.loads(event.data)["stage"] for event in events if event.name == "status"]

    assert [event.name for event in events[:4]] == ["created", "status", "status", "sources"]
    assert (stages(events), stages(whole)) == (["reading", "retrieving"], ["retrieving"])
    assert json.loads(events[0].data)["question"] == "And in Syria?"
    answer = json.loads(events[-1].data)
    assert (answer["question"], answer["standalone_question"]) == ("And in Syria?", IN_SYRIA)


def test_a_written_follow_up_is_proved_on_the_articles(seeded: Services) -> None:
    with (
        writing(seeded, Say(IN_SYRIA), Say("About 900 American troops are stationed in Syria. [1]")) as written,
        served(written.services) as server,
    ):
        answer = json.loads(server.stream("And there? In Syria, I mean?", history=[TURN])[-1].data)

    assert (answer["mode"], answer["standalone_question"]) == ("generated", IN_SYRIA)
    assert answer["statements"][0]["text"] == "About 900 American troops are stationed in Syria."
    assert answer["usage"]["output_tokens"] > len(IN_SYRIA.split())
