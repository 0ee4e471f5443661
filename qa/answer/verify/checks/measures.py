"""Tell whether a measure of a statement is one of the quotes in other units: "26 months", "two years and two months"."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from qa.answer.verify.checks.text import Reading
from qa.text.numbers import Figure, figures
from qa.text.tokens import Tokens
from qa.text.units import SIZES, Hedge

_SHARES: Mapping[Hedge, tuple[float, float]] = {
    "": (0.98, 1.02),
    "exact": (0.995, 1.005),
    "more": (1.0, 1.25),
    "less": (0.8, 1.0),
    "near": (0.9, 1.0),
    "either": (0.9, 1.25),
}
"""What the quoted measure may be, as a share of the one that is told."""


class Measure(NamedTuple):
    """A figure with its unit, or several that are added: what it is in the base of its family, and where its figures begin."""

    family: str
    size: float
    hedge: Hedge
    starts: tuple[int, ...]


def is_converted(figure: Figure, reading: Reading) -> bool:
    """Whether the figure is, or is part of, a measure that the quotes tell in other units."""
    if figure.unit not in SIZES:
        return False
    [ours] = [each for each in _measures(reading.statement) if figure.start in each.starts]
    return any(
        each.family == ours.family and _is_within(ours, each.size)
        for each in _measures(reading.quoted)
        if not each.hedge
    )


def _is_within(ours: Measure, quoted: float) -> bool:
    least, most = _SHARES[ours.hedge]
    return least * ours.size <= quoted <= most * ours.size


def _measures(tokens: Tokens) -> list[Measure]:
    """The measures whose units can be converted, in order."""
    sized = [figure for figure in figures(tokens) if figure.unit in SIZES]
    return [_measure(row) for row in _rows(sized, tokens)]


def _rows(sized: Iterable[Figure], tokens: Tokens) -> Iterator[Sequence[Figure]]:
    """The figures, those together that are told as one: "two years and two months"."""
    row: list[Figure] = []
    for figure in sized:
        if row and not _goes_on(row[-1], figure, tokens):
            yield row
            row = []
        row.append(figure)
    if row:
        yield row


def _goes_on(before: Figure, figure: Figure, tokens: Tokens) -> bool:
    (family, size), (other, smaller) = SIZES[before.unit], SIZES[figure.unit]
    between = {token.lower for token in tokens[before.end + 1 : figure.start]}
    return family == other and smaller < size and figure.start - before.end <= 2 and between <= {"and"}  # noqa: PLR2004 - unit and "and"


def _measure(row: Sequence[Figure]) -> Measure:
    size = sum(max(figure.values) * SIZES[figure.unit][1] for figure in row)
    return Measure(SIZES[row[0].unit][0], size, row[0].hedge, tuple(figure.start for figure in row))
