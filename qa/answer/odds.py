"""Turns a model's probability into the log odds that a logistic regression adds to what else is known."""

import math

_LEAST = 1e-3
"""A probability nearer to 0 or 1 counts as this: an eight-bit model does not tell them apart."""


def log_odds(probability: float) -> float:
    """log(p / (1 - p)), -6.9..6.9."""
    chance = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(chance / (1 - chance))
