"""Choose sentences that stand for each side of a comparison: each thing that it names, and each article that says something."""

from collections.abc import Sequence

from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.duplicates import DuplicateCheck
from qa.answer.extract.select import Selected, Thresholds, select
from qa.answer.question.parse import Question
from qa.text.tokens import Term

_MOST = 6
_WEAKER = 0.5
"""A side may be told in a sentence that, alone, hardly answers: the least score of one, as a share of the threshold."""


def sides(
    question: Question, candidates: Sequence[Candidate], thresholds: Thresholds, is_duplicate: DuplicateCheck
) -> list[Selected]:
    """The sentences that answer, and the best one for each thing compared, and of each article, that has none yet."""
    weak = Thresholds(thresholds.answer * _WEAKER, 0.0, thresholds.near)
    fitting = [candidate for candidate in candidates if candidate.mismatch in {None, "place", "name"}]
    best = select(fitting, weak, is_duplicate, most=1)
    if not best:
        return []
    chosen = [choice.candidate for choice in best]
    compared = _compared(question)
    for candidate in fitting:
        if candidate.score < weak.answer or len(chosen) == _MOST:
            break
        if _adds_a_side(candidate, chosen, compared):
            chosen.append(candidate)
    return [Selected(candidate) for candidate in chosen]


def _compared(question: Question) -> frozenset[Term]:
    """The names and places in the question."""
    return frozenset((*(term for name in question.names for term in name), *question.places))


def _adds_a_side(candidate: Candidate, chosen: Sequence[Candidate], compared: frozenset[Term]) -> bool:
    told = frozenset[Term]().union(*(other.sentence.terms for other in chosen))
    if (candidate.sentence.terms & compared) - told:
        return True
    return all(other.article.id != candidate.article.id for other in chosen)
