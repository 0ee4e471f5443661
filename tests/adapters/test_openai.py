"""Whatever a server does, its text comes through, or one error of ours that says what to do; and whoever leaves is obeyed."""

import asyncio
import json
import traceback
from contextlib import aclosing

import pytest

from bench.scripted.model import Reply, ScriptedModel
from bench.scripted.replies import (
    BadJson,
    BadUtf8,
    CutAfter,
    EndAfter,
    Endless,
    ErrorInside,
    Fail,
    Filtered,
    Obey,
    Raw,
    Refuse,
    Reset,
    ResetAfter,
    Say,
    Silence,
)
from qa.adapters.openai import Connection, OpenAIModel, Timeouts
from qa.domain.answer import Prompt, Usage
from qa.errors import LanguageModelError, SettingsError
from qa.llm.breaker import Breaker

PROMPT = Prompt("Answer in words.", "Where did the cat sit?", "0" * 64)
KEY = "sk-0123456789"
PATIENT = Timeouts(connect=60.0, first_token=60.0, idle=60.0, total=60.0)
BROKEN = [
    b"data: 42\n\n",
    b"data: []\n\n",
    b"data: null\n\n",
    b'data: {"error": "scripted"}\n\n',
    b'data: {"choices": [{"index": 0, "delta": {"content": 7}}]}\n\n',
    b'data: {"choices": [], "usage": {"prompt_tokens": -1, "completion_tokens": 1}}\n\n',
    b"data: " + b"[" * 100_000 + b"\n\n",
]


def model(
    base_url: str, limits: Timeouts = PATIENT, *, key: str = KEY, temperature: float | None = 0.0, failures: int = 3
) -> OpenAIModel:
    return OpenAIModel(Connection(base_url, "scripted", key, limits, 100, temperature), Breaker(failures))


async def written(by: OpenAIModel, prompt: Prompt = PROMPT) -> tuple[str, Usage | None, LanguageModelError | None]:
    """The text, what it took, and how it failed."""
    text, usage = "", None
    try:
        async with aclosing(by.write(prompt)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Usage):
                    usage = piece
                else:
                    text += piece
    except LanguageModelError as error:
        return text, usage, error
    return text, usage, None


def asked(by: OpenAIModel) -> tuple[str, Usage | None, LanguageModelError | None]:
    async def ask() -> tuple[str, Usage | None, LanguageModelError | None]:
        try:
            return await written(by)
        finally:
            await by.aclose()

    return asyncio.run(ask())


def failure(by: OpenAIModel) -> LanguageModelError:
    error = asked(by)[2]
    assert error is not None
    return error


