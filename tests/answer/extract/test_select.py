"""Of ranked sentences those are said that answer: each fact once, in reading order, from the best on."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.evidence.answerability import Mismatch
from qa.answer.evidence.context import quote_span, sentence_contexts
from qa.answer.evidence.ranker import Candidate
from qa.answer.extract.duplicates import DuplicateCheck
from qa.answer.extract.select import MOST, Selected, Thresholds, select
from qa.domain.article import Article
from qa.text.tokens import Term
from tests.answer.builders import FEATURES, candidate, section
from tests.strategies import articles

THRESHOLDS = Thresholds(answer=0.4, beside=0.5, near=0.1)

TOWNS = section(
    "The harbour of Eastport was closed by a storm. Fishermen mended their nets at home.\n\n"
    "A ferry ran aground near the lighthouse. Nobody on board was hurt.\n\n"
    "Rescuers from three villages came with small boats. The mayor thanked them with a dinner.\n\n"
    "Insurance will pay for the broken hull.",
    name="towns",
)
OTHER = section("Divers found a hole under the engine room. Tugs will tow her away at high tide.", name="other")
OPENINGS = ["The harbour", "Fishermen", "A ferry", "Nobody", "Rescuers", "The mayor", "Insurance"]


def said(candidates: list[Candidate]) -> list[str]:
    ranked = sorted(candidates, key=lambda it: -it.score)
    return [selected.candidate.text for selected in select(ranked, THRESHOLDS, DuplicateCheck())]


def openings(candidates: list[Candidate]) -> list[str]:
    return [" ".join(text.split()[:2]) for text in said(candidates)]


def test_nothing_is_said_of_nothing() -> None:
    assert select([], THRESHOLDS, DuplicateCheck()) == []


@pytest.mark.parametrize(("score", "count"), [(0.39, 0), (0.4, 1), (1.0, 1)])
def test_the_best_must_reach_the_threshold(score: float, count: int) -> None:
    assert len(said([candidate(TOWNS, "A ferry", score=score)])) == count


@pytest.mark.parametrize(
    ("best", "further", "count"),
    [(0.9, 0.45, 2), (0.9, 0.44, 1), (0.6, 0.41, 2), (0.6, 0.39, 1)],
)
def test_a_further_one_must_reach_its_share_of_the_best_and_the_threshold(
    best: float, further: float, count: int
) -> None:
    assert len(said([candidate(TOWNS, "A ferry", score=best), candidate(TOWNS, "Nobody", score=further)])) == count


@pytest.mark.parametrize("mismatch", ["name", "place", "other-place"])
def test_the_answer_to_another_question_is_never_said(mismatch: Mismatch) -> None:
    wrong = candidate(TOWNS, "A ferry", score=0.99, mismatch=mismatch)
    assert said([wrong]) == []
    assert openings([wrong, candidate(TOWNS, "Nobody", score=0.41)]) == ["Nobody on"]


def test_at_most_five_are_said() -> None:
    ranked = [candidate(TOWNS, opening, score=0.9 - i / 100) for i, opening in enumerate(OPENINGS)]
    assert len(said(ranked)) == MOST == 5


def test_an_answer_opens_with_its_best_and_goes_on_in_the_order_of_the_article() -> None:
    scores = {"The harbour": 0.7, "A ferry": 0.9, "Nobody": 0.6, "Rescuers": 0.8}
    ranked = [candidate(TOWNS, opening, score=score) for opening, score in scores.items()]
    assert openings(ranked) == ["A ferry", "Nobody on", "Rescuers from"]


def test_articles_come_in_the_order_of_their_best() -> None:
    ranked = [
        candidate(OTHER, "Tugs", score=0.8),
        candidate(OTHER, "Divers", score=0.7),
        candidate(TOWNS, "Nobody", score=0.9),
        candidate(TOWNS, "Rescuers", score=0.6),
    ]
    assert openings(ranked) == ["Nobody on", "Rescuers from", "Divers found", "Tugs will"]


CLOSED = "The harbour of Eastport was closed on Monday after a crane fell on two moored ferries."


@pytest.mark.parametrize(
    "other",
    [
        CLOSED,
        CLOSED.replace(".", ", officials said."),
        CLOSED.replace("The harbour", "In short, the harbour"),
        CLOSED.replace("two", "2"),
        CLOSED.replace("crane fell", "harbour crane fell"),
    ],
)
def test_two_articles_that_say_the_same_are_one_statement_with_both(other: str) -> None:
    first, second = section(CLOSED, name="a"), section(other, name="b")
    best, next_best = candidate(first, "The", score=0.9), candidate(second, other[:9], score=0.8)
    assert select([best, next_best], THRESHOLDS, DuplicateCheck()) == [Selected(best, (next_best,))]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("two", "three"),
        ("two", "2,000"),
        ("Monday", "Tuesday"),
        ("Eastport", "Westport"),
        ("Eastport", "Denmark"),
        ("The harbour of Eastport", "Lee’s harbour of Eastport"),
        ("a crane", "a Danish crane"),
    ],
)
def test_a_differing_number_or_name_is_never_the_same(old: str, new: str) -> None:
    first, second = section(CLOSED, name="a"), section(CLOSED.replace(old, new), name="b")
    ranked = [candidate(it, it.sentences[0].text[:5], score=score) for it, score in ((first, 0.9), (second, 0.8))]
    assert not DuplicateCheck()(*ranked)
    assert not DuplicateCheck()(*reversed(ranked))
    assert [it.same for it in select(ranked, THRESHOLDS, DuplicateCheck())] == [(), ()]


def test_an_article_that_says_it_twice_is_cited_once() -> None:
    twice = section(f"{CLOSED} Boats waited. {CLOSED.replace('The harbour', 'So the harbour')}", name="a")
    once = section(CLOSED, name="b")
    ranked = [
        candidate(twice, "The", score=0.9),
        candidate(once, "The", score=0.8),
        candidate(twice, "So", score=0.7),
    ]
    assert select(ranked, THRESHOLDS, DuplicateCheck()) == [Selected(ranked[0], (ranked[1],))]


def test_what_tells_nothing_new_is_left_out() -> None:
    within = section(f"{CLOSED} On Monday a crane fell on two ferries, it was said at night.", name="a")
    assert openings([candidate(within, "The", score=0.9), candidate(within, "On", score=0.8)]) == ["The harbour"]
    # the other way round it does tell something
    assert openings([candidate(within, "The", score=0.8), candidate(within, "On", score=0.9)]) == ["On Monday"]


def test_two_quotes_that_overlap_are_one() -> None:
    within = section("The harbour was closed. It will open on Friday.")
    answer, introduction = candidate(within, "It", score=0.9), candidate(within, "The", score=0.8)
    answer = replace(answer, span=quote_span(answer.context))
    assert openings([answer, introduction]) == ["The harbour"]


def test_one_figure_is_told_once() -> None:
    within = section("Some 40 ships came to the fair. The mayor counted 40 sails. Of these 12 were red.")
    told = {"Some": {"40"}, "The": {"40"}, "Of": {"12"}}
    ranked = [
        replace(candidate(within, opening, score=0.9 - i / 10), answer_terms=frozenset(map(Term, told[opening])))
        for i, opening in enumerate(told)
    ]
    assert openings(ranked) == ["Some 40", "Of these"]


def test_what_names_somebody_else_is_news() -> None:
    within = section("Ann Lee won the northern seat by 300 votes. Bob Roe won the southern seat by 300 votes.")
    assert openings([candidate(within, "Ann", score=0.9), candidate(within, "Bob", score=0.8)]) == [
        "Ann Lee",
        "Bob Roe",
    ]


@given(articles(), articles(), st.data())
def test_of_any_sentences_few_are_said_and_none_that_may_not(one: Article, two: Article, data: st.DataObject) -> None:
    scores = st.floats(0, 1)
    mismatches: st.SearchStrategy[Mismatch | None] = st.sampled_from([None, None, "place"])
    candidates = [
        Candidate(it, it.sentence.span, FEATURES, data.draw(scores), data.draw(mismatches))
        for within in (section(one.raw, name="one"), section(two.raw, name="two"))
        for it in sentence_contexts(within, within.span)
    ]
    ranked = sorted(candidates, key=lambda it: -it.score)
    selected = select(ranked, THRESHOLDS, DuplicateCheck())
    shown = [it for chosen in selected for it in (chosen.candidate, *chosen.same)]
    assert len(selected) <= MOST
    assert all(it.mismatch is None and it.score >= THRESHOLDS.answer for it in shown)
    assert len({(it.article.id, it.span) for it in shown}) == len(shown)
    fitting = [it for it in ranked if it.mismatch is None and it.score >= THRESHOLDS.answer]
    assert [it.candidate for it in selected][:1] == fitting[:1]
