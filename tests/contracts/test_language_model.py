"""Every language model gives text in pieces, then what it took, and says in a word why it cannot write."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass

import pytest

from bench.scripted.model import Reply, ScriptedModel
from bench.scripted.replies import CutAfter, Fail, Refuse, Say, Silence
from qa.adapters.openai import Connection, OpenAIModel, Timeouts
from qa.domain.answer import DegradedReason, Prompt, Usage
from qa.errors import LanguageModelError
from qa.ports import LanguageModel
from tests.fakes import FakeLanguageModel

PROMPT = Prompt("Answer in words.", "Where did the cat sit?", "0" * 64)
TEXT = "The café’s cat sat 👩‍🚀 on the mat.\n"
USAGE = Usage(8, 8)  # in words, as the scripted model counts


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the model is to do."""

    text: str = ""
    usage: Usage | None = None
    then: DegradedReason | None = None


Opening = Callable[[Wanted], AbstractAsyncContextManager[LanguageModel]]


@asynccontextmanager
async def fake(wanted: Wanted) -> AsyncIterator[LanguageModel]:
    ends = [LanguageModelError(wanted.then, "scripted")] if wanted.then else []
    yield FakeLanguageModel([*wanted.text, *ends], wanted.usage)


@asynccontextmanager
async def real(wanted: Wanted) -> AsyncIterator[LanguageModel]:
    limits = Timeouts(connect=60.0, first_token=0.2 if wanted.then == "llm_timeout" else 60.0, idle=60.0, total=60.0)
    with ScriptedModel(reply(wanted)) as server:
        model = OpenAIModel(Connection(server.base_url, "scripted", "", limits, most_tokens=100, temperature=0.0))
        try:
            yield model
        finally:
            await model.aclose()


def reply(wanted: Wanted) -> Reply:
    broken: dict[DegradedReason | None, Reply] = {
        "llm_cut": CutAfter(wanted.text),
        "llm_refused": Refuse(),
        "llm_timeout": Silence(),
        "llm_unavailable": Fail(404),
        "overloaded": Fail(429, {"Retry-After": "60"}),
    }
    return broken.get(wanted.then) or Say(wanted.text, piece=1, usage=wanted.usage is not None)


@pytest.fixture(params=[fake, real])
def opening(request: pytest.FixtureRequest) -> Opening:
    model: Opening = request.param
    return model


async def collected(model: LanguageModel, into: list[str | Usage], prompt: Prompt = PROMPT) -> None:
    async with aclosing(model.write(prompt)) as pieces:
        async for piece in pieces:
            into.append(piece)  # noqa: PERF401 what came before an error is wanted too


def asked(opening: Opening, wanted: Wanted, prompt: Prompt = PROMPT) -> list[str | Usage]:
    async def ask() -> list[str | Usage]:
        pieces: list[str | Usage] = []
        async with opening(wanted) as model:
            await collected(model, pieces, prompt)
        return pieces

    return asyncio.run(ask())


def test_the_pieces_are_the_text_and_the_usage_comes_last(opening: Opening) -> None:
    *pieces, usage = asked(opening, Wanted(TEXT, USAGE))

    assert "".join(piece for piece in pieces if isinstance(piece, str)) == TEXT
    assert all(piece and isinstance(piece, str) for piece in pieces)
    assert usage == USAGE


def test_a_model_that_does_not_say_what_it_took_gives_text_alone(opening: Opening) -> None:
    assert "".join(str(piece) for piece in asked(opening, Wanted(TEXT))) == TEXT


def test_a_model_may_write_nothing(opening: Opening) -> None:
    assert asked(opening, Wanted("")) == []


def test_a_prompt_may_hold_what_cannot_be_encoded(opening: Opening) -> None:
    prompt = Prompt("\ud800", "A lone \udfff surrogate and a \x00 byte", "")

    assert asked(opening, Wanted("yes"), prompt) == ["y", "e", "s"]


@pytest.mark.parametrize("reason", ["llm_refused", "llm_timeout", "llm_unavailable", "overloaded"])
def test_a_model_that_cannot_write_says_why(opening: Opening, reason: DegradedReason) -> None:
    with pytest.raises(LanguageModelError) as caught:
        asked(opening, Wanted(then=reason))

    assert caught.value.reason == reason


def test_pieces_may_come_before_the_error(opening: Opening) -> None:
    async def ask() -> tuple[list[str | Usage], str]:
        pieces: list[str | Usage] = []
        async with opening(Wanted("The cat", then="llm_cut")) as model:
            with pytest.raises(LanguageModelError) as caught:
                await collected(model, pieces)
        return pieces, caught.value.reason

    pieces, reason = asyncio.run(ask())

    assert "".join(str(piece) for piece in pieces) == "The cat"
    assert reason == "llm_cut"


def test_whoever_has_enough_may_leave_and_ask_again(opening: Opening) -> None:
    async def ask() -> list[str]:
        firsts: list[str] = []
        async with opening(Wanted(TEXT, USAGE)) as model:
            for _ in range(3):
                async with aclosing(model.write(PROMPT)) as pieces:
                    firsts.append(str(await anext(pieces)))
        return firsts

    assert asyncio.run(ask()) == ["T", "T", "T"]


def test_texts_that_are_written_at_once_do_not_mix(opening: Opening) -> None:
    async def ask() -> list[list[str | Usage]]:
        texts: list[list[str | Usage]] = [[], [], []]
        async with opening(Wanted(TEXT, USAGE)) as model:
            await asyncio.gather(*(collected(model, text) for text in texts))
        return texts

    assert asyncio.run(ask()) == [[*TEXT, USAGE]] * 3


def test_a_model_whose_connections_were_closed_writes_again(opening: Opening) -> None:
    async def ask() -> list[str | Usage]:
        pieces: list[str | Usage] = []
        async with opening(Wanted("yes")) as model:
            for _ in range(2):
                await model.aclose()
                await collected(model, pieces)
            await model.aclose()
        return pieces

    assert asyncio.run(ask()) == [*"yesyes"]


def test_a_model_has_a_name(opening: Opening) -> None:
    async def ask() -> str:
        async with opening(Wanted()) as model:
            return model.name

    assert asyncio.run(ask())
