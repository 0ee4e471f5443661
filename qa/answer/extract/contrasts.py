"""Lay two sentences beside each other that both answer a question, and tell whether they answer alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.outdated import outdated
from qa.answer.extract.parallels import Parallel, Swap, figure_span, parallel, span_of
from qa.answer.extract.polarity import polarities_differ
from qa.answer.extract.scopes import differ_in_scope
from qa.answer.extract.updates import says_update, supersedes
from qa.answer.extract.values import Value, compare, holds, value_of
from qa.answer.question.parse import Question
from qa.answer.verify.checks.speaker import speakers
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
_PLAINLY, _AS_LIKELY = 0.3, 0.4
"""The score from which on a sentence plainly answers the question, and the share of another's score that makes it as likely."""
_COVERED = 0.4
"""Share of the question that a sentence must have to be a yes or a no."""
_SINGLE_CAUSES = frozenset(
    "cause caused causes start started begin began spark sparked trigger triggered happen happened collapse collapsed".split()
)
"""Words of a question for the one cause of one event; of a decision there may be several reasons."""
_OPEN = frozenset({"list", "overview", "several"})
"""Kinds of question that several answers together answer."""
_MANY = frozenset(
    "said say says think thinks attend attended speak spoke support supported oppose opposed criticise criticised criticize "
    "criticized praise praised react reacted join joined".split()
)
"""What many do: "Who attended?" has as many answers."""
_SOME = frozenset("some example examples including others else".split())
"""Words of a question that wants no more than some of the answers."""


class Contrast(NamedTuple):
    """What came of laying one sentence beside another, with the words that each answers with."""

    outcome: Outcome
    parallel: bool = False
    attribute: Attribute = "name"
    ours: Span | None = None
    theirs: Span | None = None


UNCLEAR = Contrast("unclear")


@dataclass(frozen=True, slots=True)
class _Answering:
    """A sentence with what it answers; None: that is not to be told."""

    candidate: Candidate
    value: Value | None

    @property
    def words(self) -> Tokens:
        return self.candidate.sentence.words

    @property
    def denies(self) -> bool:
        return any(denies(token) or denies_in_meaning(token) for token in self.words)

    @property
    def has_a_name(self) -> bool:
        """Whether its value is a figure, a time or a name, and no phrase for something that may have several."""
        if self.value is None or self.value.figures or self.value.moment:
            return self.value is not None
        said = tokens(self.value.span.of(self.candidate.article.clean))
        return any(token.named or (token.capital and token.content) for token in said)

    def answers_with(self, words: Tokens) -> bool:
        """Whether these words are part of its value."""
        return self.value is not None and self.value.span.overlaps(span_of(self.candidate, words))

    def answers_behind(self, words: Tokens) -> bool:
        """Whether its value stands right behind: a reader may mark the "older" of "6 months and older"."""
        if self.value is None:
            return False
        end, start = span_of(self.candidate, words).end, self.value.span.start
        return end <= start and len(self.candidate.article.clean[end:start].split()) <= _BESIDE

    def answer_at(self, words: Tokens) -> Span:
        """What it answers with: its value where that holds these words, else these, as a whole figure."""
        if self.value is not None and self.answers_with(words):
            return self.value.span
        swapped = span_of(self.candidate, words)
        whole = (figure_span(self.candidate, figure) for figure in figures(self.words))
        return next((span for span in whole if span.overlaps(swapped)), swapped)

    def tells(self, value: Value) -> bool:
        """Whether it has the value too."""
        return holds(self.words, value)

    def takes_back(self, value: Value) -> bool:
        """Whether it has the value as one that is not so, or no longer."""
        old = outdated(self.words)
        return bool(old) and holds([word for at, word in enumerate(self.words) if at in old], value)


