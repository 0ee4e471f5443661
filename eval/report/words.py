"""The wording that all report formats share."""

from collections.abc import Iterator, Sequence
from statistics import median

from eval import gate
from eval.cases import AskedPart, Case
from eval.metrics.summary import mean_of, percentile
from eval.record import Cited, Differing, Outcome, Run, Said, Score
from eval.verdict import Flip, Stratum, Verdict
from qa.cli.terminal import plain

NONE = "–"
REQUIRED = "must pass"
Means = dict[str, tuple[Score, Score]]


def one_line(text: str, most: int = 1000) -> str:
    """Untrusted text without line breaks and control characters, cut where it is too long."""
    line = " ".join(plain(" ".join(text.split())).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def number(score: Score) -> str:
    """Three decimals; a dash for what does not apply."""
    return NONE if score is None else f"{score:.3f}"


def change(before: Score, after: Score) -> str:
    """Signed, empty where there is nothing to compare."""
    return "" if before is None or after is None else f"{after - before:+.3f}"


def metrics_of(run: Run) -> list[str]:
    """All metrics in the order in which they first come."""
    return list(dict.fromkeys(metric for scored in run.scored for metric in scored.scores))


def means(run: Run, verdict: Verdict | None, baseline: Run | None = None) -> Means:
    """By metric what came out before and now, of the verdict where there is one; without metrics that never applied."""
    compared = (verdict.means if verdict else {}) or {
        metric: (mean_of(baseline, metric) if baseline else None, mean_of(run, metric)) for metric in metrics_of(run)
    }
    return {metric: both for metric, both in compared.items() if both != (None, None)}


def headline(run: Run, verdict: Verdict | None) -> str:
    """The verdict and its numbers, in one line."""
    cases = count(len(run.scored), "case")
    if verdict is None:
        return f"Measured: {cases}, compared with nothing"
    mended = {flip.case for flip in verdict.flips if not flip.broken}
    numbers = f"{len(broken(verdict))} broken, {len(mended)} mended, of {cases}"
    return f"{'Passed' if verdict.passed else 'Failed'}: {numbers}"


def costs(run: Run) -> str:
    """What the answers took: milliseconds at the median and for nineteen of twenty, and the tokens of a model, if any."""
    times = [scored.outcome.milliseconds for scored in run.scored]
    if not any(times):
        return "times not kept"
    tokens = sum(scored.outcome.tokens or 0 for scored in run.scored)
    slow = percentile(times, 95)
    return f"p50 {median(times):.0f} ms, p95 {slow:.0f} ms an answer" + (f", {tokens:,} tokens" if tokens else "")


def count(many: int, name: str) -> str:
    """The number with its noun."""
    return f"{many} {name}" if many == 1 else f"{many} {name}s"


def broken(verdict: Verdict | None) -> dict[str, list[str]]:
    """By id of each broken case why it is: must-pass cases first."""
    if verdict is None:
        return {}
    reasons: dict[str, list[str]] = {case: [REQUIRED] for case in verdict.must_pass}
    for flip in verdict.flips:
        if flip.broken:
            reasons.setdefault(flip.case, []).append(told(flip))
    return reasons


def told(flip: Flip) -> str:
    """The metric with both scores."""
    return f"{flip.metric} {number(flip.before)} → {number(flip.after)}"


def ordered(flips: Sequence[Flip]) -> list[Flip]:
    """The broken before the mended."""
    return sorted(flips, key=lambda flip: not flip.broken)


def expected(case: Case) -> str:
    """What would have been right."""
    if case.verdict == "open":
        return "no verdict: the articles leave it open"
    verdict = f"{case.verdict}: " if case.verdict else ""
    return (verdict + (_expected_words(case) if case.answerable else _expected_refusal(case))).removesuffix(": ")


def _expected_words(case: Case) -> str:
    if case.positions:
        relation = f" ({case.relation})" if case.relation else ""
        return " / ".join(" or ".join(position.answers) for position in case.positions) + relation
    if case.parts:
        return " / ".join(f"{part.question} {_expected_part(part)}" for part in case.parts)
    if case.facts:
        return "; ".join(fact.fact for fact in case.facts)
    return " or ".join(case.answers)


def _expected_part(part: AskedPart) -> str:
    return (" or ".join(part.answers) or part.gold[0].quote) if part.answerable else "no answer"


def _expected_refusal(case: Case) -> str:
    if case.stands:
        return f"no answer, since it stands: {case.stands[0].quote}"
    return f"no answer, for want of {', '.join(case.missing)}" if case.missing else "no answer"


def said(outcome: Outcome) -> str:
    """What came instead, or why nothing did."""
    if outcome.mode == "error":
        return f"error: {outcome.error or 'unknown'}"
    if outcome.text:
        return f"{outcome.verdict}: {outcome.text}" if outcome.verdict else outcome.text
    missing = f", for want of {', '.join(outcome.missing)}" if outcome.missing else ""
    premise = f", since it stands: {outcome.premise.stands}" if outcome.premise else ""
    return f"no answer: {outcome.abstention or 'no reason given'}{missing}{premise}"


def lines(case: Case, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """A case in a few labelled lines."""
    yield "Question", one_line(case.question)
    yield "Expected", one_line(expected(case))
    yield "Said", one_line(said(outcome))
    for citation in (quote for statement in outcome.statements for quote in statement.citations):
        yield f"Quote, {_place(citation)}", one_line(citation.quote)
    for statement in outcome.statements:
        yield from _beside(statement)
    yield from map(_difference, outcome.disagreements)


def _beside(said: Said) -> Iterator[tuple[str, str]]:
    for each in said.qualifications:
        yield f"Beside it, {_place(each.citation)}", one_line(f"{each.relation}: {each.citation.quote}")


def _difference(differing: Differing) -> tuple[str, str]:
    values = " / ".join(position.value for position in differing.positions if position.value)
    return "Sources differ", one_line(f"{differing.relation}, {differing.attribute}: {values}")


def _place(cited: Cited) -> str:
    return f"{one_line(cited.article, 80)} {cited.start}-{cited.end}"


def failures(run: Run, most: int) -> Iterator[str]:
    """The cases that fail gated metrics, those that fail the most first, and how many are left."""
    failing = sorted(gate.failing(run).items(), key=lambda item: -len(item[1]))
    kinds = {scored.case.id: scored.case.kind for scored in run.scored}
    yield from (f"{case} ({kinds[case]}) fails {', '.join(metrics)}" for case, metrics in failing[:most])
    if len(failing) > most:
        yield f"and {count(len(failing) - most, 'more case')} that fail"


def unseen(verdict: Verdict) -> str:
    """What the cases are too few for, in a sentence; empty where they are enough for every metric."""
    blind = [f"{it.metric} ({it.passing} of {it.cases})" for it in verdict.strata if it.smallest is None]
    if not blind:
        return ""
    return (
        f"Too few cases pass to tell a drop from chance, whatever breaks: {', '.join(blind)}. "
        "Add cases, or mark with `must_pass` those that have to hold."
    )


def sees(stratum: Stratum | None) -> str:
    """The fewest cases that have to break for the gate to fail, of those that pass; empty where a floor decides."""
    if stratum is None:
        return ""
    return "too few" if stratum.smallest is None else f"{stratum.smallest} of {stratum.passing}"
