"""Two sentences say the same by their words, and where these leave it open, by whether each supports the other."""

import pytest

from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.duplicates import DuplicateCheck
from qa.answer.verify.entailment import Entailment, EntailmentRule
from qa.domain.answer import Claim
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


def is_duplicate(first: str, second: str, model: SupportModel | None) -> bool:
    entailment = Entailment(EntailmentRule(0.0, {"odds": 1.0}, threshold=0.75), model) if model else None
    return DuplicateCheck(entailment)(said(first), said(second, "other"))


@pytest.mark.parametrize("other", [CLOSED, CLOSED.replace(".", ", officials said."), CLOSED.replace("2", "two")])
def test_near_identical_sentences_are_alike_and_no_model_reads_them(other: str) -> None:
    model = AgreeableSupport()
    assert is_duplicate(CLOSED, other, None)
    assert is_duplicate(CLOSED, other, model)
    assert model.asked == []


@pytest.mark.parametrize("text", [CLOSED, SHUT])
@pytest.mark.parametrize(
    ("old", "new"), [("Monday", "Tuesday"), ("Eastport", "Denmark"), ("northern", "Danish"), ("piers", "piers of 1934")]
)
def test_a_differing_number_or_name_is_never_the_same_whatever_a_model_says(text: str, old: str, new: str) -> None:
    model = AgreeableSupport()
    assert not is_duplicate(CLOSED, text.replace(old, new), model)
    assert not is_duplicate(text.replace(old, new), CLOSED, model)
    assert model.asked == []


def test_sentences_with_few_words_in_common_are_not_read() -> None:
    model = AgreeableSupport()
    assert not is_duplicate(CLOSED, "On Monday a mayor opened 2 schools for the poor of Eastport.", model)
    assert model.asked == []


def test_where_words_leave_it_open_the_model_decides_and_without_one_it_is_not_the_same() -> None:
    assert is_duplicate(CLOSED, SHUT, AgreeableSupport())
    assert not is_duplicate(CLOSED, SHUT, OverlapSupport())
    assert not is_duplicate(CLOSED, SHUT, None)


def test_the_model_is_asked_both_ways() -> None:
    model = AgreeableSupport()
    is_duplicate(CLOSED, SHUT, model)
    assert model.asked == [Claim(CLOSED, (SHUT,)), Claim(SHUT, (CLOSED,))]


def test_a_sentence_that_says_more_is_not_the_same_from_either_side() -> None:
    verdicts = OverlapSupport().score([Claim(CLOSED, (LONGER,)), Claim(LONGER, (CLOSED,))])
    assert verdicts[0] > 0.75 > verdicts[1]
    assert not is_duplicate(CLOSED, LONGER, OverlapSupport())
    assert not is_duplicate(LONGER, CLOSED, OverlapSupport())
    assert is_duplicate(CLOSED, LONGER, AgreeableSupport())
