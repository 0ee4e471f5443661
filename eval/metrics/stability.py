"""Measure whether a second answer to a question is the same."""

from eval.record import Outcome

_OF_THE_CLOCK = {"milliseconds", "stages"}


def same(first: Outcome, second: Outcome) -> float:
    """1 where nothing but the time it took differs, else 0."""
    return float(first.model_dump(exclude=_OF_THE_CLOCK) == second.model_dump(exclude=_OF_THE_CLOCK))
