"""Of people's questions pairs of texts are made that disagree on the answer and on nothing else, and controls that do not."""

from random import Random

import pytest

from bench.disagreements.made import OTHER, OWN, Asked, Made, made
from bench.disagreements.replaced import Kind, another, kind_of
from qa.answer.question.answer_type import AnswerType
from training.human import Passage

SEEDED = [Random(seed) for seed in range(20)]  # noqa: S311 - examples, not secrets
SENTENCES = (
    "Northport is a town on the northern coast.",
    "Its harbour was built by Ann Lee in 1934 for 2,500 ships.",
    "Most of them carried herring to Gdansk.",
)
QUESTIONS = {"How many ships was it built for?": "2,500", "When was it built?": "1934", "Who built it?": "Ann Lee"}


def asked(copy: int) -> list[Asked]:
    """The questions on one passage; with each copy the town has another name."""
    sentences = tuple(sentence.replace("Northport", f"Northport{copy}") for sentence in SENTENCES)
    return [
        Asked(
            Passage(question, "Northport", sentences, frozenset({1}), (answer,), True, f"page-{copy}", "test"),
            ("Bob Roe", "Cora Dee") if answer == "Ann Lee" else (),
        )
        for question, answer in QUESTIONS.items()
    ]


def text(case: Made, name: str) -> str:
    return next(article.raw for article in case.articles if article.id == name)


def cases() -> tuple[list[Made], list[Made]]:
    return made([each for copy in range(12) for each in asked(copy)], 8, Random(0))  # noqa: S311 - examples, not secrets


def test_the_other_text_of_a_pair_has_another_answer_and_no_longer_the_first() -> None:
    pairs, _ = cases()
    assert len(pairs) == 8
    for case in pairs:
        own, other = case.answers
        assert own != other
        assert own in text(case, OWN)
        assert own not in text(case, OTHER)
        assert other in text(case, OTHER)


def test_a_control_tells_the_same_or_of_something_else() -> None:
    _, controls = cases()
    assert len(controls) == 8
    for case in controls:
        if case.control == "same":
            assert case.answers[1] in text(case, OTHER)
        elif case.control == "page":
            assert all(article.id != OTHER for article in case.articles)


def test_the_same_cases_are_made_every_time() -> None:
    assert cases() == cases()


@pytest.mark.parametrize(
    ("answer", "asked_for", "kind"),
    [
        ("2,500", "number", "number"),
        ("3 May 1934", "date", "date"),
        ("Ann Lee", "person", "name"),
        ("Gdansk", "place", "place"),
        ("because it rained", "reason", None),
        ("a large ship", "other", None),
    ],
)
def test_an_answer_is_of_a_kind_that_can_be_exchanged_or_of_none(
    answer: str, asked_for: AnswerType, kind: Kind | None
) -> None:
    assert kind_of(answer, asked_for) == kind


@pytest.mark.parametrize(
    ("answer", "kind"), [("2,500", "number"), ("seven", "number"), ("3 May 1934", "date"), ("May", "date")]
)
def test_another_figure_looks_alike_and_is_another(answer: str, kind: Kind) -> None:
    for seeded in SEEDED:
        new = another(answer, kind, [], seeded)
        assert new is not None
        assert new != answer
        assert kind_of(new, "date" if kind == "date" else "number") == kind


def test_a_name_is_exchanged_for_one_that_shares_no_word_with_it() -> None:
    assert another("Ann Lee", "name", ["Bob Lee"], SEEDED[0]) is None
    assert another("Ann Lee", "name", ["Bob Roe"], SEEDED[0]) == "Bob Roe"
