"""Build and calibrate a trained encoder into qa/weights, and print the numbers that `qa.answer.calibration` gets of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np

from qa.adapters.onnx import OnnxEncoder, OnnxReader, OnnxSupport
from qa.answer.calibration import MODEL_THRESHOLDS
from qa.answer.evidence.features import Weights
from qa.answer.odds import log_odds
from qa.ports import SupportModel
from training import fitting, plots
from training.ablation import print_rules
from training.export import Tensors, calibrated, export
from training.fitset import fit_set
from training.heldaside import Held
from training.judged import Judged
from training.onnx_graph import INT8
from training.regression import Line, platt
from training.sources import Sources

_BARS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)


@dataclass(frozen=True, slots=True)
class ReleasePaths:
    """Where a release finds what it needs."""

    data: Path
    cache: Path
    wordnet: Path
    tokenizer: Path
    weights: Path
    """Where the finished model goes."""
    pictures: Path
    """Where what it shows is drawn."""


def release(tensors: Tensors, paths: ReleasePaths) -> None:
    """Write the eight-bit model, its support head calibrated, and print the fitted numbers."""
    export(tensors, paths.tokenizer, paths.cache / "uncalibrated", INT8)
    claims = fitting.support_set(paths.data, paths.wordnet)
    line = _support_line(OnnxSupport(OnnxEncoder(paths.cache / "uncalibrated")), claims)
    print(f"calibration of the support head: {line}")
    export(calibrated(tensors, {"support": line}), paths.tokenizer, paths.weights, INT8)
    encoder = OnnxEncoder(paths.weights)
    sets = fit_set(Sources(paths.data), OnnxReader(encoder), paths.cache)
    weights = fitting.evidence_weights([question for questions in sets.values() for question in questions])
    print(f"MODEL_CASCADE weights: {weights}")
    print_bars(sets, weights)
    print_rules(sets, weights, MODEL_THRESHOLDS.answer)
    draw(sets, weights, paths.pictures)
    print(f"SUPPORT: {fitting.support_rule(claims, OnnxSupport(encoder))}")


def best_scores(questions: Sequence[Held], weights: Weights) -> list[float]:
    """The score of each question's best candidate that does not answer another question; 0 where there is none."""
    return [
        max(
            (weights.probability(option.features) for option in question.options if option.fits),
            default=0.0,
        )
        for question in questions
    ]


def print_bars(sets: Mapping[str, Sequence[Held]], weights: Weights) -> None:
    """What each threshold does: answerable questions answered, the others refused."""
    print("threshold" + "".join(f"{name + ': answered':>20}{'refused':>9}" for name in sets))
    scored = {name: best_scores(questions, weights) for name, questions in sets.items()}
    for bar in _BARS:
        shares = [_shares(sets[name], scores, bar) for name, scores in scored.items()]
        print(f"{bar:9.2f}" + "".join(f"{answered:20.3f}{refused:9.3f}" for answered, refused in shares))


def draw(sets: Mapping[str, Sequence[Held]], weights: Weights, into: Path) -> None:
    """Draw what thresholds cost, and how far the scores of candidates may be taken for probabilities."""
    scored = {name: best_scores(questions, weights) for name, questions in sets.items()}

    def at(name: str, bar: float) -> tuple[float, float]:
        answered, refused = _shares(sets[name], scored[name], bar)
        return refused, answered

    curves = {name: [at(name, bar) for bar in np.linspace(0, 1, 101)] for name in sets}
    plots.trade_off(curves, {name: at(name, MODEL_THRESHOLDS.answer) for name in sets}, into / "threshold.svg")
    told = {
        name: [(weights.probability(option.features), option.right) for each in held for option in each.options]
        for name, held in sets.items()
    }
    plots.reliability(told, into / "reliability.svg")


def _shares(questions: Sequence[Held], scores: Sequence[float], bar: float) -> tuple[float, float]:
    """Of the answerable questions those answered, of the others those refused."""
    pairs = list(zip(questions, scores, strict=True))
    answered = fmean(score >= bar for question, score in pairs if question.answerable)
    return answered, fmean(score < bar for question, score in pairs if not question.answerable)


def _support_line(raw: SupportModel, claims: Mapping[str, Sequence[Judged]]) -> Line:
    judged = [claim for of_set in claims.values() for claim in of_set]
    odds = np.array([log_odds(chance) for chance in raw.score([claim.claim for claim in judged])])
    return platt(odds, np.array([claim.follows for claim in judged]))
