"""Judge a run beside its baseline: which cases broke, whether that is more than chance, and what failed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.errors import BaselineError
from eval.metrics.abstention import rightly_refused
from eval.metrics.summary import mean_of
from eval.metrics.table import METRICS, Metric
from eval.record import Run, Score, Scored
from eval.significance import LEVEL, countable, holm, sign_test, smallest
from eval.verdict import Flip, Floor, Stratum, Verdict


def compare(run: Run, baseline: Run, floors: Mapping[str, float]) -> Verdict:
    """The verdict on a run beside its baseline.

    A stratum is a gated metric over the cases that it applies to. Flips are counted where a case passed before and does
    not now, and the other way; more broken than mended ones are tested by the exact sign test (one side), and the strata
    together by Holm (1979), those left out of which too few pass to fail (Tarone 1990).

    Raises:
        BaselineError: the baseline is of other cases, articles or metrics, or nothing was scored.
    """
    _check_comparable(run, baseline)
    before = {scored.case.id: scored for scored in baseline.scored}
    flips = [flip for scored in run.scored for flip in _flips(scored, before[scored.case.id])]
    # What has a floor of 1 needs no statistics: one case below it fails.
    tested = [metric.name for metric in _gated() if floors.get(metric.name, 0.0) < 1]
    strata = _strata([_compared(metric, run, baseline, flips) for metric in tested])
    floor_results = check(run, floors)
    broken = _broken_must_pass(run)
    reasons = tuple(_reasons(strata, floor_results, broken))
    return Verdict(
        passed=not reasons,
        reasons=reasons,
        flips=tuple(flips),
        strata=tuple(strata),
        floors=tuple(floor_results),
        must_pass=tuple(broken),
        means={name: (mean_of(baseline, name), mean_of(run, name)) for name in METRICS},
    )


def _broken_must_pass(run: Run) -> dict[str, list[str]]:
    """The gated metrics that each case fails which must pass, by id."""
    required = {scored.case.id for scored in run.scored if scored.case.must_pass}
    return {case: metrics for case, metrics in failing(run).items() if case in required}


def _reasons(strata: Iterable[Stratum], floors: Iterable[Floor], broken: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for stratum in strata:
        if stratum.failed:
            counts = f"{stratum.broken} cases broke and {stratum.mended} were mended"
            yield f"{stratum.metric}: {counts} (p = {stratum.adjusted:.3f})"
    for floor in floors:
        if floor.failed:
            yield f"{floor.metric} is {_shown(floor.found)}, below its floor of {floor.least:g}"
    for case, metrics in broken.items():
        yield f"{case} must pass and does not ({', '.join(metrics)})"


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


def fails(scored: Scored) -> list[str]:
    """The gated metrics that a case fails."""
    return [metric.name for metric in _gated() if _passes(metric, scored.scores.get(metric.name)) is False]


def failing(run: Run) -> dict[str, list[str]]:
    """The gated metrics that each case fails, by id; cases that fail none are left out."""
    return {scored.case.id: names for scored in run.scored if (names := fails(scored))}


def _flips(now: Scored, then: Scored) -> list[Flip]:
    flips = []
    for metric in _gated():
        before, after = then.scores.get(metric.name), now.scores.get(metric.name)
        was, is_now = _passes(metric, before), _passes(metric, after)
        if _silenced(now, is_now) or _silenced(then, was):
            continue
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


def _silenced(scored: Scored, passes: bool | None) -> bool:
    """Whether a metric of what is said does not apply because it is right to say nothing: that is no way to break a case.

    Nor does a case mend such a metric that says what it rightly refused before.
    """
    return passes is None and rightly_refused(scored.case, scored.outcome)


@dataclass(frozen=True, slots=True)
class _Compared:
    """A metric over two runs."""

    metric: str
    cases: int
    """Cases of the run that it applies to."""
    cases_before: int
    passing: int
    """Cases of the baseline that pass it."""
    before: Score
    after: Score
    broken: int
    mended: int

    @property
    def applies(self) -> bool:
        return bool(self.cases or self.cases_before)

    @property
    def least(self) -> float:
        """The chance of the worst that can come: every case broken that passed before."""
        return sign_test(self.passing, 0)


def _compared(metric: str, run: Run, baseline: Run, flips: Sequence[Flip]) -> _Compared:
    broken = [flip.broken for flip in flips if flip.metric == metric]
    return _Compared(
        metric,
        cases=_applying(run, metric),
        cases_before=_applying(baseline, metric),
        passing=sum(_passes(METRICS[metric], scored.scores.get(metric)) is True for scored in baseline.scored),
        before=mean_of(baseline, metric),
        after=mean_of(run, metric),
        broken=broken.count(True),
        mended=broken.count(False),
    )


def _applying(run: Run, metric: str) -> int:
    return sum(scored.scores.get(metric) is not None for scored in run.scored)


def _strata(compared: Sequence[_Compared]) -> list[Stratum]:
    """Each metric that applies to any case, tested together with the others."""
    applying = [metric for metric in compared if metric.applies]
    tests = countable([metric.least for metric in applying])
    chances = [sign_test(metric.broken, metric.mended) for metric in applying]
    return [
        Stratum(
            kind="all",
            metric=metric.metric,
            cases=metric.cases,
            passing=metric.passing,
            before=metric.before,
            after=metric.after,
            broken=metric.broken,
            mended=metric.mended,
            p=p,
            adjusted=adjusted,
            smallest=smallest(tests) if metric.least * tests < LEVEL else None,
            failed=adjusted < LEVEL,
        )
        for metric, p, adjusted in zip(applying, chances, holm(chances, tests), strict=True)
    ]


def _shown(value: Score) -> str:
    return "not measured" if value is None else f"{value:.3f}"
