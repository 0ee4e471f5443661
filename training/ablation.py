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
    best = [(question, _best(question, weights, rules)) for question in questions]
    said = [
        (question, option is not None and weights.probability(option.features) >= threshold, option)
        for question, option in best
    ]
    answerable = [(spoken, option) for question, spoken, option in said if question.answerable]
    return Outcome(
        answered=fmean(spoken for spoken, _ in answerable),
        right=fmean(spoken and option is not None and option.right for spoken, option in answerable),
        refused=fmean(not spoken for question, spoken, _ in said if not question.answerable),
    )


def _best(question: Held, weights: Weights, rules: frozenset[Mismatch]) -> Option | None:
    fitting = (option for option in question.options if not option.mismatches & rules)
    return max(fitting, key=lambda option: weights.probability(option.features), default=None)


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
