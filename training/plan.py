"""Order examples into batches, and schedule the learning rate."""

from collections.abc import Sequence
from random import Random

_BLOCK = 40
"""Batches among which rows are put together by length: fewer leave more padding, more make their order less random."""


def schedule(step: int, steps: int, rise: float) -> float:
    """The share of the highest rate at a step: a line up, then a line down."""
    done = (step + 1) / steps
    return done / rise if done < rise else (1 - done) / (1 - rise) + 1 / steps


def batches(lengths: Sequence[int], size: int, random: Random) -> list[list[int]]:
    """Row numbers in batches: shuffled, then sorted by length within blocks of batches, then the batches shuffled."""
    order = random.sample(range(len(lengths)), len(lengths))
    block = size * _BLOCK
    blocks = [sorted(order[at : at + block], key=lengths.__getitem__) for at in range(0, len(order), block)]
    plan = [rows[at : at + size] for rows in blocks for at in range(0, len(rows), size)]
    random.shuffle(plan)
    return plan
