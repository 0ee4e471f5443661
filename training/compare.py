"""Compare encoders of both depths and precisions in quality and cost, and check the calibration of the shipped one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from time import perf_counter

import numpy as np
from sklearn.metrics import roc_auc_score

from qa.adapters.onnx import CrossEncoder, OnnxEmbedder, OnnxEvidence, OnnxSupport
from qa.adapters.tokens import Pair
from qa.answer.calibration import RULES_CASCADE
from qa.answer.evidence.features import Weights
from qa.answer.evidence.similarity import SimilarityModel
from training import fitting, heldaside, judged, plots
from training.export import Tensors, export
from training.heldaside import Held
from training.judged import Judged
from training.onnx_graph import FLOAT32, INT8
from training.plots import Point, Quality
from training.release import ReleasePaths, held_aside, tested
from training.sources import Sources

_PAIRS, _ROUNDS = 16, 15
_FIRST = 3


@dataclass(frozen=True, slots=True)
class Sets:
    """What the fusion of each is fitted on, and what all are measured on."""

    fit: Sequence[Held]
    test: Sequence[Held]
    claims: Sequence[Judged]
    """What people judged, of sets that nothing was trained on."""


def compare(encoders: Mapping[str, Tensors], paths: ReleasePaths, into: Path) -> None:
    """Prints and draws both: docs/cascade.svg and docs/reliability.svg."""
    cosine = {"similarity": SimilarityModel(OnnxEmbedder(paths.weights))}
    fit = [held for questions in held_aside(paths).values() for held in questions]
    claims = [claim for each in judged.everything(Sources(paths.data), "test", []).values() for claim in each]
    sets = Sets(heldaside.read(fit, cosine), heldaside.read(tested(paths), cosine), claims)
    measured = points(encoders, paths, sets)
    rules = _ranked(sets.test, RULES_CASCADE.full)
    print(f"{'':20} first  first three  answerable  supported  ms for {_PAIRS} pairs    MB")
    print(f"{'rules and cosine':20}{rules.first:6.3f}{rules.three:13.3f}{rules.answerable:12.3f}")
    for point in measured:
        worth = point.quality
        print(
            f"{point.name:20}{worth.first:6.3f}{worth.three:13.3f}{worth.answerable:12.3f}{worth.supported:11.3f}"
            f"{point.milliseconds:17.1f}{point.megabytes:6.1f}"
        )
    plots.cascade(measured, rules, into / "cascade.svg")
    plots.reliability(_said(sets, CrossEncoder(paths.weights)), into / "reliability.svg")


def points(encoders: Mapping[str, Tensors], paths: ReleasePaths, sets: Sets) -> list[Point]:
    """Build every encoder in both precisions, fit its fusion on one part and rank another; times are taken in turns."""
    built: dict[str, CrossEncoder] = {}
    sizes: dict[str, float] = {}
    for name, tensors in encoders.items():
        for precision in (INT8, FLOAT32):
            folder = paths.cache / f"compare-{name}-{precision.name}".replace(" ", "-")
            export(tensors, paths.tokenizer, folder, precision)
            known = f"{name}, {precision.name}"
            built[known] = CrossEncoder(folder)
            sizes[known] = (folder / "reader.onnx").stat().st_size / 1e6
    times = _times(built, sets.test)
    return [Point(name, _quality(encoder, sets), times[name], sizes[name]) for name, encoder in built.items()]


def _quality(encoder: CrossEncoder, sets: Sets) -> Quality:
    answer = {"answer": OnnxEvidence(encoder)}
    weights = fitting.reader_weights(heldaside.read(sets.fit, answer))
    chances = OnnxSupport(encoder).score([claim.claim for claim in sets.claims])
    supported = float(roc_auc_score([claim.follows for claim in sets.claims], chances))
    return _ranked(heldaside.read(sets.test, answer), weights, supported)


def _ranked(test: Sequence[Held], weights: Weights, supported: float = 0.0) -> Quality:
    scores = [np.array([weights.probability(option.features) for option in held.options]) for held in test]
    best = [float(each.max()) for each in scores]
    right = [
        held.right()[np.argsort(-each, kind="stable")]
        for held, each in zip(test, scores, strict=True)
        if held.answerable
    ]
    return Quality(
        first=fmean(marks[0] for marks in right),
        three=fmean(marks[:_FIRST].any() for marks in right),
        answerable=float(roc_auc_score([held.answerable for held in test], best)),
        supported=supported,
        questions=len(right),
    )


def _times(built: Mapping[str, CrossEncoder], test: Sequence[Held]) -> dict[str, float]:
    """Medians over rounds in which each has its turn, so that other work on the machine disturbs all alike."""
    pairs = [Pair(held.question, option.quote.text, option.quote.title) for held in test for option in held.options]
    taken: dict[str, list[float]] = {name: [] for name in built}
    for turn in range(_ROUNDS + 1):
        batch = pairs[turn * _PAIRS : (turn + 1) * _PAIRS]
        for name, encoder in built.items():
            started = perf_counter()
            encoder.logits(batch)
            taken[name].append((perf_counter() - started) * 1000)
    # The first round loads the model.
    return {name: median(each[1:]) for name, each in taken.items()}


def _said(sets: Sets, encoder: CrossEncoder) -> dict[str, list[tuple[float, bool]]]:
    """What the shipped heads say of what nothing was fitted on, and whether it is so."""
    scored = heldaside.read(sets.test, {"answer": OnnxEvidence(encoder)})
    chances = OnnxSupport(encoder).score([claim.claim for claim in sets.claims])
    return {
        "answers the question": [(option.features.answer, option.right) for held in scored for option in held.options],
        "follows from the quotes": [
            (chance, claim.follows) for chance, claim in zip(chances, sets.claims, strict=True)
        ],
    }
