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


ASKED = [
    ("For how many days did the siege last?", "The siege lasted nine days.", {"9"}),
    ("How many hours did the talks take?", "The talks took 36 hours.", {"36"}),
    ("How many days did the siege last?", "The siege ended on October 7.", set()),
    ("How old was the pilot?", "The pilot was 52 years old.", {"52"}),
    ("How many ships came?", "The war went on for nine days.", set()),
    ("How many people died?", "In 1066, the town burned.", set()),
    ("How many people died?", "The fire killed 1200 people.", {"1200"}),
    ("When was the battle fought?", "The battle was fought in 1066.", {"1066"}),
    ("When was the battle fought?", "The battle was fought on 14 October 1066.", {"octob", "1066"}),
    ("When did the volcano erupt?", "The volcano erupted in 79 AD.", {"79"}),
    ("When did the plague come?", "The plague came in the 1340s.", {"1340"}),
    ("When did the plague come?", "It came in the 1990s.", {"1990"}),
    ("When did the plague come?", "The plague killed 1340 monks in 1200 villages.", set()),
    ("Who fought in WWII?", "In World War II fought Karen Holm.", {"karen", "holm"}),
]


@pytest.mark.parametrize(("asked", "text", "figures"), ASKED)
def test_lengths_of_time_answer_who_asks_for_one_and_years_are_times_in_any_age(
    asked: str, text: str, figures: set[str]
) -> None:
    (sentence,) = section(text).sentences
    terms = answer_terms(read_question(asked), sentence.words)
    assert terms >= figures
    assert holds_answer_type(read_question(asked), sentence.words) == bool(figures)


@pytest.mark.parametrize("name", ["WWII", "World War II", "World War 2", "the Second World War", "WW2"])
def test_a_world_war_is_one_name_however_it_is_written(name: str) -> None:
    question = read_question(f"When did {name} end?")
    assert question.names == (("WORLD WAR II",),)
    assert question.places == ()


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
