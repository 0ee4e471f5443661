"""Sentences are put in order by cheap features, and a model reads the first of them until one is a clear answer."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qa.answer.evidence.article_sentences import SentenceCache
from qa.answer.evidence.features import Weights
from qa.answer.evidence.ranker import Candidate, Cascade, Ranker, ShortlistedSentence
from qa.answer.question.parse import read_question
from qa.domain.answer import Quote
from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.raw_article import RawArticle
from tests.driving import in_memory
from tests.fakes import ReadingEvidence
from tests.strategies import raw_texts

QUESTION = "Why was the harbour of Northport closed?"
CLEAR = "The harbour of Northport was closed because a crane fell on two of the ferries that were moored there."
STORY = " ".join(
    (
        "Bread rose again.",
        CLEAR,
        "Traders in the town spoke of a loss.",
        "Fishing boats were not touched by it.",
        "A new crane will come in the spring.",
        "The mayor thanked all who had helped.",
        "Cakes were sold at the old church hall.",
    )
)
TITLE = "Ferries wait"
CASCADE = Cascade(
    cheap=Weights(0.0, {"coverage": 1.0}), full=Weights(-5.0, {"answer": 10.0}), read_at_most=5, batch=2, stop_at=0.9
)
LONGEST_FIRST = replace(CASCADE, cheap=Weights(0.0, {"brevity": -1.0}))
SHORTEST_FIRST = replace(CASCADE, cheap=Weights(0.0, {"brevity": 1.0}))


def ranked(cascade: Cascade, *, question: str = QUESTION, story: str = STORY) -> tuple[list[Candidate], list[int]]:
    """The candidates, and how many quotes the model was given at each call."""
    model = ReadingEvidence()
    candidates, _ = _both_steps(cascade, question, story, model)
    return candidates, [len(quotes) for quotes in model.read]


def _both_steps(
    cascade: Cascade, question: str, story: str, model: ReadingEvidence
) -> tuple[list[Candidate], list[ShortlistedSentence]]:
    with in_memory() as services:
        services.articles.store([RawArticle(ArticleId("a"), story, Metadata(title=TITLE), "a.txt")], lambda _: None)
        passages = services.answerer.retriever.retrieve(question, 10)
        articles = {name: services.articles.get(name) for name in {it.chunk.article_id for it in passages}}
        ranker, asked = Ranker(services.library, {"answer": model}, SentenceCache(), cascade), read_question(question)
        shortlist = ranker.shortlist(asked, passages, articles)
        assert model.read == []  # the first step is cheap
        return ranker.rank(asked, passages, articles), shortlist


def test_without_a_clear_answer_so_many_sentences_are_read_and_so_many_at_once() -> None:
    candidates, read = ranked(replace(CASCADE, stop_at=1.0))
    assert read == [2, 2, 1]
    assert len(candidates) == 5


def test_fewer_sentences_than_may_be_read_are_all_read() -> None:
    assert ranked(replace(CASCADE, stop_at=1.0, read_at_most=50, batch=4))[1] == [4, 2]


@pytest.mark.parametrize("cascade", [CASCADE, LONGEST_FIRST])
def test_the_model_stops_after_the_step_with_a_clear_answer(cascade: Cascade) -> None:
    candidates, read = ranked(cascade)
    assert read == [2]
    assert candidates[0].text == CLEAR


def test_a_clear_answer_in_a_later_step_stops_it_there() -> None:
    assert ranked(replace(SHORTEST_FIRST, read_at_most=50))[1] == [2, 2, 2]
    assert ranked(replace(SHORTEST_FIRST, read_at_most=50, batch=1))[1] == [1] * 6
    assert ranked(replace(LONGEST_FIRST, read_at_most=50, batch=1))[1] == [1]


def test_a_score_that_is_just_clear_is_enough() -> None:
    (best, *_), _ = ranked(replace(CASCADE, stop_at=1.0))
    assert ranked(replace(CASCADE, stop_at=best.score))[1] == [2]
    assert ranked(replace(CASCADE, stop_at=best.score + 1e-9))[1] == [2, 2, 1]


def test_the_answer_to_another_question_stops_nothing() -> None:
    anything = replace(CASCADE, stop_at=0.0)
    candidates, read = ranked(anything, question="Why was the harbour of Northport closed by Ann Lee?")
    assert {it.mismatch for it in candidates} == {"name"}
    assert read == [2, 2, 1]
    assert ranked(anything)[1] == [2]


def test_the_answer_to_another_question_is_read_last() -> None:
    story = (
        "Iraq's Defense Minister Omar Saleh spoke in Iran on Monday. Cakes were sold at the church hall. "
        "Iran's Defense Minister was ill."
    )
    question = "Who is Iran's Defense Minister?"
    _, shortlist = _both_steps(CASCADE, question, story, ReadingEvidence())
    refused = [it.mismatch is not None for it in shortlist]
    assert refused == sorted(refused)
    assert set(refused) == {True, False}


def test_the_model_reads_the_quote_with_its_introduction_and_its_title() -> None:
    model = ReadingEvidence()
    story = "The harbour of Northport was closed. It opened again on Friday."
    _both_steps(replace(CASCADE, stop_at=1.0), QUESTION, story, model)
    assert model.read == [[Quote("The harbour of Northport was closed.", TITLE), Quote(story, TITLE)]]


def test_candidates_come_best_first_whatever_the_cheap_features_put_first() -> None:
    everything = replace(CASCADE, stop_at=1.0, read_at_most=50)
    orders = [
        [it.text for it in ranked(replace(everything, cheap=it.cheap))[0]]
        for it in (CASCADE, LONGEST_FIRST, SHORTEST_FIRST)
    ]
    assert orders[0] == orders[1] == orders[2]
    assert orders[0][0] == CLEAR


@given(raw_texts(), st.integers(1, 9), st.integers(1, 9), st.floats(0, 1))
def test_of_any_article_no_more_is_read_than_may_be_and_a_step_changes_no_order(
    story: str, most: int, step: int, clear: float
) -> None:
    question = "What did the Baghdad ministry say of the troops?"
    cascade = replace(CASCADE, read_at_most=most, batch=step, stop_at=clear)
    assume(story.strip())
    model = ReadingEvidence()
    candidates, shortlist = _both_steps(cascade, question, story, model)
    assert [len(quotes) for quotes in model.read] == [
        min(step, min(most, len(shortlist)) - start) for start in range(0, len(candidates), step)
    ]
    assert [it.score for it in candidates] == sorted((it.score for it in candidates), reverse=True)
    whole, _ = ranked(replace(cascade, batch=most, stop_at=1.0), question=question, story=story)
    if len(whole) == len(candidates):
        assert candidates == whole


def test_a_sentence_in_the_words_of_the_question_that_the_model_doubts_answers_a_twin_of_it() -> None:
    candidates, _ = ranked(replace(CASCADE, stop_at=1.0, twin_below=1.1))
    assert {it.text: it.mismatch for it in candidates}[CLEAR] == "reworded"
    assert {it.mismatch for it in candidates if it.text != CLEAR} == {None}  # other words are no reason to doubt

    assert {it.mismatch for it in ranked(replace(CASCADE, stop_at=1.0))[0]} == {None}
