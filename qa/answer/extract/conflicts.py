"""Find where the sources of an answer give different figures for the same thing."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from qa.answer.evidence.ranker import Candidate
from qa.answer.question.parse import Question
from qa.text.tokens import Term, Token, Tokens

_BOUND = 3
"""Words between a figure and the thing it counts, at most: "2,500 American and allied troops"."""


def conflicting(question: Question, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The best sentence and those of other articles that count the same thing differently; empty where none does.

    Only figures that stand right before the thing asked about are compared ("2,500 troops"), and only in sentences that
    name every place that the question names: a wrong alarm would be worse than none. Copies of one text are one source.
    """
    if question.answer_type != "number":
        return ()
    counts = list(_counts(question, candidates))
    if not counts or not counts[0].figures:
        return ()
    others = [count.candidate for count in counts[1:] if _conflict(counts[0], count)]
    return (counts[0].candidate, *others) if others else ()


class _Count(NamedTuple):
    """A sentence with its figures, in digits, for the thing asked about."""

    candidate: Candidate
    figures: frozenset[Term]


def _counts(question: Question, candidates: Iterable[Candidate]) -> Iterator[_Count]:
    counted = _counted(question)
    for candidate in candidates:
        if set(question.places) <= candidate.sentence.terms:
            yield _Count(candidate, _figures(candidate, counted))


def _conflict(one: _Count, other: _Count) -> bool:
    differ = bool(other.figures) and other.figures.isdisjoint(one.figures)
    return differ and _source(one.candidate) != _source(other.candidate)


def _counted(question: Question) -> Term | None:
    """The thing asked about: the first content word after "how many" or "number of" that is no place."""
    heads = (token.term for token in question.tokens if token.content and not token.named and token.term != "number")
    return next(heads, None)


def _figures(candidate: Candidate, counted: Term | None) -> frozenset[Term]:
    """The figures in digits that the sentence gives for it."""
    tokens = candidate.sentence.words
    return frozenset(
        figure.term
        for position, token in enumerate(tokens)
        if token.term == counted
        if (figure := _figure_before(tokens, position))
    )


def _figure_before(tokens: Tokens, position: int) -> Token | None:
    """The nearest figure before a word: in "3 piers and 12 bridges" the bridges are 12."""
    nearby = reversed(tokens[max(0, position - 1 - _BOUND) : position])
    return next((token for token in nearby if token.text[0].isdecimal()), None)


def _source(candidate: Candidate) -> str:
    return candidate.article.group or candidate.article.id
