"""Citations, from one that was made up to one that is gold."""

import pytest

from eval.cases import Gold
from eval.metrics import citations
from eval.record import Cited, Outcome
from tests.eval.answers import (
    BRIDGE,
    BROKEN,
    CLOSED,
    COST,
    NOBODY,
    NORTH,
    OPENED,
    REFUSED,
    TEXTS,
    answer,
    cite,
    moved,
    say,
)

NOWHERE = Cited(article="west", quote=COST, start=0, end=len(COST))
UNCITED = answer(say(COST))
BOTH = "The bridge cost $1.2 billion and opened in March 2019."
IN_QUOTES = [citations.numbers_in_quotes, citations.names_in_quotes, citations.denials_in_quotes]


def test_validity_is_the_share_of_quotes_that_stand_where_they_say() -> None:
    outcome = answer(say(COST, cite(COST), moved(cite(COST))), say(OPENED, cite(OPENED), NOWHERE))
    assert citations.validity(outcome, TEXTS) == 0.5


@pytest.mark.parametrize(
    "cited",
    [
        moved(cite(COST)),
        NOWHERE,
        cite(COST).model_copy(update={"quote": COST.upper()}),
        cite(COST).model_copy(update={"quote": COST.replace(" ", "\u00a0")}),
        Cited(article="north", quote="", start=3, end=3),
        Cited(article="north", quote="there", start=-6, end=-1),
        Cited(article="north", quote="there.", start=len(NORTH) - 6, end=len(NORTH) + 1),
    ],
)
def test_a_quote_that_does_not_stand_there_to_the_letter_is_invalid(cited: Cited) -> None:
    outcome = answer(say(COST, cited))
    assert citations.validity(outcome, TEXTS) == 0
    assert citations.coverage(outcome, TEXTS) == 0
    assert [measure(outcome, TEXTS) for measure in IN_QUOTES] == [0, 0, 0]


def test_an_answer_without_a_citation_scores_0_and_is_never_left_out() -> None:
    assert citations.validity(UNCITED, TEXTS) == citations.validity(UNCITED, {}) == 0
    assert citations.coverage(UNCITED, TEXTS) == 0
    assert [measure(UNCITED, TEXTS) for measure in IN_QUOTES] == [0, 0, 0]
    assert citations.gold_precision(BRIDGE, UNCITED) == 0
    assert citations.gold_recall(BRIDGE, UNCITED) == 0
    assert citations.gold_f1(BRIDGE, UNCITED) == 0
    assert citations.gold_quote(BRIDGE, UNCITED) == 0


@pytest.mark.parametrize("outcome", [REFUSED, BROKEN])
def test_what_says_nothing_has_nothing_to_cite(outcome: Outcome) -> None:
    of_texts = [citations.validity, citations.coverage, *IN_QUOTES]
    of_gold = [citations.gold_precision, citations.gold_recall, citations.gold_f1, citations.gold_quote]
    assert {measure(outcome, TEXTS) for measure in of_texts} == {None}
    assert {measure(BRIDGE, outcome) for measure in of_gold} == {None}


def test_without_texts_validity_is_unknown_and_every_citation_covers() -> None:
    outcome = answer(say(COST, moved(cite(COST))))
    assert citations.validity(outcome, {}) is None
    assert citations.coverage(outcome, {}) == 1
    assert [measure(outcome, {}) for measure in IN_QUOTES] == [1, 1, 1]


def test_coverage_is_the_share_of_statements_with_a_valid_citation() -> None:
    outcome = answer(say(COST, cite(COST), moved(cite(COST))), say(OPENED), say(CLOSED, NOWHERE), say(COST, cite(COST)))
    assert citations.coverage(outcome, TEXTS) == 0.5


def test_the_quotes_of_a_statement_are_taken_together() -> None:
    assert citations.numbers_in_quotes(answer(say(BOTH, cite(COST), cite(OPENED))), TEXTS) == 1
    assert citations.numbers_in_quotes(answer(say(BOTH, cite(COST))), TEXTS) == 0
    assert citations.names_in_quotes(answer(say(BOTH, cite(COST), cite(OPENED))), TEXTS) == 1
    assert citations.names_in_quotes(answer(say(BOTH, cite(COST))), TEXTS) == 0


def test_a_number_that_no_quote_says_is_seen() -> None:
    outcome = answer(say("The bridge cost $2.1 billion.", cite(COST)), say(COST, cite(COST)))
    assert [measure(outcome, TEXTS) for measure in IN_QUOTES] == [0.5, 1, 1]


def test_a_name_that_no_quote_says_is_seen() -> None:
    outcome = answer(say("Peter Okonkwo built the bridge.", cite(COST)), say(OPENED, cite(OPENED)))
    assert [measure(outcome, TEXTS) for measure in IN_QUOTES] == [1, 0.5, 1]


def test_a_denial_that_no_quote_makes_is_seen() -> None:
    outcome = answer(say("The tunnel was not closed.", cite(CLOSED, "south")), say(CLOSED, cite(CLOSED, "south")))
    assert [measure(outcome, TEXTS) for measure in IN_QUOTES] == [1, 1, 0.5]


def test_a_statement_with_an_invalid_citation_stands_on_nothing() -> None:
    outcome = answer(say(COST, cite(COST), moved(cite(COST))), say(COST, cite(COST)))
    assert [measure(outcome, TEXTS) for measure in IN_QUOTES] == [0.5, 0.5, 0.5]


def test_a_citation_of_something_else_is_seen_by_what_it_lacks() -> None:
    outcome = answer(say(COST, cite(CLOSED, "south")))
    assert citations.numbers_in_quotes(outcome, TEXTS) == 0


def test_gold_citations_are_counted_by_article() -> None:
    case = BRIDGE.model_copy(
        update={"gold": (*BRIDGE.gold, Gold(article="west", quote="W."), Gold(article="east", quote="E."))}
    )
    outcome = answer(say(COST, cite(COST), cite(OPENED)), say(CLOSED, cite(CLOSED, "south")))
    assert citations.gold_precision(case, outcome) == pytest.approx(1 / 2)
    assert citations.gold_recall(case, outcome) == pytest.approx(1 / 3)
    assert citations.gold_f1(case, outcome) == pytest.approx(2 / 5)


def test_without_gold_no_citation_is_held_to_it() -> None:
    assert citations.gold_precision(NOBODY, UNCITED) is None
    assert citations.gold_quote(NOBODY, UNCITED) is None


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (COST, 1),
        (f"{COST} {OPENED}", 1),
        ("bridge cost $1.2 billion", 1),
        ("The bridge", 0),
        (OPENED, 0),
    ],
)
def test_a_quote_is_gold_if_it_holds_a_gold_one_or_is_a_telling_part_of_it(quote: str, expected: float) -> None:
    assert citations.gold_quote(BRIDGE, answer(say("It did.", cite(quote)))) == expected


def test_a_gold_sentence_counts_in_whatever_article_it_stands() -> None:
    assert citations.gold_quote(BRIDGE, answer(say(COST, NOWHERE))) == 1
