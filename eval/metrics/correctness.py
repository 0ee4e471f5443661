"""Measure whether an answer says the right one.

None for what has no answer: a right answer to it does not exist; nor is there one in a few words to what asks for an overview
or a list. An answerable case that is refused, or fails, is wrong.
"""

from eval.cases import Case
from eval.metrics import text
from eval.metrics.citations import is_gold
from eval.record import Outcome, Score


def correct(case: Case, outcome: Outcome) -> Score:
    """Whether it says at least .67 of the words of one of the answers (`text.ENOUGH` tells how well that agrees with people)."""
    return float(text.says(outcome.text, case.answers)) if case.answers else None


def contains(case: Case, outcome: Outcome) -> Score:
    """Whether it says one of the answers word by word (balanced accuracy .852 and .935 on the same judgements)."""
    return float(text.contains(outcome.text, case.answers)) if case.answers else None


def short_answer_f1(case: Case, outcome: Outcome) -> Score:
    """The F1 of the words of the first short answer against the gold one that is nearest, as SQuAD reckons it.

    0 where none is marked, since the case asks for one; None for a case that names none.
    """
    if not case.short_answers:
        return None
    marked = next((said.short_answer.text for said in outcome.statements if said.short_answer), "")
    return max(text.squad_f1(marked, gold) for gold in case.short_answers)


def right_first(case: Case, outcome: Outcome) -> Score:
    """Whether the first statement cites a gold quote: what comes first is what is read."""
    if not case.answering:
        return None
    return float(any(is_gold(cited, case) for said in outcome.statements[:1] for cited in said.citations))
