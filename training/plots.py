"""Draw the pictures of the documentation: what a threshold costs, forms of input, and reliability."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from training.forms import Point

_BINS = np.linspace(0, 1, 11)
_FEWEST = 10
"""Examples that a bin of the reliability plot needs."""


def trade_off(
    curves: Mapping[str, Sequence[tuple[float, float]]], chosen: Mapping[str, tuple[float, float]], path: Path
) -> None:
    """What each threshold costs, a curve a set; a point is (share of the unanswerable refused, share of the others answered)."""
    figure, axes = plt.subplots(figsize=(5.2, 4.2))
    for name, points in curves.items():
        [line] = axes.plot(*zip(*sorted(points), strict=True), label=name)
        axes.plot(*chosen[name], "o", color=line.get_color())
    axes.set(xlabel="unanswerable, refused", ylabel="answerable, answered", xlim=(0, 1), ylim=(0, 1))
    axes.legend(frameon=False, loc="lower left")
    _save(figure, path)


def forms(points: Sequence[Point], path: Path) -> None:
    """How good each form of input is at each depth, against the time that a passage takes."""
    figure, axes = plt.subplots(figsize=(5.2, 4.2))
    for form in dict.fromkeys(point.form for point in points):
        of_form = [point for point in points if point.form == form]
        axes.plot([it.milliseconds for it in of_form], [it.first for it in of_form], "o-", label=form)
        for it in of_form:
            axes.annotate(f"{it.layers}", (it.milliseconds, it.first), xytext=(5, 4), textcoords="offset points")
    axes.set(xlabel="milliseconds a passage, one thread", ylabel="right sentence first", xlim=(0, None))
    axes.legend(frameon=False, loc="lower right")
    _save(figure, path)


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


def _save(figure: plt.Figure, path: Path) -> None:
    figure.tight_layout()
    # Without a date and with fixed ids the same numbers give the same file.
    plt.rcParams["svg.hashsalt"] = "dateline"
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
