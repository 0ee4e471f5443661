"""Check that a number of a statement counts what it counts in the quotes, and as the more or the less that it is there."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import NamedTuple

from qa.answer.verify.checks.text import Reading
from qa.text.numbers import Figure, figures
from qa.text.tables import by_kind
from qa.text.tokens import Term, Tokens

_COUNTED = 2
"""Words directly behind a number that tell what it counts."""
_BESIDE = 3
"""Words on either side of a number that tell whether it is more or less."""
_DIRECTIONS = by_kind("directions")


class _Counted(NamedTuple):
    """A number with the words directly behind it, those up to the next number, and the ways in which it is more or less."""

    figure: Figure
    nouns: frozenset[Term]
    following: frozenset[Term]
    ways: frozenset[str]

    def is_same_number(self, other: "_Counted") -> bool:
        """Whether both have the same value."""
        return bool(self.figure.values & other.figure.values)


def counts_hold(reading: Reading) -> bool:
    """Whether no number of the statement counts what another one counts in the quotes, and none is turned into more or less."""
    ours = list(_counted(reading.statement))
    theirs = list(_counted(reading.quoted)) if ours else []
    counted = all(_counts_the_same(one, theirs) and _goes_the_same_way(one, theirs) for one in ours)
    return counted and not any(_are_exchanged(one, other, theirs) for one, other in combinations(ours, 2))


def _counts_the_same(one: _Counted, quoted: Sequence[_Counted]) -> bool:
    """Whether what a number counts is not plainly counted by another: "90 patients" where 160 patients are in 90 beds."""
    same = [other for other in quoted if other.is_same_number(one)]
    if not same or any(not other.nouns or other.nouns & one.nouns for other in same):
        return True
    return not any(_counts_what(other, one) for other in quoted if other not in same)


def _counts_what(other: _Counted, one: _Counted) -> bool:
    """Whether another number in the same unit counts what one does; ordinals count nothing."""
    ordinal = one.figure.ordinal or other.figure.ordinal
    return not ordinal and one.figure.unit == other.figure.unit and bool(other.nouns & one.nouns)


def _goes_the_same_way(one: _Counted, quoted: Sequence[_Counted]) -> bool:
    """Whether a number that is told as more is not told as less: "2,000 fewer"."""
    same = [other.ways for other in quoted if other.is_same_number(one)]
    return len(one.ways) != 1 or not same or any(not ways or ways & one.ways for ways in same)


def _are_exchanged(one: _Counted, other: _Counted, quoted: Sequence[_Counted]) -> bool:
    """Whether each of two numbers has behind it what the other has in the quotes: "2,500 in Syria and 900 in Iraq"."""
    first, second = one.following - other.following, other.following - one.following
    return not one.is_same_number(other) and any(
        one.is_same_number(their)
        and other.is_same_number(its)
        and first & (its.following - their.following)
        and second & (their.following - its.following)
        for their, its in product(quoted, repeat=2)
    )


def _counted(tokens: Tokens) -> Iterator[_Counted]:
    read = figures(tokens)
    ends = [*(figure.start for figure in read), len(tokens)][1:]
    for figure, end in zip(read, ends, strict=True):
        following = [at for at in range(figure.end, end) if tokens[at].sentence == tokens[figure.start].sentence]
        words = frozenset(tokens[at].lemma for at in following if tokens[at].content and not tokens[at].numeric)
        yield _Counted(figure, frozenset(_nouns(tokens, following[:_COUNTED])), words, _ways(tokens, figure))


def _nouns(tokens: Tokens, following: Sequence[int]) -> Iterator[Term]:
    """The words that carry meaning directly behind a number, up to the first that does not, or a sign."""
    for at in following:
        if tokens[at].breaks or not tokens[at].content or tokens[at].numeric:
            return
        yield tokens[at].lemma


def _ways(tokens: Tokens, figure: Figure) -> frozenset[str]:
    beside = tokens[max(0, figure.start - _BESIDE) : figure.end + _BESIDE]
    words = {token.lower for token in beside if token.sentence == tokens[figure.start].sentence}
    return frozenset(way for way, known in _DIRECTIONS.items() if words & known)
