"""Put hand-written sentences into a model's mouth, beside second opinions of every quality, and count what is shown."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from rich.console import Console
from rich.progress import track

from bench import libraries
from bench.paths import BenchPaths
from bench.retellings.tellings import Telling, tellings
from bench.scripted.model import Message, Reply, ScriptedModel
from bench.scripted.replies import Fail, Obey, Say, Silence
from bench.strangers.town_questions import TOWN
from qa.domain.answer import Answer, Inquiry, statements_of
from qa.services import Services
from qa.settings import LlmSettings, VerifierSettings
from qa.wiring import open_services
from qa.wiring.adapters import language_model, verifier_model
from qa.wiring.answering import make_responder

Outcome = Literal["as written", "cut short", "quoted instead", "nothing"]
OUTCOMES: tuple[Outcome, ...] = ("as written", "cut short", "quoted instead", "nothing")
_FEW = 20
"""Sentences of each sort that are put to a second opinion that fails."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A second opinion, and of how many sentences it is asked."""

    name: str
    opinion: Callable[[Telling], Reply] | None
    """None: there is none."""
    most: int | None = None


def _verdict(word: str) -> Callable[[Telling], Reply]:
    return lambda _: Say(f'{{"choice": "{word}"}}')


def _knowing(telling: Telling) -> Reply:
    """One that is always right."""

    def opinion(messages: Sequence[Message]) -> str:
        sentence = messages[-1]["content"].partition(" sentence\n")[2]
        right = telling.honest or (telling.stands and sentence.startswith(telling.stands))
        return '{"choice": "supported"}' if right else '{"choice": "not_stated"}'

    return Obey(opinion)


MODES = (
    Mode("none", None),
    Mode("perfect", _knowing),
    Mode("always yes", _verdict("supported")),
    Mode("always no", _verdict("not_stated")),
    Mode("slow", lambda _: Silence(), _FEW),
    Mode("broken", lambda _: Fail(500), _FEW),
)


def retellings(paths: BenchPaths) -> None:
    """Print what is shown of the sentences, by second opinion and by kind."""
    with (
        TemporaryDirectory(prefix="dateline-bench-") as folder,
        open_services(paths.settings(Path(folder))) as services,
    ):
        libraries.ingest_files(services, paths, paths.seeds, TOWN / "articles")
        results = {mode.name: asyncio.run(_asked(services, paths, mode)) for mode in MODES}
    for mode, outcomes in results.items():
        _print_mode(mode, outcomes)
    _print_kinds(results["always yes"])
    if paths.verbose:
        _print_misses(results["always yes"])


async def _asked(services: Services, paths: BenchPaths, mode: Mode) -> dict[Telling, Outcome]:
    said = tellings()
    if mode.most is not None:
        said = [telling for honest in (True, False) for telling in _first(said, mode.most, honest=honest)]
    outcomes = {}
    for telling in track(said, mode.name, console=Console(stderr=True)):
        opinion = None if mode.opinion is None else mode.opinion(telling)
        with ScriptedModel(Say(f"{telling.text} [1]"), opinion=opinion) as model:
            outcomes[telling] = outcome(
                telling, await _answer(services, paths, model, telling, judged=opinion is not None)
            )
    return outcomes


def _first(said: Sequence[Telling], most: int, *, honest: bool) -> list[Telling]:
    """Some of the sentences, of all kinds."""
    part = [telling for telling in said if telling.honest == honest]
    return part[:: max(1, len(part) // most)][:most]


async def _answer(
    services: Services, paths: BenchPaths, model: ScriptedModel, telling: Telling, *, judged: bool
) -> Answer:
    llm = LlmSettings(model="scripted", base_url=model.base_url, daily_tokens=0, style="written")
    verifier = VerifierSettings(model="" if judged else "none", timeout=0.5)
    settings = paths.settings(paths.cache).model_copy(update={"llm": llm, "verifier": verifier})
    adapters = replace(services.adapters, language_model=language_model(llm), verifier_model=verifier_model(settings))
    responder = make_responder(settings, adapters)
    try:
        return await responder.ask(Inquiry(telling.question))
    finally:
        await responder.aclose()


def outcome(telling: Telling, answer: Answer) -> Outcome:
    """What became of a sentence: the best of its parts, without the one of a false sentence that is true."""
    shown = [statement for statement in statements_of(answer) if statement.text != telling.stands]
    ways = {statement.support.provenance for statement in shown}
    if "written" in ways:
        return "as written"
    if "compression" in ways:
        return "cut short"
    return "quoted instead" if ways else "nothing"


def _print_mode(mode: str, outcomes: Mapping[Telling, Outcome]) -> None:
    for honest in (True, False):
        part = [outcome for telling, outcome in outcomes.items() if telling.honest == honest]
        counts = Counter(part)
        told = ", ".join(f"{name} {counts[name]} ({counts[name] / len(part):.1%})" for name in OUTCOMES)
        print(f"second opinion: {mode:11} {'true ' if honest else 'false'} {len(part):4}: {told}")


def _print_kinds(outcomes: Mapping[Telling, Outcome]) -> None:
    print("\nchecks alone (the second opinion always says yes), shown as written, by kind")
    for honest in (True, False):
        for kind in dict.fromkeys(telling.kind for telling in outcomes if telling.honest == honest):
            part = [
                outcome for telling, outcome in outcomes.items() if (telling.honest, telling.kind) == (honest, kind)
            ]
            shown = sum(outcome in {"as written", "cut short"} for outcome in part)
            print(f"{'true ' if honest else 'false'} {kind:12}{shown:4} of {len(part)}")


def _print_misses(outcomes: Mapping[Telling, Outcome]) -> None:
    for telling, outcome in outcomes.items():
        if telling.honest != (outcome in {"as written", "cut short"}):
            print(f"{telling.id} {telling.kind}: {outcome}: {telling.text}")
