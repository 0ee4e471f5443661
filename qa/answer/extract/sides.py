"""Choose sentences that stand for each side of a comparison: each thing that it names, and each article that says something."""

from collections.abc import Sequence

from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.select import Selected, Thresholds
from qa.answer.question.parse import Question
from qa.text.tokens import Term

_MOST = 6
_WEAKER, _AROUND = 0.3, 0.6
"""A side is told in a sentence that, alone, hardly answers: the least score of one, as a share of the threshold, and the least
share of the question's IDF mass that stands in it and beside it."""


def sides(question: Question, candidates: Sequence[Candidate], thresholds: Thresholds) -> list[Selected]:
    """The sentences that answer, and the best one for each thing compared, and of each article, that has none yet."""
    compared = _compared(question)
    chosen: list[Candidate] = []
    for candidate in candidates:
        if (
            len(chosen) < _MOST
            and _is_fit(candidate, compared, thresholds)
            and _adds_a_side(candidate, chosen, compared)
        ):
            chosen.append(candidate)
    return [Selected(candidate) for candidate in chosen]


def _is_fit(candidate: Candidate, compared: frozenset[Term], thresholds: Thresholds) -> bool:
    """Whether it tells of one side; it need not name the other, as what answers another question does not."""
    named = bool(candidate.sentence.terms & compared)
    if candidate.mismatch is not None and not (candidate.mismatch in {"place", "name"} and named):
        return False
    on_the_matter = named or candidate.features.surroundings >= _AROUND
    return candidate.score >= thresholds.answer * (_WEAKER if on_the_matter else 1)


def _compared(question: Question) -> frozenset[Term]:
    """The names and places in the question."""
    return frozenset((*(term for name in question.names for term in name), *question.places))


def _adds_a_side(candidate: Candidate, chosen: Sequence[Candidate], compared: frozenset[Term]) -> bool:
    told = frozenset[Term]().union(*(other.sentence.terms for other in chosen))
    if (candidate.sentence.terms & compared) - told:
        return True
    return all(other.article.id != candidate.article.id for other in chosen)
