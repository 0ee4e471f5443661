"""A yes or no passes only beside a quote that bears it."""

import pytest

from qa.answer.verify.verdict import agreed, verdict_in
from qa.domain.answer import YesNo


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("YES 12, 4", ("yes", "12, 4")),
        ("**No**: [3]", ("no", "[3]")),
        ("NONE", (None, "NONE")),
        ("3, 4", (None, "3, 4")),
        ("North 3", (None, "North 3")),
    ],
)
def test_a_reply_may_begin_with_yes_or_no(reply: str, expected: tuple[YesNo | None, str]) -> None:
    assert verdict_in(reply) == expected


@pytest.mark.parametrize(
    ("said", "question", "quote", "verdict"),
    [
        ("yes", "Did the council agree?", "The council agreed on Monday.", "yes"),
        ("no", "Did the council agree?", "The council did not agree.", "no"),
        ("no", "Did the council agree?", "The council refused on Monday.", "no"),
        ("yes", "Did the council agree?", "The council did not agree.", None),
        ("no", "Did the council agree?", "The council agreed on Monday.", None),
        ("yes", "Did the council agree?", "The council may agree on Monday.", None),
        ("yes", "Will the council agree?", "The council is expected to agree.", None),
        ("yes", "Didn't the council agree?", "The council agreed on Monday.", None),
    ],
)
def test_a_verdict_needs_a_quote_that_bears_it(said: YesNo, question: str, quote: str, verdict: YesNo | None) -> None:
    assert agreed(said, question, quote) == verdict
