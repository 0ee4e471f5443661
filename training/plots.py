"""Draw the pictures of the documentation: what a threshold costs, forms of input, reliability, and growth."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

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


class Grown(NamedTuple):
    """What a library of so many chunks costs: milliseconds a chunk of ingest, MB of memory, kB a chunk on disk."""

    chunks: int
    embedding: float
    storing: float
    memory: float
    disk: float


def growth(points: Sequence[Grown], searches: Mapping[str, Sequence[tuple[float, float]]], path: Path) -> None:
    """What ingest, searches (median and 99th percentile, by their scope) and room cost as a library grows."""
    figure, (ingest, search, room) = plt.subplots(1, 3, figsize=(11, 3.4))
    chunks = [point.chunks for point in points]
    ingest.plot(chunks, [point.storing for point in points], "o-", label="all but the embedder")
    ingest.axhline(points[0].embedding, color="0.7", linestyle="--", label="the embedder")
    ingest.set(ylabel="ingest, milliseconds a chunk")
    for name, times in searches.items():
        [line] = search.plot(chunks, [median for median, _ in times], "o-", label=f"{name}, median")
        search.plot(chunks, [p99 for _, p99 in times], ":", color=line.get_color(), label=f"{name}, 99th percentile")
    search.set(ylabel="search, milliseconds")
    room.plot(chunks, [point.memory for point in points], "o-", label="memory")
    room.plot(chunks, [point.disk * point.chunks / 1000 for point in points], "o-", label="disk")
    room.set(ylabel="MB")
    for axes in (ingest, search, room):
        axes.set(xlabel="chunks", ylim=(0, None))
        axes.legend(frameon=False)
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
