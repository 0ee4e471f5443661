"""Whether more cases broke than chance explains, over several metrics together."""

from collections.abc import Sequence
from math import comb

LEVEL = 0.05
"""The chance of a false alarm that a gate takes, over all strata together."""


def sign_test(broken: int, mended: int) -> float:
    """P(at least so many flips are broken ones) if either were as likely: the exact sign test, one side; 1 without flips."""
    flips = broken + mended
    worse: int = sum(comb(flips, count) for count in range(broken, flips + 1))
    return float(worse / 2**flips)


def holm(chances: Sequence[float], tests: int) -> list[float]:
    """The chances adjusted for so many tests, in their order (Holm 1979)."""
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    adjusted, largest = [0.0] * len(chances), 0.0
    for rank, at in enumerate(order):
        largest = max(largest, min(1.0, chances[at] * max(1, tests - rank)))
        adjusted[at] = largest
    return adjusted


def countable(least: Sequence[float]) -> int:
    """The number of strata that could fail, by the least chance that each can come to (Tarone 1990): the rest is no test.

    Those count whose least chance, times their number, is below the level; too few cases cost the others nothing.
    """
    return next(tests for tests in range(1, len(least) + 2) if sum(chance * tests < LEVEL for chance in least) <= tests)


def smallest(strata: int) -> int:
    """The fewest cases that must break, with none mended, to fail a stratum among so many whose others are unchanged."""
    broken = 1
    while sign_test(broken, 0) * strata >= LEVEL:
        broken += 1
    return broken
