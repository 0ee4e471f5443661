"""The numbers that decide what is said, as `python -m bench.fit` finds them; docs/evaluation.md has the sets and the curves.

The proportions were found by random search for the most right sentences at first place and among the first three, on half of
the SQuAD 2 titles and on news quiz questions; slope and intercept by logistic regression (Platt 1999) on the shipped cases.
"""

from qa.answer.extract import Thresholds
from qa.answer.features import Weights

CHEAP = Weights(
    intercept=-2.4,
    by_feature={
        "coverage": 3.3,
        "surroundings": 1.2,
        "pairs": 1.5,
        "wanted": 0.8,
        "passage": 1.7,
        "brevity": -1.4,
    },
)
"""Picks the sentences that the model reads."""

FULL = Weights(
    intercept=-5.5,
    by_feature={**CHEAP.by_feature, "absent": 0.25, "similarity": 3.9},
)
"""Ranks them, and is calibrated to the share of sentences at that score that answer."""

THRESHOLDS = Thresholds(answer=0.25, beside=0.7)
