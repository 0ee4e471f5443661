"""What a judge makes of a run, and how far that judge can be trusted, in lines to print."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import model_validator

from eval.cassette import Cassette, read, values
from eval.judge import Judge, JudgeReport, judge_all, judge_run, unreliable
from eval.metrics.text import folded
from eval.record import Run, Score, Value
from qa.domain.answer import Claim
from qa.prompts import PromptFile
from qa.settings import ModelSettings
from qa.wiring.adapters import language_model

LABELLED = Path(__file__).with_name("calibration") / "judge.jsonl"
"""Statements of which people have said whether they follow from their quotes."""
PROMPT = "judge"

Fault = Literal["number", "date", "name", "negation", "modality", "speaker", "not_mentioned", "partly"]


class Labelled(Value):
    """A statement, its quotes, and whether it follows from them alone."""

    statement: str
    quotes: tuple[str, ...]
    supported: bool
    fault: Fault | None
    """What is wrong with it, where it does not."""
    why: str

    @model_validator(mode="after")
    def _whole(self) -> "Labelled":
        if self.supported == (self.fault is not None):
            raise ValueError("what is not supported has a `fault`, and nothing else has")
        return self

    @property
    def claim(self) -> Claim:
        return Claim(self.statement, self.quotes)


class Calibration(Value):
    """How often a judge is right on labelled statements; those that it did not measure do not count."""

    sensitivity: Score
    """Supported ones that it calls supported; None where it measured none."""
    specificity: Score
    """Unsupported ones that it calls anything else; None where it measured none."""
    n_supported: int
    """Supported ones that it measured."""
    n_unsupported: int
    """Unsupported ones that it measured."""
    unmeasured: int
    let_through: Mapping[Fault, int]
    """Unsupported ones that it calls supported, by what is wrong with them; the commonest first."""
    unreliable: str | None
    """Why it says little of the judge, if so."""

    @property
    def n(self) -> int:
        """All that it measured."""
        return self.n_supported + self.n_unsupported

    def corrected(self, rate: Score) -> Score:
        """The rate without the judge's errors (Rogan and Gladen 1978), 0..1; None where the judge is no better than chance."""
        if rate is None or self.sensitivity is None or self.specificity is None:
            return None
        better = self.sensitivity + self.specificity - 1
        return min(max((rate + self.specificity - 1) / better, 0.0), 1.0) if better > 0 else None


def labelled(path: Path = LABELLED) -> tuple[Labelled, ...]:
    """The labelled statements of the file.

    Raises:
        EvalError: it cannot be read, or a line is none; the message names file and line.
    """
    return tuple(values(path, read(path), Labelled))


async def calibrate(judge: Judge, known: Sequence[Labelled]) -> Calibration:
    """How the judge does on labelled statements.

    Raises:
        EvalError: see `Judge.judge`.
    """
    verdicts = await judge_all(judge, (item.claim for item in known))
    measured = [item for item in known if verdicts[item.claim].ruling]
    passed = [item for item in measured if verdicts[item.claim].ruling == "supported"]
    let_through = Counter(item.fault for item in passed if item.fault)
    n_supported = sum(item.supported for item in measured)
    n_unsupported = len(measured) - n_supported
    return Calibration(
        sensitivity=_share(len(passed) - let_through.total(), n_supported),
        specificity=_share(n_unsupported - let_through.total(), n_unsupported),
        n_supported=n_supported,
        n_unsupported=n_unsupported,
        unmeasured=len(known) - len(measured),
        let_through=dict(let_through.most_common()),
        unreliable=unreliable([verdicts[item.claim] for item in known]),
    )


def judged(run: Run, settings: ModelSettings, cassette: Path) -> str:
    """What is to be printed of the judge's verdicts on the run; without a model in the settings they are only read again.

    Raises:
        EvalError: the cassette is damaged, cannot be written, or holds several models' verdicts while none is set.
        SettingsError: the model's address or key cannot be.
    """
    return asyncio.run(_told(run, Judge(language_model(settings), PromptFile(PROMPT), Cassette(cassette))))


def show(report: JudgeReport, calibration: Calibration) -> str:
    """A few lines: the rates, and what they are worth."""
    counts = report.counts
    measured = sum(counts.values()) - counts["unmeasured"]
    others = ", ".join(f"{name} {count}" for name, count in counts.items() if name != "supported")
    slips = ", ".join(f"{fault} {count}" for fault, count in calibration.let_through.items())
    lines = [
        f"judge {folded(report.model) or 'none'}, prompt {report.prompt_digest:.12} (advisory: it never fails a gate)",
        f"  supported {_percent(report.rate)}: {counts['supported']} of {measured} measured statements; {others}",
        f"  corrected for the judge's errors {_corrected(calibration, report.rate)}",
        f"  calibration: sensitivity {_percent(calibration.sensitivity)} (n {calibration.n_supported}), specificity "
        f"{_percent(calibration.specificity)} (n {calibration.n_unsupported}), unmeasured {calibration.unmeasured}"
        + (f"; it let through {slips}" if slips else ""),
        f"  unreliable: {folded(report.unreliable)}" if report.unreliable else "",
        f"  calibration unreliable: {folded(calibration.unreliable)}" if calibration.unreliable else "",
    ]
    return "\n".join(line for line in lines if line)


async def _told(run: Run, judge: Judge) -> str:
    try:
        return show(await judge_run(run, judge), await calibrate(judge, labelled()))
    finally:
        if judge.model is not None:
            await judge.model.aclose()


def _share(part: int, whole: int) -> Score:
    return part / whole if whole else None


def _corrected(calibration: Calibration, rate: Score) -> str:
    corrected = calibration.corrected(rate)
    measured = None not in {rate, calibration.sensitivity, calibration.specificity}
    return "none: the judge is no better than chance" if corrected is None and measured else _percent(corrected)


def _percent(share: Score) -> str:
    return "not measured" if share is None else f"{share:.1%}"
