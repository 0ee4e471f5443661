"""Fit the numbers of `qa.answer.calibration` on what is held aside: two logistic regressions and their thresholds."""

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from statistics import fmean

import numpy as np

from qa.answer.evidence.features import Weights
from qa.answer.odds import log_odds
from qa.answer.verify.entailment import EntailmentFeatures, EntailmentRule, entailment_features
from qa.ports import SupportModel
from training import judged
from training.heldaside import NAMES, Held
from training.judged import Judged
from training.regression import Flags, Numbers, logistic
from training.sources import Row, Sources
from training.wordnet import read_wordnet

_PENALTY = 1.0
_EDITED = 500
"""News articles of which a sentence is restated and falsified, to fit on."""
_BY_RULES = tuple(field.name for field in fields(EntailmentFeatures) if field.name != "odds")


WEIGHED = ("reading", "window", "marked", "passage", "coverage")
"""What the shipped rule weighs; the other features gained nothing on what is held aside (`training/LOG.md`, 7)."""


def evidence_weights(questions: Sequence[Held], names: Sequence[str] = WEIGHED) -> Weights:
    """What each feature is worth: logistic regression of right on the features of the candidates that the product reads.

    Every question counts alike, however many candidates it has; those that answer another question are left out.
    """
    known = [fitting for question in questions if (fitting := _fitting(question)).options]
    columns = [NAMES.index(name) for name in names]
    counts = np.concatenate([np.full(len(question.options), _ROWS / len(question.options)) for question in known])
    rows = np.concatenate([question.numbers()[:, columns] for question in known])
    right = np.concatenate([question.right() for question in known]).astype(float)
    line = logistic(rows, right, counts, penalty=_PENALTY)
    by_feature = {name: round(float(weight), 3) for name, weight in zip(names, line, strict=False)}
    return Weights(round(float(line[-1]), 3), by_feature)


def _fitting(question: Held) -> Held:
    return replace(question, options=tuple(option for option in question.options if option.fits))


_ROWS = 10
"""As how many independent rows a question's candidates count against the penalty."""


def support_set(data: Path, wordnet: Path) -> dict[str, list[Judged]]:
    """The claims to fit on, by set."""
    sources = Sources(data)
    rows: list[Row] = [
        row
        for row in sources.rows("news_train/articles.jsonl.gz")
        if row["text"].strip() and sources.news_part(row) == "fit"
    ]
    return judged.everything(sources, "fit", list(judged.edited(rows, "fit", read_wordnet(wordnet), _EDITED)))


def support_by_rules(data: Path, wordnet: Path) -> EntailmentRule:
    """The rule without a model, as good as this data makes it: the baseline."""
    return support_rule(support_set(data, wordnet), None)


def support_rule(sets: dict[str, list[Judged]], model: SupportModel | None) -> EntailmentRule:
    """What each sign is worth, every set counting alike, and the threshold of the best mean balanced accuracy."""
    names = (*_BY_RULES, "odds") if model else _BY_RULES
    rows = {name: _rows(claims, names, model) for name, claims in sets.items()}
    right = {name: np.array([claim.follows for claim in claims]) for name, claims in sets.items()}
    counts = np.concatenate([_counts(flags) for flags in right.values()])
    known = np.concatenate(list(right.values())).astype(float)
    line = logistic(np.concatenate(list(rows.values())), known, counts, penalty=_PENALTY)
    chances = {name: 1 / (1 + np.exp(-(features @ line[:-1] + line[-1]))) for name, features in rows.items()}
    weights = {name: round(float(weight), 3) for name, weight in zip(names, line, strict=False)}
    return EntailmentRule(round(float(line[-1]), 3), weights, _threshold(chances, right))


def _rows(judged_claims: Sequence[Judged], names: Sequence[str], model: SupportModel | None) -> Numbers:
    claims = [each.claim for each in judged_claims]
    known = [entailment_features(claim) for claim in claims]
    if model:
        known = [
            replace(features, odds=log_odds(chance))
            for features, chance in zip(known, model.score(claims), strict=True)
        ]
    return np.array([[asdict(features)[name] for name in names] for features in known])


def _counts(right: Flags) -> Numbers:
    """Each set counts as so many rows, half of them supported."""
    counts: Numbers = np.where(right, _SET / 2 / max(1, right.sum()), _SET / 2 / max(1, (~right).sum()))
    return counts


_SET = 500


def _threshold(chances: dict[str, Numbers], right: dict[str, Flags]) -> float:
    bars = np.arange(0.2, 0.9, 0.01)
    return round(
        float(max(bars, key=lambda bar: fmean(_accuracy(chances[name] >= bar, right[name]) for name in right))), 2
    )


def _accuracy(kept: Flags, right: Flags) -> float:
    return float((kept[right].mean() + (~kept[~right]).mean()) / 2)
