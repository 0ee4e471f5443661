"""Figures with how far chance may have moved them, and how well short answers agree."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean
from typing import NamedTuple

from sklearn.metrics import roc_auc_score

from eval.metrics.text import squad_f1


class Figure(NamedTuple):
    """A mean or an area, and its standard error; both are not numbers where nothing was measured."""

    value: float
    error: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ±{self.error:.3f}"


NOTHING = Figure(float("nan"), float("nan"))


def mean(values: Sequence[float]) -> Figure:
    """The mean of independent values; of marks it is their share."""
    if not values:
        return NOTHING
    middle = fmean(values)
    return Figure(middle, sqrt(sum((value - middle) ** 2 for value in values)) / len(values))


def gain(before: Sequence[float], after: Sequence[float]) -> Figure:
    """By how much the mean of the same questions' values has grown; the error is that of the differences."""
    return mean([new - old for old, new in zip(before, after, strict=True)])


def area(right: Sequence[bool], scores: Sequence[float]) -> Figure:
    """The area under the ROC curve: how often what is right scores above what is not.

    The error is that of Hanley and McNeil (1982, doi:10.1148/radiology.143.1.7063747).
    """
    positive, negative = sum(right), len(right) - sum(right)
    if not positive or not negative:
        return NOTHING
    value = float(roc_auc_score(right, scores))
    above, below = value / (2 - value), 2 * value * value / (1 + value)
    spread = (positive - 1) * (above - value**2) + (negative - 1) * (below - value**2)
    return Figure(value, sqrt((value * (1 - value) + spread) / (positive * negative)))


def token_f1(said: str, answers: Sequence[str]) -> float:
    """How much of a short answer and of the nearest right one agree, as SQuAD's script has it (https://arxiv.org/abs/1606.05250)."""
    return max((squad_f1(said, answer) for answer in answers), default=0.0)
