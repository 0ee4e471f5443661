"""Lay two sentences beside each other that say nearly the same, and tell what one has where the other has something else."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from qa.answer.evidence.ranker import Candidate
from qa.domain.answer import Attribute
from qa.domain.article import Span
from qa.text.dates import is_month, is_weekday, is_year
from qa.text.numbers import Figure
from qa.text.tokens import Term, Token, Tokens

_LONGEST = 150
"""Words of a sentence that is compared: the comparison takes the square of them."""
_ALIKE = 0.6
"""Share of the shorter sentence's words that the other must have in the same order."""
_SWAPPED = 6
"""Words that may stand in place of others."""


class Swap(NamedTuple):
    """What one sentence has where the other has something else."""

    ours: tuple[Token, ...]
    theirs: tuple[Token, ...]

    @property
    def telling(self) -> bool:
        """Whether both are of one kind that tells facts apart: numbers, dates or names."""
        return bool(_kinds(self.ours) & _kinds(self.theirs))

    def compared(self) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
        """What both are compared by."""
        return tuple(token.term for token in self.ours), tuple(token.term for token in self.theirs)

    @property
    def attribute(self) -> Attribute:
        """What it is that differs."""
        kinds = _kinds(self.ours) & _kinds(self.theirs)
        return "date" if kinds & {"year", "month", "weekday"} else "number" if "number" in kinds else "name"


class Parallel(NamedTuple):
    """Two sentences that say nearly the same: how many words both have in one order, and what is swapped between them."""

    shared: int
    swaps: tuple[Swap, ...]


def parallel(one: Tokens, other: Tokens) -> Parallel | None:
    """Lay two sentences beside each other; None where they do not run in parallel."""
    if max(len(one), len(other)) > _LONGEST:
        return None
    ours, theirs = ([token.term for token in words] for words in (one, other))
    codes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    shared = sum(end - start for tag, start, end, _, _ in codes if tag == "equal")
    if shared < _ALIKE * min(len(one), len(other)):
        return None
    swaps: list[Swap] = []
    for tag, start, end, first, last in codes:
        if tag == "replace":
            swaps += _swaps(one[start:end], other[first:last])
    return Parallel(shared, tuple(swaps))


def _swaps(ours: Tokens, theirs: Tokens) -> Iterator[Swap]:
    """What stands for what, phrase by phrase: what one sentence goes on with is swapped for nothing."""
    for mine, other in zip(_phrases(ours), _phrases(theirs), strict=False):
        if max(len(mine), len(other)) <= _SWAPPED:
            yield Swap(mine, other)


def _phrases(words: Tokens) -> Iterator[tuple[Token, ...]]:
    """The words, cut where punctuation stands between them and where one kind of word follows another."""
    phrase: list[Token] = []
    for word in words:
        if phrase and (word.breaks or _changes(phrase[-1], word)):
            yield tuple(phrase)
            phrase = []
        phrase.append(word)
    if phrase:
        yield tuple(phrase)


def _changes(before: Token, word: Token) -> bool:
    """Whether a date ends and a name begins, or the other way round."""
    dates = {"year", "month", "weekday"}
    return (_kind(before) in dates) != (_kind(word) in dates) and "name" in {_kind(before), _kind(word)}


def span_of(candidate: Candidate, words: Tokens) -> Span:
    """Where words of the candidate's sentence stand, in the clean text of its article."""
    start = candidate.sentence.span.start
    return Span(start + words[0].start, start + words[-1].span.end)


def figure_span(candidate: Candidate, figure: Figure) -> Span:
    """Where a figure of the candidate's sentence stands, in the clean text of its article."""
    return span_of(candidate, candidate.sentence.words[figure.start : figure.end])


def _kinds(words: Tokens) -> frozenset[str]:
    return frozenset(kind for word in words if (kind := _kind(word)))


def _kind(word: Token) -> str:
    if is_month(word):
        return "month"
    if is_weekday(word):
        return "weekday"
    if is_year(word):
        return "year"
    if word.numeric:
        return "number"
    return "name" if word.named or (word.capital and word.content) else ""
