"""Convert a model's probability to log odds, the form in which a logistic regression adds it to other features."""

import math

_LEAST = 1e-3
"""A probability nearer to 0 or 1 counts as this: an eight-bit model does not tell them apart."""


def log_odds(probability: float) -> float:
    """Return log(p / (1 - p)) of a probability 0..1, clipped to -6.9..6.9."""
    clipped = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(clipped / (1 - clipped))
