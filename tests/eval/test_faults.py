"""Every planted fault turns the gate red, by the metric that is meant to see it; and without one it stays green."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace

import pytest

from eval import gate, reports
from eval.__main__ import CASES
from eval.case_files import load
from eval.faults import FAULTS, planted
from eval.record import Run
from eval.run import STABLE, run
from eval.targets import InProcess
from qa.services import Services


@pytest.fixture(scope="module")
def target(seeded: Services) -> Iterator[InProcess]:
    with closing(InProcess(seeded)) as opened:
        yield opened


@pytest.fixture(scope="module")
def baseline(target: InProcess) -> Run:
    return run(target, load([CASES]), lambda _: None)


@pytest.fixture(scope="module")
def texts(target: InProcess) -> Mapping[str, str]:
    return target.texts()


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_seen_by_its_metric(baseline: Run, texts: Mapping[str, str], name: str) -> None:
    faulty = planted(baseline, FAULTS[name], texts)

    verdict = gate.compare(faulty, baseline, reports.floors_of(baseline))

    assert not verdict.passed
    assert gate.blamed(verdict) & FAULTS[name].seen_by, verdict.reasons


def test_the_same_answers_pass_however_often_they_are_given(target: InProcess, baseline: Run) -> None:
    cases = load([CASES / "seeds.jsonl"])
    some = replace(cases, cases=cases.cases[::60])

    first = run(target, some, lambda _: None, twice=True)
    verdicts = [gate.compare(run(target, some, lambda _: None), first, reports.floors_of(first)) for _ in range(50)]

    assert all(verdict.passed and not verdict.flips for verdict in verdicts)
    assert {scored.scores[STABLE] for scored in first.scored} == {1.0}
    assert gate.compare(baseline, baseline, reports.floors_of(baseline)).passed


def test_every_citation_of_the_shipped_cases_is_the_stored_text(baseline: Run) -> None:
    assert {scored.scores["citation_validity"] for scored in baseline.scored} <= {1.0, None}
    assert {scored.scores["ran"] for scored in baseline.scored} == {1.0}
