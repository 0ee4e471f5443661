"""A sentence holds what is asked for, or it does not."""

import pytest

from qa.answer.evidence.answer_terms import answer_terms, holds_answer_type
from qa.answer.question.answer_type import AnswerType
from qa.answer.question.parse import read_question
from tests.answer.builders import section

QUESTIONS: dict[AnswerType, str] = {
    "number": "How many ships came?",
    "amount": "How much did the ships cost?",
    "date": "When did the ships come?",
    "person": "Who sent the ships?",
    "place": "Where did the ships go?",
    "reason": "Why did the ships come?",
    "other": "What did the ships bring?",
}

HELD: list[tuple[str, AnswerType, set[str]]] = [
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


@pytest.mark.parametrize(("text", "answer_type", "figures"), HELD)
def test_a_sentence_tells(text: str, answer_type: AnswerType, figures: set[str]) -> None:
    question = read_question(QUESTIONS[answer_type])
    (sentence,) = section(text).sentences
    assert question.answer_type == answer_type
    assert figures <= answer_terms(question, sentence.words)
    assert holds_answer_type(question, sentence.words) == bool(figures) == bool(answer_terms(question, sentence.words))


def test_what_the_question_names_itself_is_no_answer() -> None:
    (sentence,) = section("Karen Holm sent 40 ships in 2019.").sentences
    assert not holds_answer_type(read_question("Who is Karen Holm?"), sentence.words)
    assert not holds_answer_type(read_question("When in 2019 did Karen Holm send them?"), sentence.words)
    assert not holds_answer_type(read_question("How many of the 40 ships came?"), sentence.words)


@pytest.mark.parametrize("answer_type", ["reason", "other"])
def test_any_sentence_may_tell_why_or_what(answer_type: AnswerType) -> None:
    (sentence,) = section("The ships came.").sentences
    question = read_question(QUESTIONS[answer_type])
    assert question.answer_type == answer_type
    assert holds_answer_type(question, sentence.words)
    assert answer_terms(question, sentence.words) == frozenset()
