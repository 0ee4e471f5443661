"""What is held aside is fitted so that every question and every set counts alike, whatever its size."""

from dataclasses import replace

import pytest

from qa.answer.evidence.answerability import Mismatch
from qa.answer.verify.entailment import Entailment
from qa.domain.answer import Claim
from tests.answer.builders import FEATURES
from tests.fakes import OverlapSupport
from training.fitting import evidence_weights, support_rule
from training.heldaside import NAMES, Held, Option
from training.judged import Judged


def _option(coverage: float, reading: float, *, right: bool, mismatch: Mismatch | None = None) -> Option:
    features = replace(FEATURES, coverage=coverage, reading=reading)
    return Option(features, frozenset((mismatch,) if mismatch else ()), right)


_HELD = [
    Held("one", answerable=True, options=(_option(0.9, 3.0, right=True), _option(0.8, -2.0, right=False))),
    Held("two", answerable=True, options=(_option(0.2, 1.0, right=True), _option(0.4, -3.0, right=False))),
    Held("none", answerable=False, options=(_option(0.7, -1.0, right=False),)),
]


def test_what_tells_right_from_wrong_weighs_and_what_is_the_same_everywhere_does_not() -> None:
    weights = evidence_weights(_HELD, NAMES)
    assert tuple(weights.by_feature) == NAMES
    assert weights.by_feature["reading"] > 0.2
    assert weights.by_feature["brevity"] == pytest.approx(0, abs=0.001)
    right, wrong = (weights.probability(option.features) for option in _HELD[0].options)
    assert right > 0.5 > wrong


def test_every_question_counts_alike_whatever_its_candidates() -> None:
    many = [replace(_HELD[0], options=_HELD[0].options * 5), *_HELD[1:]]
    none = Held("nothing found", answerable=False, options=())
    expected = evidence_weights(_HELD)
    for held in (many, [*_HELD, none]):
        weights = evidence_weights(held)
        assert weights.by_feature == pytest.approx(expected.by_feature, abs=0.002)
        assert weights.intercept == pytest.approx(expected.intercept, abs=0.002)


def test_a_sentence_that_answers_another_question_teaches_nothing() -> None:
    twin = _option(0.9, 3.0, right=False, mismatch="name")
    held = [replace(question, options=(*question.options, twin)) for question in _HELD]
    assert evidence_weights(held) == evidence_weights(_HELD)


def _judged(statement: str, quote: str, *, follows: bool) -> Judged:
    return Judged(Claim(statement, (quote,)), follows, "made up", "fit")


_QUOTE = "The council of Tarn closed the old bridge on Friday after 2,500 homes were flooded."
_FIGURES = [
    _judged(_QUOTE, _QUOTE, follows=True),
    _judged("The council closed the old bridge on Friday.", _QUOTE, follows=True),
    _judged(_QUOTE.replace("2,500", "3,500"), _QUOTE, follows=False),
    _judged(_QUOTE.replace("Tarn", "Orme"), _QUOTE, follows=False),
]
_MATTERS = [
    _judged("It rained in Tarn.", "In Tarn it rained.", follows=True),
    _judged("Cakes were sold in the hall.", "It rained in Tarn.", follows=False),
    _judged("Some trains were late.", "It rained in Tarn.", follows=False),
]
_SETS = {"figures": _FIGURES, "matters": _MATTERS}


def test_a_fitted_rule_keeps_what_follows_and_refuses_what_does_not() -> None:
    rule = support_rule(_SETS, None)
    assert 0.2 <= rule.threshold < 0.9
    for claim in (*_FIGURES, *_MATTERS):
        assert Entailment(rule).supports([claim.claim]) == claim.follows


def test_the_models_odds_are_weighed_where_there_is_one_and_not_where_there_is_none() -> None:
    alone, together = support_rule(_SETS, None), support_rule(_SETS, OverlapSupport())
    assert "odds" not in alone.by_feature
    assert set(together.by_feature) == {*alone.by_feature, "odds"}
    assert together.by_feature["odds"] > 0


def test_every_set_counts_alike_and_half_of_it_as_supported() -> None:
    expected = support_rule(_SETS, None)
    larger = support_rule({**_SETS, "matters": _MATTERS * 7}, None)
    lopsided = support_rule({**_SETS, "figures": [*_FIGURES, *_FIGURES[:2] * 4]}, None)
    for rule in (larger, lopsided):
        assert rule.by_feature == pytest.approx(expected.by_feature, abs=0.002)
        assert rule.threshold == expected.threshold
