"""Two sentences say the same by their words, and where these leave it open, by whether each supports the other."""

import pytest

from qa.answer.alike import Alike
from qa.answer.evidence import Candidate
from qa.answer.support import Supporter, SupportRule
from qa.domain import Claim
from qa.ports import SupportModel
from tests.answer.builders import candidate, section
from tests.fakes import AgreeableSupport, OverlapSupport

CLOSED = "The harbour of Eastport was closed on Monday after a storm broke the 2 northern piers."
SHUT = "On Monday the harbour of Eastport was shut when a storm wrecked its two northern piers, officials said."
"""Half of the words, and the same."""
LONGER = CLOSED.replace(".", " and sank several small fishing boats at their moorings.")
"""Says it all, and more."""


def said(text: str, name: str = "one") -> Candidate:
    return candidate(section(text, name=name), text[:6])


def alike(first: str, second: str, model: SupportModel | None) -> bool:
    supporter = Supporter(SupportRule(0.0, {"odds": 1.0}, threshold=0.75), model) if model else None
    return Alike(supporter)(said(first), said(second, "other"))


@pytest.mark.parametrize("other", [CLOSED, CLOSED.replace(".", ", officials said."), CLOSED.replace("2", "two")])
def test_near_identical_sentences_are_alike_and_no_model_reads_them(other: str) -> None:
    model = AgreeableSupport()
    assert alike(CLOSED, other, None)
    assert alike(CLOSED, other, model)
    assert model.asked == []


@pytest.mark.parametrize("text", [CLOSED, SHUT])
@pytest.mark.parametrize(
    ("old", "new"), [("Monday", "Tuesday"), ("Eastport", "Denmark"), ("northern", "Danish"), ("piers", "piers of 1934")]
)
def test_a_differing_number_or_name_is_never_the_same_whatever_a_model_says(text: str, old: str, new: str) -> None:
    model = AgreeableSupport()
    assert not alike(CLOSED, text.replace(old, new), model)
    assert not alike(text.replace(old, new), CLOSED, model)
    assert model.asked == []


def test_sentences_with_few_words_in_common_are_not_read() -> None:
    model = AgreeableSupport()
    assert not alike(CLOSED, "On Monday a mayor opened 2 schools for the poor of Eastport.", model)
    assert model.asked == []


def test_where_words_leave_it_open_the_model_decides_and_without_one_it_is_not_the_same() -> None:
    assert alike(CLOSED, SHUT, AgreeableSupport())
    assert not alike(CLOSED, SHUT, OverlapSupport())
    assert not alike(CLOSED, SHUT, None)


def test_the_model_is_asked_both_ways() -> None:
    model = AgreeableSupport()
    alike(CLOSED, SHUT, model)
    assert model.asked == [Claim(CLOSED, (SHUT,)), Claim(SHUT, (CLOSED,))]


def test_a_sentence_that_says_more_is_not_the_same_from_either_side() -> None:
    verdicts = OverlapSupport().score([Claim(CLOSED, (LONGER,)), Claim(LONGER, (CLOSED,))])
    assert verdicts[0] > 0.75 > verdicts[1]
    assert not alike(CLOSED, LONGER, OverlapSupport())
    assert not alike(LONGER, CLOSED, OverlapSupport())
    assert alike(CLOSED, LONGER, AgreeableSupport())
