"""The numbers that decide what is said, as `bench/fit.py` found them; docs/evaluation.md has the sets and the curves."""

from qa.answer.extract import Thresholds
from qa.answer.features import Weights

CHEAP = Weights(
    intercept=0.0,
    by_feature={"coverage": 4.0, "surroundings": 1.5, "pairs": 1.8, "wanted": 1.2, "passage": 1.5, "brevity": -1.0},
)
"""Picks the sentences that the model reads."""

FULL = Weights(
    intercept=-5.0,
    by_feature={
        "coverage": 4.0,
        "surroundings": 1.5,
        "pairs": 1.8,
        "wanted": 1.2,
        "passage": 1.5,
        "brevity": -1.0,
        "similarity": 5.0,
    },
)
"""Ranks them, and is calibrated to the share of sentences at that score that answer."""

THRESHOLDS = Thresholds(answer=0.5, beside=0.7)