def test_a_request_holds_what_was_asked_and_nothing_else() -> None:
    with ScriptedModel(Say("On the mat.")) as server:
        asked(model(server.base_url))

    request = server.requests[0]
    assert request.body == {
        "model": "scripted",
        "messages": [{"role": "system", "content": PROMPT.system}, {"role": "user", "content": PROMPT.user}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": 100,
        "temperature": 0.0,
    }
    assert request.headers["authorization"] == f"Bearer {KEY}"


def test_a_temperature_is_sent_only_where_one_is_set() -> None:
    with ScriptedModel(Say("On the mat.")) as server:
        asked(model(server.base_url, temperature=None))

    assert "temperature" not in server.requests[0].body


@pytest.mark.parametrize("key", ["", KEY])
def test_nothing_of_the_environment_is_sent(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    with ScriptedModel(Say("On the mat.")) as server:
        asked(model(server.base_url, key=key))
        for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
            monkeypatch.setenv(name, "leaked")
        monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/leaked")
        monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: leaked\nHost: leaked\nX-Leaked: leaked")
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")

        text, _, _ = asked(model(server.base_url, key=key))

    assert text == "On the mat."
    assert server.requests[0] == server.requests[1]
    assert ("authorization" in server.requests[1].headers) == bool(key)


def test_openai_itself_is_asked_by_the_new_name_of_the_limit_and_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ScriptedModel(Say("On the mat.")) as server:
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("http_proxy", server.base_url)

        text, _, _ = asked(model("http://api.openai.com/v1"))

    assert text == "On the mat."
    assert server.requests[0].headers["host"] == "api.openai.com"
    assert server.requests[0].body["max_completion_tokens"] == 100
    assert "max_tokens" not in server.requests[0].body


@pytest.mark.parametrize("base_url", ["", "localhost:11434", "http://", "http://localhost:port", "ftp://localhost"])
def test_a_base_url_that_is_none_stops_the_start(base_url: str) -> None:
    with pytest.raises(SettingsError):
        model(base_url)


def test_a_proxy_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "nonsense://127.0.0.1:9")

    with pytest.raises(SettingsError):
        model("http://model.example/v1")


@pytest.mark.parametrize("key", [KEY + "\n", "clé"])
def test_a_key_that_cannot_be_sent_stops_the_start_and_is_not_told(key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        model("http://localhost:11434/v1", key=key)

    assert key.strip() not in str(caught.value)


@pytest.mark.parametrize("finish", ["stop", "length"])
def test_a_text_that_ends_at_the_limit_has_ended(finish: str) -> None:
    with ScriptedModel(Say("On the", finish=finish)) as server:
        assert asked(model(server.base_url)) == ("On the", Usage(8, 2), None)


def test_the_model_is_given_the_messages() -> None:
    with ScriptedModel(Obey(lambda messages: messages[1]["content"].upper())) as server:
        assert asked(model(server.base_url))[0] == PROMPT.user.upper()


def test_a_connection_is_used_again_in_one_event_loop_and_not_in_another() -> None:
    with ScriptedModel(Say("On the mat.")) as server:
        one = model(server.base_url)

        async def ask_twice() -> None:
            await written(one)
            await written(one)
            await one.aclose()

        asyncio.run(ask_twice())
        assert server.connections == 1
        asyncio.run(ask_twice())
        assert server.connections == 2


def test_a_loop_that_ended_without_a_word_does_no_harm() -> None:
    with ScriptedModel(CutAfter("On"), Say("On the mat.")) as server:
        one = model(server.base_url)
        asyncio.run(written(one))

        assert asked(one)[0] == "On the mat."


@pytest.mark.parametrize(
    "reply", [CutAfter("On the"), EndAfter("On the"), BadJson("On the"), BadUtf8("On the"), ErrorInside("On the")]
)
def test_a_stream_that_is_cut_is_told_from_one_that_ended(reply: Reply) -> None:
    with ScriptedModel(reply) as server:
        text, _, error = asked(model(server.base_url))

    assert error is not None
    assert (text, error.reason, len(server.requests)) == ("On the", "llm_cut", 1)


@pytest.mark.parametrize(
    "reply", [CutAfter(""), EndAfter(""), ResetAfter(""), Reset(), BadJson(""), BadUtf8(""), ErrorInside("")]
)
def test_a_stream_that_breaks_before_its_text_begins_is_no_cut(reply: Reply) -> None:
    with ScriptedModel(reply) as server:
        assert failure(model(server.base_url)).reason == "llm_unavailable"


@pytest.mark.parametrize("data", BROKEN)
def test_what_is_no_chat_completion_is_not_taken_for_one(data: bytes) -> None:
    with ScriptedModel(Raw("", data)) as server:
        assert failure(model(server.base_url)).reason == "llm_unavailable"
    with ScriptedModel(Raw("On the", data)) as server:
        text, _, error = asked(model(server.base_url))
    assert error is not None
    assert (text, error.reason) == ("On the", "llm_cut")


def test_a_connection_that_is_reset_cuts_the_text_or_takes_all_of_it() -> None:
    with ScriptedModel(ResetAfter("On the")) as server:
        text, _, error = asked(model(server.base_url))

    assert error is not None
    assert (text, error.reason) in {("On the", "llm_cut"), ("", "llm_unavailable")}


def test_what_goes_wrong_after_the_end_of_the_text_is_no_failure() -> None:
    finish = b'data: {"choices": [{"index": 0, "delta": null, "finish_reason": "stop"}]}\n\n'

    with ScriptedModel(Raw("On the mat.", finish + BadJson("").data)) as server:
        assert asked(model(server.base_url)) == ("On the mat.", None, None)


@pytest.mark.parametrize(
    ("reply", "text"),
    [(Refuse(), ""), (Filtered("On"), "On"), (Fail(400, body={"error": {"code": "content_filter"}}), "")],
)
def test_a_refusal_is_told_from_a_failure(reply: Reply, text: str) -> None:
    with ScriptedModel(reply) as server:
        told, _, error = asked(model(server.base_url))

    assert error is not None
    assert (told, error.reason, len(server.requests)) == (text, "llm_refused", 1)


@pytest.mark.parametrize(
    ("status", "advice"),
    [(307, ""), (400, "too long"), (401, "API key"), (403, "API key"), (404, "model name"), (422, "too long")],
)
def test_a_request_that_is_wrong_is_not_repeated_and_the_error_says_what_to_check(status: int, advice: str) -> None:
    headers = {"Location": "http://127.0.0.1:9/elsewhere"}
    with ScriptedModel(Fail(status, headers, {"error": {"message": "too long"}})) as server:
        error = failure(model(server.base_url))

    assert (error.reason, error.retry_after, len(server.requests)) == ("llm_unavailable", None, 1)
    assert advice in str(error)


@pytest.mark.parametrize("first", [Fail(408), Fail(409), Fail(429), Fail(500), Fail(503), Reset(), CutAfter("")])
def test_what_passes_is_tried_once_more(first: Reply) -> None:
    with ScriptedModel(first, Say("On the mat.")) as server:
        assert asked(model(server.base_url))[0] == "On the mat."

    assert len(server.requests) == 2


@pytest.mark.parametrize("told", ["0", "Sun, 06 Nov 1994 08:49:37 GMT"])
def test_a_short_pause_that_the_server_asks_for_is_kept(told: str) -> None:
    with ScriptedModel(Fail(429, {"Retry-After": told}), Say("On the mat.")) as server:
        assert asked(model(server.base_url))[0] == "On the mat."


@pytest.mark.parametrize(("status", "reason"), [(429, "overloaded"), (503, "llm_unavailable")])
def test_a_long_pause_that_the_server_asks_for_is_passed_on(status: int, reason: str) -> None:
    with ScriptedModel(Fail(status, {"Retry-After": "3600"})) as server:
        error = failure(model(server.base_url))

    assert (error.reason, error.retry_after, len(server.requests)) == (reason, 3600.0, 1)


@pytest.mark.parametrize(("status", "reason"), [(429, "overloaded"), (503, "llm_unavailable")])
def test_what_does_not_pass_is_given_up_after_two_tries(status: int, reason: str) -> None:
    with ScriptedModel(Fail(status)) as server:
        error = failure(model(server.base_url))

    assert (error.reason, error.retry_after, len(server.requests)) == (reason, None, 2)


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with ScriptedModel(Say("")) as server:
        pass

    error = failure(model(server.base_url.replace("//", "//user:secret@")))

    assert error.reason == "llm_unavailable"
    assert server.base_url in str(error)
    assert "secret" not in str(error)


def test_a_connection_that_takes_too_long_is_a_timeout() -> None:
    # The server waits for a request where the client waits for the server's part of the TLS handshake.
    with ScriptedModel(Say("")) as server:
        limits = Timeouts(connect=0.2, first_token=60.0, idle=60.0, total=60.0)
        error = failure(model(server.base_url.replace("http:", "https:"), limits))

    assert error.reason == "llm_timeout"
    assert "no connection in 0.2 s" in str(error)


@pytest.mark.parametrize(
    ("reply", "limits", "message"),
    [
        (Silence(), Timeouts(60.0, 0.2, 60.0, 60.0), "no text in 0.2 s"),
        (Silence(), Timeouts(60.0, 60.0, 60.0, 0.2), "not finished in 0.2 s"),
        (Endless("On the"), Timeouts(60.0, 60.0, 60.0, 0.5), "not finished in 0.5 s"),
    ],
)
def test_a_server_that_takes_too_long_is_not_asked_again(reply: Reply, limits: Timeouts, message: str) -> None:
    with ScriptedModel(reply) as server:
        error = failure(model(server.base_url, limits))

    assert error.reason == "llm_timeout"
    assert message in str(error)
    assert len(server.requests) <= 1  # none, where this machine took too long to ask


def test_a_server_that_falls_silent_is_left() -> None:
    with ScriptedModel(Silence("On the")) as server:
        text, _, error = asked(model(server.base_url, Timeouts(60.0, 60.0, 0.2, 60.0)))
        server.wait_until_left()

    assert error is not None
    assert (text, error.reason, len(server.requests)) == ("On the", "llm_timeout", 1)
    assert "no further text in 0.2 s" in str(error)


def test_a_reader_that_takes_its_time_is_not_taken_for_a_silent_server() -> None:
    async def read_slowly(one: OpenAIModel) -> list[str | Usage]:
        async with aclosing(one.write(PROMPT)) as pieces:
            first = await anext(pieces)
            await asyncio.sleep(1.2)
            rest = [piece async for piece in pieces]
        await one.aclose()
        return [first, *rest]

    with ScriptedModel(Say("On the mat.", piece=7, usage=False)) as server:
        limits = Timeouts(connect=60.0, first_token=60.0, idle=1.0, total=60.0)
        assert asyncio.run(read_slowly(model(server.base_url, limits))) == ["On the ", "mat."]


def test_whoever_closes_the_generator_ends_the_writing_at_its_source() -> None:
    async def read_one(one: OpenAIModel, server: ScriptedModel) -> None:
        async with aclosing(one.write(PROMPT)) as pieces:
            assert await anext(pieces) == "On the"
        await asyncio.to_thread(server.wait_until_left)
        await one.aclose()

    with ScriptedModel(Endless("On the")) as server:
        asyncio.run(read_one(model(server.base_url), server))

    assert server.disconnects == 1


@pytest.mark.parametrize("reply", [Silence(), Silence("On the")])
def test_whoever_is_cancelled_ends_the_writing_at_its_source(reply: Reply) -> None:
    async def cancel(one: OpenAIModel, server: ScriptedModel) -> None:
        task = asyncio.create_task(written(one))
        await asyncio.to_thread(server.wait_until_asked)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.to_thread(server.wait_until_left)
        await one.aclose()

    with ScriptedModel(reply) as server:
        asyncio.run(cancel(model(server.base_url), server))


TELLING = {"error": {"message": f"the key {KEY} is wrong"}}


@pytest.mark.parametrize(
    "reply",
    [
        *(Fail(status, body=TELLING) for status in (400, 401, 500)),
        Raw("", b"data: " + json.dumps(TELLING).encode() + b"\n\n"),
    ],
)
def test_the_key_is_never_told(reply: Reply) -> None:
    with ScriptedModel(reply) as server:
        error = failure(model(server.base_url))

    assert KEY not in "".join(traceback.format_exception(error))
    assert KEY not in repr(Connection(server.base_url, "scripted", KEY, PATIENT, 100, None))


@pytest.mark.parametrize("reply", [Fail(404), Fail(429, {"Retry-After": "60"})])
def test_after_failures_in_a_row_the_server_is_left_alone(reply: Reply) -> None:
    with ScriptedModel(reply) as server:
        one = model(server.base_url, failures=2)
        errors = [failure(one) for _ in range(3)]

    assert len(server.requests) == 2
    assert errors[2].reason == "llm_unavailable"
    assert errors[2].retry_after is not None


@pytest.mark.parametrize("reply", [Refuse(), CutAfter("On the"), Say("On the mat.")])
def test_a_server_that_answers_is_not_left_alone(reply: Reply) -> None:
    with ScriptedModel(reply) as server:
        one = model(server.base_url, failures=1)
        for _ in range(3):
            asked(one)

    assert len(server.requests) == 3


def test_readers_that_leave_early_keep_the_server_in_use() -> None:
    async def ask(one: OpenAIModel) -> None:
        await written(one)
        async with aclosing(one.write(PROMPT)) as pieces:
            await anext(pieces)
        await written(one)
        assert (await written(one))[0] == "On the mat."
        await one.aclose()

    with ScriptedModel(Fail(404), Say("On the mat."), Fail(404), Say("On the mat.")) as server:
        asyncio.run(ask(model(server.base_url, failures=2)))
