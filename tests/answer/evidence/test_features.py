"""Rules measure a sentence from 0 to 1, and more of the question in it never measures less; a reader has a scale of its own."""

from dataclasses import astuple, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.evidence.context import sentence_contexts
from qa.answer.evidence.features import LEAST_MARKED, Features, Weights, measure
from qa.answer.question.parse import Question, read_question
from qa.domain.article import Article
from qa.text.tokens import Term
from tests.answer.builders import FEATURES, context, section
from tests.strategies import articles

QUESTION = read_question("How many Danish sailors left the harbour of Constanta?")
IDF: dict[Term, float] = {term: 1.0 + rank for rank, term in enumerate(QUESTION.terms)}


def features(sentence: str, *, beside: str = "", title: str | None = None, question: Question = QUESTION) -> Features:
    within = section(f"{sentence} {beside}".strip(), title=title)
    weights = {term: IDF.get(term, 1.0) for term in question.terms}
    return measure(question, context(within, sentence), weights, 0.5)


def test_a_sentence_that_has_it_all_measures_one() -> None:
    found = features("Some 40 Danish sailors left the harbour of Constanta.")
    assert (found.coverage, found.surroundings, found.pairs, found.answer_type, found.absent) == (1, 1, 1, 1, 0)
    assert found.passage == 0.5


def test_a_sentence_that_has_nothing_measures_none() -> None:
    found = features("Rents in the old town rose again.")
    assert (found.coverage, found.surroundings, found.pairs, found.answer_type, found.absent) == (0, 0, 0, 0, 1)


def test_nothing_particular_asked_for_is_neither_here_nor_there() -> None:
    assert features("They left the harbour at night.", question=read_question("Why did they leave?")).answer_type == 0.5


def test_rare_words_weigh_more() -> None:
    rare, common = features("They came to Constanta at last."), features("Danish rents rose again today.")
    assert rare.coverage == IDF[QUESTION.terms[-1]] / sum(IDF.values())
    assert common.coverage == IDF[QUESTION.terms[0]] / sum(IDF.values())


GROWING = [
    "They came back at night.",
    "The sailors came back at night.",
    "The sailors left it at night.",
    "The Danish sailors left it at night.",
    "The Danish sailors left the harbour at night.",
]


def test_more_of_the_question_in_the_sentence_never_measures_less() -> None:
    found = [features(sentence) for sentence in GROWING]
    assert [it.coverage for it in found] == sorted({it.coverage for it in found})
    assert [it.pairs for it in found] == sorted(it.pairs for it in found)
    assert [it.absent for it in found] == sorted({it.absent for it in found}, reverse=True)


def test_a_longer_sentence_is_less_brief() -> None:
    found = [features("Sailors left the harbour" + " and the town" * i + ".").brevity for i in range(20)]
    assert found == sorted(set(found), reverse=True)


def test_words_beside_the_sentence_and_in_the_title_count_as_surroundings_alone() -> None:
    alone, beside = features(GROWING[2]), features(GROWING[2], beside="Danish crews were in the harbour.")
    titled = features(GROWING[2], title="Danes leave the harbour")
    assert alone.coverage == beside.coverage == titled.coverage
    assert alone.surroundings < beside.surroundings == titled.surroundings
    assert alone.absent > beside.absent == titled.absent


def test_terms_far_apart_are_no_pair() -> None:
    near, far = (f"The sailors {gap} left the town." for gap in ("all", "of the old grey ships with their men all"))
    assert features(near).pairs > features(far).pairs == 0


@given(articles(), st.text(max_size=80), st.floats(0, 1), st.floats(0, 20))
def test_features_of_anything_are_between_zero_and_one(made: Article, text: str, passage: float, idf: float) -> None:
    within = section(made.raw)
    for text_asked in (text, made.clean[:80]):
        question = read_question(text_asked)
        weights = dict.fromkeys(question.terms, idf)
        for it in sentence_contexts(within, within.span):
            assert all(0 <= value <= 1 for value in astuple(measure(question, it, weights, passage)))


@given(st.floats(-20, 20), st.floats(-20, 20), st.floats(0, 1), st.floats(0, 1))
def test_a_belief_is_between_zero_and_one_and_follows_the_weight(
    intercept: float, weight: float, low: float, high: float
) -> None:
    low, high = sorted((low, high))
    weights = Weights(intercept, {"coverage": weight})
    first, second = (weights.probability(replace(FEATURES, coverage=value)) for value in (low, high))
    assert 0 <= first <= 1
    assert first <= second if weight >= 0 else first >= second


def test_a_belief_is_logistic() -> None:
    weights = Weights(-1.0, {"coverage": 2.0, "brevity": 4.0})
    assert weights.probability(replace(FEATURES, coverage=0.5, brevity=0.0)) == 0.5
    assert weights.probability(replace(FEATURES, coverage=1.0, brevity=0.5)) == pytest.approx(0.952574)


def test_what_no_reader_has_read_counts_nothing() -> None:
    found = features("Some 40 Danish sailors left the harbour of Constanta.")
    assert (found.reading, found.window, found.marked) == (0, 0, 0)


@given(st.floats(-30, 30), st.floats(-30, 30), st.floats(LEAST_MARKED, 0))
def test_whatever_a_reader_says_on_its_own_scale_a_belief_stays_between_zero_and_one(
    reading: float, window: float, marked: float
) -> None:
    weights = Weights(-1.0, {"reading": 1.5, "window": 0.5, "marked": 0.25})
    belief = weights.probability(replace(FEATURES, reading=reading, window=window, marked=marked))
    assert 0 <= belief <= 1
    assert belief <= weights.probability(replace(FEATURES, reading=reading + 1, window=window, marked=marked))
