"""Put what is refused without a model, though an article answers it, to a writer that quotes the answer if it is offered."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from rich.console import Console
from rich.progress import track

from bench import corpora, libraries
from bench.paths import BenchPaths
from bench.scripted.model import Message, ScriptedModel
from bench.scripted.replies import Obey
from bench.strangers.town_questions import TOWN, questions
from qa.domain.answer import Abstained, Inquiry, statements_of
from qa.services import Services
from qa.settings import LlmSettings
from qa.wiring import open_services
from qa.wiring.adapters import language_model, verifier_model
from qa.wiring.answering import make_responder

_PASSAGE = re.compile(r"^==\w+== passage (\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sought:
    """A question, and the quotes of which each answers it."""

    set: str
    question: str
    quotes: tuple[str, ...]


class Found(NamedTuple):
    """What a writer made of a question."""

    offered: bool
    """A passage with the answer was offered to it."""
    shown: bool
    """The answer got through to the reader."""


def refused(paths: BenchPaths) -> None:
    """Print how many of the questions that are refused wrongly get an answer from a perfect writer, by set."""
    with (
        TemporaryDirectory(prefix="dateline-bench-") as folder,
        open_services(paths.settings(Path(folder))) as services,
    ):
        libraries.ingest_files(services, paths, paths.seeds, TOWN / "articles")
        asked = list(sought(paths))
        missed = [each for each in asked if isinstance(services.answerer.ask(each.question), Abstained)]
        results = [
            (each, asyncio.run(_written(services, paths, each)))
            for each in track(missed, "Asking the writer", console=Console(stderr=True))
        ]
    _print_sets(asked, results)
    if paths.verbose:
        _print_missed(results)


def _print_sets(asked: Sequence[Sought], results: Sequence[tuple[Sought, Found]]) -> None:
    for name in dict.fromkeys(each.set for each in asked):
        of_set = [found for each, found in results if each.set == name]
        print(
            f"{name:6}{sum(each.set == name for each in asked):4} answerable, {len(of_set)} refused; the answer is offered "
            f"to the writer for {sum(found.offered for found in of_set)}, and shown for {sum(found.shown for found in of_set)}"
        )


def _print_missed(results: Sequence[tuple[Sought, Found]]) -> None:
    for each, found in results:
        if not found.shown:
            print(f"{each.set}: {each.question} ({'offered' if found.offered else 'not offered'})")


def sought(paths: BenchPaths) -> Iterator[Sought]:
    """The answerable questions on the seeds and on the town."""
    for case in corpora.cases(paths.cases):
        if case.answerable and case.gold:
            yield Sought("seeds", case.question, tuple(gold.quote for gold in case.gold))
    for question in questions():
        if question.gold:
            yield Sought("town", question.text, tuple(gold.quote for gold in question.gold))


def quoting(messages: Sequence[Message], quotes: Sequence[str]) -> str:
    """What a writer says who quotes the first passage that holds one of the quotes; it declines where none does."""
    prompt = messages[-1]["content"]
    parts = _PASSAGE.split(prompt)
    for number, text in zip(parts[1::2], parts[2::2], strict=True):
        for quote in quotes:
            if " ".join(quote.split()) in " ".join(text.split()):
                return f"{' '.join(quote.split())} [{number}]"
    return "NO ANSWER"


async def _written(services: Services, paths: BenchPaths, sought_for: Sought) -> Found:
    with ScriptedModel(Obey(lambda messages: quoting(messages, sought_for.quotes))) as model:
        llm = LlmSettings(model="scripted", base_url=model.base_url, daily_tokens=0, style="written")
        settings = paths.settings(paths.cache).model_copy(update={"llm": llm})
        adapters = replace(
            services.adapters, language_model=language_model(llm), verifier_model=verifier_model(settings)
        )
        responder = make_responder(settings, adapters)
        try:
            answer = await responder.ask(Inquiry(sought_for.question))
        finally:
            await responder.aclose()
        offered = any(quoting(request.body["messages"], sought_for.quotes) != "NO ANSWER" for request in model.requests)
    said = [" ".join(citation.quote.split()) for statement in statements_of(answer) for citation in statement.citations]
    shown = any(" ".join(quote.split()) in text for quote in sought_for.quotes for text in said)
    return Found(offered, shown)
