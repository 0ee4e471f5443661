"""Lay two sentences beside each other that both answer a question, and tell whether they answer alike."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.outdated import outdated
from qa.answer.extract.parallels import Parallel, Swap, figure_span, parallel, span_of
from qa.answer.extract.polarity import polarities_differ
from qa.answer.extract.scopes import differ_in_scope
from qa.answer.extract.updates import supersedes
from qa.answer.extract.values import Value, compare, holds, value_of
from qa.answer.question.parse import Question
from qa.domain.answer import Attribute
from qa.domain.article import Span
from qa.text.negation import denies, denies_in_meaning
from qa.text.numbers import figures
from qa.text.tokens import Tokens, tokens

Outcome = Literal["same", "different", "scope", "unclear"]
"""Scope: they give different answers, of different things."""

_SHARED = 0.25
"""Share of the shorter sentence's words of meaning that both must have, where they do not run in parallel."""
_PLAIN = 10
"""Words that two sentences have in one order, from which on they tell of one event even where a question has many answers."""
_BESIDE = 2
"""Words between swapped words and a value that they belong to, at most."""
_COVERED = 0.4
"""Share of the question that a sentence must have to be a yes or a no."""
_SINGLE_CAUSES = frozenset(
    "cause caused causes start started begin began spark sparked trigger triggered happen happened collapse collapsed".split()
)
"""Words of a question for the one cause of one event; of a decision there may be several reasons."""


class Contrast(NamedTuple):
    """What came of laying one sentence beside another, with the words that each answers with."""

    outcome: Outcome
    parallel: bool = False
    attribute: Attribute = "name"
    ours: Span | None = None
    theirs: Span | None = None


UNCLEAR = Contrast("unclear")


def contrast(question: Question, one: Candidate, other: Candidate) -> Contrast:
    """Lay one sentence beside another; what cannot be told is unclear, and no wrong alarm.

    Sentences of one article are set against each other only where one denies the other's value: "nine, not 23".
    """
    if one.article.id == other.article.id:
        return _within_article(question, one, other)
    if question.kind == "yes_no":
        return _of_yes_no(question, one, other)
    beside = parallel(one.sentence.words, other.sentence.words)
    ours, theirs = value_of(question, one), value_of(question, other)
    if beside is not None and (beside.shared >= _PLAIN or has_one_answer(question)):
        made = _in_parallel(question, (one, ours), (other, theirs), beside)
        if made is not None:
            return made
    if ours is None or theirs is None or not has_one_answer(question) or question.kind == "definition":
        return UNCLEAR  # who or what it is may be told in many ways
    return _by_values(question, (one, ours), (other, theirs))


_OPEN = frozenset({"list", "overview", "several"})
"""Kinds of question that several answers together answer."""
_MANY = frozenset(
    "said say says think thinks attend attended speak spoke support supported oppose opposed criticise criticised criticize "
    "criticized praise praised react reacted join joined".split()
)
"""What many do: "Who attended?" has as many answers."""
_SOME = frozenset("some example examples including others else".split())
"""Words of a question that wants no more than some of the answers."""


def has_one_answer(question: Question) -> bool:
    """Whether no two different answers can both be right, as far as its words tell."""
    words = {token.lower for token in question.tokens}
    many = question.answer_type == "person" and not _MANY.isdisjoint(words)
    return question.kind not in _OPEN and _SOME.isdisjoint(words) and not many


_Told = tuple[Candidate, Value | None]
_Valued = tuple[Candidate, Value]


def _in_parallel(question: Question, one: _Told, other: _Told, beside: Parallel) -> Contrast | None:
    """Of sentences that say the same but for a few words: they differ where nothing but the answer is another.

    None where what they have beside each other tells nothing, and only their values may.
    """
    own, theirs = one[1], other[1]
    found = [swap for swap in beside.swaps if swap.telling]
    alike = own is not None and theirs is not None and compare(own, theirs) == "same"
    if not found:
        same = (alike or own is None or theirs is None) and not beside.swaps and not _is_denied_in_one(one[0], other[0])
        return Contrast("same", parallel=True) if same else None
    answers = _answers(one, other, found)
    if not answers or (alike and not _is_beside(one, answers[0].ours)):
        return Contrast("unclear", parallel=True)
    value = own or theirs
    told = {swap.terms for swap in answers}
    spans = _span_of_answer(one, answers[0].ours), _span_of_answer(other, answers[0].theirs)
    made = Contrast("different", True, value.attribute if value else answers[0].attribute, *spans)
    if any(swap.terms not in told for swap in found):
        return made._replace(outcome="scope")
    return _scoped(question, made, one[0], other[0])


