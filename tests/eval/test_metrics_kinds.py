"""Verdicts, overviews, contexts, parts, positions and premises, each reckoned by hand."""

import pytest

from eval.cases import AskedPart, Case, Fact, Gold, Position
from eval.metrics import completeness, concision, conflict, premise, yes_no
from eval.metrics.citations import validity
from eval.record import Outcome, Presumed, Said, SaidPart, Score
from tests.eval.answers import (
    BRIDGE,
    BROKEN,
    CLOSED,
    COST,
    NOBODY,
    OPENED,
    REFUSED,
    SOUTH,
    TEXTS,
    answer,
    beside,
    cite,
    differing,
    moved,
    say,
)

SHUT = "It will be shut for three weeks, the city said."
NORTHERN, SOUTHERN = say(COST, cite(COST)), say(CLOSED, cite(CLOSED, "south"))
LATER = say(OPENED, cite(OPENED))
OPEN = NOBODY.model_copy(update={"verdict": "open"})


def gold(*quotes: str) -> tuple[Gold, ...]:
    return tuple(Gold(article="south" if quote in SOUTH else "north", quote=quote) for quote in quotes)


def judged(verdict: str) -> Case:
    return BRIDGE.model_copy(update={"verdict": verdict})


def ruled(verdict: str | None) -> Outcome:
    return answer(NORTHERN).model_copy(update={"verdict": verdict})


@pytest.mark.parametrize(
    ("case", "outcome", "right", "not_wrong"),
    [
        (judged("yes"), ruled("yes"), 1, 1),
        (judged("yes"), ruled(None), 0, 1),
        (judged("yes"), ruled("no"), 0, 0),
        (judged("yes"), ruled("disputed"), 0, 0),
        (judged("disputed"), ruled("yes"), 0, 0),
        (judged("no"), REFUSED, 0, 1),
        (OPEN, ruled(None), 1, 1),
        (OPEN, REFUSED, 1, 1),
        (OPEN, ruled("no"), 0, 0),
        (judged("no"), BROKEN, 0, None),
        (OPEN, BROKEN, 0, None),
        (BRIDGE, ruled("yes"), None, None),
    ],
)
def test_no_verdict_is_never_a_wrong_one(case: Case, outcome: Outcome, right: Score, not_wrong: Score) -> None:
    assert (yes_no.right(case, outcome), yes_no.not_wrong(case, outcome)) == (right, not_wrong)


SUMMED = BRIDGE.model_copy(
    update={
        "facts": (
            Fact(fact="cost", quotes=gold(COST)),
            Fact(fact="opening", quotes=gold(OPENED)),
            Fact(fact="tunnel", quotes=gold(CLOSED, SHUT)),
        )
    }
)
BOTH = say(f"{COST} {OPENED}", cite(f"{COST} {OPENED}"))
WEEKS = say(SHUT, cite(SHUT, "south"))


@pytest.mark.parametrize(
    ("statements", "coverage", "once"),
    [
        ([NORTHERN, LATER, SOUTHERN], 1, 1),
        ([NORTHERN, LATER], 2 / 3, 1),
        ([BOTH, WEEKS], 1, 1),
        ([SOUTHERN, WEEKS], 1 / 3, 0),
        ([BOTH, NORTHERN], 2 / 3, 0),
        ([NORTHERN, BOTH], 2 / 3, 1),
        ([say("Nothing.")], 0, 1),
        ([say("Nothing."), say("Nothing.")], 0, 1),
    ],
)
def test_an_overview_is_to_tell_each_fact_and_none_twice(statements: list[Said], coverage: float, once: float) -> None:
    assert completeness.fact_coverage(SUMMED, answer(*statements)) == pytest.approx(coverage)
    assert concision.no_repetition(SUMMED, answer(*statements)) == once


def test_a_refused_overview_covers_nothing_and_repeats_nothing() -> None:
    assert (completeness.fact_coverage(SUMMED, REFUSED), concision.no_repetition(SUMMED, REFUSED)) == (0, None)
    assert completeness.fact_coverage(BRIDGE, REFUSED) is concision.no_repetition(BRIDGE, answer(NORTHERN)) is None


