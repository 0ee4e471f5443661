"""How often an answer, asked for end to end, is right, refused or wrong."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from rich.console import Console
from rich.progress import track

from bench import corpora, libraries
from bench.corpora import Item
from bench.paths import BenchPaths
from eval.cases import Case
from eval.metrics.citations import gold_quote
from eval.metrics.correctness import right_first
from eval.record import Outcome
from eval.targets import outcome_of
from qa.domain.answer import Statement

Ask = Callable[[str], Sequence[Statement]]

FIRST = 3
"""Statements that a reader takes in at a glance."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case."""

    case: Case
    outcome: Outcome

    @property
    def right_first(self) -> bool:
        return right_first(self.case, self.outcome) == 1

    @property
    def right_anywhere(self) -> bool:
        return gold_quote(self.case, self.outcome) == 1


def seeds(paths: BenchPaths) -> None:
    """Print how our own questions on the seed articles fare; the target is .85 right first, 2 of 12 wrong."""
    cases = corpora.cases(paths.cases)
    with libraries.seeds(paths) as services:
        for name, answerer in libraries.both(paths, services).items():
            print(f"\n{name}")
            _print_cases([Result(case, outcome_of(answerer.ask(case.question), None)) for case in cases])


def _print_cases(results: Sequence[Result]) -> None:
    answerable = [result for result in results if result.case.answerable]
    unanswerable = [result for result in results if not result.case.answerable]
    print(f"answerable questions ({len(answerable)})")
    print(f"{'':24}   n  right first  right anywhere  refused  statements")
    for name, part in _by_kind(answerable):
        print(f"{name:24}{len(part):4}  {_answerable(part)}")
    print(f"unanswerable questions ({len(unanswerable)})")
    for name, part in _by_kind(unanswerable):
        wrong = sum(result.outcome.answered for result in part)
        print(
            f"{name:24}{len(part):4}  answered, hence wrong: {wrong} of {len(part)} = {12 * wrong / len(part):.1f} of 12"
        )


def _by_kind(results: Sequence[Result]) -> list[tuple[str, list[Result]]]:
    kinds = sorted({result.case.kind for result in results})
    return [
        ("all", list(results)),
        *((f"  {kind}", [result for result in results if result.case.kind == kind]) for kind in kinds),
    ]


def _answerable(part: Sequence[Result]) -> str:
    first, anywhere = (
        fmean(result.right_first for result in part),
        fmean(result.right_anywhere for result in part),
    )
    lengths = [len(result.outcome.statements) for result in part if result.outcome.answered]
    mean_length = f"{fmean(lengths):.2f}" if lengths else "-"
    return f"{first:11.3f}  {anywhere:14.3f}  {1 - len(lengths) / len(part):7.3f}  {mean_length:>10}"


def shown(queries: Sequence[Item]) -> Iterable[Item]:
    """The questions, with a bar that shows how many have been taken where somebody is looking."""
    console = Console(stderr=True)
    return track(queries, "Asking", console=console, transient=True, disable=not console.is_terminal)
