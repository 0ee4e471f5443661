"""A sentence holds what is asked for, or it does not."""

import pytest

from qa.answer.question import Wanted, read_question
from qa.answer.wanted import holds_wanted, told
from tests.answer.builders import section

QUESTIONS: dict[Wanted, str] = {
    "number": "How many ships came?",
    "amount": "How much did the ships cost?",
    "date": "When did the ships come?",
    "person": "Who sent the ships?",
    "place": "Where did the ships go?",
    "reason": "Why did the ships come?",
    "other": "What did the ships bring?",
}

HELD: list[tuple[str, Wanted, set[str]]] = [
    ("Some 40 ships came.", "number", {"40"}),
    ("Three ships came.", "number", {"3"}),
    ("Dozens of ships came.", "number", {"dozen"}),
    ("Half of them came.", "number", {"half"}),
    ("The ships came.", "number", set()),
    ("The ships came in 2019.", "number", set()),
    ("The ships came on October 7.", "number", set()),
    ("The ships stayed for three years.", "number", set()),
    ("The ships brought 2,014 men.", "number", {"2014"}),
    ("The ships cost $40 million.", "amount", {"40"}),
    ("Three ships came.", "amount", set()),
    ("The ships came on Monday.", "date", {"monday"}),
    ("The ships came in 2019.", "date", {"2019"}),
    ("The ships came in May.", "date", {"may"}),
    ("The ships may come.", "date", set()),
    ("The 2,014 ships came.", "date", set()),
    ("The ships were sent by Karen Holm.", "person", {"karen", "holm"}),
    ("Ships were sent by the king.", "person", set()),
    ("The ships went to Denmark.", "place", {"DENMARK"}),
    ("The ships went home.", "place", set()),
]


@pytest.mark.parametrize(("text", "wanted", "figures"), HELD)
def test_a_sentence_tells(text: str, wanted: Wanted, figures: set[str]) -> None:
    question = read_question(QUESTIONS[wanted])
    (sentence,) = section(text).sentences
    assert question.wanted == wanted
    assert figures <= told(question, sentence)
    assert holds_wanted(question, sentence) == bool(figures) == bool(told(question, sentence))


def test_what_the_question_names_itself_is_no_answer() -> None:
    (sentence,) = section("Karen Holm sent 40 ships in 2019.").sentences
    assert not holds_wanted(read_question("Who is Karen Holm?"), sentence)
    assert not holds_wanted(read_question("When in 2019 did Karen Holm send them?"), sentence)
    assert not holds_wanted(read_question("How many of the 40 ships came?"), sentence)


@pytest.mark.parametrize("wanted", ["reason", "other"])
def test_any_sentence_may_tell_why_or_what(wanted: Wanted) -> None:
    (sentence,) = section("The ships came.").sentences
    question = read_question(QUESTIONS[wanted])
    assert question.wanted == wanted
    assert holds_wanted(question, sentence)
    assert told(question, sentence) == frozenset()
