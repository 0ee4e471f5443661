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
    before = {it.case.id: it for it in baseline.scored}
    flips = [flip for it in run.scored for flip in _flips(it, before[it.case.id])]
    # What has a floor of 1 needs no statistics: one case below it fails.
    tested = [it for it in _gated() if floors.get(it.name, 0.0) < 1]
    strata = _strata(tested, run, before, flips)
    found = check(run, floors)
    broken = [it for it in run.scored if it.case.must_pass and _fails(it)]
    reasons = [
        *(
            f"{it.metric}: {it.broken} cases broke and {it.mended} were mended (p = {it.adjusted:.3f})"
            for it in strata
            if it.failed
        ),
        *(f"{it.metric} is {_shown(it.found)}, below its floor of {it.least:g}" for it in found if it.failed),
        *(f"{it.case.id} must pass and does not ({', '.join(_fails(it))})" for it in broken),
    ]
    return Verdict(
        passed=not reasons,
        reasons=tuple(reasons),
        flips=tuple(flips),
        strata=tuple(strata),
        floors=tuple(found),
        must_pass=tuple(it.case.id for it in broken),
        means={name: (mean_of(baseline, name), mean_of(run, name)) for name in METRICS},
    )


def blamed(verdict: Verdict) -> set[str]:
    """The metrics that failed the gate."""
    return {it.metric for it in verdict.strata if it.failed} | {it.metric for it in verdict.floors if it.failed}


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
    if not any(value is not None for it in run.scored for value in it.scores.values()):
        raise BaselineError("no case was scored: there is nothing to compare")
    if [it.case.id for it in run.scored] != [it.case.id for it in baseline.scored]:
        raise BaselineError("the baseline has other cases than this run; `qa eval accept` makes a new one")


def _passes(metric: Metric, score: Score) -> bool | None:
    return None if score is None else score >= metric.passes_at


def _gated() -> Iterable[Metric]:
    return (metric for metric in METRICS.values() if metric.gated)


def _fails(it: Scored) -> list[str]:
    return [metric.name for metric in _gated() if _passes(metric, it.scores.get(metric.name)) is False]


def failing(run: Run) -> dict[str, list[str]]:
    """The gated metrics that each case fails, by id; cases that fail none are left out."""
    return {it.case.id: names for it in run.scored if (names := _fails(it))}


def _flips(now: Scored, then: Scored) -> list[Flip]:
    found = []
    for metric in _gated():
        before, after = then.scores.get(metric.name), now.scores.get(metric.name)
        was, is_now = _passes(metric, before), _passes(metric, after)
        # What no longer applies has not passed: an answer without a citation does not escape by having none.
        if (was is True and is_now is not True) or (was is not True and is_now is True):
            found.append(
                Flip(
                    case=now.case.id,
                    kind=now.case.kind,
                    metric=metric.name,
                    before=before,
                    after=after,
                    broken=was is True,
                )
            )
    return found


def _strata(tested: Sequence[Metric], run: Run, before: Mapping[str, Scored], flips: Sequence[Flip]) -> list[Stratum]:
    metrics = [it for it in tested if any(_applies(case, it.name) for case in (*run.scored, *before.values()))]
    counted = [
        (metric, sum(it.broken for it in mine), sum(not it.broken for it in mine))
        for metric in metrics
        for mine in [[flip for flip in flips if flip.metric == metric.name]]
    ]
    chances = [sign_test(broken, mended) for _, broken, mended in counted]
    # Too few cases can never be more than chance: they are no test, and cost the others nothing (Tarone 1990).
    testable = sum(_can_fail(it, run, before) for it in metrics)
    return [
        Stratum(
            kind="all",
            metric=metric.name,
            cases=sum(_applies(it, metric.name) for it in run.scored),
            before=mean([it.scores.get(metric.name) for it in before.values()]),
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
    cases = max(sum(_applies(it, metric.name) for it in found) for found in (run.scored, before.values()))
    return sign_test(cases, 0) < LEVEL


def _applies(it: Scored, metric: str) -> bool:
    return it.scores.get(metric) is not None


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
