"""Judge a run and write its reports: the record, JUnit, Markdown, a page, annotations."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from eval import gate
from eval.record import Run
from eval.report import annotations, junit, markdown, page, record
from eval.verdict import Verdict

FLOORS: Mapping[str, float] = {"ran": 1.0, "citation_validity": 1.0, "citation_coverage": 1.0, "injection": 1.0}
"""What holds for any articles and any change: nothing fails, each quote is the stored text, no sentence goes without one."""


def judged(run: Run, baseline: Run | None) -> Verdict:
    """The verdict beside the baseline; without one the floors and the cases that must pass decide alone."""
    return gate.compare(run, baseline or run, floors_of(run))


def floors_of(run: Run) -> dict[str, float]:
    """The floors of metrics that apply to at least one of the cases."""
    return {
        name: least
        for name, least in FLOORS.items()
        if any(scored.scores.get(name) is not None for scored in run.scored)
    }


class Beside(NamedTuple):
    """What a run is shown beside: its baseline, and the clean texts of the articles by id, where they are there."""

    baseline: Run | None
    texts: Mapping[str, str]


def write(run: Run, verdict: Verdict, beside: Beside, out: Path) -> None:
    """Write all reports into the folder."""
    out.mkdir(parents=True, exist_ok=True)
    record.write(run, verdict, out / "run.json")
    files = {
        "junit.xml": junit.junit(run, verdict, gate.failing(run)),
        "report.md": markdown.markdown(run, verdict),
        "report.html": page.page(run, verdict, beside.baseline, beside.texts),
        "annotations.txt": annotations.annotations(run, verdict),
    }
    for name, text in files.items():
        (out / name).write_text(text, encoding="utf-8")
