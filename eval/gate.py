"""Turns a run and its baseline into a verdict: which cases broke, whether that is more than chance, and what failed."""

from collections.abc import Iterable, Mapping, Sequence
from math import comb

from eval.errors import BaselineError
from eval.metrics.summary import mean, mean_of
from eval.metrics.table import METRICS, Metric
from eval.record import Run, Score, Scored
from eval.verdict import Flip, Floor, Stratum, Verdict

LEVEL = 0.05
"""The chance of a false alarm that a gate takes, over all strata together."""


def compare(run: Run, baseline: Run, floors: Mapping[str, float]) -> Verdict:
    """The verdict on a run beside its baseline.

    A stratum is a gated metric over the cases that it applies to. Flips are counted where a case passed before and does
    not now, and the other way; more broken than mended ones are tested by the exact sign test (one side), and the strata
    together by Holm (1979), those left out that have too few cases to fail (Tarone 1990).

    Raises:
        BaselineError: the baseline is of other cases, articles or metrics, or nothing was scored.
    """
    _check_comparable(run, baseline)
    before = {scored.case.id: scored for scored in baseline.scored}
    flips = [flip for scored in run.scored for flip in _flips(scored, before[scored.case.id])]
    # What has a floor of 1 needs no statistics: one case below it fails.
    tested = [metric for metric in _gated() if floors.get(metric.name, 0.0) < 1]
    strata = _strata(tested, run, before, flips)
    floor_results = check(run, floors)
    broken = [scored for scored in run.scored if scored.case.must_pass and _fails(scored)]
    reasons = [
        *(
            f"{stratum.metric}: {stratum.broken} cases broke and {stratum.mended} were mended (p = {stratum.adjusted:.3f})"
            for stratum in strata
            if stratum.failed
        ),
        *(
            f"{floor.metric} is {_shown(floor.found)}, below its floor of {floor.least:g}"
            for floor in floor_results
            if floor.failed
        ),
        *(f"{scored.case.id} must pass and does not ({', '.join(_fails(scored))})" for scored in broken),
    ]
    return Verdict(
        passed=not reasons,
        reasons=tuple(reasons),
        flips=tuple(flips),
        strata=tuple(strata),
        floors=tuple(floor_results),
        must_pass=tuple(scored.case.id for scored in broken),
        means={name: (mean_of(baseline, name), mean_of(run, name)) for name in METRICS},
    )


def blamed(verdict: Verdict) -> set[str]:
    """The metrics that failed the gate."""
    return {stratum.metric for stratum in verdict.strata if stratum.failed} | {
        floor.metric for floor in verdict.floors if floor.failed
    }


def check(run: Run, floors: Mapping[str, float]) -> list[Floor]:
    """The floors; a metric that applies to no case is below any."""
    unknown = floors.keys() - METRICS.keys()
    if unknown:
        raise BaselineError(f"there is no metric {sorted(unknown)[0]!r}; `qa eval metrics` lists those that exist")
    means = {name: mean_of(run, name) for name in floors}
    return [
        Floor(metric=name, least=least, found=value, failed=value is None or value < least)
        for name, least in floors.items()
        for value in [means[name]]
    ]


def _check_comparable(run: Run, baseline: Run) -> None:
    for what, ours, theirs in (
        ("metrics", run.metrics, baseline.metrics),
        ("cases", run.cases, baseline.cases),
        ("articles", run.corpus, baseline.corpus),
    ):
        if ours != theirs:
            raise BaselineError(
                f"the baseline is of other {what} ({theirs!s:.12} and not {ours!s:.12}); look at what changed, then "
                "`qa eval accept` makes a new one"
            )
    if not any(value is not None for scored in run.scored for value in scored.scores.values()):
        raise BaselineError("no case was scored: there is nothing to compare")
    if [scored.case.id for scored in run.scored] != [scored.case.id for scored in baseline.scored]:
        raise BaselineError("the baseline has other cases than this run; `qa eval accept` makes a new one")


