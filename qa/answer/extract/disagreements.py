"""Find where sources differ on what was asked: the sides with what each gives, and how they are to each other."""

from collections.abc import Sequence
from functools import cmp_to_key
from typing import NamedTuple

from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.contrasts import Contrast, contrast
from qa.answer.extract.select import Selected
from qa.answer.extract.updates import supersedes
from qa.answer.question.parse import Question
from qa.domain.answer import Attribute, DisagreementRelation
from qa.domain.article import Span


class Side(NamedTuple):
    """What sentences of some articles give as the answer."""

    value: Span
    """Where the words of it stand, in the clean text of the first one's article."""
    candidates: tuple[Candidate, ...]


class Difference(NamedTuple):
    """Sides that differ: of an update the newest first, else in the order of the answer."""

    attribute: Attribute
    relation: DisagreementRelation
    sides: tuple[Side, ...]


def disagreements(question: Question, selected: Sequence[Selected]) -> tuple[Difference, ...]:
    """Return where the selected sentences give different answers; those of one article are never set against each other.

    The first of them that any other differs from is what all others are compared with.
    """
    if question.kind in {"overview", "several"}:
        return ()
    candidates = [each for one in selected for each in (one.candidate, *one.same)]
    correcting = [one.candidate for one in selected if one.corrects is not None]
    for lead in candidates:
        found = _differences(question, lead, _contrasts(question, lead, candidates))
        if found:
            return tuple(_by_correction(difference, correcting) for difference in found)
    return ()


def _by_correction(difference: Difference, correcting: Sequence[Candidate]) -> Difference:
    """The difference as an update, where one of its two sides is a published correction: sources do not differ then."""
    first, *others = sorted(difference.sides, key=lambda side: not any(side.candidates[0] is it for it in correcting))
    corrects = any(first.candidates[0] is it for it in correcting)
    if difference.relation != "conflict" or not corrects or len(others) != 1:
        return difference
    return difference._replace(relation="update", sides=(first, *others))


_Contrasts = Sequence[tuple[Contrast, Candidate]]


def _contrasts(question: Question, lead: Candidate, candidates: Sequence[Candidate]) -> _Contrasts:
    """The contrasts with one sentence; what is unclear beside it may differ from another that does."""
    made = [(contrast(question, lead, other), other) for other in candidates if other is not lead]
    differing = [other for each, other in made if each.outcome == "different"]
    return [(_clearer(question, each, differing, other), other) for each, other in made]


def _clearer(question: Question, made: Contrast, differing: Sequence[Candidate], other: Candidate) -> Contrast:
    if made.outcome != "unclear":
        return made
    further = (contrast(question, each, other) for each in differing if each is not other)
    return next((each for each in further if each.outcome == "different"), made)


def _differences(question: Question, lead: Candidate, contrasts: _Contrasts) -> tuple[Difference, ...]:
    """What the contrasts with one sentence come to, by relation."""
    agreeing, differing, apart = (_having(contrasts, outcome) for outcome in ("same", "different", "scope"))
    newest = _newest([lead, *(other for _, other in differing)])
    by_relation: tuple[tuple[DisagreementRelation, _Contrasts], ...] = (
        ("update" if newest else "conflict", differing),
        ("scope", apart),
    )
    alike = (lead, *(other for _, other in agreeing))
    return tuple(_difference(question, relation, alike, pairs) for relation, pairs in by_relation if pairs)


def _having(contrasts: _Contrasts, outcome: str) -> _Contrasts:
    return [(each, other) for each, other in contrasts if each.outcome == outcome]


def _newest(candidates: Sequence[Candidate]) -> bool:
    """Whether one of them is the newer word beside each of the others: of papers of one day none is."""
    return len(candidates) > 1 and any(
        all(supersedes(one, other) for other in candidates if other is not one) for one in candidates
    )


def _difference(
    question: Question, relation: DisagreementRelation, agreeing: Sequence[Candidate], pairs: _Contrasts
) -> Difference:
    first = pairs[0][0]
    sides = [Side(first.ours, tuple(agreeing))] if first.ours else []
    for each, other in pairs:
        at = next((at for at, side in enumerate(sides) if at and _agree(question, side, other)), None)
        if at is not None:
            sides[at] = sides[at]._replace(candidates=(*sides[at].candidates, other))
        elif each.theirs is not None:
            sides.append(Side(each.theirs, (other,)))
    if relation == "update":
        sides.sort(key=cmp_to_key(_newer_first))
    return Difference(first.attribute, relation, tuple(sides))


def _agree(question: Question, side: Side, other: Candidate) -> bool:
    return contrast(question, side.candidates[0], other).outcome == "same"


def _newer_first(one: Side, other: Side) -> int:
    ours, theirs = one.candidates[0], other.candidates[0]
    return int(supersedes(theirs, ours)) - int(supersedes(ours, theirs))
