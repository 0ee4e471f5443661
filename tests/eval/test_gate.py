"""A gate fails on a real drop and says which cases broke, how sure that is, and what it could not have seen."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import gate
from eval.cases import Case
from eval.errors import BaselineError
from eval.record import Outcome, Run, Said, Score, Scored
from eval.significance import LEVEL, countable, holm, sign_test, smallest

FLOORS = {"ran": 1.0}


def scored(name: str, scores: Mapping[str, Score], *, must_pass: bool = False) -> Scored:
    case = Case(id=name, question="What?", kind="fact", answerable=False, must_pass=must_pass)
    return Scored(
        case=case, file="cases.jsonl", line=1, outcome=Outcome(mode="abstained"), scores={"ran": 1.0, **scores}
    )


def run_of(values: Sequence[Score], *, must_pass: int = -1, corpus: str = "c", metrics: int = 1) -> Run:
    """One case a value of `abstention`."""
    cases = [scored(f"c-{at}", {"abstention": value}, must_pass=at == must_pass) for at, value in enumerate(values)]
    return Run(target="t", corpus=corpus, cases="d", metrics=metrics, started_at="", seconds=0.0, scored=tuple(cases))


def test_no_change_passes() -> None:
    verdict = gate.compare(run_of([1, 1, 0]), run_of([1, 1, 0]), FLOORS)

    assert (verdict.passed, verdict.reasons, verdict.flips) == (True, (), ())


def test_a_few_flips_are_listed_and_pass() -> None:
    verdict = gate.compare(run_of([0, 1, 1, 1]), run_of([1, 0, 1, 1]), FLOORS)

    assert verdict.passed
    assert [(flip.case, flip.broken) for flip in verdict.flips] == [("c-0", True), ("c-1", False)]


def said(text: str = "It was so.") -> Outcome:
    return Outcome(mode="extractive", statements=(Said(text=text, citations=()),))


def one(outcome: Outcome, scores: Mapping[str, Score], *, answerable: bool = False) -> Run:
    only = scored("c", scores)
    case = only.case.model_copy(update={"answerable": answerable})
    return run_of([1]).model_copy(
        update={"scored": (only.model_copy(update={"case": case, "outcome": outcome}),)},
    )


REFUSED = Outcome(mode="abstained")


def test_what_is_rightly_refused_now_and_was_answered_before_is_mended_and_never_broken() -> None:
    answered = one(said(), {"abstention": 0, "numbers_in_quotes": 1, "names_in_quotes": 1})
    refused = one(REFUSED, {"abstention": 1, "numbers_in_quotes": None, "names_in_quotes": None})

    assert [(flip.metric, flip.broken) for flip in gate.compare(refused, answered, FLOORS).flips] == [
        ("abstention", False)
    ]
    assert [(flip.metric, flip.broken) for flip in gate.compare(answered, refused, FLOORS).flips] == [
        ("abstention", True)
    ]


def test_what_is_refused_in_vain_or_loses_its_citations_does_not_escape() -> None:
    answered = one(said(), {"answered": 1, "numbers_in_quotes": 1}, answerable=True)
    refused = one(REFUSED, {"answered": 0, "numbers_in_quotes": None}, answerable=True)

    assert {flip.metric for flip in gate.compare(refused, answered, FLOORS).flips if flip.broken} == {
        "answered",
        "numbers_in_quotes",
    }


def test_metrics_of_few_cases_cost_the_others_nothing_and_are_called_too_few() -> None:
    few: dict[str, Score] = {"relation": 1, "verdict": 1, "context_shown": 1}
    rows = [scored(f"c-{at}", {"abstention": 1, **(few if at < 4 else {})}) for at in range(25)]
    run = run_of([1]).model_copy(update={"scored": tuple(rows)})

    fewest = {stratum.metric: stratum.smallest for stratum in gate.compare(run, run, FLOORS).strata}

    assert fewest == {"abstention": 5, "relation": None, "verdict": None, "context_shown": None}


def test_cases_that_do_not_pass_cannot_break_and_are_no_test() -> None:
    (stratum,) = gate.compare(run_of([1] * 4 + [0] * 21), run_of([1] * 4 + [0] * 21), FLOORS).strata

    assert (stratum.cases, stratum.passing, stratum.smallest) == (25, 4, None)


@given(st.lists(st.integers(0, 40), max_size=25))
def test_each_stratum_that_counts_as_a_test_could_fail(cases: list[int]) -> None:
    least = [sign_test(count, 0) for count in cases]
    tests = countable(least)

    assert sum(chance * tests < LEVEL for chance in least) <= tests
    assert all(smallest(tests) <= count for count, chance in zip(cases, least, strict=True) if chance * tests < LEVEL)


def test_more_than_chance_fails_and_names_the_metric() -> None:
    verdict = gate.compare(run_of([0] * 5 + [1] * 20), run_of([1] * 25), FLOORS)

    assert not verdict.passed
    assert "abstention: 5 cases broke and 0 were mended" in verdict.reasons[0]
    assert verdict.strata[0].p == pytest.approx(1 / 32)


def test_the_fewest_cases_that_can_be_seen_are_told_and_right() -> None:
    verdict = gate.compare(run_of([1] * 25), run_of([1] * 25), FLOORS)
    fewest = verdict.strata[0].smallest

    assert fewest == 5
    assert not gate.compare(run_of([0] * fewest + [1] * 20), run_of([1] * 25), FLOORS).passed
    assert gate.compare(run_of([0] * (fewest - 1) + [1] * 21), run_of([1] * 25), FLOORS).passed


def test_a_stratum_with_too_few_cases_is_no_test_and_costs_the_others_nothing() -> None:
    verdict = gate.compare(run_of([0, 0, 0, 0]), run_of([1, 1, 1, 1]), FLOORS)

    assert verdict.passed
    assert verdict.strata[0].smallest is None
    assert len(verdict.flips) == 4


def answerable(run: Run) -> Run:
    rows = [row.model_copy(update={"case": row.case.model_copy(update={"answerable": True})}) for row in run.scored]
    return run.model_copy(update={"scored": tuple(rows)})


def test_what_no_longer_applies_has_broken() -> None:
    verdict = gate.compare(answerable(run_of([None] * 6)), answerable(run_of([1] * 6)), FLOORS)

    assert not verdict.passed
    assert all(flip.broken for flip in verdict.flips)


def test_one_case_that_must_pass_fails_a_gate() -> None:
    verdict = gate.compare(run_of([0, 1], must_pass=0), run_of([1, 1], must_pass=0), FLOORS)

    assert (verdict.passed, verdict.must_pass) == (False, ("c-0",))
    assert "c-0 must pass and does not (abstention)" in verdict.reasons


def test_a_floor_fails_whatever_the_baseline_says() -> None:
    low = run_of([0, 1])

    assert not gate.compare(low, low, {"abstention": 0.9}).passed
    assert not gate.compare(low, low, {"correctness": 0.1}).passed
    with pytest.raises(BaselineError, match="no metric 'colour'"):
        gate.compare(low, low, {"colour": 1.0})


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (run_of([1], corpus="other"), "other articles"),
        (run_of([1], metrics=2), "other metrics"),
        (run_of([1]).model_copy(update={"cases": "other"}), "other cases"),
        (run_of([1, 1]), "other cases"),
    ],
)
def test_what_cannot_be_compared_is_refused(other: Run, says: str) -> None:
    with pytest.raises(BaselineError, match=says):
        gate.compare(run_of([1]), other, FLOORS)


def test_a_run_without_a_score_is_no_success() -> None:
    empty = run_of([None]).model_copy(
        update={"scored": tuple(scored.model_copy(update={"scores": {}}) for scored in run_of([None]).scored)}
    )

    with pytest.raises(BaselineError, match="no case was scored"):
        gate.compare(empty, empty, {})


@pytest.mark.parametrize(
    ("broken", "mended", "p"), [(0, 0, 1.0), (5, 0, 1 / 32), (1, 1, 0.75), (0, 3, 1.0), (3, 1, 5 / 16)]
)
def test_the_sign_test_is_exact(broken: int, mended: int, p: float) -> None:
    assert sign_test(broken, mended) == pytest.approx(p)


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_only_raises_and_keeps_the_order(chances: list[float]) -> None:
    adjusted = holm(chances, len(chances))

    assert all(raised >= chance for raised, chance in zip(adjusted, chances, strict=True))
    assert all(chance <= 1 for chance in adjusted)
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    assert [adjusted[at] for at in order] == sorted(adjusted)
