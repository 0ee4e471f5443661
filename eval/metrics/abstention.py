"""Measure refusals: of what cannot be answered, and in vain.

What counts is what the target declares, never its wording: patterns for refusals miss 41 to 64 of 100 real ones.
"""

from eval.cases import Case
from eval.record import Outcome, Score


def refused(case: Case, outcome: Outcome) -> Score:
    """Whether the unanswerable is refused (rejection rate: RGB, Chen et al. 2024); an error is no refusal.

    None for a question that the articles touch and leave open: without a verdict the nearest quotes are as good.
    """
    if case.answerable or case.verdict == "open":
        return None
    return float(rightly_refused(case, outcome))


def rightly_refused(case: Case, outcome: Outcome) -> bool:
    """Whether nothing is said where nothing can be: then nothing that measures what is said applies."""
    return not case.answerable and outcome.mode == "abstained" and not outcome.answered


def answered(case: Case, outcome: Outcome) -> Score:
    """Whether the answerable is answered, rightly or not; over-refusal is one less the mean of this."""
    return float(outcome.answered) if case.answerable else None


def ran(outcome: Outcome) -> Score:
    """Whether the target gave an answer or a refusal at all."""
    return float(outcome.mode != "error")