def _scoped(question: Question, made: Contrast, one: Candidate, other: Candidate) -> Contrast:
    """The contrast, as one of scope where the values are of different things."""
    if made.ours is None or made.theirs is None:
        return made
    apart = differ_in_scope(question, (one, made.ours), (other, made.theirs), dated=made.attribute == "date")
    return made._replace(outcome="scope") if apart else made


def _is_denied_in_one(one: Candidate, other: Candidate) -> bool:
    """Whether one sentence has a denial, and the other none."""
    ours, theirs = (
        any(denies(token) or denies_in_meaning(token) for token in each.sentence.words) for each in (one, other)
    )
    return ours != theirs


def _answers(one: _Told, other: _Told, found: Sequence[Swap]) -> list[Swap]:
    """The swaps of what is answered: where both sentences have their values, or the only swap where one has it, or none has."""
    ours = [swap for swap in found if _holds(one, swap.ours)]
    theirs = [swap for swap in found if _holds(other, swap.theirs)]
    if len({swap.terms for swap in found}) == 1:
        untold = one[1] is None and other[1] is None
        return ours or theirs or (list(found) if untold or _is_beside(one, found[0].ours) else [])
    if one[1] is not None and other[1] is not None:
        return [swap for swap in ours if swap in theirs]
    return ours or theirs


def _is_beside(told: _Told, words: Tokens) -> bool:
    """Whether words stand right before what a sentence answers with: a reader may mark the "older" of "6 months and older"."""
    candidate, value = told
    if value is None:
        return False
    gap = span_of(candidate, words).end, value.span.start
    return gap[0] <= gap[1] and len(candidate.article.clean[gap[0] : gap[1]].split()) <= _BESIDE


def _holds(told: _Told, words: Tokens) -> bool:
    """Whether these words are part of what a sentence answers with."""
    candidate, value = told
    return value is not None and value.span.overlaps(span_of(candidate, words))


def _span_of_answer(told: _Told, words: Tokens) -> Span:
    """What the sentence answers with: its value where that holds the swapped words, else these, as a whole figure."""
    candidate, value = told
    swapped = span_of(candidate, words)
    if value is not None and value.span.overlaps(swapped):
        return value.span
    whole = (figure_span(candidate, figure) for figure in figures(candidate.sentence.words))
    return next((span for span in whole if span.overlaps(swapped)), swapped)


def _by_values(question: Question, one: _Valued, other: _Valued) -> Contrast:
    compared = compare(one[1], other[1])
    vague = question.answer_type == "other" and not (_is_told(one) and _is_told(other))
    if compared == "unclear" or vague or not about_the_same(one, other):
        return UNCLEAR
    made = Contrast(compared, False, one[1].attribute, one[1].span, other[1].span)
    if compared == "same":
        return made
    if one[1].attribute == "cause" and _SINGLE_CAUSES.isdisjoint(token.lower for token in question.tokens):
        return UNCLEAR
    tells_both = holds(other[0].sentence.words, one[1]) or holds(one[0].sentence.words, other[1])
    if tells_both and not (supersedes(one[0], other[0]) or supersedes(other[0], one[0])):
        return UNCLEAR
    return _scoped(question, made, one[0], other[0])


def _within_article(question: Question, one: Candidate, other: Candidate) -> Contrast:
    """Two speakers of one article, of whom one names what the other says, and denies it."""
    ours, theirs = value_of(question, one), value_of(question, other)
    if ours is None or theirs is None or compare(ours, theirs) != "different":
        return UNCLEAR
    if not (_denies(one, theirs) or _denies(other, ours)):
        return UNCLEAR
    return Contrast("different", False, ours.attribute, ours.span, theirs.span)


def _denies(candidate: Candidate, value: Value) -> bool:
    """Whether the sentence has the value as one that is not so, or no longer."""
    words = candidate.sentence.words
    old = outdated(words)
    return bool(old) and holds([word for at, word in enumerate(words) if at in old], value)


def _is_told(valued: _Valued) -> bool:
    """Whether it is a figure, a time or a name, and no phrase for something that may have several."""
    candidate, value = valued
    words = tokens(value.span.of(candidate.article.clean))
    return bool(
        value.figures or value.moment or any(token.named or (token.capital and token.content) for token in words)
    )


def about_the_same(one: _Valued, other: _Valued) -> bool:
    """Whether both have enough words in common beside what they answer with."""
    ours, theirs = (candidate.sentence.terms - value.terms for candidate, value in (one, other))
    shared = ours & theirs
    return len(shared) >= _SHARED * max(1, min(len(ours), len(theirs)))


def _of_yes_no(question: Question, one: Candidate, other: Candidate) -> Contrast:
    """A yes against a no; each in the words of its whole sentence."""
    if min(one.features.coverage, other.features.coverage) < _COVERED:
        return UNCLEAR
    differ = polarities_differ(question, one.sentence.words, other.sentence.words)
    return Contrast("different" if differ else "same", False, "yes_no", one.sentence.span, other.sentence.span)
