"""Turns the numbers of a statement into whether its quotes have the same, in the same unit and not the other way bounded."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from qa.answer.verify.checks.text import Reading
from qa.text.dates import FREQUENCIES
from qa.text.numbers import ORDINALS, VAGUE, Figure, figures, is_label
from qa.text.tokens import Tokens
from qa.text.units import FAMILIES, PERIODS, UNITS, Hedge

_REACH = 100.0
_HALF = 50.0
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
    told = [figure for figure in figures(reading.statement) if not is_label(reading.statement[figure.start])]
    quoted = figures(reading.quoted) if told else []
    return all(_stands(figure, quoted, reading) for figure in told) and _ranks_hold(reading) and _measures_hold(reading)


def _stands(figure: Figure, quoted: Sequence[Figure], reading: Reading) -> bool:
    same = [other for other in quoted if figure.values & other.values and _same_kind(figure, other, reading.quoted)]
    if any(_same_unit(figure.unit, other.unit) and _bounded(figure.hedge, other.hedge) for other in same):
        return True
    if _is_vague(figure, reading.statement):
        counted = [other for other in quoted if not _is_vague(other, reading.quoted)]
        return any(
            min(figure.values) < value < min(figure.values) * _REACH for other in counted for value in other.values
        )
    synonyms = _synonyms(figure)
    return any(token.lower in synonyms for token in reading.quoted)


def _synonyms(figure: Figure) -> frozenset[str]:
    if figure.unit == "percent":
        return frozenset({"half"}) if _HALF in figure.values else frozenset()
    if figure.ordinal or (figure.unit and figure.unit not in PERIODS):
        return frozenset()
    same = frozenset[str]().union(*(_SAME_AS.get(value, frozenset()) for value in figure.values))
    return same - {*ORDINALS, "first", "once"} if figure.unit else same


def _same_kind(ours: Figure, theirs: Figure, quoted: Tokens) -> bool:
    """An ordinal is no count, but "No. 2" and "Week 2" are second; a third win makes three."""
    if not ours.ordinal or theirs.ordinal:
        return True
    before = quoted[theirs.start - 1] if theirs.start else None
    return before is not None and (before.lower in {"no", "number"} or before.capital)


def _ranks_hold(reading: Reading) -> bool:
    """Whether nothing is told as the first that the quotes tell as the second or the last."""
    quoted = list(pairwise(reading.quoted))
    theirs = {one.lower for one in reading.quoted}
    return not any(
        one.lower in _RANKS
        and one.lower not in theirs
        and any(it.lower in _RANKS and to.lemma == two.lemma for it, to in quoted)
        for one, two in pairwise(reading.statement)
    )


def _measures_hold(reading: Reading) -> bool:
    """Whether a unit without a figure is not another one of its kind in the quotes: "weeks" for "days"."""
    ours, theirs = set(_measures(reading.statement)), set(_measures(reading.quoted))
    units = {unit for unit, _ in theirs} | {FREQUENCIES.get(token.lower, "") for token in reading.quoted}
    return not any(
        unit in ring and unit not in units and any(other in ring and it == before for other, it in theirs)
        for unit, before in ours
        for ring in FAMILIES
    )


def _measures(found: Tokens) -> Iterator[tuple[str, str]]:
    """The units that stand without a figure, each with the word before it."""
    for before, token in pairwise(found):
        if token.lower in UNITS and not before.numeric:
            yield UNITS[token.lower], "a" if before.lower == "an" else before.lower


def _is_vague(figure: Figure, found: Tokens) -> bool:
    return found[figure.start].lower in VAGUE and figure.end == figure.start + 1


def _same_unit(ours: str, theirs: str) -> bool:
    return not ours or ours == theirs or frozenset({ours, theirs}) in _SAME_UNITS


def _bounded(ours: Hedge, theirs: Hedge) -> bool:
    """Whether a bound may be told of a number that has another; leaving one out makes no other number of it."""
    if ours == "exact":
        return theirs in {"", "exact"}
    return ours in {"", "near", "either"} or theirs in {ours, "either"} or (ours == "less" and theirs == "near")
