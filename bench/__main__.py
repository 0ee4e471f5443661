"""The measurements: `python -m bench [PART…]`, without one all but `growth`; each prints what it finds, none asserts it."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

from bench import (
    answers,
    attack,
    checks,
    damages,
    follow_ups,
    growth,
    hostile,
    ingest,
    injections,
    kills,
    refused,
    retrieval,
    scopes,
    speed,
    stores,
    verdicts,
    written,
)
from bench.disagreements.measure import disagreements
from bench.origins.measure import origins
from bench.paths import BenchPaths, bench_paths, parser
from bench.retellings.measure import retellings
from bench.strangers import news, sentences, squad, town
from bench.strangers import support as claims
from qa.errors import DatelineError


@dataclass(frozen=True, slots=True)
class Step:
    """One table: its heading, what prints it, and the folder of public data that it needs, if any."""

    heading: str
    measure: Callable[[BenchPaths], None]
    needs: str = ""


_STRANGERS = {
    "sentences": Step("Strangers: sentences and short answers", sentences.sentences, "questions"),
    "squad": Step("Strangers: SQuAD's held-aside pages, end to end", squad.squad, "squad"),
    "news": Step("Strangers: news quiz", news.news, "news"),
    "town": Step("Strangers: an invented town", town.town),
    "support": Step("Strangers: support", claims.support, "support_more"),
}

PARTS: dict[str, tuple[Step, ...]] = {
    "seeds": (Step("Answers: our questions on the seed articles", answers.seeds),),
    "follow-ups": (Step("Answers: follow-ups in dialogues", follow_ups.follow_ups),),
    "news": (Step("Search: news", retrieval.news, "news"),),
    "stores": (Step("Search: news, from a folder and from PostgreSQL", stores.stores, "news"),),
    "time": (Step("Search: Time magazine 1963", retrieval.time_magazine, "ir/time_magazine_1963"),),
    "injections": (Step("Verification: injections in articles", injections.injections, "injections"),),
    "retellings": (Step("Verification: true and false retellings", retellings),),
    "disagreements": (Step("Answers: what sources say differently", disagreements, "questions"),),
    "origins": (Step("Answers: which articles are one voice", origins, "news_train"),),
    "verdicts": (Step("Answers: yes and no to people's searches", verdicts.verdicts, "questions"),),
    "refused": (Step("Answers: what is refused wrongly, with a perfect writer", refused.refused),),
    "checks": (
        Step("Verification: what each check refuses of people's pairs", checks.people, "support_more"),
        Step("Verification: what each check refuses of the retellings", checks.retold),
    ),
    "scopes": (Step("Speed: vectors within a scope", scopes.scopes),),
    "written": (Step("Speed: checking what a model writes", written.written),),
    "speed": (
        Step("Speed: the command line", speed.command_line),
        Step("Speed: serving the seed articles", speed.seeds),
        Step("Speed: serving 20,000 chunks", speed.many, "news_train"),
    ),
    "attack": (
        Step("Attack: load and slow clients", attack.load),
        Step("Attack: hostile texts", hostile.texts),
        Step("Attack: damaged folders", damages.damages),
    ),
    "growth": (Step("Cost as a library grows", growth.growth, "news_train"),),
    "ingest": (Step("Speed: ingest", ingest.throughput, "news"),),
    "kills": (Step("Crashes: kills at random moments of a change", kills.kills),),
    "strangers": tuple(_STRANGERS.values()),
    **{f"strangers-{name}": (step,) for name, step in _STRANGERS.items()},
}


_ALONE = {"growth"}
"""Parts that run only where they are named: they take an hour, and draw a picture of the documentation."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the parts that are asked for; one whose data is not there is skipped and says so."""
    options_of = parser(__doc__)
    options_of.add_argument(
        "parts", nargs="*", default="all", choices=[*PARTS, "all"], metavar="PART", help=", ".join(PARTS)
    )
    options = options_of.parse_args(arguments)
    try:
        for step in steps([part for part in PARTS if part not in _ALONE] if "all" in options.parts else options.parts):
            _run(step, bench_paths(options))
    except DatelineError as error:
        sys.exit(f"bench: {error}")


def steps(parts: Iterable[str]) -> list[Step]:
    """The tables of the parts, each once: some belong to two parts."""
    return list(dict.fromkeys(step for part in parts for step in PARTS[part]))


def _run(step: Step, paths: BenchPaths) -> None:
    print(f"\n== {step.heading}", flush=True)
    if step.needs and not (paths.data / step.needs).exists():
        print(f"skipped: no data at {paths.data / step.needs}")
        return
    started = perf_counter()
    step.measure(paths)
    print(f"({perf_counter() - started:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
