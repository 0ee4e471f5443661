"""Draw the pictures of the documentation: quality against time, and reliability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

_SCALE = 0.06
_BINS = np.linspace(0, 1, 11)
_FEWEST = 10
"""Examples that a bin of the reliability plot needs."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How well held-aside questions and claims are told, each 0..1."""

    first: float
    """Share of the answerable questions whose answer's sentence is ranked first by the fused rule."""
    three: float
    answerable: float
    """Area under the ROC curve of the best score of answerable against unanswerable questions."""
    supported: float
    """The same of supported against unsupported claims, by the model alone."""
    questions: int
    """Answerable ones."""


@dataclass(frozen=True, slots=True)
class Point:
    """One way to build a model: how good it is, and how long it takes."""

    name: str
    quality: Quality
    milliseconds: float
    """Median for sixteen pairs on two threads."""
    megabytes: float


def cascade(points: Sequence[Point], rules: Quality, path: Path) -> None:
    """Quality against time: ranking, with a standard error, and both areas; the dashed line is without a model."""
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(10.5, 3.8))
    for point in points:
        label = f"{point.name} ({point.megabytes:.0f} MB)"
        error = (point.quality.first * (1 - point.quality.first) / point.quality.questions) ** 0.5
        left.errorbar(point.milliseconds, point.quality.first, error, fmt="o", capsize=3)
        middle.plot(point.milliseconds, point.quality.answerable, "o")
        right.plot(point.milliseconds, point.quality.supported, "o", label=label)
    left.axhline(rules.first, color="0.6", linestyle="--")
    middle.axhline(rules.answerable, color="0.6", linestyle="--")
    titles = ("answer sentence first", "answerable or not (AUC)", "supported or not (AUC)")
    for axes, title in zip((left, middle, right), titles, strict=True):
        axes.set(title=title, xlabel="ms for 16 pairs, two threads", xlim=(0, None))
        middle_of = sum(axes.get_ylim()) / 2
        # A wide enough scale, so that a difference of chance looks like one.
        axes.set_ylim(middle_of - _SCALE, middle_of + _SCALE)
    figure.legend(loc="lower center", ncols=len(points), frameon=False)
    _save(figure, path, bottom=0.1)


def reliability(said: Mapping[str, Sequence[tuple[float, bool]]], path: Path) -> None:
    """What share of the pairs at a probability are right; each series is (probability, whether it is so)."""
    figure, axes = plt.subplots(figsize=(4.6, 4.2))
    axes.plot([0, 1], [0, 1], color="0.7", linestyle="--")
    for name, pairs in said.items():
        axes.plot(*_curve(pairs), marker="o", label=f"{name} (n = {len(pairs):,})")
    axes.set(xlabel="what the model says", ylabel="share that is right")
    axes.legend(frameon=False, loc="upper left")
    _save(figure, path)


def _curve(pairs: Sequence[tuple[float, bool]]) -> tuple[list[float], list[float]]:
    said, right = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
    bins = np.digitize(said, _BINS[1:-1])
    full = [number for number in range(len(_BINS) - 1) if (bins == number).sum() >= _FEWEST]
    return [float(said[bins == number].mean()) for number in full], [
        float(right[bins == number].mean()) for number in full
    ]


def _save(figure: plt.Figure, path: Path, bottom: float = 0.0) -> None:
    figure.tight_layout(rect=(0, bottom, 1, 1))
    # Without a date and with fixed ids the same numbers give the same file.
    plt.rcParams["svg.hashsalt"] = "dateline"
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
