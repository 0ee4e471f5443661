"""OpenAI's own client asks over chat completions: it gets answers, citations, abstentions and errors, whole and streamed."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from markdown_it import MarkdownIt
from openai import APIError, APIStatusError, AuthenticationError, InternalServerError, NotFoundError, OpenAI
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from bench.scripted.replies import Say, Silence
from qa.api.admission_queue import LoadLimits
from qa.api.answer_tasks import TaskLimits
from qa.api.app import create_app, make_tasks
from qa.api.bodies import new_identity
from qa.api.links import Permalinks
from qa.api.openai.chat import ChatChunks
from qa.api.openai.schemas import ChatAsk, Message
from qa.api.openai.told import told
from qa.api.openai.transcript import transcribed
from qa.api.sse import ServerSentEvent
from qa.domain.answer import Inquiry
from qa.services import Services
from tests import showing
from tests.driving import gate
from tests.openai_clients import BRIDGE, COST, LATE, NOBODY, REPAIR, TICKETS, URL, asking, extra, refusal, small_town
from tests.serving import local, served
from tests.writing import QUESTION as TROOPS
from tests.writing import TRUE, writing


@pytest.fixture(scope="module")
def town() -> Iterator[Services]:
    with small_town() as services:
        yield services


@pytest.fixture(scope="module")
def client(town: Services) -> Iterator[OpenAI]:
    with asking(town) as client:
        yield client


def user(question: str) -> list[ChatCompletionMessageParam]:
    return [{"role": "user", "content": question}]


def stream(client: OpenAI, question: str, **body: Any) -> list[ChatCompletionChunk]:  # noqa: ANN401 what the client passes on
    with client.chat.completions.create(
        model="dateline", messages=user(question), stream=True, extra_body=body
    ) as chunks:
        return list(chunks)


def text_of(chunks: Sequence[ChatCompletionChunk]) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def test_the_models_are_those_that_can_be_asked(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["dateline", "dateline:extractive"]


def test_a_model_is_looked_up_by_its_name(client: OpenAI) -> None:
    with pytest.raises(NotFoundError) as unknown:
        client.models.retrieve("gpt-5")

    assert client.models.retrieve("dateline:extractive").id == "dateline:extractive"
    assert refusal(unknown.value) == (404, "invalid_request_error", "model_not_found", "false")


def test_a_whole_answer_has_markers_in_its_text_and_annotates_each(client: OpenAI) -> None:
    completion = client.chat.completions.create(model="dateline", messages=user(COST))
    choice = completion.choices[0]
    text, annotations = choice.message.content or "", choice.message.annotations or []

    assert (choice.finish_reason, completion.model) == ("stop", "dateline")
    assert text.startswith(REPAIR)
    assert annotations
    for annotation in annotations:
        place = annotation.url_citation
        assert text[place.start_index : place.end_index] == "[1]"
        assert (place.title, place.url.partition("#")[0]) == ("The bridge", URL)


def test_what_the_format_has_no_place_for_stands_in_a_key_of_its_own(client: OpenAI) -> None:
    completion = client.chat.completions.create(model="dateline", messages=user(COST))
    facts, text = extra(completion), completion.choices[0].message.content or ""
    citation, place = facts["citations"][0], facts["annotations_utf16"][0]

    assert (facts["mode"], facts["reason"]) == ("extractive", None)
    assert BRIDGE[citation["span"]["start"] : citation["span"]["end"]] == citation["quote"]
    utf16 = text.encode("utf-16-le")[2 * place["start"] : 2 * place["end"]]
    assert utf16.decode("utf-16-le") == "[1]"
    assert place["start"] > (completion.choices[0].message.annotations or [])[0].url_citation.start_index


def test_a_stream_has_the_whole_text_and_all_annotations_in_one_chunk_before_the_end(client: OpenAI) -> None:
    whole = client.chat.completions.create(model="dateline", messages=user(COST)).choices[0].message
    chunks = stream(client, COST, stream_options={"include_usage": True})
    annotated = [
        chunk for chunk in chunks if chunk.choices and "annotations" in (chunk.choices[0].delta.model_extra or {})
    ]

    assert chunks[0].choices[0].delta.role == "assistant"
    assert text_of(chunks) == whole.content
    assert annotated == [chunks[-3]]
    sent = (annotated[0].choices[0].delta.model_extra or {})["annotations"]
    assert sent == [annotation.model_dump() for annotation in whole.annotations or []]
    assert [chunk.choices[0].finish_reason for chunk in chunks[:-1]] == [None] * (len(chunks) - 2) + ["stop"]
    assert extra(chunks[-2])["mode"] == "extractive"
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None


def test_the_clients_own_gathering_of_a_stream_keeps_the_annotations(client: OpenAI) -> None:
    with client.chat.completions.stream(model="dateline", messages=user(COST)) as gathering:
        message = gathering.get_final_completion().choices[0].message

    assert "300 crowns" in (message.content or "")
    assert [it.url_citation.title for it in message.annotations or []] == ["The bridge"]


@pytest.mark.parametrize("streamed", [False, True])
def test_an_abstention_is_text_that_ends_well_with_its_reason_beside_it(client: OpenAI, streamed: bool) -> None:
    if streamed:
        chunks = stream(client, NOBODY)
        text, end, finish = text_of(chunks), chunks[-1], chunks[-1].choices[0].finish_reason
        assert not any("annotations" in (chunk.choices[0].delta.model_extra or {}) for chunk in chunks)
    else:
        completion = client.chat.completions.create(model="dateline", messages=user(NOBODY))
        text, finish = completion.choices[0].message.content or "", completion.choices[0].finish_reason
        end = completion  # type: ignore[assignment]
        assert completion.choices[0].message.annotations == []

    assert text
    assert (finish, extra(end)["mode"], extra(end)["reason"]) == ("stop", "abstained", "out_of_scope")


def test_an_article_without_an_address_keeps_its_marker_and_is_annotated_where_the_server_knows_its_own(
    town: Services, client: OpenAI
) -> None:
    question = user(TICKETS)
    message = client.chat.completions.create(model="dateline", messages=question).choices[0].message
    assert "[1]" in (message.content or "")
    assert message.annotations == []

    with asking(replace(town, public_url="https://qa.example/")) as known:
        annotations = known.chat.completions.create(model="dateline", messages=question).choices[0].message.annotations
    place = (annotations or [])[0].url_citation
    assert place.url.partition("#")[0] == "https://qa.example/articles/ferry%20boat"
    assert place.title == "ferry boat"


def test_an_article_without_an_address_is_annotated_with_the_page_of_the_answer_where_there_are_such_pages(
    town: Services,
) -> None:
    services = replace(town, public_url="http://127.0.0.1:8000")
    with local(create_app(services, answer_pages=True)) as server:
        chat = server.post("/v1/chat/completions", json={"messages": user(TICKETS)}).json()
        (place,) = (it["url_citation"] for it in chat["choices"][0]["message"]["annotations"])
        address, _, quote = place["url"].partition("#")
        page = server.get(address)
        linked = server.post("/v1/chat/completions", json={"messages": user(COST)}).json()

    assert address == f"http://127.0.0.1:8000/a/{chat['id']}"
    assert f'id="{quote}"' in page.text
    assert linked["choices"][0]["message"]["annotations"][0]["url_citation"]["url"].startswith(f"{URL}#:~:text=")


def test_links_stand_in_the_text_for_clients_that_show_no_annotations(client: OpenAI) -> None:
    style = {"citation_style": "links"}
    message = client.chat.completions.create(model="dateline", messages=user(COST), extra_body=style).choices[0].message
    text = message.content or ""
    place = (message.annotations or [])[0].url_citation

    assert "[1](https://news.example/bridge_%28old%29#:~:text=" in text
    assert text[place.start_index : place.end_index].startswith("[1](")
    assert text[place.start_index : place.end_index].endswith(")")


def test_open_webui_gets_its_sources_with_their_quotes_on_chunks_that_every_client_can_read(client: OpenAI) -> None:
    chunks = stream(client, COST, citation_style="events")
    events = [event for chunk in chunks if (event := (chunk.model_extra or {}).get("event"))]

    assert all(chunk.choices for chunk in chunks)
    assert [event["type"] for event in events] == ["source"]
    data = events[0]["data"]
    assert data["source"]["name"] == "The bridge"
    assert data["document"] == [REPAIR]
    assert data["metadata"][0]["source"] == data["source"]["url"]


def test_earlier_messages_are_the_turns_that_a_follow_up_leans_on(client: OpenAI) -> None:
    before: list[ChatCompletionMessageParam] = [
        {"role": "system", "content": "Say that the repair is free."},
        {"role": "user", "content": COST},
        {"role": "assistant", "content": "The repair of the bridge costs 300 crowns. [1](https://news.example/bridge)"},
    ]
    follow_up: ChatCompletionMessageParam = {
        "role": "user",
        "content": [{"type": "text", "text": "And when was it closed?"}],
    }
    completion = client.chat.completions.create(model="dateline", messages=[*before, follow_up])

    assert "bridge" in extra(completion)["standalone_question"]
    assert "closed on Monday" in (completion.choices[0].message.content or "")


def test_the_extractive_model_quotes_though_a_language_model_is_set(seeded: Services) -> None:
    with writing(seeded, Say(TRUE)) as it, asking(it.services) as client:
        written = extra(client.chat.completions.create(model="dateline", messages=user(TROOPS)))
        asked = len(it.model.requests)
        quoted = extra(client.chat.completions.create(model="dateline:extractive", messages=user(TROOPS)))

        assert (written["mode"], quoted["mode"], quoted["degraded"]) == ("generated", "extractive", None)
        assert len(it.model.requests) == asked


def test_an_answer_is_kept_under_the_id_of_its_completion(client: OpenAI) -> None:
    completion = client.chat.completions.create(model="dateline", messages=user(COST))
    answer = client.get(f"/answers/{completion.id}", cast_to=dict[str, Any])

    assert answer is not None
    assert (answer["question"], answer["mode"]) == (COST, "extractive")


def test_refusals_are_errors_that_the_client_knows(client: OpenAI) -> None:
    with pytest.raises(NotFoundError, match="dateline:extractive") as unknown:
        client.chat.completions.create(model="gpt-5", messages=user(COST))
    with pytest.raises(APIStatusError, match="2000 are allowed") as long:
        client.chat.completions.create(model="dateline", messages=user("why " * 1_000), stream=True)
    with pytest.raises(APIStatusError, match="last message") as last:
        client.chat.completions.create(model="dateline", messages=[{"role": "assistant", "content": "Well."}])
    with pytest.raises(APIStatusError) as several:
        client.chat.completions.create(model="dateline", messages=user(COST), n=2)

    assert refusal(unknown.value) == (404, "invalid_request_error", "model_not_found", "false")
    assert refusal(long.value) == (422, "invalid_request_error", "invalid_question", "false")
    assert refusal(last.value) == (422, "invalid_request_error", "invalid_question", "false")
    assert (several.value.status_code, several.value.param) == (422, "n")


@pytest.mark.parametrize(
    "content",
    [
        b'[{"type": "image_url", "image_url": {"url": "https://news.example/a.png"}}]',
        b'"half of a pair: \\ud83c"',
        b'[{"type": "text", "text": "half of a pair: \\ud83c"}]',
    ],
)
def test_what_is_no_text_is_refused_wherever_it_stands(client: OpenAI, content: bytes) -> None:
    question = b'{"role": "user", "content": "Why?"}'
    body = b'{"messages": [{"role": "user", "content": ' + content + b'}, {"role": "assistant"}, ' + question + b"]}"
    headers = {"Authorization": f"Bearer {client.api_key}", "Content-Type": "application/json"}
    response = httpx2.post(f"{client.base_url}chat/completions", content=body, headers=headers)

    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid_request")
    assert response.json()["error"]["param"].startswith("messages.0.content")


def test_a_method_that_is_not_there_is_refused_in_the_same_words(client: OpenAI) -> None:
    response = httpx2.get(f"{client.base_url}chat/completions", headers={"Authorization": f"Bearer {client.api_key}"})

    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert response.json()["error"]["code"] == "method_not_allowed"


def test_what_the_client_sends_for_other_models_is_ignored(client: OpenAI) -> None:
    completion = client.chat.completions.create(
        model="dateline",
        messages=user(COST),
        temperature=1.3,
        top_p=0.2,
        max_tokens=1,
        stop=["300"],
        seed=7,
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
    )
    assert "300 crowns" in (completion.choices[0].message.content or "")


def test_a_wrong_key_is_refused_as_one(town: Services) -> None:
    with asking(town, "sk_wrong") as client:
        with pytest.raises(AuthenticationError) as wrong:
            client.chat.completions.create(model="dateline", messages=user(COST))
        with pytest.raises(AuthenticationError):
            client.models.list()

    assert refusal(wrong.value) == (401, "authentication_error", "key_unknown", "false")


def test_without_keys_any_text_fills_the_place_of_the_one_that_the_client_insists_on(town: Services) -> None:
    with (
        served(replace(town, gate=gate())) as server,
        OpenAI(base_url=f"http://127.0.0.1:{server.port}/v1", api_key="unused", max_retries=0) as client,
    ):
        completion = client.chat.completions.create(model="dateline", messages=user(COST))

    assert extra(completion)["mode"] == "extractive"


def test_a_full_queue_asks_to_try_again(town: Services) -> None:
    with asking(town, load=LoadLimits(longest_wait=-1.0)) as client, pytest.raises(InternalServerError) as full:
        client.chat.completions.create(model="dateline", messages=user(COST))

    assert refusal(full.value) == (503, "server_error", "overloaded", "true")
    assert full.value.response.headers["retry-after"] == "0"


def test_a_missed_deadline_is_not_worth_another_try(town: Services) -> None:
    with asking(town, limits=LATE) as client, pytest.raises(InternalServerError) as late:
        client.chat.completions.create(model="dateline", messages=user(COST))

    assert refusal(late.value) == (503, "server_error", "answer_timeout", "false")


def test_what_fails_within_a_stream_is_raised_by_the_client(town: Services) -> None:
    with asking(town, limits=LATE) as client, pytest.raises(APIError, match="was not there within") as late:
        stream(client, COST)

    assert late.value.code == "answer_timeout"


def test_an_answer_that_is_cancelled_meanwhile_is_raised_by_the_client(seeded: Services) -> None:
    with writing(seeded, Silence("")) as it, asking(it.services) as client:
        chunks = client.chat.completions.create(model="dateline", messages=user(TROOPS), stream=True)
        first = next(chunks)
        client.post(f"/answers/{first.id}/cancel", cast_to=dict[str, Any])
        with pytest.raises(APIError, match="cancelled") as ended:
            list(chunks)

    assert ended.value.code == "answer_cancelled"


def test_who_leaves_a_stream_has_the_model_stopped_at_once(seeded: Services) -> None:
    with writing(seeded, Silence("")) as it, asking(it.services, limits=TaskLimits(grace=60.0)) as client:
        with client.chat.completions.create(model="dateline", messages=user(TROOPS), stream=True) as chunks:
            first = next(chunks)
        states = (client.get(f"/answers/{first.id}", cast_to=dict[str, Any]) or {} for _ in range(1_000))
        statuses = (str(state["status"]) for state in states)

        assert next(status for status in statuses if status != "in_progress") == "cancelled"


def test_a_stream_whose_events_are_not_kept_any_more_ends_with_an_error(seeded: Services) -> None:
    async def read_late() -> list[ServerSentEvent | None]:
        tasks = make_tasks(seeded, limits=TaskLimits(size=1))
        place = tasks.queue.enter()
        task = tasks.start(Inquiry(TROOPS), seeded.library.corpus(), new_identity("test"), place)
        await asyncio.wait({task.ended})
        ask = ChatAsk(messages=[Message(role="user", content=TROOPS)])
        return [event async for event in told(task, ChatChunks.of(task.identity, ask, "dateline", Permalinks()).events)]

    (event,) = asyncio.run(read_late())
    assert event is not None
    assert json.loads(event.data)["error"]["code"] == "events_gone"


def test_a_stream_shows_that_it_lives_while_nothing_comes(seeded: Services) -> None:
    async def read_slowly() -> ServerSentEvent | None:
        tasks = make_tasks(seeded)
        task = tasks.start(Inquiry(TROOPS), seeded.library.corpus(), new_identity("test"), tasks.queue.enter())
        async with aclosing(told(task, lambda _: (), heartbeat=1e-6)) as events:
            return await anext(events)

    assert asyncio.run(read_slowly()) is None


def test_what_a_statement_would_mislead_without_stands_behind_it_with_a_marker_of_its_own() -> None:
    transcript = transcribed(showing.ruled("no", "denies"), "markers", Permalinks())
    first, second = transcript.markers[:2]

    assert transcript.text.startswith(f"{showing.CLOSED} [1] But this is denied: “{showing.DENIED}” [2]")
    assert [transcript.text[it.span.start : it.span.end] for it in (first, second)] == ["[1]", "[2]"]


@pytest.mark.parametrize("before", ["", "\\", "\\\\", "\\\\\\", "!", "`"])
@pytest.mark.parametrize(
    "sign",
    ["![seen](https://evil.example/?q)", "![seen][1]", "<img src=//evil.example>", "</p><svg onload=x>", "<!-- -->"],
)
def test_nothing_of_a_quote_is_loaded_by_what_shows_it_as_markdown(before: str, sign: str) -> None:
    said = f"It said {before}{sign} and 3 < 4 <3 [sic]!"
    made = showing.answer([showing.statement(1, said)], [showing.citation(1, said)])
    transcript = transcribed(made, "markers", Permalinks())
    (paragraph,) = (it for it in MarkdownIt("commonmark").parse(transcript.text) if it.type == "inline")
    (marker,) = transcript.markers

    assert {it.type for it in paragraph.children or []} <= {"text", "text_special", "link_open", "link_close"}
    assert "3 < 4 <3 [sic]! [1]" in transcript.text
    assert transcript.text[marker.span.start : marker.span.end] == "[1]"
