"""The summary for a terminal is short, and safe to print."""

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from eval.record import Run
from eval.report.console import MOST_FLIPS, summary
from eval.report.words import costs
from eval.verdict import Floor, Verdict
from tests.eval.samples import RUN, VERDICT, filled


def printed(run: Run, verdict: Verdict | None) -> str:
    out = io.StringIO()
    Console(file=out, width=200, highlight=False).print(summary(run, verdict))
    return out.getvalue()


def test_the_verdict_comes_last() -> None:
    assert printed(RUN, VERDICT).splitlines()[-1] == (
        "Failed: 2 broken, 1 mended, of 12 cases, in 5.4 s, of this checkout; p50 34 ms, p95 5003 ms an answer, 3,672 tokens"
    )


def test_a_metric_stands_with_its_floor() -> None:
    rows = [line.split() for line in printed(RUN, VERDICT).splitlines()]

    assert ["citation_validity", "1.000", "0.889", "-0.111", "1.000", "not", "met"] in rows
    assert ["citation_coverage", "0.955", "0.944", "-0.011", "0.900", "met"] in rows


def test_a_floor_of_a_metric_without_a_mean_is_shown() -> None:
    floor = Floor(metric="ran", least=1.0, found=None, failed=True)
    rows = [line.split() for line in printed(RUN, Verdict(passed=False, floors=(floor,))).splitlines()]

    assert ["ran", "–", "1.000", "not", "met"] in rows


def test_a_gated_metric_tells_how_many_of_its_cases_have_to_break() -> None:
    seen = VERDICT.strata[1].model_copy(update={"metric": "correct"})
    rows = printed(RUN, VERDICT.model_copy(update={"strata": (seen,)})).splitlines()

    assert next(row.split() for row in rows if row.startswith("correct"))[-3:] == ["7", "of", "9"]


def test_a_small_set_says_what_it_cannot_see() -> None:
    assert "Too few cases pass to tell a drop from chance, whatever breaks: correct (4 of 4)." in printed(RUN, VERDICT)


def test_cases_that_fail_are_listed_even_where_nothing_broke() -> None:
    assert "north-002 (number) fails citation_validity" in printed(RUN, None)


def test_many_flips_are_counted_instead_of_listed() -> None:
    many = VERDICT.model_copy(update={"flips": VERDICT.flips * 5})

    assert f"and {20 - MOST_FLIPS} more" in printed(RUN, many)


def test_without_a_verdict_it_is_a_measurement() -> None:
    assert "Measured: 12 cases, compared with nothing" in printed(RUN, None)


@given(st.text(min_size=1))
def test_any_text_in_any_field_is_safe_for_a_terminal(text: str) -> None:
    out = printed(*filled(text))

    assert not any(c in out for c in "\x1b\x07\x9b\r\u202e\u2066")


def test_text_is_never_read_as_markup() -> None:
    assert "[bold red]owned[/]" in printed(*filled("[bold red]owned[/]"))


def test_times_and_tokens_are_told_where_they_are_kept() -> None:
    run = RUN
    timeless = run.model_copy(
        update={
            "scored": tuple(
                scored.model_copy(update={"outcome": scored.outcome.model_copy(update={"milliseconds": 0.0})})
                for scored in run.scored
            )
        }
    )

    assert costs(run) == "p50 34 ms, p95 5003 ms an answer, 3,672 tokens"
    assert costs(timeless) == "times not kept"
