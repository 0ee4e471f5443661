"""Sum up many values in one."""

import math
from collections.abc import Iterable, Sequence

from eval.record import Run, Score


def mean(scores: Iterable[Score]) -> Score:
    """The mean of the scores that apply; None where none does."""
    applying = [score for score in scores if score is not None]
    return math.fsum(applying) / len(applying) if applying else None


def mean_of(run: Run, metric: str) -> Score:
    """The mean of a metric over the cases of a run that it applies to."""
    return mean(scored.scores.get(metric) for scored in run.scored)


def percentile(values: Sequence[float], percent: float) -> float:
    """The least value that `percent` per cent of the values do not exceed (nearest rank).

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values")
    return sorted(values)[max(0, math.ceil(percent / 100 * len(values)) - 1)]