LIMITED = BRIDGE.model_copy(update={"context": gold(OPENED, CLOSED)})


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        (answer(NORTHERN), 0),
        (answer(NORTHERN, LATER), 1),
        (answer(beside(NORTHERN, cite(CLOSED, "south"))), 1),
        (answer(beside(NORTHERN, cite(SHUT, "south"))), 0),
        (answer(LATER), 1),
        (answer(WEEKS), None),
        (REFUSED, None),
    ],
)
def test_what_limits_the_gold_is_to_be_shown_with_it_where_the_gold_is(outcome: Outcome, shown: Score) -> None:
    assert completeness.context_shown(LIMITED, outcome) == shown
    assert completeness.context_shown(BRIDGE, outcome) is None


@pytest.mark.parametrize(
    ("outcome", "share"),
    [
        (answer(NORTHERN, LATER), 1),
        (answer(NORTHERN, WEEKS), 0.5),
        (answer(beside(NORTHERN, cite(CLOSED, "south")), WEEKS), 0.5),
        (answer(say(COST)), 0),
        (REFUSED, None),
    ],
)
def test_what_no_gold_fact_context_or_position_holds_is_padding(outcome: Outcome, share: Score) -> None:
    assert concision.to_the_point(LIMITED, outcome) == share
    assert concision.to_the_point(NOBODY, outcome) is None


ASKED = BRIDGE.model_copy(
    update={
        "parts": (
            AskedPart(question="What did it cost?", answerable=True, gold=gold(COST)),
            AskedPart(question="When did it open?", answerable=True, gold=gold(OPENED)),
            AskedPart(question="Who paid?", answerable=False),
        )
    }
)


def parted(outcome: Outcome, *statements: tuple[int, ...]) -> Outcome:
    return outcome.model_copy(update={"parts": tuple(SaidPart(question="?", statements=each) for each in statements)})


@pytest.mark.parametrize(
    ("outcome", "share"),
    [
        (parted(answer(NORTHERN, LATER), (0,), (1,), ()), 1),
        (parted(answer(NORTHERN, LATER), (0,), (0,), ()), 2 / 3),
        (parted(answer(NORTHERN, LATER), (0,), (), (1,)), 1 / 3),
        (parted(answer(NORTHERN, LATER), (0,), (1,)), 2 / 3),
        (answer(NORTHERN, LATER), 2 / 3),
        (answer(BOTH), 2 / 3),
        (REFUSED, 0),
    ],
)
def test_each_question_in_one_is_to_be_answered_or_named_as_unanswered(outcome: Outcome, share: float) -> None:
    assert completeness.parts_answered(ASKED, outcome) == pytest.approx(share)
    assert completeness.parts_answered(BRIDGE, outcome) is None


POSITIONS = (
    Position(answers=("$1.2 billion",), articles=("north",)),
    Position(answers=("Monday",), articles=("south",), latest=True),
)


def related(relation: str | None) -> Case:
    return BRIDGE.model_copy(update={"positions": POSITIONS, "relation": relation})


def marked(relation: str, *statements: Said) -> Outcome:
    difference = differing(cite(COST), cite(CLOSED, "south"), relation=relation)
    return answer(*statements).model_copy(update={"disagreements": (difference,)})


@pytest.mark.parametrize(
    ("asked", "outcome", "right", "no_false_conflict"),
    [
        ("conflict", marked("conflict", NORTHERN), 1, None),
        ("conflict", marked("update", NORTHERN), 0, None),
        ("update", marked("update", NORTHERN), 1, None),
        ("update", answer(NORTHERN), 0, None),
        ("update", REFUSED, None, None),
        ("scope", marked("scope", NORTHERN), None, 1),
        ("scope", answer(NORTHERN), None, 1),
        ("scope", marked("conflict", NORTHERN), None, 0),
        ("scope", REFUSED, None, None),
        (None, marked("update", NORTHERN), None, None),
    ],
)
def test_a_disagreement_is_to_be_marked_as_what_it_is(
    asked: str | None, outcome: Outcome, right: Score, no_false_conflict: Score
) -> None:
    case = related(asked)
    assert (conflict.relation(case, outcome), conflict.no_false_conflict(case, outcome)) == (right, no_false_conflict)


