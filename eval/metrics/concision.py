"""Measure what is said beside the point, or twice; None where nothing is said, or nothing is known of what belongs there."""

from eval.cases import Case
from eval.metrics.citations import covers
from eval.metrics.conflict import takes
from eval.record import Outcome, Said, Score


def to_the_point(case: Case, outcome: Outcome) -> Score:
    """The share of statements that quote gold, a fact, a context or a position; the rest is padding."""
    if not outcome.answered or not case.belonging:
        return None
    return sum(_belongs(said, case) for said in outcome.statements) / len(outcome.statements)


def no_repetition(case: Case, outcome: Outcome) -> Score:
    """0 where a statement tells facts all of which those before it have told; None for a case that lists none."""
    if not case.facts or not outcome.answered:
        return None
    told: set[str] = set()
    for said in outcome.statements:
        facts = {fact.fact for fact in case.facts if covers(said, fact.quotes)}
        if facts and facts <= told:
            return 0.0
        told |= facts
    return 1.0


def _belongs(said: Said, case: Case) -> bool:
    return covers(said, case.belonging) or any(takes(said, position) for position in case.positions)
