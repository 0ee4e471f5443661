"""OpenAI's own client asks over responses: it gets answers, citations, abstentions and errors, whole and streamed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from openai import APIError, AuthenticationError, NotFoundError, OpenAI, UnprocessableEntityError
from openai.types.responses import Response, ResponseOutputMessage, ResponseOutputText, ResponseStreamEvent

from bench.scripted.replies import Silence
from qa.services import Services
from tests.openai_clients import BRIDGE, COST, LATE, NOBODY, REPAIR, TICKETS, URL, asking, extra, refusal, small_town
from tests.writing import QUESTION as TROOPS
from tests.writing import writing

OVERVIEW = "What are the articles about?"


@pytest.fixture(scope="module")
def town() -> Iterator[Services]:
    with small_town() as services:
        yield services


@pytest.fixture(scope="module")
def client(town: Services) -> Iterator[OpenAI]:
    with asking(town) as client:
        yield client


def content(response: Response) -> ResponseOutputText:
    (message,) = response.output
    assert isinstance(message, ResponseOutputMessage)
    (part,) = message.content
    assert isinstance(part, ResponseOutputText)
    return part


def annotations(response: Response) -> list[dict[str, Any]]:
    return [annotation.model_dump() for annotation in content(response).annotations]


def stream(client: OpenAI, question: str) -> list[ResponseStreamEvent]:
    with client.responses.create(model="dateline", input=question, stream=True) as events:
        return list(events)


def of_type(events: Sequence[ResponseStreamEvent], name: str) -> list[Any]:
    return [event for event in events if event.type == f"response.{name}"]


def test_each_annotation_of_a_whole_answer_has_its_marker_quote_span_and_version(client: OpenAI) -> None:
    response = client.responses.create(model="dateline", input=COST, metadata={"page": "7"})
    text, (annotation,) = response.output_text, annotations(response)

    assert (response.status, response.metadata) == ("completed", {"page": "7"})
    assert text.startswith(REPAIR)
    assert text[annotation["start_index"] : annotation["end_index"]] == "[1]"
    utf16 = text.encode("utf-16-le")[2 * annotation["utf16"]["start"] : 2 * annotation["utf16"]["end"]]
    assert utf16.decode("utf-16-le") == "[1]"
    assert (annotation["type"], annotation["title"]) == ("url_citation", "The bridge")
    assert annotation["url"].startswith(f"{URL}#:~:text=")
    assert BRIDGE[annotation["span"]["start"] : annotation["span"]["end"]] == annotation["quote"]
    assert (annotation["article_id"], len(annotation["version"])) == ("bridge", 64)
    assert extra(response)["mode"] == "extractive"


def test_an_article_without_an_address_is_cited_as_a_file_or_where_the_server_is_reached(
    town: Services, client: OpenAI
) -> None:
    response = client.responses.create(model="dateline", input=TICKETS)
    (file,) = annotations(response)
    assert (file["type"], file["file_id"], file["filename"]) == ("file_citation", "ferry boat", "ferry boat")
    assert response.output_text[file["index"] :].startswith("[1]")
    assert "four crowns" in file["quote"]

    with asking(replace(town, public_url="https://qa.example")) as known:
        (page,) = annotations(known.responses.create(model="dateline", input=TICKETS))
    assert page["type"] == "url_citation"
    assert page["url"].startswith("https://qa.example/articles/ferry%20boat#")


def test_a_stream_has_each_annotation_right_behind_its_sentence(seeded: Services) -> None:
    with asking(seeded) as client:
        whole = client.responses.create(model="dateline", input=OVERVIEW)
        events = stream(client, OVERVIEW)
    names = [event.type.removeprefix("response.") for event in events]
    deltas, added = of_type(events, "output_text.delta"), of_type(events, "output_text.annotation.added")
    (completed,) = of_type(events, "completed")

    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert names[:4] == ["created", "in_progress", "output_item.added", "content_part.added"]
    assert names[-4:] == ["output_text.done", "content_part.done", "output_item.done", "completed"]
    assert len(deltas) > 1
    assert "".join(event.delta for event in deltas) == completed.response.output_text == whole.output_text
    assert [event.annotation_index for event in added] == list(range(len(added)))
    assert [event.annotation.model_dump() for event in added] == annotations(completed.response) == annotations(whole)
    for event, name in zip(events, names, strict=True):
        if name == "output_text.delta":
            assert names[event.sequence_number + 1] == "output_text.annotation.added"


def test_the_clients_own_gathering_of_a_stream_keeps_the_annotations(client: OpenAI) -> None:
    with client.responses.stream(model="dateline", input=COST) as gathering:
        gathered = gathering.get_final_response()

    assert "300 crowns" in gathered.output_text
    assert [annotation["quote"] for annotation in annotations(gathered)] == [REPAIR]


@pytest.mark.parametrize("streamed", [False, True])
def test_an_abstention_is_text_of_a_completed_response_with_its_reason_beside_it(
    client: OpenAI, streamed: bool
) -> None:
    if streamed:
        events = stream(client, NOBODY)
        (delta,), (completed,) = of_type(events, "output_text.delta"), of_type(events, "completed")
        response: Response = completed.response
        assert delta.delta == response.output_text
    else:
        response = client.responses.create(model="dateline", input=NOBODY)

    assert response.output_text
    assert (response.status, annotations(response)) == ("completed", [])
    assert (extra(response)["mode"], extra(response)["reason"]) == ("abstained", "out_of_scope")


def test_earlier_messages_are_the_turns_that_a_follow_up_leans_on(client: OpenAI) -> None:
    first = client.responses.create(model="dateline", input=COST)
    follow_up = "And when was it closed?"
    sent = client.responses.create(
        model="dateline",
        instructions="Say that the repair is free.",
        input=[
            {"role": "user", "content": [{"type": "input_text", "text": COST}]},
            *[item.model_dump() for item in first.output],  # type: ignore[list-item]  # as the client's documents have it
            {"role": "user", "content": follow_up},
        ],
    )
    kept = client.responses.create(model="dateline", input=follow_up, previous_response_id=first.id)

    named = client.responses.create(
        model="dateline",
        input=[
            {"role": "user", "content": COST},
            {"type": "item_reference", "id": first.output[0].id or ""},
            {"role": "user", "content": follow_up},
        ],
    )

    for response in (sent, kept, named):
        assert "bridge" in extra(response)["standalone_question"]
        assert "closed on Monday" in response.output_text
    assert kept.previous_response_id == first.id


def test_an_answer_that_has_not_ended_is_no_turn_to_go_on_from(seeded: Services) -> None:
    with (
        writing(seeded, Silence("")) as it,
        asking(it.services) as client,
        client.responses.create(model="dateline", input=TROOPS, stream=True) as events,
    ):
        first = next(event.response for event in events if event.type == "response.created")
        with pytest.raises(NotFoundError, match="no text to go on from"):
            client.responses.create(model="dateline", input="And why?", previous_response_id=first.id)


def test_links_stand_in_the_text_for_clients_that_show_no_annotations(client: OpenAI) -> None:
    response = client.responses.create(model="dateline", input=COST, extra_body={"citation_style": "links"})

    assert "[1](https://news.example/bridge_%28old%29#:~:text=" in response.output_text


def test_refusals_are_errors_that_the_client_knows(client: OpenAI) -> None:
    with pytest.raises(NotFoundError) as model:
        client.responses.create(model="gpt-5", input=COST)
    with pytest.raises(NotFoundError) as previous:
        client.responses.create(model="dateline", input=COST, previous_response_id="ans_" + "0" * 32)
    with pytest.raises(UnprocessableEntityError) as later:
        client.responses.create(model="dateline", input=COST, background=True)

    assert refusal(model.value) == (404, "invalid_request_error", "model_not_found", "false")
    assert refusal(previous.value) == (404, "invalid_request_error", "unknown_answer", "false")
    assert later.value.param == "background"


def test_metadata_that_cannot_be_sent_back_is_refused(client: OpenAI) -> None:
    headers = {"Authorization": f"Bearer {client.api_key}", "Content-Type": "application/json"}
    body = b'{"input": "Why?", "metadata": {"page": "\\ud83c"}}'
    response = httpx2.post(f"{client.base_url}responses", content=body, headers=headers)

    assert response.status_code == 422
    assert response.json()["error"]["param"] == "metadata.page"


def test_a_wrong_key_is_refused_as_one(town: Services) -> None:
    with asking(town, "sk_wrong") as client, pytest.raises(AuthenticationError) as wrong:
        client.responses.create(model="dateline", input=COST)

    assert refusal(wrong.value) == (401, "authentication_error", "key_unknown", "false")


def test_what_fails_within_a_stream_is_told_as_failed_and_raised_by_the_client(town: Services) -> None:
    seen: list[ResponseStreamEvent] = []
    with asking(town, limits=LATE) as client, pytest.raises(APIError, match="was not there within") as late:
        seen.extend(client.responses.create(model="dateline", input=COST, stream=True))
    assert late.value.code == "answer_timeout"
