"""Run cases against a target: every case asked once, scored, and recorded."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from eval.case_files import CaseSet, Placed, check_gold
from eval.metrics.stability import same
from eval.metrics.table import scores
from eval.record import Run, Scored
from eval.targets import Target
from qa.domain.answer import Turn

STABLE = "stable"
"""The metric that takes a second answer: whether it is the same."""


def run(target: Target, cases: CaseSet, advanced: Callable[[int], None], *, twice: bool = False) -> Run:
    """Ask every case; `advanced` is called after each, `twice` asks again to see whether the answer stays the same.

    Raises:
        CaseError: a gold quote is not in the articles that the target shows.
        TargetError: the target does not answer.
    """
    started, clock = datetime.now(UTC), perf_counter()
    texts = target.texts()
    if texts:
        check_gold(cases, texts)
    scored = []
    for placed in cases.cases:
        scored.append(_scored(target, placed, texts, twice=twice))
        advanced(1)
    return Run(
        target=target.name,
        corpus=target.corpus,
        cases=cases.digest,
        started_at=started.isoformat(timespec="seconds"),
        seconds=round(perf_counter() - clock, 3),
        scored=tuple(scored),
    )


def _scored(target: Target, placed: Placed, texts: Mapping[str, str], *, twice: bool) -> Scored:
    history = [Turn(turn.question, turn.answer) for turn in placed.case.history]
    outcome = target.ask(placed.case.question, history)
    by_metric = scores(placed.case, outcome, texts)
    if twice:
        by_metric[STABLE] = same(outcome, target.ask(placed.case.question, history))
    return Scored(case=placed.case, file=_shown(placed.file), line=placed.line, outcome=outcome, scores=by_metric)


def _shown(file: Path) -> str:
    """As seen from the folder of the command, which in CI is the repository: annotations find the file by it."""
    resolved = file.resolve()
    return str(resolved.relative_to(Path.cwd()) if resolved.is_relative_to(Path.cwd()) else file)