def test_where_sources_agree_a_marked_disagreement_is_false() -> None:
    agreed = BRIDGE.model_copy(update={"agreed": True})

    assert conflict.no_false_conflict(agreed, marked("conflict", NORTHERN)) == 0
    assert conflict.no_false_conflict(agreed, answer(NORTHERN)) == 1
    assert conflict.no_false_conflict(BRIDGE, marked("conflict", NORTHERN)) is None


def test_of_an_update_what_stands_now_comes_first() -> None:
    assert conflict.latest_leads(related("update"), answer(SOUTHERN, NORTHERN)) == 1
    assert conflict.latest_leads(related("update"), answer(NORTHERN, SOUTHERN)) == 0
    assert conflict.latest_leads(related("update"), REFUSED) is conflict.latest_leads(BRIDGE, answer(NORTHERN)) is None


def test_a_position_is_stated_by_its_words_with_a_quote_of_its_articles_or_shown_beside() -> None:
    case = related("conflict")

    assert conflict.disagreement_recall(case, answer(say(CLOSED, cite(COST)))) == 0
    assert conflict.disagreement_recall(case, answer(beside(NORTHERN, cite(CLOSED, "south")))) == 1
    assert conflict.disagreement_recall(case, answer(beside(NORTHERN, cite(SHUT, "south")))) == 0.5
    assert conflict.disagreement_recall(case, marked("conflict", say("They differ."))) == 1


def test_different_scopes_are_no_consensus_to_be_false() -> None:
    assert conflict.no_false_consensus(related("scope"), answer(NORTHERN)) is None
    assert conflict.no_false_consensus(related("conflict"), answer(NORTHERN)) == 0


WRONG = NOBODY.model_copy(update={"stands": gold(COST)})


def presuming(*quotes: str) -> Outcome:
    named = Presumed(asked="it was free", stands=COST, citations=tuple(cite(quote) for quote in quotes))
    return REFUSED.model_copy(update={"premise": named})


def test_a_false_premise_is_to_be_named_with_what_stands_and_a_true_one_never() -> None:
    assert [premise.named(WRONG, outcome) for outcome in (presuming(COST), presuming(OPENED), REFUSED)] == [1, 0, 0]
    assert premise.named(WRONG, answer(NORTHERN)) == 0
    assert premise.named(NOBODY, presuming(COST)) is None
    assert [premise.granted(BRIDGE, outcome) for outcome in (presuming(COST), REFUSED, BROKEN)] == [0, 1, None]
    assert premise.granted(WRONG, presuming(COST)) is None


BRITISH = NOBODY.model_copy(update={"missing": ("British", "moon")})


@pytest.mark.parametrize(
    ("said", "named", "true"),
    [
        (("british",), 1, 1),
        (("British troops",), 1, 1),
        (("bridge",), 0, 0),
        (("moon", "the tunnel"), 1, 0.5),
        ((), 0, None),
    ],
)
def test_what_nothing_is_about_is_to_be_named_and_really_missing(
    said: tuple[str, ...], named: float, true: Score
) -> None:
    outcome = REFUSED.model_copy(update={"missing": said})

    assert premise.missing_named(BRITISH, outcome) == named
    assert premise.missing_true(outcome, TEXTS) == true
    assert premise.missing_true(outcome, {}) is premise.missing_named(BRIDGE, outcome) is None


def test_whatever_is_quoted_anywhere_has_to_stand_in_its_article() -> None:
    wrong = moved(cite(CLOSED, "south"))

    assert validity(answer(beside(NORTHERN, wrong)), TEXTS) == 0.5
    assert validity(REFUSED.model_copy(update={"nearest": (wrong,)}), TEXTS) == 0
    assert validity(presuming(COST), TEXTS) == 1
    marked = answer(NORTHERN).model_copy(update={"disagreements": (differing(cite(COST), wrong),)})
    assert validity(marked, TEXTS) == pytest.approx(2 / 3)
