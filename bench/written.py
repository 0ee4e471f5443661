"""What checking costs beside the bare model, on answers that a scripted model writes."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from statistics import median
from time import perf_counter

from bench import corpora, libraries
from bench.paths import BenchPaths
from bench.scripted.model import ScriptedModel
from bench.scripted.replies import Say
from eval.metrics.summary import percentile
from qa.adapters.openai import Connection, OpenAIModel, Timeouts
from qa.answer.generate.prompt_passages import prompt_passages
from qa.answer.generate.stream_parser import StreamParser
from qa.answer.generate.writer import Writer
from qa.answer.verify.draft import Draft, PromptPassage
from qa.answer.verify.verifier import Verifier
from qa.domain.answer import Inquiry, Prompt, Statement, Usage, statements_of
from qa.services import Services
from qa.settings import LlmSettings
from qa.text.tokens import Term
from qa.wiring.adapters import language_model
from qa.wiring.answering import make_responder

_ROUNDS = 40
_DELAY = 0.005
"""Seconds between pieces of a few characters: 200 pieces a second, as a fast hosted model."""


def written(paths: BenchPaths) -> None:
    """Print the time to prove a sentence (target: p50 20 ms) and to the first one shown (60 ms over the bare model)."""
    with libraries.seeds(paths) as services:
        questions = [case.question for case in corpora.cases(paths.cases) if case.answerable]
        taken = _proofs(_writer(_with(services, paths, "http://127.0.0.1:9/v1")), services, questions)
        print(
            f"to prove one of {len(taken)} true sentences: p50 {percentile(taken, 50):.1f} ms, p95 {percentile(taken, 95):.1f} ms"
        )
        quote = next(answer for answer in map(services.answerer.ask, questions) if statements_of(answer))
        text = f"{statements_of(quote)[0].text} [1] " * 2
        with ScriptedModel(Say(text, piece=6, delay=_DELAY)) as model:
            bare, ours = asyncio.run(_firsts(_with(services, paths, model.base_url), quote.question, model.base_url))
    print(
        f"to the first sentence, medians of {_ROUNDS} in turns: bare model {median(bare):.1f} ms, ours {median(ours):.1f} ms,"
    )
    print(
        f"over it {median(our - one for one, our in zip(bare, ours, strict=True)):.1f} ms, retrieval and evidence among it"
    )


def _with(services: Services, paths: BenchPaths, base_url: str) -> Services:
    llm = LlmSettings(model="scripted", base_url=base_url, daily_tokens=0)
    settings = paths.settings(paths.cache).model_copy(update={"llm": llm})
    adapters = replace(services.adapters, language_model=language_model(llm))
    return replace(services, adapters=adapters, responder=make_responder(settings, adapters))


def _writer(services: Services) -> Writer:
    if services.responder.writer is None:
        raise TypeError("the services have no language model")
    return services.responder.writer


def _proofs(writer: Writer, services: Services, questions: Sequence[str]) -> list[float]:
    """Milliseconds for each sentence that an answer quotes, as if a model had written it without its full stop."""
    taken = []
    for question in questions:
        findings = services.answerer.find(question)
        offered = prompt_passages(findings.passages, findings.candidates, findings.articles, writer.sentence_cache)
        topic = frozenset(term for choice in findings.selected for term in choice.candidate.sentence.terms)
        for choice in findings.selected:
            # A letter less is no verbatim sentence: the model has to read it.
            draft = Draft(choice.candidate.text.rstrip("."), (1, 2, 3, 4, 5, 6))
            taken.append(_timed(writer.verifier, draft, offered, topic))
    return taken


def _timed(verifier: Verifier, draft: Draft, offered: Sequence[PromptPassage], topic: frozenset[Term]) -> float:
    started = perf_counter()
    verifier.verify(draft, offered, topic)
    return (perf_counter() - started) * 1000


async def _firsts(services: Services, question: str, base_url: str) -> tuple[list[float], list[float]]:
    """Milliseconds to the first sentence, of the bare model and of ours, in turns."""
    limits = Timeouts(connect=5, first_token=20, idle=10, total=60)
    model = OpenAIModel(Connection(base_url, "scripted", "", limits, 600, None))
    prompt = Prompt("system", question, "")
    bare, ours = [], []
    try:
        for _ in range(_ROUNDS + 2):
            bare.append(await _first(_sentences(model, prompt)))
            ours.append(await _first(services.responder.events(Inquiry(question))))
    finally:
        await model.aclose()
        await services.responder.aclose()
    # The first rounds connect and load.
    return bare[2:], ours[2:]


async def _sentences(model: OpenAIModel, prompt: Prompt) -> AsyncGenerator[object]:
    drafts = StreamParser()
    async with aclosing(model.write(prompt)) as pieces:
        async for piece in pieces:
            for draft in drafts.feed("" if isinstance(piece, Usage) else piece):
                yield draft


async def _first(events: AsyncGenerator[object]) -> float:
    started = perf_counter()
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Statement | Draft):
                return (perf_counter() - started) * 1000
    raise RuntimeError("no sentence came")
