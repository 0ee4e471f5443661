"""What checking costs beside the bare model, on answers that a scripted model writes."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from itertools import product
from statistics import median
from time import perf_counter

from bench import corpora, libraries
from bench.paths import BenchPaths
from bench.scripted.model import Message, ScriptedModel
from bench.scripted.replies import Obey, Say
from eval.metrics.summary import percentile
from qa.adapters.openai import Connection, OpenAIModel, Timeouts
from qa.answer.evidence.article_sentences import SentenceCache
from qa.answer.generate.offered import Offered, offered
from qa.answer.generate.stream_parser import StreamParser
from qa.answer.verify.draft import Draft
from qa.answer.verify.verifier import verify
from qa.domain.answer import Answer, Inquiry, Prompt, Statement, Usage, statements_of
from qa.services import Services
from qa.settings import LlmSettings
from qa.wiring.adapters import language_model, verifier_model
from qa.wiring.answering import make_responder

_ROUNDS = 40
_OPINIONS: tuple[float | None, ...] = (None, 0.05, 0.3)
"""Seconds of a second opinion; None: what is written is a quote and needs none."""
_SENTENCES = 20
_DELAY = 0.005
"""Seconds between pieces of a few characters: 200 pieces a second, as a fast hosted model."""


def written(paths: BenchPaths) -> None:
    """Print the time to check a sentence (target: p50 20 ms) and to the first one shown (60 ms over the bare model).

    A second opinion may add at most the time that it takes itself.
    """
    with libraries.seeds(paths) as services:
        questions = [case.question for case in corpora.cases(paths.cases) if case.answerable]
        taken = _checks(services, questions)
        print(
            f"to check one of {len(taken)} true sentences: p50 {percentile(taken, 50):.1f} ms, p95 {percentile(taken, 95):.1f} ms"
        )
        quote = next(answer for answer in map(services.answerer.ask, questions) if statements_of(answer))
        _print_checks(services, questions)
        for opinion in _OPINIONS:
            _print_first(services, paths, quote, opinion)


def _print_checks(services: Services, questions: Sequence[str]) -> None:
    """Print the time to check a text of twenty sentences without a second opinion (target: 600 ms)."""
    quotes = [statement.text for question in questions for statement in statements_of(services.answerer.ask(question))]
    # Told with a word more, so that each is looked up and compared, and none is a quote.
    text = "\n".join(f"{quote.rstrip('.')} then." for quote in list(dict.fromkeys(quotes))[:_SENTENCES])

    async def checked() -> int:
        return sum([1 async for _ in services.checker.check(text)])

    taken = []
    for _ in range(_ROUNDS):
        started = perf_counter()
        count = asyncio.run(checked())
        taken.append((perf_counter() - started) * 1000)
    print(f"to check a text of {count} sentences: median {median(taken):.0f} ms")


def _print_first(services: Services, paths: BenchPaths, quote: Answer, opinion: float | None) -> None:
    """Print the time to the first sentence, of a quote, or of a free one whose second opinion takes so many seconds."""
    said = statements_of(quote)[0].text
    words = ("".join(letters) for letters in product("bdfg", "aeio", "lmnr", "aeio"))

    def reply(_: Sequence[Message]) -> str:
        # Another word each time: an opinion that is known costs nothing.
        told = said if opinion is None else f"{said.removesuffix('.')} {next(words)}."
        return f"{told} [1] " * 2

    # The server's first byte of an opinion comes late: it is one word.
    yes = Say('{"choice": "supported"}', piece=64, delay=opinion or 0.0)
    with ScriptedModel(Obey(reply, piece=6, delay=_DELAY), opinion=yes) as model:
        bare, ours = asyncio.run(_firsts(_with(services, paths, model.base_url), quote.question, model.base_url))
    over = median(our - one for one, our in zip(bare, ours, strict=True))
    sort = "quoted" if opinion is None else f"free, second opinion {1000 * opinion:.0f} ms"
    print(
        f"to the first sentence ({sort}), medians of {_ROUNDS} in turns: bare model {median(bare):.1f} ms, "
        f"ours {median(ours):.1f} ms, over it {over:.1f} ms, retrieval and evidence among it"
    )


def _with(services: Services, paths: BenchPaths, base_url: str) -> Services:
    llm = LlmSettings(model="scripted", base_url=base_url, daily_tokens=0)
    settings = paths.settings(paths.cache).model_copy(update={"llm": llm})
    adapters = replace(services.adapters, language_model=language_model(llm), verifier_model=verifier_model(settings))
    return replace(services, adapters=adapters, responder=make_responder(settings, adapters))


def _checks(services: Services, questions: Sequence[str]) -> list[float]:
    """Milliseconds for each sentence that an answer quotes, as if a model had written it with a word more."""
    taken: list[float] = []
    sentence_cache = SentenceCache()
    for question in questions:
        findings = services.answerer.find(question)
        shown = offered(findings, sentence_cache)
        # A word more is no verbatim sentence: all checks have to read it.
        drafts = [f"{choice.candidate.text.rstrip('.')} then." for choice in findings.selected]
        taken += [_timed(Draft(draft, (1, 2, 3, 4, 5, 6)), shown) for draft in drafts]
    return taken


def _timed(draft: Draft, shown: Offered) -> float:
    started = perf_counter()
    verify(draft, shown.passages, shown.topic)
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
