"""Choose the sentences to say by what the question wants: one plan for each kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.duplicates import DuplicateCheck
from qa.answer.extract.select import Selected, Thresholds, select
from qa.answer.extract.sides import sides
from qa.answer.question.parse import Question
from qa.domain.answer import QuestionKind


class Evidence(NamedTuple):
    """What a plan chooses from, and by what."""

    question: Question
    candidates: Sequence[Candidate]
    """Best first."""
    thresholds: Thresholds
    is_duplicate: DuplicateCheck


Plan = Callable[[Evidence], list[Selected]]


def _facts(evidence: Evidence) -> list[Selected]:
    return select(evidence.candidates, evidence.thresholds, evidence.is_duplicate)


def _introductions(evidence: Evidence) -> list[Selected]:
    """Few: that somebody is named further does not tell who that is."""
    return select(evidence.candidates, evidence.thresholds, evidence.is_duplicate, most=_INTRODUCTIONS)


_INTRODUCTIONS = 2


def _members(evidence: Evidence) -> list[Selected]:
    """More sentences, and weaker ones: each may name another member."""
    thresholds = replace(evidence.thresholds, beside=evidence.thresholds.beside * _WEAKER)
    return select(evidence.candidates, thresholds, evidence.is_duplicate, most=_MEMBERS)


_WEAKER, _MEMBERS = 0.5, 8


def _sides(evidence: Evidence) -> list[Selected]:
    return sides(evidence.question, evidence.candidates, evidence.thresholds)


PLANS: Mapping[QuestionKind, Plan] = MappingProxyType(
    {
        "fact": _facts,
        "yes_no": _facts,
        "reason": _facts,
        "manner": _facts,
        "definition": _introductions,
        "overview": _facts,
        "list": _members,
        "comparison": _sides,
    }
)
"""Overviews are made before a reader reads, and have a plan for where nothing is near enough; several questions have one each."""