class _Pair(NamedTuple):
    """Two sentences that answer one question."""

    question: Question
    one: _Answering
    other: _Answering

    @property
    def alike(self) -> bool:
        """Whether both have one value."""
        return self.values is not None and compare(*self.values) == "same"

    @property
    def values(self) -> tuple[Value, Value] | None:
        """Both values; None where one is not to be told."""
        if self.one.value is None or self.other.value is None:
            return None
        return self.one.value, self.other.value

    def contrast(self, *, parallel: bool, attribute: Attribute, ours: Span, theirs: Span) -> Contrast:
        """Different answers, which are none where they are of different things."""
        made = Contrast("different", parallel, attribute, ours, theirs)
        sides = (self.one.candidate, ours), (self.other.candidate, theirs)
        apart = differ_in_scope(self.question, *sides, dated=attribute == "date")
        return made._replace(outcome="scope") if apart else made


def contrast(question: Question, one: Candidate, other: Candidate) -> Contrast:
    """Lay one sentence beside another; what cannot be told is unclear, and no wrong alarm.

    Sentences of one article are set against each other only where one denies the other's value: "nine, not 23".
    """
    if question.kind == "yes_no":
        return _of_yes_no(question, one, other)
    pair = _Pair(question, *(_Answering(each, value_of(question, each)) for each in (one, other)))
    if one.article.id == other.article.id:
        return _within_article(pair)
    beside = parallel(pair.one.words, pair.other.words)
    single = has_one_answer(question)
    made = _in_parallel(pair, beside) if beside is not None and (single or beside.shared >= _PLAIN) else None
    if made is not None:
        return made
    # Who or what it is may be told in many ways.
    return _by_values(pair) if single and question.kind != "definition" else UNCLEAR


def has_one_answer(question: Question) -> bool:
    """Whether no two different answers can both be right, as far as its words tell."""
    words = {token.lower for token in question.tokens}
    many = question.answer_type == "person" and not _MANY.isdisjoint(words)
    return question.kind not in _OPEN and _SOME.isdisjoint(words) and not many


def _in_parallel(pair: _Pair, beside: Parallel) -> Contrast | None:
    """Of sentences that say the same but for a few words: they differ where nothing but the answer is another.

    None where what they have beside each other tells nothing, and only their values may.
    """
    found = [swap for swap in beside.swaps if swap.telling]
    if not found:
        return Contrast("same", parallel=True) if _say_one_thing(pair, beside) else None
    answers = _answers(pair, found)
    if not answers or (pair.alike and not pair.one.answers_behind(answers[0].ours)):
        return Contrast("unclear", parallel=True)
    made = _swapped(pair, answers[0])
    alone = set(map(Swap.compared, found)) == set(map(Swap.compared, answers))
    return made if alone else made._replace(outcome="scope")


def _say_one_thing(pair: _Pair, beside: Parallel) -> bool:
    """Whether one sentence only leaves out what the other has, and no denial and no other value."""
    return (pair.alike or pair.values is None) and not beside.swaps and pair.one.denies == pair.other.denies


def _swapped(pair: _Pair, swap: Swap) -> Contrast:
    """The contrast of sentences that answer with swapped words."""
    value = pair.one.value or pair.other.value
    ours, theirs = pair.one.answer_at(swap.ours), pair.other.answer_at(swap.theirs)
    return pair.contrast(
        parallel=True, attribute=value.attribute if value else swap.attribute, ours=ours, theirs=theirs
    )


def _answers(pair: _Pair, found: Sequence[Swap]) -> Sequence[Swap]:
    """The swaps of what is answered: where both sentences have their values, or one of them where the other's is not known."""
    ours = [swap for swap in found if pair.one.answers_with(swap.ours)]
    theirs = [swap for swap in found if pair.other.answers_with(swap.theirs)]
    if len(set(map(Swap.compared, found))) == 1:
        return ours or theirs or _only(pair, found)
    if pair.values is None:
        return ours or theirs
    return list(filter(theirs.__contains__, ours))


def _only(pair: _Pair, found: Sequence[Swap]) -> list[Swap]:
    """All that is swapped, where no value is known that says that it is something else."""
    unknown = pair.one.value is None and pair.other.value is None
    return list(found) if unknown or pair.one.answers_behind(found[0].ours) else []


