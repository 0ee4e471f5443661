"""Find the first stage that differs between two records of one case."""

from collections.abc import Iterator

from eval.errors import EvalError
from eval.record import Marked, Outcome, Run, Scored


def changed(case: str, run: Run, before: Run | None) -> str:
    """A few lines: what was asked, what was said then and now, and where the difference began.

    Raises:
        EvalError: the record has no such case.
    """
    now = _find(case, run)
    lines = [f"{now.case.id} ({now.case.kind}): {now.case.question}", f"expected: {_expected(now)}"]
    if before is not None and any(scored.case.id == case for scored in before.scored):
        then = _find(case, before)
        lines += [f"before: {_said(then.outcome)}", f"now:    {_said(now.outcome)}", *_differences(then, now)]
    else:
        lines += [f"said: {_said(now.outcome)}", "there is no baseline of this case"]
    return "\n".join([*lines, *_scores(now)])


def stage(then: Outcome, now: Outcome) -> str | None:
    """The first stage whose result differs: retrieval, abstention, evidence, verification or composing; None: all are alike."""
    if _passages(then) != _passages(now):
        return "retrieval"
    if (then.mode, then.abstention, then.degraded) != (now.mode, now.abstention, now.degraded):
        return "abstention" if "abstained" in {then.mode, now.mode} else "composing"
    if then.rejected != now.rejected:
        return "verification"
    if _quotes(then) != _quotes(now) or _short_answers(then) != _short_answers(now):
        return "evidence"
    return (
        None
        if [statement.text for statement in then.statements] == [statement.text for statement in now.statements]
        else "composing"
    )


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


def _expected(scored: Scored) -> str:
    return " | ".join(scored.case.answers) or "no answer"


def _said(outcome: Outcome) -> str:
    if outcome.error:
        return f"an error: {outcome.error}"
    return outcome.text or f"nothing ({outcome.abstention or outcome.mode})"


def _passages(outcome: Outcome) -> list[tuple[str, int, int]]:
    return [(passage.article, passage.start, passage.end) for passage in outcome.shown]


def _quotes(outcome: Outcome) -> list[list[tuple[str, int, int]]]:
    return [
        [(citation.article, citation.start, citation.end) for citation in said.citations] for said in outcome.statements
    ]


def _short_answers(outcome: Outcome) -> list[Marked | None]:
    return [said.short_answer for said in outcome.statements]
