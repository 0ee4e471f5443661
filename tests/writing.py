"""How tests have answers written: the real services over the seed articles, with a scripted model behind them."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from bench.scripted.model import Reply, ScriptedModel
from qa.domain.answer import Answer, Inquiry
from qa.services import Services
from qa.settings import LlmSettings, Settings
from qa.wiring.adapters import language_model
from qa.wiring.answering import make_responder

QUESTION = "How many US troops are in Iraq?"
TRUE = "About 2,500 American troops are stationed in Iraq. [1]"


@dataclass(frozen=True, slots=True)
class Writing:
    """The services, and the model that they ask."""

    services: Services
    model: ScriptedModel


def with_model(seeded: Services, llm: LlmSettings) -> Services:
    """The same articles, asked by way of a language model."""
    adapters = replace(seeded.adapters, language_model=language_model(llm))
    return replace(seeded, adapters=adapters, responder=make_responder(Settings(llm=llm), adapters))


@contextmanager
def writing(seeded: Services, *script: Reply, limits: Mapping[str, float] | None = None) -> Iterator[Writing]:
    """A scripted model, and services that have it write within its settings' limits."""
    with ScriptedModel(*script) as model:
        settings = LlmSettings(model="scripted", base_url=model.base_url).model_copy(update=limits)
        yield Writing(with_model(seeded, settings), model)


def ask(services: Services, asked: str | Inquiry = QUESTION) -> Answer:
    """The answer, as a command line gets it: with an event loop of its own."""

    inquiry = Inquiry(asked) if isinstance(asked, str) else asked

    async def answered() -> Answer:
        try:
            return await services.responder.ask(inquiry)
        finally:
            await services.responder.aclose()

    return asyncio.run(answered())


def degraded(answer: Answer) -> str | None:
    """Why it is quoted, or broke off."""
    return answer.degraded.reason if answer.degraded else None