def _by_values(pair: _Pair) -> Contrast:
    """Of sentences in other words their values decide, where the rest is about the same."""
    alike = _about_the_same(pair)
    if pair.values is None or not (alike or _both_answer(pair)):
        return UNCLEAR
    ours, theirs = pair.values
    compared = compare(ours, theirs)
    if compared == "unclear" or not _are_exact(pair):
        return UNCLEAR
    if compared == "same":
        # Of one figure in other words nobody knows that it is of the same thing.
        return Contrast("same", False, ours.attribute, ours.span, theirs.span) if alike else UNCLEAR
    if _may_both_be(pair, ours, theirs):
        return UNCLEAR
    return pair.contrast(parallel=False, attribute=ours.attribute, ours=ours.span, theirs=theirs.span)


def _are_exact(pair: _Pair) -> bool:
    """Whether the values are of a kind that is asked for, or figures, times and names."""
    return pair.question.answer_type != "other" or (pair.one.has_a_name and pair.other.has_a_name)


def _both_answer(pair: _Pair) -> bool:
    """Whether both plainly answer the question, by a figure or a time."""
    exact = all(value.figures or value.moment for value in pair.values or ())
    plain = min(pair.one.candidate.score, pair.other.candidate.score) >= _PLAINLY
    return exact and plain and _is_as_likely(pair)


def _about_the_same(pair: _Pair) -> bool:
    """Whether both have enough words in common beside what they answer with."""
    ours, theirs = (
        each.candidate.sentence.terms - (each.value.terms if each.value else frozenset())
        for each in (pair.one, pair.other)
    )
    return len(ours & theirs) >= _SHARED * max(1, min(len(ours), len(theirs)))


def _is_as_likely(pair: _Pair) -> bool:
    """Whether one answers the question nearly as likely as the other: of less likely ones most answer another one."""
    scores = pair.one.candidate.score, pair.other.candidate.score
    return min(scores) >= _AS_LIKELY * max(scores)


def _updates(pair: _Pair) -> bool:
    """Whether one of them says itself that something was otherwise before."""
    return says_update(pair.one.words) != says_update(pair.other.words)


def _may_both_be(pair: _Pair, ours: Value, theirs: Value) -> bool:
    """Whether two values do not exclude each other: of other questions, reasons of a decision, or told in one sentence."""
    if not (_is_as_likely(pair) or _updates(pair)):
        return True
    if ours.attribute == "cause" and _SINGLE_CAUSES.isdisjoint(token.lower for token in pair.question.tokens):
        return True
    candidates = pair.one.candidate, pair.other.candidate
    together = pair.other.tells(ours) or pair.one.tells(theirs)
    return together and not (supersedes(*candidates) or supersedes(*reversed(candidates)))


def _within_article(pair: _Pair) -> Contrast:
    """Two speakers of one article: one names what the other says and denies it, or they give different answers."""
    if pair.values is None or compare(*pair.values) != "different":
        return UNCLEAR
    ours, theirs = pair.values
    if pair.one.takes_back(theirs) or pair.other.takes_back(ours):
        return Contrast("different", False, ours.attribute, ours.span, theirs.span)
    return (
        _by_values(pair)
        if has_one_answer(pair.question) and _have_two_speakers(pair.one.candidate, pair.other.candidate)
        else UNCLEAR
    )


def _have_two_speakers(one: Candidate, other: Candidate) -> bool:
    """Whether each sentence says by name who says it, and it is not the same."""
    ours, theirs = (
        frozenset(name for each in speakers(it.sentence.words) for name in each.names) for it in (one, other)
    )
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _of_yes_no(question: Question, one: Candidate, other: Candidate) -> Contrast:
    """A yes against a no; each in the words of its whole sentence."""
    covered = min(one.features.coverage, other.features.coverage) >= _COVERED
    if not covered or (one.article.id == other.article.id and not _have_two_speakers(one, other)):
        return UNCLEAR
    differ = polarities_differ(question, one.sentence.words, other.sentence.words)
    return Contrast("different" if differ else "same", False, "yes_no", one.sentence.span, other.sentence.span)
