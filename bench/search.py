"""Turns examples into weights: a random search for the order of sentences, and a logistic regression for what it is worth."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.examples import Examples, Flags, Numbers

_FIRST = 3


@dataclass(frozen=True, slots=True)
class Order:
    """Shares of the answerable questions."""

    first: float
    """With a right sentence at first place."""
    three: float
    """With one among the first three."""
    possible: float
    """With one among all candidates: no weights do better."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best candidate of each question that has one."""

    scores: Numbers
    right: Flags
    answerable: Flags


@dataclass(frozen=True, slots=True)
class Line:
    """What a score is worth: the probability is that of the log odds `slope * score + intercept`."""

    slope: float
    intercept: float


def order(examples: Examples, weights: Numbers) -> Order:
    """How the weights (features,) rank the candidates."""
    asked = examples.part(examples.answerable)
    ranked = np.take_along_axis(asked.right, np.argsort(-_scores(asked, weights), axis=1, kind="stable"), axis=1)
    return Order(
        float(ranked[:, 0].mean()), float(ranked[:, :_FIRST].any(axis=1).mean()), float(asked.right.any(axis=1).mean())
    )


def best(examples: Examples, weights: Numbers) -> Best:
    """What would be said first, question by question."""
    asked = examples.part(np.asarray(examples.present.any(axis=1)))
    scores = _scores(asked, weights)
    place = scores.argmax(axis=1)
    rows = np.arange(len(place))
    return Best(scores[rows, place], asked.right[rows, place], asked.answerable)


def climb(start: Numbers, goal: Callable[[Numbers], float], *, steps: int, seed: int) -> Numbers:
    """The best weights on a random walk from `start` (features,) that only takes steps that are not down.

    A step scales each weight by a factor of about 1.3 and moves some of them, so that one can leave 0 or change its sign.
    """
    random = np.random.default_rng(seed)
    weights, reached = start, goal(start)
    for _ in range(steps):
        moved = random.normal(0, 0.2, start.size) * (random.random(start.size) < _MOVED)
        candidate = weights * np.exp(random.normal(0, 0.25, start.size)) + moved
        if (value := goal(candidate)) >= reached:
            weights, reached = candidate, value
    return weights


_MOVED = 0.3
"""Share of the weights that a step moves."""


def platt(scores: Numbers, right: Flags) -> Line:
    """Logistic regression of right on score, with targets that keep off 0 and 1.

    The targets are those of Platt (1999), "Probabilistic outputs for support vector machines": (r + 1) / (r + 2) for the r
    right ones and 1 / (w + 2) for the w wrong ones, which is what keeps the slope finite where a score parts them all.
    """
    targets = np.where(right, (right.sum() + 1) / (right.sum() + 2), 1 / ((~right).sum() + 2))
    slope, intercept = logistic(scores[:, np.newaxis], targets, np.ones(len(scores)), penalty=0.0)
    return Line(float(slope), float(intercept))


def logistic(inputs: Numbers, targets: Numbers, counts: Numbers, *, penalty: float) -> Numbers:
    """The weights (features,) and, last, the intercept that make 0..1 targets (rows,) likeliest, by Newton's method.

    `counts` (rows,) say how often each row counts; `penalty` is half the prior's precision on the weights, as in ridge
    regression, and leaves the intercept free.
    """
    known = np.column_stack([inputs, np.ones(len(inputs))])
    ridge = np.diag([*[penalty] * inputs.shape[1], 0.0])
    line = np.zeros(known.shape[1])
    for _ in range(_NEWTON):
        chance = 1 / (1 + np.exp(-known @ line))
        slope = known.T @ (counts * (targets - chance)) - ridge @ line
        curve = (known * (counts * chance * (1 - chance))[:, np.newaxis]).T @ known + ridge
        line = line + np.linalg.solve(curve, slope)
    return line


_NEWTON = 25
"""Steps; each doubles the digits that are right, and a dozen suffice."""


def _scores(examples: Examples, weights: Numbers) -> Numbers:
    scores: Numbers = np.where(examples.present, examples.features @ weights, -np.inf)
    return scores
