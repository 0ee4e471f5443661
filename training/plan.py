"""Order targets into batches, and schedule the learning rate."""

from collections.abc import Sequence
from random import Random

_BLOCK = 2000
"""Rows that are put together by length: fewer leave more filling, more make their order less random."""


def schedule(step: int, steps: int, rise: float, fall: float) -> float:
    """The share of the highest rate at a step: a line up, level, and a line down over the last share `fall` of the steps."""
    done = (step + 1) / steps
    up = min(1.0, done / rise) if rise else 1.0
    down = min(1.0, (1 - done) / fall + 1 / steps) if fall else 1.0
    return min(up, down)


def batches(lengths: Sequence[int], tokens: int, random: Random) -> list[list[int]]:
    """Row numbers in batches of at most `tokens` tokens with their filling: like lengths together, batches in random order."""
    order = random.sample(range(len(lengths)), len(lengths))
    plan: list[list[int]] = []
    for start in range(0, len(order), _BLOCK):
        batch: list[int] = []
        for row in sorted(order[start : start + _BLOCK], key=lengths.__getitem__):
            # Sorted: the newest is the longest.
            if batch and (len(batch) + 1) * lengths[row] > tokens:
                plan.append(batch)
                batch = []
            batch.append(row)
        plan.append(batch)
    random.shuffle(plan)
    return plan
