"""Check that the quotes have the numbers of a statement, in the same unit and not the other way bounded."""

from collections.abc import Mapping, Sequence
from itertools import pairwise, permutations

from qa.answer.verify.checks.measures import is_converted
from qa.answer.verify.checks.text import Reading
from qa.text.dates import years
from qa.text.numbers import ORDINALS, VAGUE, Figure, figures, is_label
from qa.text.tokens import Tokens
from qa.text.units import PERIODS, Hedge

_REACH = 100.0
"""How many times its least a vague plural may be: "hundreds" are fewer than 10,000."""
_HALF = 50.0
_ROUND: Mapping[Hedge, tuple[float, float]] = {"more": (1.0, 1.25), "less": (0.8, 1.0), "near": (0.9, 1.0)}
"""What a number may be, as a share of the round one that bounds it."""
_SAME_AS = {
    0.5: frozenset("half halved halve halves halving 50 50.0".split()),
    2.0: frozenset("both pair couple twice double doubled doubles doubling two-fold twofold twin twins second".split()),
    3.0: frozenset("triple tripled tripling threefold trio third".split()),
    1.0: frozenset("a an single sole only first once another".split()),
    4.0: frozenset("quadruple quadrupled fourth".split()),
    12.0: frozenset("dozen".split()),
}
"""Words that are a number without looking like one."""
_RANKS = frozenset(("first", "last", "initial", "final", *ORDINALS))
_SAME_UNITS = frozenset({frozenset({"£", "pounds"}), frozenset({"$", "cent"})})


def numbers_hold(reading: Reading) -> bool:
    """Whether every number of the statement stands in the quotes."""
    return not missing_figures(reading) and _ranks_hold(reading)


def missing_figures(reading: Reading) -> list[Figure]:
    """The numbers of the statement that do not stand in the quotes."""
    statement = [figure for figure in figures(reading.statement) if not is_label(reading.statement[figure.start])]
    quoted = figures(reading.quoted) if statement else []
    return [figure for figure in statement if not _stands(figure, quoted, reading)]


def _stands(figure: Figure, quoted: Sequence[Figure], reading: Reading) -> bool:
    if any(_is_same(figure, other, reading.quoted) or _is_bound_of(figure, other) for other in quoted):
        return True
    if is_converted(figure, reading) or _is_between_years(figure, reading.quoted):
        return True
    if _is_vague(figure, reading.statement):
        return any(_is_in_range(figure, other, reading.quoted) for other in quoted)
    synonyms = _synonyms(figure)
    return any(token.lower in synonyms for token in reading.quoted)


def _is_same(figure: Figure, other: Figure, quoted: Tokens) -> bool:
    """Whether a quoted number is the same, in the same unit, and not the other way bounded."""
    return (
        bool(figure.values & other.values)
        and _is_same_kind(figure, other, quoted)
        and _is_same_unit(figure.unit, other.unit)
        and _is_bounded_alike(figure.hedge, other.hedge)
    )


def _is_bound_of(figure: Figure, other: Figure) -> bool:
    """Whether a round bound is told of a plain number that is near it: "more than 9,000" of 9,400."""
    if figure.hedge not in _ROUND or other.hedge or not _is_same_unit(figure.unit, other.unit):
        return False
    least, most = _ROUND[figure.hedge]
    return any(least * value <= quoted <= most * value for value in figure.values for quoted in other.values)


def _is_between_years(figure: Figure, quoted: Tokens) -> bool:
    """Whether so many years lie between two that the quotes tell: "eight years after", of 2003 and 2011."""
    told = [int(year) for year in years(quoted) if year.isdecimal()]
    return figure.unit == "year" and any(later - earlier in figure.values for earlier, later in permutations(told, 2))


def _is_in_range(figure: Figure, other: Figure, quoted: Tokens) -> bool:
    """Whether a quoted number is one of the "hundreds" that the statement tells of."""
    least = min(figure.values)
    return not _is_vague(other, quoted) and any(least < value < least * _REACH for value in other.values)


def _synonyms(figure: Figure) -> frozenset[str]:
    """Words that tell the number without looking like one."""
    if figure.unit == "percent":
        return frozenset({"half"}) if _HALF in figure.values else frozenset()
    if figure.ordinal or (figure.unit and figure.unit not in PERIODS):
        return frozenset()
    same = frozenset[str]().union(*(_SAME_AS.get(value, frozenset()) for value in figure.values))
    return same - {*ORDINALS, "first", "once"} if figure.unit else same


def _is_same_kind(ours: Figure, theirs: Figure, quoted: Tokens) -> bool:
    """An ordinal is no count, but "No. 2" and "Week 2" are second; a third win makes three."""
    if not ours.ordinal or theirs.ordinal:
        return True
    before = quoted[theirs.start - 1] if theirs.start else None
    return before is not None and (before.lower in {"no", "number"} or before.capital)


def _ranks_hold(reading: Reading) -> bool:
    """Whether nothing is told as the first that the quotes tell as the second or the last."""
    quoted = {token.lower for token in reading.quoted}
    ranked = {following.lemma for rank, following in pairwise(reading.quoted) if rank.lower in _RANKS}
    return not any(
        rank.lower in _RANKS and rank.lower not in quoted and following.lemma in ranked
        for rank, following in pairwise(reading.statement)
    )


def _is_vague(figure: Figure, tokens: Tokens) -> bool:
    return tokens[figure.start].lower in VAGUE and figure.end == figure.start + 1


def _is_same_unit(ours: str, theirs: str) -> bool:
    return not ours or ours == theirs or frozenset({ours, theirs}) in _SAME_UNITS


def _is_bounded_alike(ours: Hedge, theirs: Hedge) -> bool:
    """Whether a bound may be told of a number that has another; leaving one out makes no other number of it."""
    if ours == "exact":
        return theirs in {"", "exact"}
    return ours in {"", "near", "either"} or theirs in {ours, "either"} or (ours == "less" and theirs == "near")
