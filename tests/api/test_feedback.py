"""What a reader says of an answer is kept with the answer, and becomes a gold question."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from eval.__main__ import main
from eval.case_files import load
from eval.errors import EvalError
from eval.promote import promoted
from qa.adapters.feedback import FeedbackFile
from qa.api.app import create_app
from qa.services import Services
from tests.driving import marking
from tests.serving import local

QUESTION = "How many US troops are in Iraq?"


@pytest.fixture
def client(own_seeds: Services) -> Iterator[TestClient]:
    with local(create_app(own_seeds)) as running:
        yield running


def give_feedback(client: TestClient, fields: dict[str, object]) -> tuple[int, dict[str, str]]:
    answer = client.post("/v1/answers", json={"question": QUESTION}).json()
    response = client.post("/v1/feedback", json={"answer_id": answer["id"], **fields})
    return response.status_code, response.json()


def test_feedback_beyond_what_may_be_kept_is_a_problem(own_seeds: Services, tmp_path: Path) -> None:
    full = replace(own_seeds, adapters=replace(own_seeds.adapters, feedback=FeedbackFile(tmp_path / "full.jsonl", 10)))
    with local(create_app(full)) as client:
        status, problem = give_feedback(client, {"rating": "up"})
        too_long = client.post("/v1/feedback", json={"answer_id": "x" * 65, "rating": "up"})

    assert (status, problem["code"]) == (507, "feedback_full")
    assert "move it" in problem["detail"]
    assert too_long.json()["code"] == "invalid_request"


def test_praise_becomes_a_case_with_what_was_quoted(client: TestClient, own_seeds: Services, tmp_path: Path) -> None:
    status, kept = give_feedback(client, {"rating": "up", "statement": "st_1", "comment": "just what I wanted"})
    path = tmp_path / "mine.jsonl"

    with pytest.raises(SystemExit) as end:
        main(["promote", kept["id"], "--data", str(tmp_path / "data"), "--to", str(path)])

    assert (status, end.value.code) == (201, 0)
    (placed,) = load([path]).cases
    assert (placed.case.question, placed.case.answerable) == (QUESTION, True)
    assert placed.case.gold[0].quote in own_seeds.articles.get(placed.case.gold[0].article).clean
    assert "just what I wanted" in placed.case.note


def test_an_answer_and_each_part_of_it_are_judged_once(client: TestClient, own_seeds: Services) -> None:
    answer = client.post("/v1/answers", json={"question": QUESTION}).json()
    opinion = {"answer_id": answer["id"], "rating": "up"}
    first = client.post("/v1/feedback", json=opinion)
    again = [
        client.post("/v1/feedback", json=opinion | more) for more in ({}, {"rating": "down", "comment": "after all"})
    ]
    of_quote = client.post("/v1/feedback", json=opinion | {"citation": "cit_1"})

    assert [(reply.status_code, reply.json()["code"]) for reply in again] == [(409, "already_rated")] * 2
    assert first.json()["id"] in again[0].json()["detail"]
    assert of_quote.status_code == 201
    kept = [json.loads(document) for document in own_seeds.feedback.documents()]
    assert [(each["rating"], each["citation"]) for each in kept] == [("up", None), ("up", "cit_1")]


def test_of_a_follow_up_the_whole_question_becomes_the_case(client: TestClient, own_seeds: Services) -> None:
    body = {"question": "And in Syria?", "history": [{"question": QUESTION}]}
    answer = client.post("/v1/answers", json=body).json()
    kept = client.post("/v1/feedback", json={"answer_id": answer["id"], "rating": "up"}).json()

    assert promoted(kept["id"], own_seeds.feedback.documents()).question == "How many US troops are in Syria?"


def test_a_complaint_becomes_a_case_for_a_person_to_set_right(
    client: TestClient, own_seeds: Services, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, kept = give_feedback(client, {"rating": "down", "citation": "cit_1", "comment": "that is not what it says"})

    with pytest.raises(SystemExit):
        main(["promote", kept["id"], "--data", str(tmp_path / "data")])

    output = capsys.readouterr().out
    assert '"answerable":false' in output
    assert "a reader rates cit_1 down (that is not what it says)" in output


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"rating": "up", "statement": "st_99"}, 422, "unknown_part"),
        ({"rating": "up", "citation": "cit_99"}, 422, "unknown_part"),
        ({"rating": "maybe"}, 422, "invalid_request"),
        ({"rating": "up", "answer_id": "ans_0"}, 404, "unknown_answer"),
        ({"rating": "up", "comment": "x" * 2_001}, 422, "invalid_request"),
    ],
)
def test_feedback_that_fits_no_answer_is_refused(
    client: TestClient, fields: dict[str, object], status: int, code: str
) -> None:
    response = give_feedback(client, fields)

    assert (response[0], response[1]["code"]) == (status, code)


def test_feedback_keeps_short_answers_and_opens_where_an_earlier_release_kept_none(own_seeds: Services) -> None:
    with local(create_app(marking(own_seeds))) as client:
        _, kept = give_feedback(client, {"rating": "up"})
    (document,) = own_seeds.feedback.documents()
    before = json.loads(document)
    assert before["answer"]["statements"][0].pop("short_answer")["text"] == "2,500"

    assert promoted(kept["id"], [json.dumps(before)]) == promoted(kept["id"], [document])


def test_feedback_that_was_never_given_is_named() -> None:
    with pytest.raises(EvalError, match="no feedback 'fb_0'"):
        promoted("fb_0", ["{}", "no JSON"])
