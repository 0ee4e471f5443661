"""The same answers never turn the gate red; which faults do is shown beside the run of all shipped cases, in tests/e2e."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from eval import gate, reports
from eval.__main__ import CASES
from eval.case_files import load
from eval.run import STABLE, run
from eval.targets import InProcess
from qa.services import Services
from qa.settings import Settings
from qa.wiring import open_services


@pytest.fixture
def target(seeded: Services) -> Iterator[InProcess]:
    with closing(InProcess(seeded)) as opened:
        yield opened


@pytest.fixture
def forgetful(seeds: Settings) -> Iterator[InProcess]:
    """Reads every sentence anew each time."""
    with open_services(seeds) as services, closing(InProcess(services)) as opened:
        yield opened


@pytest.mark.no_cover  # the answers that it asks for are traced elsewhere
def test_the_same_answers_pass_however_often_they_are_given(target: InProcess, forgetful: InProcess) -> None:
    cases = load([CASES / "seeds.jsonl"])
    some = replace(cases, cases=cases.cases[::80])

    first = run(forgetful, some, lambda _: None, twice=True)
    verdicts = [gate.compare(run(target, some, lambda _: None), first, reports.floors_of(first)) for _ in range(10)]

    assert all(verdict.passed and not verdict.flips for verdict in verdicts)
    assert {scored.scores[STABLE] for scored in first.scored} == {1.0}
