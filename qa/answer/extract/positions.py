"""See that an answer has all positions: who says the same is cited with it, and who says otherwise is quoted too."""

from collections.abc import Sequence
from dataclasses import replace

from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.contrasts import Contrast, contrast
from qa.answer.extract.disagreements import disagreements
from qa.answer.extract.select import Selected, Thresholds
from qa.answer.extract.updates import says_update
from qa.answer.question.parse import Question

_MOST = 4
"""Statements that are added: a reader looks through no more positions."""
_FURTHER = 0.2
"""The share of the best sentence's score from which on one that answers alike, or otherwise, is told."""
_LEADING = 0.5
"""The share from which on a later sentence that does not say that it updates anything comes first all the same."""
_LEAST = 2.0
"""And how much more than merely near it must be."""


def with_positions(
    question: Question, selected: Sequence[Selected], candidates: Sequence[Candidate], thresholds: Thresholds
) -> list[Selected]:
    """Return the selected sentences with all that answer alike cited and all that answer otherwise added, the newest word first.

    `candidates` come best first. What selecting left out as the same fact comes back here where it is another's word for it.
    """
    if not selected or question.kind in {"overview", "several"}:
        return list(selected)
    told = _merged(question, selected)
    floor = max(_LEAST * thresholds.near, _FURTHER * selected[0].candidate.score)
    shown = {id(each) for one in told for each in (one.candidate, *one.same)}
    added = 0
    for candidate in candidates:
        if id(candidate) in shown or added == _MOST:
            continue
        before = len(told)
        told = _placed(question, told, candidate, floor)
        added += len(told) - before
    return newest_first(question, told)


def newest_first(question: Question, selected: Sequence[Selected]) -> list[Selected]:
    """Return the statements with the newest word before the one that it replaces."""
    best = max((one.candidate.score for one in selected), default=0.0)
    for difference in disagreements(question, selected):
        newest = difference.sides[0].candidates
        if difference.relation == "update" and any(_may_lead(each, best) for each in newest):
            leading = [one for one in selected if one.candidate in newest]
            return [*leading, *(one for one in selected if one not in leading)]
    return list(selected)


def _may_lead(candidate: Candidate, best: float) -> bool:
    """Whether a newer word may come first: it says so itself, or answers nearly as likely as the best."""
    return says_update(candidate.sentence.words) or candidate.score >= _LEADING * best


def _merged(question: Question, selected: Sequence[Selected]) -> list[Selected]:
    """The statements, those of other articles with the same answer cited with the first that gives it."""
    told: list[Selected] = []
    for one in selected:
        at = _said_alike(question, told, one.candidate)
        if at is None:
            told.append(one)
        else:
            told[at] = _citing(told[at], (one.candidate, *one.same))
    return told


def _said_alike(question: Question, told: Sequence[Selected], candidate: Candidate) -> int | None:
    """The number of the statement that gives the same answer; None: there is none."""
    alike = (at for at, one in enumerate(told) if contrast(question, one.candidate, candidate).outcome == "same")
    return next(alike, None)


def _citing(one: Selected, others: Sequence[Candidate]) -> Selected:
    """The statement with further sentences cited, one of each article."""
    cited = {each.article.id for each in (one.candidate, *one.same)}
    fresh = {each.article.id: each for each in reversed(others) if each.article.id not in cited}
    return replace(one, same=(*one.same, *reversed(fresh.values())))


def _placed(question: Question, told: Sequence[Selected], candidate: Candidate, floor: float) -> list[Selected]:
    """The statements with a sentence cited or added, where it gives the same answer as one of them, or another."""
    contrasts = [contrast(question, one.candidate, candidate) for one in told]
    if not any(_may_be_told(candidate, each, floor) for each in contrasts):
        return list(told)
    for at, each in enumerate(contrasts):
        if each.outcome == "same":
            return [*told[:at], _citing(told[at], [candidate]), *told[at + 1 :]]
    if any(each.outcome == "different" for each in contrasts):
        return [*told, Selected(candidate)]
    return list(told)


def _may_be_told(candidate: Candidate, made: Contrast, floor: float) -> bool:
    """Whether a sentence may be told: it answers the question by its score, or runs in parallel with one that does."""
    if made.outcome not in {"same", "different"}:
        return False
    return made.parallel or (candidate.mismatch is None and candidate.score >= floor)
