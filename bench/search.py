"""Search for the weights that rank the sentences of examples best."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bench.examples import Examples
from training.regression import Flags, Numbers

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


def order(examples: Examples, weights: Numbers) -> Order:
    """How the weights (features,) rank the candidates."""
    answerable = examples.part(examples.answerable)
    order = np.argsort(-_scores(answerable, weights), axis=1, kind="stable")
    ranked = np.take_along_axis(answerable.right, order, axis=1)
    return Order(
        float(ranked[:, 0].mean()), float(ranked[:, :_FIRST].any(axis=1).mean()), float(ranked.any(axis=1).mean())
    )


def best(examples: Examples, weights: Numbers) -> Best:
    """The candidate that would be said first, for each question that has one."""
    filled = examples.part(np.asarray(examples.present.any(axis=1)))
    scores = _scores(filled, weights)
    place = scores.argmax(axis=1)
    rows = np.arange(len(place))
    return Best(scores[rows, place], filled.right[rows, place], filled.answerable)


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


def _scores(examples: Examples, weights: Numbers) -> Numbers:
    scores: Numbers = np.where(examples.present, examples.features @ weights, -np.inf)
    return scores
