"""Fit logistic regressions: the weights of features, and the line that makes a score a probability."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Line:
    """The log odds that a score stands for: `slope * score + intercept`."""

    slope: float
    intercept: float


def platt(scores: Numbers, right: Flags) -> Line:
    """The logistic regression of right on score, with targets that keep off 0 and 1.

    The targets are those of Platt (1999), "Probabilistic outputs for support vector machines": (r + 1) / (r + 2) for the r
    right ones and 1 / (w + 2) for the w wrong ones, which is what keeps the slope finite where a score parts them all.
    """
    targets = np.where(right, (right.sum() + 1) / (right.sum() + 2), 1 / ((~right).sum() + 2))
    slope, intercept = logistic(scores[:, np.newaxis], targets, np.ones(len(scores)), penalty=0.0)
    return Line(float(slope), float(intercept))


def logistic(inputs: Numbers, targets: Numbers, counts: Numbers, *, penalty: float) -> Numbers:
    """The weights (features,) and, last, the intercept that make 0..1 targets (rows,) likeliest.

    `counts` (rows,) say how often each row counts; `penalty` is the prior's precision on the weights, as in ridge
    regression, and leaves the intercept free.
    """
    # A target of .3 is as good as three of ten rows that are right.
    shares = np.concatenate([counts * targets, counts * (1 - targets)])
    rows, labels = np.concatenate([inputs, inputs]), np.repeat([1, 0], len(inputs))
    counted = shares > 0
    model = LogisticRegression(C=1 / penalty if penalty else np.inf, solver="newton-cholesky", tol=_TOLERANCE)
    model.fit(rows[counted], labels[counted], shares[counted])
    return np.append(model.coef_[0], model.intercept_)


_TOLERANCE = 1e-10
"""Of the gradient; each step of Newton's method doubles the digits that are right, so that this costs little."""
