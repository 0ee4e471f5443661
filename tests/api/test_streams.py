"""An answer can be read as it comes, and be taken up again after a cut at any point with every event exactly once."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.scripted.replies import Say, Silence
from qa.api.sse import ServerSentEvent, decode, encode
from qa.services import Services
from tests.driving import marking
from tests.serving import Served, served
from tests.writing import QUESTION, TRUE, Writing, writing

TEXT = f"{TRUE} About 3,500 American troops are in Iraq. [1] The coalition was formed in 2014 to help defeat ISIL. [2]"
UNANSWERABLE = "How many British troops are in Iraq?"


@pytest.fixture(scope="module")
def written_answers(seeded: Services) -> Iterator[Writing]:
    with writing(seeded, Say(TEXT)) as written:
        yield written


@pytest.fixture(scope="module")
def server(written_answers: Writing) -> Iterator[Served]:
    with served(written_answers.services) as running:
        yield running


def names(events: list[ServerSentEvent]) -> list[str]:
    return [event.name for event in events]


def id_of(events: list[ServerSentEvent]) -> str:
    return str(json.loads(events[0].data)["id"])


def test_a_written_answer_comes_as_events_and_ends_with_the_whole(server: Served) -> None:
    events = server.stream(QUESTION)

    assert names(events) == [
        "created", "status", "sources", "status", "statement", "rejected", "statement", "statement", "completed",
    ]  # fmt: skip
    answer = json.loads(events[-1].data)
    assert [event.id for event in events] == [f"{answer['id']}:{number}" for number in range(1, len(events) + 1)]
    statements = [json.loads(event.data) for event in events if event.name == "statement"]
    assert [event["statement"] for event in statements] == answer["statements"]
    assert [citation for event in statements for citation in event["citations"]] == answer["citations"]
    assert [source for event in statements for source in event["sources"]] == answer["sources"]
    assert answer["mode"] == "generated"
    assert answer["rejected"] == [json.loads(event.data) for event in events if event.name == "rejected"]


def test_a_stream_is_told_to_nobody_who_would_hold_it_back(server: Served) -> None:
    headers, first = server.opening(QUESTION)

    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert headers["cache-control"] == "no-store, no-transform"
    assert headers["x-accel-buffering"] == "no"
    assert first.startswith(b"retry: 2000\n\nid: ans_")
    assert b"\r" not in first


def test_what_a_misspelt_word_was_read_as_is_told_before_any_text(seeded: Services) -> None:
    with served(seeded) as server:
        events = {event.name: json.loads(event.data) for event in server.stream("How many US trooops are in Iraq?")}

    assert events["sources"]["corrections"] == [{"asked": "trooops", "read_as": "troops"}]
    assert events["completed"]["corrections"] == events["sources"]["corrections"]


def test_a_quoted_answer_and_an_abstention_come_as_events_too(seeded: Services) -> None:
    with served(seeded) as server:
        quoted, refused = server.stream(QUESTION), server.stream(UNANSWERABLE)

    statements = json.loads(quoted[-1].data)["statements"]
    assert names(quoted) == ["created", "status", "sources", *["statement" for _ in statements], "completed"]
    assert names(refused) == ["created", "status", "sources", "completed"]


def test_a_short_answer_comes_with_its_statement_and_is_kept(seeded: Services) -> None:
    with served(marking(seeded)) as server:
        events = server.stream(QUESTION)
        kept = server.get(f"/v1/answers/{id_of(events)}")

    statements = [json.loads(event.data)["statement"] for event in events if event.name == "statement"]
    assert statements[0]["short_answer"]["text"] == "2,500"
    assert kept == (200, json.loads(events[-1].data))
    assert kept[1]["statements"] == statements


def test_the_last_event_is_the_answer_that_is_kept(server: Served) -> None:
    events = server.stream(QUESTION)

    assert server.get(f"/v1/answers/{id_of(events)}") == (200, json.loads(events[-1].data))


def test_a_whole_answer_says_the_same_as_a_stream(server: Served) -> None:
    server.ask(QUESTION)  # the second opinions of the first answer are remembered, and cost the next ones nothing
    status, whole = server.ask(QUESTION)
    streamed = json.loads(server.stream(QUESTION)[-1].data)

    changing = {"id", "created_at", "request_id", "timings_ms"}
    assert status == 200
    assert {k: v for k, v in whole.items() if k not in changing} == {
        k: v for k, v in streamed.items() if k not in changing
    }
    assert server.get(f"/v1/answers/{whole['id']}") == (200, whole)


@pytest.mark.parametrize("seen", range(1, 10))
def test_a_cut_at_any_event_resumes_with_every_event_once(server: Served, seen: int) -> None:
    first = server.stream(QUESTION, seen)

    rest = server.resume(id_of(first), first[-1].id)

    assert [event.id for event in first + rest] == [f"{id_of(first)}:{number}" for number in range(1, 10)]
    assert (first + rest)[-1].name == "completed"


def test_nothing_comes_after_the_last_event(server: Served) -> None:
    events = server.stream(QUESTION)

    status, body = server.get(f"/v1/answers/{id_of(events)}/events", {"Last-Event-ID": events[-1].id})

    assert (status, body) == (204, None)


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        ("/v1/answers/ans_00000000000000000000000000000000", {}, 404, "unknown_answer"),
        ("/v1/answers/ans_00000000000000000000000000000000/events", {}, 410, "events_gone"),
        ("/v1/answers/nothing/events", {}, 404, "unknown_answer"),
        ("/v1/answers/{id}/events", {"Last-Event-ID": "other:1"}, 422, "invalid_event_id"),
        ("/v1/answers/{id}/events", {"Last-Event-ID": "{id}:x"}, 422, "invalid_event_id"),
        ("/v1/answers/{id}/events?after=99", {}, 422, "invalid_event_id"),
    ],
)
def test_what_is_not_there_is_a_problem(
    server: Served, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    name = id_of(server.stream(QUESTION))

    refusal = server.get(path.format(id=name), {key: value.format(id=name) for key, value in headers.items()})

    assert (refusal[0], refusal[1]["code"]) == (status, code)


def test_a_bad_question_is_refused_before_the_stream_begins(server: Served) -> None:
    with pytest.raises(AssertionError, match="invalid_question"):
        server.stream(" ")


def test_a_client_that_leaves_a_whole_answer_stops_the_model(seeded: Services) -> None:
    with writing(seeded, Silence(TRUE)) as written, served(written.services) as server:
        server.leave(QUESTION, lambda: written.model.pieces_sent > 0)
        written.model.wait_until_left()


def test_a_cancelled_answer_ends_its_stream_and_its_model_at_once_and_stays_cancelled(seeded: Services) -> None:
    with writing(seeded, Silence()) as written, ThreadPoolExecutor(1) as pool, served(written.services) as running:
        started = running.stream(QUESTION, 1)
        written.model.wait_until_asked()
        following = pool.submit(running.resume, id_of(started), started[0].id)
        status, body = running.cancel(id_of(started))
        written.model.wait_until_left()

        assert (status, body["status"]) == (200, "cancelled")
        assert names(following.result())[-1] == "cancelled"
        assert running.cancel(id_of(started)) == (status, body)


def test_an_answer_that_has_ended_is_not_cancelled(server: Served) -> None:
    events = server.stream(QUESTION)

    assert server.cancel(id_of(events)) == (200, json.loads(events[-1].data))


def test_a_server_that_stops_ends_open_streams_with_a_last_event(seeded: Services) -> None:
    with writing(seeded, Silence()) as written, ThreadPoolExecutor(1) as pool:
        with served(written.services) as running:
            stream = pool.submit(running.stream, QUESTION)
            written.model.wait_until_asked()
        assert names(stream.result())[-1] == "cancelled"
        written.model.wait_until_left()


@given(st.lists(st.tuples(st.text("abc:1"), st.text("abc"), st.text()), max_size=4))
def test_what_is_written_as_a_stream_reads_back_as_it_was(rows: list[tuple[str, str, str]]) -> None:
    events = [ServerSentEvent(name, event or "message", json.dumps(data)) for name, event, data in rows]

    text = ": hb\n\n".join(["retry: 2000\n\n", *map(encode, events)])

    assert list(decode(text.splitlines(keepends=True))) == events
