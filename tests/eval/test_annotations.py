"""Each broken case becomes one workflow command, and no text can become another one."""

import re

from hypothesis import given
from hypothesis import strategies as st

from eval.report.annotations import annotations
from eval.verdict import Verdict
from tests.eval.samples import RUN, VERDICT, filled

COMMAND = re.compile(r"::error file=[^,:\r\n]*,line=\d+,title=[^,:\r\n]*::[^\r\n]*")


def test_a_broken_case_is_marked_at_its_line_with_what_was_asked_and_said() -> None:
    first, second = annotations(RUN, VERDICT).splitlines()

    assert first.startswith(
        "::error file=eval/cases/north.jsonl,line=2,title=north-002 is broken%3A must pass%2C correct"
    )
    assert "::Question: How much did the lighthouse cost?%0AExpected: 12.5 million%0ASaid: It cost 15.2" in first
    assert second.startswith("::error file=eval/cases/north.jsonl,line=4,title=north-004 is broken")


def test_without_a_verdict_or_a_broken_case_there_is_nothing_to_mark() -> None:
    assert annotations(RUN, None) == ""
    assert annotations(RUN, Verdict(passed=True)) == ""


def test_a_case_that_the_run_does_not_hold_is_left_out() -> None:
    assert annotations(RUN, Verdict(passed=False, must_pass=("gone",))) == ""


def test_what_github_reads_as_its_own_is_escaped() -> None:
    text = annotations(*filled("100%\r\n::warning file=x,line=1::owned"))

    assert "title=a is broken%3A 100%25 %3A%3Awarning file=x%2Cline=1%3A%3Aowned" in text
    assert "Question: 100%25 ::warning file=x,line=1::owned%0A" in text


@given(st.text(min_size=1))
def test_any_text_in_any_field_stays_within_its_command(text: str) -> None:
    lines = annotations(*filled(text)).splitlines()

    assert len(lines) == 2
    assert all(COMMAND.fullmatch(line) for line in lines)
