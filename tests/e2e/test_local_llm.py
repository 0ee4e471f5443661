"""A small real language model behind OpenAI's API: it writes, counts what that took, and stops when its reader leaves."""

import asyncio
import time
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from openai import AsyncOpenAI, AsyncStream
from openai.types.chat import ChatCompletionChunk

from bench.local_llm import FILE, FOLDER, NAME, serving
from qa.domain.answer import statements_of
from qa.services import Services
from qa.settings import LlmSettings, VerifierSettings
from tests.driving import broken_citations
from tests.writing import ask, degraded, with_model

pytestmark = [
    pytest.mark.realmodel,
    pytest.mark.skipif(
        not (FOLDER / FILE).exists(),
        reason="no weights in .cache/llm; `python -m bench.local_llm --fetch` fetches them",
    ),
]

SECONDS = 60.0
LONG = 3000


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with serving(FOLDER / FILE) as url:
        yield url


def test_it_streams_an_answer_and_says_what_that_took(base_url: str) -> None:
    chunks = asyncio.run(answered(base_url, "Name the colours of the rainbow.", 24))

    pieces = [choice.delta.content for chunk in chunks for choice in chunk.choices if choice.delta.content]
    finished = [choice.finish_reason for chunk in chunks for choice in chunk.choices if choice.finish_reason]
    usage = chunks[-1].usage
    assert len(pieces) > 1
    assert "".join(pieces).strip()
    assert finished in (["stop"], ["length"])
    assert usage is not None
    assert usage.prompt_tokens > 0
    assert len(pieces) <= usage.completion_tokens <= 24


def test_it_stops_writing_when_its_reader_leaves(base_url: str) -> None:
    before = measured(base_url, "tokens_predicted_total")

    asyncio.run(left(base_url))

    end = time.monotonic() + SECONDS
    while measured(base_url, "requests_processing") and time.monotonic() < end:
        time.sleep(0.02)
    assert measured(base_url, "requests_processing") == 0
    assert 0 < measured(base_url, "tokens_predicted_total") - before < LONG / 2


def test_whatever_it_writes_only_what_quotes_support_is_shown(seeded: Services, base_url: str) -> None:
    patient = LlmSettings(
        model=NAME,
        base_url=base_url,
        max_tokens=60,
        first_token_timeout=300,
        idle_timeout=60,
        total_timeout=400,
        style="written",
    )

    # It is no judge of anything.
    answer = ask(with_model(seeded, patient, VerifierSettings(model="none")), "When was the coalition formed?")

    cited = [citation for statement in statements_of(answer) for citation in statement.citations]
    assert cited
    assert broken_citations(seeded, cited) == []
    assert all(all(statement.support.checks.values()) for statement in statements_of(answer))
    # It was asked and wrote, well or badly: nothing else may be the reason for quoting.
    assert answer.usage is not None
    assert answer.mode == "generated" or degraded(answer) in {"nothing_verified", "llm_declined"}
    assert {it.support.provenance for it in statements_of(answer)} <= {"quotation", "compression"}


async def answered(base_url: str, question: str, most_tokens: int) -> list[ChatCompletionChunk]:
    async with AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0, timeout=SECONDS) as client:
        stream = await asked(client, question, most_tokens)
        return [chunk async for chunk in stream]


async def left(base_url: str) -> None:
    """Ask for a text that takes a while, read a few words and close the connection."""
    async with (
        AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0, timeout=SECONDS) as client,
        await asked(client, "Count from one to ten thousand.", LONG) as stream,
    ):
        for _ in range(5):
            await anext(stream)
        assert await asyncio.to_thread(measured, base_url, "requests_processing") == 1


async def asked(client: AsyncOpenAI, question: str, most_tokens: int) -> AsyncStream[ChatCompletionChunk]:
    return await client.chat.completions.create(
        model=NAME,
        messages=[{"role": "user", "content": question}],
        stream=True,
        stream_options={"include_usage": True},
        max_tokens=most_tokens,
        temperature=0,
        # The long text must not end by itself, whatever the model makes of the question.
        extra_body={"ignore_eos": most_tokens == LONG},
    )


def measured(base_url: str, name: str) -> float:
    """A number that the server keeps of itself."""
    with urlopen(base_url.removesuffix("/v1") + "/metrics", timeout=SECONDS) as response:
        lines = response.read().decode().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"llamacpp:{name} "))
