"""Sentences are put in order by cheap features, and a reader sees the windows of the first until one is a clear answer."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qa.answer.evidence.article_sentences import SentenceCache
from qa.answer.evidence.features import LEAST_MARKED, Weights
from qa.answer.evidence.ranker import Candidate, Cascade, Ranker, ShortlistedSentence
from qa.answer.evidence.windows import windows
from qa.answer.question.parse import read_question
from qa.domain.answer import Window
from qa.domain.article import ArticleId, Metadata
from qa.ingest.readers.raw_article import RawArticle
from qa.services import Services
from tests.driving import in_memory
from tests.fakes import OverlapReader, ReadingReader
from tests.strategies import raw_texts

QUESTION = "Why was the harbour of Northport closed?"
TAIL = " and so it went on and on" * 8 + "."
"""Makes a sentence so long that no other fits into its window."""
CLEAR = "The harbour of Northport was closed because a crane fell on two of the ferries that were moored there" + TAIL
SENTENCES = [
    "Bread rose again" + TAIL,
    CLEAR,
    "Traders in the town spoke of a loss" + TAIL,
    "Fishing boats were not touched by it" + TAIL,
    "A new crane will come in the spring" + TAIL,
    "The mayor thanked all who had helped" + TAIL,
    "Cakes were sold at the old church hall" + TAIL,
]
STORY = " ".join(SENTENCES)
CLOSED, OPENED = "The harbour of Northport was closed by Orme.", "It opened again on Friday."
SHORT = f"{CLOSED} {OPENED} Bread rose."
TITLE = "Ferries wait"
CASCADE = Cascade(
    cheap=Weights(0.0, {"coverage": 1.0}),
    full=Weights(-5.0, {"reading": 10.0}),
    read_at_most=5,
    batch=2,
    stop_at=0.9,
    mark_from=0.0,
)
LONGEST_FIRST = replace(CASCADE, cheap=Weights(0.0, {"brevity": -1.0}))
SHORTEST_FIRST = replace(CASCADE, cheap=Weights(0.0, {"brevity": 1.0}))
EVERYTHING = replace(CASCADE, stop_at=1.0, read_at_most=50)


class Ranked(NamedTuple):
    """Both steps of the ranking, and what the reader was given at each call."""

    candidates: list[Candidate]
    shortlist: list[ShortlistedSentence]
    seen: list[list[Window]]

    @property
    def calls(self) -> list[int]:
        """How many windows the reader was given at each call."""
        return [len(batch) for batch in self.seen]


@contextmanager
def telling(story: str) -> Iterator[Services]:
    """The services over one article."""
    with in_memory() as services:
        services.articles.store([RawArticle(ArticleId("a"), story, Metadata(title=TITLE), "a.txt")], lambda _: None)
        yield services


def ranked(cascade: Cascade, *, question: str = QUESTION, story: str = STORY) -> Ranked:
    with telling(story) as services:
        return ranked_by(services, cascade, question)


def ranked_by(services: Services, cascade: Cascade, question: str) -> Ranked:
    reader = ReadingReader()
    passages = services.answerer.retriever.retrieve(question, 10)
    articles = {name: services.articles.get(name) for name in {it.chunk.article_id for it in passages}}
    ranker, asked = Ranker(services.library, reader, SentenceCache(), cascade), read_question(question)
    shortlist = ranker.shortlist(asked, passages, articles)
    assert reader.seen == []  # the first step is cheap
    return Ranked(ranker.rank(asked, passages, articles), shortlist, reader.seen)


def test_without_a_clear_answer_so_many_windows_are_read_and_so_many_at_once() -> None:
    found = ranked(replace(CASCADE, stop_at=1.0))
    assert found.calls == [2, 2, 1]
    assert len(found.candidates) == 5


def test_fewer_windows_than_may_be_read_are_all_read() -> None:
    assert ranked(replace(EVERYTHING, batch=4)).calls == [4, 3]


@pytest.mark.parametrize("cascade", [CASCADE, LONGEST_FIRST])
def test_the_reader_stops_after_the_step_with_a_clear_answer(cascade: Cascade) -> None:
    found = ranked(cascade)
    assert found.calls == [2]
    assert found.candidates[0].text == CLEAR


def test_a_clear_answer_in_a_later_step_stops_it_there() -> None:
    assert ranked(replace(SHORTEST_FIRST, read_at_most=50)).calls == [2, 2, 2, 1]
    assert ranked(replace(SHORTEST_FIRST, read_at_most=50, batch=1)).calls == [1] * 7
    assert ranked(replace(LONGEST_FIRST, read_at_most=50, batch=1)).calls == [1]


def test_a_score_that_is_just_clear_is_enough() -> None:
    best = ranked(replace(CASCADE, stop_at=1.0)).candidates[0]
    assert ranked(replace(CASCADE, stop_at=best.score)).calls == [2]
    assert ranked(replace(CASCADE, stop_at=best.score + 1e-9)).calls == [2, 2, 1]


def test_the_answer_to_another_question_stops_nothing() -> None:
    anything = replace(CASCADE, stop_at=0.0)
    found = ranked(anything, question="Why was the harbour of Northport closed by Ann Lee?")
    assert {it.mismatch for it in found.candidates} == {"name"}
    assert found.calls == [2, 2, 1]
    assert ranked(anything).calls == [2]


def test_the_answer_to_another_question_is_read_last() -> None:
    story = (
        "Iraq's Defense Minister Omar Saleh spoke in Iran on Monday. Cakes were sold at the church hall. "
        "Iran's Defense Minister was ill."
    )
    found = ranked(CASCADE, question="Who is Iran's Defense Minister?", story=story)
    refused = [it.mismatch is not None for it in found.shortlist]
    assert refused == sorted(refused)
    assert set(refused) == {True, False}


def test_the_reader_sees_sentences_where_they_stand_under_their_title() -> None:
    found = ranked(EVERYTHING, story=SHORT)
    assert found.seen == [[Window(TITLE, (CLOSED, OPENED, "Bread rose."))]]


def test_a_line_that_is_never_quoted_is_read_beside_others_and_is_no_candidate() -> None:
    found = ranked(EVERYTHING, story=SHORT)
    assert not any("Bread rose." in it.text for it in found.candidates)


def test_a_candidate_is_quoted_with_its_introduction() -> None:
    quotes = {it.sentence.text: it.text for it in ranked(EVERYTHING, story=SHORT).candidates}
    assert quotes == {CLOSED: CLOSED, OPENED: f"{CLOSED} {OPENED}"}


def test_what_the_reader_makes_of_a_sentence_and_its_window_are_among_its_features() -> None:
    found = ranked(EVERYTHING, story=SHORT)
    [reading] = OverlapReader().read(QUESTION, found.seen[0])
    closed, opened = sorted(found.candidates, key=lambda it: it.span.end)
    assert [it.features.reading for it in (closed, opened)] == [each.answers for each in reading.sentences[:2]]
    assert {it.features.window for it in (closed, opened)} == {reading.holds_answer}
    assert closed.features.marked == reading.sentences[0].marked == 0
    assert opened.features.marked == LEAST_MARKED  # it is sure of the other


def test_a_short_answer_is_where_the_reader_marks_it_in_the_article() -> None:
    story = f"Cakes were sold. Bread rose again.\n\n{SHORT}"
    answers = {it.sentence.text: it.short_answer for it in ranked(EVERYTHING, story=story).candidates}
    marked = answers[CLOSED]
    assert marked is not None
    assert marked.of(story) == "Orme"
    assert answers[OPENED] is None


def test_a_short_answer_that_is_a_guess_is_not_told() -> None:
    story = "Orme closed the harbour of Northport. The harbour of Northport was closed by gales."
    sure, guessing = (ranked(replace(EVERYTHING, mark_from=at), story=story).candidates for at in (0.5, 0.6))
    assert any(it.short_answer for it in sure)
    assert {it.short_answer for it in guessing} == {None}
    assert [it.score for it in guessing] == [it.score for it in sure]


def test_a_ranking_goes_by_the_name_of_its_reader() -> None:
    with in_memory() as services:
        assert Ranker(services.library, OverlapReader(), SentenceCache(), CASCADE).name == OverlapReader().name


def test_candidates_come_best_first_whatever_the_cheap_features_put_first() -> None:
    orders = [
        [it.text for it in ranked(replace(EVERYTHING, cheap=it.cheap)).candidates]
        for it in (CASCADE, LONGEST_FIRST, SHORTEST_FIRST)
    ]
    assert orders[0] == orders[1] == orders[2]
    assert orders[0][0] == CLEAR


@given(raw_texts(), st.integers(1, 4), st.integers(1, 3), st.floats(0, 1))
def test_of_any_article_no_more_is_read_than_may_be_and_a_step_changes_no_order(
    story: str, most: int, step: int, clear: float
) -> None:
    question = "What did the Baghdad ministry say of the troops?"
    cascade = replace(CASCADE, read_at_most=most, batch=step, stop_at=clear)
    assume(story.strip())
    with telling(story) as services:
        found = ranked_by(services, cascade, question)
        whole = ranked_by(services, replace(cascade, batch=most, stop_at=1.0), question)
    all_windows = len(list(windows([it.context for it in found.shortlist])))
    read, may_be_read = sum(found.calls), min(most, all_windows)
    assert found.calls == [min(step, may_be_read - start) for start in range(0, read, step)]
    assert read == may_be_read or clearest(found.candidates) >= clear
    assert [it.score for it in found.candidates] == sorted((it.score for it in found.candidates), reverse=True)
    places = [it.sentence.span for it in found.candidates]
    assert len(set(places)) == len(places)
    if read == may_be_read:
        assert found.candidates == whole.candidates


def clearest(candidates: Sequence[Candidate]) -> float:
    return max((it.score for it in candidates if it.mismatch is None), default=0.0)


@given(raw_texts())
def test_of_any_article_a_short_answer_stands_in_its_sentence(story: str) -> None:
    assume(story.strip())
    for it in ranked(EVERYTHING, question="What did the Baghdad ministry say of the troops?", story=story).candidates:
        assert it.span.contains(it.sentence.span)
        assert it.short_answer is None or it.sentence.span.contains(it.short_answer)
        assert it.features.marked >= LEAST_MARKED
