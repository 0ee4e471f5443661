"""Take each rule of `qa.answer.evidence.answerability` away and see what the held-aside questions lose by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import get_args

from qa.answer.evidence.answerability import Mismatch
from qa.answer.evidence.features import Weights
from training.heldaside import Held, Option

RULES: tuple[Mismatch, ...] = get_args(Mismatch)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of a set of questions, each a share."""

    answered: float
    """Of the answerable ones."""
    right: float
    """Of the answerable ones whose first sentence is right."""
    refused: float
    """Of the others."""


def outcome(questions: Sequence[Held], weights: Weights, threshold: float, rules: frozenset[Mismatch]) -> Outcome:
    """What comes of the questions where only these rules hold."""
    said = {
        answerable: [
            _said(question, weights, threshold, rules) for question in questions if question.answerable is answerable
        ]
        for answerable in (True, False)
    }
    return Outcome(
        answered=fmean(option is not None for option in said[True]),
        right=fmean(option is not None and option.right for option in said[True]),
        refused=fmean(option is None for option in said[False]),
    )


def _said(question: Held, weights: Weights, threshold: float, rules: frozenset[Mismatch]) -> Option | None:
    """What comes first, if it is sure enough to be said."""
    fitting = (option for option in question.options if not option.mismatches & rules)
    best = max(fitting, key=lambda option: weights.probability(option.features), default=None)
    return best if best is not None and weights.probability(best.features) >= threshold else None


def print_rules(sets: Mapping[str, Sequence[Held]], weights: Weights, threshold: float) -> None:
    """What each set gives with all rules, without each of them, and without any."""
    everything = frozenset(RULES)
    rows = {
        "all": everything,
        **{f"without {rule}": everything - {rule} for rule in RULES},
        "none": frozenset[Mismatch](),
    }
    print(f"{'rules':24}" + "".join(f"{name + ': answered':>20} right refused" for name in sets))
    for name, rules in rows.items():
        found = [outcome(questions, weights, threshold, rules) for questions in sets.values()]
        print(f"{name:24}" + "".join(f"{of.answered:20.3f} {of.right:.3f}  {of.refused:.3f}" for of in found))