def _passes(metric: Metric, score: Score) -> bool | None:
    return None if score is None else score >= metric.passes_at


def _gated() -> Iterable[Metric]:
    return (metric for metric in METRICS.values() if metric.gated)


def _fails(scored: Scored) -> list[str]:
    return [metric.name for metric in _gated() if _passes(metric, scored.scores.get(metric.name)) is False]


def failing(run: Run) -> dict[str, list[str]]:
    """The gated metrics that each case fails, by id; cases that fail none are left out."""
    return {scored.case.id: names for scored in run.scored if (names := _fails(scored))}


def _flips(now: Scored, then: Scored) -> list[Flip]:
    flips = []
    for metric in _gated():
        before, after = then.scores.get(metric.name), now.scores.get(metric.name)
        was, is_now = _passes(metric, before), _passes(metric, after)
        # What no longer applies has not passed: an answer without a citation does not escape by having none.
        if (was is True and is_now is not True) or (was is not True and is_now is True):
            flips.append(
                Flip(
                    case=now.case.id,
                    kind=now.case.kind,
                    metric=metric.name,
                    before=before,
                    after=after,
                    broken=was is True,
                )
            )
    return flips


def _strata(tested: Sequence[Metric], run: Run, before: Mapping[str, Scored], flips: Sequence[Flip]) -> list[Stratum]:
    metrics = [
        metric for metric in tested if any(_applies(case, metric.name) for case in (*run.scored, *before.values()))
    ]
    counted = [
        (metric, sum(flip.broken for flip in mine), sum(not flip.broken for flip in mine))
        for metric in metrics
        for mine in [[flip for flip in flips if flip.metric == metric.name]]
    ]
    chances = [sign_test(broken, mended) for _, broken, mended in counted]
    # Too few cases can never be more than chance: they are no test, and cost the others nothing (Tarone 1990).
    testable = sum(_can_fail(candidate, run, before) for candidate in metrics)
    return [
        Stratum(
            kind="all",
            metric=metric.name,
            cases=sum(_applies(scored, metric.name) for scored in run.scored),
            before=mean([scored.scores.get(metric.name) for scored in before.values()]),
            after=mean_of(run, metric.name),
            broken=broken,
            mended=mended,
            p=p,
            adjusted=adjusted,
            smallest=smallest(testable) if _can_fail(metric, run, before) else None,
            failed=adjusted < LEVEL,
        )
        for (metric, broken, mended), p, adjusted in zip(counted, chances, holm(chances, testable), strict=True)
    ]


def _can_fail(metric: Metric, run: Run, before: Mapping[str, Scored]) -> bool:
    """Whether the stratum would fail if every case of it broke and it stood alone."""
    cases = max(sum(_applies(scored, metric.name) for scored in cases) for cases in (run.scored, before.values()))
    return sign_test(cases, 0) < LEVEL


def _applies(scored: Scored, metric: str) -> bool:
    return scored.scores.get(metric) is not None


def sign_test(broken: int, mended: int) -> float:
    """P(at least so many flips are broken ones) if either were as likely: the exact sign test, one side; 1 without flips."""
    flips = broken + mended
    worse: int = sum(comb(flips, count) for count in range(broken, flips + 1))
    return float(worse / 2**flips)


def holm(chances: Sequence[float], tests: int) -> list[float]:
    """The chances adjusted for so many tests, in their order (Holm 1979)."""
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    adjusted, largest = [0.0] * len(chances), 0.0
    for rank, at in enumerate(order):
        largest = max(largest, min(1.0, chances[at] * max(1, tests - rank)))
        adjusted[at] = largest
    return adjusted


def smallest(strata: int) -> int:
    """The fewest cases that must break, with none mended, to fail a stratum among so many whose others are unchanged."""
    broken = 1
    while sign_test(broken, 0) * strata >= LEVEL:
        broken += 1
    return broken


def _shown(value: Score) -> str:
    return "not measured" if value is None else f"{value:.3f}"
