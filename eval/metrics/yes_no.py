"""Measure verdicts on yes/no questions: none is a good answer, and a wrong one is the worst.

None for what is no yes/no question.
"""

from eval.cases import Case
from eval.record import Outcome, Score


def right(case: Case, outcome: Outcome) -> Score:
    """Whether the verdict is the expected one; where the articles leave it open, whether there is none."""
    if case.verdict is None:
        return None
    return float(outcome.mode != "error" and outcome.verdict == _expected(case))


def not_wrong(case: Case, outcome: Outcome) -> Score:
    """Whether there is no verdict but the expected one; an error tells nothing."""
    if case.verdict is None or outcome.mode == "error":
        return None
    return float(outcome.verdict in {None, _expected(case)})


def _expected(case: Case) -> str | None:
    return None if case.verdict == "open" else case.verdict
