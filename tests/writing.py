"""How tests have answers written: the real services over the seed articles, with a scripted model behind them."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from bench.scripted.model import Reply, ScriptedModel
from bench.scripted.replies import Say
from qa.domain.answer import Answer, Inquiry
from qa.services import Services
from qa.settings import LlmSettings, Settings, VerifierSettings
from qa.wiring.adapters import language_model, verifier_model
from qa.wiring.answering import make_checker, make_responder

QUESTION = "How many US troops are in Iraq?"
TRUE = "About 2,500 American troops are stationed in Iraq. [1]"


@dataclass(frozen=True, slots=True)
class Writing:
    """The services, and the model that they ask."""

    services: Services
    model: ScriptedModel


YES, NO = Say('{"choice": "supported"}'), Say('{"choice": "not_stated"}')


def with_model(seeded: Services, llm: LlmSettings, verifier: VerifierSettings | None = None) -> Services:
    """The same articles, asked by way of a language model and of the one that gives second opinions."""
    settings = Settings(llm=llm, verifier=verifier or VerifierSettings())
    adapters = replace(seeded.adapters, language_model=language_model(llm), verifier_model=verifier_model(settings))
    return replace(
        seeded,
        adapters=adapters,
        responder=make_responder(settings, adapters),
        checker=make_checker(settings, adapters),
    )


@contextmanager
def writing(
    seeded: Services,
    *script: Reply,
    opinion: Reply | None = YES,
    limits: Mapping[str, object] | None = None,
    patience: float = 10.0,
) -> Iterator[Writing]:
    """A scripted model, and services that have it write within its settings' limits.

    `opinion` is what comes to every question for a second opinion, within `patience` seconds; None: nobody gives one.
    """
    with ScriptedModel(*script, opinion=opinion) as model:
        settings = LlmSettings(model="scripted", base_url=model.base_url).model_copy(update=limits)
        verifier = VerifierSettings(model="" if opinion is not None else "none", timeout=patience)
        yield Writing(with_model(seeded, settings, verifier), model)


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
