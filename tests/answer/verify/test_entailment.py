"""A statement's words, figures, names and moods are compared with its quotes, and a model's odds are weighed with them."""

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.calibration import SUPPORT
from qa.answer.odds import log_odds
from qa.answer.verify.entailment import Entailment, EntailmentFeatures, EntailmentRule, entailment_features
from qa.domain.answer import Claim
from tests.fakes import OverlapSupport

QUOTE = "The council of Tarn closed the old bridge on Friday after 2,500 homes were flooded."
FULL = EntailmentFeatures(words=1, pairs=1, window=1, numbers=1, names=1, negation=1, modality=1, copied=0)


def of(statement: str, *quotes: str) -> EntailmentFeatures:
    return entailment_features(Claim(statement, quotes))


def changed(old: str, new: str) -> EntailmentFeatures:
    """The signs of the quote with one thing changed."""
    assert old in QUOTE
    return of(QUOTE.replace(old, new), QUOTE)


@pytest.mark.parametrize("quotes", [(QUOTE,), ("It rained.", QUOTE), (f"It rained. {QUOTE} It may stay shut.",)])
def test_what_is_said_word_for_word_has_every_sign(quotes: tuple[str, ...]) -> None:
    assert of(QUOTE, *quotes) == FULL


@pytest.mark.parametrize("new", ["2,600", "25", "three"])
def test_a_changed_number_shows(new: str) -> None:
    found = changed("2,500", new)
    assert found.numbers == 0
    assert (found.names, found.negation, found.modality) == (1, 1, 1)


def test_a_number_in_words_is_the_same_number() -> None:
    assert of("Some 12 cows were lost.", "Some twelve cows were lost.").numbers == 1


@pytest.mark.parametrize(("old", "new"), [("Tarn", "Orme"), ("Tarn", "Denmark"), ("Friday", "Monday")])
def test_a_changed_name_shows(old: str, new: str) -> None:
    found = changed(old, new)
    assert found.names == 0.5
    assert (found.numbers, found.negation, found.modality) == (1, 1, 1)


def test_a_capital_at_the_beginning_makes_no_name() -> None:
    assert of("Trains are old.", QUOTE).names == 1
    assert of("Iraq is old.", QUOTE).names == 0  # a known name is one anywhere


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("closed", "did not close"),
        ("closed", "didn't close"),
        ("closed", "couldn’t close"),
        ("closed", "never closed"),
        ("The council", "Nobody in the council"),
        ("the old bridge", "nothing"),
        ("after 2,500", "after no"),
    ],
)
def test_a_denial_shows_whichever_side_it_is_on(old: str, new: str) -> None:
    denied = QUOTE.replace(old, new)
    assert of(denied, QUOTE).negation == of(QUOTE, denied).negation == 0
    assert of(denied, denied).negation == 1


def test_a_denial_in_another_sentence_of_the_quote_does_not_count() -> None:
    assert of(QUOTE, f"{QUOTE} Cakes were sold. Trains did not run.").negation == 1


@pytest.mark.parametrize(
    "new", ["may close", "will close", "is likely to close", "planned to close", "allegedly closed"]
)
def test_a_changed_certainty_shows_whichever_side_it_is_on(new: str) -> None:
    unsure = QUOTE.replace("closed", new)
    assert of(unsure, QUOTE).modality == of(QUOTE, unsure).modality == 0
    assert of(unsure, unsure).modality == 1


def test_two_neighbouring_sentences_are_looked_at_together() -> None:
    told = "The bridge of Tarn was built by Ellwood."
    near = of(told, "It rained. The bridge is in Tarn. Ellwood built it.")
    far = of(told, "The bridge is in Tarn. It rained. Ellwood built it.")
    assert (near.words, far.words) == (1, 1)
    assert near.window == 1 > far.window


def test_sentences_of_two_quotes_are_no_neighbours() -> None:
    found = of("The bridge of Tarn was built by Ellwood.", "The bridge is in Tarn.", "Ellwood built it.")
    assert found.words == 1 > found.window


@pytest.mark.parametrize("new", ["shut", "opened", "painted"])
def test_a_near_copy_with_one_new_word_reads_like_a_changed_quote(new: str) -> None:
    assert changed("closed", new).copied == 1


def test_a_retelling_does_not_read_like_a_changed_quote() -> None:
    assert of("On Friday a bridge in Tarn was shut by its council.", QUOTE).copied == 0


@pytest.mark.parametrize("quotes", [(), ("",), ("", "")])
def test_without_a_quote_nothing_is_there(quotes: tuple[str, ...]) -> None:
    found = of(QUOTE, *quotes)
    assert (found.words, found.pairs, found.window, found.numbers, found.names, found.copied) == (0, 0, 0, 0, 0, 0)


TEXTS = st.one_of(st.text(max_size=60), st.sampled_from([QUOTE, "It may not. 40 did.", "Tarn", "!", "40", "don’t"]))
CLAIMS = st.builds(Claim, TEXTS, st.lists(TEXTS, max_size=3).map(tuple))


@given(CLAIMS)
def test_signs_of_anything_are_between_zero_and_one(claim: Claim) -> None:
    assert all(0 <= value <= 1 for value in astuple(entailment_features(claim)))


@given(st.lists(CLAIMS, max_size=4), st.booleans())
def test_any_claims_have_a_probability_each_in_their_order(claims: list[Claim], read: bool) -> None:
    entailment = Entailment(SUPPORT, OverlapSupport() if read else None)
    found = entailment.probabilities(claims)
    assert len(found) == len(claims)
    assert all(0 <= chance <= 1 for chance in found)
    assert entailment.probabilities(claims[::-1]) == found[::-1]


RULE = EntailmentRule(intercept=-1.0, by_feature={"words": 2.0, "odds": 0.5}, threshold=0.5)
VERBATIM, UNRELATED = Claim(QUOTE, (QUOTE,)), Claim(QUOTE, ("Cakes were sold.",))
HALF = Claim("The bridge was painted.", ("The bridge is old.",))


def test_the_models_odds_are_weighed_with_the_signs() -> None:
    claims = [VERBATIM, HALF, UNRELATED]
    alone, together = Entailment(RULE).probabilities(claims), Entailment(RULE, OverlapSupport()).probabilities(claims)
    assert together[0] > alone[0]
    assert together[1] == pytest.approx(alone[1])  # a model that cannot tell changes nothing
    assert together[2] < alone[2]
    told = OverlapSupport().score(claims)
    gained = [log_odds(one) - log_odds(other) for one, other in zip(together, alone, strict=True)]
    assert gained == pytest.approx([0.5 * log_odds(chance) for chance in told], abs=1e-6)


def test_every_claim_must_hold() -> None:
    entailment = Entailment(RULE, OverlapSupport())
    assert entailment.supports([])
    assert entailment.supports([VERBATIM, VERBATIM])
    assert not entailment.supports([VERBATIM, UNRELATED])
    assert not entailment.supports([UNRELATED, VERBATIM])


def test_the_threshold_itself_is_enough() -> None:
    assert Entailment(EntailmentRule(0.0, {}, threshold=0.5)).supports([UNRELATED])
    assert not Entailment(EntailmentRule(0.0, {}, threshold=0.51)).supports([VERBATIM])
