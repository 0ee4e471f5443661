"""The values of a verdict: what a run broke and mended against its baseline, and whether a change may go in."""

from collections.abc import Mapping

from eval.record import Score, Value


class Flip(Value):
    """A case that passed a metric in one of two runs only."""

    case: str
    kind: str
    metric: str
    before: Score
    after: Score
    broken: bool
    """It passed before; otherwise it is mended."""


class Stratum(Value):
    """All cases of a kind by one metric, and whether more broke than chance explains."""

    kind: str
    metric: str
    cases: int
    passing: int = 0
    """Cases that passed before, and so could break."""
    before: float | None
    after: float | None
    broken: int
    mended: int
    p: float
    """One-sided exact sign test."""
    adjusted: float
    """The same after Holm, over all strata."""
    smallest: int | None
    """The smallest number of broken cases that could be detected; None: too few pass for any."""
    failed: bool


class Floor(Value):
    """The least that a metric may come to over all cases, and what it came to."""

    metric: str
    least: float
    found: float | None
    failed: bool


class Verdict(Value):
    """Whether a run passes, and all that tells why."""

    passed: bool
    reasons: tuple[str, ...] = ()
    flips: tuple[Flip, ...] = ()
    strata: tuple[Stratum, ...] = ()
    floors: tuple[Floor, ...] = ()
    must_pass: tuple[str, ...] = ()
    """Ids of the must-pass cases that are broken."""
    means: Mapping[str, tuple[Score, Score]] = {}
    """By metric: before, after."""
