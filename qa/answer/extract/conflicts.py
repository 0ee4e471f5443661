"""Turns the sentences of an answer into where their sources give different figures for the same thing."""

from collections.abc import Sequence

from qa.answer.evidence.ranker import Candidate
from qa.answer.question.parse import Question
from qa.text.tokens import Term, Token

_BOUND = 3
"""Words between a figure and the thing it counts, at most: "2,500 American and allied troops"."""


def conflicting(question: Question, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The best sentence and those of other articles that count the same thing differently; empty where none does.

    Only figures that stand right before the thing asked about are compared ("2,500 troops"), and only in sentences that
    name every place that the question names: a wrong alarm would be worse than none. Copies of one text are one source.
    """
    if question.answer_type != "number" or not candidates:
        return ()
    counted = _counted(question)
    told = [(candidate, _figures(candidate, counted)) for candidate in candidates if _placed(question, candidate)]
    if not told or not told[0][1]:
        return ()
    lead, figures = told[0]
    others = [it for it, theirs in told[1:] if theirs and not theirs & figures and _source(it) != _source(lead)]
    return (lead, *others) if others else ()


def _counted(question: Question) -> Term | None:
    """The thing asked about: the first content word after "how many" or "number of" that is no place."""
    heads = (word.term for word in question.tokens if word.content and not word.named and word.term != "number")
    return next(heads, None)


def _figures(candidate: Candidate, counted: Term | None) -> frozenset[Term]:
    """The figures in digits that the sentence gives for it."""
    words = candidate.sentence.words
    return frozenset(
        figure.term
        for position, word in enumerate(words)
        if word.term == counted
        if (figure := _before(words, position))
    )


def _before(words: Sequence[Token], position: int) -> Token | None:
    """The nearest figure before a word: in "3 piers and 12 bridges" the bridges are 12."""
    nearby = reversed(words[max(0, position - 1 - _BOUND) : position])
    return next((word for word in nearby if word.text[0].isdecimal()), None)


def _placed(question: Question, candidate: Candidate) -> bool:
    return set(question.places) <= candidate.sentence.terms


def _source(candidate: Candidate) -> str:
    return candidate.article.group or candidate.article.id
