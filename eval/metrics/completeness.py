"""Measure whether all is told that belongs together: the facts of an overview or a list, what limits a quote, every part.

By what is quoted, with what stands beside it, and not by the wording: each sentence that tells a thing is named in the case.
"""

from eval.cases import AskedPart, Case
from eval.metrics.citations import covers
from eval.record import Outcome, Said, Score


def fact_coverage(case: Case, outcome: Outcome) -> Score:
    """The share of the facts of which a sentence is quoted; None for a case that lists none (nuggets: TREC, Voorhees 2003)."""
    if not case.facts:
        return None
    return sum(any(covers(said, fact.quotes) for said in outcome.statements) for fact in case.facts) / len(case.facts)


def context_shown(case: Case, outcome: Outcome) -> Score:
    """Whether what denies, corrects or limits the gold is shown where the gold is.

    None where neither is shown: what is not quoted does not mislead.
    """
    if any(covers(said, case.context) for said in outcome.statements):
        return 1.0
    quoted = any(covers(said, case.answering) for said in outcome.statements)
    return 0.0 if case.context and quoted else None


def parts_answered(case: Case, outcome: Outcome) -> Score:
    """The share of questions in one that are answered with a gold quote, or named as unanswered where nothing answers them."""
    if not case.parts:
        return None
    aligned = len(outcome.parts) == len(case.parts)
    served = [
        _served(part, [outcome.statements[at] for at in outcome.parts[place].statements] if aligned else None, outcome)
        for place, part in enumerate(case.parts)
    ]
    return sum(served) / len(served)


def _served(part: AskedPart, own: list[Said] | None, outcome: Outcome) -> bool:
    """`own`: the statements that the target gives to this part; None: it does not tell its parts apart, or not as the case."""
    if part.answerable:
        return any(covers(said, part.gold) for said in (outcome.statements if own is None else own))
    return own == []
