"""Find the first stage that differs between two records of one case."""

from collections.abc import Iterator

from eval.errors import EvalError
from eval.record import Marked, Outcome, Run, Scored
from eval.report.words import expected, said


def changed(case: str, run: Run, before: Run | None) -> str:
    """A few lines: what was asked, what was said then and now, and where the difference began.

    Raises:
        EvalError: the record has no such case.
    """
    now = _find(case, run)
    lines = [f"{now.case.id} ({now.case.kind}): {now.case.question}", f"expected: {expected(now.case)}"]
    if before is not None and any(scored.case.id == case for scored in before.scored):
        then = _find(case, before)
        lines += [f"before: {said(then.outcome)}", f"now:    {said(now.outcome)}", *_differences(then, now)]
    else:
        lines += [f"said: {said(now.outcome)}", "there is no baseline of this case"]
    return "\n".join([*lines, *_scores(now)])


def stage(then: Outcome, now: Outcome) -> str | None:
    """The first stage whose result differs: retrieval, abstention, evidence, verification or composing; None: all are alike.

    To compose is to say what was found: in which words, with which verdict, parts, disagreements, and words of the question
    that nothing is about.
    """
    if _passages(then) != _passages(now):
        return "retrieval"
    if (then.mode, then.abstention, then.degraded) != (now.mode, now.abstention, now.degraded):
        return "abstention" if "abstained" in {then.mode, now.mode} else "composing"
    if then.rejected != now.rejected:
        return "verification"
    if _quotes(then) != _quotes(now) or _short_answers(then) != _short_answers(now):
        return "evidence"
    return None if _composed(then) == _composed(now) else "composing"


def _differences(then: Scored, now: Scored) -> Iterator[str]:
    difference = stage(then.outcome, now.outcome)
    yield f"first difference: {difference}" if difference else "no difference but the time"
    if difference == "retrieval":
        yield f"  passages before: {', '.join(f'{a} {s}' for a, s, _ in _passages(then.outcome)[:5])}"
        yield f"  passages now:    {', '.join(f'{a} {s}' for a, s, _ in _passages(now.outcome)[:5])}"
    if then.outcome.rejected != now.outcome.rejected:
        yield f"  rejected before: {', '.join(then.outcome.rejected) or 'none'}; now: {', '.join(now.outcome.rejected) or 'none'}"


def _scores(scored: Scored) -> Iterator[str]:
    for name, value in scored.scores.items():
        if value is not None:
            yield f"  {name:26}{value:.3f}"


def _find(case: str, run: Run) -> Scored:
    scored = next((case_run for case_run in run.scored if case_run.case.id == case), None)
    if scored is None:
        raise EvalError(f"the record has no case {case!r}")
    return scored


def _passages(outcome: Outcome) -> list[tuple[str, int, int]]:
    return [(passage.article, passage.start, passage.end) for passage in outcome.shown]


def _quotes(outcome: Outcome) -> list[list[tuple[str, int, int]]]:
    return [
        [(citation.article, citation.start, citation.end) for citation in statement.quoted]
        for statement in outcome.statements
    ]


def _short_answers(outcome: Outcome) -> list[Marked | None]:
    return [statement.short_answer for statement in outcome.statements]


def _composed(outcome: Outcome) -> Outcome:
    """What was made of the evidence, and nothing of how long it took."""
    return Outcome(
        mode=outcome.mode,
        kind=outcome.kind,
        verdict=outcome.verdict,
        statements=outcome.statements,
        parts=outcome.parts,
        disagreements=outcome.disagreements,
        missing=outcome.missing,
        premise=outcome.premise,
    )
